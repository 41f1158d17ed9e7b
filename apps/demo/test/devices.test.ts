// The demo's devices: what the light does, and what becomes of the file when the disk fails.

import { Pl061 } from '@kos/io-hw/models'
import { boot, type Faults, type System } from '@kos/testing'
import { expect, test } from 'vitest'
import { folder } from './demo-runs.ts'

const sameFile = /^SHA-256 [\da-f]{64}, as FileServer says$/

async function booted(faults: Faults): Promise<System> {
  const sys = await boot(folder, faults)
  await sys.advance(10_000)
  // That of Unlucky, which is part of the demo.
  expect(sys.takeCrashes()).toMatchObject([{ process: 'demo.Unlucky' }])
  return sys
}

test('the light blinks while the disk is read, and is off in the end', async () => {
  await using sys = await boot(folder)
  const levels: (readonly [time: number, level: boolean | null])[] = []
  const light = sys.device('gpio0', Pl061)
  light.onPinChange((pin, level) => levels.push([pin === 0 ? sys.now : Number.NaN, level]))
  await sys.run()
  sys.takeCrashes()
  // In virtual time reading takes none: the light goes on once, or once more for what came later.
  expect(levels.slice(0, 3)).toEqual([
    [0, false],
    [0, true],
    [40, false],
  ])
  expect(levels.at(-1)?.[1]).toBe(false)
  expect(sys.output['demo.Client']?.[1]).toMatch(sameFile)
})

test('the file is the same if DMA fails, or an interrupt is lost', async () => {
  for (const faults of [
    { failDma: [{ device: 'disk0', nth: 9 }] },
    { loseInterrupt: [{ device: 'disk0', nth: 2 }] },
  ]) {
    await using sys = await booted(faults)
    expect(sys.output['demo.Client']?.[1]).toMatch(sameFile)
    expect(sys.output['kl.drivers.Block']).not.toEqual([])
  }
})

test('nothing is served of a disk that does not answer', async () => {
  await using sys = await boot(folder, { stopDevice: [{ device: 'disk0', at: 0 }] })
  await sys.run()
  expect(sys.output['kl.drivers.Block']?.[0]).toContain('disk0 cannot be driven')
  expect(sys.takeCrashes().map(({ process }) => process)).toContain('demo.FileServer')
  expect(sys.output['demo.Client']).toEqual([])
})
