// Rounds of register, push, fetch and unregister leave objects and memory as they were: 200,000 of
// the bus itself, and a tenth of them over IPC. KOS_GROWTH_ROUNDS=1000000 is the long form.

import { connect, proxyOf, rcOk, unwrap } from '@kos/libkos'
import { expect, test } from 'vitest'
import { Bus, Delivery } from '../src/index.ts'
import { MessageBusFactory, MessageBusSession } from '../src/process.ts'
import { busName, BusWorld, type Interfaces } from './bus-world.ts'
import { usedHeap } from './garbage.ts'

const rounds = Number(process.env['KOS_GROWTH_ROUNDS'] ?? 200_000)
const isLong = 3_600_000

/** Bytes that are no growth: what V8 takes for itself now and then, in all and for each round. */
const noise = 200_000
const noiseOfRound = 8

/**
 * Runs `some` rounds ten times over, and expects the heap to stay, and what `held` answers. What is
 * kept shows in every part, so the least growth of a third of it counts.
 */
async function expectNoGrowth(
  times: number,
  held: () => unknown,
  some: (count: number) => Promise<void> | void,
): Promise<void> {
  const count = Math.ceil(times / 10)
  await some(count)
  const before = held()
  const heaps = [usedHeap()]
  for (let part = 1; part < 10; part++) {
    await some(count)
    heaps.push(usedHeap())
    expect(held()).toEqual(before)
  }
  const growths = [3, 6, 9].map((at) => (heaps[at] as number) - (heaps[at - 3] as number))
  expect(Math.min(...growths)).toBeLessThan(noise + noiseOfRound * 3 * count)
}

/** Objects of the kernel, and what the client and the bus have. */
function holdings(world: BusWorld): unknown {
  return [world.objects, world.shareOf('A'), world.shareOf(busName)]
}

test(
  'rounds of the bus itself grow nothing',
  async () => {
    const bus = new Bus<number>({ topics: { t1: 'dropOldest', t2: 'coalesce' }, capacity: 2 })
    const delivery = new Delivery<number>()
    await expectNoGrowth(
      rounds,
      () => bus.stats(),
      (count) => {
        for (let round = 0; round < count; round++) {
          const topic = `t${round % 7}`
          const { publisher } = unwrap(bus.registerPublisher(topic))
          const { subscriber } = unwrap(bus.registerSubscriber('s', [topic, 'other']))
          for (let id = 0; id < 4; id++) publisher.push(id)
          if (!subscriber.take(delivery)) throw new Error('nothing was delivered')
          bus.unregisterSubscriber(subscriber)
          bus.unregisterPublisher(publisher)
        }
      },
    )
  },
  isLong,
)

test(
  'rounds over a session grow nothing',
  async () => {
    await using world = new BusWorld()
    world.client('A')
    await expectNoGrowth(
      rounds / 10,
      () => holdings(world),
      (count) =>
        world.act('A', async (_, kos) => {
          const bus = connect(kos, MessageBusFactory, busName, 'bus')
          const { session: given, lifeline } = unwrap(await bus.Connect())
          kos.KnHandleClose(lifeline.handle)
          using session = proxyOf(kos, MessageBusSession, given)
          for (let round = 0; round < count; round++) {
            const topic = `t${round % 7}`
            const client = 2 * round
            unwrap(await session.RegisterPublisher({ client, topic }))
            const other = { client: client + 1, name: 's', topic }
            const { wake } = unwrap(await session.RegisterSubscriber(other))
            unwrap(await session.Push({ client, id: BigInt(round) }))
            const { messages } = unwrap(
              await session.Fetch({ client: client + 1, limit: 64, got: 0 }),
            )
            if (messages.length !== 1) throw new Error(`${messages.length} messages`)
            kos.KnHandleClose(wake.handle)
            // One round in two leaves something in the queue.
            if (round % 2 === 0) unwrap(await session.Push({ client, id: 1n }))
            unwrap(await session.UnregisterSubscriber({ client: client + 1 }))
            unwrap(await session.UnregisterPublisher({ client }))
          }
        }),
    )
  },
  isLong,
)

async function libraryRounds({ control, bus, waiter }: Interfaces, count: number): Promise<void> {
  for (let round = 0; round < count; round++) {
    const { id: publisher } = unwrap(await control.RegisterPublisher('a'))
    const { id } = unwrap(await control.RegisterSubscriber('s', new Set(['a', 'b'])))
    await bus.Push(publisher, 1n)
    const rc = await waiter.Wait(id, { OnMessage: () => rcOk })
    if (rc !== rcOk) throw new Error('nothing was delivered')
    await control.UnregisterSubscriber(id)
    await control.UnregisterPublisher(publisher)
  }
}

test(
  'rounds of the access library grow nothing',
  async () => {
    await using world = new BusWorld()
    world.client('A')
    await expectNoGrowth(
      rounds / 50,
      () => holdings(world),
      (count) => world.act('A', (all) => libraryRounds(all, count)),
    )
  },
  isLong,
)

test(
  'sessions that come and go grow nothing',
  async () => {
    await using world = new BusWorld()
    world.client('A')
    await expectNoGrowth(
      rounds / 100,
      () => holdings(world),
      (count) =>
        world.act('A', async (_, kos) => {
          for (let round = 0; round < count; round++) {
            const bus = connect(kos, MessageBusFactory, busName, 'bus')
            const { session, lifeline } = unwrap(await bus.Connect())
            unwrap(await session.RegisterPublisher({ client: 0, topic: 'a' }))
            kos.KnHandleClose(lifeline.handle)
            kos.KnHandleClose(session.handle)
            await kos.KnSleep(1)
          }
        }),
    )
  },
  isLong,
)
