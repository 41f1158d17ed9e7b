// Made by `kos gen` from demo/Storage.cdl. Do not edit.
/* eslint-disable */

import { IStore } from './IStore.idl.ts'

/** The endpoints of demo.Storage, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly store: IStore
} = {
  store: IStore,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'demo.Storage.store', riid: 0, interface: 'demo.IStore' },
  { name: 'store', riid: 0, interface: 'demo.IStore' },
]
