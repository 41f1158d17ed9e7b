// Delivery of events to receivers: `signal` walks the entries of one resource, merges the events
// into the entries that are subscribed to them, and only then wakes waiters, so that one waiter
// gets all events of the signal. Waking enqueues; no thread runs in here.
//
// `signal-by-user.ts` checks permissions.

import type { Entry } from './entry.ts'
import { EVENT_OBJECT_DESTROYED } from './event-mask.ts'
import type { NotificationQueue } from './notification-queue.ts'
import { type Subscribable, subscriptionsOf } from './subscriptions.ts'

/**
 * Delivers the events of `mask` to every entry of the resource that is subscribed to one of them.
 */
export function signal(source: Subscribable, mask: number): void {
  const list = subscriptionsOf(source)
  if (list !== null) serveAll(post(list.first, mask | 0))
}

/**
 * Delivers EVENT_OBJECT_DESTROYED and unlinks all entries from the resource: entries with a
 * notification stay until it is extracted, the others are removed at once.
 */
export function signalDestroyed(source: Subscribable): void {
  const list = subscriptionsOf(source)
  if (list === null) return
  source.subscriptions = null
  for (let entry = list.first; entry !== null; entry = entry.nextOfSource) entry.source = null
  const toServe = post(list.first, EVENT_OBJECT_DESTROYED)
  const removed = removeIdle(list.first)
  serveAll(toServe)
  for (let entry = removed; entry !== null; entry = entry.nextPending)
    entry.queue.notifyRemoved(entry.id)
}

// Returns the queues that have waiters for the events, linked in the order of delivery.
function post(first: Entry | null, mask: number): NotificationQueue | null {
  let head: NotificationQueue | null = null
  let tail: NotificationQueue | null = null
  for (let entry = first; entry !== null; entry = entry.nextOfSource) {
    const bits = entry.mask & mask
    if (bits === 0) continue
    const { queue } = entry
    if (!queue.post(entry, bits) || queue.isToServe) continue
    queue.isToServe = true
    if (tail === null) head = queue
    else tail.nextToServe = queue
    tail = queue
  }
  return head
}

// A sink may signal again. Queues that are still in this list then are served by this loop.
function serveAll(first: NotificationQueue | null): void {
  for (let queue = first; queue !== null;) {
    const next: NotificationQueue | null = queue.nextToServe
    queue.nextToServe = null
    queue.isToServe = false
    queue.serveWaiters()
    queue = next
  }
}

function removeIdle(first: Entry | null): Entry | null {
  let head: Entry | null = null
  let tail: Entry | null = null
  for (let entry = first; entry !== null;) {
    const next: Entry | null = entry.nextOfSource
    // Entries that stay must not keep the removed ones alive.
    entry.previousOfSource = null
    entry.nextOfSource = null
    if (entry.pending === 0) {
      entry.queue.remove(entry)
      if (tail === null) head = entry
      else tail.nextPending = entry
      tail = entry
    }
    entry = next
  }
  return head
}
