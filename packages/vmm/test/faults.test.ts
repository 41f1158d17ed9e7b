// Every page state x protection x access x size x place in the page: does the access happen, and if
// not, which fault, where.

import { rcOk } from '@kos/retcode'
import { expect, test } from 'vitest'
import {
  Access,
  type AddressSpace,
  FaultReason,
  MemoryFault,
  type MemoryView,
} from '../src/index.ts'
import {
  VMM_FLAG_COMMIT,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_GROW_DOWN,
  VMM_FLAG_LOCKED,
  VMM_FLAG_READ,
} from '../src/index.ts'
import {
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_RESERVE,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_WRITE,
} from '../src/index.ts'
import { createMachine, LAZY, LOCKED, RESERVED, TABLES } from './machine.ts'

const BASE = 0x7fff_0000_0000
const protections = {
  'r--': VMM_FLAG_READ,
  'rw-': VMM_FLAG_READ | VMM_FLAG_WRITE,
  'r-x': VMM_FLAG_READ | VMM_FLAG_EXECUTE,
  rwx: VMM_FLAG_RWX_MASK,
}

type State = 'free' | 'reserved' | 'lazy' | 'locked' | 'shared' | 'guard' | 'growing without memory'
const states: readonly State[] = [
  'free',
  'reserved',
  'lazy',
  'locked',
  'shared',
  'guard',
  'growing without memory',
]

/** Makes the page at an address what is wanted. */
function prepare(space: AddressSpace, address: number, state: State, protection: number): void {
  const flags = VMM_FLAG_RESERVE | protection
  if (state === 'reserved') space.allocate(address, 4096, flags)
  if (state === 'lazy') space.allocate(address, 4096, flags | VMM_FLAG_COMMIT)
  if (state === 'growing without memory') space.allocate(address, 4096, flags | VMM_FLAG_GROW_DOWN)
  if (state === 'locked') space.allocate(address, 4096, flags | VMM_FLAG_COMMIT | VMM_FLAG_LOCKED)
  if (state === 'guard') space.allocate(address + 4096, 4096, flags | VMM_FLAG_LOW_GUARD)
  if (state !== 'shared') return
  const mdl = space.createMdl(4096, VMM_FLAG_RWX_MASK)
  if (typeof mdl === 'number') throw new Error(`No buffer: ${mdl}`)
  space.map(mdl, 0, 4096, address, protection)
}

function expectedReason(state: State, protection: number, access: number): number {
  if (state === 'free') return FaultReason.free
  if (state === 'guard') return FaultReason.guard
  if (state === 'reserved') return FaultReason.reserved
  if (((protection >> 7) & access) === 0) return FaultReason.protection
  return state === 'growing without memory' ? FaultReason.outOfMemory : 0
}

interface Kind {
  readonly size: number
  readonly load: (memory: MemoryView, address: number) => unknown
  readonly store: (memory: MemoryView, address: number) => void
}

const kinds: Readonly<Record<string, Kind>> = {
  '8': {
    size: 1,
    load: (memory, at) => memory.load8(at),
    store: (memory, at) => memory.store8(at, 0x5a),
  },
  '16': {
    size: 2,
    load: (memory, at) => memory.load16(at),
    store: (memory, at) => memory.store16(at, 0x5a5a),
  },
  '32': {
    size: 4,
    load: (memory, at) => memory.load32(at),
    store: (memory, at) => memory.store32(at, 0x5a5a5a5a),
  },
  '64': {
    size: 8,
    load: (memory, at) => memory.load64(at),
    store: (memory, at) => memory.store64(at, 0x5a5a5a5a5a5a5a5an),
  },
  float32: {
    size: 4,
    load: (memory, at) => memory.loadFloat32(at),
    store: (memory, at) => memory.storeFloat32(at, 1.5),
  },
  float64: {
    size: 8,
    load: (memory, at) => memory.loadFloat64(at),
    store: (memory, at) => memory.storeFloat64(at, 1.5),
  },
  bytes: {
    size: 100,
    load: (memory, at) => memory.read(at, new Uint8Array(100)),
    store: (memory, at) => memory.write(at, new Uint8Array(100).fill(0x5a)),
  },
  fill: {
    size: 100,
    load: (memory, at) => memory.compare(at, at, 100),
    store: (memory, at) => memory.fill(at, 100, 0x5a),
  },
}

function faultOf(run: () => unknown): MemoryFault | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof MemoryFault) return error
    throw error
  }
}

/**
 * A space whose first page at BASE may be read and written, and whose second page is as wanted; as
 * much memory as that needs.
 */
function spaceWith(state: State, protection: number): AddressSpace {
  const { space } = createMachine(TABLES + (state === 'growing without memory' ? 1 : 2))
  space.allocate(BASE, 4096, LOCKED)
  prepare(space, BASE + 4096, state, protection)
  return space
}

const reasons = Object.keys(FaultReason)

for (const state of states) {
  for (const [name, protection] of Object.entries(protections)) {
    test(`accesses to a ${name} page that is ${state}`, () => {
      for (const kind of Object.values(kinds)) {
        const places = [4096, 4096 + 8, 8192 - kind.size, 4096 - (kind.size >> 1)]
        for (const place of places) {
          for (const access of [Access.read, Access.write] as const) {
            const space = spaceWith(state, protection)
            const address = BASE + place
            const isCrossing = place < 4096
            const touchesSecond = place + kind.size > 4096
            const reason = touchesSecond ? expectedReason(state, protection, access) : 0
            const run = access === Access.read ? kind.load : kind.store
            const fault = faultOf(() => run(space.memory, address))
            expect(fault?.reason).toBe(reason === 0 ? undefined : reasons[reason - 1])
            if (fault === undefined) continue
            expect(fault.address).toBe(isCrossing ? BASE + 4096 : address)
            expect(fault.access).toBe(access === Access.read ? 'read' : 'write')
            expect(space.memory.isFilled(BASE, 4096, 0)).toBe(true)
          }
          const space = spaceWith(state, protection)
          const execute =
            place + kind.size > 4096 ? expectedReason(state, protection, Access.execute) : 0
          const start = Math.max(place, 4096)
          expect(space.memory.probe(BASE + start, kind.size, Access.execute)).toBe(
            place + kind.size > 4096 ? execute : FaultReason.protection,
          )
        }
      }
    })
  }
}

test('a fault says address, access and reason in words', () => {
  const { space } = createMachine(1)
  const fault = faultOf(() => space.memory.load32(0x1234_5678_9abc))
  expect(fault).toMatchObject({
    name: 'MemoryFault',
    address: 0x1234_5678_9abc,
    access: 'read',
    reason: 'free',
  })
  expect(fault?.message).toBe('read at 0x1234_5678_9abc: nothing is allocated there')
})

test('what is no address is free', () => {
  const { space } = createMachine(1)
  for (const address of [0, -1, -4096, 0.5, 65536.5, 2 ** 48, 2 ** 53, Infinity, Number.NaN]) {
    expect(faultOf(() => space.memory.load8(address))?.reason).toBe('free')
    expect(faultOf(() => space.memory.store32(address, 1))?.reason).toBe('free')
  }
})

test('a fractional address in a window that is remembered is no address either', () => {
  const { space } = createMachine(2 + TABLES)
  const address = space.allocate(0, 8192, LOCKED)
  space.memory.store32(address, 7)
  expect(space.memory.load32(address)).toBe(7)
  expect(faultOf(() => space.memory.load32(address + 0.5))?.reason).toBe('free')
  expect(faultOf(() => space.memory.store32(address + 4.25, 1))?.reason).toBe('free')
  expect(faultOf(() => space.memory.load32(address + 2 ** 30))?.reason).toBe('free')
  expect(faultOf(() => space.memory.load32(address - 2 ** 30))?.reason).toBe('free')
  expect(faultOf(() => space.memory.load32(address + 2 ** 32))?.reason).toBe('free')
})

test('a range that runs out of memory in the middle is not written at all', () => {
  const { space } = createMachine(3 + TABLES)
  const address = space.allocate(0, 3 * 4096, LAZY)
  space.allocate(address + 3 * 4096, 4096, RESERVED | VMM_FLAG_GROW_DOWN)
  const fault = faultOf(() => space.memory.fill(address, 4 * 4096, 7))
  expect(fault).toMatchObject({ reason: 'outOfMemory', address: address + 3 * 4096 })
  expect(space.memory.isFilled(address, 3 * 4096, 0)).toBe(true)
})

test('what is unmapped, decommitted or protected is noticed at once by whoever used it', () => {
  const { space } = createMachine(4 + TABLES)
  const address = space.allocate(0, 4 * 4096, LOCKED)
  for (let page = 0; page < 4; page++) space.memory.store32(address + page * 4096, 1)
  space.decommit(address, 4096)
  space.protect(address + 4096, 4096, VMM_FLAG_READ)
  space.unmap(address + 8192, 4096)
  expect(faultOf(() => space.memory.load32(address))?.reason).toBe('reserved')
  expect(faultOf(() => space.memory.store32(address + 4096, 2))?.reason).toBe('protection')
  expect(space.memory.load32(address + 4096)).toBe(1)
  expect(faultOf(() => space.memory.store32(address + 8192, 2))?.reason).toBe('free')
  expect(space.memory.load32(address + 3 * 4096)).toBe(1)
})

test('a region that grows down is committed from its end down, page after page', () => {
  const { space } = createMachine(8)
  const address = space.allocate(0, 4 * 4096, RESERVED | VMM_FLAG_GROW_DOWN | VMM_FLAG_LOW_GUARD)
  expect(faultOf(() => space.memory.store8(address + 2 * 4096, 1))?.reason).toBe('reserved')
  for (let page = 3; page >= 0; page--) space.memory.store8(address + page * 4096, page)
  expect(space.statistics()).toMatchObject({ reserved: 0, committed: 4, resident: 4, guards: 1 })
  expect(faultOf(() => space.memory.store8(address - 1, 1))?.reason).toBe('guard')
})

test('a stack is committed from any page that is touched to its end, each page with a frame when it is touched', () => {
  const { space, physical } = createMachine(16)
  const stack = space.allocateStack(8 * 4096)
  expect(space.statistics()).toMatchObject({ reserved: 8, charged: 0, guards: 1 })
  space.memory.store8(stack + 8 * 4096 - 1, 1)
  expect(space.statistics()).toMatchObject({ committed: 1, charged: 1 + TABLES })
  space.memory.store8(stack + 3 * 4096, 2)
  expect(space.statistics()).toMatchObject({ reserved: 3, committed: 5, resident: 2, regions: 3 })
  space.memory.store8(stack, 3)
  expect(space.statistics()).toMatchObject({ reserved: 0, committed: 8, resident: 3, regions: 2 })
  expect(faultOf(() => space.memory.store8(stack - 1, 1))?.reason).toBe('guard')
  expect(space.unmap(stack, 8 * 4096)).toBe(rcOk)
  expect([physical.charged, space.statistics().regions]).toEqual([0, 0])
})

test('a stack that cannot be charged for all pages down to one does not grow', () => {
  const { space } = createMachine(16, { quota: 5 })
  const stack = space.allocateStack(8 * 4096)
  space.memory.store8(stack + 7 * 4096, 1)
  const before = space.statistics()
  const fault = faultOf(() => space.memory.store8(stack + 4 * 4096, 1))
  expect(fault?.message).toMatch(/^write at .*: no memory or quota is left for the page$/)
  expect(space.statistics()).toEqual(before)
  space.memory.store8(stack + 5 * 4096, 1)
  expect(space.statistics().charged).toBe(5)
})

test('guard pages before and after a region catch accesses beyond its ends', () => {
  const { space } = createMachine(8)
  const address = space.allocate(0, 8192, LOCKED | VMM_FLAG_LOW_GUARD | VMM_FLAG_HIGH_GUARD)
  expect(faultOf(() => space.memory.write(address + 8190, new Uint8Array(4)))).toMatchObject({
    reason: 'guard',
    address: address + 8192,
  })
  expect(faultOf(() => space.memory.load32(address - 4))?.reason).toBe('guard')
})

test('a space says what memory it lacks without throwing: probe', () => {
  const { space } = createMachine(2 + TABLES)
  const address = space.allocate(0, 2 * 4096, LAZY)
  space.allocate(address + 2 * 4096, 4096, RESERVED | VMM_FLAG_GROW_DOWN)
  expect(space.memory.probe(address, 2 * 4096, Access.write)).toBe(0)
  expect(space.memory.probe(address, 3 * 4096, Access.write)).toBe(FaultReason.outOfMemory)
  expect(space.memory.probe(address, 0, Access.write)).toBe(0)
})
