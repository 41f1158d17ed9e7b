// How an event reaches receivers: `signal` walks the entries of one resource, merges the event into
// those that track it, and only then lets receivers wake their waiters, so that one waiter gets all
// of it. Waking enqueues; no thread runs in here.
//
// Who may signal what is not checked here, but in `signal-by-user.ts`.

import type { Entry } from './entry.ts'
import { EVENT_OBJECT_DESTROYED } from './event-mask.ts'
import type { Mailbox } from './mailbox.ts'
import { type Source, subscriptionsOf } from './subscriptions.ts'

/** Delivers the events of `mask` to every entry of the resource that tracks one of them. */
export function signal(source: Source, mask: number): void {
  const list = subscriptionsOf(source)
  if (list !== null) settle(post(list.first, mask | 0))
}

/**
 * Delivers EVENT_OBJECT_DESTROYED and lets go of the resource: entries with a notification stay
 * until it is extracted, the others are removed at once.
 */
export function signalDestroyed(source: Source): void {
  const list = subscriptionsOf(source)
  if (list === null) return
  source.subscriptions = null
  for (let entry = list.first; entry !== null; entry = entry.nextOfSource) entry.source = null
  const unsettled = post(list.first, EVENT_OBJECT_DESTROYED)
  const removed = removeIdle(list.first)
  settle(unsettled)
  for (let entry = removed; entry !== null; entry = entry.nextPending) entry.mailbox.tell(entry.id)
}

// Answers the receivers that have waiters for this, linked in the order in which the event reached
// them.
function post(first: Entry | null, mask: number): Mailbox | null {
  let head: Mailbox | null = null
  let tail: Mailbox | null = null
  for (let entry = first; entry !== null; entry = entry.nextOfSource) {
    const bits = entry.mask & mask
    if (bits === 0) continue
    const { mailbox } = entry
    if (!mailbox.post(entry, bits) || mailbox.isUnsettled) continue
    mailbox.isUnsettled = true
    if (tail === null) head = mailbox
    else tail.nextUnsettled = mailbox
    tail = mailbox
  }
  return head
}

// A sink may signal again. A receiver that is still in this list then is left to this loop.
function settle(first: Mailbox | null): void {
  for (let mailbox = first; mailbox !== null;) {
    const next: Mailbox | null = mailbox.nextUnsettled
    mailbox.nextUnsettled = null
    mailbox.isUnsettled = false
    mailbox.settle()
    mailbox = next
  }
}

function removeIdle(first: Entry | null): Entry | null {
  let head: Entry | null = null
  let tail: Entry | null = null
  for (let entry = first; entry !== null;) {
    const next: Entry | null = entry.nextOfSource
    // Neither list may keep the others alive.
    entry.previousOfSource = null
    entry.nextOfSource = null
    if (entry.pending === 0) {
      entry.mailbox.remove(entry)
      if (tail === null) head = entry
      else tail.nextPending = entry
      tail = entry
    }
    entry = next
  }
  return head
}
