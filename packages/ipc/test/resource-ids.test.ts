// What rules see of the handles in a message: ids of resources, and the rights that arrive.

import { handleFlagAllRights } from '@kos/idl'
import type { Space } from '@kos/handles'
import { expect, test } from 'vitest'
import { type IpcProcess, ResourceIds } from '../src/index.ts'
import { PASS, READ, World, WRITE } from './world.ts'

const nothing = { handle: 0, badge: undefined, dereferenced: false }

test('a resource has one id for all handles to it, and no process has the same', () => {
  const world = new World()
  const ids = new ResourceIds(world.table)
  const [one, other] = [world.resource(world.client, 1), world.resource(world.client, 2)]
  const copy = (world.client.space as Space).transfer(one, world.client.space as Space, READ)
  const read = (handle: number): number =>
    ids.readerFor(world.client).read(handle, READ, 0, 0).handle
  const seen = [read(one), ids.next(), read(other), read(copy), read(one)]
  expect(seen).toEqual([1, 2, 3, 1, 1])
})

test('a rule sees the rights that arrive: those that are claimed, or all if none are', () => {
  const world = new World()
  const ids = new ResourceIds(world.table)
  const own = world.resource(world.client, 1)
  const back = (world.client.space as Space).transfer(own, world.server.space as Space, READ)
  const toServer = ids.readerFor(world.client, world.server)
  expect(toServer.read(own, READ, 0, 0)).toMatchObject({ rights: READ, dereferenced: false })
  expect(toServer.read(own, READ, 0, handleFlagAllRights).rights).toBe(PASS | READ | WRITE)
  // What goes back to its owner arrives with the rights that it has.
  const toClient = ids.readerFor(world.server, world.client)
  expect(toClient.read(back, WRITE, 0, 0)).toMatchObject({ rights: READ, dereferenced: true })
})

test('a handle that the sender lacks, or that nobody could send, is no resource', () => {
  const world = new World()
  const own = world.resource(world.client, 1)
  const poor: IpcProcess = { ...world.client, space: null }
  const ids = new ResourceIds(world.table)
  expect(ids.read(own, READ, 0, 0)).toEqual({ ...nothing, rights: READ })
  for (const [sender, handle] of [
    [world.client, 0],
    [world.client, own + 1],
    [poor, own],
  ] as const)
    expect(ids.readerFor(sender).read(handle, READ, 0, 0)).toEqual({ ...nothing, rights: READ })
  const without = new ResourceIds(null).readerFor(world.client, world.server)
  expect(without.read(own, READ, 0, 0)).toEqual({ ...nothing, rights: READ })
})

test('a receiver that takes no handles gets none back', () => {
  const world = new World()
  const own = world.resource(world.client, 1)
  const ids = new ResourceIds(world.table)
  for (const receiver of [null, { ...world.server, space: null }])
    expect(ids.readerFor(world.client, receiver).read(own, READ, 0, 0)).toMatchObject({
      handle: 1,
      dereferenced: false,
    })
})
