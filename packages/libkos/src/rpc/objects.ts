// The implementations that a process passed in requests: where calls of them come, and the thread
// that serves them.
//
// Who answers has a listener already, and returns objects over that one (`serve.ts`). Who asks may
// serve nobody and waits for its answer, so the process gets a listener and a thread of its own for
// them when it passes the first one. The process does not live for that thread.

import type { AnyInterface } from '@kos/idl'
import { rcOk } from '@kos/retcode'
import { handleContract, ipcContract, threadContract } from '../abi/contracts.ts'
import { type Handle, INVALID_HANDLE } from '../nk/types.ts'
import { sysOf } from '../runtime/lazy-kos.ts'
import type { Sys } from '../runtime/sys.ts'
import { Offered } from './offered.ts'
import { Server } from './serve.ts'

/** The objects of one process. */
export class Objects {
  /** INVALID_HANDLE while nobody serves. */
  #listener: Handle = INVALID_HANDLE

  /**
   * A handle of `given`, made by the thread of `sys`, or why there is none. Throws TypeError if the
   * program declares no endpoint of `target`, or a method is missing; `who` says to people where.
   */
  offer(sys: Sys, target: AnyInterface, given: object, who: string): number {
    const offered = Offered.of(sys, target, given, who)
    if (this.#listener !== INVALID_HANDLE) return offered.handleOver(sys, this.#listener)
    const { registers } = sys
    const { CreateListener } = ipcContract.calls
    const rc = sys.call(CreateListener)()
    if (rc !== rcOk) return rc
    return this.#beginWith(sys, offered, registers[CreateListener.results.handle] as Handle)
  }

  // The first one: with its handle there is a thread, or neither is left.
  #beginWith(sys: Sys, offered: Offered, listener: Handle): number {
    const close = sys.processCall(handleContract.calls.Close)
    const handle = offered.handleOver(sys, listener)
    const rc = handle > 0 ? this.#start(sys, listener) : handle
    if (rc === rcOk) {
      this.#listener = listener
      return handle
    }
    if (handle > 0) close(handle)
    close(listener)
    return rc
  }

  #start(sys: Sys, listener: Handle): number {
    const entry = sys.tokens.add((kos: object) => this.#serve(sysOf(kos), listener))
    const rc = sys.call(threadContract.calls.ServeObjects)(entry)
    if (rc !== rcOk) sys.tokens.drop(entry)
    return rc
  }

  async #serve(sys: Sys, listener: Handle): Promise<void> {
    const interfaces = Object.values(sys.process.endpoints)
    const none = interfaces.map(() => [])
    try {
      await new Server(sys, listener, interfaces, none).run()
    } finally {
      // Whoever ended this thread: who calls hears of it, and the next object gets another one.
      this.#listener = INVALID_HANDLE
      sys.processCall(handleContract.calls.Close)(listener)
    }
  }
}
