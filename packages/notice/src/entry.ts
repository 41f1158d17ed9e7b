// An entry of a receiver: a resource, an event mask, and the events that are pending.
//
// An entry is linked into three lists: the entries of its resource (`subscriptions.ts`), the
// entries of its receiver with the same id (`entry-table.ts`), and, while it has events that no
// thread extracted, the pending entries (`notification-queue.ts`). Signals merge into the entry, so
// the memory of a receiver is bounded by its entries. An entry that was made through a handle is a
// weak descendant of it: the revocation of the handle ends the entry.

import type { RevokeListener, WeakDescendant } from '@kos/handles'
import { EVENT_OBJECT_DESTROYED } from './event-mask.ts'
import type { NotificationQueue } from './notification-queue.ts'
import { detach, type Subscribable } from './subscriptions.ts'

/** One entry of one receiver. Each list writes its own fields. */
export class Entry implements RevokeListener {
  readonly isUrgent = false
  readonly queue: NotificationQueue
  readonly id: number
  /** The events it is subscribed to, as a signed integer: V8 stores those without allocation. */
  readonly mask: number
  /**
   * The resource; null once it is gone, or the handle was revoked. The entry then lives until its
   * last notification is extracted.
   */
  source: Subscribable | null

  /** Events that occurred and were not extracted, as a signed integer; 0: none pending. */
  pending = 0
  /** Number of signals that were merged into `pending`. */
  count = 0

  /** Its place in the inheritance tree; null if it was made without a handle. */
  descendant: WeakDescendant | null = null

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

  /** The handle was revoked: nothing more is delivered, and what is pending is dropped. */
  revoked(): void {
    this.queue.drop(this)
    detach(this)
  }

  /** Tells the receiver that the entry is over, as `signalDestroyed` does. */
  revocationDone(): void {
    const { queue } = this
    if ((this.mask & EVENT_OBJECT_DESTROYED) === 0) {
      queue.remove(this)
      queue.notifyRemoved(this.id)
    } else if (queue.post(this, EVENT_OBJECT_DESTROYED)) queue.serveWaiters()
  }
}
