// The queue of a receiver: its entries, those of them that are pending, and its wait queue.
//
// Invariant: after each operation there is no pending entry or no waiter. A signal makes entries
// pending and then serves waiters: it extracts for the first waiter and wakes it, until there is no
// pending entry or no waiter left. A waiter parks only if no entry is pending. No code runs between
// that check and the park, so no wake-up can be lost. An entry leaves the pending list when it is
// extracted, so no notification is delivered twice. Sinks and `onEntryRemoved` may call back: all
// lists are consistent when they are called.

import { rcOk } from '@kos/retcode'
import { type QueueListener, PARKED, WaitKind, type Waiter, WaitQueue } from '@kos/thread'
import type { Entry } from './entry.ts'
import { EntryTable } from './entry-table.ts'
import type { EventSink } from './event-sink.ts'
import { maxEventCount } from './limits.ts'
import { TakeArguments } from './take-arguments.ts'
import { detach, type Subscriber } from './subscriptions.ts'

/** Called for each entry that was removed, with its id. */
export type EntryRemovedListener = (id: number) => void

/** The entries, pending entries and waiters of one receiver. */
export class NotificationQueue implements QueueListener {
  readonly entries: EntryTable = new EntryTable()
  readonly waiters: WaitQueue = new WaitQueue(this)
  /** Whose entries these are; null: nobody's, and they have no quota per source. */
  readonly subscriber: Subscriber | null
  /** Number of pending entries. */
  pending = 0
  /** Link in the list of queues whose waiters a signal will serve; `isToServe`: it is in it. */
  nextToServe: NotificationQueue | null = null
  isToServe = false
  readonly #onEntryRemoved: EntryRemovedListener | null
  #first: Entry | null = null
  #last: Entry | null = null
  #freeList: TakeArguments | null = null

  constructor(onEntryRemoved: EntryRemovedListener | null, subscriber: Subscriber | null = null) {
    this.subscriber = subscriber
    this.#onEntryRemoved = onEntryRemoved
  }

  /**
   * Merges events into an entry. Returns true if there is a waiter: the caller then calls
   * `serveWaiters`.
   */
  post(entry: Entry, bits: number): boolean {
    if (entry.pending === 0) this.#enqueue(entry)
    entry.pending |= bits
    if (entry.count < maxEventCount) entry.count++
    return this.waiters.first !== null
  }

  /** Extracts pending entries for waiters, in order, until there is no entry or no waiter left. */
  serveWaiters(): void {
    while (this.#first !== null) {
      const waiter = this.waiters.take()
      if (waiter === null) return
      const args = waiter.detail as TakeArguments
      this.extract(args.countMax, args.sink, args.isCounted)
      this.#freeArguments(waiter, args)
      waiter.wake(rcOk)
    }
  }

  /** Moves up to `countMax` pending entries, first come first served, into `sink`. */
  extract(countMax: number, sink: EventSink, isCounted: boolean): void {
    for (let left = countMax; left > 0; left--) {
      const entry = this.#first
      if (entry === null) return
      const value = isCounted ? entry.count : entry.pending >>> 0
      this.#dequeue(entry)
      const isLast = entry.source === null
      if (isLast) this.#forget(entry)
      sink.accept(entry.id, value, isLast)
      if (isLast) this.#onEntryRemoved?.(entry.id)
    }
  }

  /** Parks a waiter. Returns PARKED, or the code of a wait that ended at once. */
  park(
    waiter: Waiter,
    timeout: number,
    countMax: number,
    sink: EventSink,
    isCounted: boolean,
    receiver: object,
  ): number {
    const args = this.#freeList ?? new TakeArguments()
    this.#freeList = args.next
    args.countMax = countMax
    args.sink = sink
    args.isCounted = isCounted
    waiter.detail = args
    const answer = this.waiters.park(waiter, timeout, WaitKind.notice, receiver)
    // If the waiter refused to park, `abandoned` was called, and has freed them.
    if (answer !== PARKED && waiter.detail === args) this.#freeArguments(waiter, args)
    return answer
  }

  /** Wakes all waiters with `rc`. */
  wakeAll(rc: number): void {
    for (let waiter = this.waiters.take(); waiter !== null; waiter = this.waiters.take()) {
      this.#freeArguments(waiter, waiter.detail as TakeArguments)
      waiter.wake(rc)
    }
  }

  abandoned(waiter: Waiter): void {
    this.#freeArguments(waiter, waiter.detail as TakeArguments)
  }

  /** Removes an entry from all lists. The caller calls `notifyRemoved` once all are consistent. */
  remove(entry: Entry): void {
    this.drop(entry)
    detach(entry)
    this.#forget(entry)
  }

  /** Drops the notification of an entry, if it has one. */
  drop(entry: Entry): void {
    if (entry.pending !== 0) this.#dequeue(entry)
  }

  /** Calls the owner's `onEntryRemoved`. */
  notifyRemoved(id: number): void {
    this.#onEntryRemoved?.(id)
  }

  #forget(entry: Entry): void {
    this.entries.remove(entry)
    entry.descendant?.remove()
  }

  #enqueue(entry: Entry): void {
    const last = this.#last
    if (last === null) this.#first = entry
    else {
      entry.previousPending = last
      last.nextPending = entry
    }
    this.#last = entry
    this.pending++
  }

  // Writes are what costs here, so links that are null already are not written.
  #dequeue(entry: Entry): void {
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

  #freeArguments(waiter: Waiter, args: TakeArguments): void {
    waiter.detail = null
    args.clear()
    args.next = this.#freeList
    this.#freeList = args
  }
}
