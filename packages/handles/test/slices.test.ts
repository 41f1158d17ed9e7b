import { rcHandleRevoked, rcInvalidArgument, rcOk } from '@kos/retcode'
import { expect, test } from 'vitest'
import { ALL_RIGHTS, EMPTY, READ, createSystem, resource } from './system.ts'

test('every member of a revoked subtree is revoked before the work is done', () => {
  const { table, heard } = createSystem({ slice: 10 })
  const space = table.createSpace()
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  const leaves = Array.from({ length: 100 }, () => space.copy(root, READ))
  space.revoke(root)
  expect(table.statistics()).toMatchObject({ pending: 1, revoked: 10 })
  expect(space.check(leaves[0]!, 0)).toBe(rcHandleRevoked)
  for (const leaf of leaves) expect(space.check(leaf, READ)).toBe(rcHandleRevoked)
  expect(table.finish()).toBe(true)
  expect(heard()).toEqual(['destroyed 1'])
})

test('only who touches the object pays for the rest', () => {
  const { table } = createSystem({ slice: 10 })
  const space = table.createSpace()
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  const other = space.create(resource(space, 2), ALL_RIGHTS)
  const leaves = Array.from({ length: 100 }, () => space.copy(root, READ))
  space.revoke(root)
  expect(space.check(other, READ)).toBeGreaterThan(0)
  expect(table.statistics()).toMatchObject({ pending: 1, revoked: 10 })
  expect(space.close(leaves[0]!)).toBe(rcOk)
  expect(table.statistics()).toMatchObject({ pending: 0, revoked: 99 })
})

test('finish works in bounded steps and says when it is done', () => {
  const { table, heard } = createSystem({ slice: 10 })
  const space = table.createSpace()
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  for (let count = 0; count < 100; count++) space.copy(root, READ)
  space.revoke(root)
  let steps = 1
  while (!table.finish(20)) steps++
  expect(steps).toBe(5)
  expect(heard()).toEqual(['destroyed 1'])
  expect(table.finish(1)).toBe(true)
})

test('check never calls the observer', () => {
  const { table, heard } = createSystem({ slice: 1 })
  const [space, holder] = [table.createSpace(), table.createSpace()]
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  const held = [1, 2, 3].map(() => space.transfer(root, holder, READ))
  space.revoke(root)
  expect(holder.check(held[0]!, 0)).toBe(rcHandleRevoked)
  expect(heard()).toEqual([])
  table.finish()
  expect(heard()).toEqual(['destroyed 1'])
})

test('a destroyed space refuses at once and is emptied in steps', () => {
  const { table, heard } = createSystem({ slice: 10 })
  const space = table.createSpace()
  const handles = Array.from({ length: 100 }, (_, index) => space.create(resource(space, index), READ))
  space.destroy()
  expect(space.check(handles[99]!, READ)).toBe(rcInvalidArgument)
  expect(heard()).toHaveLength(10)
  expect(table.finish(45)).toBe(false)
  expect(heard()).toHaveLength(45)
  expect(table.finish()).toBe(true)
  expect(heard()).toHaveLength(45)
  expect(table.statistics()).toMatchObject({ ...EMPTY, spaces: 0 })
})

test('room is made by finishing what is pending', () => {
  const { table } = createSystem({ slice: 1, capacity: 50 })
  const space = table.createSpace()
  const root = space.create(resource(space, 1), ALL_RIGHTS)
  for (let count = 0; count < 47; count++) space.copy(root, READ)
  space.revoke(root)
  expect(space.room(20)).toBe(rcOk)
})
