// Receivers over their whole life, as 1.3 documents it: counters, unsubscribing, dropping,
// releasing, and ids that keep a receiver alive. What entries report is tested in
// `notices.test.ts`.

import {
  events,
  INFINITE_TIMEOUT,
  type Kos,
  KosPutObject,
  KosRefObject,
  type Notice,
} from '@kos/libkos'
import { EVENT_OBJECT_DESTROYED, OBJECT_EVENT_USER } from '@kos/notice'
import {
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcResourceNotFound,
  type Retcode,
  rcTimeout,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { idsOf, noticeOf, objectOf, signal, waiters } from './receiving.ts'
import { hosts, openWorld, shareOf, type World } from './world.ts'

describe.each(hosts)('on %s', (_name, host) => {
  const open = (): World => {
    const world = openWorld({ host: host() })
    world.empty('P')
    return world
  }
  const tokens = (world: World): number => shareOf(world.kernel, 'P').tokens

  test('counters tell how often something was signalled, and begin again when they are taken', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object, id] = [noticeOf(kos), objectOf(kos), { any: 'value' }]
      kos.KnNoticeSubscribeToObject(notice, object, OBJECT_EVENT_USER(3), id)
      for (const bits of [1, 2, 3, 4]) kos.KnNoticeSetObjectEvent(object, OBJECT_EVENT_USER(bits))
      expect(await kos.KnNoticeGetEventEx(notice, 0, 8)).toEqual({
        rc: rcOk,
        events: [{ eventId: id, eventCount: 3 }],
      })
      kos.KnNoticeSetObjectEvent(object, signal)
      const { events: taken } = unwrap(await kos.KnNoticeGetEventEx(notice, 0, 8))
      expect([taken[0]?.eventId === id, taken[0]?.eventCount]).toEqual([true, 1])
      expect(await kos.KnNoticeGetEventEx(notice, 5, 8)).toEqual({ rc: rcTimeout })
      expect(kos.KnGetMSecSinceStart()).toBe(5)
    })
  })

  test('a thread that waits for counters and one that waits for masks each get their own', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, first, second] = [noticeOf(kos), objectOf(kos), objectOf(kos)]
      kos.KnNoticeSubscribeToObject(notice, first, 0xffff, 'first')
      kos.KnNoticeSubscribeToObject(notice, second, 0xffff, 'second')
      const said: unknown[] = []
      kos.KosThreadCreate(
        15,
        0,
        async (own: Kos) =>
          void said.push(await own.KnNoticeGetEventEx(notice, INFINITE_TIMEOUT, 4)),
        0,
        0,
      )
      kos.KosThreadCreate(
        15,
        0,
        async (own: Kos) => void said.push(await own.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 4)),
        0,
        0,
      )
      await kos.KosThreadYield()
      kos.KnNoticeSetObjectEvent(first, signal)
      kos.KnNoticeSetObjectEvent(second, signal)
      await kos.KnSleep(1)
      expect(said).toEqual([
        { rc: rcOk, events: [{ eventId: 'first', eventCount: 1 }] },
        { rc: rcOk, events: [{ eventId: 'second', eventMask: signal }] },
      ])
    })
  })

  test('unsubscribing from a resource takes its entries and what they had to say, and no others', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, other, object, second] = [
        noticeOf(kos),
        noticeOf(kos),
        objectOf(kos),
        objectOf(kos),
      ]
      const kept = tokens(world)
      for (const id of ['a', 'b']) kos.KnNoticeSubscribeToObject(notice, object, 0xffff, id)
      kos.KnNoticeSubscribeToObject(notice, second, 0xffff, 'second')
      kos.KnNoticeSubscribeToObject(other, object, 0xffff, 'other')
      for (const each of [object, second]) kos.KnNoticeSetObjectEvent(each, signal)
      expect(kos.KnNoticeUnsubscribeFromObject(notice, object)).toBe(rcOk)
      expect(tokens(world)).toBe(kept + 2)
      expect([await idsOf(kos, notice), await idsOf(kos, other)]).toEqual([['second'], ['other']])
      expect(kos.KnNoticeUnsubscribeFromObject(notice, object)).toBe(rcResourceNotFound)
    })
  })

  test('unsubscribing from an id takes all entries with this very value, and no others', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, other] = [noticeOf(kos), noticeOf(kos)]
      const kept = tokens(world)
      const ids = [{}, {}, 'text', 0, -0, Number.NaN, undefined, null, Symbol('id'), 1n, () => {}]
      const objects = ids.map((id) => {
        const object = objectOf(kos)
        for (const each of [notice, notice, other])
          kos.KnNoticeSubscribeToObject(each, object, 0xffff, id)
        return object
      })
      for (const [index, id] of ids.entries()) {
        for (const object of objects) kos.KnNoticeSetObjectEvent(object, signal)
        expect(kos.KnNoticeUnsubscribeFromEvent(notice, id)).toBe(rcOk)
        expect(kos.KnNoticeUnsubscribeFromEvent(notice, id)).toBe(rcResourceNotFound)
        expect(await idsOf(kos, notice)).toEqual(
          ids.slice(index + 1).flatMap((each) => [each, each]),
        )
        expect(await idsOf(kos, other)).toEqual(ids)
      }
      expect(tokens(world)).toBe(kept + ids.length + ids.length)
      KosPutObject(other)
      expect(tokens(world)).toBe(kept + ids.length)
    })
  })

  test('entries with one id are remembered until the last of them is gone, however that goes', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, id] = [noticeOf(kos), { shared: true }]
      const [first, second, third] = [objectOf(kos), objectOf(kos), objectOf(kos)]
      const kept = shareOf(world.kernel, 'P')
      for (const object of [first, second, third]) {
        kos.KnNoticeSubscribeToObject(notice, object, EVENT_OBJECT_DESTROYED, id)
      }
      expect(tokens(world)).toBe(kept.tokens + 1)
      // 1. Its resource ends, and the last notification is taken.
      kos.KnHandleClose(first)
      expect(await idsOf(kos, notice)).toEqual([id])
      // 2. It is unsubscribed, with a subscription that fails in between.
      expect(kos.KnNoticeUnsubscribeFromObject(notice, second)).toBe(rcOk)
      expect(kos.KnNoticeSubscribeToObject(notice, second, 0, id)).toBe(rcInvalidArgument)
      kos.KnHandleClose(third)
      expect(await idsOf(kos, notice)).toEqual([id])
      expect(shareOf(world.kernel, 'P')).toEqual({
        handles: kept.handles - 2,
        tokens: kept.tokens - 2,
      })
      expect(kos.KnNoticeUnsubscribeFromEvent(notice, id)).toBe(rcResourceNotFound)
    })
  })

  test('an id that is subscribed anew while its last notification is on its way stays known', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object, next] = [noticeOf(kos), objectOf(kos), objectOf(kos)]
      kos.KnNoticeSubscribeToObject(notice, object, EVENT_OBJECT_DESTROYED, 'id')
      const said = waiters(kos, notice, ['waits'])
      await kos.KosThreadYield()
      kos.KnHandleClose(object)
      kos.KnNoticeSubscribeToObject(notice, next, 0xffff, 'id')
      await kos.KosThreadYield()
      expect(said).toEqual([['waits', rcOk, 0, 'id']])
      kos.KnNoticeSetObjectEvent(next, signal)
      expect(await idsOf(kos, notice)).toEqual(['id'])
      expect(kos.KnNoticeUnsubscribeFromEvent(notice, 'id')).toBe(rcOk)
    })
  })

  test('the entry of a badge has its id like any other', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const notice = noticeOf(kos)
      const kept = shareOf(world.kernel, 'P')
      const { handle: badge } = unwrap(kos.KnHandleCreateBadge(notice, 'transfer', 'context'))
      expect(kos.KnNoticeUnsubscribeFromEvent(notice, 'transfer')).toBe(rcOk)
      kos.KnHandleClose(badge)
      expect(await idsOf(kos, notice)).toEqual([])
      expect(shareOf(world.kernel, 'P')).toEqual(kept)
    })
  })

  test('unsubscribing wakes nobody: threads wait for their time, or for the next entry', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      kos.KnNoticeSubscribeToObject(notice, object, 0xffff, 'object')
      kos.KnNoticeSubscribeToObject(notice, object, 0xffff, 'id')
      const said = waiters(kos, notice, ['short'], 20)
      const patient = waiters(kos, notice, ['long'])
      await kos.KnSleep(10)
      kos.KnNoticeUnsubscribeFromEvent(notice, 'id')
      kos.KnNoticeUnsubscribeFromObject(notice, object)
      await kos.KnSleep(20)
      expect([said, patient]).toEqual([[['short', rcTimeout, 20]], []])
      expect((await kos.KnNoticeGetEvent(notice, 5, 1)).rc).toBe(rcTimeout)
      kos.KnNoticeSubscribeToObject(notice, object, 0xffff, 'new')
      kos.KnNoticeSetObjectEvent(object, signal)
      await kos.KosThreadYield()
      expect(patient).toEqual([['long', rcOk, 35, 'new']])
    })
  })

  test('dropping wakes all threads, and nobody waits until there is an entry', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      const kept = tokens(world)
      for (const id of ['a', 'a', 'b']) kos.KnNoticeSubscribeToObject(notice, object, 0xffff, id)
      const said = waiters(kos, notice, ['1', '2', '3'])
      await kos.KosThreadYield()
      expect(kos.KnNoticeDropAndWake(notice)).toBe(rcOk)
      expect(tokens(world)).toBe(kept)
      await kos.KosThreadYield()
      expect(said).toEqual(['1', '2', '3'].map((name) => [name, rcResourceNotFound, 0]))
      expect((await kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1)).rc).toBe(rcResourceNotFound)
      expect((await kos.KnNoticeGetEventEx(notice, INFINITE_TIMEOUT, 1)).rc).toBe(
        rcResourceNotFound,
      )
      kos.KnNoticeSubscribeToObject(notice, object, 0xffff, 'again')
      const again = waiters(kos, notice, ['4'])
      await kos.KnSleep(5)
      expect(again).toEqual([])
      kos.KnNoticeSetObjectEvent(object, signal)
      await kos.KosThreadYield()
      expect(again).toEqual([['4', rcOk, 5, 'again']])
    })
  })

  test('dropping drops what is pending', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      kos.KnNoticeSubscribeToObject(notice, object, 0xffff, 'entry')
      kos.KnNoticeSetObjectEvent(object, signal)
      kos.KnNoticeDropAndWake(notice)
      expect((await kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1)).rc).toBe(rcResourceNotFound)
    })
  })

  test('releasing the last reference wakes all threads and ends the receiver', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const object = objectOf(kos)
      const kept = shareOf(world.kernel, 'P')
      const notice = noticeOf(kos)
      kos.KnNoticeSubscribeToObject(notice, object, 0xffff, 'entry')
      const said = waiters(kos, notice, ['1', '2'])
      await kos.KosThreadYield()
      const { threads } = world.kernel.inspect().objects
      expect(kos.KnNoticeRelease(notice)).toBe(rcOk)
      expect([shareOf(world.kernel, 'P'), notice.references]).toEqual([kept, 0])
      expect(world.kernel.inspect().objects['threads']).toBe(threads)
      await kos.KosThreadYield()
      expect(said).toEqual(['1', '2'].map((name) => [name, rcResourceNotFound, 0]))
      const codes = [
        kos.KnNoticeSubscribeToObject(notice, object, 0xffff, 0),
        (await kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1)).rc,
        kos.KnNoticeDropAndWake(notice),
        kos.KnNoticeRelease(notice),
        kos.KnHandleCreateBadge(notice, 0, 0).rc,
      ]
      expect(codes).toEqual(codes.map(() => rcInvalidArgument))
    })
  })

  test('a copy of the id keeps the receiver, which takes no entries after its release', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const object = objectOf(kos)
      const kept = shareOf(world.kernel, 'P')
      const notice = noticeOf(kos)
      const copy = KosRefObject(notice)
      kos.KnNoticeSubscribeToObject(notice, object, 0xffff, 'entry')
      kos.KnNoticeSetObjectEvent(object, signal)
      expect(kos.KnNoticeRelease(notice)).toBe(rcOk)
      expect([copy.references, shareOf(world.kernel, 'P')]).toEqual([
        1,
        { ...kept, handles: kept.handles + 1 },
      ])
      const codes: unknown[] = [
        kos.KnNoticeSubscribeToObject(copy, object, 0xffff, 'entry'),
        kos.KnHandleCreateBadge(copy, 'event', 'context').rc,
        (await kos.KnNoticeGetEvent(copy, INFINITE_TIMEOUT, 1)).rc,
        (await kos.KnNoticeGetEventEx(copy, INFINITE_TIMEOUT, 1)).rc,
        kos.KnNoticeUnsubscribeFromEvent(copy, 'entry'),
        kos.KnNoticeDropAndWake(copy),
      ]
      expect(codes).toEqual([
        rcInvalidOperation,
        rcInvalidOperation,
        rcResourceNotFound,
        rcResourceNotFound,
        rcResourceNotFound,
        rcOk,
      ])
      KosPutObject(copy)
      expect(shareOf(world.kernel, 'P')).toEqual(kept)
    })
  })

  test('putting a reference leaves a receiver that others hold as it is', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      kos.KnNoticeSubscribeToObject(notice, object, 0xffff, 'entry')
      const said: unknown[] = []
      const routine = async (own: Kos, copy: Notice): Promise<void> => {
        said.push((await own.KnNoticeGetEvent(copy, INFINITE_TIMEOUT, 1)).events?.[0]?.eventId)
        KosPutObject(copy)
      }
      kos.KosThreadCreate(15, 0, routine, KosRefObject(notice), 0)
      await kos.KosThreadYield()
      KosPutObject(notice)
      kos.KnNoticeSetObjectEvent(object, signal)
      await kos.KosThreadYield()
      expect([said, notice.references]).toEqual([['entry'], 0])
    })
  })

  test('whoever puts the last reference ends the receiver, also while its maker waits or is over', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const kept = shareOf(world.kernel, 'P')
      const made: Notice[] = []
      const maker = async (own: Kos, waits: boolean): Promise<void> => {
        made.push(noticeOf(own))
        if (waits) await own.KnSleep(1_000)
      }
      const { tid } = unwrap(kos.KosThreadCreate(15, 0, maker, true, 0))
      kos.KosThreadCreate(15, 0, maker, false, 0)
      await kos.KnSleep(1)
      const said = waiters(kos, made[0]!, ['waits'])
      await kos.KosThreadYield()
      for (const notice of made) KosPutObject(notice)
      await kos.KosThreadYield()
      expect(said).toEqual([['waits', rcResourceNotFound, 1]])
      await kos.KosThreadTerminate(tid, 0)
      expect([made.length, shareOf(world.kernel, 'P')]).toEqual([2, kept])
    })
    expect(world.misuses).toEqual([])
  })

  test('what a thread was given as the last of its entries is forgotten, also if it is terminated before it looks', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const notice = noticeOf(kos)
      const kept = tokens(world)
      const routine = async (own: Kos): Promise<void> => {
        for (;;) await own.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 4)
      }
      const { tid } = unwrap(kos.KosThreadCreate(15, 0, routine, 0, 0))
      const end = (...ids: readonly unknown[]): void => {
        for (const id of ids) {
          const object = objectOf(kos)
          kos.KnNoticeSubscribeToObject(notice, object, EVENT_OBJECT_DESTROYED, id)
          kos.KnHandleClose(object)
        }
      }
      const shared = objectOf(kos)
      kos.KnNoticeSubscribeToObject(notice, shared, 0xffff, 'shared')
      // 1. It looks at some, and waits again.
      await kos.KosThreadYield()
      end('shared', 'looked at')
      await kos.KosThreadYield()
      expect(tokens(world)).toBe(kept + 2)
      // 2. It is given one more, and never looks.
      end('shared')
      await kos.KosThreadTerminate(tid, 0)
      expect(tokens(world)).toBe(kept + 2)
      kos.KnNoticeSetObjectEvent(shared, signal)
      expect(await idsOf(kos, notice)).toEqual(['shared'])
      expect(kos.KnNoticeUnsubscribeFromEvent(notice, 'shared')).toBe(rcOk)
      expect(tokens(world)).toBe(kept + 1)
    })
  })

  test('a thread that was terminated can release', async () => {
    await using world = open()
    const said = await world.act('P', async (kos) => {
      const [notice, object] = [noticeOf(kos), objectOf(kos)]
      const codes: Retcode[] = []
      const routine = async (own: Kos): Promise<void> => {
        own.KnNoticeSubscribeToObject(notice, object, 0xffff, 'a')
        own.KnNoticeSubscribeToObject(notice, objectOf(own), 0xffff, 'b')
        try {
          await own.KnSleep(1_000)
        } finally {
          codes.push(
            own.KnNoticeUnsubscribeFromEvent(notice, 'b'),
            own.KnNoticeUnsubscribeFromObject(notice, object),
            own.KnNoticeDropAndWake(notice),
            own.KnNoticeRelease(notice),
          )
        }
      }
      const { tid } = unwrap(kos.KosThreadCreate(15, 0, routine, 0, 0))
      await kos.KosThreadYield()
      await kos.KosThreadTerminate(tid, 0)
      await kos.KnSleep(1)
      return codes
    })
    expect(said).toEqual([rcOk, rcOk, rcOk, rcOk])
  })

  test.each(['KnNoticeDropAndWake', 'KnNoticeRelease'] as const)(
    '%s ends the streams of all threads',
    async (end) => {
      await using world = open()
      const said = await world.act('P', async (kos) => {
        const [notice, object] = [noticeOf(kos), objectOf(kos)]
        kos.KnNoticeSubscribeToObject(notice, object, 0xffff, 'entry')
        const said: unknown[] = []
        const threads = ['first', 'second'].map((name) => {
          const routine = async (own: Kos): Promise<void> => {
            for await (const { eventId } of events(own, notice)) said.push([name, eventId])
            said.push([name, 'end'])
          }
          return unwrap(kos.KosThreadCreate(15, 0, routine, 0, 0)).tid
        })
        await kos.KosThreadYield()
        kos.KnNoticeSetObjectEvent(object, signal)
        await kos.KnSleep(1)
        expect(kos[end](notice)).toBe(rcOk)
        for (const tid of threads) expect(await kos.KosThreadWait(tid, INFINITE_TIMEOUT)).toBe(rcOk)
        return said
      })
      expect(said).toEqual([
        ['first', 'entry'],
        ['second', 'end'],
        ['first', 'end'],
      ])
    },
  )

  test('an id is of no use to another process, and its end harms nobody', async () => {
    await using world = open()
    world.empty('Other')
    const notice = await world.act('P', noticeOf)
    const codes = await world.act('Other', async (kos) => {
      noticeOf(kos)
      return [
        kos.KnNoticeSubscribeToObject(notice, objectOf(kos), 0xffff, 0),
        kos.KnNoticeDropAndWake(notice),
        kos.KnNoticeRelease(notice),
        (await kos.KnNoticeGetEvent(notice, 0, 1)).rc,
      ]
    })
    expect(codes).toEqual(codes.map(() => rcInvalidArgument))
    world.kernel.kill('P')
    KosPutObject(notice)
    expect(await world.act('Other', (kos) => kos.KnNoticeCreate().rc)).toBe(rcOk)
  })
})
