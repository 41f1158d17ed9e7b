// The bus in async code: iterables, callbacks, waiting for room, signals, and types.

import { rcAlreadyExists, rcBusy, rcInvalidOperation, rcOk } from '@kos/retcode'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { MessageBus, topic } from '../src/index.ts'

const topics = { speed: topic<number>('dropOldest'), alarm: topic<string>() }

async function turns(count = 10): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve()
}

describe('a local bus', () => {
  test('delivers to an iterable, in order, and tells what was dropped', async () => {
    const bus = new MessageBus({ topics })
    using speed = bus.publisher('speed')
    using alarm = bus.publisher('alarm')
    const panel = bus.subscribe('panel', ['speed', 'alarm'], { capacity: 3 })
    for (const id of [1, 2, 3]) expect(speed.push(id)).toBe(rcOk)
    expect(alarm.push('fire')).toBe(rcBusy)
    expect(speed.push(4)).toBe(rcOk)
    const seen: unknown[] = []
    for await (const message of panel) {
      seen.push(message)
      if (message.topic === 'alarm') expectTypeOf(message.id).toEqualTypeOf<string>()
      else expectTypeOf(message.id).toEqualTypeOf<number>()
      if (panel.waiting === 0) panel[Symbol.dispose]()
    }
    expect(seen).toEqual([
      { topic: 'speed', id: 2, dropped: 1 },
      { topic: 'speed', id: 3, dropped: 0 },
      { topic: 'speed', id: 4, dropped: 0 },
    ])
    expect(bus.stats().subscribers).toEqual([])
  })

  test('wakes an iterator that waits, and ends it with its subscription or its signal', async () => {
    const bus = new MessageBus({ topics })
    using alarm = bus.publisher('alarm')
    const controller = new AbortController()
    const { signal } = controller
    const panel = bus.subscribe('panel', ['alarm'], { signal })
    const seen: string[] = []
    const reading = (async () => {
      for await (const { id } of panel) seen.push(id)
    })()
    await turns()
    alarm.push('fire')
    await turns()
    expect(seen).toEqual(['fire'])
    controller.abort()
    await reading
    expect(bus.stats().subscribers).toEqual([])
    expect(panel.take()).toBe(undefined)
  })

  test('runs a callback for one message at a time', async () => {
    const bus = new MessageBus({ topics })
    using alarm = bus.publisher('alarm')
    const panel = bus.subscribe('panel', ['alarm'])
    let working = 0
    const seen: string[] = []
    const running = panel.run(async ({ id }) => {
      expect(++working).toBe(1)
      await turns(3)
      working--
      seen.push(id)
    })
    expect(() => panel.run(() => {})).toThrow(TypeError)
    for (const id of ['a', 'b', 'c']) alarm.push(id)
    await turns(30)
    expect(seen).toEqual(['a', 'b', 'c'])
    panel[Symbol.dispose]()
    await running
  })

  test('rejects a run that throws or is aborted, and runs again with what waits', async () => {
    const bus = new MessageBus({ topics })
    using alarm = bus.publisher('alarm')
    const panel = bus.subscribe('panel', ['alarm'])
    for (const id of ['a', 'b', 'c']) alarm.push(id)
    await expect(
      panel.run(({ id }) => {
        throw new Error(id)
      }),
    ).rejects.toThrow('a')
    await expect(panel.run(({ id }) => Promise.reject(new Error(id)))).rejects.toThrow('b')
    const controller = new AbortController()
    const seen: string[] = []
    const running = panel.run(({ id }) => void seen.push(id), { signal: controller.signal })
    await turns()
    controller.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
    await expect(panel.run(() => {}, { signal: controller.signal })).rejects.toThrow('enough')
    alarm.push('d')
    expect(seen).toEqual(['c'])
    expect(panel.take()).toEqual({ topic: 'alarm', id: 'd', dropped: 0 })
  })

  test('a callback may push and subscribe', async () => {
    const bus = new MessageBus({ topics })
    using alarm = bus.publisher('alarm')
    using speed = bus.publisher('speed')
    using first = bus.subscribe('first', ['alarm'])
    using second = bus.subscribe('second', ['alarm', 'speed'])
    const seen: unknown[] = []
    void first.run(() => {
      speed.push(1)
      alarm.push('again')
      first[Symbol.dispose]()
    })
    void second.run(({ id }) => void seen.push(id))
    alarm.push('once')
    await turns()
    expect(seen).toEqual(['once', 1, 'again'])
  })

  test('waits for room, in the order of the pushes', async () => {
    const bus = new MessageBus({ topics })
    using alarm = bus.publisher('alarm')
    using panel = bus.subscribe('panel', ['alarm'], { capacity: 1 })
    expect(await alarm.pushWhenRoom('a')).toBe(rcOk)
    const controller = new AbortController()
    const done: string[] = []
    const wait = async (id: string, signal?: AbortSignal): Promise<void> => {
      const rc = await alarm.pushWhenRoom(id, { signal })
      done.push(`${id} ${Number(rc)}`)
    }
    const waits = [wait('b'), wait('c', controller.signal), wait('d')]
    const aborted = waits[1]?.catch((reason: unknown) => done.push(String(reason)))
    expect(alarm.push('e')).toBe(rcBusy)
    expect(panel.take()?.id).toBe('a')
    // There is no room for others while some wait.
    expect(alarm.push('e')).toBe(rcBusy)
    controller.abort('no more')
    await aborted
    expect(panel.take()?.id).toBe('b')
    await turns()
    expect(panel.take()?.id).toBe('d')
    await Promise.all([waits[0], waits[2]])
    expect(done).toEqual(['b 0', 'no more', 'd 0'])
    await expect(alarm.pushWhenRoom('f', { signal: controller.signal })).rejects.toBe('no more')
  })

  test('ends waits for room with the subscriber or the publisher', async () => {
    const bus = new MessageBus({ topics })
    const alarm = bus.publisher('alarm')
    const panel = bus.subscribe('panel', ['alarm'], { capacity: 1 })
    alarm.push('a')
    const granted = alarm.pushWhenRoom('b')
    panel[Symbol.dispose]()
    expect(await granted).toBe(rcOk)
    using other = bus.subscribe('other', ['alarm'], { capacity: 1 })
    alarm.push('c')
    const refused = alarm.pushWhenRoom('d')
    alarm[Symbol.dispose]()
    expect(await refused).toBe(rcInvalidOperation)
    expect(other.take()?.id).toBe('c')
    expect(alarm.push('e')).toBe(rcInvalidOperation)
  })

  test('throws for what is misuse', () => {
    const bus = new MessageBus({ topics })
    using alarm = bus.publisher('alarm')
    expect(alarm.push('a')).toBe(rcOk)
    expect(() => bus.publisher('alarm')).toThrow(expect.objectContaining({ rc: rcAlreadyExists }))
    // @ts-expect-error It has no such topic.
    expect(() => bus.publisher('smell')).toThrow(TypeError)
    // @ts-expect-error It has no such topic.
    expect(() => bus.subscribe('panel', ['smell'])).toThrow(TypeError)
    expect(() => bus.subscribe('panel', ['alarm'], { capacity: 0 })).toThrow(TypeError)
    expect(() => bus.subscribe('', ['alarm'])).toThrow(TypeError)
    expect(() => new MessageBus({ topics, capacity: 2 ** 20 + 1 })).toThrow(TypeError)
    // @ts-expect-error Nothing that a full queue does.
    expect(() => new MessageBus({ topics: { a: 'explode' } })).toThrow(TypeError)
    expectTypeOf<Parameters<typeof alarm.push>[0]>().toEqualTypeOf<string>()
  })
})
