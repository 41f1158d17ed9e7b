// A seed is a run: equal seeds give equal traces, to the last call, code and switch.

import { describe, expect, test } from 'vitest'
import { hosts } from '../world.ts'
import { KosAttacker } from './kos-attack.ts'
import { firstSeed, isLong, timeLimit } from './length.ts'
import { RawAttacker } from './raw-attack.ts'
import { type AttackerMaker, runOnce } from './runs.ts'

const attacks: readonly (readonly [string, AttackerMaker])[] = [
  ['raw system calls', (...args) => new RawAttacker(...args)],
  ['functions of kos', (target, budget, name) => new KosAttacker(target, budget, name)],
]
// Both ways of scheduling: every other seed explores.
const seeds = Array.from({ length: isLong ? 50 : 2 }, (_, index) => firstSeed + index)

describe.each(hosts)('on %s', (_name, host) => {
  test.each(attacks)(
    'equal seeds of %s give equal traces, and others do not',
    async (_attack, make) => {
      const traces: number[] = []
      for (const seed of seeds) {
        const first = await runOnce({ seed, host: host() }, make)
        const second = await runOnce({ seed, host: host() }, make)
        expect(second, `seed ${seed}`).toEqual(first)
        expect(first.traceLength).toBeGreaterThan(1_000)
        traces.push(first.trace)
      }
      expect(new Set(traces).size).toBe(seeds.length)
    },
    timeLimit,
  )
})
