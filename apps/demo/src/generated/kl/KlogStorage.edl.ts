// Made by `kos gen` from kl/KlogStorage.edl. Do not edit.
//
// Writes what Klog takes from the kernel, and keeps the last of it.
//
// The interface of the one in the SDK is not public: this is that of the program KlogStorage here.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { KlogStorage } from './KlogStorage.idl.ts'

/** The class of the process. */
export const className = 'kl.KlogStorage'

/** The endpoints of kl.KlogStorage, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly storage: KlogStorage
} = {
  storage: KlogStorage,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'kl.KlogStorage.storage', riid: 0, interface: 'kl.KlogStorage' },
  { name: 'storage', riid: 0, interface: 'kl.KlogStorage' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 1,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'kl.KlogStorage', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 40, requestArena: 6145, response: 48, responseArena: 6145 }
