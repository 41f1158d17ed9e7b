// Made by `kos gen` from kl/drivers/Entropy.edl. Do not edit.
//
// The driver of a device that gives random bytes.
//
// The SDK has no class of this name, but kl.EntropyEntity: this is the program EntropyDriver here.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { Entropy } from './Entropy.idl.ts'

/** The class of the process. */
export const className = 'kl.drivers.Entropy'

/** The endpoints of kl.drivers.Entropy, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly entropy: Entropy
} = {
  entropy: Entropy,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'kl.drivers.Entropy.entropy', riid: 0, interface: 'kl.drivers.Entropy' },
  { name: 'entropy', riid: 0, interface: 'kl.drivers.Entropy' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 1,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'kl.drivers.Entropy', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 24, requestArena: 0, response: 24, responseArena: 1024 }
