// Made by `kos gen` from demo/Store.edl. Do not edit.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { IStore } from './IStore.idl.ts'

/** The class of the process. */
export const className = 'demo.Store'

/** The endpoints of demo.Store, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly 'disk.store': IStore
} = {
  'disk.store': IStore,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'demo.Storage.store', riid: 0, interface: 'demo.IStore' },
  { name: 'disk.store', riid: 0, interface: 'demo.IStore' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 1,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'demo.Store', components: [
    { name: 'disk', type: 'demo.Storage', components: [] },
  ] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 24, requestArena: 65, response: 24, responseArena: 65 }
