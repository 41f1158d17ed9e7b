// Made by `kos gen` from app/Client.edl. Do not edit.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { IBack } from './IBack.idl.ts'

/** The class of the process. */
export const className = 'app.Client'

/** The endpoints of app.Client, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly back: IBack
} = {
  back: IBack,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'app.Client.back', riid: 0, interface: 'app.IBack' },
  { name: 'back', riid: 0, interface: 'app.IBack' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 1,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'app.Client', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 24, requestArena: 0, response: 16, responseArena: 0 }
