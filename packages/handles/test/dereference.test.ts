import { rcHandleRevoked, rcInvalidArgument, rcOk } from '@kos/retcode'
import { expect, test } from 'vitest'
import { ALL_RIGHTS, EMPTY, READ, createSystem, resource } from './system.ts'

test('the documented scenario: open, use, close, free', () => {
  const { table, takeEvents } = createSystem()
  const provider = table.createSpace()
  const client = table.createSpace()
  const own = provider.create(resource(provider, 1), ALL_RIGHTS)
  const badge = provider.createBadge(100)
  const theirs = provider.transfer(own, client, READ, badge)
  expect(theirs).toBeGreaterThan(0)

  const sent = client.check(theirs, READ)
  expect(table.handleOf(table.dereference(sent, provider))).toBe(own)
  expect(table.rightsOf(sent)).toBe(READ)
  expect(table.contextOf(sent, provider)).toBe(100)

  expect(provider.revokeSubtree(own, badge)).toBe(rcOk)
  expect(takeEvents()).toEqual(['closed 100'])
  expect(client.check(theirs, READ)).toBe(rcHandleRevoked)
  expect(client.close(theirs)).toBe(rcOk)
  expect(client.check(theirs, READ)).toBe(rcInvalidArgument)
  expect(provider.close(badge)).toBe(rcOk)
  expect(takeEvents()).toEqual(['destroyed 100'])
  expect(provider.close(own)).toBe(rcOk)
  expect(takeEvents()).toEqual(['destroyed 1'])
  expect(table.statistics()).toMatchObject(EMPTY)
})

test('a handle that did not come from the receiver is not dereferenced', () => {
  const { table } = createSystem()
  const [a, b] = [table.createSpace(), table.createSpace()]
  const own = a.create(resource(a, 1), ALL_RIGHTS)
  expect(table.dereference(a.check(own, 0), b)).toBe(0)
  expect(table.dereference(a.check(own, 0), a)).toBe(0)
  expect(table.contextOf(a.check(own, 0), b)).toBe(0)
})

test('the receiver gets its nearest ancestor, whichever handles between are closed', () => {
  const { table } = createSystem()
  const [a, b, c] = [table.createSpace(), table.createSpace(), table.createSpace()]
  const top = a.create(resource(a, 1), ALL_RIGHTS)
  const near = a.copy(top, ALL_RIGHTS)
  const middle = a.transfer(near, b, ALL_RIGHTS)
  const low = b.transfer(middle, c, READ)
  b.close(middle)
  expect(table.handleOf(table.dereference(c.check(low, 0), a))).toBe(near)
  a.close(near)
  expect(table.handleOf(table.dereference(c.check(low, 0), a))).toBe(top)
  expect(table.dereference(c.check(low, 0), b)).toBe(0)
})

test('the context is that of the innermost badge of the receiver, on the whole path to the root', () => {
  const { table } = createSystem()
  const [provider, server, client] = [table.createSpace(), table.createSpace(), table.createSpace()]
  const own = provider.create(resource(provider, 7), ALL_RIGHTS)
  const copy = provider.copy(own, ALL_RIGHTS, provider.createBadge(10))
  const atServer = provider.transfer(copy, server, ALL_RIGHTS)
  const atClient = server.transfer(atServer, client, READ, server.createBadge(20))
  const sent = client.check(atClient, 0)
  expect(table.contextOf(sent, server)).toBe(20)
  expect(table.contextOf(sent, provider)).toBe(10)
  expect(table.contextOf(sent, client)).toBe(0)
})

test('without a badge the provider gets the context of its resource, another receiver none', () => {
  const { table } = createSystem()
  const [provider, server, client] = [table.createSpace(), table.createSpace(), table.createSpace()]
  const own = provider.create(resource(provider, 7), ALL_RIGHTS)
  const atServer = provider.transfer(own, server, ALL_RIGHTS)
  const sent = client.check(server.transfer(atServer, client, READ), 0)
  expect(table.contextOf(sent, provider)).toBe(7)
  expect(table.contextOf(sent, server)).toBe(0)
})

test('a closed handle with two descendants stands for nothing: the receiver gets the one above', () => {
  const { table } = createSystem()
  const [a, b] = [table.createSpace(), table.createSpace()]
  const top = a.create(resource(a, 1), ALL_RIGHTS)
  const near = a.copy(top, ALL_RIGHTS)
  const below = [a.transfer(near, b, READ), a.transfer(near, b, READ)]
  a.close(near)
  expect(table.statistics().ghosts).toBe(1)
  for (const low of below) expect(table.handleOf(table.dereference(b.check(low, 0), a))).toBe(top)
})
