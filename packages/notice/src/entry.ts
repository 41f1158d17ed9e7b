// An entry of a receiver: a resource, an event mask, and the events that are pending.
//
// An entry is linked into three lists: the entries of its resource (`subscriptions.ts`), the
// entries of its receiver with the same id (`entry-table.ts`), and, while it has events that no
// thread extracted, the pending entries (`notification-queue.ts`). Signals merge into the entry, so
// the memory of a receiver is bounded by its entries.

import type { NotificationQueue } from './notification-queue.ts'
import type { Subscribable } from './subscriptions.ts'

/** One entry of one receiver. Each list writes its own fields. */
export class Entry {
  readonly queue: NotificationQueue
  readonly id: number
  /** The events it is subscribed to, as a signed integer: V8 stores those without allocation. */
  readonly mask: number
  /**
   * The resource; null once it is gone. The entry then lives until its last notification is
   * extracted.
   */
  source: Subscribable | null

  /** Events that occurred and were not extracted, as a signed integer; 0: none pending. */
  pending = 0
  /** Number of signals that were merged into `pending`. */
  count = 0

  previousOfSource: Entry | null = null
  nextOfSource: Entry | null = null
  previousOfId: Entry | null = null
  nextOfId: Entry | null = null
  previousPending: Entry | null = null
  /** Also the link of a list of removed entries until `onEntryRemoved` was called for them. */
  nextPending: Entry | null = null

  constructor(queue: NotificationQueue, source: Subscribable, mask: number, id: number) {
    this.queue = queue
    this.source = source
    this.mask = mask
    this.id = id
  }
}
