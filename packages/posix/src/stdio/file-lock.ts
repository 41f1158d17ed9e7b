// The lock of a stream (`flockfile`): owned by a thread, which may lock it again as often as it
// likes. Waiting for it is no cancellation point; the owner inherits the priority of those who wait.
//
// Operations of one thread at a stream happen one after the other, also if it did not await the
// first: each takes the lock when it is asked for, and begins when the one before has ended. What a
// thread waits for rejects when it is cancelled or terminated, so that its operation ends, too.

import { rcOk } from '@kos/libkos'
import { waiterOf } from '@kos/libkos/process'
import { Mutex } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { EAGAIN } from '../errno.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

// A cancelled thread may throw at once.
function begun<T>(operation: () => T | Promise<T>): T | Promise<T> {
  try {
    return operation()
  } catch (error) {
    return Promise.reject(error)
  }
}

/** The lock of one stream, and the operations at it. */
export class FileLock {
  readonly #mutex: Mutex = new Mutex({ name: 'stream' })
  #owner: PosixThread | null = null
  #depth = 0
  /** How often its owner has claimed it, beside its operations. */
  #claims = 0
  /** The last operation of its owner that has not ended yet. */
  #last: Promise<unknown> | null = null

  /** Whether another thread has it. */
  isTakenFor(thread: PosixThread): boolean {
    return this.#owner !== thread && this.#mutex.isLocked
  }

  /**
   * Does an operation while the thread has the stream, after those that it began before. `refused`
   * is the answer, with EAGAIN, to a thread that waits somewhere else at the same time.
   */
  perform<T>(thread: PosixThread, operation: () => T | Promise<T>, refused: T): T | Promise<T> {
    if (!this.#tryLock(thread)) return this.#performLater(thread, operation, refused)
    if (this.#last !== null) return this.#unlockAfter(thread, this.#last.then(operation, operation))
    const answer = begun(operation)
    if (answer instanceof Promise) return this.#unlockAfter(thread, answer)
    this.#unlock(thread)
    return answer
  }

  async #performLater<T>(
    thread: PosixThread,
    operation: () => T | Promise<T>,
    refused: T,
  ): Promise<T> {
    if (!(await this.#lock(thread))) {
      thread.fail(EAGAIN)
      return refused
    }
    const answer = this.perform(thread, operation, refused)
    this.#unlock(thread)
    return answer
  }

  #unlockAfter<T>(thread: PosixThread, answer: Promise<T>): Promise<T> {
    const done = answer.finally(() => {
      if (this.#last === done) this.#last = null
      this.#unlock(thread)
    })
    this.#last = done
    return done
  }

  /** Whether an operation of another thread has not ended. */
  isBusyFor(thread: PosixThread): boolean {
    return this.#last !== null && this.#owner !== thread
  }

  /** Waits until the thread has the stream alone (`flockfile`). False: it waits already. */
  async claim(thread: PosixThread): Promise<boolean> {
    if (!(await this.#lock(thread))) return false
    this.#claims++
    return true
  }

  /** The same without waiting. */
  tryClaim(thread: PosixThread): boolean {
    if (!this.#tryLock(thread)) return false
    this.#claims++
    return true
  }

  /** Ends one claim of the thread (`funlockfile`). Without one it does nothing. */
  unclaim(thread: PosixThread): void {
    if (this.#claims === 0 || this.#owner !== thread) return
    this.#claims--
    this.#unlock(thread)
  }

  // Locks it if that needs no waiting.
  #tryLock(thread: PosixThread): boolean {
    if (this.#owner !== thread) {
      const waiter = waiterOf(thread.sys)
      // It may have been handed to this thread, which has not heard of it yet.
      if (this.#mutex.owner !== waiter) {
        if (this.#mutex.tryLock(waiter) !== rcOk) return false
        this.#owner = thread
        this.#depth = 1
        return true
      }
      this.#adopt(thread)
    }
    this.#depth++
    return true
  }

  // Locks it. False: this thread waits already, for something else.
  async #lock(thread: PosixThread): Promise<boolean> {
    if (this.#tryLock(thread)) return true
    const waiter = waiterOf(thread.sys)
    const rc = await waiter.wait(this.#mutex.lock(waiter, INFINITE_TIMEOUT))
    if (rc !== rcOk) return false
    this.#adopt(thread)
    return true
  }

  // It was handed to a thread that waited for it, once.
  #adopt(thread: PosixThread): void {
    if (this.#owner === thread) return
    this.#owner = thread
    this.#depth = 1
  }

  // Unlocks it once; with the last time, the first thread that waits has it.
  #unlock(thread: PosixThread): void {
    if (this.#owner !== thread || --this.#depth > 0) return
    this.#owner = null
    this.#mutex.unlock(waiterOf(thread.sys))
  }
}
