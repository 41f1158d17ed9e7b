// A notification receiver (topic `notice_api`): collects events of the resources it is subscribed
// to until a thread takes them.
//
// Which entries it has is decided here; how pending entries and waiters meet in `mailbox.ts`, how
// an event reaches entries in `signal.ts`, receiving without a kernel in `async-receiver.ts`. The
// reference count of the object through which a program holds its receiver is not here: `release`
// is the end of the receiver, whoever counts calls it.

import {
  rcInvalidArgument,
  rcInvalidOperation,
  rcInvalidThreadState,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
} from '@kos/retcode'
import type { Waiter } from '@kos/thread'
import { Entry } from './entry.ts'
import type { EventSink } from './event-sink.ts'
import { DEFAULT_MAX_ENTRIES, MAX_ENTRIES } from './limits.ts'
import { type EntryRemovedListener, Mailbox } from './mailbox.ts'
import { attach, type Source, subscriptionsOf } from './subscriptions.ts'

/** How a receiver is made. */
export interface ReceiverOptions {
  /** Most entries it holds, 1 to MAX_ENTRIES; default DEFAULT_MAX_ENTRIES. */
  readonly maxEntries?: number
  /** For people. */
  readonly name?: string
  /**
   * Called once for each entry that is gone, with its id, whatever removed it: so that the owner
   * can free what the id stands for. For the last notification of a destroyed resource that is
   * right after its sink got it. It may call back; it must not throw.
   */
  readonly onEntryRemoved?: EntryRemovedListener
}

/** What the operations of a receiver that do not wait answer. */
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
  /** For people. */
  readonly name: string
  readonly maxEntries: number
  readonly #mailbox: Mailbox
  #isDropped = false
  #isReleased = false

  /** @throws RangeError if `maxEntries` is not a whole number from 1 to MAX_ENTRIES. */
  constructor(options: ReceiverOptions = {}) {
    this.name = options.name ?? 'receiver'
    this.maxEntries = options.maxEntries ?? DEFAULT_MAX_ENTRIES
    this.#mailbox = new Mailbox(options.onEntryRemoved ?? null)
    if (Number.isInteger(this.maxEntries) && this.maxEntries >= 1 && this.maxEntries <= MAX_ENTRIES)
      return
    throw new RangeError(
      `Receiver: maxEntries is ${this.maxEntries}; it must be a whole number from 1 to ${MAX_ENTRIES}.`,
    )
  }

  /**
   * How many entries there are, those of destroyed resources included until their last notification
   * is extracted.
   */
  get entries(): number {
    return this.#mailbox.entries.size
  }

  /** How many notifications there are to extract: at most one per entry. */
  get pending(): number {
    return this.#mailbox.pending
  }

  /** How many wait. Walks their queue: for reports and tests. */
  get waiters(): number {
    return this.#mailbox.waiters.length
  }

  /** True once `release` was called. */
  get isReleased(): boolean {
    return this.#isReleased
  }

  /**
   * Adds an entry (documented as KnNoticeSubscribeToObject): events of `object` that match `mask`
   * will be reported under `id`. A resource may have several entries, and ids need not be unique.
   * Only what is signalled from now on counts.
   *
   * Answers rcOk; rcInvalidArgument if `mask` is 0; rcInvalidOperation after `release`;
   * rcResourceNotFound if the resource is gone; rcQuotaExceeded if there are `maxEntries` already.
   */
  subscribe(object: Source, mask: number, id: number): NoticeRetcode {
    const bits = mask | 0
    if (bits === 0) return rcInvalidArgument
    if (this.#isReleased) return rcInvalidOperation
    if (object.tableIndex < 0) return rcResourceNotFound
    const mailbox = this.#mailbox
    if (mailbox.entries.size >= this.maxEntries) return rcQuotaExceeded
    const entry = new Entry(mailbox, object, bits, id)
    mailbox.entries.add(entry)
    attach(entry, object)
    this.#isDropped = false
    return rcOk
  }

  /**
   * Removes the entries that refer to `object` together with their notifications; wakes nobody
   * (documented as KnNoticeUnsubscribeFromObject). Takes time proportional to the entries of the
   * receiver or of the resource, whichever are fewer.
   *
   * Answers rcOk, or rcResourceNotFound if there are none.
   */
  unsubscribeObject(object: Source): NoticeRetcode {
    const list = subscriptionsOf(object)
    if (list === null) return rcResourceNotFound
    const removed =
      list.size <= this.entries ? this.#removeOfSource(list.first) : this.#removeOfReceiver(object)
    if (removed === null) return rcResourceNotFound
    this.#tell(removed)
    return rcOk
  }

  /**
   * Removes the entries with this id together with their notifications; wakes nobody (documented as
   * KnNoticeUnsubscribeFromEvent).
   *
   * Answers rcOk, or rcResourceNotFound if there are none.
   */
  unsubscribeEvent(id: number): NoticeRetcode {
    const first = this.#mailbox.entries.find(id)
    if (first === null) return rcResourceNotFound
    this.#tell(this.#removeChain(first, null))
    return rcOk
  }

  /**
   * Removes all entries and notifications and wakes everyone with rcResourceNotFound. Until an
   * entry is added nobody blocks again (documented as KnNoticeDropAndWake). Answers rcOk, also
   * after `release`.
   */
  dropAndWake(): NoticeRetcode {
    this.#isDropped = true
    const mailbox = this.#mailbox
    let removed: Entry | null = null
    for (const first of mailbox.entries.chains) removed = this.#removeChain(first, removed)
    mailbox.dismiss(rcResourceNotFound)
    this.#tell(removed)
    return rcOk
  }

  /**
   * As `dropAndWake`, and no entry can be added any more (documented as KnNoticeRelease). Answers
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
   * If the waiter was parked, the notifications are extracted for it when it is woken: they are its
   * own from then on, even if it is terminated before it runs.
   *
   * Answers rcOk (there is at least one), PARKED, rcTimeout, rcResourceNotFound (after
   * `dropAndWake` as long as no entry was added, after `release` always), rcInvalidArgument
   * (`countMax` is not 1 or more), rcInvalidThreadState (the waiter waits already). rcOk, rcTimeout
   * and rcResourceNotFound may also end the wait. Whoever offers this to threads passes the answer
   * to `Waiter.complete`.
   */
  take(waiter: Waiter, timeout: number, countMax: number, sink: EventSink): number {
    return this.#take(waiter, timeout, countMax, sink, false)
  }

  /**
   * As `take`, but the sink gets how many signals reached the entry instead of a mask (documented
   * as KnNoticeGetEventEx).
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
    const mailbox = this.#mailbox
    if (mailbox.pending > 0) {
      mailbox.extract(countMax, sink, isCounted)
      return rcOk
    }
    if (this.#isDropped) return rcResourceNotFound
    return mailbox.park(waiter, timeout, countMax, sink, isCounted, this)
  }

  #removeOfSource(first: Entry | null): Entry | null {
    const mailbox = this.#mailbox
    let removed: Entry | null = null
    for (let entry = first; entry !== null;) {
      const next = entry.nextOfSource
      if (entry.mailbox === mailbox) removed = this.#remove(entry, removed)
      entry = next
    }
    return removed
  }

  #removeOfReceiver(object: Source): Entry | null {
    let removed: Entry | null = null
    for (const first of this.#mailbox.entries.chains) {
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
    this.#mailbox.remove(entry)
    entry.nextPending = removed
    return entry
  }

  #tell(removed: Entry | null): void {
    for (let entry = removed; entry !== null; entry = entry.nextPending)
      this.#mailbox.tell(entry.id)
  }
}
