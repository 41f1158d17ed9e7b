import { rcHandleRevoked, rcInvalidArgument, rcOk, rcQuotaExceeded } from '@kos/retcode'
import { expect, test } from 'vitest'
import {
  HANDLE_TYPE_BADGE,
  type HandleTable,
  isBadge,
  KernelObject,
  type Space,
  verifyHandleTable,
} from '../src/index.ts'
import { ALL_RIGHTS, EMPTY, READ, type System, createSystem, resource } from './system.ts'

interface Scene extends System {
  readonly provider: Space
  readonly client: Space
  readonly other: Space
  /** The provider's handle. */
  readonly own: number
  readonly badge: number
  /** The client's handle, from the transfer of the badge. */
  readonly held: number
}

function createScene(): Scene {
  const system = createSystem()
  const [provider, client, other] = [
    system.table.createSpace(),
    system.table.createSpace(),
    system.table.createSpace(),
  ]
  const own = provider.create(resource(provider, 1), ALL_RIGHTS)
  const badge = provider.createBadge(100)
  const held = provider.transfer(own, client, ALL_RIGHTS, badge)
  return { ...system, provider, client, other, own, badge, held }
}

const contextOf = (table: HandleTable, holder: Space, handle: number, receiver: Space): number =>
  table.contextOf(holder.check(handle, 0), receiver)

test('a badge closes with the last descendant of its transfer, and dies with its handle', () => {
  const { table, takeEvents, provider, client, other, badge, held } = createScene()
  const passedOn = client.transfer(held, other, READ)
  client.close(held)
  expect(takeEvents()).toEqual([])
  expect(contextOf(table, other, passedOn, provider)).toBe(100)
  other.close(passedOn)
  expect(takeEvents()).toEqual(['closed 100'])
  provider.close(badge)
  expect(takeEvents()).toEqual(['destroyed 100'])
})

test('a badge whose handle is closed first still serves its transfer, then closes and dies', () => {
  const { table, takeEvents, provider, client, badge, held } = createScene()
  provider.close(badge)
  expect(takeEvents()).toEqual([])
  expect(contextOf(table, client, held, provider)).toBe(100)
  expect(provider.used).toBe(2)
  client.close(held)
  expect(takeEvents()).toEqual(['closed 100', 'destroyed 100'])
  expect(provider.used).toBe(1)
})

test('a badge that outlives its handle counts against the quota of its creator', () => {
  const { table } = createSystem()
  const provider = table.createSpace(3)
  const client = table.createSpace()
  const own = provider.create(resource(provider, 1), ALL_RIGHTS)
  const held: number[] = []
  for (const context of [1, 2]) {
    const badge = provider.createBadge(context)
    held.push(provider.transfer(own, client, READ, badge))
    provider.close(badge)
  }
  expect(provider.createBadge(3)).toBe(rcQuotaExceeded)
  client.close(held[0] as number)
  expect(provider.createBadge(3)).toBeGreaterThan(0)
})

test('a badge whose transfer never happened just dies', () => {
  const { table, takeEvents, provider } = createScene()
  const unused = provider.createBadge(200)
  provider.close(unused)
  expect(takeEvents()).toEqual(['destroyed 200'])
  expect(verifyHandleTable(table)).toEqual([])
})

test('if the provider is destroyed first, its badges go without closing, and the rest stays', () => {
  const { table, takeEvents, provider, client, other, held } = createScene()
  const second = provider.createBadge(300)
  const elsewhere = provider.transfer(
    provider.create(resource(provider, 2), ALL_RIGHTS),
    other,
    READ,
    second,
  )
  provider.close(second)
  provider.destroy()
  expect(takeEvents().sort()).toEqual(['destroyed 100', 'destroyed 300'])
  expect(client.check(held, READ)).toBeGreaterThan(0)
  expect(other.check(elsewhere, READ)).toBeGreaterThan(0)
  expect(table.statistics()).toMatchObject({ handles: 2, ghosts: 0, transfers: 0, badges: 0 })
  client.close(held)
  other.close(elsewhere)
  expect(takeEvents()).toEqual(['destroyed 1', 'destroyed 2'])
})

test('revokeSubtree revokes the descendants of the transfer, no others', () => {
  const { provider, client, other, takeEvents, own, badge, held } = createScene()
  const sibling = provider.transfer(own, other, READ)
  const passedOn = client.transfer(held, other, READ)
  expect(provider.revokeSubtree(own, badge)).toBe(rcOk)
  expect(takeEvents()).toEqual(['closed 100'])
  expect(client.check(held, 0)).toBe(rcHandleRevoked)
  expect(other.check(passedOn, 0)).toBe(rcHandleRevoked)
  expect(other.check(sibling, READ)).toBeGreaterThan(0)
  expect(provider.check(own, READ)).toBeGreaterThan(0)
  expect(provider.revokeSubtree(own, badge)).toBe(rcOk)
})

test('revokeSubtree revokes the descendants of the transfer after its root was closed', () => {
  const { provider, client, other, own, badge, held } = createScene()
  const below = [client.transfer(held, other, READ), client.transfer(held, other, READ)]
  client.close(held)
  expect(provider.revokeSubtree(own, badge)).toBe(rcOk)
  for (const handle of below) expect(other.check(handle, 0)).toBe(rcHandleRevoked)
})

test('revokeSubtree wants the handle that was transferred, or the one in its place', () => {
  const { provider, client, own } = createScene()
  const middle = provider.copy(own, ALL_RIGHTS)
  const badge = provider.createBadge(5)
  const held = provider.transfer(middle, client, READ, badge)
  const unused = provider.createBadge(6)
  const strange = provider.create(resource(provider, 9), ALL_RIGHTS)
  for (const [handle, by] of [
    [own, badge],
    [strange, badge],
    [middle, unused],
    [middle, own],
    [badge, badge],
    [0, badge],
  ] as const) {
    expect(provider.revokeSubtree(handle, by)).toBe(rcInvalidArgument)
  }
  provider.close(middle)
  expect(provider.revokeSubtree(own, badge)).toBe(rcOk)
  expect(client.check(held, 0)).toBe(rcHandleRevoked)
})

test('revokeBadge needs no handle', () => {
  const { provider, client, own, badge, held } = createScene()
  provider.close(own)
  expect(provider.revokeBadge(own)).toBe(rcInvalidArgument)
  expect(provider.revokeBadge(provider.createBadge(1))).toBe(rcInvalidArgument)
  expect(provider.revokeBadge(badge)).toBe(rcOk)
  expect(client.check(held, 0)).toBe(rcHandleRevoked)
  expect(provider.revokeBadge(badge)).toBe(rcOk)
})

test('badges inside badges close from a single close, without recursion', () => {
  const { table, takeEvents } = createSystem()
  const space = table.createSpace()
  let handle = space.create(resource(space, 0), ALL_RIGHTS)
  for (let context = 1; context <= 20_000; context++) {
    const badge = space.createBadge(context)
    const next = space.copy(handle, ALL_RIGHTS, badge)
    space.close(badge)
    space.close(handle)
    handle = next
  }
  expect(table.statistics()).toMatchObject({ handles: 1, transfers: 20_000 })
  space.close(handle)
  expect(takeEvents()).toHaveLength(40_001)
  expect(table.statistics()).toMatchObject(EMPTY)
})

test('an observer may use the table while it is called', () => {
  const events: string[] = []
  const { table } = createSystem({
    observer: {
      badgeClosed(badge) {
        events.push(`closed ${badge.context}`)
        provider.close(badgeHandle)
      },
      objectDestroyed: (object) => void events.push(`destroyed ${object.context}`),
    },
  })
  const provider = table.createSpace()
  const own = provider.create(resource(provider, 1), ALL_RIGHTS)
  const badgeHandle = provider.createBadge(2)
  provider.close(provider.transfer(own, provider, READ, badgeHandle))
  expect(events).toEqual(['closed 2', 'destroyed 2'])
})

test('an observer that throws loses nothing', () => {
  const events: number[] = []
  const { table } = createSystem({
    observer: {
      badgeClosed: () => undefined,
      objectDestroyed(object) {
        events.push(object.context)
        if (object.context === 1) throw new Error('observer')
      },
    },
  })
  const space = table.createSpace()
  space.create(resource(space, 1), READ)
  space.create(resource(space, 2), READ)
  expect(() => space.destroy()).toThrow('observer')
  table.finish()
  expect(events).toEqual([1, 2])
})

test('revokeSubtree wants the nearest live handle above, past closed ones and other transfers', () => {
  const { table } = createSystem()
  const [provider, client] = [table.createSpace(), table.createSpace()]
  const own = provider.create(resource(provider, 1), ALL_RIGHTS)
  const viaBadge = provider.copy(own, ALL_RIGHTS, provider.createBadge(10))
  const closed = provider.copy(viaBadge, ALL_RIGHTS)
  const badge = provider.createBadge(20)
  const [held, sibling] = [
    provider.transfer(closed, client, READ, badge),
    provider.transfer(closed, client, READ),
  ]
  provider.close(closed)
  expect(table.statistics().ghosts).toBe(1)
  expect(provider.revokeSubtree(own, badge)).toBe(rcInvalidArgument)
  provider.close(viaBadge)
  expect(provider.revokeSubtree(own, badge)).toBe(rcOk)
  expect(client.check(held, 0)).toBe(rcHandleRevoked)
  expect(client.check(sibling, READ)).toBeGreaterThan(0)
})

test('revokeSubtree takes no handle if none is left above the transfer', () => {
  const { provider, client, own, badge, held } = createScene()
  const strange = provider.create(resource(provider, 2), ALL_RIGHTS)
  provider.close(own)
  expect(provider.revokeSubtree(strange, badge)).toBe(rcInvalidArgument)
  expect(client.check(held, READ)).toBeGreaterThan(0)
})

test('an object of the type of badges that no space created is no badge', () => {
  const { provider, client, own } = createScene()
  const object = new KernelObject(HANDLE_TYPE_BADGE, provider, 7, {})
  const handle = provider.create(object, READ)
  expect(isBadge(object)).toBe(false)
  expect(provider.transfer(own, client, READ, handle)).toBe(rcInvalidArgument)
  expect(provider.revokeBadge(handle)).toBe(rcInvalidArgument)
})

test('an observer is never called while it is called', () => {
  const events: string[] = []
  const { table } = createSystem({
    observer: {
      badgeClosed: () => undefined,
      objectDestroyed({ context }) {
        events.push(`begin ${context}`)
        if (context === 1) space.close(second)
        events.push(`end ${context}`)
      },
    },
  })
  const space = table.createSpace()
  const first = space.create(resource(space, 1), READ)
  const second = space.create(resource(space, 2), READ)
  space.close(first)
  expect(events).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2'])
})
