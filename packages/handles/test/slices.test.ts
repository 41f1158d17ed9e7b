import { rcHandleRevoked, rcInvalidArgument, rcOk } from '@kos/retcode'
import { expect, test } from 'vitest'
import { verifyHandleTable } from '../src/index.ts'
import { ALL_RIGHTS, EMPTY, READ, createSystem, resource } from './system.ts'

test('every member of a revoked subtree is revoked before the work is done', () => {
  const { table, takeEvents } = createSystem({ slice: 10 })
  const space = table.createSpace()
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  const leaves = Array.from({ length: 100 }, () => space.copy(root, READ))
  space.revoke(root)
  expect(table.statistics()).toMatchObject({ pending: 1, revoked: 10 })
  expect(space.check(leaves[0] as number, 0)).toBe(rcHandleRevoked)
  for (const leaf of leaves) expect(space.check(leaf, READ)).toBe(rcHandleRevoked)
  expect(table.finish()).toBe(true)
  expect(takeEvents()).toEqual(['destroyed 1'])
})

test('only an operation on the object finishes its revocation', () => {
  const { table } = createSystem({ slice: 10 })
  const space = table.createSpace()
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  const other = space.create(resource(space, 2), ALL_RIGHTS)
  const leaves = Array.from({ length: 100 }, () => space.copy(root, READ))
  space.revoke(root)
  expect(space.check(other, READ)).toBeGreaterThan(0)
  expect(table.statistics()).toMatchObject({ pending: 1, revoked: 10 })
  expect(space.close(leaves[0] as number)).toBe(rcOk)
  expect(table.statistics()).toMatchObject({ pending: 0, revoked: 99 })
})

test('finish works in bounded steps and says when it is done', () => {
  const { table, takeEvents } = createSystem({ slice: 10 })
  const space = table.createSpace()
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  for (let count = 0; count < 100; count++) space.copy(root, READ)
  space.revoke(root)
  let steps = 1
  while (!table.finish(20)) steps++
  expect(steps).toBe(5)
  expect(takeEvents()).toEqual(['destroyed 1'])
  expect(table.finish(1)).toBe(true)
})

test('onWorkLeft reports work that is left, which stays until it is finished or the object is used', () => {
  let told = 0
  const { table } = createSystem({ slice: 10, onWorkLeft: () => void told++ })
  const space = table.createSpace()
  const rootOf = (copies: number): { root: number; first: number | undefined } => {
    const root = space.create(resource(space, copies), ALL_RIGHTS)
    const [first] = Array.from({ length: copies }, () => space.copy(root, READ))
    return { root, first }
  }
  const [small, large, other] = [rootOf(5), rootOf(15), rootOf(15)]
  space.revoke(small.root)
  expect([told, table.hasWork]).toEqual([0, false])
  space.revoke(large.root)
  expect([told, table.hasWork]).toEqual([1, true])
  space.check(large.first as number, READ)
  expect(table.hasWork).toBe(false)
  space.revoke(other.root)
  space.destroy()
  expect([told, table.hasWork]).toEqual([3, true])
  expect([table.finish(), table.hasWork]).toEqual([true, false])
})

test('check never calls the observer', () => {
  const { table, takeEvents } = createSystem({ slice: 1 })
  const [space, holder] = [table.createSpace(), table.createSpace()]
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  const held = [1, 2, 3].map(() => space.transfer(root, holder, READ))
  space.revoke(root)
  expect(holder.check(held[0] as number, 0)).toBe(rcHandleRevoked)
  expect(takeEvents()).toEqual([])
  table.finish()
  expect(takeEvents()).toEqual(['destroyed 1'])
})

test('a destroyed space refuses at once and is emptied in steps', () => {
  const { table, takeEvents } = createSystem({ slice: 10 })
  const space = table.createSpace()
  const handles = Array.from({ length: 100 }, (_, index) =>
    space.create(resource(space, index), READ),
  )
  space.destroy()
  expect(space.check(handles[99] as number, READ)).toBe(rcInvalidArgument)
  expect(takeEvents()).toHaveLength(10)
  expect(table.finish(45)).toBe(false)
  expect(takeEvents()).toHaveLength(45)
  expect(table.finish()).toBe(true)
  expect(takeEvents()).toHaveLength(45)
  expect(table.statistics()).toMatchObject({ ...EMPTY, spaces: 0 })
})

test('reserve finishes pending work to make room', () => {
  const { table } = createSystem({ slice: 1, maxNodes: 50 })
  const space = table.createSpace()
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  for (let count = 0; count < 47; count++) space.copy(root, READ)
  space.revoke(root)
  expect(space.reserve(20)).toBe(rcOk)
})

test('a handle of a destroyed space no longer stands between, though it is not closed yet', () => {
  const { table } = createSystem({ slice: 1 })
  const [provider, gone, client] = [table.createSpace(), table.createSpace(), table.createSpace()]
  for (let count = 0; count < 5; count++) gone.create(resource(gone, count), READ)
  const own = provider.create(resource(provider, 1), ALL_RIGHTS)
  const middle = provider.transfer(own, gone, ALL_RIGHTS)
  const atProvider = gone.transfer(middle, provider, ALL_RIGHTS)
  const badge = provider.createBadge(9)
  const held = provider.transfer(atProvider, client, READ, badge)
  provider.close(atProvider)
  gone.destroy()
  expect(table.statistics().pending).toBe(1)
  expect(provider.revokeSubtree(own, badge)).toBe(rcOk)
  expect(client.check(held, 0)).toBe(rcHandleRevoked)
})

test('a badge inside a subtree that is still being revoked goes with its provider', () => {
  const { table, takeEvents } = createSystem({ slice: 1 })
  const [owner, provider, client] = [table.createSpace(), table.createSpace(), table.createSpace()]
  const own = owner.create(resource(owner, 1), ALL_RIGHTS)
  const badge = provider.createBadge(2)
  const middle = owner.transfer(own, provider, ALL_RIGHTS)
  const held = [
    provider.transfer(middle, client, READ),
    provider.transfer(middle, client, READ, badge),
  ]
  owner.revoke(own)
  expect(table.statistics().pending).toBe(1)
  provider.destroy()
  expect(verifyHandleTable(table)).toEqual([])
  for (const handle of held) expect(client.check(handle, 0)).toBe(rcHandleRevoked)
  expect(takeEvents().sort()).toEqual(['destroyed 1', 'destroyed 2'])
  client.destroy()
  owner.destroy()
  table.finish()
  expect(table.statistics()).toMatchObject({ ...EMPTY, spaces: 0 })
})

test('a badge whose transfer is still being revoked counts as closed', () => {
  const { table } = createSystem({ slice: 1 })
  const [provider, client] = [table.createSpace(), table.createSpace()]
  const own = provider.create(resource(provider, 1), ALL_RIGHTS)
  const strange = provider.create(resource(provider, 2), ALL_RIGHTS)
  const badge = provider.createBadge(3)
  for (let count = 0; count < 5; count++) provider.copy(own, READ)
  provider.transfer(own, client, READ, badge)
  for (let count = 0; count < 5; count++) provider.copy(own, READ)
  provider.revoke(own)
  expect(table.statistics().pending).toBe(1)
  expect(provider.revokeSubtree(strange, badge)).toBe(rcOk)
  expect(table.statistics().pending).toBe(0)
})

test('an object whose handles are all revoked is dead, though they are not dealt with yet', () => {
  const { table } = createSystem({ slice: 1 })
  const space = table.createSpace()
  const object = resource(space, 1)
  const root = space.create(object, ALL_RIGHTS)
  for (let count = 0; count < 5; count++) space.copy(root, READ)
  space.revoke(root)
  expect(table.statistics().pending).toBe(1)
  expect(() => space.create(object, READ)).toThrow('destroyed')
})

test('a slice that is just enough leaves no work', () => {
  let told = 0
  const { table } = createSystem({ slice: 10, onWorkLeft: () => void told++ })
  const [space, holder] = [table.createSpace(), table.createSpace()]
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  for (let count = 0; count < 10; count++) space.transfer(root, holder, READ)
  space.revoke(root)
  expect([told, table.hasWork, table.statistics().pending]).toEqual([0, false, 0])
  holder.destroy()
  expect([told, table.hasWork, table.statistics().pending]).toEqual([0, false, 0])
})

test('finish with just enough for all work says that it is done, with one less that it is not', () => {
  for (const [budget, isDone] of [
    [130, true],
    [129, false],
    [90, false],
    [89, false],
  ] as const) {
    const { table } = createSystem({ slice: 10 })
    const [space, ended] = [table.createSpace(), table.createSpace()]
    const root = space.create(resource(space, 1), ALL_RIGHTS)
    for (let count = 0; count < 100; count++) space.copy(root, READ)
    for (let count = 0; count < 50; count++) ended.create(resource(ended, count), READ)
    space.revoke(root)
    ended.destroy()
    expect(table.statistics().pending).toBe(2)
    expect(table.finish(budget), String(budget)).toBe(isDone)
    expect(table.hasWork).toBe(!isDone)
  }
})

test('finish with just enough for a revocation says that it is done', () => {
  const { table } = createSystem({ slice: 10 })
  const space = table.createSpace()
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  for (let count = 0; count < 100; count++) space.copy(root, READ)
  space.revoke(root)
  expect([table.finish(90), table.hasWork]).toEqual([true, false])
})

test('a destroyed space with handles left is work', () => {
  const { table } = createSystem({ slice: 10 })
  const space = table.createSpace()
  for (let count = 0; count < 11; count++) space.create(resource(space, count), READ)
  space.destroy()
  expect([table.hasWork, table.statistics().pending]).toEqual([true, 1])
  expect([table.finish(1), table.hasWork]).toEqual([true, false])
})

test('a revocation that the use of its object finished leaves the others to finish', () => {
  const { table, takeEvents } = createSystem({ slice: 1 })
  const space = table.createSpace()
  const leaves = [1, 2].map((context) => {
    const root = space.create(resource(space, context), ALL_RIGHTS)
    const copies = Array.from({ length: 5 }, () => space.copy(root, READ))
    space.revoke(root)
    return copies
  })
  expect(table.statistics()).toMatchObject({ pending: 2, revoked: 2 })
  expect(space.check(leaves[1]?.[0] as number, 0)).toBe(rcHandleRevoked)
  expect(table.statistics()).toMatchObject({ pending: 1, revoked: 6 })
  expect(table.finish()).toBe(true)
  expect(table.statistics()).toMatchObject({ pending: 0, revoked: 10 })
  expect(takeEvents().sort()).toEqual(['destroyed 1', 'destroyed 2'])
})

test('an object counts no handle that is still being revoked', () => {
  const { table } = createSystem({ slice: 1 })
  const space = table.createSpace()
  const object = resource(space, 1)
  const root = space.create(object, ALL_RIGHTS)
  for (let count = 0; count < 5; count++) space.copy(root, READ)
  space.revoke(root)
  expect(table.statistics().pending).toBe(1)
  expect(table.handleCount(object)).toBe(0)
  expect(table.statistics().pending).toBe(0)
})

test('a dead object is refused while another one is being revoked', () => {
  const { table } = createSystem({ slice: 1 })
  const space = table.createSpace()
  const dead = resource(space, 1)
  space.close(space.create(dead, READ))
  const root = space.create(resource(space, 2), ALL_RIGHTS)
  for (let count = 0; count < 5; count++) space.copy(root, READ)
  space.revoke(root)
  expect(table.statistics().pending).toBe(1)
  expect(() => space.create(dead, READ)).toThrow('destroyed')
})

test('badges of a destroyed space whose handles are closed go in slices as well', () => {
  const { table, takeEvents } = createSystem({ slice: 10 })
  const [provider, client] = [table.createSpace(), table.createSpace()]
  const own = provider.create(resource(provider, 100), ALL_RIGHTS)
  for (let context = 0; context < 30; context++) {
    const badge = provider.createBadge(context)
    provider.transfer(own, client, READ, badge)
    provider.close(badge)
  }
  expect(takeEvents()).toEqual([])
  provider.destroy()
  expect(takeEvents()).toHaveLength(10)
  expect(table.finish(5)).toBe(false)
  expect(takeEvents()).toHaveLength(5)
  expect(table.finish()).toBe(true)
  expect(takeEvents()).toHaveLength(15)
  expect(table.statistics()).toMatchObject({
    handles: 30,
    objects: 1,
    badges: 0,
    transfers: 0,
    spaces: 1,
  })
})

test('such a badge goes once, though its transfer is still being revoked', () => {
  const { table, takeEvents } = createSystem({ slice: 1 })
  const [owner, provider, client] = [table.createSpace(), table.createSpace(), table.createSpace()]
  const own = owner.create(resource(owner, 1), ALL_RIGHTS)
  const badge = provider.createBadge(2)
  const middle = owner.transfer(own, provider, ALL_RIGHTS)
  provider.transfer(middle, client, READ)
  provider.transfer(middle, client, READ, badge)
  provider.close(badge)
  owner.revoke(own)
  expect(table.statistics().pending).toBe(1)
  provider.destroy()
  expect(verifyHandleTable(table)).toEqual([])
  expect(table.statistics()).toMatchObject({ handles: 0, revoked: 2, objects: 0, badges: 0 })
  expect(takeEvents().sort()).toEqual(['destroyed 1', 'destroyed 2'])
})

test('a space that ends closes its handles that are still being revoked as revoked ones', () => {
  for (const [slice, left] of [
    // The second slice revokes three of the seven that are left, and closes no slot.
    [3, { revoked: 6, pending: 2 }],
    // The second slice revokes the two that are left, and closes six slots.
    [8, { revoked: 4, pending: 1 }],
  ] as const) {
    const { table, takeEvents } = createSystem({ slice })
    const [owner, holder] = [table.createSpace(), table.createSpace()]
    const own = owner.create(resource(owner, 1), ALL_RIGHTS)
    const held = Array.from({ length: 9 }, () => owner.transfer(own, holder, ALL_RIGHTS))
    const below = holder.transfer(held[0] as number, owner, READ)
    owner.revoke(own)
    expect(table.statistics()).toMatchObject({ revoked: slice, pending: 1 })
    holder.destroy()
    expect(table.statistics()).toMatchObject(left)
    table.finish()
    expect(table.statistics()).toMatchObject({ handles: 0, revoked: 1, objects: 0, spaces: 1 })
    expect(owner.check(below, 0)).toBe(rcHandleRevoked)
    expect(takeEvents()).toEqual(['destroyed 1'])
  }
})

test('handles of a destroyed space are closed to make room', () => {
  const { table } = createSystem({ slice: 1, maxNodes: 50 })
  const [ended, space] = [table.createSpace(), table.createSpace()]
  for (let count = 0; count < 45; count++) ended.create(resource(ended, count), READ)
  ended.destroy()
  expect(table.statistics().pending).toBe(1)
  expect(space.reserve(25)).toBe(rcOk)
  expect(table.statistics().pending).toBe(0)
})

test('tables grow without finishing any work', () => {
  const { table } = createSystem({ slice: 1 })
  const [space, other] = [table.createSpace(), table.createSpace()]
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  for (let count = 0; count < 10; count++) space.copy(root, READ)
  space.revoke(root)
  expect(other.reserve(200)).toBe(rcOk)
  expect(other.reserve(1000)).toBe(rcOk)
  expect(table.statistics()).toMatchObject({ pending: 1, revoked: 1 })
})
