// A thread that never lets others run is reported, once; one that does is not, however many calls
// it makes.

import { expect, test } from 'vitest'
import { watchInterval } from '../src/syscall-entry.ts'
import { openWorld } from './world.ts'

test('a thread that makes system calls without ever waiting is reported', async () => {
  await using world = openWorld()
  world.empty('Busy')
  await world.act('Busy', (kos) => {
    for (let i = 0; i < 2 * watchInterval; i++) kos.KnGetUpTime()
  })
  expect(world.misuses.map(({ message }) => message)).toEqual([
    `Busy/host has made more than ${watchInterval} system calls without letting others run; await something`,
  ])
})

test('a thread that lets others run now and then is not', async () => {
  await using world = openWorld()
  world.empty('Patient')
  await world.act('Patient', async (kos) => {
    for (let i = 0; i < 2 * watchInterval; i++) {
      kos.KnGetUpTime()
      if (i % (watchInterval / 4) === 0) await kos.KosThreadYield()
    }
  })
  expect(world.misuses).toEqual([])
})
