// The implementations that a process passed in requests: the listener that their calls come to, and
// the thread that serves it.
//
// A server has a listener already, and returns objects over that one (`server.ts`). A client may
// have none, and waits for its answer. So its process gets a listener and a thread when it passes
// the first object. The process does not live for that thread.

import type { AnyInterface } from '@kos/idl'
import { rcOk } from '@kos/retcode'
import { handleContract, ipcContract, threadContract } from '../abi/contracts.ts'
import { type Handle, INVALID_HANDLE } from '../nk/types.ts'
import { sysOf } from '../runtime/lazy-kos.ts'
import type { Process } from '../runtime/process.ts'
import type { ProcessHandleReader } from './handle-reader.ts'
import { Offered } from './offered.ts'
import { Server } from './server.ts'

/** The implementations that one process passed in requests. */
export class PassedObjects {
  /** INVALID_HANDLE while no thread serves. */
  #listener: Handle = INVALID_HANDLE

  /** Those of `process`. */
  static of(process: Process): PassedObjects {
    return process.local(PassedObjects, () => new PassedObjects())
  }

  /**
   * A handle of `given`, made by the thread of `reader`, or why there is none. Throws TypeError if
   * the program declares no endpoint of `target`, or a method is missing; `who` says to people
   * where.
   */
  offer(reader: ProcessHandleReader, target: AnyInterface, given: object, who: string): number {
    const { sys } = reader
    const offered = Offered.of(sys, target, given, who)
    if (this.#listener !== INVALID_HANDLE) return offered.handleOver(sys, this.#listener)
    const { registers } = sys
    const { CreateListener } = ipcContract.calls
    const rc = sys.call(CreateListener)()
    if (rc !== rcOk) return rc
    return this.#beginWith(reader, offered, registers[CreateListener.results.handle] as Handle)
  }

  // The first one: with its handle there is a thread, or neither is left.
  #beginWith(reader: ProcessHandleReader, offered: Offered, listener: Handle): number {
    const { sys } = reader
    const close = sys.processCall(handleContract.calls.Close)
    const handle = offered.handleOver(sys, listener)
    const rc = handle > 0 ? this.#start(reader, listener) : handle
    if (rc === rcOk) {
      this.#listener = listener
      return handle
    }
    if (handle > 0) close(handle)
    close(listener)
    return rc
  }

  #start(reader: ProcessHandleReader, listener: Handle): number {
    const { sys } = reader
    const entry = sys.tokens.add((kos: object) =>
      this.#serve(reader.forThread(sysOf(kos)), listener),
    )
    const rc = sys.call(threadContract.calls.ServeObjects)(entry)
    if (rc !== rcOk) sys.tokens.drop(entry)
    return rc
  }

  async #serve(reader: ProcessHandleReader, listener: Handle): Promise<void> {
    const { sys } = reader
    const interfaces = Object.values(sys.process.endpoints)
    const none = interfaces.map(() => [])
    try {
      await new Server(reader, listener, interfaces, none).run()
    } finally {
      // However this thread ended: callers get rcNotConnected, the next object a new listener.
      this.#listener = INVALID_HANDLE
      sys.processCall(handleContract.calls.Close)(listener)
    }
  }
}
