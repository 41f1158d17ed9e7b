// The registers of the virtio-mmio transport, each against the specification; features and status
// are in `negotiation.test.ts`.

import { expect, test } from 'vitest'
import {
  memoryStore,
  VirtioBlock,
  VirtioConsole,
  VirtioEntropy,
  VirtioNet,
} from '../../src/models.ts'
import {
  ACKNOWLEDGE,
  DRIVER,
  DRIVER_OK,
  DriverQueue,
  FAILED,
  FEATURES_OK,
  NEEDS_RESET,
  VERSION_1,
  VirtioDriver,
} from './driver.ts'
import { createDisk } from './disk.ts'
import { createRig, DEVICE_BASE, type Rig } from './rig.ts'

const READ_ONLY = [0x000, 0x004, 0x008, 0x00c, 0x010, 0x034, 0x060, 0x0b0, 0x0b4, 0x0fc]
const WRITE_ONLY = [
  0x014, 0x020, 0x024, 0x030, 0x038, 0x050, 0x064, 0x080, 0x084, 0x090, 0x094, 0x0a0, 0x0a4, 0x0ac,
]

/** A queue that is ready, and a chain in it without a notification. */
function offerRequest(rig: Rig, driver: VirtioDriver): DriverQueue {
  const queue = new DriverQueue(rig, 0, 8)
  driver.enable(queue)
  queue.add([[rig.memory.allocate(16), 16]], [[rig.memory.allocate(513), 513]])
  return queue
}

test.each([
  ['net', new VirtioNet(), 1, 2],
  ['block', new VirtioBlock(memoryStore(new Uint8Array(512))), 2, 1],
  ['console', new VirtioConsole(), 3, 2],
  ['entropy', new VirtioEntropy(), 4, 1],
] as const)('after power-on a %s device has the values of a reset', (_, device, id, queues) => {
  const { read32, write32, isLineHigh } = createRig(device)
  expect(device.registerBytes).toBe(0x200)
  expect(read32(0x000)).toBe(0x7472_6976)
  expect(read32(0x004)).toBe(2)
  expect(read32(0x008)).toBe(id)
  expect(read32(0x00c)).toBe(0x0073_6f6b)
  for (const offset of [0x060, 0x070, 0x0c0, 0x0fc]) expect(read32(offset)).toBe(0)
  for (let queue = 0; queue <= queues; queue++) {
    write32(0x030, queue)
    expect(read32(0x034)).toBe(queue < queues ? 256 : 0)
    expect(read32(0x044)).toBe(0)
  }
  expect(isLineHigh()).toBe(false)
  expect(device.transport.failure).toBeNull()
})

test('registers that are only written read as 0', () => {
  const { rig } = createDisk()
  for (const offset of WRITE_ONLY) {
    if (offset !== 0x050) rig.write32(offset, 1)
    expect(rig.read32(offset)).toBe(0)
  }
})

test('writes to registers that are only read change nothing', () => {
  const { rig } = createDisk()
  const before = READ_ONLY.map(rig.read32)
  for (const offset of READ_ONLY) rig.write32(offset, 0x5555_5555)
  expect(READ_ONLY.map(rig.read32)).toEqual(before)
})

test('there are no shared memory regions: length and address are all ones', () => {
  const { rig } = createDisk()
  rig.write32(0x0ac, 0)
  for (const offset of [0x0b0, 0x0b4, 0x0b8, 0x0bc]) expect(rig.read32(offset)).toBe(0xffff_ffff)
})

test('control registers answer accesses of 4 bytes only', () => {
  const { rig } = createDisk()
  expect(rig.machine.bus.read(DEVICE_BASE, 1)).toBe(0)
  expect(rig.machine.bus.read(DEVICE_BASE + 2, 2)).toBe(0)
  rig.machine.bus.write(DEVICE_BASE + 0x070, 1, 1)
  rig.machine.bus.write(DEVICE_BASE + 0x070, 2, 1)
  expect(rig.read32(0x070)).toBe(0)
})

test.each([0, 3, 5, 257, 512, 65_536, 0xffff_ffff])(
  'a queue of %i entries does not get ready',
  (size) => {
    const { driver, rig } = createDisk()
    driver.negotiate([VERSION_1])
    driver.enable(new DriverQueue(rig, 0, 8))
    rig.write32(0x044, 0)
    rig.write32(0x038, size)
    rig.write32(0x044, 1)
    expect(rig.read32(0x044)).toBe(0)
  },
)

test.each([
  ['descriptor table', 0x080, 8],
  ['available ring', 0x090, 1],
  ['used ring', 0x0a0, 2],
])('a queue does not get ready if its %s is not aligned', (_, register, offset) => {
  const { driver, rig } = createDisk()
  driver.negotiate([VERSION_1])
  const queue = new DriverQueue(rig, 0, 8)
  driver.enable(queue)
  expect(rig.read32(0x044)).toBe(1)
  rig.write32(0x044, 0)
  rig.write32(register, queue.descriptors + offset)
  rig.write32(0x044, 1)
  expect(rig.read32(0x044)).toBe(0)
})

test('size and addresses of a ready queue do not change', () => {
  const { driver, rig } = createDisk()
  driver.negotiate([VERSION_1])
  const queue = offerRequest(rig, driver)
  rig.write32(0x038, 4)
  for (const offset of [0x080, 0x084, 0x090, 0x094, 0x0a0, 0x0a4]) rig.write32(offset, 0)
  driver.setStatus(DRIVER_OK)
  queue.notify()
  expect(queue.take()).toEqual({ head: 0, length: 513 })
})

test('queues that do not exist are never ready', () => {
  const { rig } = createDisk()
  for (const index of [1, 2, 255, 0xffff_ffff]) {
    rig.write32(0x030, index)
    rig.write32(0x038, 8)
    rig.write32(0x044, 1)
    expect(rig.read32(0x044)).toBe(0)
    rig.write32(0x050, index)
  }
  expect(rig.read32(0x070)).toBe(0)
})

test('before DRIVER_OK no buffer is used', () => {
  const { driver, rig } = createDisk()
  driver.negotiate([VERSION_1])
  rig.memory.transfers = []
  const queue = offerRequest(rig, driver)
  queue.notify()
  expect(rig.memory.transfers).toEqual([])
  driver.setStatus(DRIVER_OK)
  queue.notify()
  expect(queue.take()?.length).toBe(513)
})

test('after FAILED no buffer is used', () => {
  const { driver, rig } = createDisk()
  driver.negotiate([VERSION_1])
  const queue = offerRequest(rig, driver)
  driver.setStatus(DRIVER_OK)
  driver.setStatus(FAILED)
  queue.notify()
  expect(queue.usedIndex).toBe(0)
})

test('memory of a queue that is not ready is not accessed', () => {
  const { driver, rig } = createDisk()
  driver.negotiate([VERSION_1])
  const queue = offerRequest(rig, driver)
  driver.setStatus(DRIVER_OK)
  rig.write32(0x044, 0)
  rig.memory.transfers = []
  queue.notify()
  expect(rig.read32(0x044)).toBe(0)
  expect(rig.memory.transfers).toEqual([])
})

test('a used buffer asserts the interrupt until all of its bits are acknowledged', () => {
  const { driver, rig } = createDisk()
  driver.negotiate([VERSION_1])
  const queue = offerRequest(rig, driver)
  driver.setStatus(DRIVER_OK)
  queue.notify()
  expect(rig.isLineHigh()).toBe(true)
  expect(driver.interruptStatus).toBe(1)
  driver.acknowledge(2)
  expect(rig.isLineHigh()).toBe(true)
  driver.acknowledge(1)
  expect(driver.interruptStatus).toBe(0)
  expect(rig.isLineHigh()).toBe(false)
})

test('a reset takes everything back', () => {
  const { driver, rig } = createDisk()
  driver.negotiate([VERSION_1])
  const queue = offerRequest(rig, driver)
  driver.setStatus(DRIVER_OK)
  queue.notify()
  driver.reset()
  expect(driver.status).toBe(0)
  expect(driver.interruptStatus).toBe(0)
  expect(rig.isLineHigh()).toBe(false)
  rig.write32(0x030, 0)
  expect(rig.read32(0x044)).toBe(0)
  // Without a size and features the queue and the negotiation fail now.
  rig.write32(0x044, 1)
  expect(rig.read32(0x044)).toBe(0)
  driver.setStatus(ACKNOWLEDGE | DRIVER | FEATURES_OK)
  expect(driver.status).toBe(ACKNOWLEDGE | DRIVER)
})

test('a broken ring needs a reset, which the configuration interrupt tells, and ends by it', () => {
  const { device, driver, rig } = createDisk()
  driver.negotiate([VERSION_1])
  const queue = offerRequest(rig, driver)
  driver.setStatus(DRIVER_OK)
  queue.setAdded(9)
  queue.notify()
  expect(driver.status & NEEDS_RESET).toBe(NEEDS_RESET)
  expect(driver.interruptStatus).toBe(2)
  expect(rig.isLineHigh()).toBe(true)
  expect(device.transport.failure).toBe('queue 0: 9 chains are available in 8 entries')
  queue.setAdded(1)
  queue.notify()
  expect(queue.usedIndex).toBe(0)
  const [again] = driver.start([], [8])
  again.add([[rig.memory.allocate(16), 16]], [[rig.memory.allocate(513), 513]])
  again.notify()
  expect(again.take()?.length).toBe(513)
  expect(device.transport.failure).toBeNull()
})

test('configuration space is read by 1, 2 and 4 bytes, 0 behind its end, not written', () => {
  const { driver, rig } = createDisk()
  expect(driver.config(0, 4)).toBe(8)
  expect(driver.config(0, 2)).toBe(8)
  expect(driver.config(0, 1)).toBe(8)
  expect(driver.config(20, 2)).toBe(512)
  expect(driver.config(21, 1)).toBe(2)
  for (let offset = 60; offset < 256; offset += 4) expect(driver.config(offset, 4)).toBe(0)
  for (const size of [1, 2, 4] as const) rig.machine.bus.write(DEVICE_BASE + 0x100, size, 77)
  expect(driver.config(0, 4)).toBe(8)
})

test('a change of the configuration has a new generation and interrupts a running driver', () => {
  const device = new VirtioConsole({ columns: 132, rows: 43 })
  const rig = createRig(device)
  const driver = new VirtioDriver(rig)
  expect([driver.config(0, 2), driver.config(2, 2)]).toEqual([132, 43])
  device.setSize(80, 24)
  expect(rig.read32(0x0fc)).toBe(1)
  expect(rig.isLineHigh()).toBe(false)
  driver.start([0], [8, 8])
  device.setSize(100, 50)
  expect(rig.read32(0x0fc)).toBe(2)
  expect(driver.takeInterrupt()).toBe(2)
  expect([driver.config(0, 2), driver.config(2, 2)]).toEqual([100, 50])
})
