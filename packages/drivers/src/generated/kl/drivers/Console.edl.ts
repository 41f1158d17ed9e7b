// Made by `kos gen` from kl/drivers/Console.edl. Do not edit.
//
// The driver of a virtio console, which is to clients as a serial port is.
//
// The SDK has no public class of this name: this is the program ConsoleDriver here.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { Serial } from './Serial.idl.ts'

/** The class of the process. */
export const className = 'kl.drivers.Console'

/** The endpoints of kl.drivers.Console, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly serial: Serial
} = {
  serial: Serial,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'kl.drivers.Console.serial', riid: 0, interface: 'kl.drivers.Serial' },
  { name: 'serial', riid: 0, interface: 'kl.drivers.Serial' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 1,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'kl.drivers.Console', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 32, requestArena: 4096, response: 32, responseArena: 4096 }
