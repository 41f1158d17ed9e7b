import { rcInvalidArgument, rcOk, rcOutOfMemory, rcQuotaExceeded } from '@kos/retcode'
import { expect, test, vi } from 'vitest'
import { HandleTable, maxNodesPerTable, maxHandlesPerSpace } from '../src/index.ts'
import { ALL_RIGHTS, READ, createSystem, resource } from './system.ts'

function refuseMemory(): never {
  throw new RangeError('Array buffer allocation failed')
}

test('a space holds 2^20 - 1 handles and not one more', () => {
  const { table } = createSystem()
  const space = table.createSpace()
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  for (let count = 1; count < maxHandlesPerSpace; count++) space.copy(root, READ)
  expect(space.used).toBe(2 ** 20 - 1)
  expect(space.reserve(1)).toBe(rcQuotaExceeded)
  expect(space.copy(root, READ)).toBe(rcQuotaExceeded)
  const other = table.createSpace()
  expect(space.transfer(root, other, READ)).toBeGreaterThan(0)
  expect(space.close(root)).toBe(rcOk)
  expect(space.create(resource(space, 2), READ)).toBeGreaterThan(0)
})

test.each([1, 2, 255, 256, 257])('a quota of %d is kept exactly', (quota) => {
  const { table } = createSystem()
  const space = table.createSpace(quota)
  const handles = Array.from({ length: quota }, (_, index) =>
    space.create(resource(space, index), READ),
  )
  expect(handles.every((handle) => handle > 0)).toBe(true)
  expect(space.create(resource(space, 0), READ)).toBe(rcQuotaExceeded)
  expect(space.createBadge(1)).toBe(rcQuotaExceeded)
  space.close(handles[0] as number)
  expect(space.reserve(1)).toBe(rcOk)
  expect(space.reserve(2)).toBe(rcQuotaExceeded)
})

test('a space at its quota leaves other spaces alone', () => {
  const { table } = createSystem()
  const [poor, rich] = [table.createSpace(1), table.createSpace()]
  const own = rich.create(resource(rich, 1), ALL_RIGHTS)
  const badge = rich.createBadge(2)
  expect(rich.transfer(own, poor, READ)).toBeGreaterThan(0)
  expect(rich.transfer(own, poor, READ, badge)).toBe(rcQuotaExceeded)
  expect(rich.transfer(own, rich, READ, badge)).toBeGreaterThan(0)
})

test('a table that is full answers rcOutOfMemory', () => {
  const { table } = createSystem({ maxNodes: 300 })
  const space = table.createSpace()
  let made = 0
  while (space.create(resource(space, made), READ) > 0) made++
  expect(made).toBe(299)
  expect(space.reserve(1)).toBe(rcOutOfMemory)
  expect(table.createSpace().createBadge(1)).toBe(rcOutOfMemory)
})

test('room for a destroyed space is refused', () => {
  const { table } = createSystem()
  const [space, other] = [table.createSpace(), table.createSpace()]
  const own = other.create(resource(other, 1), ALL_RIGHTS)
  space.destroy()
  expect(space.reserve(1)).toBe(rcInvalidArgument)
  expect(other.transfer(own, space, READ)).toBe(rcInvalidArgument)
})

test('options out of range are refused with an error', () => {
  const entropy = (): number => 1
  expect(() => new HandleTable({ entropy, maxNodes: maxNodesPerTable })).not.toThrow()
  expect(() => new HandleTable({ entropy, maxNodes: maxNodesPerTable + 1 })).toThrow(RangeError)
  expect(() => new HandleTable({ entropy, slice: 0 })).toThrow('slice is 0')
  expect(() => new HandleTable({ entropy, maxNodes: 0 })).toThrow('maxNodes is 0')
  expect(() => new HandleTable({ entropy, quota: 1.5 })).toThrow('quota is 1.5')
  const { table } = createSystem()
  expect(() => table.createSpace(maxHandlesPerSpace)).not.toThrow()
  expect(() => table.createSpace(maxHandlesPerSpace + 1)).toThrow(RangeError)
  expect(() => table.createSpace(0)).toThrow('quota is 0')
})

test('a table takes its most nodes and not one more, of which a handle may need two', () => {
  const { table } = createSystem({ maxNodes: 300 })
  const space = table.createSpace()
  expect(space.reserve(151)).toBe(rcOutOfMemory)
  expect(space.reserve(150)).toBe(rcOk)
  const small = createSystem({ maxNodes: 10 }).table.createSpace()
  expect(small.reserve(6)).toBe(rcOutOfMemory)
  expect(small.reserve(5)).toBe(rcOk)
})

test('a full table is told from a full space', () => {
  const { table } = createSystem({ maxNodes: 10 })
  const [space, last] = [table.createSpace(), table.createSpace(1)]
  for (let count = 0; count < 9; count++) space.create(resource(space, count), READ)
  expect(last.reserve(1)).toBe(rcOutOfMemory)
  expect(last.reserve(2)).toBe(rcQuotaExceeded)
})

test('a table for which the host has no memory answers rcOutOfMemory, and goes on', () => {
  const { table } = createSystem()
  const space = table.createSpace()
  const handle = space.create(resource(space, 1), ALL_RIGHTS)
  const withoutMemory = (count: number): number => {
    vi.stubGlobal('Int32Array', refuseMemory)
    const rc = space.reserve(count)
    vi.unstubAllGlobals()
    return rc
  }
  // What is there is enough without more; what is not there is not had, and is had later.
  for (const count of [1_000, 10_000]) {
    expect(space.reserve(count)).toBe(rcOk)
    expect([withoutMemory(count), withoutMemory(count * 4)]).toEqual([rcOk, rcOutOfMemory])
  }
  expect(space.check(handle, READ)).toBeGreaterThan(0)
})

test('what comes and goes takes no room', () => {
  const { table } = createSystem()
  const space = table.createSpace()
  const indexes = new Set<number>()
  for (let round = 0; round < 1000; round++) {
    const [one, other] = [resource(space, 1), resource(space, 2)]
    const handles = [space.create(one, READ), space.create(other, READ)]
    indexes.add(one.tableIndex).add(other.tableIndex)
    for (const handle of handles) space.close(handle)
  }
  expect(indexes.size).toBe(2)
})
