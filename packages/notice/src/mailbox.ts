// The inside of a receiver, which signals reach: entries, those of them that are pending, and the
// waiters.
//
// Rule: once an operation is over, there is no pending entry or no waiter. A signal makes entries
// pending and then settles: it extracts for the first waiter and wakes it, until one of the two is
// used up. A waiter parks only if nothing is pending. Nothing runs between the look and the
// parking, so no wake-up can be lost; an entry leaves the pending list when it is extracted, so
// none is doubled. Sinks and `onEntryRemoved` may call back: they are called when every list is
// whole again.

import { rcOk } from '@kos/retcode'
import { type QueueListener, PARKED, WaitKind, type Waiter, WaitQueue } from '@kos/thread'
import type { Entry } from './entry.ts'
import { EntryTable } from './entry-table.ts'
import type { EventSink } from './event-sink.ts'
import { MAX_EVENT_COUNT } from './limits.ts'
import { Request } from './request.ts'
import { detach } from './subscriptions.ts'

/** Told of each entry that is gone for good, with its id. */
export type EntryRemovedListener = (id: number) => void

/** Pending entries on one side, waiters on the other. */
export class Mailbox implements QueueListener {
  readonly entries: EntryTable = new EntryTable()
  readonly waiters: WaitQueue = new WaitQueue(this)
  /** How many entries are pending. */
  pending = 0
  /** The link of the mailboxes that a signal is still to settle. */
  nextUnsettled: Mailbox | null = null
  isUnsettled = false
  readonly #onEntryRemoved: EntryRemovedListener | null
  #first: Entry | null = null
  #last: Entry | null = null
  #spare: Request | null = null

  constructor(onEntryRemoved: EntryRemovedListener | null) {
    this.#onEntryRemoved = onEntryRemoved
  }

  /**
   * Merges what occurred into an entry; true if somebody waits for it, so that `settle` is to be
   * called.
   */
  post(entry: Entry, bits: number): boolean {
    if (entry.pending === 0) this.#append(entry)
    entry.pending |= bits
    if (entry.count < MAX_EVENT_COUNT) entry.count++
    return this.waiters.first !== null
  }

  /**
   * Gives pending entries to waiters, in order, until there are none of the one or of the other.
   */
  settle(): void {
    while (this.#first !== null) {
      const waiter = this.waiters.take()
      if (waiter === null) return
      const request = waiter.detail as Request
      this.extract(request.countMax, request.sink, request.isCounted)
      this.#recycle(waiter, request)
      waiter.wake(rcOk)
    }
  }

  /** Moves up to `countMax` pending entries, first come first served, into `sink`. */
  extract(countMax: number, sink: EventSink, isCounted: boolean): void {
    for (let left = countMax; left > 0; left--) {
      const entry = this.#first
      if (entry === null) return
      const value = isCounted ? entry.count : entry.pending >>> 0
      this.#withdraw(entry)
      const isLast = entry.source === null
      if (isLast) this.entries.remove(entry)
      sink.accept(entry.id, value, isLast)
      if (isLast) this.#onEntryRemoved?.(entry.id)
    }
  }

  /** Parks a waiter: PARKED, or the code of the end of its wait. */
  park(
    waiter: Waiter,
    timeout: number,
    countMax: number,
    sink: EventSink,
    isCounted: boolean,
    receiver: object,
  ): number {
    const request = this.#spare ?? new Request()
    this.#spare = request.next
    request.countMax = countMax
    request.sink = sink
    request.isCounted = isCounted
    waiter.detail = request
    const answer = this.waiters.park(waiter, timeout, WaitKind.notice, receiver)
    if (answer !== PARKED && waiter.detail === request) this.#refused(waiter, request)
    return answer
  }

  /** Wakes everyone with `rc`. */
  dismiss(rc: number): void {
    for (let waiter = this.waiters.take(); waiter !== null; waiter = this.waiters.take()) {
      this.#recycle(waiter, waiter.detail as Request)
      waiter.wake(rc)
    }
  }

  abandoned(waiter: Waiter): void {
    this.#recycle(waiter, waiter.detail as Request)
  }

  /** Takes an entry out of every list. `tell` follows when all lists are whole. */
  remove(entry: Entry): void {
    if (entry.pending !== 0) this.#withdraw(entry)
    detach(entry)
    this.entries.remove(entry)
  }

  /** Tells the owner that an entry is gone. */
  tell(id: number): void {
    this.#onEntryRemoved?.(id)
  }

  #append(entry: Entry): void {
    const last = this.#last
    if (last === null) this.#first = entry
    else {
      entry.previousPending = last
      last.nextPending = entry
    }
    this.#last = entry
    this.pending++
  }

  // Links are null already where an entry has no neighbour, and a write is what costs here.
  #withdraw(entry: Entry): void {
    const { previousPending: previous, nextPending: next } = entry
    if (previous === null) this.#first = next
    else {
      previous.nextPending = next
      entry.previousPending = null
    }
    if (next === null) this.#last = previous
    else {
      next.previousPending = previous
      entry.nextPending = null
    }
    entry.pending = 0
    entry.count = 0
    this.pending--
  }

  // It never waited, so nobody will abandon it.
  #refused(waiter: Waiter, request: Request): void {
    if (waiter.queue === this.waiters) this.waiters.remove(waiter)
    this.#recycle(waiter, request)
  }

  #recycle(waiter: Waiter, request: Request): void {
    waiter.detail = null
    request.clear()
    request.next = this.#spare
    this.#spare = request
  }
}
