// What is misaligned, zero, negative, fractional, overflowing or beyond 48 bits is refused and
// changes nothing.

import { rcInvalidArgument } from '@kos/retcode'
import { expect, test } from 'vitest'
import {
  addressSpaceSize,
  AddressSpace,
  Heap,
  minAddress,
  PhysicalMemory,
  VMM_FLAG_ALIAS,
  VMM_FLAG_CACHE_DISABLE,
  VMM_FLAG_CACHE_MASK,
  VMM_FLAG_COMMIT,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_LOCKED,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_WRITE,
  VMM_FLAG_WRITE_BACK,
} from '../src/index.ts'
import { createMachine, LOCKED, READ_WRITE, RESERVED, TABLES } from './machine.ts'

const badSizes = [
  0,
  -4096,
  1,
  4095,
  4097,
  0.5,
  4096.5,
  2 ** 48 + 4096,
  2 ** 53,
  Infinity,
  -Infinity,
  Number.NaN,
]
const badAddresses = [
  1,
  4095,
  65537,
  -4096,
  65536.5,
  2 ** 48,
  2 ** 48 + 4096,
  2 ** 53,
  Infinity,
  Number.NaN,
]

test.each(badSizes)('a size of %d is refused everywhere', (size) => {
  const { space, physical } = createMachine(8)
  const address = space.allocate(0, 8192, LOCKED)
  const before = space.describe()
  expect(space.allocate(0, size, RESERVED)).toBe(rcInvalidArgument)
  for (const rc of [
    space.commit(address, size),
    space.decommit(address, size),
    space.unmap(address, size),
  ]) {
    expect(rc).toBe(rcInvalidArgument)
  }
  expect(space.protect(address, size, VMM_FLAG_READ)).toBe(rcInvalidArgument)
  expect(space.createMdl(size, READ_WRITE)).toBe(rcInvalidArgument)
  expect(space.describe()).toBe(before)
  expect(physical.free).toBe(6)
})

test.each(badAddresses)('an address of %d is refused everywhere', (address) => {
  const { space } = createMachine(8)
  space.allocate(0, 8192, LOCKED)
  const before = space.describe()
  expect(space.allocate(address, 4096, RESERVED)).toBe(rcInvalidArgument)
  expect(space.commit(address, 4096)).toBe(rcInvalidArgument)
  expect(space.decommit(address, 4096)).toBe(rcInvalidArgument)
  expect(space.protect(address, 4096, VMM_FLAG_READ)).toBe(rcInvalidArgument)
  expect(space.unmap(address, 4096)).toBe(rcInvalidArgument)
  expect(space.describe()).toBe(before)
})

test('a range may not reach past the end of all addresses', () => {
  const { space } = createMachine(2 + TABLES)
  const last = addressSpaceSize - 4096
  expect(space.allocate(last, 8192, RESERVED)).toBe(rcInvalidArgument)
  expect(space.allocate(last, 4096, RESERVED)).toBe(last)
  expect(space.unmap(last, 8192)).toBe(rcInvalidArgument)
  expect(space.commit(last, 4096)).toBe(0)
  space.memory.store32(addressSpaceSize - 4, 7)
  expect(() => space.memory.load32(addressSpaceSize - 3)).toThrow('nothing is allocated there')
  expect(space.memory.load32(addressSpaceSize - 4)).toBe(7)
})

test('nothing is allocated below the lowest address', () => {
  const { space } = createMachine(2)
  expect(space.allocate(minAddress - 4096, 4096, RESERVED)).toBe(rcInvalidArgument)
  expect(space.allocate(minAddress, 4096, RESERVED)).toBe(minAddress)
})

const R = VMM_FLAG_RESERVE

test.each([
  ['nothing', 0],
  ['no RESERVE', READ_WRITE],
  ['no protection', R],
  ['WRITE alone', R | VMM_FLAG_WRITE],
  ['EXECUTE alone', R | VMM_FLAG_EXECUTE],
  ['WRITE|EXECUTE', R | VMM_FLAG_WRITE | VMM_FLAG_EXECUTE],
  ['LOCKED without COMMIT', RESERVED | VMM_FLAG_LOCKED],
  ['two cachings', RESERVED | VMM_FLAG_CACHE_DISABLE | VMM_FLAG_WRITE_BACK],
  ['all cachings', RESERVED | VMM_FLAG_CACHE_MASK],
  ['ALIAS', RESERVED | VMM_FLAG_ALIAS],
  ['an unknown flag', RESERVED | 0x10000],
  ['a fraction', RESERVED + 0.5],
  ['more than 32 bits', RESERVED + 2 ** 32],
  ['a negative number', -1],
])('allocate refuses flags with %s', (_, flags) => {
  const { space } = createMachine(2)
  expect(space.allocate(0, 4096, flags)).toBe(rcInvalidArgument)
  expect(space.statistics().regions).toBe(0)
})

test.each([VMM_FLAG_READ, READ_WRITE, VMM_FLAG_READ | VMM_FLAG_EXECUTE, VMM_FLAG_RWX_MASK])(
  'protection %d is legal',
  (flags) => {
    const { space } = createMachine(2)
    const address = space.allocate(0, 4096, R | flags)
    expect(address).toBeGreaterThan(0)
    expect(space.protect(address, 4096, flags)).toBe(0)
  },
)

test.each([
  0,
  VMM_FLAG_WRITE,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_WRITE | VMM_FLAG_EXECUTE,
  RESERVED,
  VMM_FLAG_READ | VMM_FLAG_COMMIT,
  -1,
  0.5,
])('protect refuses %d', (flags) => {
  const { space } = createMachine(2)
  const address = space.allocate(0, 4096, RESERVED)
  expect(space.protect(address, 4096, flags)).toBe(rcInvalidArgument)
})

test('a range with a free page or a guard page in it is refused as a whole', () => {
  const { space } = createMachine(8)
  const address = space.allocate(0, 4 * 4096, LOCKED)
  space.unmap(address + 4096, 4096)
  const before = space.describe()
  for (const rc of [
    space.commit(address, 8192),
    space.decommit(address, 8192),
    space.unmap(address, 3 * 4096),
  ]) {
    expect(rc).toBe(rcInvalidArgument)
  }
  expect(space.protect(address, 8192, VMM_FLAG_READ)).toBe(rcInvalidArgument)
  expect(space.describe()).toBe(before)
})

test('sizes of accesses that make no sense are an error of the caller', () => {
  const { space } = createMachine(2)
  const address = space.allocate(0, 4096, LOCKED)
  for (const size of [-1, 0.5, Number.NaN, Infinity, 2 ** 53]) {
    expect(() => space.memory.fill(address, size, 0)).toThrow(RangeError)
    expect(() => space.memory.copy(address, address, size)).toThrow(RangeError)
    expect(() => space.memory.compare(address, address, size)).toThrow(RangeError)
    expect(() => space.memory.view(address, size)).toThrow(RangeError)
    expect(() => space.memory.loadString(address, size)).toThrow(RangeError)
  }
})

test('options out of range are refused with an error', () => {
  for (const bytes of [0, -4096, 4095, 4097, 2 ** 36 + 4096, Number.NaN, Infinity]) {
    expect(() => new PhysicalMemory({ bytes })).toThrow('PhysicalMemory: bytes is')
  }
  const physical = new PhysicalMemory({ bytes: 4096 })
  for (const quota of [-1, 0.5, Number.NaN])
    expect(() => new AddressSpace(physical, { quota })).toThrow('quota is')
  expect(() => new AddressSpace(physical, { regions: 0 })).toThrow('regions is 0')
  expect(() => new AddressSpace(physical, { tables: 0 })).toThrow('tables is 0')
})

test('a heap answers 0 for sizes and alignments that make no sense', () => {
  const { space, physical } = createMachine(64)
  const heap = new Heap(space)
  for (const size of [0, -1, 0.5, 16.5, 2 ** 40 + 1, 2 ** 53, Infinity, Number.NaN]) {
    expect(heap.alloc(size)).toBe(0)
    expect(heap.allocAligned(size, 16, true)).toBe(0)
  }
  for (const align of [0, -16, 3, 24, 0.5, 2 ** 31, 2 ** 32, Infinity, Number.NaN])
    expect(heap.allocAligned(64, align, false)).toBe(0)
  expect(physical.free).toBe(64)
})

test('a space that was destroyed refuses everything', () => {
  const { space } = createMachine(4)
  const address = space.allocate(0, 4096, LOCKED)
  const mdl = space.createMdl(4096, READ_WRITE)
  space.destroy()
  space.destroy()
  expect(space.alive).toBe(false)
  expect(space.allocate(0, 4096, RESERVED)).toBe(rcInvalidArgument)
  expect(space.commit(address, 4096)).toBe(rcInvalidArgument)
  expect(space.unmap(address, 4096)).toBe(rcInvalidArgument)
  expect(space.createMdl(4096, READ_WRITE)).toBe(rcInvalidArgument)
  expect(typeof mdl === 'number' ? mdl : space.map(mdl, 0, 4096, 0, READ_WRITE)).toBe(
    rcInvalidArgument,
  )
  expect(() => space.memory.load8(address)).toThrow('nothing is allocated there')
})
