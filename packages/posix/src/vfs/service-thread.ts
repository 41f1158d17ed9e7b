// A thread of a VFS process that serves clients, as the operations on files see it.

import type { Kos } from '@kos/libkos'
import { sysOf, waiterOf } from '@kos/libkos/process'
import { INFINITE_TIMEOUT, WaitKind, type WaitQueue } from '@kos/thread'
import type { IoThread } from '../io/io-thread.ts'
import { vfsInlineBytes } from '../limits.ts'

/** One service thread. */
export class ServiceThread implements IoThread {
  readonly kos: Kos
  /** Its place for data on the way into a message. */
  readonly scratch: Uint8Array = new Uint8Array(vfsInlineBytes)

  constructor(kos: Kos) {
    this.kos = kos
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
