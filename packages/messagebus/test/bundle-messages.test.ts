// Messages keep the bundles that they lead to, as long as somebody may open them.

import { type Handle, rcBusy, rcOk, rcResourceNotFound, type Retcode, unwrap } from '@kos/libkos'
import { describe, expect, test } from 'vitest'
import type { BundleId, ISubscriber } from '../src/process.ts'
import { BundleWorld, encode, openText, put, withTopic } from './bundle-world.ts'
import { interfacesOf } from './bus-world.ts'

describe('a message', () => {
  test('keeps its bundle while it waits and is delivered, after the publisher let go', async () => {
    await using world = new BundleWorld()
    const { publisher, subscriber } = await withTopic(world)
    const ids = await world.act('P', async ({ bundles, bus }) => {
      const ids: BundleId[] = []
      for (const text of ['one', 'two', 'three']) {
        using bundle = unwrap(await bundles.Put('a', encode(text))).bundle
        expect(await bus.Push(publisher, bundle.id)).toBe(rcOk)
        ids.push(bundle.id)
      }
      return ids
    })
    world.kernel.kill('P', 'by the test')
    const seen: unknown[] = []
    await world.act('S', async ({ bundles, runner }) => {
      const rc = await runner.Run(subscriber, {
        async OnMessage(topic, id) {
          seen.push(await openText(bundles, topic, id))
          return seen.length === 3 ? rcBusy : rcOk
        },
      })
      expect(rc).toBe(rcBusy)
    })
    expect(seen).toEqual(['one', 'two', 'three'])
    // It did not say yet that it is done with the last ones.
    expect(await world.textOf('T', 'a', ids[2] as BundleId)).toBe('three')
    const running = world.begin('S', async (kos) =>
      (await interfacesOf(kos)).runner.Run(subscriber, { OnMessage: () => rcOk }),
    )
    for (const id of ids) expect(await world.textOf('T', 'a', id)).toBe(rcResourceNotFound)
    await world.act('S', ({ control }) => control.UnregisterSubscriber(subscriber))
    await world.kernel.run({ until: running })
  })

  test('keeps it for each subscriber, until the last of them is done or gone', async () => {
    await using world = new BundleWorld()
    const { subscriber, push } = await withTopic(world)
    await world.act('T', async ({ control }) => {
      unwrap(await control.RegisterSubscriber('t', new Set(['a'])))
    })
    const bundle = await put(world, 'P', 'text')
    expect(await push(bundle.id)).toBe(rcOk)
    bundle[Symbol.dispose]()
    expect(await world.textOf('P', 'a', bundle.id)).toBe('text')
    await world.act('S', ({ control }) => control.UnregisterSubscriber(subscriber))
    expect(await world.textOf('P', 'a', bundle.id)).toBe('text')
    world.kernel.kill('T', 'by the test')
    expect(await world.textOf('P', 'a', bundle.id)).toBe(rcResourceNotFound)
  })

  test('that a full queue drops keeps it no more', async () => {
    await using world = new BundleWorld({ capacity: 1, fullQueue: 'dropOldest' })
    const { push } = await withTopic(world)
    const bundle = await put(world, 'P', 'text')
    expect(await push(bundle.id)).toBe(rcOk)
    bundle[Symbol.dispose]()
    expect(await world.textOf('T', 'a', bundle.id)).toBe('text')
    expect(await push(0n)).toBe(rcOk)
    expect(await world.textOf('T', 'a', bundle.id)).toBe(rcResourceNotFound)
  })

  test('that is declined, or that nobody gets, keeps nothing', async () => {
    await using world = new BundleWorld({ capacity: 1 })
    const { push, subscriber } = await withTopic(world)
    expect(await push(0n)).toBe(rcOk)
    const bundle = await put(world, 'P', 'text')
    expect(await push(bundle.id)).toBe(rcBusy)
    await world.act('S', ({ control }) => control.UnregisterSubscriber(subscriber))
    expect(await push(bundle.id)).toBe(rcOk)
    bundle[Symbol.dispose]()
    expect(await world.textOf('T', 'a', bundle.id)).toBe(rcResourceNotFound)
  })

  test('of another topic, or from before it was put, keeps nothing and ends nothing', async () => {
    await using world = new BundleWorld()
    const { push, subscriber } = await withTopic(world)
    const first = await put(world, 'P', 'first')
    // The id that comes next.
    const id = first.id + 1n
    expect(await push(id)).toBe(rcOk)
    const bundle = await put(world, 'P', 'text')
    expect(bundle.id).toBe(id)
    const other = await put(world, 'P', 'other', 'b')
    expect(await push(other.id)).toBe(rcOk)
    other[Symbol.dispose]()
    expect(await world.textOf('T', 'b', other.id)).toBe(rcResourceNotFound)
    await world.act('S', ({ control }) => control.UnregisterSubscriber(subscriber))
    expect(await world.textOf('T', 'a', id)).toBe('text')
  })
})

test('bundles that come and go leave nothing behind', async () => {
  await using world = new BundleWorld()
  const { publisher, subscriber } = await withTopic(world)
  const round = async (): Promise<void> => {
    await world.act('P', async ({ bundles, bus }) => {
      using bundle = unwrap(await bundles.Put('a', encode('text'))).bundle
      expect(await bus.Push(publisher, bundle.id)).toBe(rcOk)
      expect(await bundles.Open('b', bundle.id)).toEqual({ rc: rcResourceNotFound })
      expect((await bundles.Put('a', { handle: 1 as Handle, length: 1 })).rc).not.toBe(rcOk)
    })
    await world.act('S', async ({ bundles, waiter }) => {
      const callback: ISubscriber = {
        async OnMessage(topic, id): Promise<Retcode> {
          expect(await openText(bundles, topic, id)).toBe('text')
          return rcOk
        },
      }
      expect(await waiter.Wait(subscriber, callback)).toBe(rcOk)
    })
    await world.settle()
  }
  await round()
  await round()
  const before = world.objects
  for (let count = 0; count < 5; count++) await round()
  expect(world.objects).toEqual(before)
})
