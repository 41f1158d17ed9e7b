// Made by `kos gen` from traffic/Lights.edl. Do not edit.
/* eslint-disable */

import type { InterfaceSizes } from '@kos/libkos'
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

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 24, requestArena: 0, response: 24, responseArena: 0 }
