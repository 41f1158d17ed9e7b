// Connects receivers to a handle table: an observer of the table that signals events.
//
// Observers can be chained. Receivers are signalled first, so the next observer may release what
// belongs to the object.

import type { HandleObserver, KernelObject } from '@kos/handles'
import { EVENT_BADGE_CLOSED } from './event-mask.ts'
import { signal, signalDestroyed } from './signal.ts'

/** `new HandleTable({ entropy, observer: new NoticeObserver() })` */
export class NoticeObserver implements HandleObserver {
  readonly #next: HandleObserver | null

  /** `next` is called after the receivers were signalled. */
  constructor(next: HandleObserver | null = null) {
    this.#next = next
  }

  /** Signals EVENT_OBJECT_DESTROYED; entries stay until their last notification is extracted. */
  objectDestroyed(object: KernelObject): void {
    signalDestroyed(object)
    this.#next?.objectDestroyed(object)
  }

  /** Signals EVENT_BADGE_CLOSED. */
  badgeClosed(badge: KernelObject): void {
    signal(badge, EVENT_BADGE_CLOSED)
    this.#next?.badgeClosed(badge)
  }
}
