// Made by `kos gen` from demo/Server.edl. Do not edit.
/* eslint-disable */

import { Store } from './Store.idl.js'

/** The endpoints of demo.Server, in the order of their RIIDs: `program({ endpoints }, ...)`. */
export const endpoints: {
  readonly store: Store
} = {
  store: Store,
}

/** Every name that an endpoint has: by the type of its component, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'store', riid: 0, interface: 'demo.Store' },
]
