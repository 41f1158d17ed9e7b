// What a device makes of rings and descriptors that are not legal, and of DMA that is refused: it
// needs a reset, and works again then.

import { expect, test } from 'vitest'
import { EVENT_IDX, INDIRECT, INDIRECT_DESC, NEEDS_RESET, NEXT, WRITE } from './driver.ts'
import { cut, type Disk, startDisk } from './disk.ts'
import { MEMORY_BASE } from './rig.ts'

type Break = (disk: Disk) => void
const broken: readonly (readonly [what: string, breakIt: Break, failure: string])[] = [
  [
    'more chains than entries',
    ({ queue }) => queue.setAdded(9),
    'queue 0: 9 chains are available in 8 entries',
  ],
  [
    'an available index that goes back',
    (disk) => {
      disk.queue.add([[disk.header, 16]], [[disk.data, 513]])
      disk.queue.notify()
      disk.queue.setAdded(0)
    },
    'queue 0: 65535 chains are available in 8 entries',
  ],
  ['a head out of range', ({ queue }) => queue.addHead(8), 'queue 0: there is no descriptor 8'],
  [
    'a next out of range',
    ({ queue, header }) => {
      queue.setDescriptor(0, [header, 16], NEXT, 65_535)
      queue.addHead(0)
    },
    'queue 0: there is no descriptor 65535',
  ],
  [
    'a loop',
    ({ queue, header }) => {
      queue.setDescriptor(0, [header, 16], NEXT, 1)
      queue.setDescriptor(1, [header, 16], NEXT, 0)
      queue.addHead(0)
    },
    'queue 0: chain 0 has too many descriptors, or a loop',
  ],
  [
    'a descriptor that is its own next',
    ({ queue }) => {
      queue.setDescriptor(0, [0, 0], NEXT, 0)
      queue.addHead(0)
    },
    'queue 0: chain 0 has too many descriptors, or a loop',
  ],
  [
    'a chain that is too long',
    ({ queue, header }) => {
      queue.setDescriptor(0, [header, 0xffff_ffff], WRITE)
      queue.addHead(0)
    },
    'queue 0: chain 0 is too long',
  ],
  [
    'a readable buffer behind a writable one',
    ({ queue, header, data }) => {
      queue.setDescriptor(0, [data, 513], WRITE | NEXT, 1)
      queue.setDescriptor(1, [header, 16], 0)
      queue.addHead(0)
    },
    'queue 0: chain 0 has a readable buffer behind a writable one',
  ],
  [
    'a table that is empty',
    ({ queue, header }) => {
      queue.setDescriptor(0, [header, 0], INDIRECT)
      queue.addHead(0)
    },
    'queue 0: descriptor 0 refers to no legal table',
  ],
  [
    'a table that is no whole number of descriptors',
    ({ queue, header }) => {
      queue.setDescriptor(0, [header, 17], INDIRECT)
      queue.addHead(0)
    },
    'queue 0: descriptor 0 refers to no legal table',
  ],
  [
    'a table with a next',
    ({ queue, header }) => {
      queue.setDescriptor(0, [header, 16], INDIRECT | NEXT, 1)
      queue.addHead(0)
    },
    'queue 0: descriptor 0 refers to no legal table',
  ],
  [
    'a table in a table',
    ({ queue, rig }) => {
      const table = rig.memory.allocate(16)
      queue.setEntry(table, 0, [table, 16], INDIRECT)
      queue.setDescriptor(0, [table, 16], INDIRECT)
      queue.addHead(0)
    },
    'queue 0: descriptor 0 refers to no legal table',
  ],
  [
    'a next out of range of a table',
    ({ queue, rig, header }) => {
      const table = rig.memory.allocate(32)
      queue.setEntry(table, 0, [header, 16], NEXT, 2)
      queue.setDescriptor(0, [table, 32], INDIRECT)
      queue.addHead(0)
    },
    'queue 0: there is no descriptor 2',
  ],
  [
    'a table that may not be read',
    ({ queue }) => {
      queue.setDescriptor(0, [0, 16], INDIRECT)
      queue.addHead(0)
    },
    'queue 0: a descriptor table was refused',
  ],
  [
    'a buffer that may not be read',
    ({ queue, data }) => {
      queue.add([[MEMORY_BASE - 8, 16]], [[data, 513]])
    },
    'the buffer at 0xfff8 was refused',
  ],
  [
    'a buffer past 64 bits of addresses',
    ({ queue, data }) => {
      queue.add([[0xffff_ffff * 2 ** 32, 16]], [[data, 513]])
    },
    'the buffer at 0xffffffff00000000 was refused',
  ],
  [
    'a buffer that may not be written',
    ({ queue, rig, header, data }) => {
      rig.memory.close(data, 513, 'write')
      queue.add([[header, 16]], [[data, 513]])
    },
    'the buffer at',
  ],
  [
    'a status that may not be written',
    ({ queue, rig, header, data }) => {
      rig.memory.close(data + 512, 1, 'write')
      queue.add([[header, 16]], cut(data, 513, 512))
    },
    'the buffer at',
  ],
  [
    'an available ring that may not be read',
    ({ queue, rig, header, data }) => {
      queue.add([[header, 16]], [[data, 513]])
      rig.memory.close(queue.available, 20, 'read')
    },
    'queue 0: the available ring was refused',
  ],
  [
    'entries of the available ring that may not be read',
    ({ queue, rig, header, data }) => {
      queue.add([[header, 16]], [[data, 513]])
      rig.memory.close(queue.available + 4, 2, 'read')
    },
    'queue 0: the available ring was refused',
  ],
  [
    'a descriptor table that may not be read',
    ({ queue, rig, header, data }) => {
      queue.add([[header, 16]], [[data, 513]])
      rig.memory.close(queue.descriptors, 128, 'read')
    },
    'queue 0: a descriptor table was refused',
  ],
  [
    'entries of the used ring that may not be written',
    ({ queue, rig, header, data }) => {
      queue.add([[header, 16]], [[data, 513]])
      rig.memory.close(queue.used + 4, 8, 'write')
    },
    'queue 0: the used ring was refused',
  ],
  [
    'an index of the used ring that may not be written',
    ({ queue, rig, header, data }) => {
      queue.add([[header, 16]], [[data, 513]])
      rig.memory.close(queue.used, 4, 'write')
    },
    'queue 0: the used ring was refused',
  ],
]

test.each(broken)(
  'a device needs a reset after %s, and works again then',
  (_, breakIt, failure) => {
    const disk = startDisk([INDIRECT_DESC])
    const { device, driver, queue, rig } = disk
    breakIt(disk)
    queue.notify()
    expect(device.transport.failure).toContain(failure)
    expect(driver.status & NEEDS_RESET).toBe(NEEDS_RESET)
    expect(driver.interruptStatus & 2).toBe(2)
    rig.memory.openAll()
    rig.memory.transfers = []
    queue.notify()
    expect(rig.memory.transfers).toEqual([])
    const [again] = driver.start([], [8])
    again.add([[disk.header, 16]], [[disk.data, 513]])
    again.notify()
    expect(again.take()?.length).toBe(513)
  },
)

test.each([
  ['event', EVENT_IDX, 'write', 'queue 0: the used ring was refused'],
  ['event', EVENT_IDX, 'read', 'queue 0: the available ring was refused'],
  ['flags', INDIRECT_DESC, 'read', 'queue 0: the available ring was refused'],
] as const)(
  'DMA of %s that is refused (%i, %s) breaks the ring',
  (_, feature, direction, failure) => {
    const { queue, rig, header, data, device } = startDisk([feature])
    queue.add([[header, 16]], [[data, 513]])
    const isEvent = feature === EVENT_IDX
    if (direction === 'write') rig.memory.close(queue.used + 68, 2, 'write')
    else rig.memory.close(queue.available + (isEvent ? 20 : 0), 2, 'read')
    queue.notify()
    expect(queue.usedIndex).toBe(1)
    expect(device.transport.failure).toBe(failure)
  },
)

test('without the feature a table of descriptors is no legal descriptor', () => {
  const { queue, device, header, data } = startDisk([])
  queue.addIndirect([[header, 16]], [[data, 513]])
  queue.notify()
  expect(device.transport.failure).toBe('queue 0: descriptor 0 refers to no legal table')
})

test('a refused transfer is reported with address and direction', () => {
  const { queue, rig, header } = startDisk()
  queue.add([[header, 16]], [[0x40, 513]])
  queue.notify()
  expect(rig.strays).toEqual([
    {
      device: 'virtio-block',
      bdf: 8,
      address: 0x40,
      size: 512,
      direction: 'write',
      reason: 'not mapped',
    },
  ])
})
