// The name server's clients: the functions of `coresrv/ns/ns_api.ts`, as typed calls of the name
// server (`name-service.ts`).
//
// A connection belongs to the process, a proxy to a thread: each thread makes its own. The first
// publication registers the process as a publisher.

import type { HandleDesc, Proxy } from '@kos/idl'
import {
  type Failure,
  type Result,
  type Retcode,
  rcInvalidArgument,
  rcOk,
  rcResourceNotFound,
} from '@kos/retcode'
import { cmContract, handleContract, ipcContract } from '../abi/contracts.ts'
import { type NameServerApi, type NsConnection, NsHandle } from '../coresrv/ns/ns_api.ts'
import type { Handle } from '../nk/types.ts'
import { makeProxy } from '../rpc/proxy.ts'
import type { Library, Sys } from '../runtime/sys.ts'
import { defaultNameServer, nameServerClass, NameService } from './name-service.ts'

type NameProxy = Proxy<typeof NameService>
type NameServerAnswer = {
  readonly rc: Retcode | Failure
  readonly error?: { readonly rc: number } | undefined
}

// The code that the name server answered, or that the call ended with.
function codeOf({ rc, error }: NameServerAnswer): Retcode {
  return error === undefined ? rc : (error.rc as Retcode)
}

/** A thread's proxies, by connection. */
function proxiesOf(sys: Sys): (connection: NsConnection) => NameProxy {
  const proxies = new WeakMap<NsConnection, NameProxy>()
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

// The handle that stands for this process as a publisher, or the code of its failure. If another
// thread was given one meanwhile, the first one is kept.
async function registered(
  sys: Sys,
  connection: NsConnection,
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
export const nameServerLibrary: Library<NameServerApi> = /* @__PURE__ */ Object.freeze({
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
})
