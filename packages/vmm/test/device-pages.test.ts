// Device pages: what is mapped, which accesses registers take, and what protection, revocation and
// release do to them.

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
  type DeviceRegisters,
  FaultReason,
  Mapping,
  maxPhysicalPages,
  MemoryView,
  PhysicalMemory,
  VMM_FLAG_ALIAS,
  VMM_FLAG_CACHE_DISABLE,
  VMM_FLAG_COMMIT,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_WRITE,
  VMM_FLAG_WRITE_BACK,
} from '../src/index.ts'
import { LOCKED, READ_WRITE, TABLES } from './machine.ts'

/** The first physical page of the window, far behind the frames. */
const WINDOW = 0xfe000
const BASE = WINDOW * 4096

/** Registers that remember: each answers what was written to it, and all accesses are recorded. */
class Registers implements DeviceRegisters {
  readonly accesses: string[] = []
  readonly values: Map<number, number> = new Map()

  readRegister(page: number, offset: number, size: 1 | 2 | 4): number {
    const address = page * 4096 + offset
    this.accesses.push(`read${8 * size} ${(address - BASE).toString(16)}`)
    return this.values.get(address) ?? 0
  }

  writeRegister(page: number, offset: number, size: 1 | 2 | 4, value: number): void {
    const address = page * 4096 + offset
    this.accesses.push(`write${8 * size} ${(address - BASE).toString(16)} ${value.toString(16)}`)
    this.values.set(address, value)
  }
}

interface Driver {
  readonly physical: PhysicalMemory
  readonly space: AddressSpace
  readonly memory: MemoryView
  readonly registers: Registers
  readonly mapping: Mapping
  /** Where the window of `pages` pages is mapped. */
  readonly address: number
  readonly pages: number
}

function createDriver(flags: number = READ_WRITE, pages: number = 4): Driver {
  const physical = new PhysicalMemory({ bytes: 32 * 4096 })
  const space = new AddressSpace(physical)
  const registers = new Registers()
  const mapping = new Mapping(null, VMM_FLAG_RWX_MASK)
  const address = space.mapDevice(WINDOW, pages, 0, flags, mapping)
  const memory = new MemoryView(space.pageTable, physical, space, registers)
  return { physical, space, memory, registers, mapping, address, pages }
}

test('loads and stores of one, two and four bytes reach the registers at their physical addresses', () => {
  const { memory, registers, address } = createDriver()
  memory.store8(address + 1, 0x1ff)
  memory.store16(address + 4096, -1)
  memory.store32(address + 2 * 4096 + 8, -2)
  expect(memory.load8(address + 1)).toBe(0xff)
  expect(memory.loadInt8(address + 1)).toBe(-1)
  expect(memory.load16(address + 4096)).toBe(0xffff)
  expect(memory.loadInt16(address + 4096)).toBe(-1)
  expect(memory.load32(address + 2 * 4096 + 8)).toBe(0xffff_fffe)
  expect(memory.loadInt32(address + 2 * 4096 + 8)).toBe(-2)
  expect(registers.accesses).toEqual([
    'write8 1 ff',
    'write16 1000 ffff',
    'write32 2008 fffffffe',
    'read8 1',
    'read8 1',
    'read16 1000',
    'read16 1000',
    'read32 2008',
    'read32 2008',
  ])
})

test('functions for registers reach registers, and memory where there is no device', () => {
  const { space, memory, registers, address } = createDriver()
  const buffer = space.allocate(0, 4096, LOCKED)
  for (const at of [address, buffer]) {
    memory.writeRegister8(at + 3, -1)
    memory.writeRegister16(at + 4, 0x1_2345)
    memory.writeRegister32(at + 8, -3)
    expect(memory.readRegister8(at + 3)).toBe(0xff)
    expect(memory.readRegister16(at + 4)).toBe(0x2345)
    expect(memory.readRegister32(at + 8)).toBe(0xffff_fffd)
  }
  expect(registers.accesses).toEqual([
    'write8 3 ff',
    'write16 4 2345',
    'write32 8 fffffffd',
    'read8 3',
    'read16 4',
    'read32 8',
  ])
  expect(memory.load32(buffer + 8)).toBe(0xffff_fffd)
})

test('what a device answers is cut to the size of the register', () => {
  const { space, address, physical } = createDriver()
  const devices = { readRegister: () => -2.5, writeRegister: () => undefined }
  const memory = new MemoryView(space.pageTable, physical, space, devices)
  expect([memory.readRegister8(address), memory.load8(address)]).toEqual([0xfe, 0xfe])
  expect([memory.readRegister16(address), memory.load16(address)]).toEqual([0xfffe, 0xfffe])
  expect([memory.readRegister32(address), memory.load32(address)]).toEqual([
    0xffff_fffe, 0xffff_fffe,
  ])
})

test('windows far from each other, and ones without a group of tables, are found in any order', () => {
  const { space, memory, registers, address } = createDriver()
  const places = [address]
  for (let i = 1; i < 6; i++) {
    const mapping = new Mapping(null, READ_WRITE)
    places.push(space.mapDevice(WINDOW + 16 * i, 1, i * 2 ** 32, READ_WRITE, mapping))
  }
  for (let round = 0; round < 3; round++)
    for (const [i, at] of places.entries()) {
      memory.writeRegister32(at + 4, 100 * round + i)
      expect(memory.load32(at + 4)).toBe(100 * round + i)
      expect(memory.readRegister32(at + 4)).toBe(100 * round + i)
    }
  expect([...registers.values.keys()]).toEqual(places.map((_, i) => BASE + 16 * i * 4096 + 4))
})

const refused: readonly (readonly [string, (memory: MemoryView, address: number) => unknown])[] = [
  ['load64', (memory, address) => memory.load64(address)],
  ['loadInt64', (memory, address) => memory.loadInt64(address)],
  ['loadFloat32', (memory, address) => memory.loadFloat32(address)],
  ['loadFloat64', (memory, address) => memory.loadFloat64(address)],
  ['store64', (memory, address) => memory.store64(address, 1n)],
  ['storeFloat32', (memory, address) => memory.storeFloat32(address, 1)],
  ['storeFloat64', (memory, address) => memory.storeFloat64(address, 1)],
  ['an unaligned load16', (memory, address) => memory.load16(address + 1)],
  ['an unaligned load32', (memory, address) => memory.load32(address + 2)],
  ['an unaligned store16', (memory, address) => memory.store16(address + 3, 1)],
  ['an unaligned store32', (memory, address) => memory.store32(address + 1, 1)],
  ['an unaligned readRegister32', (memory, address) => memory.readRegister32(address + 2)],
  ['an unaligned writeRegister16', (memory, address) => memory.writeRegister16(address + 1, 1)],
  ['a load across pages', (memory, address) => memory.load32(address + 4094)],
  ['a store across pages', (memory, address) => memory.store16(address + 4095, 1)],
  ['read', (memory, address) => memory.read(address, new Uint8Array(4))],
  ['write', (memory, address) => memory.write(address, new Uint8Array(4))],
  ['copy from it', (memory, address) => memory.copy(address + 4 * 4096, address, 4)],
  ['copy to it', (memory, address) => memory.copy(address, address + 4 * 4096, 4)],
  ['fill', (memory, address) => memory.fill(address, 4, 1)],
  ['compare', (memory, address) => memory.compare(address, address + 4, 4)],
  ['isFilled', (memory, address) => memory.isFilled(address, 4, 0)],
  ['loadString', (memory, address) => memory.loadString(address, 4)],
  ['storeString', (memory, address) => memory.storeString(address, 'ab', 4)],
  ['view', (memory, address) => memory.view(address, 4)],
  ['a view to execute', (memory, address) => memory.view(address, 4, Access.execute)],
]

test.each(refused)('a register does not take %s', (_, access) => {
  const { space, memory, registers, address } = createDriver(VMM_FLAG_RWX_MASK)
  // Memory right behind the window: an access that begins in it faults all the same.
  expect(space.allocate(address + 4 * 4096, 4096, LOCKED)).toBe(address + 4 * 4096)
  expect(() => access(memory, address)).toThrow('a register takes one aligned access')
  expect(registers.accesses).toEqual([])
})

test('a range that runs from memory into a window is refused before its first byte is written', () => {
  const { space, memory, registers, address } = createDriver()
  const buffer = space.allocate(address + 4 * 4096, 4096, LOCKED)
  const behind = space.mapDevice(
    WINDOW,
    1,
    buffer + 4096,
    READ_WRITE,
    new Mapping(null, READ_WRITE),
  )
  expect(behind).toBe(buffer + 4096)
  const bytes = new Uint8Array(16).fill(9)
  expect(memory.tryWrite(behind - 8, bytes)).toBe(FaultReason.device)
  expect(memory.faultAddress).toBe(behind)
  expect(memory.tryRead(behind - 8, bytes)).toBe(FaultReason.device)
  expect(() => memory.store32(behind - 2, -1)).toThrow('a register takes')
  expect(() => memory.fill(behind - 8, 16, 1)).toThrow('a register takes')
  expect(memory.isFilled(behind - 8, 8, 0)).toBe(true)
  expect(bytes).toEqual(new Uint8Array(16).fill(9))
  expect(memory.probe(behind, 4, Access.write)).toBe(FaultReason.device)
  expect(registers.accesses).toEqual([])
})

test('a view without registers faults at device pages, and at these only', () => {
  const { space, address } = createDriver()
  expect(() => space.memory.load32(address)).toThrow('a register takes one aligned access')
  expect(() => space.memory.store8(address, 1)).toThrow('a register takes one aligned access')
  expect(() => space.memory.readRegister32(address)).toThrow('a register takes')
  expect(() => space.memory.writeRegister8(address, 1)).toThrow('a register takes')
  const buffer = space.allocate(0, 4096, LOCKED)
  space.memory.writeRegister16(buffer, 7)
  expect(space.memory.readRegister16(buffer)).toBe(7)
})

test.each([0.5, 1.5, -1, -4096, 2 ** 48, 2 ** 53, Infinity, Number.NaN])(
  'an address of %d is no register',
  (offset) => {
    const { memory, registers, address } = createDriver()
    memory.readRegister32(address)
    registers.accesses.length = 0
    const at = Math.abs(offset) < 2 ? address + offset : offset
    expect(() => memory.readRegister8(at)).toThrow('nothing is allocated there')
    expect(() => memory.writeRegister32(at, 1)).toThrow('nothing is allocated there')
    expect(() => memory.load8(at)).toThrow('nothing is allocated there')
    expect(registers.accesses).toEqual([])
  },
)

test('the protection of a window is checked at every access', () => {
  const { space, memory, registers, address } = createDriver(VMM_FLAG_READ)
  memory.readRegister32(address)
  expect(() => memory.writeRegister32(address, 1)).toThrow('the protection of the page')
  expect(() => memory.store32(address, 1)).toThrow('the protection of the page')
  expect(space.protect(address, 4096, READ_WRITE)).toBe(rcOk)
  memory.writeRegister32(address, 1)
  memory.store8(address, 2)
  expect(() => memory.writeRegister32(address + 4096, 1)).toThrow('the protection of the page')
  expect(space.protect(address, 4096, VMM_FLAG_READ)).toBe(rcOk)
  expect(() => memory.writeRegister32(address, 1)).toThrow('the protection of the page')
  expect(registers.accesses).toEqual(['read32 0', 'write32 0 1', 'write8 0 2'])
})

test('registers may be write-only', () => {
  const { space, memory, registers, address } = createDriver(VMM_FLAG_WRITE)
  memory.writeRegister32(address, 5)
  memory.store16(address + 4, 6)
  expect(() => memory.readRegister32(address)).toThrow('the protection of the page')
  expect(() => memory.load8(address)).toThrow('the protection of the page')
  expect(registers.accesses).toEqual(['write32 0 5', 'write16 4 6'])
  expect(space.regions()[0]).toMatchObject({ state: 'device', protection: '-w-' })
  expect(space.describeWalk(address)).toContain(`device page ${WINDOW}, which may be written`)
})

test('a window that is revoked faults from then on, and keeps its addresses', () => {
  const { space, memory, registers, mapping, address } = createDriver()
  memory.writeRegister32(address, 1)
  memory.store32(address, 1)
  expect(space.protect(address + 4096, 4096, VMM_FLAG_READ)).toBe(rcOk)
  expect(space.unmap(address + 2 * 4096, 4096)).toBe(rcOk)
  expect(mapping.pages).toBe(3)
  registers.accesses.length = 0
  space.revoke(mapping, address, 4 * 4096)
  expect([mapping.pages, mapping.protection, space.statistics().devices]).toEqual([0, 0, 3])
  for (const at of [address, address + 4096, address + 3 * 4096]) {
    expect(() => memory.readRegister32(at)).toThrow('the mapping was revoked')
    expect(() => memory.writeRegister32(at, 1)).toThrow('the mapping was revoked')
    expect(() => memory.load32(at)).toThrow('the mapping was revoked')
    expect(() => memory.store32(at, 1)).toThrow('the mapping was revoked')
    expect(space.protect(at, 4096, VMM_FLAG_READ)).toBe(rcSecurityDisallow)
    expect(space.commit(at, 4096)).toBe(rcInvalidOperation)
  }
  expect(registers.accesses).toEqual([])
  expect(space.regions()[0]).toMatchObject({ resident: 0, notes: ['locked', 'revoked'] })
  expect(space.unmap(address, 8192)).toBe(rcOk)
  expect(space.statistics().devices).toBe(1)
})

test('release frees what a mapping still maps, and nothing else', () => {
  const { space, memory, address } = createDriver()
  let ends = 0
  const mapping = new Mapping(null, READ_WRITE, () => void ends++)
  const flags = READ_WRITE | VMM_FLAG_LOW_GUARD | VMM_FLAG_HIGH_GUARD
  const base = 0x100_0000
  expect(space.mapDevice(WINDOW + 8, 5, base, flags, mapping)).toBe(base)
  expect(space.protect(base + 4096, 4096, VMM_FLAG_READ)).toBe(rcOk)
  expect(space.unmap(base + 2 * 4096, 2 * 4096)).toBe(rcOk)
  expect(space.allocate(base + 2 * 4096, 4096, LOCKED)).toBe(base + 2 * 4096)
  memory.store32(base + 2 * 4096, 77)
  const other = new Mapping(null, READ_WRITE)
  expect(space.mapDevice(WINDOW + 8, 1, base + 3 * 4096, READ_WRITE, other)).toBe(base + 3 * 4096)
  space.release(mapping, base, 5 * 4096)
  expect(ends).toBe(1)
  expect([mapping.pages, other.pages]).toEqual([0, 1])
  expect(space.regions().map((region) => [region.address, region.size, region.state])).toEqual([
    [address, 4 * 4096, 'device'],
    [base + 2 * 4096, 4096, 'committed'],
    [base + 3 * 4096, 4096, 'device'],
  ])
  expect(memory.load32(base + 2 * 4096)).toBe(77)
  expect(() => memory.readRegister8(base)).toThrow('nothing is allocated there')
  space.release(mapping, base, 5 * 4096)
  expect([ends, space.statistics().regions]).toEqual([1, 3])
  expect(space.verify()).toEqual([])
})

test('release frees what was revoked, and shared buffers as well', () => {
  const { space, physical, mapping, address } = createDriver()
  space.revoke(mapping, address, 4 * 4096)
  space.release(mapping, address, 4 * 4096)
  expect(space.statistics()).toMatchObject({ devices: 0, regions: 0, tables: 1, charged: 0 })
  const mdl = space.createMdl(8192, READ_WRITE)
  if (typeof mdl === 'number') throw new Error(`No buffer: ${mdl}`)
  const shared = new Mapping(mdl, READ_WRITE)
  const at = space.map(mdl, 0, 8192, 0, READ_WRITE, shared)
  mdl.release()
  space.release(shared, at, 8192)
  expect([mdl.alive, physical.free, physical.charged]).toEqual([false, 32, 0])
})

test('the addresses of a window become those of memory, for who remembers them, too', () => {
  const { space, memory, registers, mapping, address } = createDriver()
  memory.readRegister32(address)
  memory.load32(address)
  space.release(mapping, address, 4 * 4096)
  expect(space.allocate(address, 4096, LOCKED)).toBe(address)
  memory.writeRegister32(address, 5)
  expect([memory.load32(address), memory.readRegister32(address)]).toEqual([5, 5])
  expect(registers.accesses).toEqual(['read32 0', 'read32 0'])
})

test('no frame is charged or freed for a window, and tables are', () => {
  const { physical, space, mapping, address } = createDriver()
  expect([physical.free, physical.charged]).toEqual([32, TABLES])
  expect(space.statistics()).toMatchObject({
    devices: 4,
    shared: 0,
    committed: 0,
    resident: 0,
    charged: TABLES,
    tables: 4,
  })
  expect(space.commit(address, 4 * 4096)).toBe(rcOk)
  expect(space.decommit(address, 4096)).toBe(rcInvalidOperation)
  expect(space.unmap(address + 4096, 4096)).toBe(rcOk)
  expect(mapping.pages).toBe(3)
  space.destroy()
  expect([physical.free, physical.charged, mapping.pages]).toEqual([32, 0, 0])
  expect(space.mapDevice(WINDOW, 1, 0, READ_WRITE, new Mapping(null, READ_WRITE))).toBe(
    rcInvalidArgument,
  )
})

test('a window needs tables, addresses and regions, or nothing happens', () => {
  const physical = new PhysicalMemory({ bytes: 32 * 4096 })
  const poor = new AddressSpace(physical, { quota: 0 })
  const narrow = new AddressSpace(physical, { tables: 1 })
  const few = new AddressSpace(physical, { regions: 1 })
  const mapping = new Mapping(null, READ_WRITE, () => expect.unreachable())
  expect(poor.mapDevice(WINDOW, 1, 0, READ_WRITE, mapping)).toBe(rcQuotaExceeded)
  expect(narrow.mapDevice(WINDOW, 1, 0, READ_WRITE, mapping)).toBe(rcOutOfMemory)
  expect(few.mapDevice(WINDOW, 1, 0, READ_WRITE | VMM_FLAG_LOW_GUARD, mapping)).toBe(
    rcQuotaExceeded,
  )
  expect([mapping.pages, physical.charged]).toEqual([0, 0])
  for (const space of [poor, narrow, few]) expect(space.regions()).toEqual([])
})

test('a hint is taken if it is free', () => {
  const { space } = createDriver()
  const map = (hint: number): number =>
    space.mapDevice(WINDOW, 1, hint, READ_WRITE, new Mapping(null, READ_WRITE))
  expect(map(0x70_0000)).toBe(0x70_0000)
  expect(map(0x70_0000)).toBe(0x1_4000)
  expect(map(5)).toBe(rcInvalidArgument)
})

test.each([
  [WINDOW, 0],
  [WINDOW, -1],
  [WINDOW, 0.5],
  [WINDOW, Number.NaN],
  [WINDOW, Infinity],
  [WINDOW + 0.5, 1],
  [Number.NaN, 1],
  [-1, 1],
  [0, 1],
  [31, 1],
  [maxPhysicalPages, 1],
  [maxPhysicalPages - 1, 2],
  [2 ** 53, 1],
])('physical page %d has no window of %d pages', (firstPage, pages) => {
  const { space } = createDriver()
  const before = space.describe()
  const mapping = new Mapping(null, READ_WRITE)
  expect(space.mapDevice(firstPage, pages, 0, READ_WRITE, mapping)).toBe(rcInvalidArgument)
  expect([space.describe(), mapping.pages]).toEqual([before, 0])
})

test('the first page behind the frames and the last of all may be mapped', () => {
  const { space, physical } = createDriver()
  const registers: number[] = []
  const devices = {
    readRegister: (page: number, offset: number) => registers.push(page * 4096 + offset),
    writeRegister: () => undefined,
  }
  const memory = new MemoryView(space.pageTable, physical, space, devices)
  for (const page of [32, maxPhysicalPages - 1]) {
    const at = space.mapDevice(page, 1, 0, READ_WRITE, new Mapping(null, READ_WRITE))
    memory.readRegister32(at + 4092)
    memory.load8(at)
  }
  expect(registers).toEqual([33 * 4096 - 4, 32 * 4096, 2 ** 36 - 4, 2 ** 36 - 4096])
})

test.each([
  0,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_READ | VMM_FLAG_EXECUTE,
  VMM_FLAG_WRITE | VMM_FLAG_EXECUTE,
  READ_WRITE | VMM_FLAG_RESERVE,
  READ_WRITE | VMM_FLAG_COMMIT,
  READ_WRITE | VMM_FLAG_ALIAS,
  READ_WRITE | VMM_FLAG_CACHE_DISABLE | VMM_FLAG_WRITE_BACK,
  READ_WRITE | 0x20_0000,
  READ_WRITE + 0.5,
  READ_WRITE + 2 ** 32,
  Number.NaN,
])('flags of %d map no window', (flags) => {
  const { space } = createDriver()
  const mapping = new Mapping(null, VMM_FLAG_RWX_MASK)
  expect(space.mapDevice(WINDOW, 1, 0, flags, mapping)).toBe(rcInvalidArgument)
})

test('a mapping maps a window or its buffer, never the other, and with no more than it allows', () => {
  const { space } = createDriver()
  const mdl = space.createMdl(4096, READ_WRITE)
  if (typeof mdl === 'number') throw new Error(`No buffer: ${mdl}`)
  const ofWindow = new Mapping(null, VMM_FLAG_READ)
  const ofBuffer = new Mapping(mdl, READ_WRITE)
  expect(space.mapDevice(WINDOW, 1, 0, READ_WRITE, ofBuffer)).toBe(rcInvalidArgument)
  expect(space.map(mdl, 0, 4096, 0, VMM_FLAG_READ, ofWindow)).toBe(rcInvalidArgument)
  expect(space.mapDevice(WINDOW, 1, 0, READ_WRITE, ofWindow)).toBe(rcSecurityDisallow)
  const address = space.mapDevice(WINDOW, 1, 0, VMM_FLAG_READ, ofWindow)
  expect(space.protect(address, 4096, READ_WRITE)).toBe(rcSecurityDisallow)
  space.revoke(ofWindow, address, 4096)
  expect(space.mapDevice(WINDOW, 1, 0, VMM_FLAG_READ, ofWindow)).toBe(rcSecurityDisallow)
})

test('what may be executed elsewhere is not executed in a window', () => {
  const { space, address } = createDriver(VMM_FLAG_RWX_MASK)
  expect(space.regions()[0]).toMatchObject({ state: 'device', protection: 'rwx' })
  expect(space.describeWalk(address)).toMatch(/device page \d+, which may be read, written$/m)
  expect(space.fault(address, Access.execute)).toBe(FaultReason.device)
})

test('a window is shown, in words and in the walk', () => {
  const { space, address } = createDriver(READ_WRITE | VMM_FLAG_CACHE_DISABLE | VMM_FLAG_HIGH_GUARD)
  expect(space.describe().split('\n').slice(1)).toEqual([
    '0x0000_0001_0000  16 KiB  device  rw-     4 of 4    locked, not cached',
    '0x0000_0001_4000  4 KiB   guard   ---     0 of 1',
  ])
  expect(
    space
      .describeWalk(address + 4100)
      .split('\n')
      .slice(-2),
  ).toEqual([
    expect.stringContaining(`entry 17: device page ${WINDOW + 1}, which may be read, written`),
    'physical address 0x0000_fe00_1004: byte 4 of the device page',
  ])
})
