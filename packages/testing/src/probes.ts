// Several observers of one kernel.

import type { Probe } from '@kos/kernel'

const events = [
  'switched',
  'parked',
  'ended',
  'called',
  'requested',
  'answered',
  'denied',
  'misused',
  'deadlocked',
  'taskStarted',
  'taskEnded',
] as const satisfies readonly (keyof Probe)[]

type Hear = (...event: readonly unknown[]) => void

/**
 * One probe for all of these, told in this order. It has only the events that one of them hears,
 * because some of them cost.
 */
export function joined(probes: readonly Probe[]): Probe {
  const hearing = events.map((event): [string, Hear] | null => {
    const listening = probes.filter((probe) => probe[event] !== undefined)
    if (listening.length === 0) return null
    return [
      event,
      (...values) =>
        listening.forEach((probe) => Reflect.apply(probe[event] as Hear, probe, values)),
    ]
  })
  return Object.fromEntries(hearing.filter((each) => each !== null)) as Probe
}
