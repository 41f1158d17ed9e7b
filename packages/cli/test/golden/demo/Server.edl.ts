// Made by `kos gen` from demo/Server.edl. Do not edit.
/* eslint-disable */

import type { InterfaceSizes } from '@kos/libkos'
import { Store } from './Store.idl.js'

/** The class of the process. */
export const className = 'demo.Server'

/** The endpoints of demo.Server, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly store: Store
} = {
  store: Store,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'demo.Server.store', riid: 0, interface: 'demo.Store' },
  { name: 'store', riid: 0, interface: 'demo.Store' },
]

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 32, requestArena: 33, response: 24, responseArena: 0 }
