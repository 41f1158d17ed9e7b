// A read-write lock: for many readers or one writer.
//
// Readers and writers wait in one queue, by priority, first come, first served within one. A waiter
// that comes while another one of its priority or a higher one waits, waits behind that; so neither
// readers nor writers starve within a priority. When the lock is free for the first waiter, it gets
// the lock; if that is a reader, so do the readers that follow it directly. The `detail` of a
// waiter says whether it reads or writes. There is no priority inheritance: readers may be many.

import { rcBusy, rcInvalidOperation, rcOk } from '@kos/retcode'
import {
  type Host,
  type Owned,
  type QueueListener,
  type Waiter,
  WaitKind,
  WaitQueue,
} from '@kos/thread'
import { type Guard, type Holder, withGuard, type Lock, LockGuard, waiterBehind } from './guard.ts'
import { commonOptions, nameOf } from './name.ts'
import { ReaderSet } from './reader-set.ts'
import {
  type AcquireOptions,
  acquireOptions,
  checkWaitOptions,
  refusal,
  timeoutOf,
  waiterFor,
} from './wait-options.ts'

/** How a read-write lock is made. */
export interface RWLockOptions {
  /** For people, in reports. */
  readonly name?: string
  /**
   * Where the time-outs of `acquireRead` and `acquireWrite` come from; default the global object's.
   */
  readonly host?: Host
}

const reads: object = Object.freeze({ mode: 'read' })
const writes: object = Object.freeze({ mode: 'write' })

/** Shared by readers, or owned by one writer. */
export class RWLock implements Lock, Owned, QueueListener {
  /** For people; empty if it has none. */
  readonly name: string
  readonly #host: Host | null
  readonly #queue: WaitQueue = new WaitQueue(this)
  readonly #readers: ReaderSet = new ReaderSet()
  #writer: Holder | null = null

  constructor(options: RWLockOptions = {}) {
    this.name = nameOf('RWLock', options, commonOptions)
    this.#host = options.host ?? null
  }

  /** How many read locks are held; a reader that holds two counts twice. */
  get readers(): number {
    return this.#readers.size
  }

  /** The writer; null if there is none. */
  get writer(): Waiter | null {
    return this.#writer === null ? null : waiterBehind(this.#writer)
  }

  /** How many waiters it has. Walks the queue. */
  get waiting(): number {
    return this.#queue.length
  }

  /** How many of its waiters want to read. Walks the queue. */
  get waitingReaders(): number {
    return this.#waitingFor(reads)
  }

  /** How many of its waiters want to write. Walks the queue. */
  get waitingWriters(): number {
    return this.#waitingFor(writes)
  }

  /**
   * The writer, or all readers: for reports. A reader that waits to write is among the owners it
   * waits for.
   */
  owners(): readonly Waiter[] {
    const { writer } = this
    return writer === null ? this.#readers.members.map(waiterBehind) : [writer]
  }

  /**
   * Locks it for reading, waiting at most `timeout` milliseconds (INFINITE_TIMEOUT: for ever; 0:
   * not at all). A reader reads again at once, whichever waiters there are; the writer waits for
   * itself.
   *
   * rcOk, PARKED; rcTimeout; rcInvalidThreadState if the waiter waits already.
   */
  read(waiter: Waiter, timeout: number): number {
    return this.tryRead(waiter) === rcOk ? rcOk : this.#wait(waiter, timeout, reads)
  }

  /** Locks it for writing; otherwise as `read`. A reader, and the writer, waits for itself. */
  write(waiter: Waiter, timeout: number): number {
    return this.tryWrite(waiter) === rcOk ? rcOk : this.#wait(waiter, timeout, writes)
  }

  /** Locks it for reading if `read` would not wait: rcOk, rcBusy. */
  tryRead(waiter: Waiter): number {
    if (this.#writer !== null || !this.#mayRead(waiter)) return rcBusy
    this.#readers.add(waiter)
    return rcOk
  }

  /** Locks it for writing if `write` would not wait: rcOk, rcBusy. */
  tryWrite(waiter: Waiter): number {
    if (!this.#isFree) return rcBusy
    this.#writer = waiter
    return rcOk
  }

  /**
   * Releases one read lock, or the write lock: rcOk; rcInvalidOperation if `waiter` holds neither:
   * nothing has changed.
   */
  unlock(waiter: Waiter): number {
    return this.unlockFor(waiter) ? rcOk : rcInvalidOperation
  }

  /**
   * Locks it for reading, for the guard that this resolves with. Rejects with `signal.reason`, or
   * with RetcodeError: rcTimeout; with `owner` also rcInvalidThreadState (the owner waits).
   */
  acquireRead(options?: AcquireOptions): Promise<Guard> {
    if (options === undefined && this.#isReadable) return this.#ownRead().promised()
    const rejection = refusal(options, acquireOptions)
    if (rejection !== null) return rejection
    const waiter = waiterFor(options, this.#host)
    return waiter.settle(
      this.read(waiter, timeoutOf(options)),
      new LockGuard(this, waiter),
      options?.signal,
    )
  }

  /** Locks it for writing, as `acquireRead`. */
  acquireWrite(options?: AcquireOptions): Promise<Guard> {
    if (options === undefined && this.#isFree) return this.#ownWrite().promised()
    const rejection = refusal(options, acquireOptions)
    if (rejection !== null) return rejection
    const waiter = waiterFor(options, this.#host)
    return waiter.settle(
      this.write(waiter, timeoutOf(options)),
      new LockGuard(this, waiter),
      options?.signal,
    )
  }

  /**
   * A guard if it can be read without waiting, undefined otherwise. Of the options only `owner` and
   * `priority` count.
   */
  tryAcquireRead(options?: AcquireOptions): Guard | undefined {
    if (options === undefined) return this.#isReadable ? this.#ownRead() : undefined
    checkWaitOptions(options, acquireOptions)
    const waiter = waiterFor(options, this.#host)
    return this.tryRead(waiter) === rcOk ? new LockGuard(this, waiter) : undefined
  }

  /**
   * A guard if it can be written without waiting, undefined otherwise. Of the options only `owner`
   * and `priority` count.
   */
  tryAcquireWrite(options?: AcquireOptions): Guard | undefined {
    if (options === undefined) return this.#isFree ? this.#ownWrite() : undefined
    checkWaitOptions(options, acquireOptions)
    const waiter = waiterFor(options, this.#host)
    return this.tryWrite(waiter) === rcOk ? new LockGuard(this, waiter) : undefined
  }

  /**
   * Calls `action` while it reads, and gives what it gives. Rejects as `acquireRead`, or with what
   * `action` threw.
   */
  runRead<T>(action: () => T | PromiseLike<T>, options?: AcquireOptions): Promise<T> {
    return withGuard(this.acquireRead(options), action, options?.signal)
  }

  /**
   * Calls `action` while it writes, and gives what it gives. Rejects as `acquireWrite`, or with
   * what `action` threw.
   */
  runWrite<T>(action: () => T | PromiseLike<T>, options?: AcquireOptions): Promise<T> {
    return withGuard(this.acquireWrite(options), action, options?.signal)
  }

  /** For guards: as `unlock`. */
  unlockFor(holder: Holder): boolean {
    if (this.#writer === holder) this.#writer = null
    else if (!this.#readers.delete(holder)) return false
    if (!this.#queue.isEmpty) this.#serve()
    return true
  }

  /** For guards: `waiter` holds what `guard` held. */
  replaceHolder(guard: LockGuard, waiter: Waiter): void {
    if (this.#writer === guard) this.#writer = waiter
    else this.#readers.replace(guard, waiter)
  }

  /** For guards: there are no waits after which one would hold it again. */
  giveUp(): boolean {
    return false
  }

  /** For the queue: the waiter that left may have kept others waiting. */
  abandoned(waiter: Waiter): void {
    waiter.waitOwner = null
    waiter.detail = null
    this.#serve()
  }

  /** For the queue: the waiter that moved may be the first now, or no longer. */
  moved(): void {
    this.#serve()
  }

  #waitingFor(mode: object): number {
    let count = 0
    for (let waiter = this.#queue.first; waiter !== null; waiter = waiter.next)
      if (waiter.detail === mode) count++
    return count
  }

  get #isFree(): boolean {
    return this.#writer === null && this.#readers.size === 0
  }

  // Without options: for a new reader of priority 0.
  get #isReadable(): boolean {
    return this.#writer === null && this.#queue.isEmpty
  }

  #ownWrite(): LockGuard {
    const guard = new LockGuard(this, null)
    this.#writer = guard
    return guard
  }

  #ownRead(): LockGuard {
    const guard = new LockGuard(this, null)
    this.#readers.add(guard)
    return guard
  }

  // There is no writer. A waiter then waits behind one that wants to write, which waits for
  // readers.
  #mayRead(waiter: Waiter): boolean {
    const { first } = this.#queue
    return first === null || first.priority < waiter.priority || this.#readers.has(waiter)
  }

  #wait(waiter: Waiter, timeout: number, mode: object): number {
    const rc = this.#queue.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.detail = mode
    waiter.waitOwner = this
    return this.#queue.suspend(waiter, timeout, WaitKind.rwlock, this)
  }

  // Hands the lock to the waiters for whom it is free. Each holds it before it runs, so no other
  // thread can lock it between.
  #serve(): void {
    while (this.#writer === null) {
      const { first } = this.#queue
      if (first === null || (first.detail === writes && this.#readers.size > 0)) return
      this.#queue.remove(first)
      if (first.detail === writes) this.#writer = first
      else this.#readers.add(first)
      first.detail = null
      first.wake(rcOk)
    }
  }
}
