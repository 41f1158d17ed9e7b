import {
  rcHandleRevoked,
  rcInvalidArgument,
  rcInvalidOperation,
  rcNoCapability,
  rcOk,
  rcQuotaExceeded,
  rcSecurityDisallow,
} from '@kos/retcode'
import { expect, test } from 'vitest'
import { HandleBatch, INVALID_HANDLE, type Space } from '../src/index.ts'
import { ALL_RIGHTS, READ, WRITE, type System, createSystem, resource } from './system.ts'

interface Scene extends System {
  readonly server: Space
  readonly client: Space
  readonly batch: HandleBatch
  readonly own: number
}

function createScene(quota = 100): Scene {
  const system = createSystem()
  const server = system.table.createSpace()
  const client = system.table.createSpace(quota)
  const own = server.create(resource(server, 1), ALL_RIGHTS)
  return { ...system, server, client, own, batch: new HandleBatch(system.table, 7) }
}

test('one message carries transfers, dereferences and holes', () => {
  const { table, server, client, batch, own } = createScene()
  const badge = server.createBadge(50)
  batch.begin(server, client)
  expect(batch.add(own, READ, badge)).toBe(rcOk)
  expect(batch.add(INVALID_HANDLE, 0)).toBe(rcOk)
  batch.commit()
  const held = batch.handle(0)
  expect([batch.rights(0), batch.isDereferenced(0), batch.context(0)]).toEqual([READ, false, 0])
  expect([batch.handle(1), batch.rights(1), batch.isDereferenced(1)]).toEqual([
    INVALID_HANDLE,
    0,
    false,
  ])

  const fresh = client.create(resource(client, 2), ALL_RIGHTS)
  batch.begin(client, server)
  expect(batch.add(held, 0)).toBe(rcOk)
  expect(batch.add(fresh, WRITE)).toBe(rcOk)
  batch.commit()
  expect(batch.count).toBe(2)
  expect([batch.handle(0), batch.rights(0), batch.isDereferenced(0), batch.context(0)]).toEqual([
    own,
    READ,
    true,
    50,
  ])
  expect([batch.rights(1), batch.isDereferenced(1)]).toEqual([WRITE, false])
  expect(table.rightsOf(server.check(batch.handle(1), 0))).toBe(WRITE)
})

test('dereferencing needs no OCAP_HANDLE_TRANSFER, leaves a badge unused, and takes no room', () => {
  const { server, client, batch, own } = createScene(1)
  const held = server.transfer(own, client, READ)
  batch.begin(client, server)
  expect(batch.add(held, READ | WRITE)).toBe(rcOk)
  batch.commit()
  expect(batch.rights(0)).toBe(READ)
  expect(client.transfer(held, server, READ)).toBe(rcNoCapability)
})

test('nothing happens if one handle of a message is refused', () => {
  const { table, server, client, batch, own } = createScene()
  const badge = server.createBadge(50)
  const weak = server.copy(own, READ)
  const doomed = server.copy(own, ALL_RIGHTS)
  const below = server.copy(doomed, ALL_RIGHTS)
  server.revoke(doomed)
  const before = table.statistics()
  batch.begin(server, client)
  expect(batch.add(own, READ, badge)).toBe(rcOk)
  expect(batch.add(own, READ, badge)).toBe(rcInvalidOperation)
  expect(batch.add(weak, READ)).toBe(rcNoCapability)
  expect(batch.add(own, READ | 4)).toBe(rcSecurityDisallow)
  expect(batch.add(below, READ)).toBe(rcHandleRevoked)
  expect(batch.add(12345, READ)).toBe(rcInvalidArgument)
  expect(table.statistics()).toEqual(before)
})

test('seven handles fit, the eighth does not', () => {
  const { server, client, batch, own } = createScene()
  batch.begin(server, client)
  for (let count = 0; count < 7; count++)
    expect(batch.add(own, READ, server.createBadge(count))).toBe(rcOk)
  expect(batch.add(own, READ)).toBe(rcInvalidArgument)
  batch.commit()
  expect(client.used).toBe(7)
})

test('a message that does not fit into the receiver is refused before anything happens', () => {
  const { server, client, batch, own } = createScene(2)
  batch.begin(server, client)
  expect([batch.add(own, READ), batch.add(own, READ), batch.add(own, READ)]).toEqual([
    rcOk,
    rcOk,
    rcQuotaExceeded,
  ])
  expect(client.used).toBe(0)
})

test('a batch wants begin before add and commit', () => {
  const { batch, own } = createScene()
  expect(batch.add(own, READ)).toBe(rcInvalidArgument)
  expect(() => batch.commit()).toThrow('begin')
})
