// A source of events for use without handles. With handles, receivers subscribe to a
// `KernelObject`.

import { signal, signalDestroyed } from './signal.ts'
import type { Subscribable } from './subscriptions.ts'

/** A source of events that receivers can subscribe to. */
export class SignalSource implements Subscribable {
  /** Belongs to this package. */
  subscriptions: unknown = null
  /** Belongs to this package. */
  tableIndex = 0

  /**
   * Delivers the events of `mask` to every entry that is subscribed to one of them. The meaning of
   * all 32 bits is yours to define.
   */
  signal(mask: number): void {
    signal(this, mask)
  }

  /**
   * Delivers EVENT_OBJECT_DESTROYED. No entry can be added any more; entries live until their last
   * notification is extracted.
   */
  [Symbol.dispose](): void {
    this.tableIndex = -1
    signalDestroyed(this)
  }
}
