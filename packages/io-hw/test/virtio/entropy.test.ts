// The virtio entropy device: buffers are filled with the random bits of the machine.

import { VirtualClock } from '@kos/thread'
import { expect, test } from 'vitest'
import { VirtioEntropy } from '../../src/models.ts'
import { VirtioDriver } from './driver.ts'
import { createRig } from './rig.ts'

function fill(...lengths: number[]): { bytes: Uint8Array[]; used: number[]; interrupts: number } {
  const rig = createRig(new VirtioEntropy())
  const driver = new VirtioDriver(rig)
  const [queue] = driver.start([], [16])
  const buffers = lengths.map((length) => [rig.memory.allocate(length), length] as const)
  queue.add([], buffers)
  queue.notify()
  return {
    bytes: buffers.map(([address, length]) => rig.memory.at(address, length).slice()),
    used: [queue.take()?.length ?? -1],
    interrupts: driver.takeInterrupt(),
  }
}

test('a buffer is filled with the bits of the machine’s clock, in order', () => {
  const clock = new VirtualClock()
  const expected = new Uint8Array(20)
  const view = new DataView(expected.buffer)
  for (let at = 0; at < 20; at += 4) view.setUint32(at, clock.entropy(), true)
  const { bytes, used, interrupts } = fill(18)
  expect(bytes).toEqual([expected.slice(0, 18)])
  expect(used).toEqual([18])
  expect(interrupts).toBe(1)
})

test('several buffers of a chain are one row of random bytes', () => {
  const [whole] = fill(64).bytes
  const parts = fill(1, 30, 33).bytes.flatMap((part) => [...part])
  expect(Uint8Array.from(parts)).toEqual(whole)
})

test('a chain without room is used with length 0', () => {
  const rig = createRig(new VirtioEntropy())
  const driver = new VirtioDriver(rig)
  const [queue] = driver.start([], [16])
  queue.add([[rig.memory.allocate(16), 16]], [])
  queue.notify()
  expect(queue.take()).toEqual({ head: 0, length: 0 })
  expect(driver.offered()).toEqual([28, 29, 32, 33])
  expect(driver.config(0, 4)).toBe(0)
})
