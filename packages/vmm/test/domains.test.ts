// Spaces for devices: which accesses of a device reach memory, where buffers get their addresses,
// and how an access that is refused is answered.

import { rcInvalidArgument, rcInvalidOperation, rcOk, rcSecurityDisallow } from '@kos/retcode'
import { expect, test } from 'vitest'
import {
  Access,
  AddressSpace,
  addressSpaceSize,
  FaultReason,
  Mapping,
  type Mdl,
  minAddress,
  PhysicalMemory,
  VMM_FLAG_CACHE_DISABLE,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_READ,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_WRITE,
} from '../src/index.ts'
import { alignedPage, beforeAlignedGap } from '../src/aligned-gap.ts'
import { NONE } from '../src/region-tree.ts'
import { Regions } from '../src/regions.ts'
import { LOCKED, READ_WRITE, RESERVED } from './machine.ts'

interface Devices {
  readonly physical: PhysicalMemory
  /** The space of the driver. */
  readonly space: AddressSpace
  /** That of its devices. */
  readonly domain: AddressSpace
}

function createDevices(frames: number = 128): Devices {
  const physical = new PhysicalMemory({ bytes: frames * 4096 })
  const space = new AddressSpace(physical)
  return { physical, space, domain: new AddressSpace(physical, { forDevices: true }) }
}

function createMdl(space: AddressSpace, pages: number, order: number): Mdl {
  const mdl = space.createMdl(pages * 4096, READ_WRITE, { order, zone: 'any' })
  if (typeof mdl === 'number') throw new Error(`No buffer: ${mdl}`)
  return mdl
}

/** What a device gets when it reads and writes eight bytes. */
function accesses({ memory }: AddressSpace, address: number): readonly (FaultReason | 0)[] {
  return [
    memory.tryRead(address, new Uint8Array(8)),
    memory.tryWrite(address, new Uint8Array(8).fill(3)),
  ]
}

test.each([
  ['reads', VMM_FLAG_READ, [0, FaultReason.protection]],
  ['writes', VMM_FLAG_WRITE, [FaultReason.protection, 0]],
  ['reads and writes', READ_WRITE, [0, 0]],
] as const)('a device %s what is mapped for that, until it is unmapped', (_, flags, expected) => {
  const { space, domain, physical } = createDevices()
  const mdl = createMdl(space, 4, 2)
  expect(accesses(domain, minAddress)).toEqual([FaultReason.free, FaultReason.free])
  const mapping = new Mapping(mdl, READ_WRITE)
  const address = domain.map(mdl, 0, 4 * 4096, 0, flags, mapping)
  expect(accesses(domain, address)).toEqual(expected)
  expect(accesses(domain, address + 4 * 4096 - 8)).toEqual(expected)
  expect(accesses(domain, address + 4 * 4096 - 7)).toEqual([
    expected[0] || FaultReason.free,
    expected[1] || FaultReason.free,
  ])
  domain.release(mapping, address, 4 * 4096)
  expect(accesses(domain, address)).toEqual([FaultReason.free, FaultReason.free])
  expect(mdl.mapped).toBe(0)
  mdl.release()
  expect([physical.free, physical.charged]).toEqual([128, 0])
})

test('what a device writes the driver reads, and the other way round', () => {
  const { space, domain } = createDevices()
  const mdl = createMdl(space, 3, 0)
  const own = space.map(mdl, 0, 3 * 4096, 0, READ_WRITE)
  const address = domain.map(mdl, 0, 3 * 4096, 0x4000_0000, READ_WRITE)
  expect(address).toBe(0x4000_0000)
  const bytes = Uint8Array.from({ length: 8192 }, (_, index) => index % 251)
  expect(domain.memory.tryWrite(address + 100, bytes)).toBe(0)
  const seen = new Uint8Array(8192)
  space.memory.read(own + 100, seen)
  expect(seen).toEqual(bytes)
  space.memory.store32(own + 5000, 0xcafe)
  expect(domain.memory.load32(address + 5000)).toBe(0xcafe)
  const back = new Uint8Array(4)
  expect(domain.memory.tryRead(address + 5000, back)).toBe(0)
  expect(back).toEqual(Uint8Array.of(0xfe, 0xca, 0, 0))
})

test('an access that is refused at any byte has read and written nothing, and tells where', () => {
  const { space, domain } = createDevices()
  const first = createMdl(space, 2, 0)
  const second = createMdl(space, 1, 0)
  const third = createMdl(space, 1, 0)
  domain.map(first, 0, 8192, 0x10_0000, READ_WRITE)
  domain.map(second, 0, 4096, 0x10_2000, VMM_FLAG_READ)
  domain.map(third, 0, 4096, 0x10_3000, VMM_FLAG_WRITE)
  const { memory } = domain
  const bytes = new Uint8Array(4096).fill(5)
  expect(memory.tryWrite(0x10_1800, bytes)).toBe(FaultReason.protection)
  expect(memory.faultAddress).toBe(0x10_2000)
  expect(memory.isFilled(0x10_0000, 3 * 4096, 0)).toBe(true)
  expect(memory.tryRead(0x10_2800, bytes)).toBe(FaultReason.protection)
  expect(memory.faultAddress).toBe(0x10_3000)
  expect(memory.tryWrite(0x10_3800, bytes)).toBe(FaultReason.free)
  expect(memory.faultAddress).toBe(0x10_4000)
  expect(memory.tryRead(0xf_f800, bytes)).toBe(FaultReason.free)
  expect(memory.faultAddress).toBe(0xf_f800)
  expect(bytes.every((byte) => byte === 5)).toBe(true)
  const seen = space.map(third, 0, 4096, 0, VMM_FLAG_READ)
  expect(space.memory.isFilled(seen, 4096, 0)).toBe(true)
  expect(memory.tryRead(0x10_0000, bytes)).toBe(0)
  expect(bytes.every((byte) => byte === 0)).toBe(true)
})

test.each([
  -1,
  0.5,
  minAddress + 0.75,
  addressSpaceSize,
  addressSpaceSize - 1,
  2 ** 53,
  Infinity,
  Number.NaN,
])('a device that says address %d reaches nothing', (address) => {
  const { space, domain } = createDevices()
  domain.map(createMdl(space, 1, 0), 0, 4096, 0, READ_WRITE)
  expect(accesses(domain, address)).toEqual([FaultReason.free, FaultReason.free])
})

test('an access of no bytes is never refused', () => {
  const { domain } = createDevices()
  expect(domain.memory.tryRead(5, new Uint8Array(0))).toBe(0)
  expect(domain.memory.tryWrite(Number.NaN, new Uint8Array(0))).toBe(0)
})

test('a device that accesses memory after revocation is refused', () => {
  const { space, domain } = createDevices()
  const mdl = createMdl(space, 2, 1)
  const mapping = new Mapping(mdl, READ_WRITE)
  const address = domain.map(mdl, 0, 8192, 0, READ_WRITE, mapping)
  expect(accesses(domain, address)).toEqual([0, 0])
  domain.revoke(mapping, address, 8192)
  expect(accesses(domain, address)).toEqual([FaultReason.revoked, FaultReason.revoked])
  domain.release(mapping, address, 8192)
  expect(accesses(domain, address)).toEqual([FaultReason.free, FaultReason.free])
})

test('the lowest free address is taken at which all blocks are aligned', () => {
  const { space, domain } = createDevices(256)
  const map = (mdl: Mdl, offset: number, pages: number): number =>
    domain.map(mdl, offset * 4096, pages * 4096, 0, READ_WRITE)
  const single = createMdl(space, 1, 0)
  expect(map(single, 0, 1)).toBe(0x1_0000)
  // 16 pages: the first 64 KiB are no more free.
  const large = createMdl(space, 16, 4)
  expect(map(large, 0, 16)).toBe(0x2_0000)
  // Between the two there is room.
  const medium = createMdl(space, 6, 3)
  expect(map(medium, 0, 6)).toBe(0x1_8000)
  expect(map(createMdl(space, 2, 1), 0, 2)).toBe(0x1_2000)
  expect(map(single, 0, 1)).toBe(0x1_1000)
  // A part keeps its place in the block.
  expect(map(large, 3, 2)).toBe(0x3_3000)
  expect(map(medium, 4, 2)).toBe(0x1_4000)
  expect(map(medium, 1, 1)).toBe(0x3_1000)
  expect(domain.verify()).toEqual([])
})

test('a gap that is wide enough and has no aligned address is passed by', () => {
  const { space, domain } = createDevices()
  const page = createMdl(space, 1, 0)
  const block = createMdl(space, 4, 2)
  for (let at = 0x1_1000; at < 0x4_0000; at += 0x5000)
    expect(domain.map(page, 0, 4096, at, READ_WRITE)).toBe(at)
  const address = domain.map(block, 0, 4 * 4096, 0, READ_WRITE)
  expect(address).toBe(0x1_c000)
})

test('of pages that are free, those that end before an aligned address ends are not enough', () => {
  // Pages 16 to 41, of which 20 and 29 are taken.
  const regions = new Regions(16, 42, 8)
  for (const page of [20, 29]) regions.add(regions.freeAt(page, 1), page, 1, RESERVED, null, 0)
  const first = (pages: number, alignment: number, offset: number): number => {
    const before = beforeAlignedGap(regions.tree, pages, alignment, offset)
    return before === NONE
      ? NONE
      : alignedPage(regions.tree.end[before] as number, alignment, offset)
  }
  expect([first(4, 4, 0), first(4, 8, 0), first(5, 8, 0)]).toEqual([16, 16, 24])
  expect([first(6, 8, 0), first(10, 32, 0), first(11, 32, 0)]).toEqual([32, 32, NONE])
  expect([first(8, 8, 6), first(8, 8, 3), first(1, 16, 15)]).toEqual([30, NONE, 31])
  expect([first(1, 64, 20), first(1, 64, 41), first(2, 64, 41), first(13, 1, 0)]).toEqual([
    NONE,
    41,
    NONE,
    NONE,
  ])
})

test('the rest of the last block may be mapped for devices, and for nobody else', () => {
  const { space, domain } = createDevices()
  const mdl = createMdl(space, 3, 3)
  expect(space.map(mdl, 0, 4 * 4096, 0, READ_WRITE)).toBe(rcInvalidArgument)
  const address = domain.map(mdl, 0, 8 * 4096, 0, READ_WRITE)
  expect(accesses(domain, address + 8 * 4096 - 8)).toEqual([0, 0])
  expect(domain.map(mdl, 0, 9 * 4096, 0, READ_WRITE)).toBe(rcInvalidArgument)
})

test.each([
  0,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_READ | VMM_FLAG_EXECUTE,
  READ_WRITE | VMM_FLAG_LOW_GUARD,
  READ_WRITE | VMM_FLAG_CACHE_DISABLE,
  READ_WRITE + 2 ** 32,
  READ_WRITE + 0.5,
  Number.NaN,
])('flags of %d map nothing for devices', (flags) => {
  const { space, domain } = createDevices()
  const mdl = space.createMdl(4096, VMM_FLAG_RWX_MASK)
  if (typeof mdl === 'number') throw new Error(`No buffer: ${mdl}`)
  expect(domain.map(mdl, 0, 4096, 0, flags)).toBe(rcInvalidArgument)
  expect(domain.regions()).toEqual([])
})

test('a device gets no more than the buffer or the mapping allows', () => {
  const { space, domain } = createDevices()
  const mdl = space.createMdl(4096, VMM_FLAG_READ)
  if (typeof mdl === 'number') throw new Error(`No buffer: ${mdl}`)
  expect(domain.map(mdl, 0, 4096, 0, VMM_FLAG_WRITE)).toBe(rcSecurityDisallow)
  const other = createMdl(space, 1, 0)
  const mapping = new Mapping(other, VMM_FLAG_WRITE)
  expect(domain.map(other, 0, 4096, 0, READ_WRITE, mapping)).toBe(rcSecurityDisallow)
  expect(domain.map(other, 0, 4096, 0, VMM_FLAG_WRITE, mapping)).toBeGreaterThan(0)
})

test('nothing is allocated in a space for devices, and no window is mapped', () => {
  const { domain } = createDevices()
  expect(domain.allocate(0, 4096, RESERVED)).toBe(rcInvalidOperation)
  expect(domain.allocate(0, 4096, LOCKED)).toBe(rcInvalidOperation)
  expect(domain.allocateStack(4096)).toBe(rcInvalidOperation)
  expect(domain.createMdl(4096, READ_WRITE)).toBe(rcInvalidOperation)
  expect(domain.mapDevice(0xfe000, 1, 0, READ_WRITE, new Mapping(null, READ_WRITE))).toBe(
    rcInvalidOperation,
  )
  expect(domain.statistics()).toMatchObject({ regions: 0, charged: 0 })
})

test('devices that only write are for spaces of devices: a program reads what it writes', () => {
  const { space } = createDevices()
  expect(space.map(createMdl(space, 1, 0), 0, 4096, 0, VMM_FLAG_WRITE)).toBe(rcInvalidArgument)
})

test('a buffer lives while devices reach it, and its memory comes back with the domain', () => {
  const { space, domain, physical } = createDevices()
  const mdl = createMdl(space, 8, 3)
  const address = domain.map(mdl, 0, 8 * 4096, 0, READ_WRITE)
  mdl.release()
  space.destroy()
  expect([mdl.alive, ...accesses(domain, address)]).toEqual([true, 0, 0])
  domain.destroy()
  expect([mdl.alive, physical.free, physical.charged]).toEqual([false, 128, 0])
  expect(accesses(domain, address)).toEqual([FaultReason.free, FaultReason.free])
  expect(domain.map(mdl, 0, 4096, 0, READ_WRITE)).toBe(rcInvalidArgument)
})

test('unmap, protect and probe do in a domain what they do elsewhere', () => {
  const { space, domain } = createDevices()
  const address = domain.map(createMdl(space, 2, 1), 0, 8192, 0, READ_WRITE)
  expect(domain.protect(address, 4096, VMM_FLAG_READ)).toBe(rcOk)
  expect(accesses(domain, address)).toEqual([0, FaultReason.protection])
  expect(domain.memory.probe(address + 4096, 4096, Access.write)).toBe(0)
  expect(domain.unmap(address + 4096, 4096)).toBe(rcOk)
  expect(accesses(domain, address + 4096)).toEqual([FaultReason.free, FaultReason.free])
})
