// The name server's clients: documented header `coresrv/ns/ns_api.h`. It is asked over IPC like any
// server (`name-service.ts`).

import type { HandleDesc, Proxy } from '@kos/idl'
import {
  type Failure,
  type Result,
  type Retcode,
  rcInvalidArgument,
  rcOk,
  rcResourceNotFound,
} from '@kos/retcode'
import { cmContract, handleContract, ipcContract } from '../../abi/contracts.ts'
import { makeProxy } from '../../rpc/proxy.ts'
import type { Handle } from '../../nk/types.ts'
import type { Library, Sys } from '../../runtime/sys.ts'
import type { Tokens } from '../../runtime/tokens.ts'
import { defaultNameServer, nameServerClass, NameService } from '../../name-server/name-service.ts'

/** What a handle of a name server holds. */
interface Connection {
  readonly handle: Handle
  readonly riid: number
  /** Those of the process it belongs to. */
  readonly tokens: Tokens
  /** What stands for this process as a publisher; null before it published anything. */
  registration: HandleDesc | null
}

/** A connection with a name server, of one process. */
export class NsHandle {
  readonly #connection: Connection | null

  /** Use NsCreate. */
  constructor(connection: Connection | null) {
    this.#connection = connection
  }

  /** The connection behind a handle, if it is one of the calling process. */
  static of(sys: Sys, ns: unknown): Connection | null {
    if (Object(ns) !== ns || !(#connection in (ns as object))) return null
    const connection = (ns as NsHandle).#connection
    return connection !== null && connection.tokens === sys.tokens ? connection : null
  }
}

/** The handle of no name server. */
export const NS_INVALID_HANDLE: NsHandle = /* @__PURE__ */ new NsHandle(null)

/**
 * What the name server adds to `kos`. Each function may also answer what a call ends with:
 * rcNotConnected, rcSecurityDisallow.
 */
export interface NameServerApi {
  /**
   * Connects to a name server (topic `ns_create`): over the static connection `kl.core.NameServer`
   * if this process has one, whatever `name`; else to the process `name`, null (RTL_NULL) for `ns`,
   * within `msecs` milliseconds.
   *
   * rcResourceNotFound: there is no such process, or it is no name server; else what KnCmConnect
   * answers.
   */
  readonly NsCreate: (
    name: string | null,
    msecs: number,
  ) => Promise<Result<{ readonly ns: NsHandle }>>
  /**
   * The endpoint number `index`, from 0, that is published with the interface `type` (topic
   * `ns_enum_services`): the process that provides it and its name there.
   *
   * rcResourceNotFound: past the last; rcInvalidArgument: `ns` is no handle, or an argument is
   * none.
   */
  readonly NsEnumServices: (
    ns: NsHandle,
    type: string,
    index: number,
  ) => Promise<Result<{ readonly server: string; readonly service: string }>>
  /**
   * Publishes an endpoint of the process `server` (topic `ns_publish_service`), until it is
   * unpublished, or this process ends. Names have 1 to 1024 bytes. Nobody checks that they say the
   * truth: a policy may.
   *
   * rcOk; rcAlreadyExists; rcQuotaExceeded: too many are published; rcInvalidArgument: `ns` is no
   * handle, or a name is too long or empty.
   */
  readonly NsPublishService: (
    ns: NsHandle,
    type: string,
    server: string,
    service: string,
  ) => Promise<Retcode>
  /**
   * Takes back what this process published (topic `ns_unpublish_service`). rcOk;
   * rcResourceNotFound; rcInvalidArgument as above.
   */
  readonly NsUnPublishService: (
    ns: NsHandle,
    type: string,
    server: string,
    service: string,
  ) => Promise<Retcode>
}

type NameProxy = Proxy<typeof NameService>
type Answer = {
  readonly rc: Retcode | Failure
  readonly error?: { readonly rc: number } | undefined
}

// What the name server answered, or why it did not.
function codeOf({ rc, error }: Answer): Retcode {
  return error === undefined ? rc : (error.rc as Retcode)
}

/** A thread's proxies, by connection. */
function proxiesOf(sys: Sys): (connection: Connection) => NameProxy {
  const proxies = new WeakMap<Connection, NameProxy>()
  return (connection) => {
    let proxy = proxies.get(connection)
    if (proxy === undefined) {
      proxy = makeProxy(sys, NameService, connection.handle, connection.riid)
      proxies.set(connection, proxy)
    }
    return proxy
  }
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name !== ''
}

// The handle that stands for this process as a publisher, or why there is none. Another thread may
// be given one meanwhile: then that one counts.
async function registered(
  sys: Sys,
  connection: Connection,
  proxy: NameProxy,
): Promise<HandleDesc | Retcode> {
  if (connection.registration !== null) return connection.registration
  const { rc, registration, error } = await proxy.Register()
  if (rc !== rcOk) return codeOf({ rc, error })
  const other = connection.registration as HandleDesc | null
  if (other === null) return (connection.registration = registration)
  sys.processCall(handleContract.calls.Close)(registration.handle)
  return other
}

// Publishing and taking back: both are about an entry of this process.
function about(method: 'Publish' | 'UnPublish'): (sys: Sys) => NameServerApi['NsPublishService'] {
  return (sys) => {
    const proxyOf = proxiesOf(sys)
    return async (ns, type, server, service) => {
      const connection = NsHandle.of(sys, ns)
      if (connection === null || !isName(type) || !isName(server) || !isName(service))
        return rcInvalidArgument
      const proxy = proxyOf(connection)
      const registration = await registered(sys, connection, proxy)
      if (typeof registration !== 'object' || !('handle' in registration)) return registration
      return codeOf(
        await proxy[method]({ registration: registration.handle, type, server, service }),
      )
    }
  }
}

/** The program half of name servers. */
export const nameServerLibrary: Library<NameServerApi> = {
  NsCreate: (sys) => {
    const { Connect, GetRiid } = ipcContract.calls
    const [connect, getRiid] = [sys.call(Connect), sys.call(GetRiid)]
    const cmConnect = sys.call(cmContract.calls.Connect)
    const { registers, tokens } = sys
    const connected = (handle: number, riid: number): Result<{ readonly ns: NsHandle }> => {
      const connection = { handle: handle as Handle, riid, tokens, registration: null }
      return { rc: rcOk, ns: new NsHandle(connection) }
    }
    const finish = (rc: number): Result<{ readonly ns: NsHandle }> => {
      if (rc !== rcOk) return { rc } as Result<{ readonly ns: NsHandle }>
      const { handle, rsid } = cmContract.calls.Connect.results
      return connected(registers[handle] as number, registers[rsid] as number)
    }
    return (name, msecs) => {
      if (connect(nameServerClass) !== rcOk)
        return sys.result(cmConnect(name ?? defaultNameServer, defaultNameServer, msecs), finish)
      const handle = registers[Connect.results.handle] as number
      if (getRiid(handle, defaultNameServer) !== rcOk)
        return Promise.resolve({ rc: rcResourceNotFound })
      return Promise.resolve(connected(handle, registers[GetRiid.results.riid] as number))
    }
  },
  NsEnumServices: (sys) => {
    const proxyOf = proxiesOf(sys)
    return async (ns, type, index) => {
      const connection = NsHandle.of(sys, ns)
      if (connection === null) return { rc: rcInvalidArgument }
      const { rc, server, service, error } = await proxyOf(connection).Enumerate({ type, index })
      if (rc === rcOk) return { rc, server, service }
      return { rc: codeOf({ rc, error }) } as Result<{
        readonly server: string
        readonly service: string
      }>
    }
  },
  NsPublishService: about('Publish'),
  NsUnPublishService: about('UnPublish'),
}
