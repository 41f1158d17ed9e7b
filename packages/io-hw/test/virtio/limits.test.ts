// Each limit of the virtio devices, at its value and one past it.

import { expect, test } from 'vitest'
import {
  memoryStore,
  VirtioBlock,
  VirtioConsole,
  VirtioEntropy,
  VirtioNet,
} from '../../src/models.ts'
import {
  maxBlockSegmentBytes,
  maxChainBytes,
  maxConsoleInput,
  maxEntropyBytes,
  maxFrameBytes,
  maxQueuedFrames,
  maxQueueSize,
  maxZeroSectors,
  maxZeroSegments,
  minFrameBytes,
} from '../../src/models/virtio/limits.ts'
import { type DriverQueue, INDIRECT_DESC, VirtioDriver } from './driver.ts'
import { createRig, type Rig } from './rig.ts'

function startDisk(
  features: readonly number[],
  sectors: number,
  memoryBytes = 1_048_576,
): { device: VirtioBlock; rig: Rig; queue: DriverQueue } {
  const device = new VirtioBlock(memoryStore(new Uint8Array(sectors * 512)))
  const rig = createRig(device, memoryBytes)
  const [queue] = new VirtioDriver(rig).start(features, [maxQueueSize])
  return { device, rig, queue }
}

/** Writes the header of a block request, and answers its address. */
function header(rig: Rig, type: number): number {
  const address = rig.memory.allocate(16)
  rig.memory.at(address, 16).set([type])
  return address
}

test('a queue has up to 256 entries', () => {
  const rig = createRig(new VirtioEntropy())
  rig.write32(0x038, maxQueueSize)
  rig.write32(0x044, 1)
  expect(rig.read32(0x034)).toBe(maxQueueSize)
  expect(rig.read32(0x044)).toBe(1)
  rig.write32(0x044, 0)
  rig.write32(0x038, 2 * maxQueueSize)
  rig.write32(0x044, 1)
  expect(rig.read32(0x044)).toBe(0)
})

test.each([
  [maxQueueSize, true],
  [maxQueueSize + 1, false],
])('a chain of %i descriptors in a table is legal: %s', (count, isLegal) => {
  const { device, rig, queue } = startDisk([INDIRECT_DESC], 1)
  const request = header(rig, 4)
  const status = rig.memory.allocate(1)
  const padding = Array.from({ length: count - 2 }, () => [status, 0] as const)
  queue.addIndirect([[request, 16]], [...padding, [status, 1]])
  queue.notify()
  expect(queue.usedIndex).toBe(isLegal ? 1 : 0)
  expect(device.transport.failure === null).toBe(isLegal)
})

test.each([
  [maxChainBytes, true],
  [maxChainBytes + 1, false],
])('a chain of %i bytes is legal: %s', (bytes, isLegal) => {
  const device = new VirtioEntropy()
  const rig = createRig(device)
  const [queue] = new VirtioDriver(rig).start([], [4])
  queue.add([], [[rig.memory.allocate(maxEntropyBytes), bytes]])
  queue.notify()
  expect(queue.usedIndex).toBe(isLegal ? 1 : 0)
  expect(device.transport.failure === null).toBe(isLegal)
})

test('a driver that keeps to the segments of a disk never has a chain that is too long', () => {
  const segmentBytes = (maxQueueSize - 2) * maxBlockSegmentBytes
  expect(16 + segmentBytes + 1).toBeLessThanOrEqual(maxChainBytes)
  const { rig, queue } = startDisk([], maxBlockSegmentBytes / 512)
  const data = rig.memory.allocate(maxBlockSegmentBytes + 1)
  queue.add([[header(rig, 0), 16]], [[data, maxBlockSegmentBytes + 1]])
  queue.notify()
  expect(queue.take()?.length).toBe(maxBlockSegmentBytes + 1)
  expect(new VirtioDriver(rig).config(8, 4)).toBe(maxBlockSegmentBytes)
})

test.each([
  [maxZeroSegments, maxZeroSectors, 0],
  [maxZeroSegments + 1, 1, 1],
  [1, maxZeroSectors + 1, 1],
])('write zeroes of %i segments of %i sectors has the status %i', (count, sectors, expected) => {
  const { rig, queue } = startDisk([14], maxZeroSectors + 1)
  const payload = rig.memory.allocate(16 * count)
  const status = rig.memory.allocate(1)
  for (let index = 0; index < count; index++)
    rig.memory.view.setUint32(payload - 0x1_0000 + 16 * index + 8, sectors, true)
  queue.add(
    [
      [header(rig, 13), 16],
      [payload, 16 * count],
    ],
    [[status, 1]],
  )
  queue.notify()
  expect(queue.usedIndex).toBe(1)
  expect(rig.memory.at(status, 1)[0]).toBe(expected)
})

test.each([
  [maxEntropyBytes, maxEntropyBytes],
  [maxEntropyBytes + 1, maxEntropyBytes],
])('a buffer of %i bytes gets %i random ones', (bytes, expected) => {
  const rig = createRig(new VirtioEntropy())
  const [queue] = new VirtioDriver(rig).start([], [4])
  queue.add([], [[rig.memory.allocate(bytes), bytes]])
  queue.notify()
  expect(queue.take()?.length).toBe(expected)
})

test('a console holds 65536 bytes of the host', () => {
  const device = new VirtioConsole()
  expect(device.receive(new Uint8Array(maxConsoleInput - 1))).toBe(maxConsoleInput - 1)
  expect(device.receive(new Uint8Array(2))).toBe(1)
  expect(device.receive(new Uint8Array(1))).toBe(0)
})

test.each([
  [minFrameBytes - 1, false],
  [minFrameBytes, true],
  [maxFrameBytes, true],
  [maxFrameBytes + 1, false],
])('a frame of %i bytes is one: %s', (length, isFrame) => {
  const device = new VirtioNet()
  const rig = createRig(device)
  const [receive, transmit] = new VirtioDriver(rig).start([], [4, 4])
  const heard: number[] = []
  device.link.onFrame = (frame) => void heard.push(frame.length)
  const buffer = rig.memory.allocate(2048)
  receive.add([], [[buffer, 2048]])
  device.link.send(new Uint8Array(length))
  expect(receive.take()).toEqual(isFrame ? { head: 0, length: 12 + length } : null)
  transmit.add([[buffer, 12 + length]], [])
  transmit.notify()
  expect(heard).toEqual(isFrame ? [length] : [])
  expect(transmit.usedIndex).toBe(1)
  expect(device.droppedFrames).toBe(isFrame ? 0 : 2)
})

test('64 frames wait for buffers', () => {
  const device = new VirtioNet()
  const rig = createRig(device)
  const [receive] = new VirtioDriver(rig).start([], [4, 4])
  for (let count = 0; count < maxQueuedFrames; count++) device.link.send(new Uint8Array(60))
  expect(device.droppedFrames).toBe(0)
  device.link.send(new Uint8Array(60))
  expect(device.droppedFrames).toBe(1)
  const buffer = rig.memory.allocate(1526)
  let arrived = 0
  for (let count = 0; count <= maxQueuedFrames; count++) {
    if (receive.freeDescriptors > 0) receive.add([], [[buffer, 1526]])
    receive.notify()
    if (receive.take() !== null) arrived++
  }
  expect(arrived).toBe(maxQueuedFrames)
})
