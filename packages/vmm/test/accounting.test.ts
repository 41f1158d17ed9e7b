// Who is charged for what: committed pages before they are touched, page tables, and what a quota
// means for the memory of the host.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { rcOk, rcOutOfMemory, rcQuotaExceeded } from '@kos/retcode'
import { expect, test } from 'vitest'
import { AddressSpace, PhysicalMemory, VMM_FLAG_GROW_DOWN } from '../src/index.ts'
import { createMachine, LAZY, LOCKED, READ_WRITE, RESERVED, TABLES } from './machine.ts'

declare const process: { memoryUsage(): { readonly arrayBuffers: number } }

const MIB = 2 ** 20
const QUOTA = (64 * MIB) / 4096

/** Bytes of the host for frames and page table. */
function hostBytes(physical: PhysicalMemory, space: AddressSpace): number {
  const { cells, groups } = space.pageTable
  return physical.hostBytes + cells.byteLength + groups.byteLength
}

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

/** Frees what is not used any more. Buffers are freed when the next collection begins. */
function collect(): void {
  gc()
  gc()
}

/** Commits pages `stride` apart, and touches each, until no more can be had. Answers how many. */
function commitSparsely(space: AddressSpace, stride: number, flags = LAZY): number {
  let count = 0
  while (space.allocate((count + 1) * stride, 4096, flags) > 0) {
    space.memory.store8((count + 1) * stride, 1)
    count++
  }
  return count
}

test('a page that is committed gets its frame though another space took all that was left', () => {
  const { space: victim, physical } = createMachine(64)
  const committed = victim.allocate(0, 16 * 4096, LAZY)
  const hog = new AddressSpace(physical)
  while (hog.allocate(0, 4096, LOCKED) > 0) continue
  expect(hog.createMdl(4096, READ_WRITE)).toBe(rcOutOfMemory)
  expect(physical.take(0)).toBe(-1)
  expect([physical.available, physical.free]).toEqual([0, 16 + 2 * TABLES])
  for (let page = 0; page < 16; page++) victim.memory.store32(committed + page * 4096, page)
  expect(victim.statistics()).toMatchObject({ committed: 16, resident: 16 })
  expect(victim.allocate(0, 4096, LAZY)).toBe(rcOutOfMemory)
})

test('reserved pages are not charged, and committed ones are until they are given back', () => {
  const { space, physical } = createMachine(32)
  const address = space.allocate(0, 2 ** 40, RESERVED)
  expect(physical.charged).toBe(0)
  expect(space.commit(address, 4 * 4096)).toBe(rcOk)
  expect(space.commit(address + 2 * 4096, 4 * 4096)).toBe(rcOk)
  expect([physical.charged, space.statistics().charged]).toEqual([6 + TABLES, 6 + TABLES])
  expect(space.decommit(address, 5 * 4096)).toBe(rcOk)
  expect([physical.charged, space.statistics().charged]).toEqual([1 + TABLES, 1 + TABLES])
  expect(space.unmap(address, 2 ** 40)).toBe(rcOk)
  expect([physical.charged, space.statistics().charged, physical.free]).toEqual([0, 0, 32])
})

test('what is refused has charged nothing: for the quota, for the machine, for the host', () => {
  let isRefusing = false
  const createBuffer = (bytes: number): ArrayBuffer => {
    if (isRefusing) throw new RangeError('no memory')
    return new ArrayBuffer(bytes)
  }
  const physical = new PhysicalMemory({ bytes: 64 * 4096, createBuffer })
  const space = new AddressSpace(physical, { quota: 16 })
  const other = new AddressSpace(physical, { quota: 128 })
  const address = space.allocate(0, 32 * 4096, RESERVED)
  expect(space.commit(address, 16 * 4096)).toBe(rcQuotaExceeded)
  expect(space.allocate(0, 15 * 4096, LAZY)).toBe(rcQuotaExceeded)
  expect(other.allocate(0, 63 * 4096, LAZY)).toBe(rcOutOfMemory)
  isRefusing = true
  expect(other.allocate(0, 4096, LAZY)).toBe(rcOutOfMemory)
  expect(other.createMdl(4096, READ_WRITE)).toBe(rcOutOfMemory)
  expect([physical.charged, physical.free]).toEqual([0, 64])
  expect(space.statistics()).toMatchObject({ charged: 0, committed: 0, reserved: 32, tables: 1 })
  isRefusing = false
  expect(space.commit(address, 14 * 4096)).toBe(rcOk)
  expect(physical.charged).toBe(16)
})

test('a buffer whose creator ended is charged to the machine until it ends', () => {
  const { space, physical } = createMachine(16)
  const other = new AddressSpace(physical)
  const mdl = space.createMdl(4 * 4096, READ_WRITE)
  if (typeof mdl === 'number') throw new Error(`No buffer: ${mdl}`)
  const address = other.map(mdl, 0, 4 * 4096, 0, READ_WRITE)
  mdl.release()
  space.destroy()
  expect(physical.charged).toBe(4 + TABLES)
  expect(other.unmap(address, 4 * 4096)).toBe(rcOk)
  expect([physical.charged, space.statistics().charged]).toEqual([0, 0])
})

test('who maps one page of a buffer here and there is charged for the tables', () => {
  const { space, physical } = createMachine(QUOTA)
  const mapper = new AddressSpace(physical, { quota: 64 })
  const mdl = space.createMdl(4096, READ_WRITE)
  if (typeof mdl === 'number') throw new Error(`No buffer: ${mdl}`)
  let count = 0
  while (mapper.map(mdl, 0, 4096, (count + 1) * 2 ** 30, READ_WRITE) > 0) count++
  expect([count, mapper.statistics().charged]).toEqual([63, 64])
  expect(mapper.map(mdl, 0, 4096, 2 ** 47, READ_WRITE)).toBe(rcQuotaExceeded)
})

test.each([
  ['2 MiB', 2 * MIB],
  ['128 MiB', 128 * MIB],
  ['1 GiB', 1024 * MIB],
])('a quota bounds frames and page table together, of pages %s apart', (_name, stride) => {
  const physical = new PhysicalMemory({ bytes: 1024 * MIB })
  const space = new AddressSpace(physical, { quota: QUOTA })
  const count = commitSparsely(space, stride)
  const { charged, tables } = space.statistics()
  expect(charged).toBe(count + (tables >> 1))
  expect(charged).toBeGreaterThanOrEqual(QUOTA - 1)
  expect(count).toBeGreaterThan(QUOTA / 2 - 200)
  expect(hostBytes(physical, space)).toBeLessThan(2 * 64 * MIB)
  const { cells, groups } = space.pageTable
  expect((cells.byteLength + groups.byteLength) / count).toBeLessThan(8192)
})

test('pages that are committed densely and then left one by one cost no more than others', () => {
  const physical = new PhysicalMemory({ bytes: 1024 * MIB })
  const space = new AddressSpace(physical, { quota: QUOTA })
  for (let range = 1; ; range++) {
    const address = space.allocate(range * 128 * MIB, 256 * 4096, LAZY)
    if (address < 0) break
    space.memory.store8(address, 1)
    expect(space.unmap(address + 4096, 255 * 4096)).toBe(rcOk)
  }
  expect(space.statistics().charged).toBeGreaterThan(QUOTA - 256 - TABLES)
  expect(hostBytes(physical, space)).toBeLessThan(2 * 64 * MIB)
})

test('what the host says about sparse pages is what was counted', () => {
  collect()
  const before = process.memoryUsage().arrayBuffers
  const physical = new PhysicalMemory({ bytes: 1024 * MIB })
  const space = new AddressSpace(physical, { quota: QUOTA })
  expect(commitSparsely(space, 128 * MIB)).toBeGreaterThan(3_999)
  collect()
  const used = process.memoryUsage().arrayBuffers - before
  expect(used).toBeGreaterThan((64 * MIB) / 2)
  expect(used).toBeLessThan(2 * 64 * MIB)
  expect(space.statistics().charged).toBeGreaterThanOrEqual(QUOTA - 1)
})

test('accesses to ranges with a group and without find the same, also after a move', () => {
  const { space } = createMachine(4096)
  const value = (page: number): number => (page * 2654435761) >>> 0
  const address = (page: number): number => (page + 1) * 2 ** 27 + (page % 5) * 2 ** 21
  for (let page = 0; page < 300; page++) {
    expect(space.allocate(address(page), 4096, LAZY)).toBe(address(page))
    space.memory.store32(address(page), value(page))
    for (const other of [0, page >> 1, page])
      expect(space.memory.load32(address(other))).toBe(value(other))
  }
  const { groups } = space.pageTable
  const count = groups.filter((offset) => offset !== 0).length
  expect(count).toBeGreaterThanOrEqual(2)
  expect(count).toBeLessThanOrEqual(2 + Math.floor(space.statistics().charged / 128))
})

test('a region that grows down is charged page by page', () => {
  const { space, physical } = createMachine(16)
  const address = space.allocate(0, 4 * 4096, RESERVED | VMM_FLAG_GROW_DOWN)
  expect(physical.charged).toBe(0)
  for (let page = 3; page >= 0; page--) {
    space.memory.store8(address + page * 4096, 1)
    expect(physical.charged).toBe(4 - page + TABLES)
  }
})
