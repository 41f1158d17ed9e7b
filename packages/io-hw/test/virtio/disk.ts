// A disk and its driver, for tests of virtqueues: its requests have a readable and a writable
// half.

import { expect } from 'vitest'
import { memoryStore, VirtioBlock } from '../../src/models.ts'
import { type DriverBuffer, type DriverQueue, VirtioDriver } from './driver.ts'
import { createRig, type Rig } from './rig.ts'

/** A disk of 8 sectors after power-on. */
export function createDisk(): { device: VirtioBlock; rig: Rig; driver: VirtioDriver } {
  const device = new VirtioBlock(memoryStore(new Uint8Array(8 * 512)))
  const rig = createRig(device)
  return { device, rig, driver: new VirtioDriver(rig) }
}

/** A disk with a driver, and memory for one read of sector 0. */
export interface Disk {
  readonly device: VirtioBlock
  readonly rig: Rig
  readonly driver: VirtioDriver
  readonly queue: DriverQueue
  /** The header of a read of sector 0, and 513 bytes for its data and status. */
  readonly header: number
  readonly data: number
}

/** A disk whose queue is set up. */
export function startDisk(features: readonly number[] = [], size = 8): Disk {
  const bytes = Uint8Array.from({ length: 4 * 512 }, (_, index) => index % 251)
  const device = new VirtioBlock(memoryStore(bytes))
  const rig = createRig(device)
  const driver = new VirtioDriver(rig)
  const [queue] = driver.start(features, [size])
  const header = rig.memory.allocate(16)
  const data = rig.memory.allocate(513)
  rig.memory.at(data, 513).fill(0xee)
  return { device, rig, driver, queue, header, data }
}

/** The read is done, with the right bytes. */
export function expectSector({ rig, data, queue }: Disk): void {
  expect(queue.take()?.length).toBe(513)
  expect(rig.memory.at(data, 512)).toEqual(
    Uint8Array.from({ length: 512 }, (_, index) => index % 251),
  )
  expect(rig.memory.at(data + 512, 1)[0]).toBe(0)
}

/** Cuts a buffer into parts of so many bytes, and the rest. */
export function cut(address: number, length: number, ...sizes: number[]): DriverBuffer[] {
  const parts: DriverBuffer[] = []
  let at = 0
  for (const size of sizes) {
    parts.push([address + at, size])
    at += size
  }
  parts.push([address + at, length - at])
  return parts
}
