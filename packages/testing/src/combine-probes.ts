// Combines several probes of one kernel into one.

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
  'taskEnding',
  'taskEnded',
] as const satisfies readonly (keyof Probe)[]

type Callback = (...event: readonly unknown[]) => void

/**
 * One probe that calls all of these in this order. It has only the callbacks that one of them has,
 * because some events are expensive to report.
 */
export function combineProbes(probes: readonly Probe[]): Probe {
  const callbacks = events.map((event): [string, Callback] | null => {
    const listening = probes.filter((probe) => probe[event] !== undefined)
    if (listening.length === 0) return null
    return [
      event,
      (...values) =>
        listening.forEach((probe) => Reflect.apply(probe[event] as Callback, probe, values)),
    ]
  })
  return Object.fromEntries(callbacks.filter((each) => each !== null)) as Probe
}
