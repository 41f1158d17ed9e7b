import { rcHandleRevoked, rcInvalidArgument, rcOk } from '@kos/retcode'
import { expect, test } from 'vitest'
import { ALL_RIGHTS, EMPTY, READ, createSystem, resource } from './system.ts'

test('the documented scenario: open, use, close, free', () => {
  const { table, heard } = createSystem()
  const provider = table.createSpace()
  const client = table.createSpace()
  const own = provider.create(resource(provider, 1), ALL_RIGHTS)
  const badge = provider.createBadge(100)
  const theirs = provider.transfer(own, client, READ, badge)
  expect(theirs).toBeGreaterThan(0)

  const sent = client.check(theirs, READ)
  expect(table.handleOf(table.resolve(sent, provider))).toBe(own)
  expect(table.rightsOf(sent)).toBe(READ)
  expect(table.contextOf(sent, provider)).toBe(100)

  expect(provider.revokeSubtree(own, badge)).toBe(rcOk)
  expect(heard()).toEqual(['closed 100'])
  expect(client.check(theirs, READ)).toBe(rcHandleRevoked)
  expect(client.close(theirs)).toBe(rcOk)
  expect(client.check(theirs, READ)).toBe(rcInvalidArgument)
  expect(provider.close(badge)).toBe(rcOk)
  expect(heard()).toEqual(['destroyed 100'])
  expect(provider.close(own)).toBe(rcOk)
  expect(heard()).toEqual(['destroyed 1'])
  expect(table.statistics()).toMatchObject(EMPTY)
})
