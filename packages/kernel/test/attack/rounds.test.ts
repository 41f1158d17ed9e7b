// Nothing grows: after many rounds a kernel holds what it held before, and in the long form the
// heap of the host does, too.

import { describe, expect, test } from 'vitest'
import { LightServer } from '../lights.ts'
import { machineWith, TestDevice } from '../test-device.ts'
import { holdings, hosts, openWorld } from '../world.ts'
import { collect } from '../garbage.ts'
import { isLong, roundsOf, timeLimit } from './length.ts'
import { rounds } from './rounds.ts'

/** After so many rounds, what is made once is there; compiled code, too. */
const warmUp = isLong ? roundsOf(0) : 3
/** Bytes of the heap that all rounds, and each of them may leave: noise, less than an object. */
const heapNoise = 300_000
const heapPerRound = 24

async function heapSize(): Promise<number> {
  await collect()
  return process.memoryUsage().heapUsed
}

describe.each(hosts)('on %s nothing grows by', (_name, host) => {
  test.each(Object.entries(rounds))(
    '%s',
    async (_round, round) => {
      const device = new TestDevice()
      await using world = openWorld({
        host: host(),
        output: () => {},
        onMisuse: () => {},
        machine: machineWith(device),
      })
      world.kernel.spawn(LightServer, { name: 'Server' })
      world.kernel.spawn(null, { name: 'P', connections: { lights: 'Server' } })
      const count = roundsOf(20)
      for (let i = 0; i < warmUp; i++) await round(world)
      const before = holdings(world.kernel)
      const heap = isLong ? await heapSize() : 0
      for (let i = 0; i < count; i++) {
        await round(world)
        device.pulse()
        device.accesses.length = 0
      }
      expect(holdings(world.kernel)).toEqual(before)
      if (isLong) expect((await heapSize()) - heap).toBeLessThan(heapNoise + heapPerRound * count)
    },
    timeLimit,
  )
})
