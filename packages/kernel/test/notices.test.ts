// Notifications as programs use them: events of resources, several waiters, streams. Receivers
// themselves are tested in `@kos/notice`.

import { events, type Handle, INFINITE_TIMEOUT, type Kos, type Notice } from '@kos/libkos'
import { OCAP_HANDLE_COPY, OCAP_HANDLE_GET_EVENT, OCAP_HANDLE_SET_EVENT } from '@kos/handles'
import { EVENT_OBJECT_DESTROYED, OBJECT_EVENT_SPEC, OBJECT_EVENT_USER } from '@kos/notice'
import {
  rcHandleRevoked,
  rcInvalidArgument,
  rcNoCapability,
  rcOk,
  rcQuotaExceeded,
  rcTimeout,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { maxReceiversPerTask } from '../src/limits.ts'
import { userType } from './misbehaving.ts'
import { hosts, openWorld, shareOf, type World } from './world.ts'

const all = OCAP_HANDLE_GET_EVENT | OCAP_HANDLE_SET_EVENT | OCAP_HANDLE_COPY

function objectOf(kos: Kos, rights = all): Handle {
  return unwrap(kos.KnHandleCreateUserObject(userType, rights, 'context')).handle
}

function noticeOf(kos: Kos): Notice {
  return unwrap(kos.KnNoticeCreate()).notice
}

describe.each(hosts)('on %s', (_name, host) => {
  const open = (): World => {
    const world = openWorld({ host: host() })
    world.empty('P')
    return world
  }

  test('an entry reports what its mask names, under the very value it was given', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object, id] = [noticeOf(kos), objectOf(kos), { any: 'value' }]
      expect(kos.KnNoticeSubscribeToObject(notice, object, OBJECT_EVENT_USER(3), id)).toBe(rcOk)
      expect(kos.KnNoticeSetObjectEvent(object, OBJECT_EVENT_USER(7))).toBe(rcOk)
      expect(kos.KnNoticeSetObjectEvent(object, OBJECT_EVENT_SPEC(1))).toBe(rcOk)
      const { rc, events: taken } = await kos.KnNoticeGetEvent(notice, 0, 8)
      expect([rc, taken]).toEqual([rcOk, [{ eventId: id, eventMask: OBJECT_EVENT_USER(3) }]])
      expect(taken?.[0]?.eventId).toBe(id)
      expect((await kos.KnNoticeGetEvent(notice, 0, 8)).rc).toBe(rcTimeout)
    })
  })

  test('events of one entry merge, and entries come in the order of their events', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const notice = noticeOf(kos)
      const objects = ['first', 'second', 'third'].map((name) => ({ name, handle: objectOf(kos) }))
      for (const { name, handle } of objects)
        kos.KnNoticeSubscribeToObject(notice, handle, 0xffff, name)
      for (const at of [2, 0, 2, 1])
        kos.KnNoticeSetObjectEvent(objects[at]!.handle, OBJECT_EVENT_USER(1 << at))
      const first = unwrap(await kos.KnNoticeGetEvent(notice, 0, 2)).events
      const second = unwrap(await kos.KnNoticeGetEvent(notice, 0, 2)).events
      expect([first, second].map((taken) => taken.map(({ eventId }) => eventId))).toEqual([
        ['third', 'first'],
        ['second'],
      ])
    })
  })

  test('the end of a resource is the last event of its entry, and frees what the entry kept', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      const kept = shareOf(world.kernel, 'P')
      kos.KnNoticeSubscribeToObject(notice, object, EVENT_OBJECT_DESTROYED | 0xffff, 'entry')
      kos.KnNoticeSetObjectEvent(object, OBJECT_EVENT_USER(1))
      kos.KnHandleClose(object)
      const { events: taken } = unwrap(await kos.KnNoticeGetEvent(notice, 0, 8))
      expect(taken).toEqual([
        { eventId: 'entry', eventMask: EVENT_OBJECT_DESTROYED | OBJECT_EVENT_USER(1) },
      ])
      expect(shareOf(world.kernel, 'P')).toEqual({
        handles: kept.handles - 1,
        tokens: kept.tokens - 1,
      })
    })
  })

  test('closing a receiver frees what its entries kept', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      const { tokens } = shareOf(world.kernel, 'P')
      for (let entry = 0; entry < 5; entry++)
        kos.KnNoticeSubscribeToObject(notice, object, 0xffff, { entry })
      expect(shareOf(world.kernel, 'P').tokens).toBe(tokens + 5)
      expect(kos.KnNoticeRelease(notice)).toBe(rcOk)
      expect(shareOf(world.kernel, 'P').tokens).toBe(tokens)
    })
  })

  test('subscribing and signalling need their rights', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      const notice = noticeOf(kos)
      const bare = objectOf(kos, OCAP_HANDLE_COPY)
      expect(kos.KnNoticeSubscribeToObject(notice, bare, 1, 0)).toBe(rcNoCapability)
      expect(kos.KnNoticeSetObjectEvent(bare, OBJECT_EVENT_USER(1))).toBe(rcOk)
      const { handle: copy } = unwrap(kos.KnHandleCopy(bare, 0, 0 as never))
      kos.KnHandleRevoke(bare)
      expect(kos.KnNoticeSubscribeToObject(notice, copy, 1, 0)).toBe(rcHandleRevoked)
      expect(kos.KnNoticeSetObjectEvent(copy, OBJECT_EVENT_USER(1))).toBe(rcHandleRevoked)
    })
  })

  test('a waiting thread is woken, each event goes to one, and time ends a wait', async () => {
    await using world = open()
    const said = await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      const said: unknown[] = []
      kos.KnNoticeSubscribeToObject(notice, object, 0xffff, 'entry')
      const wait = (timeout: number): void => {
        kos.KosThreadCreate(
          15,
          0,
          async (own: Kos) => {
            const { rc } = await own.KnNoticeGetEvent(notice, timeout, 4)
            said.push([rc, own.KnGetMSecSinceStart()])
          },
          0,
          0,
        )
      }
      wait(INFINITE_TIMEOUT)
      wait(20)
      await kos.KnSleep(10)
      kos.KnNoticeSetObjectEvent(object, OBJECT_EVENT_USER(1))
      await kos.KnSleep(50)
      return said
    })
    expect(said).toEqual([
      [rcOk, 10],
      [rcTimeout, 20],
    ])
  })

  test('a stream of events ends when its receiver is closed', async () => {
    await using world = open()
    const said = await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      const said: unknown[] = []
      kos.KnNoticeSubscribeToObject(notice, object, 0xffff, 'entry')
      const routine = async (own: Kos): Promise<void> => {
        for await (const { eventId, eventMask } of events(own, notice))
          said.push([eventId, eventMask])
        said.push('end')
      }
      const { tid } = unwrap(kos.KosThreadCreate(15, 0, routine, 0, 0))
      for (const bit of [1, 2]) {
        await kos.KnSleep(1)
        kos.KnNoticeSetObjectEvent(object, OBJECT_EVENT_USER(bit))
      }
      await kos.KnSleep(1)
      kos.KnNoticeRelease(notice)
      await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
      return said
    })
    expect(said).toEqual([['entry', OBJECT_EVENT_USER(1)], ['entry', OBJECT_EVENT_USER(2)], 'end'])
  })

  test('a thread that is terminated while it waits takes nothing with it', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      kos.KnNoticeSubscribeToObject(notice, object, EVENT_OBJECT_DESTROYED, 'entry')
      const routine = async (own: Kos): Promise<void> =>
        void (await own.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 4))
      const { tid } = unwrap(kos.KosThreadCreate(15, 0, routine, 0, 0))
      await kos.KosThreadYield()
      await kos.KosThreadTerminate(tid, 0)
      kos.KnHandleClose(object)
      expect(unwrap(await kos.KnNoticeGetEvent(notice, 0, 4)).events).toHaveLength(1)
    })
  })

  test('receivers are limited per process, and no other notices', async () => {
    await using world = open()
    world.empty('Other')
    const count = (kos: Kos): number => {
      for (let made = 0; ; made++) {
        const { rc } = kos.KnNoticeCreate()
        if (rc !== rcOk) return rc === rcQuotaExceeded ? made : -1
      }
    }
    expect(await world.act('P', count)).toBe(maxReceiversPerTask)
    expect(await world.act('Other', (kos) => kos.KnNoticeCreate().rc)).toBe(rcOk)
  })

  test('a receiver that was closed counts no more', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      const made = Array.from({ length: maxReceiversPerTask }, () => noticeOf(kos))
      expect(kos.KnNoticeCreate().rc).toBe(rcQuotaExceeded)
      kos.KnNoticeRelease(made[7]!)
      expect([kos.KnNoticeCreate().rc, kos.KnNoticeCreate().rc]).toEqual([rcOk, rcQuotaExceeded])
    })
  })

  test('general events and other objects cannot be signalled by a process', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      const masks = [EVENT_OBJECT_DESTROYED, EVENT_OBJECT_DESTROYED | 1, 0]
      expect(masks.map((mask) => kos.KnNoticeSetObjectEvent(object, mask))).toEqual(
        masks.map(() => rcInvalidArgument),
      )
      expect(kos.KnNoticeSetObjectEvent(notice as never, 1)).toBe(rcInvalidArgument)
    })
  })
})
