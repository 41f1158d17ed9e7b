// Made by `kos gen` from fleet/Sensor.edl. Do not edit.
//
// A class without endpoints: it pushes its messages to the bus.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'

/** The class of the process. */
export const className = 'fleet.Sensor'

/** The endpoints of fleet.Sensor, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
} = {
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 0,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'fleet.Sensor', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 0, requestArena: 0, response: 0, responseArena: 0 }
