// Made by `kos gen` from echo/Server.edl. Do not edit.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { IPing } from './IPing.idl.ts'

/** The class of the process. */
export const className = 'echo.Server'

/** The endpoints of echo.Server, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly ping: IPing
} = {
  ping: IPing,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'echo.Server.ping', riid: 0, interface: 'echo.IPing' },
  { name: 'ping', riid: 0, interface: 'echo.IPing' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 1,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'echo.Server', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 24, requestArena: 0, response: 24, responseArena: 0 }
