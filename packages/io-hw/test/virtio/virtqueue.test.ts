// Split virtqueues: chains, tables of descriptors, notifications, and rings that wrap around. What
// is not legal is in `broken-ring.test.ts`.

import { expect, test } from 'vitest'
import { memoryStore, VirtioBlock, VirtioEntropy } from '../../src/models.ts'
import { cut, expectSector, startDisk } from './disk.ts'
import {
  DriverQueue,
  EVENT_IDX,
  INDIRECT,
  INDIRECT_DESC,
  NEXT,
  VirtioDriver,
  WRITE,
} from './driver.ts'
import { createRig } from './rig.ts'

test.each([
  ['one buffer each', [], []],
  ['a status of its own', [], [512]],
  ['a header in parts', [4, 0, 7], [512]],
  ['data in parts that are no sectors', [1], [1, 200, 0, 311]],
])('a device does not mind how a request is cut: %s', (_, headerSizes, dataSizes) => {
  const disk = startDisk()
  disk.queue.add(cut(disk.header, 16, ...headerSizes), cut(disk.data, 513, ...dataSizes))
  disk.queue.notify()
  expectSector(disk)
})

test.each([
  ['one table', [], []],
  ['a table of many parts', [4, 7], [1, 200, 311]],
])('a chain may be in a table of its own: %s', (_, headerSizes, dataSizes) => {
  const disk = startDisk([INDIRECT_DESC], 1)
  disk.queue.addIndirect(cut(disk.header, 16, ...headerSizes), cut(disk.data, 513, ...dataSizes))
  disk.queue.notify()
  expectSector(disk)
})

test('a table may follow descriptors, and its write flag is ignored', () => {
  const disk = startDisk([INDIRECT_DESC])
  const { queue, rig, header, data } = disk
  const table = rig.memory.allocate(32)
  queue.setDescriptor(3, [header, 16], NEXT, 5)
  queue.setDescriptor(5, [table, 32], INDIRECT | WRITE)
  queue.setEntry(table, 0, [data, 512], WRITE | NEXT, 1)
  queue.setEntry(table, 1, [data + 512, 1], WRITE)
  queue.addHead(3)
  queue.notify()
  expectSector(disk)
})

test.each([1, 2, 4, 256])('rings of %i entries wrap around after 65536 chains', (size) => {
  const device = new VirtioEntropy()
  const rig = createRig(device)
  const driver = new VirtioDriver(rig)
  const [queue] = driver.start([], [size])
  const buffer = rig.memory.allocate(4)
  const count = 66_000
  let used = 0
  let wrongLengths = 0
  while (used < count) {
    while (queue.freeDescriptors > 0) queue.add([], [[buffer, 4]])
    queue.notify()
    for (let element = queue.take(); element !== null; element = queue.take()) {
      used++
      if (element.length !== 4) wrongLengths++
    }
    driver.takeInterrupt()
  }
  expect(wrongLengths).toBe(0)
  expect(queue.usedIndex).toBe(used % 65_536)
  expect(device.transport.failure).toBeNull()
})

test('chains are used in the order of the available ring, with their own heads', () => {
  const { queue, header, data } = startDisk()
  for (const head of [5, 2, 7]) {
    queue.setDescriptor(head, [header, 16], NEXT, head - 1)
    queue.setDescriptor(head - 1, [data, 513], WRITE)
    queue.addHead(head)
  }
  queue.notify()
  expect([queue.take()?.head, queue.take()?.head, queue.take()?.head]).toEqual([5, 2, 7])
})

test('NO_INTERRUPT suppresses the interrupt of used buffers', () => {
  const { queue, driver, header, data } = startDisk()
  queue.setWord(queue.available, 1)
  queue.add([[header, 16]], [[data, 513]])
  queue.notify()
  expect(queue.usedIndex).toBe(1)
  expect(driver.interruptStatus).toBe(0)
  queue.setWord(queue.available, 0)
  queue.add([[header, 16]], [[data, 513]])
  queue.notify()
  expect(driver.interruptStatus).toBe(1)
})

test('with EVENT_IDX an interrupt comes when used_event is passed, and flags are ignored', () => {
  const { queue, driver, header, data } = startDisk([EVENT_IDX])
  const usedEvent = queue.available + 4 + 2 * queue.size
  const statuses = [0, 1, 2, 3, 4].map((round) => {
    queue.setWord(queue.available, round % 2)
    queue.setWord(usedEvent, 2)
    queue.add([[header, 16]], [[data, 513]])
    queue.notify()
    queue.take()
    return driver.takeInterrupt()
  })
  expect(statuses).toEqual([0, 0, 1, 0, 0])
})

test('with EVENT_IDX several buffers that pass used_event are one interrupt', () => {
  const { queue, driver, header, data } = startDisk([EVENT_IDX], 16)
  const usedEvent = queue.available + 4 + 2 * queue.size
  queue.setWord(usedEvent, 5)
  for (let round = 0; round < 4; round++) queue.add([[header, 16]], [[data, 513]])
  queue.notify()
  expect(driver.takeInterrupt()).toBe(0)
  for (let round = 0; round < 4; round++) queue.add([[header, 16]], [[data, 513]])
  queue.notify()
  expect(driver.takeInterrupt()).toBe(1)
})

test('with EVENT_IDX the device says in avail_event when it wants a notification', () => {
  const { queue, header, data } = startDisk([EVENT_IDX])
  const availEvent = queue.used + 4 + 8 * queue.size
  expect(queue.word(availEvent)).toBe(0)
  for (const event of [1, 2, 3]) {
    queue.add([[header, 16]], [[data, 513]])
    queue.notify()
    queue.take()
    expect(queue.word(availEvent)).toBe(event)
  }
})

test('without EVENT_IDX nothing is written behind the used ring', () => {
  const { queue, header, data } = startDisk()
  const availEvent = queue.used + 4 + 8 * queue.size
  queue.setWord(availEvent, 0xabcd)
  queue.add([[header, 16]], [[data, 513]])
  queue.notify()
  expect(queue.word(availEvent)).toBe(0xabcd)
})

test('a notification without new chains does nothing', () => {
  const { queue, driver, device } = startDisk()
  queue.notify()
  expect(queue.usedIndex).toBe(0)
  expect(driver.interruptStatus).toBe(0)
  expect(device.transport.failure).toBeNull()
})

test('chains that a request itself makes available wait for the next notification', () => {
  // The sector is written over the available ring: its index becomes 8, all heads 0.
  const sector = new Uint8Array(512)
  sector[2] = 8
  const rig = createRig(new VirtioBlock(memoryStore(sector)))
  const [queue] = new VirtioDriver(rig).start([], [8])
  const header = rig.memory.allocate(16)
  const rest = rig.memory.allocate(493)
  queue.add(
    [[header, 16]],
    [
      [queue.available, 20],
      [rest, 493],
    ],
  )
  queue.notify()
  expect(queue.word(queue.available + 2)).toBe(8)
  expect(queue.usedIndex).toBe(1)
  queue.notify()
  expect(queue.usedIndex).toBe(8)
})

test('a queue that is taken back and given again begins at 0', () => {
  const disk = startDisk()
  const { queue, rig, driver, header, data } = disk
  queue.add([[header, 16]], [[data, 513]])
  queue.notify()
  rig.write32(0x030, 0)
  rig.write32(0x044, 0)
  expect(driver.takeInterrupt()).toBe(1)
  const next = new DriverQueue(rig, 0, 4)
  driver.enable(next)
  next.add([[header, 16]], [[data, 513]])
  next.notify()
  expect(driver.takeInterrupt()).toBe(1)
  expectSector({ ...disk, queue: next })
})
