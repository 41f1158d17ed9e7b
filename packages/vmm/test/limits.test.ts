import { rcInvalidArgument, rcOk, rcOutOfMemory, rcQuotaExceeded } from '@kos/retcode'
import { expect, test } from 'vitest'
import {
  addressSpaceSize,
  AddressSpace,
  Heap,
  minAddress,
  maxObjectBytes,
  maxPhysicalBytes,
  maxRegions,
  maxTables,
  PhysicalMemory,
  VMM_FLAG_GROW_DOWN,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_READ,
} from '../src/index.ts'
import { Slabs } from '../src/slabs.ts'
import { createMachine, LAZY, LOCKED, READ_WRITE, RESERVED } from './machine.ts'

test('physical memory has at most 64 GiB', () => {
  const memory = new PhysicalMemory({ bytes: maxPhysicalBytes })
  expect(memory.total).toBe(2 ** 24)
  expect(() => new PhysicalMemory({ bytes: maxPhysicalBytes + 4096 })).toThrow(RangeError)
})

test('the highest frame of all can be mapped, read and written', () => {
  // All chunks are the same host memory: 64 GiB are more than most hosts have.
  const chunk = new ArrayBuffer(4 * 2 ** 20)
  const createBuffer = (bytes: number): ArrayBuffer =>
    bytes === chunk.byteLength ? chunk : new ArrayBuffer(bytes)
  const physical = new PhysicalMemory({ bytes: maxPhysicalBytes, createBuffer })
  for (let block = 0; block < (maxPhysicalBytes - 2 ** 32) / 2 ** 22 - 1; block++) physical.take(10)
  const space = new AddressSpace(physical)
  const address = space.allocate(0, 4 * 2 ** 20, LOCKED)
  space.memory.store32(address + 4 * 2 ** 20 - 4, 99)
  expect(space.memory.load32(address + 4 * 2 ** 20 - 4)).toBe(99)
  expect(space.describeWalk(address + 4 * 2 ** 20 - 4)).toContain(`frame ${2 ** 24 - 1}`)
  expect(space.unmap(address, 4 * 2 ** 20)).toBe(rcOk)
})

test('all addresses can be reserved, and not one page more', () => {
  const { space } = createMachine(1)
  expect(space.allocate(0, addressSpaceSize - minAddress + 4096, RESERVED)).toBe(rcOutOfMemory)
  expect(space.allocate(0, addressSpaceSize - minAddress, RESERVED)).toBe(minAddress)
  expect(space.statistics().free).toBe(0)
  expect(space.allocate(0, 4096, RESERVED)).toBe(rcOutOfMemory)
  expect(space.unmap(minAddress, addressSpaceSize - minAddress)).toBe(rcOk)
})

test('a space has as many regions as its option says, and refuses what needs one more', () => {
  const { space } = createMachine(16, { regions: 3 })
  expect(
    space.allocate(0, 4096, RESERVED | VMM_FLAG_LOW_GUARD | VMM_FLAG_HIGH_GUARD),
  ).toBeGreaterThan(0)
  expect(space.allocate(0, 4096, RESERVED)).toBe(rcQuotaExceeded)
  const { space: cut } = createMachine(16, { regions: 2 })
  const address = cut.allocate(0, 4 * 4096, LOCKED)
  const before = cut.describe()
  expect(cut.protect(address + 4096, 4096, VMM_FLAG_READ)).toBe(rcQuotaExceeded)
  expect(cut.decommit(address + 4096, 4096)).toBe(rcQuotaExceeded)
  expect(cut.unmap(address + 4096, 4096)).toBe(rcQuotaExceeded)
  expect(cut.describe()).toBe(before)
  expect(cut.unmap(address, 4096)).toBe(rcOk)
  expect(cut.protect(address + 4096, 4096, VMM_FLAG_READ)).toBe(rcOk)
})

test('a space has at most 2^20 regions', () => {
  const { space } = createMachine(1)
  for (let count = 0; count < maxRegions; count++)
    space.allocate(minAddress + count * 8192, 4096, RESERVED)
  expect(space.statistics().regions).toBe(2 ** 20)
  expect(space.allocate(2 ** 40, 4096, RESERVED)).toBe(rcQuotaExceeded)
  expect(space.unmap(minAddress, 4096)).toBe(rcOk)
  expect(space.allocate(2 ** 40, 4096, RESERVED)).toBe(2 ** 40)
  expect(
    () => new AddressSpace(new PhysicalMemory({ bytes: 4096 }), { regions: maxRegions + 1 }),
  ).toThrow(RangeError)
})

test('a page table has as many tables as its option says; what needs one more fails and changes nothing', () => {
  // One of each level.
  const { space, physical } = createMachine(16, { tables: 4 })
  const address = space.allocate(0, 4096, LOCKED)
  expect(space.statistics().tables).toBe(4)
  const before = space.describe()
  expect(space.allocate(2 ** 40, 4096, LOCKED)).toBe(rcOutOfMemory)
  expect(space.allocate(2 ** 27, 4096, LOCKED)).toBe(rcOutOfMemory)
  expect(space.describe()).toBe(before)
  expect(physical.free).toBe(15)
  expect(space.allocate(2 ** 40, 4096, LAZY)).toBe(rcOutOfMemory)
  const growing = space.allocate(2 ** 40, 4096, RESERVED | VMM_FLAG_GROW_DOWN)
  expect(() => space.memory.store8(growing, 1)).toThrow('no memory or quota is left')
  expect(physical.free).toBe(15)
  expect(space.unmap(address, 4096)).toBe(rcOk)
  expect(space.allocate(2 ** 27, 4096, LOCKED)).toBe(2 ** 27)
  expect(createMachine(8, { tables: 3 }).space.allocate(0, 4096, LOCKED)).toBe(rcOutOfMemory)
  expect(() => new AddressSpace(physical, { tables: maxTables + 1 })).toThrow(RangeError)
  expect(() => new AddressSpace(physical, { tables: maxTables })).not.toThrow()
})

test('a shared buffer may have all the memory there is, and no more than 64 GiB', () => {
  const { space, physical } = createMachine(16)
  expect(space.createMdl(17 * 4096, READ_WRITE)).toBe(rcQuotaExceeded)
  expect(space.createMdl(maxPhysicalBytes, READ_WRITE)).toBe(rcQuotaExceeded)
  expect(space.createMdl(maxPhysicalBytes + 4096, READ_WRITE)).toBe(rcInvalidArgument)
  expect(typeof space.createMdl(16 * 4096, READ_WRITE)).toBe('object')
  expect(physical.free).toBe(0)
})

test('an object of a heap has at most 2^40 bytes', () => {
  const asked: number[] = []
  const { space } = createMachine(16)
  const { memory } = space
  const heap = new Heap({
    allocate: (_, size) => (asked.push(size), 2 ** 41),
    commit: () => 0,
    decommit: () => 0,
    unmap: () => 0,
    memory,
  })
  expect(heap.alloc(maxObjectBytes + 1)).toBe(0)
  expect(asked).toEqual([])
  expect(heap.alloc(maxObjectBytes)).toBe(2 ** 41)
})

test('an object of up to 8 KiB comes from a slab, a larger one has pages of its own', () => {
  const { space } = createMachine(64)
  const heap = new Heap(space)
  expect(heap.alloc(8192) % 65536).toBe(0)
  expect(heap.statistics().committed).toBe(65536)
  heap.alloc(8193)
  expect(heap.statistics().committed).toBe(65536 + 3 * 4096)
})

test('slabs end where their range ends', () => {
  const slabs = new Slabs({ commit: () => true, decommit: () => undefined }, 2)
  const taken = Array.from({ length: 17 }, () => slabs.allocate(64, 8192))
  expect(taken.filter((offset) => offset < 0)).toEqual([-1])
  expect(taken.indexOf(-1)).toBe(16)
})
