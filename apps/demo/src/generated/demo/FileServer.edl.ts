// Made by `kos gen` from demo/FileServer.edl. Do not edit.
/* eslint-disable */

import type { InterfaceSizes } from '@kos/libkos'
import { Files } from './Files.idl.ts'

/** The class of the process. */
export const className = 'demo.FileServer'

/** The endpoints of demo.FileServer, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly files: Files
} = {
  files: Files,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'demo.FileServer.files', riid: 0, interface: 'demo.Files' },
  { name: 'files', riid: 0, interface: 'demo.Files' },
]

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 40, requestArena: 0, response: 48, responseArena: 65536 }
