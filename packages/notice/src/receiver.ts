// A notification receiver (topic `notice_api`): collects events of the resources it is subscribed
// to until a thread takes them.
//
// Entries are added and removed here. `notification-queue.ts` has the pending entries and the
// waiters, `signal.ts` delivers events to entries; receiving without a kernel is in
// `async-receiver.ts`. References to a receiver are not counted here:
// the owner of the count calls `release` when it is 0.

import {
  rcInvalidArgument,
  rcInvalidOperation,
  rcInvalidThreadState,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
} from '@kos/retcode'
import type { HandleTable } from '@kos/handles'
import type { Waiter } from '@kos/thread'
import { Entry } from './entry.ts'
import type { EventSink } from './event-sink.ts'
import { defaultMaxEntries, maxEntriesPerReceiver } from './limits.ts'
import { type EntryRemovedListener, NotificationQueue } from './notification-queue.ts'
import { attach, type Subscribable, type Subscriber, subscriptionsOf } from './subscriptions.ts'

/** Options of a receiver. */
export interface ReceiverOptions {
  /** Most entries, 1 to `maxEntriesPerReceiver`; default `defaultMaxEntries`. */
  readonly maxEntries?: number
  /** Name for reports. */
  readonly name?: string
  /**
   * Called once for each entry that was removed, with its id, so that the owner can free its data
   * for that id. An entry of a destroyed resource is removed right after its last notification was
   * extracted. It may call back; it must not throw.
   */
  readonly onEntryRemoved?: EntryRemovedListener
  /**
   * Whose receiver it is: limits the entries at one source. All receivers of a process are given
   * the same object. Without it there is no such limit.
   */
  readonly subscriber?: Subscriber
}

/** The codes of the operations that do not wait. */
export type NoticeRetcode =
  | typeof rcOk
  | typeof rcInvalidArgument
  | typeof rcInvalidOperation
  | typeof rcQuotaExceeded
  | typeof rcResourceNotFound

/**
 * Collects notifications until waiters take them: for kernels. Its memory is bounded by its
 * entries, never by the number of events.
 */
export class NoticeReceiver {
  /** Name for reports. */
  readonly name: string
  readonly maxEntries: number
  readonly #queue: NotificationQueue
  #isDropped = false
  #isReleased = false

  /** @throws RangeError if `maxEntries` is not a whole number from 1 to `maxEntriesPerReceiver`. */
  constructor(options: ReceiverOptions = {}) {
    this.name = options.name ?? 'receiver'
    this.maxEntries = options.maxEntries ?? defaultMaxEntries
    this.#queue = new NotificationQueue(options.onEntryRemoved ?? null, options.subscriber ?? null)
    if (
      Number.isInteger(this.maxEntries) &&
      this.maxEntries >= 1 &&
      this.maxEntries <= maxEntriesPerReceiver
    )
      return
    throw new RangeError(
      `Receiver: maxEntries is ${this.maxEntries}; it must be a whole number from 1 to ${maxEntriesPerReceiver}.`,
    )
  }

  /**
   * Number of entries, those of destroyed resources included until their last notification is
   * extracted.
   */
  get entries(): number {
    return this.#queue.entries.size
  }

  /** How many notifications there are to extract: at most one per entry. */
  get pending(): number {
    return this.#queue.pending
  }

  /** How many wait. Walks their queue: for reports and tests. */
  get waiters(): number {
    return this.#queue.waiters.length
  }

  /** True once `release` was called. */
  get isReleased(): boolean {
    return this.#isReleased
  }

  /**
   * Adds an entry (documented as KnNoticeSubscribeToObject): events of `object` that match `mask`
   * will be reported under `id`. A resource may have several entries, and ids need not be unique.
   * Only events that are signalled from now on are reported.
   *
   * Returns rcOk; rcInvalidArgument if `mask` is 0; rcInvalidOperation after `release`;
   * rcResourceNotFound if the resource is gone; rcQuotaExceeded if there are `maxEntries` already,
   * or the subscriber has all the entries that it may have at this source.
   */
  subscribe(object: Subscribable, mask: number, id: number): NoticeRetcode {
    const entry = this.#add(object, mask, id)
    return typeof entry === 'number' ? entry : rcOk
  }

  /**
   * As `subscribe`, to the object of a handle: `node` is what `Space.check` returned for it. When
   * the handle is revoked, or one above it, the entry is over: what was not extracted is dropped,
   * and it reports EVENT_OBJECT_DESTROYED, if its mask has that event, and nothing else. Closing
   * the handle changes nothing.
   */
  subscribeThrough(table: HandleTable, node: number, mask: number, id: number): NoticeRetcode {
    const entry = this.#add(table.objectOf(node), mask, id)
    if (typeof entry === 'number') return entry
    entry.descendant = table.addWeakDescendant(node, entry)
    return rcOk
  }

  #add(
    object: Subscribable,
    mask: number,
    id: number,
  ): Entry | Exclude<NoticeRetcode, typeof rcOk> {
    const bits = mask | 0
    if (bits === 0) return rcInvalidArgument
    if (this.#isReleased) return rcInvalidOperation
    if (object.tableIndex < 0) return rcResourceNotFound
    const queue = this.#queue
    if (queue.entries.size >= this.maxEntries) return rcQuotaExceeded
    const { subscriber } = queue
    if (subscriber !== null && subscriptionsOf(object)?.hasRoomFor(subscriber) === false)
      return rcQuotaExceeded
    const entry = new Entry(queue, object, bits, id)
    queue.entries.add(entry)
    attach(entry, object)
    this.#isDropped = false
    return entry
  }

  /**
   * Removes the entries that refer to `object` together with their notifications; wakes no waiter
   * (documented as KnNoticeUnsubscribeFromObject). Takes time proportional to the entries of the
   * receiver or of the resource, whichever are fewer.
   *
   * Returns rcOk, or rcResourceNotFound if there are none.
   */
  unsubscribeObject(object: Subscribable): NoticeRetcode {
    const list = subscriptionsOf(object)
    if (list === null) return rcResourceNotFound
    const removed =
      list.size <= this.entries ? this.#removeOfSource(list.first) : this.#removeOfReceiver(object)
    if (removed === null) return rcResourceNotFound
    this.#notifyRemoved(removed)
    return rcOk
  }

  /**
   * Removes the entries with this id together with their notifications; wakes no waiter (documented
   * as KnNoticeUnsubscribeFromEvent).
   *
   * Returns rcOk, or rcResourceNotFound if there are none.
   */
  unsubscribeEvent(id: number): NoticeRetcode {
    const first = this.#queue.entries.find(id)
    if (first === null) return rcResourceNotFound
    this.#notifyRemoved(this.#removeChain(first, null))
    return rcOk
  }

  /**
   * Removes all entries and notifications and wakes all waiters with rcResourceNotFound. `take`
   * does not block again until an entry is added (documented as KnNoticeDropAndWake). Returns rcOk,
   * also after `release`.
   */
  dropAndWake(): NoticeRetcode {
    this.#isDropped = true
    const queue = this.#queue
    let removed: Entry | null = null
    for (const first of queue.entries.chains) removed = this.#removeChain(first, removed)
    queue.wakeAll(rcResourceNotFound)
    this.#notifyRemoved(removed)
    return rcOk
  }

  /**
   * As `dropAndWake`, and no entry can be added any more (documented as KnNoticeRelease). Returns
   * rcOk, also the second time.
   */
  release(): NoticeRetcode {
    this.#isReleased = true
    return this.dropAndWake()
  }

  /** `release`, for `using`. */
  [Symbol.dispose](): void {
    this.release()
  }

  /**
   * Extracts up to `countMax` notifications into `sink` as ids and masks; waits at most `timeout`
   * milliseconds (INFINITE_TIMEOUT: for ever) for the first one (documented as KnNoticeGetEvent).
   * For a parked waiter they are extracted when it is woken, even if its thread is terminated
   * before it runs.
   *
   * Returns rcOk (there is at least one), PARKED, rcTimeout, rcResourceNotFound (after
   * `dropAndWake` until an entry is added, after `release` always), rcInvalidArgument (`countMax`
   * is not 1 or more), rcInvalidThreadState (the waiter waits already). A parked waiter is woken
   * with rcOk, rcTimeout or rcResourceNotFound. A blocking operation of a thread passes the
   * returned code to
   * `Waiter.complete`.
   */
  take(waiter: Waiter, timeout: number, countMax: number, sink: EventSink): number {
    return this.#take(waiter, timeout, countMax, sink, false)
  }

  /**
   * As `take`, but the sink gets the number of signals instead of a mask (documented as
   * KnNoticeGetEventEx).
   */
  takeCounted(waiter: Waiter, timeout: number, countMax: number, sink: EventSink): number {
    return this.#take(waiter, timeout, countMax, sink, true)
  }

  #take(
    waiter: Waiter,
    timeout: number,
    countMax: number,
    sink: EventSink,
    isCounted: boolean,
  ): number {
    if (!(countMax >= 1)) return rcInvalidArgument
    if (waiter.queue !== null) return rcInvalidThreadState
    const queue = this.#queue
    if (queue.pending > 0) {
      queue.extract(countMax, sink, isCounted)
      return rcOk
    }
    if (this.#isDropped) return rcResourceNotFound
    return queue.park(waiter, timeout, countMax, sink, isCounted, this)
  }

  #removeOfSource(first: Entry | null): Entry | null {
    const queue = this.#queue
    let removed: Entry | null = null
    for (let entry = first; entry !== null;) {
      const next = entry.nextOfSource
      if (entry.queue === queue) removed = this.#remove(entry, removed)
      entry = next
    }
    return removed
  }

  #removeOfReceiver(object: Subscribable): Entry | null {
    let removed: Entry | null = null
    for (const first of this.#queue.entries.chains) {
      for (let entry: Entry | null = first; entry !== null;) {
        const next: Entry | null = entry.nextOfId
        if (entry.source === object) removed = this.#remove(entry, removed)
        entry = next
      }
    }
    return removed
  }

  #removeChain(first: Entry, removed: Entry | null): Entry | null {
    let list = removed
    for (let entry: Entry | null = first; entry !== null;) {
      const next: Entry | null = entry.nextOfId
      list = this.#remove(entry, list)
      entry = next
    }
    return list
  }

  #remove(entry: Entry, removed: Entry | null): Entry {
    this.#queue.remove(entry)
    entry.nextPending = removed
    return entry
  }

  #notifyRemoved(removed: Entry | null): void {
    for (let entry = removed; entry !== null; entry = entry.nextPending)
      this.#queue.notifyRemoved(entry.id)
  }
}
