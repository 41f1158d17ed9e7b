// Made by `kos gen` from kl/drivers/Block.edl. Do not edit.
//
// The driver of disks: one process for each disk.
//
// The SDK has no class of this name: this is the program BlockDriver here.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { Block } from './Block.idl.ts'

/** The class of the process. */
export const className = 'kl.drivers.Block'

/** The endpoints of kl.drivers.Block, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly block: Block
} = {
  block: Block,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'kl.drivers.Block.block', riid: 0, interface: 'kl.drivers.Block' },
  { name: 'block', riid: 0, interface: 'kl.drivers.Block' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 1,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'kl.drivers.Block', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 56, requestArena: 0, response: 32, responseArena: 0 }
