// Combines several probes of one kernel into one.

import type { Probe } from '@kos/kernel'

const events = [
  'attached',
  'switched',
  'parked',
  'away',
  'ended',
  'called',
  'requested',
  'answered',
  'deciding',
  'decided',
  'denied',
  'misused',
  'deadlocked',
  'interrupted',
  'dma',
  'strayDma',
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
      (...values) => {
        for (const probe of listening)
          if (event !== 'called' || hears(probe, values[1] as Called))
            Reflect.apply(probe[event] as Callback, probe, values)
      },
    ]
  })
  return {
    ...Object.fromEntries(callbacks.filter((each) => each !== null)),
    hearsOf: (syscall) => probes.some((probe) => hears(probe, syscall)),
  }
}

type Called = Parameters<NonNullable<Probe['called']>>[1]

function hears(probe: Probe, syscall: Called): boolean {
  return probe.called !== undefined && (probe.hearsOf?.(syscall) ?? true)
}
