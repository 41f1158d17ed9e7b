// DMA: a device reaches memory only in the permitted direction, while it is attached to a process
// and that has permitted it.

import { rcAlreadyExists, rcBusy, rcDeviceNotFound, rcNotConnected, rcOk } from '@kos/retcode'
import { rcInvalidArgument, rcInvalidOperation, rcOutOfMemory, rcQuotaExceeded } from '@kos/retcode'
import { PAGE_SIZE, PhysicalMemory, VMM_FLAG_READ, VMM_FLAG_WRITE } from '@kos/vmm'
import { describe, expect, it, test } from 'vitest'
import {
  DMA_ATTR_CACHE_DISABLE,
  DMA_ATTR_WRITE_BACK,
  DMA_DIR_BIDIR,
  DMA_DIR_FROM_DEVICE,
  DMA_DIR_TO_DEVICE,
  DMA_ZONE_DMA32,
} from '../src/flags.ts'
import type { DmaTransfer } from '../src/index.ts'
import { createManaged, made, RegisterFile } from './machine.ts'

const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE

const directions = [
  ['TO_DEVICE', DMA_DIR_TO_DEVICE],
  ['FROM_DEVICE', DMA_DIR_FROM_DEVICE],
  ['BIDIR', DMA_DIR_BIDIR],
] as const
const bools = [false, true]
/** What may have happened to the permission: nothing, or one of its ends. */
const ends = ['none', 'closed', 'revoked', 'destroyed', 'detached'] as const

const matrix = directions.flatMap(([name, direction]) =>
  bools.flatMap((isAttached) =>
    bools.flatMap((isBegun) =>
      bools.flatMap((isMapped) =>
        ends.map((end) => ({ name, direction, isAttached, isBegun, isMapped, end })),
      ),
    ),
  ),
)

describe('a device reaches a buffer', () => {
  test.each(matrix)(
    'of $name, attached $isAttached, begun $isBegun, mapped $isMapped, end $end, as it may',
    ({ direction, isAttached, isBegun, isMapped, end }) => {
      const { machine, manager, space, strays } = createManaged()
      const disk = new RegisterFile('disk')
      machine.place(disk, { memory: 0x1000_0000, bdf: 0x18 })
      const client = manager.client('driver', space())
      const buffer = made(client.createDma(1, 4 * PAGE_SIZE, direction))
      const dma = isBegun ? made(client.begin(buffer)) : null
      const mapping = isMapped ? made(client.mapDma(buffer, 0, PAGE_SIZE, 0, readWrite)) : null
      if (isAttached) expect(client.attachDevice(0x18)).toBe(rcOk)
      // Where the buffer would be: the first address of a domain, if it is not begun.
      const address = dma?.address ?? 0x1_0000
      if (mapping !== null) client.space.memory.store8(mapping.address, 0x5a)
      if (end === 'closed') dma?.close()
      if (end === 'revoked') dma?.revoke()
      if (end === 'destroyed') client.destroy()
      if (end === 'detached') client.detachDevice(0x18)

      const isReachable = isAttached && isBegun && end === 'none'
      const mayRead = isReachable && (direction & DMA_DIR_TO_DEVICE) !== 0
      const mayWrite = isReachable && (direction & DMA_DIR_FROM_DEVICE) !== 0
      const target = new Uint8Array(8).fill(0xee)
      expect(disk.context.dmaRead(address, target)).toBe(mayRead)
      expect(target[0]).toBe(mayRead ? (isMapped ? 0x5a : 0) : 0xee)
      expect(disk.context.dmaWrite(address, Uint8Array.of(0xa5))).toBe(mayWrite)
      if (mapping !== null && end !== 'destroyed')
        expect(client.space.memory.load8(mapping.address)).toBe(mayWrite ? 0xa5 : 0x5a)
      expect(strays.map(({ direction, device, bdf }) => [device, bdf, direction])).toEqual([
        ...(mayRead ? [] : [['disk', 0x18, 'read']]),
        ...(mayWrite ? [] : [['disk', 0x18, 'write']]),
      ])

      buffer.release()
      client.destroy()
      expect(buffer.isAlive).toBe(false)
      expect(manager.counts).toEqual(nothing)
      client.space.destroy()
      expect(machine.memory.charged).toBe(0)
    },
  )
})

const nothing = { ports: 0, memory: 0, irqs: 0, buffers: 0, uses: 0, clients: 0, devices: 0 }

describe('a transfer that is blocked', () => {
  it('is reported with its reason', () => {
    const { machine, manager, space, strays } = createManaged()
    const disk = new RegisterFile('disk')
    const stray = new RegisterFile('stray')
    machine.place(disk, { bdf: 1 }).place(stray, {})
    const client = manager.client('driver', space())
    const buffer = made(client.createDma(0, PAGE_SIZE, DMA_DIR_TO_DEVICE))
    const { address } = made(client.begin(buffer))
    stray.context.dmaRead(address, new Uint8Array(4))
    disk.context.dmaRead(address, new Uint8Array(4))
    client.attachDevice(1)
    disk.context.dmaWrite(address + 8, new Uint8Array(4))
    disk.context.dmaRead(address + PAGE_SIZE - 2, new Uint8Array(4))
    expect(strays).toEqual([
      {
        device: 'stray',
        bdf: null,
        address,
        size: 4,
        direction: 'read',
        reason: 'the device has no requester id',
      },
      {
        device: 'disk',
        bdf: 1,
        address,
        size: 4,
        direction: 'read',
        reason: 'the device is attached to no process',
      },
      {
        device: 'disk',
        bdf: 1,
        address: address + 8,
        size: 4,
        direction: 'write',
        reason: 'devices may not write the buffer at 0x10008 of driver',
      },
      {
        device: 'disk',
        bdf: 1,
        address: address + PAGE_SIZE - 2,
        size: 4,
        direction: 'read',
        reason: 'no buffer is mapped at 0x11000 of driver',
      },
    ])
  })

  it('on a machine without an IOMMU reaches nothing', () => {
    const { machine, strays } = createManaged()
    machine.domains = null
    const disk = new RegisterFile('disk')
    machine.place(disk, { bdf: 1 })
    expect(disk.context.dmaRead(0, new Uint8Array(1))).toBe(false)
    expect(strays[0]?.reason).toBe('the machine has no IOMMU')
  })

  it.each([-1, 0, 0.5, Number.NaN, 2 ** 48, 2 ** 53, Number.POSITIVE_INFINITY, -0.5])(
    'because %s is no address changes nothing',
    (address) => {
      const { machine, manager, space, strays } = createManaged()
      const disk = new RegisterFile('disk')
      machine.place(disk, { bdf: 1 })
      const client = manager.client('driver', space())
      client.attachDevice(1)
      made(client.begin(made(client.createDma(0, PAGE_SIZE, DMA_DIR_BIDIR))))
      const target = Uint8Array.of(7, 7, 7)
      expect(disk.context.dmaRead(address, target)).toBe(false)
      expect(disk.context.dmaWrite(address, target)).toBe(false)
      expect([...target]).toEqual([7, 7, 7])
      expect(strays).toHaveLength(2)
    },
  )

  it('writes nothing, not even where it might', () => {
    const { machine, manager, space } = createManaged()
    const disk = new RegisterFile('disk')
    machine.place(disk, { bdf: 1 })
    const client = manager.client('driver', space())
    client.attachDevice(1)
    const buffer = made(client.createDma(0, PAGE_SIZE, DMA_DIR_BIDIR))
    const { address } = made(client.begin(buffer))
    const end = address + PAGE_SIZE
    expect(disk.context.dmaWrite(end - 4, new Uint8Array(8).fill(1))).toBe(false)
    const target = new Uint8Array(4)
    expect(disk.context.dmaRead(end - 4, target)).toBe(true)
    expect([...target]).toEqual([0, 0, 0, 0])
  })
})

test('a transfer that was made is told to who traces', () => {
  const { machine, manager, space } = createManaged()
  const disk = new RegisterFile('disk')
  machine.place(disk, { bdf: 1 })
  const client = manager.client('driver', space())
  client.attachDevice(1)
  const { address } = made(client.begin(made(client.createDma(0, PAGE_SIZE, DMA_DIR_BIDIR))))
  const heard: DmaTransfer[] = []
  machine.onDma = (transfer): void => void heard.push(transfer)
  expect(disk.context.dmaWrite(address, new Uint8Array(3))).toBe(true)
  expect(disk.context.dmaWrite(address - 1, new Uint8Array(3))).toBe(false)
  expect(heard).toEqual([{ device: 'disk', bdf: 1, address, size: 3, direction: 'write' }])
})

describe('a DMA buffer', () => {
  it('has blocks whose I/O addresses are those of its bytes, for each process of its own', () => {
    const { machine, manager, memory, space } = createManaged()
    const disk = new RegisterFile('disk')
    machine.place(disk, { bdf: 1 })
    const client = manager.client('driver', space())
    const other = manager.client('other', space())
    client.attachDevice(1)
    memory.take(0)
    const buffer = made(client.createDma(0, 7 * PAGE_SIZE, DMA_DIR_BIDIR))
    expect(buffer.addressesFor(client)).toBeNull()
    made(client.begin(made(client.createDma(0, PAGE_SIZE, DMA_DIR_BIDIR))))
    made(client.begin(buffer))
    expect(buffer.addressesFor(other)).toBeNull()
    const addresses = buffer.addressesFor(client) ?? []
    expect(addresses).toHaveLength(buffer.blocks.length)
    const mapping = made(client.mapDma(buffer, 0, 7 * PAGE_SIZE, 0, readWrite))
    let offset = 0
    buffer.blocks.forEach(({ order, frame }, block) => {
      const address = addresses[block] as number
      expect(frame % (1 << order)).toBe(0)
      expect(address % (PAGE_SIZE << order)).toBe(0)
      disk.context.dmaWrite(address, Uint8Array.of(block + 1))
      expect(client.space.memory.load8(mapping.address + offset)).toBe(block + 1)
      offset += PAGE_SIZE << order
    })
    expect(offset).toBeGreaterThanOrEqual(buffer.size)
  })

  it('of one order is one block of it', () => {
    const { manager, space } = createManaged()
    const client = manager.client('driver', space())
    const { blocks } = made(client.createDma(3, 5 * PAGE_SIZE, DMA_DIR_BIDIR))
    expect(blocks.map(({ order }) => order)).toEqual([3])
  })

  it('with DMA_ZONE_DMA32 lies below 4 GiB, where there is more', () => {
    const memory = new PhysicalMemory({ bytes: 5 * 2 ** 30 })
    const { manager, space } = createManaged({ memory })
    const client = manager.client('driver', space())
    const high = made(client.createDma(0, PAGE_SIZE, DMA_DIR_BIDIR))
    const low = made(client.createDma(0, PAGE_SIZE, DMA_DIR_BIDIR | DMA_ZONE_DMA32))
    expect((high.blocks[0]?.frame ?? 0) >= 2 ** 20).toBe(true)
    expect((low.blocks[0]?.frame ?? 0) < 2 ** 20).toBe(true)
  })

  it.each([
    [-1, PAGE_SIZE, DMA_DIR_BIDIR],
    [0.5, PAGE_SIZE, DMA_DIR_BIDIR],
    [11, PAGE_SIZE, DMA_DIR_BIDIR],
    [Number.NaN, PAGE_SIZE, DMA_DIR_BIDIR],
    [0, 0, DMA_DIR_BIDIR],
    [0, PAGE_SIZE + 1, DMA_DIR_BIDIR],
    [0, -PAGE_SIZE, DMA_DIR_BIDIR],
    [0, Number.NaN, DMA_DIR_BIDIR],
    [0, PAGE_SIZE, 0],
    [0, PAGE_SIZE, DMA_ZONE_DMA32],
    [0, PAGE_SIZE, DMA_DIR_BIDIR | 0x100],
    [0, PAGE_SIZE, DMA_DIR_BIDIR | DMA_ATTR_WRITE_BACK | DMA_ATTR_CACHE_DISABLE],
    [0, PAGE_SIZE, DMA_DIR_BIDIR + 0.5],
    [0, PAGE_SIZE, DMA_DIR_BIDIR + 2 ** 32],
  ])('of order %s, %s bytes, flags %s is not created', (order, size, flags) => {
    const { manager, memory, space } = createManaged()
    const client = manager.client('driver', space())
    expect(client.createDma(order, size, flags)).toBe(rcInvalidArgument)
    expect(memory.charged).toBe(0)
  })

  it('is charged to its process, which has a quota, and to the machine', () => {
    const { manager, space } = createManaged()
    const client = manager.client('driver', space(4))
    expect(client.createDma(0, 5 * PAGE_SIZE, DMA_DIR_BIDIR)).toBe(rcQuotaExceeded)
    const all = manager.client('greedy', space(1000))
    expect(all.createDma(0, 2 ** 20 + PAGE_SIZE, DMA_DIR_BIDIR)).toBe(rcOutOfMemory)
    expect(manager.counts.buffers).toBe(0)
  })

  it('lives while a process uses it that did not create it', () => {
    const { machine, manager, memory, space } = createManaged()
    const disk = new RegisterFile('disk')
    machine.place(disk, { bdf: 1 })
    const maker = manager.client('maker', space())
    const user = manager.client('user', space())
    user.attachDevice(1)
    const buffer = made(maker.createDma(0, PAGE_SIZE, DMA_DIR_BIDIR))
    const dma = made(user.begin(buffer))
    const mapping = made(user.mapDma(buffer, 0, PAGE_SIZE, 0, readWrite))
    buffer.release()
    maker.destroy()
    maker.space.destroy()
    expect(disk.context.dmaWrite(dma.address, Uint8Array.of(9))).toBe(true)
    expect(user.space.memory.load8(mapping.address)).toBe(9)
    dma.close()
    expect(buffer.isAlive).toBe(true)
    mapping.close()
    expect(buffer.isAlive).toBe(false)
    user.destroy()
    user.space.destroy()
    expect(memory.charged).toBe(0)
  })

  it('is permitted once by each process, and by none when it has ended', () => {
    const { manager, space } = createManaged()
    const client = manager.client('driver', space())
    const other = manager.client('other', space())
    const buffer = made(client.createDma(0, PAGE_SIZE, DMA_DIR_BIDIR))
    const dma = made(client.begin(buffer))
    expect(client.begin(buffer)).toBe(rcAlreadyExists)
    const second = made(other.begin(buffer))
    dma.close()
    dma.close()
    expect(made(client.begin(buffer)).isAlive).toBe(true)
    second.revoke()
    client.destroy()
    buffer.release()
    expect(other.begin(buffer)).toBe(rcInvalidOperation)
    expect(other.mapDma(buffer, 0, PAGE_SIZE, 0, readWrite)).toBe(rcInvalidOperation)
  })

  it('is mapped in part, with guards, for writing alone if asked, and not otherwise', () => {
    const { manager, space } = createManaged()
    const client = manager.client('driver', space())
    const buffer = made(client.createDma(2, 3 * PAGE_SIZE, DMA_DIR_TO_DEVICE))
    const written = made(client.mapDma(buffer, PAGE_SIZE, PAGE_SIZE, 0, VMM_FLAG_WRITE))
    const read = made(client.mapDma(buffer, 0, 3 * PAGE_SIZE, 0, VMM_FLAG_READ))
    client.space.memory.store8(written.address, 77)
    expect(client.space.memory.load8(read.address + PAGE_SIZE)).toBe(77)
    expect(() => client.space.memory.store8(read.address, 1)).toThrow(/protection/)
    const bad = [
      [0, 4 * PAGE_SIZE, readWrite],
      [PAGE_SIZE, 3 * PAGE_SIZE, readWrite],
      [1, PAGE_SIZE, readWrite],
      [0, 1, readWrite],
      [0, PAGE_SIZE, 0],
      [0, PAGE_SIZE, 0x200 | readWrite],
      [0, PAGE_SIZE, readWrite + 0.5],
    ] as const
    for (const [offset, length, flags] of bad)
      expect(client.mapDma(buffer, offset, length, 0, flags)).toBe(rcInvalidArgument)
    expect(buffer.mappings.size).toBe(2)
  })
})

describe('the IOMMU', () => {
  it('attaches a device to one process at a time', () => {
    const { machine, manager, space } = createManaged()
    machine.place(new RegisterFile('disk'), { bdf: 7 })
    const one = manager.client('one', space())
    const other = manager.client('other', space())
    expect(one.attachDevice(8)).toBe(rcDeviceNotFound)
    expect(one.detachDevice(8)).toBe(rcDeviceNotFound)
    expect(one.detachDevice(7)).toBe(rcNotConnected)
    expect(one.attachDevice(7)).toBe(rcOk)
    expect(one.attachDevice(7)).toBe(rcAlreadyExists)
    expect(other.attachDevice(7)).toBe(rcBusy)
    expect(other.detachDevice(7)).toBe(rcNotConnected)
    expect(one.detachDevice(7)).toBe(rcOk)
    expect(other.attachDevice(7)).toBe(rcOk)
    other.destroy()
    expect(one.attachDevice(7)).toBe(rcOk)
  })

  it('keeps a device from what another process has permitted', () => {
    const { machine, manager, space } = createManaged()
    const disk = new RegisterFile('disk')
    machine.place(disk, { bdf: 7 })
    const owner = manager.client('owner', space())
    const thief = manager.client('thief', space())
    const { address } = made(owner.begin(made(owner.createDma(0, PAGE_SIZE, DMA_DIR_BIDIR))))
    thief.attachDevice(7)
    expect(disk.context.dmaRead(address, new Uint8Array(1))).toBe(false)
  })
})
