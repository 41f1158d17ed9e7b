// The lock of a stream (`flockfile`): owned by a thread, which may lock it again as often as it
// likes. Waiting for it is no cancellation point; the owner inherits the priority of those who wait.

import { waiterOf } from '@kos/libkos/process'
import { Mutex } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** A recursive lock of threads of one process. */
export class FileLock {
  readonly #mutex: Mutex = new Mutex({ name: 'stream' })
  #owner: PosixThread | null = null
  #depth = 0

  /** Whether a thread has it. */
  isOwnedBy(thread: PosixThread): boolean {
    return this.#owner === thread
  }

  /** Whether another thread has it. */
  isTakenFor(thread: PosixThread): boolean {
    return this.#owner !== thread && this.#mutex.isLocked
  }

  /** Locks it if that needs no waiting. */
  tryLock(thread: PosixThread): boolean {
    if (this.#owner === thread) {
      this.#depth++
      return true
    }
    if (this.#mutex.isLocked) return false
    this.#mutex.tryLock(waiterOf(thread.sys))
    this.#own(thread)
    return true
  }

  /** Locks it. False: this thread waits already, for something else. */
  async lock(thread: PosixThread): Promise<boolean> {
    if (this.tryLock(thread)) return true
    const waiter = waiterOf(thread.sys)
    const rc = Number(await waiter.wait(this.#mutex.lock(waiter, INFINITE_TIMEOUT)))
    if (rc !== 0) return false
    this.#own(thread)
    return true
  }

  /** Unlocks it once; with the last time the first thread that waits has it. False: not the owner. */
  unlock(thread: PosixThread): boolean {
    if (this.#owner !== thread) return false
    if (--this.#depth > 0) return true
    this.#owner = null
    this.#mutex.unlock(waiterOf(thread.sys))
    return true
  }

  #own(thread: PosixThread): void {
    this.#owner = thread
    this.#depth = 1
  }
}
