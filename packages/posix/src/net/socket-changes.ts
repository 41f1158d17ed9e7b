// Changes of one socket, for the threads of this process that wait for it, and for poll.
//
// (1) Who is going to wait reads `version`. (2) It makes its attempt, which would have to wait.
// (3) It waits, unless the version is another one by now: no change between the attempt and the wait
// is lost, though the answer of the attempt may have come from another process.

import { rcOk } from '@kos/libkos'
import { WaitQueue } from '@kos/thread'
import type { IoThread } from '../io/io-thread.ts'
import { ReadinessListeners } from '../io/readiness.ts'

/** Changes of one socket. */
export class SocketChanges {
  /** How many there were. */
  version = 0
  readonly listeners: ReadinessListeners = new ReadinessListeners()
  readonly #queue: WaitQueue = new WaitQueue()

  /** Something changed. */
  changed(): void {
    this.version++
    this.#queue.wakeAll(rcOk)
    this.listeners.changed()
  }

  /** Waits for a change after `version`, `timeout` milliseconds at most: rcOk, or rcTimeout. */
  async wait(thread: IoThread, version: number, timeout: number): Promise<number> {
    if (this.version !== version) return rcOk
    return thread.wait(this.#queue, timeout, this)
  }
}
