// Made by `kos gen` from traffic/Lights.edl. Do not edit.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { IMode } from './IMode.idl.ts'

/** The class of the process. */
export const className = 'traffic.Lights'

/** The endpoints of traffic.Lights, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly mode: IMode
} = {
  mode: IMode,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'traffic.Lights.mode', riid: 0, interface: 'traffic.IMode' },
  { name: 'mode', riid: 0, interface: 'traffic.IMode' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 1,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'traffic.Lights', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 24, requestArena: 0, response: 24, responseArena: 0 }
