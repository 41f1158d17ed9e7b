// Made by `kos gen` from kl/drivers/Net.edl. Do not edit.
//
// The driver of network cards: one process for each card.
//
// The SDK has no class of this name, but kl.drivers.DNetSrv: this is the program NetDriver here.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { Net } from './Net.idl.ts'

/** The class of the process. */
export const className = 'kl.drivers.Net'

/** The endpoints of kl.drivers.Net, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly net: Net
} = {
  net: Net,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'kl.drivers.Net.net', riid: 0, interface: 'kl.drivers.Net' },
  { name: 'net', riid: 0, interface: 'kl.drivers.Net' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 1,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'kl.drivers.Net', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 48, requestArena: 0, response: 32, responseArena: 0 }
