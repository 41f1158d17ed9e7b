// Made by `kos gen` from kl/MessageBus.edl. Do not edit.
//
// The message bus: one process, which publishers and subscribers connect to.
//
// What its endpoints are called, and their interfaces, is not documented: these are kos's own.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { MessageBusFactory } from './MessageBusFactory.idl.ts'
import { MessageBusSession } from './MessageBusSession.idl.ts'
import { MessageBusLifeline } from './MessageBusLifeline.idl.ts'
import { MessageBusStats } from './MessageBusStats.idl.ts'
import { MessageBusBundles } from './MessageBusBundles.idl.ts'
import { MessageBusBundle } from './MessageBusBundle.idl.ts'

/** The class of the process. */
export const className = 'kl.MessageBus'

/** The endpoints of kl.MessageBus, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly bus: MessageBusFactory
  readonly session: MessageBusSession
  readonly lifeline: MessageBusLifeline
  readonly stats: MessageBusStats
  readonly bundles: MessageBusBundles
  readonly bundle: MessageBusBundle
} = {
  bus: MessageBusFactory,
  session: MessageBusSession,
  lifeline: MessageBusLifeline,
  stats: MessageBusStats,
  bundles: MessageBusBundles,
  bundle: MessageBusBundle,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'kl.MessageBus.bus', riid: 0, interface: 'kl.MessageBusFactory' },
  { name: 'bus', riid: 0, interface: 'kl.MessageBusFactory' },
  { name: 'kl.MessageBus.session', riid: 1, interface: 'kl.MessageBusSession' },
  { name: 'session', riid: 1, interface: 'kl.MessageBusSession' },
  { name: 'kl.MessageBus.lifeline', riid: 2, interface: 'kl.MessageBusLifeline' },
  { name: 'lifeline', riid: 2, interface: 'kl.MessageBusLifeline' },
  { name: 'kl.MessageBus.stats', riid: 3, interface: 'kl.MessageBusStats' },
  { name: 'stats', riid: 3, interface: 'kl.MessageBusStats' },
  { name: 'kl.MessageBus.bundles', riid: 4, interface: 'kl.MessageBusBundles' },
  { name: 'bundles', riid: 4, interface: 'kl.MessageBusBundles' },
  { name: 'kl.MessageBus.bundle', riid: 5, interface: 'kl.MessageBusBundle' },
  { name: 'bundle', riid: 5, interface: 'kl.MessageBusBundle' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 6,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'kl.MessageBus', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 48, requestArena: 512, response: 56, responseArena: 18944 }
