// Made by `kos gen` from traffic/Control.edl. Do not edit.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { Lights } from './Lights.idl.js'
import { Journal } from './Journal.idl.js'

/** The class of the process. */
export const className = 'traffic.Control'

/** The endpoints of traffic.Control, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly 'north.lights': Lights
  readonly 'north.journal': Journal
  readonly 'south.lights': Lights
  readonly 'south.journal': Journal
  /** for all */
  readonly main: Lights
} = {
  'north.lights': Lights,
  'north.journal': Journal,
  'south.lights': Lights,
  'south.journal': Journal,
  main: Lights,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'traffic.Crossing.lights', riid: 0, interface: 'traffic.Lights' },
  { name: 'north.lights', riid: 0, interface: 'traffic.Lights' },
  { name: 'traffic.Crossing.journal', riid: 1, interface: 'traffic.Journal' },
  { name: 'north.journal', riid: 1, interface: 'traffic.Journal' },
  { name: 'traffic.Crossing.lights', riid: 2, interface: 'traffic.Lights' },
  { name: 'south.lights', riid: 2, interface: 'traffic.Lights' },
  { name: 'traffic.Crossing.journal', riid: 3, interface: 'traffic.Journal' },
  { name: 'south.journal', riid: 3, interface: 'traffic.Journal' },
  { name: 'traffic.Control.main', riid: 4, interface: 'traffic.Lights' },
  { name: 'main', riid: 4, interface: 'traffic.Lights' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 5,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'traffic.Control', components: [
    { name: 'north', type: 'traffic.Crossing', components: [] },
    { name: 'south', type: 'traffic.Crossing', components: [] },
  ] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 40, requestArena: 512, response: 48, responseArena: 456 }
