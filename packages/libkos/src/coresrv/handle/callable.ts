// Callable handles and the handles of channels: `KnHandleCreateUserObjectEx` and `KnHandleConnect`
// of the documented header `coresrv/handle/handle_api.h`. They are the IPC service's, because such
// handles lead to endpoints; all other functions of that header are in `handle_api.ts`.

import { type Failure, RetcodeError, type Result, rcInvalidArgument, rcOk } from '@kos/retcode'
import { ipcContract } from '../../abi/contracts.ts'
import { type Handle, INVALID_HANDLE } from '../../nk/types.ts'
import type { Library, Sys } from '../../runtime/sys.ts'
import { ownToken } from '../own-token.ts'
import { handleResult, maskOf } from './handle_api.ts'

/** Functions that the IPC service adds to `kos`: callable handles. */
export interface CallableApi {
  /**
   * As KnHandleCreateUserObject, and binds the resource to the endpoint `riid` of the caller, to be
   * called over `ipcChannel`, a listener handle of the caller (1.2, topic `libkos_handles_create`).
   * A process that has a handle of it with OCAP_IPC_CALL may pass it to Call: the request comes to
   * the threads that receive on `ipcChannel`, and must be for `riid`. Among `rights`, OCAP_IPC_CALL
   * is the same bit as OCAP_HANDLE_SPEC(8).
   *
   * rcInvalidArgument: the type is out of range, `ipcChannel` is no listener handle, or the caller
   * declares no such endpoint; rcHandleRevoked, rcNoCapability: `ipcChannel`; rcQuotaExceeded,
   * rcOutOfMemory.
   */
  readonly KnHandleCreateUserObjectEx: (
    type: number,
    rights: number,
    context: unknown,
    ipcChannel: Handle,
    riid: number,
  ) => Result<{ readonly handle: Handle }>
  /**
   * Makes a channel whose ends both are the caller's, and its handles (1.2, topic
   * `kernel_methods_handles`): the server accepts calls over `server`, and whoever gets `client` by
   * a transfer calls. `srListener` is a listener handle that takes the channel, or INVALID_HANDLE:
   * then a listener is made. `listener` is its handle, and `server` the same one. For callable
   * handles alone, close `client`.
   *
   * rcInvalidArgument: `srListener` is no handle; rcNoCapability: it is no listener;
   * rcHandleRevoked; rcQuotaExceeded, rcOutOfMemory: no handle is left.
   */
  readonly KnHandleConnect: (srListener: Handle) => Result<{
    readonly listener: Handle
    readonly server: Handle
    readonly client: Handle
  }>
  /**
   * A listener that no process is connected to yet, for KnHandleCreateUserObjectEx, `offer` and
   * KnCmAccept in processes that no connection was made to. Ours.
   *
   * rcQuotaExceeded, rcOutOfMemory: no handle is left.
   */
  readonly createListener: () => Result<{ readonly handle: Handle }>
}

/** The program half of callable handles. */
export const callableLibrary: Library<CallableApi> = /* @__PURE__ */ Object.freeze({
  KnHandleCreateUserObjectEx: (sys) => {
    const createCallable = sys.call(ipcContract.calls.CreateCallable)
    const { registers, tokens } = sys
    return (type, rights, context, ipcChannel, riid) =>
      ownToken(tokens, context, (token) =>
        handleResult(createCallable(type, maskOf(rights), token, ipcChannel, riid), registers),
      )
  },
  KnHandleConnect: (sys) => {
    const { CreateChannel } = ipcContract.calls
    const { results } = CreateChannel
    const createChannel = sys.call(CreateChannel)
    const { registers } = sys
    return (srListener) => {
      const rc = createChannel(srListener)
      if (rc !== rcOk) return { rc: rc as Failure }
      const client = registers[results.clientHandle] as Handle
      const created = registers[results.listenerHandle] as Handle
      const listener = created === INVALID_HANDLE ? srListener : created
      return { rc, listener, server: listener, client }
    }
  },
  createListener: (sys) => {
    const createListener = sys.call(ipcContract.calls.CreateListener)
    const { registers } = sys
    return () => handleResult(createListener(), registers)
  },
})

/**
 * The RIID of the endpoint that a callable handle is bound to, which has this interface. Throws
 * RetcodeError.
 */
export function callableRiid(sys: Sys, handle: Handle, interfaceName: string): number {
  const { registers } = sys
  const { GetCallableRiid } = ipcContract.calls
  const rc = sys.call(GetCallableRiid)(handle, interfaceName)
  if (rc === rcOk) return registers[GetCallableRiid.results.riid] as number
  const reason =
    rc === rcInvalidArgument
      ? 'it is no callable handle for this interface'
      : 'it can not be called'
  throw new RetcodeError(
    rc as Failure,
    `proxyOf("${interfaceName}", ${handle}): ${sys.info.name} has no such handle, or ${reason}`,
  )
}
