// Made by `kos gen` from demo/Intruder.edl. Do not edit.
/* eslint-disable */

import type { InterfaceSizes } from '@kos/libkos'
import { Gossip } from './Gossip.idl.ts'

/** The class of the process. */
export const className = 'demo.Intruder'

/** The endpoints of demo.Intruder, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly gossip: Gossip
} = {
  gossip: Gossip,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'demo.Intruder.gossip', riid: 0, interface: 'demo.Gossip' },
  { name: 'gossip', riid: 0, interface: 'demo.Gossip' },
]

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 24, requestArena: 0, response: 16, responseArena: 0 }
