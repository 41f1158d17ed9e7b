// The end of resources and badges, with a real handle table.

import { describe, expect, it } from 'vitest'
import { rcOk } from '@kos/retcode'
import {
  HANDLE_TYPE_USER_FIRST,
  type HandleObserver,
  HandleTable,
  KernelObject,
  OCAP_HANDLE_TRANSFER,
  type Space,
} from '@kos/handles'
import { PromiseWaiter } from '@kos/thread'
import {
  EVENT_BADGE_CLOSED,
  EVENT_OBJECT_DESTROYED,
  EventList,
  NoticeObserver,
  Receiver,
  signal,
  SignalSource,
} from '@kos/notice'
import { type Pair, pairs, System } from './system.ts'

function drain(receiver: Receiver, countMax = 100): Pair[] {
  const list = new EventList()
  receiver.take(new PromiseWaiter(), 0, countMax, list)
  return pairs(list)
}

interface World {
  readonly table: HandleTable
  readonly provider: Space
  readonly user: Space
  readonly heard: string[]
}

function world(): World {
  const heard: string[] = []
  const next: HandleObserver = {
    objectDestroyed: (object) =>
      heard.push(`destroyed ${object.subscriptions === null ? 'unwatched' : 'watched'}`),
    badgeClosed: () => heard.push('closed'),
  }
  const table = new HandleTable({ entropy: () => 7, observer: new NoticeObserver(next) })
  return { table, provider: table.createSpace(), user: table.createSpace(), heard }
}

function createObject(space: Space): { object: KernelObject; handle: number } {
  const object = new KernelObject(HANDLE_TYPE_USER_FIRST, space, 0, null)
  return { object, handle: space.create(object, OCAP_HANDLE_TRANSFER) }
}

const ALL = 0xffffffff

describe('the end of a resource', () => {
  it('is signalled when its last handle is closed', () => {
    const { provider } = world()
    const { object, handle } = createObject(provider)
    const receiver = new Receiver()
    receiver.subscribe(object, EVENT_OBJECT_DESTROYED, 3)
    expect(drain(receiver)).toEqual([])
    provider.close(handle)
    expect(drain(receiver)).toEqual([[3, EVENT_OBJECT_DESTROYED]])
  })

  it('removes an entry when its last notification is extracted, and says so', () => {
    const { provider } = world()
    const { object, handle } = createObject(provider)
    const log: string[] = []
    const receiver = new Receiver({ onEntryRemoved: (id) => log.push(`removed ${id}`) })
    receiver.subscribe(object, ALL, 1)
    signal(object, 1)
    provider.close(handle)
    expect([receiver.entries, receiver.pending, ...log]).toEqual([1, 1])
    receiver.take(new PromiseWaiter(), 0, 1, {
      accept: (id, mask) => log.push(`event ${id} ${mask}`),
    })
    expect(log).toEqual([`event 1 ${EVENT_OBJECT_DESTROYED | 1}`, 'removed 1'])
    expect([receiver.entries, receiver.pending]).toEqual([0, 0])
  })

  it('removes entries that do not track it at once, unless something else is to be extracted', () => {
    const door = new SignalSource()
    const removed: number[] = []
    const receiver = new Receiver({ onEntryRemoved: (id) => removed.push(id) })
    receiver.subscribe(door, 1, 1)
    receiver.subscribe(door, 2, 2)
    receiver.subscribe(door, 4, 3)
    door.signal(2)
    door[Symbol.dispose]()
    expect(removed).toEqual([1, 3])
    expect(drain(receiver)).toEqual([[2, 2]])
    expect(removed).toEqual([1, 3, 2])
  })

  it('reaches a waiting thread, and removes the entry then', async () => {
    const { provider } = world()
    const { object, handle } = createObject(provider)
    const system = new System()
    const worker = system.worker()
    const removed: number[] = []
    const receiver = new Receiver({ onEntryRemoved: (id) => removed.push(id) })
    receiver.subscribe(object, ALL, 1)
    await worker.take(receiver)
    await system.act(() => provider.close(handle))
    expect(worker.last).toEqual({ rc: rcOk, events: [[1, EVENT_OBJECT_DESTROYED]] })
    expect([receiver.entries, ...removed]).toEqual([0, 1])
    expect(object.subscriptions).toBeNull()
  })

  it('lets go of the resource, though its notification is not extracted yet', () => {
    const door = new SignalSource()
    const receiver = new Receiver()
    receiver.subscribe(door, ALL, 1)
    door[Symbol.dispose]()
    expect(door.subscriptions).toBeNull()
    door.signal(1)
    expect(drain(receiver)).toEqual([[1, EVENT_OBJECT_DESTROYED]])
  })

  it('happens once', () => {
    const door = new SignalSource()
    const receiver = new Receiver()
    receiver.subscribe(door, ALL, 1)
    door[Symbol.dispose]()
    door[Symbol.dispose]()
    const list = new EventList()
    receiver.takeCounted(new PromiseWaiter(), 0, 9, list)
    expect(pairs(list)).toEqual([[1, 1]])
  })

  it('is heard by the receivers first, then by the next observer', () => {
    const { provider, heard } = world()
    const { object, handle } = createObject(provider)
    const receiver = new Receiver()
    receiver.subscribe(object, ALL, 1)
    provider.close(handle)
    expect(heard).toEqual(['destroyed unwatched'])
  })

  it('needs no next observer', () => {
    const table = new HandleTable({ entropy: () => 7, observer: new NoticeObserver() })
    const space = table.createSpace()
    const { handle } = createObject(space)
    expect(space.close(handle)).toBe(rcOk)
  })
})

describe('the end of a transfer with a badge', () => {
  it('takes two events: closed when nothing is left of the transfer, destroyed when the provider closes the badge', () => {
    const { table, provider, user, heard } = world()
    const { handle } = createObject(provider)
    const badgeHandle = provider.createBadge(77)
    const badge = table.objectOf(provider.check(badgeHandle, 0))
    const receiver = new Receiver()
    receiver.subscribe(badge, EVENT_OBJECT_DESTROYED | EVENT_BADGE_CLOSED, 77)

    const node = provider.prepareTransfer(handle, OCAP_HANDLE_TRANSFER, badgeHandle)
    expect(node).toBeGreaterThan(0)
    const received = provider.commitTransfer(node, user, OCAP_HANDLE_TRANSFER, badgeHandle)
    expect(drain(receiver)).toEqual([])

    user.close(received)
    expect(drain(receiver)).toEqual([[77, EVENT_BADGE_CLOSED]])
    provider.close(badgeHandle)
    expect(drain(receiver)).toEqual([[77, EVENT_OBJECT_DESTROYED]])
    expect(receiver.entries).toBe(0)
    expect(heard).toEqual(['closed', 'destroyed unwatched'])
  })
})
