// A thread as the POSIX functions see it: its errno, its kos, how it waits, and whether it is to be
// cancelled. What all threads of a process share is posix-process.ts.

import { type Kos, rcAbort, RetcodeError } from '@kos/libkos'
import { type Sys, sysOf, waiterOf } from '@kos/libkos/process'
import {
  type AbortSignalLike,
  INFINITE_TIMEOUT,
  PARKED,
  type Waiter,
  WaitKind,
  type WaitQueue,
} from '@kos/thread'
import { EFAULT, EINTR, EIO } from '../errno.ts'
import type { Answer, IoThread } from '../io/io-thread.ts'
import { endsThread, reportFault } from './argument-fault.ts'
import { ThreadCancellation } from './cancellation.ts'
import { PosixProcess } from './posix-process.ts'
import { PTHREAD_CANCELED, ThreadExit } from './thread-exit.ts'
import { resolved } from './resolved.ts'

/** One thread that may use POSIX functions. */
export class PosixThread implements IoThread {
  readonly kos: Kos
  readonly sys: Sys
  readonly process: PosixProcess
  /** The number of the last error; functions that succeed leave it. */
  errno = 0
  readonly cancellation: ThreadCancellation
  /** What it gave to pthread_exit, or PTHREAD_CANCELED: once it is leaving. */
  exitValue: unknown = null
  /** True if pthread_create made it. */
  isMadeByPthreads = false
  /** The kos that the program gets of it (`posix.kos`). */
  programKos: () => Kos
  /**
   * Lets the thread end with a value, from inside of a function that it called. Replaced for a
   * thread whose routine nobody would catch the ThreadExit of (pthread/thread-life.ts).
   */
  unwind: ((value: unknown) => Promise<never>) | null = null
  readonly #settle = (answer: number): number => this.result(answer)
  // What an operation throws of its arguments (argument-fault.ts), or since a server gave a handle
  // that is none of its interface.
  readonly #fault = (thrown: unknown): number => {
    if (endsThread(thrown)) throw thrown
    if (thrown instanceof RetcodeError) return this.fail(EIO)
    reportFault(this, 'a POSIX function', thrown)
    return this.fail(EFAULT)
  }
  /** State of the families per thread, by their keys: see `local`. */
  readonly #locals: Map<object, object> = new Map()

  constructor(
    kos: Kos,
    process: PosixProcess,
    cancellation: ThreadCancellation = new ThreadCancellation(),
  ) {
    this.kos = kos
    this.programKos = () => kos
    this.cancellation = cancellation
    this.sys = sysOf(kos)
    this.process = process
  }

  /**
   * Sets errno, and answers -1. With EINTR, since a call of this thread was interrupted for a
   * cancellation, it throws that instead: the promise of the function rejects with it.
   */
  fail(errno: number): -1 {
    if (errno === EINTR && this.unwind === null && this.cancellation.isDue) this.#leave()
    this.errno = errno
    return -1
  }

  /** What a function answers at once for an operation: the number, or -1 with errno. */
  result(answer: number): number {
    return answer >= 0 ? answer : this.fail(-answer)
  }

  /** The same as a promise, for functions that may wait. */
  promise(answer: Answer): Promise<number> {
    if (typeof answer === 'number') return resolved(this.result(answer))
    return answer.then(this.#settle, this.#fault)
  }

  /** State of this thread that a family keeps under `key`. `make` makes the first. */
  local<T extends object>(key: object, make: () => T): T {
    let kept = this.#locals.get(key)
    if (kept === undefined) this.#locals.set(key, (kept = make()))
    return kept as T
  }

  /**
   * A cancellation point of a function that did not wait: null, or what the function is to answer
   * because the thread is cancelled.
   */
  testCancel(): Promise<never> | null {
    return this.cancellation.isDue ? this.exit(PTHREAD_CANCELED) : null
  }

  /** Ends the thread with a value: rejects, or never settles. */
  exit(value: unknown): Promise<never> {
    this.cancellation.leave()
    this.exitValue = value
    return this.unwind === null ? Promise.reject(new ThreadExit(value)) : this.unwind(value)
  }

  #leave(): never {
    this.cancellation.leave()
    this.exitValue = PTHREAD_CANCELED
    throw new ThreadExit(PTHREAD_CANCELED)
  }

  /**
   * For typed calls: aborted when the thread is cancelled. Undefined if nobody can cancel it while
   * it waits, since there are no other threads or it disabled cancellation: a call with a signal
   * costs more.
   */
  get signal(): AbortSignalLike | undefined {
    const { cancellation, process } = this
    const mayBeCancelled = process.created > 0 && cancellation.state === 0
    return mayBeCancelled && !cancellation.isLeaving ? cancellation.signal : undefined
  }

  /** This thread as the mechanisms of `@kos/sync` and `@kos/thread` see it. */
  get waiter(): Waiter {
    return waiterOf(this.sys)
  }

  /**
   * Waits in a queue until another thread wakes it from there, `timeout` milliseconds at most.
   * Answers the code that it was woken with: 0 (rcOk), or rcTimeout. It is a point of
   * cancellation: rejects if the thread is cancelled.
   */
  wait(
    queue: WaitQueue,
    timeout: number = INFINITE_TIMEOUT,
    object: object | null = null,
  ): Promise<number> {
    const cancelled = this.testCancel()
    if (cancelled !== null) return cancelled
    return this.point(queue.park(this.waiter, timeout, WaitKind.other, object))
  }

  /**
   * The code that an operation of a mechanism ends with which answered `answer` for `waiter`, just
   * now: as `wait`, a point of cancellation.
   */
  point(answer: number): Promise<number> {
    return this.#settled(answer, true)
  }

  /** The same for functions that are no point: only an asynchronous cancellation ends the wait. */
  settled(answer: number): Promise<number> {
    return this.#settled(answer, false)
  }

  async #settled(answer: number, isPoint: boolean): Promise<number> {
    const waiter = waiterOf(this.sys)
    if (answer !== PARKED) return Number(await waiter.wait(answer))
    const { cancellation } = this
    const isEnded = isPoint || cancellation.type !== 0
    if (isEnded) cancellation.waits(waiter)
    const rc = Number(await waiter.wait(answer))
    if (!isEnded) return rc
    cancellation.waits(null)
    return rc === rcAbort && cancellation.isDue ? this.exit(PTHREAD_CANCELED) : rc
  }
}
