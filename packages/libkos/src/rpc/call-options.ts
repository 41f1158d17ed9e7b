// The options of a typed call (`CallOptions` of `@kos/idl`), and its abort signal, which interrupts
// the call until it is answered.
//
// Each call with a signal has an IPC synchronization object, which is closed when the call is over.
// Calls without a signal cost nothing of this.

import type { CallOptions, CallSignal, Method } from '@kos/idl'
import { checkOptions } from '@kos/idl/nearest'
import { rcIpcInterrupt, rcOk } from '@kos/retcode'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { handleContract, ipcContract } from '../abi/contracts.ts'
import { INVALID_HANDLE } from '../nk/types.ts'
import type { Sys } from '../runtime/sys.ts'

const { CreateSyncObject, SetInterrupt } = ipcContract.calls
const { Close } = handleContract.calls

/** The interruption of one call by its signal. */
export class CallInterrupt {
  /** The handle of the synchronization object; INVALID_HANDLE without a signal. */
  syncHandle: number = INVALID_HANDLE
  readonly #sys: Sys
  readonly #signal: CallSignal
  readonly #onAbort: () => void

  constructor(sys: Sys, signal: CallSignal) {
    this.#sys = sys
    this.#signal = signal
    // The calling thread waits then, and the signal may be aborted outside of any thread. So this
    // is a call of the process.
    this.#onAbort = () => void sys.processCall(SetInterrupt)(this.syncHandle)
  }

  /**
   * Before the call: rcOk; rcIpcInterrupt: the signal is aborted; or why there is no
   * synchronization object. `end` must follow rcOk.
   */
  begin(): number {
    const sys = this.#sys
    if (this.#signal.aborted) return rcIpcInterrupt
    // First the call that may throw, if this is no signal.
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

/** The options of a call as the kernel takes them. */
export interface CheckedOptions {
  /** Milliseconds; INFINITE_TIMEOUT for no limit. */
  readonly limit: number
  /** Whether `limit` counts until the call is answered. */
  readonly isDeadline: boolean
  readonly signal: CallSignal | undefined
}

const known = ['deadline', 'timeout', 'signal']

/**
 * Checks the options of a call of `method`. Throws TypeError for what no call has; answers why a
 * time is none.
 */
export function checkedOptions(options: CallOptions, method: Method): CheckedOptions | string {
  const what = `${method.interfaceName}.${method.name}`
  checkOptions(what, options, known)
  const { deadline, timeout, signal } = options
  if (deadline !== undefined && timeout !== undefined)
    throw new TypeError(`${what}: give deadline or timeout, not both`)
  const limit = deadline ?? timeout ?? INFINITE_TIMEOUT
  if (!(typeof limit === 'number' && limit >>> 0 === limit)) {
    const name = deadline === undefined ? 'timeout' : 'deadline'
    return `${name} is ${String(limit)}; it takes whole milliseconds from 0 to 4294967295`
  }
  return { limit, isDeadline: deadline !== undefined, signal }
}
