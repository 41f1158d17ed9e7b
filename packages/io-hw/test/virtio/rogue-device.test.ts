// The hostile device itself: a driver takes it, it reaches only the memory that it may, and it
// stops.

import { expect, test } from 'vitest'
import { VirtioDriver } from './driver.ts'
import { createRig, DEVICE_IRQ } from './rig.ts'
import { rogueDevice } from './rogue-device.ts'

function run(seed: number): { done: number; refused: number; used: number[]; memory: Uint8Array } {
  const device = rogueDevice({ seed })
  const rig = createRig(device, 8192)
  const driver = new VirtioDriver(rig)
  const [queue] = driver.start([28, 29], [8])
  const closed = rig.memory.allocate(2048)
  rig.memory.close(closed, 2048, 'write')
  const used: number[] = []
  for (let round = 0; round < 50; round++) {
    queue.add([[rig.memory.allocate(16), 16]], [])
    queue.notify()
    rig.time.advance(10)
    used.push(queue.usedIndex)
    for (let count = 0; count < 8; count++) queue.take()
    driver.takeInterrupt()
    if (queue.freeDescriptors === 0) break
  }
  rig.time.advance(1_000_000)
  expect(rig.memory.at(closed, 2048).every((byte) => byte === 0)).toBe(true)
  expect(rig.strays.length).toBeGreaterThanOrEqual(device.refused)
  const high = rig.machine.interrupts.lines.filter((line) => line.high > 0)
  expect(high.every((line) => line.number === DEVICE_IRQ)).toBe(true)
  const { done, refused } = device
  return { done, refused, used, memory: rig.memory.bytes }
}

test('a rogue device lies in the used ring, tries memory that it may not reach, and stops', () => {
  for (const seed of [1, 2, 3]) {
    const { done, refused, used } = run(seed)
    expect(done).toBeGreaterThan(1000)
    expect(refused).toBeGreaterThan(50)
    expect(used.some((index, round) => index !== round + 1)).toBe(true)
  }
})

test('what a rogue device does repeats with its seed', () => {
  expect(run(7)).toEqual(run(7))
  expect(run(7).memory).not.toEqual(run(8).memory)
})
