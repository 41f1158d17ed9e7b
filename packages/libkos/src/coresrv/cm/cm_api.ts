// Channels made at run time: documented header `coresrv/cm/cm_api.h`. Names of servers and services
// are found out with the name server (`coresrv/ns/ns_api.ts`), or known.

import { type Result, type Retcode, rcOk } from '@kos/retcode'
import { cmContract } from '../../abi/contracts.ts'
import { nameBuffer, readName } from '../../abi/name-buffer.ts'
import { callsOf } from '../../abi/syscall.ts'
import type { Handle } from '../../nk/types.ts'
import type { Library } from '../../runtime/sys.ts'

const calls = /* @__PURE__ */ callsOf(cmContract)

/** Functions that the channel manager adds to `kos`. */
export interface ChannelApi {
  /**
   * Asks the process `server` for a channel to its endpoint `service`, and waits until it accepts,
   * `msecs` milliseconds at most (topic `kn_cm_connect`). `handle` is the client handle, `rsid` the
   * RIID of the endpoint. `service` is whatever name the server knows: 1 to 1024 UTF-16 units.
   *
   * rcResourceNotFound: there is no such process; rcTimeout; rcAbort: the server dropped the
   * request; rcNotConnected: the server ended; rcBusy: too many wait for this server;
   * rcQuotaExceeded: too many threads of this process do, or no handle is left; rcOutOfMemory;
   * rcInvalidArgument: a name is too long or empty.
   */
  readonly KnCmConnect: (
    server: string,
    service: string,
    msecs: number,
  ) => Promise<Result<{ readonly handle: Handle; readonly rsid: number }>>
  /**
   * Waits for a request for a channel to this process, `msecs` milliseconds at most (topic
   * `kn_cm_listen`): the client process and the service. The same request is shown until it was
   * accepted or dropped, or is gone. `filter` is not used (documented).
   *
   * rcTimeout.
   */
  readonly KnCmListen: (
    filter: unknown,
    msecs: number,
  ) => Promise<Result<{ readonly client: string; readonly service: string }>>
  /**
   * Accepts a request (topic `kn_cm_accept`): makes a channel to the endpoint `rsid`, whose
   * requests come to `listener`. If that is INVALID_HANDLE, a new listener is made. `handle` is the
   * server handle of the channel: the listener's.
   *
   * rcResourceNotFound: there is no such request (any more); rcInvalidArgument: this program
   * declares no endpoint `rsid`, or `listener` is no handle; rcNoCapability: it is no listener;
   * rcHandleRevoked; rcQuotaExceeded, rcOutOfMemory: no handle is left here, and the request waits
   * on; rcNotConnected: the client takes no more handles, and its request has ended.
   */
  readonly KnCmAccept: (
    client: string,
    service: string,
    rsid: number,
    listener: Handle,
  ) => Result<{ readonly handle: Handle }>
  /**
   * Rejects a request, which ends with rcAbort (topic `kn_cm_drop`). rcOk; rcResourceNotFound:
   * there is no such request (any more).
   */
  readonly KnCmDrop: (client: string, service: string) => Retcode
}

/** The program half of the channel manager. */
export const channelLibrary: Library<ChannelApi> = /* @__PURE__ */ Object.freeze({
  KnCmConnect: (sys) => {
    const connect = sys.call(calls.Connect)
    const { results } = calls.Connect
    const { registers } = sys
    const finish = (rc: number): Result<{ readonly handle: Handle; readonly rsid: number }> =>
      rc === rcOk
        ? {
            rc: rcOk,
            handle: registers[results.handle] as Handle,
            rsid: registers[results.rsid] as number,
          }
        : ({ rc } as Result<{ readonly handle: Handle; readonly rsid: number }>)
    return (server, service, msecs) => sys.result(connect(server, service, msecs), finish)
  },
  KnCmListen: (sys) => {
    const listen = sys.call(calls.Listen)
    const { results } = calls.Listen
    const { registers } = sys
    const [client, service] = [nameBuffer(), nameBuffer()]
    const finish = (rc: number): Result<{ readonly client: string; readonly service: string }> => {
      if (rc !== rcOk)
        return { rc } as Result<{ readonly client: string; readonly service: string }>
      return {
        rc: rcOk,
        client: readName(client, registers[results.clientLength] as number),
        service: readName(service, registers[results.serviceLength] as number),
      }
    }
    return (_filter, msecs) => sys.result(listen(msecs, client, service), finish)
  },
  KnCmAccept: (sys) => {
    const accept = sys.call(calls.Accept)
    const { registers } = sys
    return (client, service, rsid, listener) => {
      const rc = accept(client, service, rsid, listener)
      return rc === rcOk
        ? { rc: rcOk, handle: registers[calls.Accept.results.handle] as Handle }
        : ({ rc } as Result<{ readonly handle: Handle }>)
    }
  },
  KnCmDrop: (sys) => sys.call(calls.Drop) as ChannelApi['KnCmDrop'],
})
