// Interrupting calls and receives: documented header `coresrv/ipc/ipc_api.h` (1.2). Waits that may
// be interrupted are those of CallEx and RecvEx (`syscalls.ts`).

import { type Result, type Retcode, rcOk } from '@kos/retcode'
import { ipcContract } from '../../abi/contracts.ts'
import { callsOf } from '../../abi/syscall.ts'
import type { Handle } from '../../nk/types.ts'
import type { Library } from '../../runtime/sys.ts'

const calls = /* @__PURE__ */ callsOf(ipcContract)

/**
 * Functions that the IPC service adds to `kos`: synchronization objects, by which threads interrupt
 * others of their process.
 */
export interface InterruptApi {
  /**
   * Creates an IPC synchronization object, for CallEx and RecvEx (1.2, topic `libkos_ipc_api`). Its
   * handle can be neither transferred nor copied; with KnHandleClose the object goes away, and
   * waits with it end with rcRestart.
   *
   * rcQuotaExceeded, rcOutOfMemory: no handle is left.
   */
  readonly KnIpcCreateSyncObject: () => Result<{ readonly syncHandle: Handle }>
  /**
   * Ends with rcIpcInterrupt all calls made with this object whose requests no server has taken,
   * and all receives with it that wait; and lets no new ones begin, until KnIpcClearInterrupt (1.2,
   * topic `libkos_ipc_api`). A call whose request was taken goes on.
   *
   * rcOk, also if it is set; rcInvalidArgument: no such handle.
   */
  readonly KnIpcSetInterrupt: (syncHandle: Handle) => Retcode
  /**
   * Lets calls and receives with this object begin again (1.2, topic `libkos_ipc_api`). rcOk;
   * rcInvalidArgument: no such handle.
   */
  readonly KnIpcClearInterrupt: (syncHandle: Handle) => Retcode
}

/** The program half of synchronization objects. */
export const interruptLibrary: Library<InterruptApi> = /* @__PURE__ */ Object.freeze({
  KnIpcCreateSyncObject: (sys) => {
    const create = sys.call(calls.CreateSyncObject)
    const { registers } = sys
    return () => {
      const rc = create()
      if (rc === rcOk)
        return {
          rc: rcOk,
          syncHandle: registers[calls.CreateSyncObject.results.syncHandle] as Handle,
        }
      return { rc } as Result<{ readonly syncHandle: Handle }>
    }
  },
  KnIpcSetInterrupt: (sys) => sys.call(calls.SetInterrupt) as InterruptApi['KnIpcSetInterrupt'],
  KnIpcClearInterrupt: (sys) =>
    sys.call(calls.ClearInterrupt) as InterruptApi['KnIpcClearInterrupt'],
})
