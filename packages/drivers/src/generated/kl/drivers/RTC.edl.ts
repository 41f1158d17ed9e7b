// Made by `kos gen` from kl/drivers/RTC.edl. Do not edit.
//
// The driver of a real-time clock.
//
// The SDK has no public class of this name: this is the program RtcDriver here.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { RTC } from './RTC.idl.ts'

/** The class of the process. */
export const className = 'kl.drivers.RTC'

/** The endpoints of kl.drivers.RTC, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly rtc: RTC
} = {
  rtc: RTC,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'kl.drivers.RTC.rtc', riid: 0, interface: 'kl.drivers.RTC' },
  { name: 'rtc', riid: 0, interface: 'kl.drivers.RTC' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 1,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'kl.drivers.RTC', components: [] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 24, requestArena: 0, response: 24, responseArena: 0 }
