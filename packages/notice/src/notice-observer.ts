// Joins receivers to a handle table: turns what the table tells its observer into events.
//
// Observers can be chained. The receivers hear first, so whoever comes next may take the object
// apart.

import type { HandleObserver, KernelObject } from '@kos/handles'
import { EVENT_BADGE_CLOSED } from './event-mask.ts'
import { signal, signalDestroyed } from './signal.ts'

/** `new HandleTable({ entropy, observer: new NoticeObserver() })` */
export class NoticeObserver implements HandleObserver {
  readonly #next: HandleObserver | null

  /** `next` hears everything after the receivers. */
  constructor(next: HandleObserver | null = null) {
    this.#next = next
  }

  /**
   * EVENT_OBJECT_DESTROYED; the entries of the object live on until their last notification is
   * extracted.
   */
  objectDestroyed(object: KernelObject): void {
    signalDestroyed(object)
    this.#next?.objectDestroyed(object)
  }

  /** EVENT_BADGE_CLOSED. */
  badgeClosed(badge: KernelObject): void {
    signal(badge, EVENT_BADGE_CLOSED)
    this.#next?.badgeClosed(badge)
  }
}
