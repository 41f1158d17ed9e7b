// Clients of the bus that do what they like, over raw handles: they get codes, and nobody else
// notices.

import {
  connect,
  type Handle,
  type Kos,
  PackInMsg,
  PackOutMsg,
  type Proxy,
  proxyOf,
  rcAlreadyExists,
  rcBusy,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcResourceNotFound,
  type Retcode,
  RetcodeError,
  SMsgHdr,
  unwrap,
} from '@kos/libkos'
import { expect, test } from 'vitest'
import { MaxMessages } from '../src/generated/kl/MessageBusSession.idl.ts'
import {
  busStats,
  MessageBusFactory,
  MessageBusLifeline,
  MessageBusSession,
  MessageBusStats,
} from '../src/process.ts'
import { busName, BusWorld } from './bus-world.ts'
import { randomOf } from './random.ts'

interface Raw {
  readonly session: Proxy<typeof MessageBusSession>
  readonly handle: Handle
  readonly lifeline: Handle
}

async function open(kos: Kos): Promise<Raw> {
  const { session, lifeline } = unwrap(
    await connect(kos, MessageBusFactory, busName, 'bus').Connect(),
  )
  const proxy = proxyOf(kos, MessageBusSession, session)
  return { session: proxy, handle: session.handle, lifeline: lifeline.handle }
}

const codeOf = ({ rc, error }: { rc: unknown; error?: { readonly rc: number } | undefined }) =>
  error?.rc ?? rc

/** With a victim that has a publisher and a subscriber, which must not notice anything. */
async function attack(bad: (kos: Kos) => Promise<unknown>): Promise<void> {
  await using world = new BusWorld({ capacity: 4 })
  world.toleratesMisuse = true
  world.client('Victim')
  world.client('Bad')
  const ids = await world.act('Victim', async ({ control, bus }) => {
    const publisher = unwrap(await control.RegisterPublisher('a')).id
    const subscriber = unwrap(await control.RegisterSubscriber('s', new Set(['a']))).id
    expect(await bus.Push(publisher, 1n)).toBe(rcOk)
    return { publisher, subscriber }
  })
  const counts = () => world.act('Victim', async (_, kos) => unwrap(await busStats(kos, busName)))
  const before = await counts()
  const objects = world.shareOf(busName)
  const done = world.begin('Bad', bad)
  await world.kernel.run({ until: done })
  await done
  world.kernel.kill('Bad', 'by the test')
  await world.kernel.run({ until: 'idle' })
  expect(await counts()).toEqual(before)
  expect(world.shareOf(busName)).toEqual(objects)
  await world.act('Victim', async ({ bus, runner }) => {
    expect(await bus.Push(ids.publisher, 2n)).toBe(rcOk)
    const seen: bigint[] = []
    const rc = await runner.Run(ids.subscriber, {
      OnMessage: (_, id) => (seen.push(id) === 2 ? (7 as unknown as Retcode) : rcOk),
    })
    expect([rc, seen]).toEqual([7, [1n, 2n]])
  })
}

const seeds = Array.from({ length: 6 }, (_, index) => index + 1)

test.each(seeds)('random bytes for every method of every endpoint, seed %i', async (seed) => {
  const below = randomOf(seed)
  await attack(async (kos) => {
    const { handle, lifeline } = await open(kos)
    const channel = kos.ServiceLocatorConnect(busName)
    const riid = (name: string): number => kos.ServiceLocatorGetRiid(channel, name)
    const targets = [
      [channel, riid('bus'), MessageBusFactory],
      [channel, riid('stats'), MessageBusStats],
      [channel, riid('session'), MessageBusSession],
      [channel, riid('lifeline'), MessageBusLifeline],
      [handle, riid('session'), MessageBusSession],
      [handle, riid('bus'), MessageBusFactory],
      [lifeline, riid('stats'), MessageBusStats],
    ] as const
    for (const [to, endpoint, { $methods }] of targets)
      for (const { request, mid } of $methods)
        for (let count = 0; count < 25; count++) {
          const isSized = below(4) > 0
          const message = below.bytes(isSized ? request.size : below(200))
          const arena = below.bytes(below(3) * below(600))
          if (isSized) {
            new DataView(message.buffer).setUint32(0, endpoint, true)
            new DataView(message.buffer).setUint16(4, mid, true)
            if (below(3) > 0) message.fill(0, 6, 16)
          }
          const out = PackOutMsg(new SMsgHdr(), message, arena, arena.length)
          const into = PackInMsg(new SMsgHdr(), new Uint8Array(4096), new Uint8Array(65_536))
          // A call of the lifeline would not end.
          if (to === lifeline || endpoint === riid('lifeline')) continue
          expect(typeof (await kos.Call(to, out, into))).toBe('number')
        }
  })
})

test.each(seeds)('any requests with any ids, seed %i', async (seed) => {
  const below = randomOf(seed)
  const allowed = new Set<unknown>([
    rcOk,
    rcAlreadyExists,
    rcBusy,
    rcInvalidArgument,
    rcInvalidOperation,
    rcResourceNotFound,
  ])
  await attack(async (kos) => {
    const sessions = [(await open(kos)).session, (await open(kos)).session]
    const ids = [0, 1, 2, 3, 2 ** 31, 2 ** 32 - 1]
    const names = ['', 'a', 'b', 'c', 'x'.repeat(255), '\0', '\u{1f600}', 'a\0']
    const any = <T>(of: readonly T[]): T => of[below(of.length)] as T
    for (let count = 0; count < 400; count++) {
      const session = any(sessions)
      const client = any(ids)
      // The victim has a.
      const topic = any(names.filter((name) => name !== 'a'))
      const answer = await any([
        () => session.RegisterPublisher({ client, topic: any(names) }),
        () => session.RegisterSubscriber({ client, name: any(names), topic }),
        () => session.AddTopic({ client, topic }),
        () => session.UnregisterPublisher({ client }),
        () => session.UnregisterSubscriber({ client }),
        () => session.Push({ client, id: BigInt(any(ids)) ** 2n }),
        () => session.Fetch({ client, limit: any(ids), got: any(ids) }),
      ])()
      expect(allowed).toContain(codeOf(answer))
      const { wake } = answer as { readonly wake?: { readonly handle: Handle } }
      if (wake !== undefined) kos.KnHandleClose(wake.handle)
    }
  })
})

test('ids of another session, ids that are taken, handles of another interface', async () => {
  await attack(async (kos) => {
    const one = await open(kos)
    const two = await open(kos)
    const topic = 'b'
    unwrap(await one.session.RegisterPublisher({ client: 7, topic }))
    const { wake } = unwrap(await one.session.RegisterSubscriber({ client: 8, name: 's', topic }))
    expect(codeOf(await one.session.RegisterPublisher({ client: 8, topic: 'c' }))).toBe(
      rcAlreadyExists,
    )
    expect(codeOf(await one.session.RegisterSubscriber({ client: 7, name: 's', topic }))).toBe(
      rcAlreadyExists,
    )
    expect(codeOf(await two.session.RegisterPublisher({ client: 7, topic }))).toBe(rcAlreadyExists)
    for (const [client, wrongKind] of [
      [7, 8],
      [8, 7],
    ] as const) {
      const publisher = client === 7
      const requests = [
        two.session.Push({ client, id: 1n }),
        two.session.Fetch({ client, limit: MaxMessages, got: 0 }),
        two.session.AddTopic({ client, topic: 'c' }),
        two.session.UnregisterPublisher({ client }),
        two.session.UnregisterSubscriber({ client }),
      ]
      for (const answer of await Promise.all(requests))
        expect(codeOf(answer)).toBe(rcResourceNotFound)
      const wrong = publisher
        ? one.session.Push({ client: wrongKind, id: 1n })
        : one.session.Fetch({ client: wrongKind, limit: 1, got: 0 })
      expect(codeOf(await wrong)).toBe(rcInvalidOperation)
    }
    for (const [target, handle] of [
      [MessageBusSession, wake.handle],
      [MessageBusSession, one.lifeline],
      [MessageBusLifeline, one.handle],
      [MessageBusFactory, one.handle],
    ] as const)
      expect(() => proxyOf(kos, target as typeof MessageBusSession, handle)).toThrow(RetcodeError)
    // Signals are the bus's to give.
    expect(kos.KnNoticeSetObjectEvent(wake.handle, 1)).not.toBe(rcOk)
  })
})

test('an answer with messages that did not arrive is given again, and no other one', async () => {
  await attack(async (kos) => {
    const { session } = await open(kos)
    unwrap(await session.RegisterPublisher({ client: 1, topic: 'b' }))
    const subscriber = { client: 2, name: 's', topic: 'b' }
    const { wake } = unwrap(await session.RegisterSubscriber(subscriber))
    for (const id of [1n, 2n, 3n]) unwrap(await session.Push({ client: 1, id }))
    const fetch = async (limit: number, got: number): Promise<unknown> => {
      const answer = await session.Fetch({ client: 2, limit, got })
      return answer.rc === rcOk ? answer.messages.map(({ id }) => id) : codeOf(answer)
    }
    expect(await fetch(2, 0)).toEqual([1n, 2n])
    expect(await fetch(9, 0)).toEqual([1n, 2n])
    for (const wrong of [2, 3, 2 ** 32 - 1]) expect(await fetch(9, wrong)).toBe(rcInvalidArgument)
    expect(await fetch(9, 1)).toEqual([3n])
    expect(await fetch(9, 0)).toBe(rcInvalidArgument)
    expect(await fetch(9, 1)).toEqual([3n])
    for (let again = 0; again < 3; again++) expect(await fetch(9, 2)).toEqual([])
    kos.KnHandleClose(wake.handle)
  })
})

test('what was registered in a session ends with its handle, and so do calls', async () => {
  await attack(async (kos) => {
    const { session, handle, lifeline } = await open(kos)
    unwrap(await session.RegisterPublisher({ client: 1, topic: 'b' }))
    kos.KnHandleClose(handle)
    kos.KnHandleClose(lifeline)
    expect((await session.Push({ client: 1, id: 1n })).rc).toBe(rcInvalidArgument)
    await kos.KnSleep(1)
    const other = await open(kos)
    unwrap(await other.session.RegisterPublisher({ client: 1, topic: 'b' }))
  })
})

test('a client dies at any of its calls', async () => {
  for (let step = 0; step < 9; step++)
    await attack(async (kos) => {
      const calls = [
        () => open(kos).then((opened) => (session = opened.session)),
        () => session?.RegisterPublisher({ client: 1, topic: 'b' }),
        () => session?.RegisterSubscriber({ client: 2, name: 's', topic: 'a' }),
        () => session?.AddTopic({ client: 2, topic: 'b' }),
        () => session?.Push({ client: 1, id: 1n }),
        () => session?.Fetch({ client: 2, limit: MaxMessages, got: 0 }),
        () => session?.UnregisterPublisher({ client: 1 }),
        () => session?.UnregisterSubscriber({ client: 2 }),
      ]
      let session: Proxy<typeof MessageBusSession> | null = null
      for (const call of calls.slice(0, step)) await call()
      // The next one is under way when it ends.
      void calls[step]?.()
    })
})
