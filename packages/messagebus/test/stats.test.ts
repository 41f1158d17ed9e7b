// The counts of a bus as another process reads them: the same as the bus itself tells, page by
// page, and only for those whom the policy lets.

import { any, boot, core, execute, request, response, VirtualClock } from '@kos/kernel'
import { rcOk, rcReceiveError, rcSecurityDisallow, unwrap } from '@kos/libkos'
import { expect, test } from 'vitest'
import { MaxEntries } from '../src/generated/kl/MessageBusStats.idl.ts'
import { Bus } from '../src/index.ts'
import {
  busStats,
  MessageBusFactory,
  messageBusProcess,
  MessageBusSession,
  MessageBusStats,
} from '../src/process.ts'
import { BusStatistics } from '../src/server/bus-statistics.ts'
import { busName, BusWorld } from './bus-world.ts'
import { fakeBus } from './fake-bus.ts'

test('a process reads what was accepted, declined, delivered and waits', async () => {
  await using world = new BusWorld({ capacity: 2, topics: { d: 'dropOldest', c: 'coalesce' } })
  world.client('A')
  world.client('Reader')
  await world.act('A', async ({ control, bus, waiter }) => {
    const a = unwrap(await control.RegisterPublisher('a')).id
    const d = unwrap(await control.RegisterPublisher('d')).id
    const s = unwrap(await control.RegisterSubscriber('s', new Set(['a']))).id
    unwrap(await control.RegisterSubscriber('t', new Set(['d', 'c'])))
    for (const id of [1n, 2n, 3n]) await bus.Push(a, id)
    for (const id of [1n, 2n, 3n]) await bus.Push(d, id)
    await waiter.Wait(s, { OnMessage: () => rcOk })
  })
  const { stats } = unwrap(await world.act('Reader', (_, kos) => busStats(kos, busName)))
  const none = { accepted: 0, declined: 0, delivered: 0, dropped: 0, coalesced: 0, waiting: 0 }
  expect(stats).toEqual({
    topics: [
      { topic: 'a', isPublished: true, subscribers: 1, accepted: 2, declined: 1 },
      { topic: 'd', isPublished: true, subscribers: 1, accepted: 3, declined: 0 },
      { topic: 'c', isPublished: false, subscribers: 1, accepted: 0, declined: 0 },
    ],
    subscribers: [
      { subscriber: 's', waiting: 0, capacity: 2 },
      { subscriber: 't', waiting: 2, capacity: 2 },
    ],
    subscriptions: [
      { ...none, subscriber: 's', topic: 'a', accepted: 2, declined: 1, delivered: 2 },
      { ...none, subscriber: 't', topic: 'd', accepted: 3, dropped: 1, waiting: 2 },
      { ...none, subscriber: 't', topic: 'c' },
    ],
  })
})

test('what takes several pages is there once, in order', async () => {
  await using world = new BusWorld()
  world.client('A')
  const count = 2 * MaxEntries + 1
  const names = Array.from({ length: count }, (_, index) => `t${index}`)
  await world.act('A', async ({ control }) => {
    for (const name of names) unwrap(await control.RegisterPublisher(name))
    for (const name of names) unwrap(await control.RegisterSubscriber(name, new Set([name])))
    unwrap(await control.RegisterSubscriber('all', new Set(names)))
    // Gaps in the numbers.
    for (const id of [3, count + 2]) {
      await control.UnregisterPublisher(id)
      await control.UnregisterSubscriber(id)
    }
  })
  const { stats } = unwrap(await world.act('A', (_, kos) => busStats(kos, busName)))
  expect(stats.topics.map(({ topic }) => topic)).toEqual(names)
  const subscribers = [...names, 'all'].filter((name) => name !== 't1')
  expect(stats.subscribers.map(({ subscriber }) => subscriber)).toEqual(subscribers)
  expect(stats.subscriptions.map(({ subscriber, topic }) => [subscriber, topic])).toEqual(
    subscribers.flatMap((name) => (name === 'all' ? names : [name]).map((topic) => [name, topic])),
  )
})

test('a page has so many entries and no more, from any number on', () => {
  const bus = new Bus<bigint>()
  const names = Array.from({ length: MaxEntries + 1 }, (_, index) => `t${index}`)
  unwrap(bus.registerSubscriber('s', names.slice(1)))
  const statistics = new BusStatistics(bus)
  expect(statistics.Topics({ after: 0n }).page).toHaveLength(MaxEntries)
  expect(statistics.Subscriptions({ number: 0n, index: 7 }).page).toHaveLength(MaxEntries)
  unwrap(bus.registerPublisher('t0'))
  expect(statistics.Topics({ after: 0n }).page).toHaveLength(MaxEntries)
  const number = statistics.Topics({ after: 0n }).page.at(-1)?.number as bigint
  expect(statistics.Topics({ after: number }).page).toMatchObject([{ topic: 't0' }])
  for (const none of [2n ** 63n, 2n ** 64n - 1n]) {
    expect(statistics.Topics({ after: none }).page).toEqual([])
    expect(statistics.Subscribers({ after: none }).page).toEqual([])
    expect(statistics.Subscriptions({ number: none, index: 0 }).page).toEqual([])
  }
  const { number: own } = statistics.Subscribers({ after: 0n }).page[0] as { number: bigint }
  const last = { number: own, index: 2 ** 32 - 1 }
  expect(statistics.Subscriptions(last).page).toEqual([])
})

test('the policy says who may read', async () => {
  await using kernel = boot(
    {
      programs: { [busName]: messageBusProcess(), Reader: null, Other: null },
      connections: { Reader: { [busName]: busName }, Other: { [busName]: busName } },
      policy: [
        execute(),
        request(any, core),
        response(busName, any),
        request(any, busName, MessageBusFactory),
        request('Other', busName, MessageBusSession),
        request('Reader', busName, MessageBusStats),
      ],
    },
    { clock: new VirtualClock(), onDenied: () => {} },
  )
  const codes: unknown[] = []
  for (const name of ['Reader', 'Other']) {
    const done = kernel.as(name, async (kos) => codes.push((await busStats(kos, busName)).rc))
    await kernel.run({ until: done })
    await done
  }
  expect(codes).toEqual([rcOk, rcSecurityDisallow])
})

test.each([
  ['the same entry for ever', () => 1n],
  ['numbers that go down', (after: bigint) => 100n - after],
])('a bus that answers %s is told', async (_, numberAfter) => {
  await using world = new BusWorld(fakeBus({ topics: numberAfter }))
  world.client('A')
  const { rc } = await world.act('A', (_all, kos) => busStats(kos, busName))
  expect(rc).toBe(rcReceiveError)
})
