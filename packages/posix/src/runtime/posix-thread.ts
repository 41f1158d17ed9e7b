// A thread as the POSIX functions see it: its errno, its kos, how it waits, and whether it is to be
// cancelled. What all threads of a process share is posix-process.ts.

import type { Kos } from '@kos/libkos'
import { type Sys, sysOf, waiterOf } from '@kos/libkos/process'
import { INFINITE_TIMEOUT, WaitKind, type WaitQueue } from '@kos/thread'
import type { Answer, IoThread } from '../io/io-thread.ts'
import { PosixProcess } from './posix-process.ts'
import { resolved } from './resolved.ts'

/** One thread that may use POSIX functions. */
export class PosixThread implements IoThread {
  readonly kos: Kos
  readonly sys: Sys
  readonly process: PosixProcess
  /** The number of the last error; functions that succeed leave it. */
  errno = 0
  /** State of the families per thread, by their keys: see `local`. */
  readonly #locals: Map<object, object> = new Map()

  constructor(kos: Kos, process: PosixProcess) {
    this.kos = kos
    this.sys = sysOf(kos)
    this.process = process
  }

  /** Sets errno, and answers -1. */
  fail(errno: number): -1 {
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
    return answer.then((each) => this.result(each))
  }

  /** State of this thread that a family keeps under `key`. `make` makes the first. */
  local<T extends object>(key: object, make: () => T): T {
    let kept = this.#locals.get(key)
    if (kept === undefined) this.#locals.set(key, (kept = make()))
    return kept as T
  }

  /**
   * Waits in a queue until another thread wakes it from there, `timeout` milliseconds at most. Answers
   * the code that it was woken with: 0 (rcOk), or rcTimeout. It is a point of cancellation: rejects
   * if the thread is cancelled.
   */
  async wait(
    queue: WaitQueue,
    timeout: number = INFINITE_TIMEOUT,
    object: object | null = null,
  ): Promise<number> {
    const waiter = waiterOf(this.sys)
    return Number(await waiter.wait(queue.park(waiter, timeout, WaitKind.other, object)))
  }
}
