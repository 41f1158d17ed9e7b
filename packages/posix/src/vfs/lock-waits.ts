// Threads of the server that wait for record locks (F_SETLKW) on behalf of one session.
//
// A wait ends without the lock when its call was interrupted, or the session is over: else a dead
// client would get a lock that nobody gives back.

import { rcBusy, rcOk } from '@kos/libkos'
import type { WaitQueue } from '@kos/thread'
import { EINTR, ENOLCK } from '../errno.ts'
import type { Answer, IoThread } from '../io/io-thread.ts'
import type { ServiceThread } from './service-thread.ts'

/** There is no lock, for this reason: a negated error number. */
class NotLocked extends Error {
  readonly answer: number

  constructor(answer: number) {
    super('not locked')
    this.answer = answer
  }
}

/** One request, as the thread that waits for it. */
class LockWait implements IoThread {
  readonly kos: ServiceThread['kos']
  readonly #thread: ServiceThread
  #queue: WaitQueue | null = null
  #isCancelled = false

  constructor(thread: ServiceThread) {
    this.kos = thread.kos
    this.#thread = thread
  }

  async wait(queue: WaitQueue, timeout?: number, object?: object | null): Promise<number> {
    if (this.#isCancelled) throw new NotLocked(-EINTR)
    this.#queue = queue
    const rc = await this.#thread.waitLong(queue, timeout, object)
    this.#queue = null
    if (this.#isCancelled) throw new NotLocked(-EINTR)
    if (rc === rcBusy) throw new NotLocked(-ENOLCK)
    return rc
  }

  cancel(): void {
    this.#isCancelled = true
    // Others in the queue look again, and wait on.
    this.#queue?.wakeAll(rcOk)
  }
}

/** The waits of one session, by the thread that called. */
export class LockWaits {
  readonly #byThread: Map<number, LockWait> = new Map()
  #isOver = false

  /**
   * Makes a request that may wait. EINTR, negated: it was cancelled; ENOLCK: too many wait.
   */
  async perform(
    caller: number,
    thread: ServiceThread,
    request: (thread: IoThread) => Answer,
  ): Promise<number> {
    if (this.#isOver) return -EINTR
    const wait = new LockWait(thread)
    this.#byThread.set(caller, wait)
    try {
      return await request(wait)
    } catch (error) {
      if (error instanceof NotLocked) return error.answer
      throw error
    } finally {
      if (this.#byThread.get(caller) === wait) this.#byThread.delete(caller)
    }
  }

  /** Ends the wait of a thread that called; false: it has none. */
  end(caller: number): boolean {
    const wait = this.#byThread.get(caller)
    wait?.cancel()
    return wait !== undefined
  }

  /** The session is over. */
  endAll(): void {
    this.#isOver = true
    for (const wait of this.#byThread.values()) wait.cancel()
  }
}
