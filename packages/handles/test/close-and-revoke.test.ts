import { rcHandleRevoked, rcInvalidArgument, rcOk } from '@kos/retcode'
import { expect, test } from 'vitest'
import { ALL_RIGHTS, EMPTY, READ, createSystem, resource } from './system.ts'

const MILLION = 1_000_000

test('closing a handle leaves ancestors and descendants usable, and descendants move up', () => {
  const { table } = createSystem()
  const a = table.createSpace()
  const b = table.createSpace()
  const c = table.createSpace()
  const top = a.create(resource(a, 1), ALL_RIGHTS)
  const middle = a.transfer(top, b, ALL_RIGHTS)
  const low = b.transfer(middle, c, READ)
  expect(b.close(middle)).toBe(rcOk)
  expect(a.check(top, READ)).toBeGreaterThan(0)
  expect(c.check(low, READ)).toBeGreaterThan(0)
  a.revoke(top)
  expect(c.check(low, READ)).toBe(rcHandleRevoked)
})

test('closing the root of a tree leaves its descendants, each a root of its own', () => {
  const { table, takeEvents } = createSystem()
  const space = table.createSpace()
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  const left = space.copy(root, READ)
  const right = space.copy(root, READ)
  space.close(root)
  expect(table.statistics()).toMatchObject({ handles: 2, ghosts: 1 })
  space.revoke(left)
  expect(space.check(right, READ)).toBeGreaterThan(0)
  expect(table.statistics()).toMatchObject({ handles: 1, ghosts: 0 })
  expect(takeEvents()).toEqual([])
  space.close(right)
  expect(takeEvents()).toEqual(['destroyed 1'])
})

test('revoking a handle leaves its siblings and ancestors usable', () => {
  const { table } = createSystem()
  const space = table.createSpace()
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  const [left, right] = [space.copy(root, ALL_RIGHTS), space.copy(root, ALL_RIGHTS)]
  const below = space.copy(left, READ)
  expect(space.revoke(left)).toBe(rcOk)
  expect(space.check(left, 0)).toBe(rcInvalidArgument)
  expect(space.check(below, 0)).toBe(rcHandleRevoked)
  expect(space.check(right, READ)).toBeGreaterThan(0)
  expect(space.check(root, READ)).toBeGreaterThan(0)
})

test('a revoked handle no longer holds its object, but counts against the quota until closed', () => {
  const { table, takeEvents } = createSystem()
  const owner = table.createSpace()
  const holder = table.createSpace(1)
  const own = owner.create(resource(owner, 1), ALL_RIGHTS)
  const held = owner.transfer(own, holder, READ)
  owner.revoke(own)
  expect(takeEvents()).toEqual(['destroyed 1'])
  expect(table.statistics()).toMatchObject({ handles: 0, revoked: 1, objects: 0 })
  expect(holder.used).toBe(1)
  holder.close(held)
  expect(holder.used).toBe(0)
  expect(takeEvents()).toEqual([])
  expect(table.statistics()).toMatchObject(EMPTY)
})

test('an object with several trees dies with the last of them, once', () => {
  const { table, takeEvents } = createSystem()
  const a = table.createSpace()
  const b = table.createSpace()
  const object = resource(a, 1)
  const first = a.create(object, ALL_RIGHTS)
  const second = b.create(object, ALL_RIGHTS)
  expect(table.handleCount(object)).toBe(2)
  a.revoke(first)
  expect(b.check(second, READ)).toBeGreaterThan(0)
  expect(takeEvents()).toEqual([])
  b.close(second)
  expect(takeEvents()).toEqual(['destroyed 1'])
  expect(table.handleCount(object)).toBe(0)
  expect(() => a.create(object, READ)).toThrow('destroyed')
})

test('an object of another table is refused with an error', () => {
  const one = createSystem().table.createSpace()
  const other = createSystem().table.createSpace()
  const object = resource(one, 1)
  one.create(object, READ)
  expect(() => other.create(object, READ)).toThrow('another handle table')
})

test.each(['chain', 'star', 'random'] as const)(
  'a million handles in a %s are revoked without recursion',
  (shape) => {
    const { table, takeEvents } = createSystem()
    const space = table.createSpace()
    const handles = [space.create(resource(space, 1), ALL_RIGHTS)]
    let seed = 1
    for (let index = 1; index < MILLION; index++) {
      seed = (Math.imul(seed, 0x41c64e6d) + 12345) & 0x7fffffff
      const parent = shape === 'chain' ? index - 1 : shape === 'star' ? 0 : seed % index
      handles.push(space.copy(handles[parent] as number, ALL_RIGHTS))
    }
    expect(space.revoke(handles[0] as number)).toBe(rcOk)
    expect(table.statistics()).toMatchObject({
      handles: 0,
      revoked: MILLION - 1,
      ghosts: 0,
      objects: 0,
    })
    expect(space.check(handles[MILLION - 1] as number, 0)).toBe(rcHandleRevoked)
    expect(takeEvents()).toEqual(['destroyed 1'])
    space.destroy()
    expect(table.statistics()).toMatchObject({ ...EMPTY, spaces: 0 })
  },
)

test('closing up a chain over many leaves keeps fewer ghosts than handles', () => {
  const { table } = createSystem()
  const space = table.createSpace()
  const chain = [space.create(resource(space, 1), ALL_RIGHTS)]
  for (let index = 1; index < 2000; index++)
    chain.push(space.copy(chain[index - 1] as number, ALL_RIGHTS))
  const leaves = Array.from({ length: 2000 }, () => space.copy(chain[1999] as number, READ))
  for (let index = 1999; index >= 0; index--) space.close(chain[index] as number)
  expect(table.statistics()).toMatchObject({ handles: 2000, ghosts: 1 })
  for (const leaf of leaves) expect(space.close(leaf)).toBe(rcOk)
  expect(table.statistics()).toMatchObject(EMPTY)
})

test('a destroyed space with a million handles leaves nothing', () => {
  const { table, takeEvents } = createSystem()
  const owner = table.createSpace()
  const space = table.createSpace()
  const root = owner.create(resource(owner, 1), ALL_RIGHTS)
  for (let index = 0; index < MILLION; index++) owner.transfer(root, space, READ)
  space.destroy()
  space.destroy()
  expect(table.statistics()).toMatchObject({ handles: 1, spaces: 1, pending: 0 })
  expect(takeEvents()).toEqual([])
  owner.destroy()
  expect(takeEvents()).toEqual(['destroyed 1'])
  expect(table.statistics()).toMatchObject({ ...EMPTY, spaces: 0 })
})

test('a space tells the objects of its handles that are not revoked, one for each handle', () => {
  const { table } = createSystem()
  const [owner, space] = [table.createSpace(), table.createSpace()]
  const [first, second] = [resource(space, 1), resource(owner, 2)]
  const own = space.create(first, ALL_RIGHTS)
  space.copy(own, READ)
  const lent = owner.create(second, ALL_RIGHTS)
  owner.transfer(lent, space, READ)
  expect(space.objects()).toEqual([first, first, second])
  owner.revoke(lent)
  table.finish()
  space.close(own)
  expect([space.objects(), space.used]).toEqual([[first], 2])
  space.destroy()
  expect(space.objects()).toEqual([])
})
