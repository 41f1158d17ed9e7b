// Shared buffers, quotas and statistics: who holds, who maps, who pays.

import {
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcOutOfMemory,
  rcQuotaExceeded,
  rcSecurityDisallow,
} from '@kos/retcode'
import { expect, test } from 'vitest'
import {
  Access,
  AddressSpace,
  FaultReason,
  type Mdl,
  Mapping,
  PhysicalMemory,
  VMM_FLAG_READ,
} from '../src/index.ts'
import { createMachine, LAZY, LOCKED, READ_WRITE, RESERVED, TABLES } from './machine.ts'

function createMdl(space: AddressSpace, pages: number, flags: number = READ_WRITE): Mdl {
  const mdl = space.createMdl(pages * 4096, flags)
  if (typeof mdl === 'number') throw new Error(`No buffer: ${mdl}`)
  return mdl
}

test('a buffer lives until the last reference and the last mapping are gone', () => {
  const { space, physical } = createMachine(8)
  const other = new AddressSpace(physical)
  const mdl = createMdl(space, 3)
  mdl.retain()
  expect(mdl.references).toBe(2)
  const address = other.map(mdl, 0, 3 * 4096, 0, READ_WRITE)
  mdl.release()
  mdl.release()
  mdl.release()
  expect([mdl.alive, mdl.mapped, physical.free]).toEqual([true, 3, 5])
  other.memory.store8(address, 7)
  expect(other.unmap(address, 2 * 4096)).toBe(rcOk)
  expect([mdl.alive, mdl.mapped]).toEqual([true, 1])
  other.destroy()
  expect([mdl.alive, mdl.mapped, physical.free]).toEqual([false, 0, 8])
  expect(mdl.frame(0)).toBe(-1)
  mdl.retain()
  expect(mdl.references).toBe(0)
  expect(space.map(mdl, 0, 4096, 0, READ_WRITE)).toBe(rcInvalidArgument)
  expect(space.statistics().buffers).toBe(0)
})

test('its creator pays for a buffer, once; those who map it pay for the tables', () => {
  const { space, physical } = createMachine(16, { quota: 4 + TABLES })
  const other = new AddressSpace(physical, { quota: TABLES })
  const mdl = createMdl(space, 3)
  space.map(mdl, 0, 3 * 4096, 0, READ_WRITE)
  space.map(mdl, 0, 3 * 4096, 0, VMM_FLAG_READ)
  expect(other.map(mdl, 0, 3 * 4096, 0, READ_WRITE)).toBeGreaterThan(0)
  expect(space.statistics()).toMatchObject({
    charged: 3 + TABLES,
    buffers: 3,
    resident: 0,
    shared: 6,
  })
  expect(other.statistics()).toMatchObject({ charged: TABLES, shared: 3 })
  expect(space.allocate(0, 8192, LOCKED)).toBe(rcQuotaExceeded)
  expect(space.createMdl(8192, READ_WRITE)).toBe(rcQuotaExceeded)
  expect(space.allocate(0, 4096, LOCKED)).toBeGreaterThan(0)
})

test('a buffer of a space that ended lives on, and nobody pays', () => {
  const { space, physical } = createMachine(8)
  const other = new AddressSpace(physical)
  const mdl = createMdl(space, 2)
  const address = other.map(mdl, 0, 8192, 0, READ_WRITE)
  space.destroy()
  other.memory.store32(address, 5)
  expect(physical.free).toBe(6)
  mdl.release()
  expect(other.unmap(address, 8192)).toBe(rcOk)
  expect(physical.free).toBe(8)
})

test('a mapping has no more protection than its buffer, then or later', () => {
  const { space } = createMachine(8)
  const mdl = createMdl(space, 2, VMM_FLAG_READ)
  expect(space.map(mdl, 0, 8192, 0, READ_WRITE)).toBe(rcSecurityDisallow)
  const address = space.map(mdl, 0, 8192, 0, VMM_FLAG_READ)
  expect(space.protect(address, 8192, READ_WRITE)).toBe(rcSecurityDisallow)
  expect(space.decommit(address, 4096)).toBe(rcInvalidOperation)
  expect(space.commit(address, 8192)).toBe(rcOk)
})

test('a mapping may be limited further, then or later', () => {
  const { space } = createMachine(8)
  const mdl = createMdl(space, 2)
  const mapping = new Mapping(mdl, VMM_FLAG_READ)
  expect(space.map(mdl, 0, 8192, 0, READ_WRITE, mapping)).toBe(rcSecurityDisallow)
  const address = space.map(mdl, 0, 8192, 0, VMM_FLAG_READ, mapping)
  expect(space.protect(address, 8192, READ_WRITE)).toBe(rcSecurityDisallow)
  expect(() => space.memory.store8(address, 1)).toThrow('protection')
})

test('a mapping that is revoked faults wherever it is still mapped, and is all that faults', () => {
  const { space, physical } = createMachine(16)
  const mdl = createMdl(space, 4)
  const other = space.map(mdl, 0, 4 * 4096, 0, READ_WRITE)
  const mapping = new Mapping(mdl, READ_WRITE, () => expect.unreachable())
  const address = space.map(mdl, 0, 4 * 4096, 0, READ_WRITE, mapping)
  space.memory.fill(address, 4 * 4096, 5)
  expect(space.unmap(address + 4096, 4096)).toBe(rcOk)
  expect(space.protect(address + 2 * 4096, 4096, VMM_FLAG_READ)).toBe(rcOk)
  expect(space.allocate(address + 4096, 4096, LAZY)).toBe(address + 4096)
  expect([mapping.pages, mdl.mapped]).toEqual([3, 7])
  space.revoke(mapping, address, 4 * 4096)
  expect([mapping.pages, mdl.mapped, space.statistics().shared]).toEqual([0, 4, 7])
  for (const page of [0, 2, 3]) {
    const at = address + page * 4096
    expect(() => space.memory.load8(at)).toThrow('the mapping was revoked')
    expect(space.fault(at, Access.write)).toBe(FaultReason.revoked)
    expect(space.commit(at, 4096)).toBe(rcInvalidOperation)
    expect(space.protect(at, 4096, VMM_FLAG_READ)).toBe(rcSecurityDisallow)
  }
  expect(space.regions().find((region) => region.address === address)).toMatchObject({
    state: 'shared',
    resident: 0,
    notes: ['locked', 'revoked'],
  })
  space.memory.store8(address + 4096, 1)
  expect(space.memory.load8(other + 4096)).toBe(5)
  mdl.release()
  expect(space.unmap(address, 4 * 4096)).toBe(rcOk)
  expect(mdl.mapped).toBe(4)
  space.destroy()
  expect([mdl.alive, physical.free]).toEqual([false, 16])
})

test('a buffer of which only revoked mappings are left ends', () => {
  const { space, physical } = createMachine(8)
  const other = new AddressSpace(physical)
  const mdl = createMdl(space, 2)
  const mapping = new Mapping(mdl, READ_WRITE)
  const address = other.map(mdl, 0, 8192, 0, READ_WRITE, mapping)
  mdl.release()
  expect([mdl.alive, physical.free]).toEqual([true, 6])
  other.revoke(mapping, address, 8192)
  expect([mdl.alive, physical.free]).toEqual([false, 8])
  expect(other.unmap(address, 8192)).toBe(rcOk)
  other.destroy()
  expect(physical.free).toBe(8)
})

test('a mapping that maps nothing any more is revoked in vain, also when its buffer has ended', () => {
  const { space, physical } = createMachine(8)
  const mdl = createMdl(space, 2)
  const mapping = new Mapping(mdl, READ_WRITE)
  const address = space.map(mdl, 0, 8192, 0, READ_WRITE, mapping)
  mdl.release()
  space.revoke(mapping, address, 8192)
  space.revoke(mapping, address, 8192)
  const other = createMdl(space, 2)
  const unmapped = new Mapping(other, READ_WRITE)
  const at = space.map(other, 0, 8192, 0, READ_WRITE, unmapped)
  other.release()
  expect(space.unmap(at, 8192)).toBe(rcOk)
  space.revoke(unmapped, at, 8192)
  expect([mdl.alive, other.alive, physical.free]).toEqual([false, false, 8])
})

test('the end of a mapping is told once, when its last page is unmapped', () => {
  const { space } = createMachine(8)
  const mdl = createMdl(space, 2)
  let ends = 0
  const mapping = new Mapping(mdl, READ_WRITE, () => void ends++)
  const address = space.map(mdl, 0, 8192, 0, READ_WRITE, mapping)
  space.unmap(address, 4096)
  expect(ends).toBe(0)
  space.unmap(address + 4096, 4096)
  space.destroy()
  expect(ends).toBe(1)
})

test.each([
  [-4096, 4096],
  [1, 4096],
  [4096, 8192],
  [8192, 4096],
  [0, 0],
  [0, 100],
  [0.5, 4096],
  [Number.NaN, 4096],
])('offset %d and size %d are not inside of a buffer of two pages', (offset, size) => {
  const { space } = createMachine(8)
  expect(space.map(createMdl(space, 2), offset, size, 0, READ_WRITE)).toBe(rcInvalidArgument)
})

test('a hint is taken if it is free, else the system chooses', () => {
  const { space } = createMachine(8)
  const mdl = createMdl(space, 1)
  expect(space.map(mdl, 0, 4096, 0x70_0000, READ_WRITE)).toBe(0x70_0000)
  expect(space.map(mdl, 0, 4096, 0x70_0000, READ_WRITE)).toBe(0x1_0000)
  expect(space.map(mdl, 0, 4096, 5, READ_WRITE)).toBe(rcInvalidArgument)
})

test('a quota holds for lazy pages when they are committed, and nobody else notices', () => {
  const { space, physical } = createMachine(8 + 2 * TABLES, { quota: 2 + TABLES })
  const other = new AddressSpace(physical)
  expect(space.allocate(0, 4 * 4096, LAZY)).toBe(rcQuotaExceeded)
  const address = space.allocate(0, 4 * 4096, RESERVED)
  expect(space.commit(address, 4 * 4096)).toBe(rcQuotaExceeded)
  expect(space.allocate(0, 2 * 4096, LAZY)).toBeGreaterThan(0)
  expect(space.commit(address, 4096)).toBe(rcQuotaExceeded)
  expect(other.allocate(0, 6 * 4096, LOCKED)).toBeGreaterThan(0)
  expect(other.allocate(0, 4096, LAZY)).toBe(rcOutOfMemory)
  space.quota = 3 + TABLES
  expect(space.commit(address, 4096)).toBe(rcOutOfMemory)
  expect(() => (space.quota = -1)).toThrow(RangeError)
})

test('a thread stack is a region with a guard below, of which only what is used has frames', () => {
  const { space } = createMachine(64)
  const stack = space.allocateStack(16 * 4096)
  for (let at = stack + 16 * 4096 - 8; at > stack + 13 * 4096; at -= 512)
    space.memory.storeFloat64(at, 1)
  expect(space.statistics()).toMatchObject({ committed: 3, resident: 3, guards: 1 })
  expect(() => space.memory.store8(stack - 1, 0)).toThrow('guard page')
})

test('when the host has no memory for tables, nothing happens', () => {
  let isRefusing = false
  const createBuffer = (bytes: number): ArrayBuffer => {
    if (isRefusing) throw new RangeError('no memory')
    return new ArrayBuffer(bytes)
  }
  const memory = new PhysicalMemory({ bytes: 64 * 4096, createBuffer })
  const space = new AddressSpace(memory)
  space.allocate(0, 4096, LOCKED)
  isRefusing = true
  let count = 1
  while (space.allocate(count * 2 ** 40, 4096, LOCKED) > 0) count++
  const before = space.describe()
  expect(space.allocate(count * 2 ** 40, 4096, LOCKED)).toBe(rcOutOfMemory)
  expect(space.describe()).toBe(before)
  expect(memory.free).toBe(64 - count)
  isRefusing = false
  expect(space.allocate(count * 2 ** 40, 4096, LOCKED)).toBe(count * 2 ** 40)
  isRefusing = true
  const unused = new PhysicalMemory({ bytes: 64 * 4096, createBuffer })
  expect(() => new AddressSpace(unused)).toThrow('no memory for a page table')
  // An empty space takes none: spaces of a memory share the tables that are empty.
  const empty = new AddressSpace(memory)
  expect(empty.pageTable.cells).toBe(new AddressSpace(memory).pageTable.cells)
  expect(empty.allocate(0, 4096, LOCKED)).toBe(rcOutOfMemory)
  isRefusing = false
  expect(empty.allocate(0, 4096, LOCKED)).toBeGreaterThan(0)
  empty.memory.store8(2 ** 16, 7)
  const other = new AddressSpace(memory)
  expect(other.pageTable.cells.every((cell) => cell === 0)).toBe(true)
  expect(other.statistics().tables).toBe(1)
})
