// The service locator: documented header `coresrv/sl/sl_api.h`. It finds static connections by
// their names.

import { rcOk } from '@kos/retcode'
import { ipcContract } from '../../abi/contracts.ts'
import { callsOf } from '../../abi/syscall.ts'
import { type Handle, INVALID_HANDLE } from '../../nk/types.ts'
import type { Library } from '../../runtime/sys.ts'

const calls = /* @__PURE__ */ callsOf(ipcContract)

/** The RIID that stands for none. */
export const INVALID_RIID = 0xffffffff

/** Functions that the IPC service adds to `kos`: the service locator. */
export interface LocatorApi {
  /**
   * The client handle of a connection of this process (topic `libkos_sl_api`), the same each time;
   * INVALID_HANDLE if there is none of that name, or the handle was closed: a connection can't be
   * had again.
   */
  readonly ServiceLocatorConnect: (channelName: string) => Handle
  /**
   * The RIID of a server's endpoint by its qualified name, or by type: `disk.store`, or
   * `demo.Storage.store` (topic `libkos_sl_api`). INVALID_RIID if it has none of that name, or
   * several by type. A callable handle has one endpoint only.
   */
  readonly ServiceLocatorGetRiid: (handle: Handle, endpoint: string) => number
  /**
   * The listener handle for the connections to this process under a name (topic `libkos_sl_api`),
   * the same each time; INVALID_HANDLE if no process connects to it so. The other
   * documented arguments are obsolete.
   */
  readonly ServiceLocatorRegister: (channelName: string) => Handle
}

/** The program half of the service locator. */
export const locatorLibrary: Library<LocatorApi> = /* @__PURE__ */ Object.freeze({
  ServiceLocatorConnect: (sys) => {
    const connect = sys.call(calls.Connect)
    const { registers } = sys
    return (channelName) =>
      connect(channelName) === rcOk
        ? (registers[calls.Connect.results.handle] as Handle)
        : INVALID_HANDLE
  },
  ServiceLocatorGetRiid: (sys) => {
    const getRiid = sys.call(calls.GetRiid)
    const { registers } = sys
    return (handle, endpoint) =>
      getRiid(handle, endpoint) === rcOk
        ? (registers[calls.GetRiid.results.riid] as number)
        : INVALID_RIID
  },
  ServiceLocatorRegister: (sys) => {
    const register = sys.call(calls.Register)
    const { registers } = sys
    return (channelName) =>
      register(channelName) === rcOk
        ? (registers[calls.Register.results.handle] as Handle)
        : INVALID_HANDLE
  },
})
