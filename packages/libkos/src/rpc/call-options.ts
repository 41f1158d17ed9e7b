// What the signal of a typed call does: it interrupts the call until the server takes the request;
// then the call goes on until it is answered.
//
// A signal is a synchronization object of its own for one call, closed when the call is over. Only
// calls with a signal cost that.

import type { CallSignal } from '@kos/idl'
import { rcIpcInterrupt, rcOk } from '@kos/retcode'
import { handleContract, ipcContract } from '../abi/contracts.ts'
import { INVALID_HANDLE } from '../nk/types.ts'
import type { Sys } from '../runtime/sys.ts'

const { CreateSyncObject, SetInterrupt } = ipcContract.calls
const { Close } = handleContract.calls

/** What a signal does to one call. */
export class CallInterrupt {
  /** The handle of the synchronization object; INVALID_HANDLE without a signal. */
  syncHandle: number = INVALID_HANDLE
  readonly #sys: Sys
  readonly #signal: CallSignal
  readonly #onAbort: () => void

  constructor(sys: Sys, signal: CallSignal) {
    this.#sys = sys
    this.#signal = signal
    // The thread that calls waits then, and whoever aborts need not be one: so it is the process
    // that asks.
    this.#onAbort = () => void sys.processCall(SetInterrupt)(this.syncHandle)
  }

  /**
   * Before the call: rcOk; rcIpcInterrupt: the signal is aborted; or why there is no
   * synchronization object. `end` must follow rcOk.
   */
  begin(): number {
    const sys = this.#sys
    if (this.#signal.aborted) return rcIpcInterrupt
    // First what may throw, if this is no signal.
    this.#signal.addEventListener('abort', this.#onAbort)
    const { registers } = sys
    const rc = sys.call(CreateSyncObject)()
    if (rc === rcOk) this.syncHandle = registers[CreateSyncObject.results.syncHandle] as number
    else this.#signal.removeEventListener('abort', this.#onAbort)
    return rc
  }

  /** After the call, however it ended. */
  end(): void {
    this.#signal.removeEventListener('abort', this.#onAbort)
    this.#sys.processCall(Close)(this.syncHandle)
  }
}
