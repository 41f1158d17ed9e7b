// The bus as a process: the documented interfaces and refusals, ends of clients and of the bus.

import {
  rcAlreadyExists,
  rcBusy,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcResourceNotFound,
  unwrap,
} from '@kos/libkos'
import { describe, expect, test } from 'vitest'
import { MaxMessages } from '../src/generated/kl/MessageBusSession.idl.ts'
import type { ISubscriber } from '../src/process.ts'

import { busName, BusWorld, interfacesOf } from './bus-world.ts'

/** Registers a subscriber and runs it until it has `count` messages. */
function taking(
  world: BusWorld,
  name: string,
  topics: readonly string[],
  count: number,
): Promise<string[]> {
  return world.begin(name, async (kos) => {
    const { control, runner } = await interfacesOf(kos)
    const { id } = unwrap(await control.RegisterSubscriber(name, new Set(topics)))
    return run(runner, id, count)
  })
}

async function run(
  runner: Awaited<ReturnType<typeof interfacesOf>>['runner'],
  id: number,
  count: number,
): Promise<string[]> {
  const seen: string[] = []
  if (count === 0) return seen
  const rc = await runner.Run(id, {
    OnMessage(topic, message, dropped) {
      seen.push(`${topic}${message}${dropped > 0 ? `(${dropped})` : ''}`)
      return seen.length === count ? rcBusy : rcOk
    },
  })
  expect(rc).toBe(rcBusy)
  return seen
}

describe('the bus process', () => {
  test('delivers messages of several publishers to subscribers that wait', async () => {
    await using world = new BusWorld()
    for (const name of ['P', 'Q', 'S', 'T']) world.client(name)
    const s = taking(world, 'S', ['a', 'b'], 4)
    const t = taking(world, 'T', ['b'], 2)
    await world.kernel.run({ until: 'idle' })
    for (const [name, topic] of [
      ['P', 'a'],
      ['Q', 'b'],
    ] as const)
      await world.act(name, async ({ control, bus }) => {
        const { id } = unwrap(await control.RegisterPublisher(topic))
        for (const message of [1n, 2n ** 64n - 1n]) expect(await bus.Push(id, message)).toBe(rcOk)
      })
    const largest = 2n ** 64n - 1n
    expect(await s).toEqual(['a1', `a${largest}`, 'b1', `b${largest}`])
    expect(await t).toEqual(['b1', `b${largest}`])
  })

  test('refuses what is documented, and says why', async () => {
    await using world = new BusWorld({ capacity: 2 })
    world.client('A')
    world.client('B')
    const published = await world.act('A', async ({ control, bus, runner, waiter }) => {
      const publisher = unwrap(await control.RegisterPublisher('a')).id
      expect(await control.RegisterPublisher('a')).toEqual({ rc: rcAlreadyExists })
      const subscriber = unwrap(await control.RegisterSubscriber('s', new Set(['a', 'b']))).id
      const callback: ISubscriber = { OnMessage: () => rcOk }
      expect(await control.UnregisterPublisher(subscriber)).toBe(rcInvalidOperation)
      expect(await control.UnregisterSubscriber(publisher)).toBe(rcInvalidOperation)
      expect(await control.UnregisterPublisher(99)).toBe(rcResourceNotFound)
      expect(await bus.Push(subscriber, 1n)).toBe(rcInvalidOperation)
      expect(await bus.Push(99, 1n)).toBe(rcResourceNotFound)
      expect(await runner.Run(publisher, callback)).toBe(rcInvalidOperation)
      expect(await runner.Run(99, callback)).toBe(rcResourceNotFound)
      expect(await control.RegisterPublisher('')).toEqual({ rc: rcInvalidArgument })
      expect(await control.RegisterSubscriber('s', new Set())).toEqual({ rc: rcInvalidArgument })
      expect(await control.RegisterSubscriber('s', new Set(['a', '']))).toEqual({
        rc: rcInvalidArgument,
      })
      for (const code of [rcOk, rcOk, rcBusy]) expect(await bus.Push(publisher, 1n)).toBe(code)
      expect(await waiter.Wait(subscriber, callback)).toBe(rcOk)
      // It fetched both: there is room.
      expect(await bus.Push(publisher, 1n)).toBe(rcOk)
      return publisher
    })
    await world.act('B', async ({ control, bus }) => {
      expect(await control.RegisterPublisher('a')).toEqual({ rc: rcAlreadyExists })
      // An id of another process is none.
      expect(await bus.Push(published, 1n)).toBe(rcResourceNotFound)
    })
    // The topic is free again with the end of its publisher.
    world.kernel.kill('A', 'by the test')
    await world.kernel.run({ until: 'idle' })
    await world.act('B', async ({ control, bus }) => {
      const { id } = unwrap(await control.RegisterPublisher('a'))
      // And the queue of the subscriber is gone.
      for (let count = 0; count < 5; count++) expect(await bus.Push(id, 1n)).toBe(rcOk)
    })
  })

  test('tells what was dropped, and coalesces', async () => {
    await using world = new BusWorld({ capacity: 2, topics: { d: 'dropOldest', c: 'coalesce' } })
    world.client('A')
    const seen = await world.act('A', async ({ control, bus, runner }) => {
      const { id } = unwrap(await control.RegisterSubscriber('s', new Set(['c', 'd'])))
      const d = unwrap(await control.RegisterPublisher('d')).id
      const c = unwrap(await control.RegisterPublisher('c')).id
      for (const message of [7n, 7n]) expect(await bus.Push(c, message)).toBe(rcOk)
      for (const message of [1n, 2n, 3n]) expect(await bus.Push(d, message)).toBe(rcOk)
      return run(runner, id, 2)
    })
    expect(seen).toEqual(['c7', 'd3(2)'])
  })

  test('delivers what waited before a run, also if it takes several fetches', async () => {
    await using world = new BusWorld({ capacity: 300 })
    world.client('A')
    const count = 2 * MaxMessages + 1
    const seen = await world.act('A', async ({ control, bus, runner }) => {
      const { id } = unwrap(await control.RegisterSubscriber('s', new Set(['a'])))
      const a = unwrap(await control.RegisterPublisher('a')).id
      for (let message = 1; message <= count; message++)
        expect(await bus.Push(a, BigInt(message))).toBe(rcOk)
      return run(runner, id, count)
    })
    expect(seen).toEqual(Array.from({ length: count }, (_, index) => `a${index + 1}`))
  })

  test('ends a run with its subscriber, and lets one thread run it at a time', async () => {
    await using world = new BusWorld()
    world.client('A')
    let id = 0
    const running = world.begin('A', async (kos) => {
      const { control, runner } = await interfacesOf(kos)
      id = unwrap(await control.RegisterSubscriber('s', new Set(['a']))).id
      return runner.Run(id, { OnMessage: () => rcOk })
    })
    await world.kernel.run({ until: 'idle' })
    await world.act('A', async ({ control, runner }) => {
      expect(await runner.Run(id, { OnMessage: () => rcOk })).toBe(rcBusy)
      expect(await control.UnregisterSubscriber(id)).toBe(rcOk)
      expect(await control.UnregisterSubscriber(id)).toBe(rcResourceNotFound)
    })
    await world.kernel.run({ until: running })
    expect(await running).toBe(rcOk)
  })

  test('clients have their ids when the bus is started again', async () => {
    await using world = new BusWorld()
    world.client('P')
    world.client('S')
    const seen = taking(world, 'S', ['a', 'b'], 4)
    const pushed = world.begin('P', async (kos) => {
      const { control, bus } = await interfacesOf(kos)
      const { id } = unwrap(await control.RegisterPublisher('a'))
      for (const message of [1n, 2n, 3n, 4n]) {
        await kos.KnSleep(1000)
        expect(await bus.Push(id, message)).toBe(rcOk)
      }
    })
    await world.kernel.advance(2500)
    world.kernel.kill(busName, 'by the test')
    await world.kernel.advance(10)
    world.startBus()
    for (const name of ['P', 'S']) world.kernel.connect(name, busName, busName)
    await world.kernel.run({ until: seen })
    expect(await seen).toEqual(['a1', 'a2', 'a3', 'a4'])
    await world.kernel.run({ until: pushed })
    await pushed
  })

  test('a bus that does not come again is told with a code', async () => {
    await using world = new BusWorld()
    world.client('S')
    const running = world.begin('S', async (kos) => {
      const { control, runner } = await interfacesOf(kos)
      const { id } = unwrap(await control.RegisterSubscriber('s', new Set(['a'])))
      return runner.Run(id, { OnMessage: () => rcOk })
    })
    await world.kernel.run({ until: 'idle' })
    world.kernel.kill(busName, 'by the test')
    await world.kernel.run({ until: running })
    expect(await running).toBeLessThan(0)
  })

  test('clients that come and go leave nothing behind', async () => {
    await using world = new BusWorld()
    world.client('A')
    const round = (): Promise<void> =>
      world.act('A', async ({ control, bus }) => {
        const p = unwrap(await control.RegisterPublisher('a')).id
        const s = unwrap(await control.RegisterSubscriber('s', new Set(['a', 'b']))).id
        expect(await bus.Push(p, 1n)).toBe(rcOk)
        expect(await control.UnregisterSubscriber(s)).toBe(rcOk)
        expect(await control.UnregisterPublisher(p)).toBe(rcOk)
      })
    await round()
    const before = world.objects
    for (let count = 0; count < 10; count++) await round()
    expect(world.objects).toEqual(before)
  })
})
