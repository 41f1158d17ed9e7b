// A subscription through a handle ends when the handle is revoked, or one above it.

import { describe, expect, it } from 'vitest'
import { rcInvalidArgument, rcOk } from '@kos/retcode'
import {
  HANDLE_TYPE_USER_FIRST,
  HandleTable,
  KernelObject,
  OCAP_HANDLE_SET_EVENT,
  OCAP_HANDLE_TRANSFER,
  verifyHandleTable,
} from '@kos/handles'
import { INFINITE_TIMEOUT, PromiseWaiter } from '@kos/thread'
import {
  EVENT_OBJECT_DESTROYED,
  EventList,
  NoticeObserver,
  OBJECT_EVENT_SPEC,
  Receiver,
  signal,
  signalByUser,
} from '@kos/notice'
import { type Pair, pairs } from './system.ts'

const OPENED = OBJECT_EVENT_SPEC(1)
const RIGHTS = OCAP_HANDLE_TRANSFER | OCAP_HANDLE_SET_EVENT

/** An object of a provider, lent to a user with a badge. */
function lent(slice = Infinity) {
  const table = new HandleTable({ entropy: () => 7, observer: new NoticeObserver(), slice })
  const [provider, user] = [table.createSpace(), table.createSpace()]
  const object = new KernelObject(HANDLE_TYPE_USER_FIRST, provider, 0, null)
  const root = provider.create(object, RIGHTS)
  const badge = provider.createBadge(1)
  const held = provider.transfer(root, user, RIGHTS, badge)
  const removed: number[] = []
  const receiver = new Receiver({ onEntryRemoved: (id) => removed.push(id) })
  const subscribe = (mask: number, id: number): number =>
    receiver.subscribeThrough(table, user.check(held, 0), mask, id)
  return { table, provider, user, object, root, badge, held, receiver, removed, subscribe }
}

function drain(receiver: Receiver): Pair[] {
  const list = new EventList()
  receiver.take(new PromiseWaiter(), 0, 100, list)
  return pairs(list)
}

it('a subscription through a handle that is refused leaves nothing in the tree', () => {
  const { table, provider, root, receiver, subscribe, object } = lent()
  const before = table.statistics()
  expect(subscribe(0, 5)).toBe(rcInvalidArgument)
  expect([table.statistics(), receiver.entries, object.subscriptions]).toEqual([before, 0, null])
  provider.revoke(root)
  expect(drain(receiver)).toEqual([])
})

it('a receiver without a name is a receiver', () => {
  expect([new Receiver().name, new Receiver({ name: 'mail' }).name]).toEqual(['receiver', 'mail'])
})

describe('revoking the handle of a subscription', () => {
  it('drops what is pending, reports the end once, and delivers nothing more', () => {
    const { provider, root, badge, object, receiver, removed, subscribe } = lent()
    expect(subscribe(OPENED | EVENT_OBJECT_DESTROYED, 5)).toBe(rcOk)
    signal(object, OPENED)
    expect(provider.revokeSubtree(root, badge)).toBe(rcOk)
    signal(object, OPENED)
    const heard: unknown[] = []
    receiver.take(new PromiseWaiter(), 0, 9, { accept: (...all) => void heard.push(all) })
    expect(heard).toEqual([[5, EVENT_OBJECT_DESTROYED, true]])
    signal(object, OPENED)
    provider.close(root)
    expect(drain(receiver)).toEqual([])
    expect([receiver.entries, ...removed]).toEqual([0, 5])
  })

  it('removes an entry without EVENT_OBJECT_DESTROYED in silence', () => {
    const { provider, badge, object, receiver, removed, subscribe } = lent()
    subscribe(OPENED, 5)
    signal(object, OPENED)
    provider.revokeBadge(badge)
    signal(object, OPENED)
    expect(drain(receiver)).toEqual([])
    expect([receiver.entries, ...removed]).toEqual([0, 5])
  })

  it('wakes a thread that waits', async () => {
    const { provider, root, receiver, subscribe } = lent()
    subscribe(EVENT_OBJECT_DESTROYED, 5)
    const next = receiver.next({ timeout: INFINITE_TIMEOUT })
    provider.revoke(root)
    expect(await next).toEqual({ id: 5, mask: EVENT_OBJECT_DESTROYED })
  })

  it('leaves subscriptions of others, and those made without a handle', () => {
    const { table, provider, root, badge, object, receiver, subscribe } = lent()
    subscribe(OPENED, 5)
    receiver.subscribeThrough(table, provider.check(root, 0), OPENED, 6)
    receiver.subscribe(object, OPENED, 7)
    provider.revokeBadge(badge)
    signal(object, OPENED)
    expect(drain(receiver)).toEqual([
      [6, OPENED],
      [7, OPENED],
    ])
  })
})

describe('closing the handle of a subscription', () => {
  it('ends nothing, and a later revocation further up still ends it', () => {
    for (const end of ['revoke', 'revokeBadge'] as const) {
      const { table, provider, user, root, badge, object, held, receiver, subscribe } = lent()
      subscribe(OPENED | EVENT_OBJECT_DESTROYED, 5)
      user.close(held)
      signal(object, OPENED)
      expect(drain(receiver)).toEqual([[5, OPENED]])
      const own = provider.transfer(root, user, 0)
      provider[end](end === 'revoke' ? root : badge)
      signal(object, OPENED)
      expect(drain(receiver)).toEqual([[5, EVENT_OBJECT_DESTROYED]])
      user.close(own)
      expect([receiver.entries, ...verifyHandleTable(table)]).toEqual([0])
    }
  })

  it('keeps no object alive, and the end of the object is reported once', () => {
    const { provider, user, root, badge, held, receiver, removed, subscribe } = lent()
    subscribe(EVENT_OBJECT_DESTROYED, 5)
    user.close(held)
    provider.close(root)
    provider.revokeBadge(badge)
    expect(drain(receiver)).toEqual([[5, EVENT_OBJECT_DESTROYED]])
    expect([drain(receiver), removed]).toEqual([[], [5]])
  })
})

it('nothing is delivered after a revocation of which slices are left', () => {
  const { provider, user, object, root, receiver, subscribe } = lent(1)
  for (let count = 0; count < 5; count++) provider.transfer(root, user, 0)
  subscribe(OPENED | EVENT_OBJECT_DESTROYED, 5)
  const other = provider.create(object, 0)
  provider.revoke(root)
  provider.check(other, 0)
  expect(signalByUser(object, provider, RIGHTS, OPENED)).toBe(rcOk)
  provider.close(other)
  expect(drain(receiver)).toEqual([[5, EVENT_OBJECT_DESTROYED]])
})

it('an entry that was unsubscribed hears nothing of a revocation', () => {
  const { provider, root, receiver, removed, subscribe } = lent()
  subscribe(EVENT_OBJECT_DESTROYED, 5)
  subscribe(EVENT_OBJECT_DESTROYED, 6)
  receiver.unsubscribeEvent(5)
  provider.revoke(root)
  expect(drain(receiver)).toEqual([[6, EVENT_OBJECT_DESTROYED]])
  expect(removed).toEqual([5, 6])
})
