// Made by `kos gen` from traffic/Crossing.cdl. Do not edit.
/* eslint-disable */

import { Lights } from './Lights.idl.js'
import { Journal } from './Journal.idl.js'

/** The endpoints of traffic.Crossing, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly lights: Lights
  readonly journal: Journal
} = {
  lights: Lights,
  journal: Journal,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'traffic.Crossing.lights', riid: 0, interface: 'traffic.Lights' },
  { name: 'lights', riid: 0, interface: 'traffic.Lights' },
  { name: 'traffic.Crossing.journal', riid: 1, interface: 'traffic.Journal' },
  { name: 'journal', riid: 1, interface: 'traffic.Journal' },
]
