// Made by `kos gen` from demo/Server.edl. Do not edit.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { Store } from './Store.idl.js'

/** The class of the process. */
export const className = 'demo.Server'

/** The endpoints of demo.Server, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly store: Store
} = {
  store: Store,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'demo.Server.store', riid: 0, interface: 'demo.Store' },
  { name: 'store', riid: 0, interface: 'demo.Store' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 1,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'demo.Server', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 32, requestArena: 33, response: 24, responseArena: 0 }
