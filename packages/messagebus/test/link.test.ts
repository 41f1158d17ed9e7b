// A link by itself: what it does when, what it counts, and that nothing of it is left.

import { rcAlreadyExists, rcBusy, rcOk, RetcodeError, unwrap } from '@kos/retcode'
import { describe, expect, expectTypeOf, onTestFinished, test, vi } from 'vitest'
import {
  Bus,
  type BusOptions,
  MessageBus,
  topic,
  Delivery,
  type Publisher,
  type TopicSubscriber,
} from '../src/index.ts'
import { BatchEncoder } from '../src/link/batch.ts'
import { joinBus, type LinkOptions, memoryBroker } from '../src/link.ts'
import { ManualHost, settle } from './link-machines.ts'
import { ScriptedBroker } from './scripted-broker.ts'

function drain(subscriber: TopicSubscriber<bigint>): bigint[] {
  const delivery = new Delivery<bigint>()
  const ids: bigint[] = []
  while (subscriber.take(delivery)) ids.push(delivery.id as bigint)
  return ids
}

const numbers = (from: number, count: number): bigint[] =>
  Array.from({ length: count }, (_, index) => BigInt(from + index))

const empty = { topics: [], subscribers: [], subscriptions: [] }
const encoder = new BatchEncoder('other', 1, 2)
const batch = (sequence: number, ids: readonly bigint[], by = encoder): Uint8Array =>
  by.encode(sequence, ids, ids.length)

/** A bus with a link over a scripted broker. */
function linked(
  options: Partial<LinkOptions>,
  busOptions: BusOptions = {},
): {
  bus: Bus<bigint>
  broker: ScriptedBroker
  host: ManualHost
  link: ReturnType<typeof joinBus>
} {
  const bus = new Bus<bigint>(busOptions)
  const broker = new ScriptedBroker()
  const host = new ManualHost()
  const link = joinBus(bus, { name: 'me', broker, host, ...options })
  return { bus, broker, host, link }
}

function publish(bus: Bus<bigint>, topic = 'a'): Publisher<bigint> {
  return unwrap(bus.registerPublisher(topic)).publisher
}

function subscribe(bus: Bus<bigint>, capacity?: number): TopicSubscriber<bigint> {
  return unwrap(bus.registerSubscriber('s', ['a'], capacity)).subscriber
}

describe('two buses that are joined', () => {
  test.each(['fleeting', 'durable'] as const)('deliver %s messages, in order', async (travel) => {
    const memory = memoryBroker()
    const [one, other] = [new Bus<bigint>(), new Bus<bigint>({ capacity: 1000 })]
    await using to = joinBus(other, { name: 'to', broker: memory.client(), imports: { a: travel } })
    const options = { name: 'from', broker: memory.client(), exports: { a: travel } }
    await using from = joinBus(one, options)
    const subscriber = subscribe(other)
    const publisher = publish(one)
    await settle()
    for (const id of numbers(0, 200)) expect(publisher.push(id)).toBe(rcOk)
    await settle()
    expect(drain(subscriber)).toEqual(numbers(0, 200))
    await settle()
    const counts = { topic: 'a', travel, waiting: 0, malformed: 0, declined: 0 }
    expect(from.stats()).toEqual({
      name: 'from',
      isConnected: true,
      exports: [{ ...counts, direction: 'export', sent: 200 }],
      imports: [],
    })
    expect(to.stats()).toEqual({
      name: 'to',
      isConnected: true,
      exports: [],
      imports: [{ ...counts, direction: 'import', received: 200, duplicates: 0, lost: 0 }],
    })
    expect(memory.kept).toBe(0)
  })

  test('hand durable messages on over a third, which keeps them until that has them', async () => {
    const [near, far] = [memoryBroker(), memoryBroker()]
    const [one, middle, other] = [new Bus<bigint>(), new Bus<bigint>(), new Bus<bigint>()]
    const links = { a: 'durable' } as const
    const joined = [
      joinBus(one, { name: 'from', broker: near.client(), exports: links }),
      joinBus(middle, { name: 'in', broker: near.client(), imports: links }),
      joinBus(middle, { name: 'out', broker: far.client(), exports: links }),
      joinBus(other, { name: 'to', broker: far.client(), imports: links }),
    ]
    const subscriber = subscribe(other)
    const publisher = publish(one)
    await settle()
    far.stop()
    for (const id of numbers(0, 10)) expect(publisher.push(id)).toBe(rcOk)
    await settle()
    expect(near.kept).toBeGreaterThan(0)
    far.start()
    await settle()
    expect(near.kept).toBe(0)
    expect(drain(subscriber)).toEqual(numbers(0, 10))
    await settle()
    expect(far.kept).toBe(0)
    for (const each of joined) await each.close()
  })
})

describe('an exported topic', () => {
  test('goes in batches of what waits', async () => {
    const { bus, broker, link } = linked({ exports: { a: 'fleeting' } })
    const publisher = publish(bus)
    for (const id of numbers(0, 130)) publisher.push(id)
    await settle()
    expect(broker.sent.map(({ bytes }) => bytes[1])).toEqual([64, 64, 2])
    await link.close()
  })

  test('keeps what the broker refuses, and drops what the topic says', async () => {
    const { bus, broker, link } = linked(
      { exports: { a: 'fleeting', b: 'fleeting' }, capacity: 3 },
      { topics: { b: 'dropOldest' } },
    )
    const [a, b] = [publish(bus), publish(bus, 'b')]
    broker.takes = false
    for (const id of numbers(0, 2)) for (const each of [a, b]) expect(each.push(id)).toBe(rcOk)
    await settle()
    expect(a.push(2n)).toBe(rcOk)
    expect(a.push(3n)).toBe(rcBusy)
    for (const id of numbers(2, 3)) expect(b.push(id)).toBe(rcOk)
    await settle()
    expect(link.stats().exports).toMatchObject([
      { waiting: 3, declined: 1, sent: 0 },
      { waiting: 3, declined: 2, sent: 0 },
    ])
    broker.takes = true
    broker.events?.room()
    await settle()
    // The other side hears of two that are missing by the sequence.
    expect(broker.sent.map(({ topic, bytes }) => [topic, bytes[1], bytes[12]])).toEqual([
      ['a', 3, 0],
      ['b', 3, 2],
    ])
    await link.close()
  })

  test('is stored one batch after the other, again under the same id if it was not', async () => {
    const { bus, broker, host, link } = linked({ name: 'me, too', exports: { a: 'durable' } })
    const publisher = publish(bus)
    publisher.push(0n)
    await settle()
    for (const id of numbers(1, 100)) publisher.push(id)
    await settle()
    expect(broker.storing).toHaveLength(1)
    broker.storing[0]?.failed()
    await settle()
    expect(broker.storing).toHaveLength(1)
    host.fire()
    await settle()
    const [first, again] = broker.storing
    expect(again?.bytes).toEqual(first?.bytes)
    expect(again?.messageId).toBe(first?.messageId)
    expect(again?.messageId).toMatch(/^me%0000002c%00000020too\/[0-9a-f]{16}\/0$/)
    again?.stored()
    await settle()
    expect(broker.storing[2]?.messageId).toMatch(/\/1$/)
    expect(link.stats().exports).toMatchObject([{ sent: 1, waiting: 100 }])
    await link.close()
  })

  test('that was not stored waits for its pause, or a connection, and not for room', async () => {
    const { bus, broker, link } = linked({ exports: { a: 'durable', b: 'fleeting' } })
    publish(bus).push(0n)
    await settle()
    broker.storing[0]?.failed()
    await settle()
    broker.events?.room()
    await settle()
    expect(broker.storing).toHaveLength(1)
    broker.events?.connected(true)
    await settle()
    expect(broker.storing).toHaveLength(2)
    await link.close()
  })

  test('declines while the link is full of what is not stored', async () => {
    const { bus, broker, link } = linked({ exports: { a: 'durable' }, capacity: 2 })
    const publisher = publish(bus)
    expect([1n, 2n, 3n].map((id) => publisher.push(id))).toEqual([rcOk, rcOk, rcBusy])
    await settle()
    expect(publisher.push(3n)).toBe(rcBusy)
    broker.storing[0]?.stored()
    await settle()
    expect(publisher.push(3n)).toBe(rcOk)
    await link.close()
  })

  test('has ids of 64 bits: others do not travel, and are counted', async () => {
    const { bus, broker, link } = linked({ exports: { a: 'fleeting' } })
    const publisher = publish(bus)
    const most = 2n ** 64n - 1n
    for (const id of [-1n, most, most + 1n, 0n, 'x' as never, 7 as never, null as never])
      publisher.push(id)
    await settle()
    expect(link.stats().exports).toMatchObject([{ sent: 2, waiting: 0, malformed: 5 }])
    expect(broker.sent.map(({ bytes }) => bytes[12])).toEqual([0, 1])
    await link.close()
  })
})

describe('an imported topic', () => {
  test('has the link as its publisher', async () => {
    const { bus, link } = linked({ imports: { a: 'fleeting', b: 'durable' } })
    for (const topic of ['a', 'b']) expect(bus.registerPublisher(topic).rc).toBe(rcAlreadyExists)
    await link.close()
    for (const topic of ['a', 'b']) expect(bus.registerPublisher(topic).rc).toBe(rcOk)
  })

  test('that is fleeting counts what is missing, comes again, or finds no room', async () => {
    const { bus, broker, link } = linked({ imports: { a: 'fleeting' } }, { capacity: 5 })
    const subscriber = subscribe(bus)
    const events = broker.events
    // What was before the first is not known.
    events?.received('a', batch(10, [10n, 11n]), null)
    events?.received('a', batch(11, [11n, 12n]), null)
    events?.received('a', batch(10, [10n]), null)
    events?.received('a', batch(15, [15n, 16n, 17n]), null)
    // Another start of the other link begins with 0, and another link, too.
    events?.received('a', batch(1, [1n], new BatchEncoder('other', 1, 3)), null)
    events?.received('a', batch(1, [1n], new BatchEncoder('othes', 1, 3)), null)
    await settle()
    expect(drain(subscriber)).toEqual([10n, 11n, 12n, 15n, 16n])
    expect(link.stats().imports).toMatchObject([
      { received: 8, duplicates: 2, lost: 4, declined: 3, malformed: 0, waiting: 0 },
    ])
    await link.close()
  })

  test('that is durable waits for a subscriber, and for room', async () => {
    const { bus, broker, link } = linked({ imports: { a: 'durable' } })
    let acknowledged = 0
    broker.events?.received('a', batch(0, numbers(0, 5)), () => void acknowledged++)
    await settle()
    expect(link.stats().imports).toMatchObject([{ received: 5, waiting: 1 }])
    const subscriber = subscribe(bus, 2)
    const delivery = new Delivery<bigint>()
    for (const id of numbers(0, 5)) {
      await settle()
      expect(subscriber.queue.size).toBe(Math.min(5 - Number(id), 2))
      expect(subscriber.take(delivery)).toBe(true)
      expect(delivery.id).toBe(id)
      await settle()
      expect(acknowledged).toBe(0)
    }
    expect(subscriber.take(delivery)).toBe(false)
    await settle()
    expect(acknowledged).toBe(1)
    await link.close()
  })

  test('that is durable goes on when any message made room', async () => {
    const { bus, broker, link } = linked({ imports: { a: 'durable' } })
    const { subscriber } = unwrap(bus.registerSubscriber('s', ['a', 'own'], 1))
    const own = publish(bus, 'own')
    own.push(100n)
    broker.events?.received('a', batch(0, [7n]), () => {})
    await settle()
    const delivery = new Delivery<bigint>()
    expect(subscriber.take(delivery)).toBe(true)
    expect(delivery.topic).toBe('own')
    await settle()
    expect(subscriber.take(delivery)).toBe(true)
    expect(delivery.id).toBe(7n)
    await link.close()
  })

  test('is acknowledged when the slowest subscriber is done, or gone', async () => {
    const { bus, broker, link } = linked({ imports: { a: 'durable' } })
    const [fast, slow] = [subscribe(bus), subscribe(bus)]
    const acknowledged: number[] = []
    for (const number of [0, 1])
      broker.events?.received('a', batch(number, [BigInt(number)]), () => acknowledged.push(number))
    await settle()
    expect(drain(fast)).toEqual([0n, 1n])
    await settle()
    expect(acknowledged).toEqual([])
    const delivery = new Delivery<bigint>()
    slow.take(delivery)
    broker.events?.room()
    await settle()
    // It took the first one, and works with it.
    expect(acknowledged).toEqual([])
    slow.take(delivery)
    await settle()
    expect(acknowledged).toEqual([0])
    bus.unregisterSubscriber(slow)
    await settle()
    expect(acknowledged).toEqual([0, 1])
    await link.close()
  })

  test('takes more at once, and is done with it when it says so', async () => {
    const { bus, broker, link } = linked({ imports: { a: 'durable' } })
    const subscriber = subscribe(bus)
    let acknowledged = 0
    broker.events?.received('a', batch(0, numbers(0, 3)), () => void acknowledged++)
    await settle()
    const delivery = new Delivery<bigint>()
    for (let count = 0; count < 3; count++) expect(subscriber.takeMore(delivery)).toBe(true)
    expect(subscriber.takeMore(delivery)).toBe(false)
    broker.events?.room()
    await settle()
    expect(acknowledged).toBe(0)
    subscriber.finish()
    await settle()
    expect(acknowledged).toBe(1)
    await link.close()
  })

  test('that comes again before it is done is acknowledged with what came last', async () => {
    const { bus, broker, link } = linked({ imports: { a: 'durable' } })
    const acknowledged: string[] = []
    const deliver = (how: string): void =>
      broker.events?.received('a', batch(0, [7n]), () => acknowledged.push(how))
    deliver('first')
    deliver('again')
    await settle()
    const subscriber = subscribe(bus)
    await settle()
    expect(drain(subscriber)).toEqual([7n])
    await settle()
    expect(acknowledged).toEqual(['again'])
    // It is known, and done.
    deliver('late')
    await settle()
    expect(acknowledged).toEqual(['again', 'late'])
    expect(drain(subscriber)).toEqual([])
    expect(link.stats().imports).toMatchObject([{ received: 1, duplicates: 2, waiting: 0 }])
    await link.close()
  })

  test('that is durable takes what comes of a broker that has forgotten its session', async () => {
    const { bus, broker, link } = linked({ imports: { a: 'durable' }, window: 2 })
    const acknowledged: number[] = []
    const deliver = (sequence: number): void =>
      broker.events?.received('a', batch(sequence, [BigInt(sequence)]), () =>
        acknowledged.push(sequence),
      )
    for (const sequence of [0, 1]) deliver(sequence)
    await settle()
    // Nobody has acknowledged a window, and the broker does not know of it.
    for (const isConnected of [false, true]) broker.events?.connected(isConnected)
    for (const sequence of [2, 3]) deliver(sequence)
    await settle()
    const subscriber = subscribe(bus)
    await settle()
    expect(drain(subscriber)).toEqual(numbers(0, 4))
    await settle()
    expect(acknowledged).toEqual([0, 1, 2, 3])
    expect(link.stats().imports[0]).toMatchObject({ received: 4, lost: 0, malformed: 0 })
    await link.close()
  })

  test('that is durable waits for room in its order', async () => {
    const { bus, broker, link } = linked({ imports: { a: 'durable' }, window: 3 })
    const subscriber = subscribe(bus, 1)
    const acknowledged: bigint[] = []
    for (const id of numbers(0, 3))
      broker.events?.received('a', batch(Number(id), [id]), () => acknowledged.push(id))
    const seen: bigint[] = []
    const delivery = new Delivery<bigint>()
    for (let round = 0; round < 4; round++) {
      await settle()
      if (subscriber.take(delivery)) seen.push(delivery.id as bigint)
    }
    await settle()
    expect(seen).toEqual(numbers(0, 3))
    expect(acknowledged).toEqual(numbers(0, 3))
    await link.close()
  })
})

describe('a link', () => {
  test('of a local bus makes room for a push that waits', async () => {
    const bus = new MessageBus({ topics: { a: topic<bigint>(), b: topic<string>() } })
    expectTypeOf(bus.core).toEqualTypeOf<Bus<bigint | string>>()
    const core = bus.core as Bus<bigint>
    const broker = new ScriptedBroker()
    const link = joinBus(core, { name: 'a', broker, exports: { a: 'durable' }, capacity: 1 })
    using publisher = bus.publisher('a')
    expect(publisher.push(1n)).toBe(rcOk)
    const waiting = publisher.pushWhenRoom(2n)
    await settle()
    broker.storing[0]?.stored()
    expect(await waiting).toBe(rcOk)
    await settle()
    expect(broker.storing).toHaveLength(2)
    await link.close()
  })

  test('sends what waits when it is closed, if the broker takes it', async () => {
    const { bus, broker, link } = linked({ exports: { a: 'fleeting' } })
    publish(bus).push(1n)
    await link.close()
    expect(broker.sent).toHaveLength(1)
  })

  test('leaves nothing in its bus, and hears nothing any more', async () => {
    const topics = { a: 'fleeting', b: 'durable' } as const
    const { bus, broker, host, link } = linked({ exports: topics, imports: { c: 'durable' } })
    const publishers = [publish(bus), publish(bus, 'b')]
    for (const publisher of publishers) publisher.push(1n)
    await settle()
    broker.events?.received('c', batch(0, [1n]), () => {})
    await link.close()
    await link.close()
    for (const publisher of publishers) bus.unregisterPublisher(publisher)
    expect(bus.stats()).toEqual(empty)
    expect(broker.closes).toBe(1)
    broker.storing[0]?.failed()
    broker.events?.connected(true)
    broker.events?.room()
    broker.events?.received('c', batch(1, [2n]), () => {})
    broker.events?.trouble('late')
    await settle()
    expect(host.timers).toBe(0)
    expect(bus.stats()).toEqual(empty)
    expect(link.stats().isConnected).toBe(false)
    expect(broker.storing).toHaveLength(1)
  })

  test('tells trouble, and whether it is connected', async () => {
    const lines: string[] = []
    const onTrouble = (line: string): void => void lines.push(line)
    const { broker, link } = linked({ imports: { a: 'fleeting' }, onTrouble })
    expect(link.stats().isConnected).toBe(false)
    broker.events?.connected(true)
    expect(link.stats().isConnected).toBe(true)
    broker.events?.trouble('no such user')
    broker.events?.connected(false)
    await settle()
    expect(lines).toEqual(['no such user'])
    expect(link.stats().isConnected).toBe(false)
    await link.close()
  })

  test('does all that it has to do, and closes, whatever throws where it tells trouble', async () => {
    const onTrouble = (): void => {
      throw new Error('no log')
    }
    const { bus, broker, link } = linked({ exports: { a: 'fleeting' }, onTrouble })
    publish(bus).push(0n)
    broker.events?.trouble('no such user')
    await expect(link.close()).rejects.toThrow('no log')
    expect(broker.sent).toHaveLength(1)
    expect(broker.closes).toBe(1)
    expect(bus.stats().subscribers).toEqual([])
  })

  test('tells the console of trouble if nobody listens', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    onTestFinished(() => warn.mockRestore())
    const { bus, broker, link } = linked({ exports: { a: 'durable' } })
    publish(bus).push(1n)
    broker.events?.trouble('no such user')
    await link.close()
    expect(warn.mock.calls).toEqual([
      ['link me: no such user'],
      ['link me: closed before the broker had 1 message of a'],
    ])
  })

  test('tells once what waits when it is closed', async () => {
    const lines: string[] = []
    const onTrouble = (line: string): void => void lines.push(line)
    const { bus, link } = linked({ exports: { a: 'durable', b: 'fleeting' }, onTrouble })
    const publisher = publish(bus)
    publisher.push(1n)
    publisher.push(2n)
    await link.close()
    await link.close()
    expect(lines).toEqual(['closed before the broker had 2 messages of a'])
  })

  test('that can not be made leaves nothing', () => {
    const bus = new Bus<bigint>()
    const publisher = publish(bus, 'b')
    const before = bus.stats()
    const broker = new ScriptedBroker()
    const imports = { a: 'fleeting', b: 'durable' } as const
    expect(() => joinBus(bus, { name: 'a', broker, imports })).toThrow(RetcodeError)
    expect(bus.stats()).toEqual(before)
    const exports = { c: 'fleeting', refused: 'durable' } as const
    const options = { name: 'a', broker, exports, imports: { a: 'fleeting' } } as const
    expect(() => joinBus(bus, options)).toThrow('no topic of this broker')
    expect(bus.stats()).toEqual(before)
    bus.unregisterPublisher(publisher)
    expect(bus.stats()).toEqual(empty)
  })

  test('throws for options that are none', () => {
    const bus = new Bus<bigint>({ topics: { d: 'dropOldest', c: 'coalesce' } })
    const broker = new ScriptedBroker()
    const good = { name: 'a', broker, exports: { a: 'fleeting' } } as const
    const wrong: readonly object[] = [
      { name: '' },
      { name: 7 },
      { exports: {} },
      { exports: { a: 'slow' } },
      { exports: { '': 'durable' } },
      { exports: { d: 'durable' } },
      { exports: {}, imports: { c: 'durable' } },
      { imports: { a: 'fleeting' } },
      { capacity: 0 },
      { capacity: 1.5 },
      { window: 0 },
      { window: Number.NaN },
    ]
    for (const each of wrong) expect(() => joinBus(bus, { ...good, ...each })).toThrow(TypeError)
    expect(bus.stats()).toEqual(empty)
    expect(broker.topics).toBe(null)
  })
})
