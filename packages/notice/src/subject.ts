// Something to subscribe to, for use without handles. With handles, a `KernelObject` is it.

import { signal, signalDestroyed } from './signal.ts'
import type { Source } from './subscriptions.ts'

/** Has events that receivers can subscribe to. */
export class Subject implements Source {
  /** Belongs to this package. */
  subscriptions: unknown = null
  /** Belongs to this package. */
  tableIndex = 0

  /**
   * Delivers the events of `mask` to every entry that tracks one of them. All 32 bits are yours.
   */
  signal(mask: number): void {
    signal(this, mask)
  }

  /**
   * Delivers EVENT_OBJECT_DESTROYED. Nobody can subscribe any more; entries live until their last
   * notification is extracted.
   */
  [Symbol.dispose](): void {
    this.tableIndex = -1
    signalDestroyed(this)
  }
}
