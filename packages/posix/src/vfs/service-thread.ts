// A thread of a VFS process that serves clients, as the operations on files see it.

import { type Kos, rcBusy } from '@kos/libkos'
import { sysOf, waiterOf } from '@kos/libkos/process'
import { INFINITE_TIMEOUT, WaitKind, type WaitQueue } from '@kos/thread'
import type { IoThread } from '../io/io-thread.ts'
import { vfsInlineBytes } from '../limits.ts'

/** Keeps as many threads serving as there should be. */
export interface Relief {
  /** A thread is about to wait for long: another one takes its place. False: none can. */
  leave(): boolean
  /** That thread serves again. */
  comeBack(): void
}

/** One service thread. */
export class ServiceThread implements IoThread {
  readonly kos: Kos
  /** Its place for data on the way into a message. */
  readonly scratch: Uint8Array = new Uint8Array(vfsInlineBytes)

  readonly #relief: Relief | null

  /** `relief` has others serve while this one waits for a client. */
  constructor(kos: Kos, relief: Relief | null = null) {
    this.kos = kos
    this.#relief = relief
  }

  /**
   * Waits for what a client may keep for long, such as a lock; meanwhile another thread serves. Answers
   * rcBusy, at once, if none can.
   */
  async waitLong(queue: WaitQueue, timeout?: number, object?: object | null): Promise<number> {
    const relief = this.#relief
    if (relief === null || !relief.leave()) return rcBusy
    // The caller looked at the lock just now, and nobody else ran since: no wake-up is lost.
    const rc = await this.wait(queue, timeout, object)
    relief.comeBack()
    return rc
  }

  async wait(
    queue: WaitQueue,
    timeout: number = INFINITE_TIMEOUT,
    object: object | null = null,
  ): Promise<number> {
    const waiter = waiterOf(sysOf(this.kos))
    return Number(await waiter.wait(queue.park(waiter, timeout, WaitKind.other, object)))
  }
}
