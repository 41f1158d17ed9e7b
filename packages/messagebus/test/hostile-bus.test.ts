// A bus that does what it likes: the access library answers codes and goes on with the next bus,
// the process lives, and holds at the end what it held before.

import { type Kos, type Program, rcBusy, rcOk } from '@kos/libkos'
import { describe, expect, test } from 'vitest'
import { MaxMessages } from '../src/generated/kl/MessageBusSession.idl.ts'
import { busStats, InitConnection, type ISubscriber, messageBusProcess } from '../src/process.ts'
import { busName, BusWorld, type Interfaces, interfacesOf } from './bus-world.ts'
import { fakeBus, type FakeBus } from './fake-bus.ts'
import { randomOf } from './random.ts'

const failing = -1_000_000
/** What a good bus answers to `useAll`. */
const allWell = [rcOk, rcOk, rcOk, rcOk, rcOk, rcOk, rcBusy, rcOk, rcOk, rcOk]
const error = (rc: number) => ({ error: { rc } })

/** Uses all of the library once, and answers every code. */
async function useAll({ control, bus, runner, waiter }: Interfaces, kos: Kos): Promise<unknown[]> {
  const codes: unknown[] = []
  const publisher = await control.RegisterPublisher('a')
  const subscriber = await control.RegisterSubscriber('s', new Set(['a', 'b', 'c']))
  codes.push(publisher.rc, subscriber.rc)
  const p = publisher.id ?? 0
  const s = subscriber.id ?? 0
  let taken = 0
  const until = (most: number): ISubscriber => ({
    OnMessage: () => (++taken >= most ? rcBusy : rcOk),
  })
  for (const id of [1n, 2n, 3n]) codes.push(await bus.Push(p, id))
  codes.push(await waiter.Wait(s, until(9)), await runner.Run(s, until(3)))
  codes.push((await busStats(kos, busName)).rc)
  codes.push(await control.UnregisterSubscriber(s), await control.UnregisterPublisher(p))
  return codes
}

/** What may happen in the middle of a call. */
interface Ends {
  /** The bus dies. */
  kill(): void
  /** It dies, and a good one comes. */
  replace(): void
}

/** With a good bus, a hostile one, and a good one again: what the library answered in between. */
async function answersOf(hostileOf: (world: Ends) => Program<Kos>): Promise<readonly unknown[]> {
  const good = messageBusProcess()
  await using world = new BusWorld(good)
  world.toleratesMisuse = true
  world.client('A')
  const works = (): Promise<void> =>
    world.act('A', async (all, kos) => {
      expect(await useAll(all, kos)).toEqual(allWell)
    })
  await works()
  const before = world.shareOf('A')
  const kill = (): void => world.kernel.kill(busName, 'in the middle of a call')
  const replace = (): void => world.restartBus(good, 'A')
  world.restartBus(hostileOf({ kill, replace }), 'A')
  const used = world.begin('A', async (kos) => {
    const first = await InitConnection(kos, busName)
    if (first.rc !== rcOk) return [first.rc]
    return [first.rc, ...(await useAll(await interfacesOf(kos), kos))]
  })
  await world.kernel.advance(20_000)
  // Whatever waits still waits for this bus.
  if (world.kernel.task(busName).isAlive) world.kernel.kill(busName, 'by the test')
  await world.kernel.run({ until: used })
  const codes = await used
  for (const code of codes) expect(typeof code).toBe('number')
  world.restartBus(good, 'A')
  await works()
  await works()
  await world.kernel.advance(1)
  expect(world.shareOf('A')).toEqual(before)
  return codes
}

const messages = (...numbers: readonly number[]) => ({
  isAwaited: 255,
  messages: numbers.map((topic) => ({ id: 1n, topic, dropped: 2 ** 32 - 1 })),
})

const lies: readonly (readonly [string, FakeBus])[] = [
  ['agrees, and has no messages', {}],
  ['refuses sessions', { connect: () => error(failing) }],
  ['refuses sessions with no failure', { connect: () => error(7) }],
  ['refuses sessions with rcOk', { connect: () => error(0) }],
  ['gives no session', { handles: (_, life) => [0 as never, life] }],
  ['gives no lifeline', { handles: (session) => [session, 0 as never] }],
  ['gives the one for the other', { handles: (session, life) => [life, session] }],
  ['gives the session twice', { handles: (session) => [session, session] }],
  ['ends the lifeline at once', { hasNoLife: true }],
  ['revokes the session', { revokes: 'session' }],
  ['revokes what it signals', { revokes: 'wake' }],
  ['has topics that there are not', { session: { Fetch: () => messages(0, 1, 2, 3) } }],
  ['has topics far off', { session: { Fetch: () => messages(2 ** 32 - 1) } }],
  [
    'has messages for ever',
    { session: { Fetch: () => messages(...Array<number>(MaxMessages).fill(0)) } },
  ],
  ['gives nothing to wait for', { session: { RegisterSubscriber: () => ({ wake: 0 as never }) } }],
  ['has its statistics for ever', { topics: (after) => after + 1n }],
  ...(['RegisterPublisher', 'RegisterSubscriber', 'AddTopic', 'Push', 'Fetch'] as const).flatMap(
    (name) =>
      [failing, -1, 0, 1, 2 ** 31 - 1].map(
        (rc) => [`answers ${rc} to ${name}`, { session: { [name]: () => error(rc) } }] as const,
      ),
  ),
  ...(['UnregisterPublisher', 'UnregisterSubscriber'] as const).map(
    (name) => [`refuses ${name}`, { session: { [name]: () => error(failing) } }] as const,
  ),
]

test.each(lies)('a bus that %s', async (_, fake) => {
  const codes = await answersOf(() => fakeBus(fake))
  expect(codes.length).toBeGreaterThan(0)
})

const seeds = Array.from({ length: 12 }, (_, index) => index + 1)

test.each(seeds)('a bus that answers random bytes, seed %i', async (seed) => {
  const below = randomOf(seed)
  const bytes = (most: number): Uint8Array => below.bytes(below(most))
  let answers = 0
  const raw = (request: Uint8Array): readonly [Uint8Array, Uint8Array] => {
    answers++
    const message = below(4) === 0 ? bytes(5000) : Uint8Array.from({ length: 16 + 8 * below(4) })
    // The endpoint and the method as they are, more often than not: then the rest is looked at.
    if (below(4) > 0) message.set(request.subarray(0, Math.min(6, message.length)))
    if (below(2) > 0) for (let at = 8; at < message.length; at++) message[at] = below(4)
    return [message, below(2) === 0 ? bytes(10) : bytes(60_000)]
  }
  const codes = await answersOf(() => fakeBus({ raw }))
  expect(answers).toBeGreaterThan(2)
  expect(codes.some((code) => code !== rcOk)).toBe(true)
})

const methods = ['Connect', 'RegisterPublisher', 'RegisterSubscriber', 'AddTopic', 'Push', 'Fetch']
const ends = ['UnregisterSubscriber', 'UnregisterPublisher']

describe.each([...methods, ...ends])('in the middle of %s', (method) => {
  /** Does something during the first call of the method that it hears of, and never answers it. */
  const during = (action: () => void): Program<Kos> =>
    fakeBus({
      before: async (name, kos) => {
        if (name !== method) return
        queueMicrotask(action)
        await kos.KnSleep(1e6)
      },
    })

  test('a bus that never answers holds its client up until it ends', async () => {
    const codes = await answersOf(() => during(() => {}))
    expect(codes.some((code) => code !== rcOk)).toBe(true)
  })

  test('a bus that dies is told with a code', async () => {
    const codes = await answersOf((fake) => during(() => fake.kill()))
    expect(codes.some((code) => code !== rcOk)).toBe(true)
  })

  test('a bus that dies, and another one comes: the client goes on with that', async () => {
    const codes = await answersOf((fake) => during(() => fake.replace()))
    // What is lost is what was pushed, or waited in the queue.
    expect(codes.slice(0, 3)).toEqual([rcOk, rcOk, rcOk])
    if (method === 'Connect' || method.startsWith('Register') || method === 'AddTopic')
      expect(codes.slice(1)).toEqual(allWell)
  })
})
