// Made by `kos gen` from kl/core/NameServer.edl. Do not edit.
//
// A name server. The process that runs it is called ns.
// The interface of the one in the SDK is not public: this is that of the program NameServer here.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { NameServer } from './NameServer.idl.ts'

/** The class of the process. */
export const className = 'kl.core.NameServer'

/** The endpoints of kl.core.NameServer, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly ns: NameServer
} = {
  ns: NameServer,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'kl.core.NameServer.ns', riid: 0, interface: 'kl.core.NameServer' },
  { name: 'ns', riid: 0, interface: 'kl.core.NameServer' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 1,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'kl.core.NameServer', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 56, requestArena: 3075, response: 32, responseArena: 2050 }
