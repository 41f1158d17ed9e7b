// Made by `kos gen` from kl/VfsNet.edl. Do not edit.
//
// The virtual file system with the network stack: here, the network alone. The program is
// networkProcess of `@kos/posix`.
//
// Its interfaces in the SDK are not public; these are of kos.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { VfsNetwork } from './VfsNetwork.idl.ts'
import { VfsSocket } from './VfsSocket.idl.ts'
import { VfsLifeline } from './VfsLifeline.idl.ts'

/** The class of the process. */
export const className = 'kl.VfsNet'

/** The endpoints of kl.VfsNet, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly network: VfsNetwork
  readonly socket: VfsSocket
  readonly lifeline: VfsLifeline
} = {
  network: VfsNetwork,
  socket: VfsSocket,
  lifeline: VfsLifeline,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'kl.VfsNet.network', riid: 0, interface: 'kl.VfsNetwork' },
  { name: 'network', riid: 0, interface: 'kl.VfsNetwork' },
  { name: 'kl.VfsNet.socket', riid: 1, interface: 'kl.VfsSocket' },
  { name: 'socket', riid: 1, interface: 'kl.VfsSocket' },
  { name: 'kl.VfsNet.lifeline', riid: 2, interface: 'kl.VfsLifeline' },
  { name: 'lifeline', riid: 2, interface: 'kl.VfsLifeline' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 3,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'kl.VfsNet', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 56, requestArena: 4204, response: 48, responseArena: 4288 }
