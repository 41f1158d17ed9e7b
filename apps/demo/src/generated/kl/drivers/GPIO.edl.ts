// Made by `kos gen` from kl/drivers/GPIO.edl. Do not edit.
//
// The driver of GPIO: one process for each port.
//
// The endpoints of the one in the SDK are not public: this is the program GpioDriver here.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { GPIO } from './GPIO.idl.ts'

/** The class of the process. */
export const className = 'kl.drivers.GPIO'

/** The endpoints of kl.drivers.GPIO, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly gpio: GPIO
} = {
  gpio: GPIO,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'kl.drivers.GPIO.gpio', riid: 0, interface: 'kl.drivers.GPIO' },
  { name: 'gpio', riid: 0, interface: 'kl.drivers.GPIO' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 1,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'kl.drivers.GPIO', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 24, requestArena: 0, response: 32, responseArena: 0 }
