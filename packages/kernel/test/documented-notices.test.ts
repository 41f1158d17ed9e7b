// What the documentation says of notification receivers (topic `notice_api` of 1.3), statement by
// statement and in its order, each with the test that would fail if it were not so. What lies
// between the statements is tested in `notices.test.ts` and `receivers.test.ts`.

import { INFINITE_TIMEOUT, KosPutObject, KosRefObject, nk_handle_desc } from '@kos/libkos'
import { OCAP_HANDLE_GET_EVENT, OCAP_HANDLE_SET_EVENT, OCAP_HANDLE_TRANSFER } from '@kos/handles'
import {
  EVENT_BADGE_CLOSED,
  EVENT_OBJECT_DESTROYED,
  OBJECT_EVENT_SPEC,
  OBJECT_EVENT_USER,
} from '@kos/notice'
import {
  rcInvalidArgument,
  rcInvalidOperation,
  rcNoCapability,
  rcOk,
  rcResourceNotFound,
  rcTimeout,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { all, Lending } from './lending.ts'
import { userType } from './misbehaving.ts'
import { idsOf, noticeOf, objectOf, signal, waiters } from './receiving.ts'
import { openWorld, shareOf, type World } from './world.ts'

function open(): World {
  const world = openWorld()
  world.empty('P')
  return world
}

describe('events and masks', () => {
  test('events of system resources are tracked, and events of user resources', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      const { handle: badge } = unwrap(kos.KnHandleCreateBadge(notice, 'system', 0))
      kos.KnNoticeSubscribeToObject(notice, object, signal, 'user')
      kos.KnNoticeSetObjectEvent(object, signal)
      kos.KnHandleClose(badge)
      expect(await idsOf(kos, notice)).toEqual(['user', 'system'])
    })
  })

  test('a mask has 32 bits: a general part that is the same for all resources, and a special one', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      kos.KnNoticeSubscribeToObject(notice, object, 0xffffffff, 'everything')
      kos.KnNoticeSetObjectEvent(object, OBJECT_EVENT_SPEC(0xff) | OBJECT_EVENT_USER(0xff))
      kos.KnHandleClose(object)
      const { events } = unwrap(await kos.KnNoticeGetEvent(notice, 0, 8))
      expect(events).toEqual([
        { eventId: 'everything', eventMask: (EVENT_OBJECT_DESTROYED | 0xffff) >>> 0 },
      ])
      expect(EVENT_OBJECT_DESTROYED & 0xffff).toBe(0)
      expect(EVENT_BADGE_CLOSED & ~0xffff).toBe(0)
    })
  })
})

describe('the id of a receiver', () => {
  test('is an object, whose end is the end of the receiver', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      const before = shareOf(world.kernel, 'P').handles
      const notice = noticeOf(kos)
      expect(shareOf(world.kernel, 'P').handles).toBe(before + 1)
      KosPutObject(notice)
      expect([shareOf(world.kernel, 'P').handles, notice.references]).toEqual([before, 0])
    })
  })

  test('stays good while somebody holds a reference of it', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      const copy = KosRefObject(notice)
      KosPutObject(notice)
      expect(kos.KnNoticeSubscribeToObject(copy, object, signal, 'copy')).toBe(rcOk)
      kos.KnNoticeSetObjectEvent(object, signal)
      expect(await idsOf(kos, copy)).toEqual(['copy'])
    })
  })
})

describe('entries', () => {
  test('are added for resources whose handle allows to get events', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      const notice = noticeOf(kos)
      const { handle: deaf } = unwrap(
        kos.KnHandleCreateUserObject(userType, ~OCAP_HANDLE_GET_EVENT, 0),
      )
      const { handle: heard } = unwrap(
        kos.KnHandleCreateUserObject(userType, OCAP_HANDLE_GET_EVENT, 0),
      )
      const codes = [deaf, heard].map((object) =>
        kos.KnNoticeSubscribeToObject(notice, object, signal, 0),
      )
      expect(codes).toEqual([rcNoCapability, rcOk])
    })
  })

  test('may be several for one resource, and their ids need not differ', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      for (const id of ['same', 'same', 'other']) {
        expect(kos.KnNoticeSubscribeToObject(notice, object, signal, id)).toBe(rcOk)
      }
      kos.KnNoticeSetObjectEvent(object, signal)
      expect(await idsOf(kos, notice)).toEqual(['same', 'same', 'other'])
    })
  })

  test('track one event or several', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      kos.KnNoticeSubscribeToObject(notice, object, OBJECT_EVENT_USER(1), 'one')
      kos.KnNoticeSubscribeToObject(notice, object, OBJECT_EVENT_USER(6), 'several')
      const signalled = async (bits: number): Promise<readonly unknown[]> => {
        kos.KnNoticeSetObjectEvent(object, OBJECT_EVENT_USER(bits))
        return idsOf(kos, notice)
      }
      expect([await signalled(1), await signalled(2), await signalled(4)]).toEqual([
        ['one'],
        ['several'],
        ['several'],
      ])
    })
  })

  test('are removed all, those of a resource, or those of an id', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, first, second] = [noticeOf(kos), objectOf(kos), objectOf(kos)]
      const remaining = async (remove: () => unknown): Promise<readonly unknown[]> => {
        for (const [object, id] of [
          [first, 'a'],
          [first, 'b'],
          [second, 'a'],
          [second, 'c'],
        ] as const) {
          kos.KnNoticeSubscribeToObject(notice, object, signal, id)
        }
        expect(remove()).toBe(rcOk)
        for (const object of [first, second]) kos.KnNoticeSetObjectEvent(object, signal)
        const ids = await idsOf(kos, notice)
        kos.KnNoticeDropAndWake(notice)
        return ids
      }
      expect(await remaining(() => kos.KnNoticeDropAndWake(notice))).toEqual([])
      expect(await remaining(() => kos.KnNoticeUnsubscribeFromObject(notice, first))).toEqual([
        'a',
        'c',
      ])
      expect(await remaining(() => kos.KnNoticeUnsubscribeFromEvent(notice, 'a'))).toEqual([
        'b',
        'c',
      ])
    })
  })

  test('take their pending notifications along', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, first, second] = [noticeOf(kos), objectOf(kos), objectOf(kos)]
      kos.KnNoticeSubscribeToObject(notice, first, signal, 'by resource')
      kos.KnNoticeSubscribeToObject(notice, second, signal, 'by id')
      kos.KnNoticeSubscribeToObject(notice, second, signal, 'kept')
      for (const object of [first, second]) kos.KnNoticeSetObjectEvent(object, signal)
      kos.KnNoticeUnsubscribeFromObject(notice, first)
      kos.KnNoticeUnsubscribeFromEvent(notice, 'by id')
      expect(await idsOf(kos, notice)).toEqual(['kept'])
    })
  })

  test('come and go for as long as the receiver lives', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      for (let round = 0; round < 3; round++) {
        expect(kos.KnNoticeSubscribeToObject(notice, object, signal, round)).toBe(rcOk)
        kos.KnNoticeSetObjectEvent(object, signal)
        expect(await idsOf(kos, notice)).toEqual([round])
        expect(kos.KnNoticeUnsubscribeFromObject(notice, object)).toBe(rcOk)
      }
    })
  })
})

describe('threads that wait for notifications', () => {
  test('wait for the time they say', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const notice = noticeOf(kos)
      expect((await kos.KnNoticeGetEvent(notice, 30, 1)).rc).toBe(rcTimeout)
      expect((await kos.KnNoticeGetEventEx(notice, 12, 1)).rc).toBe(rcTimeout)
      expect(kos.KnGetMSecSinceStart()).toBe(42)
    })
  })

  test('go on when a notification comes, also by an entry that was added while they waited', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      const said = waiters(kos, notice, ['waiter'])
      await kos.KnSleep(5)
      kos.KnNoticeSubscribeToObject(notice, object, signal, 'late')
      kos.KnNoticeSetObjectEvent(object, signal)
      await kos.KosThreadYield()
      expect(said).toEqual([['waiter', rcOk, 5, 'late']])
    })
  })

  test('go on when all entries are dropped, do not wait after that, and wait again when there is an entry', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      kos.KnNoticeSubscribeToObject(notice, object, signal, 'entry')
      const said = waiters(kos, notice, ['first', 'second'])
      await kos.KosThreadYield()
      kos.KnNoticeDropAndWake(notice)
      await kos.KosThreadYield()
      expect(said).toEqual(['first', 'second'].map((name) => [name, rcResourceNotFound, 0]))
      expect((await kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1)).rc).toBe(rcResourceNotFound)
      kos.KnNoticeSubscribeToObject(notice, object, signal, 'entry')
      expect((await kos.KnNoticeGetEvent(notice, 10, 1)).rc).toBe(rcTimeout)
    })
  })

  test('do not go on when the last entry is unsubscribed, and wait after that as before', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      kos.KnNoticeSubscribeToObject(notice, object, signal, 'by id')
      kos.KnNoticeSubscribeToObject(notice, object, signal, 'by resource')
      const said = waiters(kos, notice, ['waiter'], 20)
      await kos.KnSleep(10)
      kos.KnNoticeUnsubscribeFromEvent(notice, 'by id')
      kos.KnNoticeUnsubscribeFromObject(notice, object)
      await kos.KnSleep(20)
      expect(said).toEqual([['waiter', rcTimeout, 20]])
      expect((await kos.KnNoticeGetEvent(notice, 10, 1)).rc).toBe(rcTimeout)
    })
  })

  test('get as many notifications as they ask for, with the mask of the events or with their number', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const notice = noticeOf(kos)
      for (const id of [0, 1, 2, 3, 4]) {
        const object = objectOf(kos)
        kos.KnNoticeSubscribeToObject(notice, object, signal, id)
        for (let times = 0; times <= id; times++) kos.KnNoticeSetObjectEvent(object, signal)
      }
      const masks = unwrap(await kos.KnNoticeGetEvent(notice, 0, 2)).events
      const counts = unwrap(await kos.KnNoticeGetEventEx(notice, 0, 2)).events
      expect(masks).toEqual([0, 1].map((eventId) => ({ eventId, eventMask: signal })))
      expect(counts).toEqual([2, 3].map((eventId) => ({ eventId, eventCount: eventId + 1 })))
      expect(await idsOf(kos, notice)).toEqual([4])
    })
  })
})

describe('releasing a receiver', () => {
  test('wakes all threads, which never wait again, and removes all entries for ever', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      const copy = KosRefObject(notice)
      kos.KnNoticeSubscribeToObject(notice, object, signal, 'entry')
      const said = waiters(kos, notice, ['first', 'second'])
      await kos.KosThreadYield()
      expect(kos.KnNoticeRelease(notice)).toBe(rcOk)
      await kos.KosThreadYield()
      expect(said).toEqual(['first', 'second'].map((name) => [name, rcResourceNotFound, 0]))
      for (const take of [kos.KnNoticeGetEvent, kos.KnNoticeGetEventEx]) {
        expect((await take(copy, INFINITE_TIMEOUT, 1)).rc).toBe(rcResourceNotFound)
      }
      expect(kos.KnNoticeSubscribeToObject(copy, object, signal, 'entry')).toBe(rcInvalidOperation)
    })
  })

  test('drops one reference: the receiver ends with the last one', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      const before = shareOf(world.kernel, 'P').handles
      const [alone, shared] = [noticeOf(kos), noticeOf(kos)]
      const copy = KosRefObject(shared)
      for (const notice of [alone, shared]) kos.KnNoticeRelease(notice)
      expect([shareOf(world.kernel, 'P').handles, alone.references, copy.references]).toEqual([
        before + 1,
        0,
        1,
      ])
      KosPutObject(copy)
      expect(shareOf(world.kernel, 'P').handles).toBe(before)
    })
  })
})

describe('signalling', () => {
  test('reaches the receivers that track the event of that resource, and no others', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [object, other] = [objectOf(kos), objectOf(kos)]
      const notices = [object, object, other].map((each) => {
        const notice = noticeOf(kos)
        kos.KnNoticeSubscribeToObject(notice, each, signal, 'entry')
        return notice
      })
      kos.KnNoticeSetObjectEvent(object, signal)
      const heard: (readonly unknown[])[] = []
      for (const notice of notices) heard.push(await idsOf(kos, notice))
      expect(heard).toEqual([['entry'], ['entry'], []])
    })
  })

  test('general events are for the kernel alone', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      const object = objectOf(kos)
      for (const mask of [EVENT_OBJECT_DESTROYED, (EVENT_OBJECT_DESTROYED | signal) >>> 0]) {
        expect(kos.KnNoticeSetObjectEvent(object, mask)).toBe(rcInvalidArgument)
      }
    })
  })

  test('who made the resource signals both kinds of special events; who was given it only the user kind, if its handle allows it', async () => {
    await using world = new Lending({})
    const { notice, object } = await world.provider((kos) => {
      const notice = noticeOf(kos)
      const { handle: object } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
      kos.KnNoticeSubscribeToObject(notice, object, 0xffff, 'heard')
      return { notice, object }
    })
    const heard = (): Promise<number> =>
      world.provider(async (kos) => (await idsOf(kos, notice)).length)
    for (const mask of [OBJECT_EVENT_SPEC(1), OBJECT_EVENT_USER(1)]) {
      expect(await world.provider((kos) => kos.KnNoticeSetObjectEvent(object, mask))).toBe(rcOk)
      expect(await heard()).toBe(1)
    }
    const given = async (rights: number, mask: number): Promise<readonly unknown[]> => {
      world.lend = nk_handle_desc(object, rights)
      const file = await world.open()
      const rc = await world.act('Client', (kos) => kos.KnNoticeSetObjectEvent(file.handle, mask))
      return [rc, await heard()]
    }
    const may = OCAP_HANDLE_TRANSFER | OCAP_HANDLE_SET_EVENT
    expect(await given(may, OBJECT_EVENT_USER(1))).toEqual([rcOk, 1])
    expect(await given(may, OBJECT_EVENT_SPEC(1))).toEqual([rcNoCapability, 0])
    expect(await given(OCAP_HANDLE_TRANSFER, OBJECT_EVENT_USER(1))).toEqual([rcNoCapability, 0])
  })
})
