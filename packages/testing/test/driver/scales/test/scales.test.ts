// The driver on a kernel, with the device on its machine: in order, and when the device fails.
import { fileURLToPath } from 'node:url'
import type { IoOptions } from '@kos/kernel'
import { connect, type Kos, rcDeviceNotFound, rcTimeout } from '@kos/libkos'
import { describeSolution } from '@kos/solution'
import { assertNoFailure, boot, explore, type Faults, type System } from '@kos/testing'
import { palTests } from '@kos/testing/pal'
import { expect, test } from 'vitest'
import { Scale } from './scale.ts'
import { Weighing } from '../src/generated/shop/Weighing.idl.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const machine = (): IoOptions => ({
  devices: [{ device: new Scale(), placement: { memory: 0xfe00_0000, irqs: [33] } }],
})

palTests(describeSolution(folder).policy)

/** Puts 700 g on the scale after a second, and answers what somebody gets who waits for 500 g. */
async function waitWith(faults: Faults) {
  await using sys = await boot(folder, { machine: machine(), ...faults })
  const answer = sys.as('shop.Till', (kos: Kos) =>
    connect(kos, Weighing, 'scale', 'weighing').Await({ limit: 500, timeout: 5000 }),
  )
  await sys.advance(1000)
  sys.device('scale0', Scale).put(700)
  const { grams, error } = await answer
  return { grams, rc: error?.rc, time: sys.now }
}

test('who waits for the limit hears of it at once', async () => {
  expect(await waitWith({})).toEqual({ grams: 700, rc: undefined, time: 1000 })
})

test('an interrupt that is lost makes it late, and no more', async () => {
  const loseInterrupt = [{ device: 'scale0', nth: 1 }]
  expect(await waitWith({ loseInterrupt })).toEqual({ grams: 700, rc: undefined, time: 5000 })
})

test('a scale that has stopped is told', async () => {
  const stopDevice = [{ device: 'scale0', at: 500 }]
  expect(await waitWith({ stopDevice })).toMatchObject({ grams: undefined, rc: rcDeviceNotFound })
})

test('whatever runs first, nobody waits in vain', async () => {
  const check = async (sys: System) => {
    sys.device('scale0', Scale).put(600)
    const answer = await sys.as('shop.Till', (kos) =>
      connect(kos, Weighing, 'scale', 'weighing').Await({ limit: 500, timeout: 5000 }),
    )
    expect([answer.grams, answer.error?.rc === rcTimeout]).toEqual([600, false])
  }
  assertNoFailure(await explore(folder, { machine, runs: 50, strayDma: true, check }))
})
