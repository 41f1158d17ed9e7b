// Made by `kos gen` from demo/Client.edl. Do not edit.
/* eslint-disable */

import type { InterfaceSizes } from '@kos/libkos'

/** The class of the process. */
export const className = 'demo.Client'

/** The endpoints of demo.Client, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
} = {
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
]

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 0, requestArena: 0, response: 0, responseArena: 0 }
