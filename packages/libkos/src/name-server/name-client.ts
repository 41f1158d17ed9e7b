// The name server's clients: the functions of `coresrv/ns/ns_api.ts`, as typed calls of the name
// server (`name-service.ts`).
//
// A connection belongs to the process (`name-channels.ts`), a proxy to a thread: each thread
// makes its own. The first publication over a connection registers its publisher.

import type { HandleDesc, Proxy } from '@kos/idl'
import {
  type Failure,
  type Result,
  type Retcode,
  rcInvalidArgument,
  rcNotConnected,
  rcOk,
  rcResourceNotFound,
} from '@kos/retcode'
import { cmContract, handleContract, ipcContract } from '../abi/contracts.ts'
import { type NameServerApi, type NsConnection, NsHandle } from '../coresrv/ns/ns_api.ts'
import { makeProxy } from '../rpc/proxy.ts'
import type { Library, Sys } from '../runtime/sys.ts'
import { NameChannels } from './name-channels.ts'
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

function isUint32(value: unknown): boolean {
  return typeof value === 'number' && value >>> 0 === value
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name !== ''
}

// The handle that stands for the publisher, or the code of its failure. If another
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
  if (other === null && !connection.isClosed) return (connection.registration = registration)
  sys.processCall(handleContract.calls.Close)(registration.handle)
  return other ?? rcNotConnected
}

// Publishing and taking back: both are about an entry of this process.
function about(method: 'Publish' | 'UnPublish'): (sys: Sys) => NameServerApi['NsPublishService'] {
  return (sys) => {
    const proxyOf = proxiesOf(sys)
    return async (ns, type, server, service) => {
      const connection = NsHandle.of(sys, ns)
      if (connection === null || !isName(type) || !isName(server) || !isName(service))
        return rcInvalidArgument
      if (connection.isClosed) return rcNotConnected
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
    const { registers } = sys
    const channels = NameChannels.of(sys)
    const overStatic = (handle: number): Result<{ readonly ns: NsHandle }> => {
      const known = channels.connectStatic(handle)
      if (known !== null) return { rc: rcOk, ns: known }
      if (getRiid(handle, defaultNameServer) !== rcOk) return { rc: rcResourceNotFound }
      const riid = registers[GetRiid.results.riid] as number
      return { rc: rcOk, ns: channels.addStatic(handle, riid) }
    }
    // The registers are read when the wait is over, before another call of the thread.
    const finish = (rc: number): { rc: number; handle: number; riid: number } => {
      const { handle, rsid } = cmContract.calls.Connect.results
      return { rc, handle: registers[handle] as number, riid: registers[rsid] as number }
    }
    return async (name, msecs) => {
      if (connect(nameServerClass) === rcOk)
        return overStatic(registers[Connect.results.handle] as number)
      const server = name ?? defaultNameServer
      // Of a wrong time the kernel says that it is wrong.
      const known = isUint32(msecs) ? await channels.connect(sys, server) : null
      if (known !== null) return { rc: rcOk, ns: known }
      const made = await sys.result(cmConnect(server, defaultNameServer, msecs), finish)
      if (made.rc !== rcOk) return { rc: made.rc } as Result<{ readonly ns: NsHandle }>
      return { rc: rcOk, ns: channels.add(server, made.handle, made.riid) }
    }
  },
  NsEnumServices: (sys) => {
    const proxyOf = proxiesOf(sys)
    return async (ns, type, index) => {
      const connection = NsHandle.of(sys, ns)
      if (connection === null) return { rc: rcInvalidArgument }
      if (connection.isClosed) return { rc: rcNotConnected }
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
