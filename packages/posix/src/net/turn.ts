// The turns of the threads of a process at one direction of a stream: who is between its look at the
// ring and the answer of the network process has its turn, others wait.

import { rcOk } from '@kos/libkos'
import { WaitQueue } from '@kos/thread'
import type { Answer, IoThread } from '../io/io-thread.ts'

/** One turn at a time. */
export class Turn {
  readonly #queue: WaitQueue = new WaitQueue()
  #isTaken = false

  /** Does something when it is the turn of this thread. */
  async take(thread: IoThread, act: () => Answer): Promise<number> {
    while (this.#isTaken) await thread.wait(this.#queue)
    this.#isTaken = true
    try {
      return await act()
    } finally {
      this.#isTaken = false
      this.#queue.wakeOne(rcOk)
    }
  }
}
