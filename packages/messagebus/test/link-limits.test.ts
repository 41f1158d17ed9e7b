// The limits of links, at their value and one past it.

import { rcBusy, rcOk, unwrap } from '@kos/retcode'
import { expect, test } from 'vitest'
import { Bus, Delivery } from '../src/index.ts'
import {
  defaultLinkCapacity,
  defaultLinkWindow,
  firstStorePause,
  longestStorePause,
  maxArrivedBatches,
  maxBatchMessages,
  maxHeldBatches,
  maxLinkedTopics,
  maxLinkWindow,
  maxNameLength,
  maxOrigins,
  maxQueueCapacity,
  maxTroubles,
} from '../src/limits.ts'
import { Batch, BatchEncoder } from '../src/link/batch.ts'
import { joinBus, type LinkOptions, memoryBroker, type Travel } from '../src/link.ts'
import { settle } from './link-machines.ts'
import { ScriptedBroker } from './scripted-broker.ts'

const encoder = new BatchEncoder('other', 1, 2)

function linked(options: Partial<LinkOptions>) {
  const bus = new Bus<bigint>({ capacity: 2 ** 20 })
  const broker = new ScriptedBroker()
  return { bus, broker, link: joinBus(bus, { name: 'me', broker, ...options }) }
}

function topics(count: number): Record<string, Travel> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, 'fleeting']))
}

test('names of links and topics', () => {
  const most = 'n'.repeat(maxNameLength)
  void linked({ name: most, exports: { [most]: 'durable' } }).link.close()
  expect(() => linked({ name: `${most}n`, exports: { a: 'durable' } })).toThrow(TypeError)
  expect(() => linked({ exports: { [`${most}n`]: 'durable' } })).toThrow(TypeError)
})

test('topics of a link', () => {
  const { a: _, ...half } = { a: 0, ...topics(maxLinkedTopics - 1) }
  void linked({ exports: half, imports: { a: 'durable' } }).link.close()
  const more = { exports: half, imports: { a: 'durable', b: 'durable' } } as const
  expect(() => linked(more)).toThrow(TypeError)
})

test('its capacity and window', async () => {
  const exports = { a: 'fleeting' } as const
  void linked({ exports, capacity: maxQueueCapacity, window: maxLinkWindow }).link.close()
  expect(() => linked({ exports, capacity: maxQueueCapacity + 1 })).toThrow(TypeError)
  expect(() => linked({ exports, window: maxLinkWindow + 1 })).toThrow(TypeError)
  const { bus, broker, link } = linked({ exports })
  expect(broker.topics?.window).toBe(defaultLinkWindow)
  const { publisher } = unwrap(bus.registerPublisher('a'))
  for (let id = 0; id < defaultLinkCapacity; id++) expect(publisher.push(1n)).toBe(rcOk)
  expect(publisher.push(1n)).toBe(rcBusy)
  await link.close()
})

test('messages of a batch, units of its origin, and its sequence', () => {
  const ids = Array.from({ length: maxBatchMessages + 1 }, (_, index) => BigInt(index))
  expect(Batch.read(encoder.encode(0, ids, maxBatchMessages))?.count).toBe(maxBatchMessages)
  expect(Batch.read(encoder.encode(0, ids, maxBatchMessages + 1))).toBe(null)
  expect(Batch.read(encoder.encode(0, ids, 1))?.count).toBe(1)
  expect(Batch.read(encoder.encode(0, ids, 0))).toBe(null)
  const by = (units: number): Uint8Array =>
    new BatchEncoder('o'.repeat(units), 1, 2).encode(0, ids, 1)
  expect(Batch.read(by(maxNameLength))).not.toBe(null)
  expect(Batch.read(by(maxNameLength + 1))).toBe(null)
  expect(Batch.read(by(0))).toBe(null)
  expect(Batch.read(encoder.encode(2 ** 52 - 1, ids, 1))?.sequence).toBe(2 ** 52 - 1)
  expect(Batch.read(encoder.encode(2 ** 52, ids, 1))).toBe(null)
})

test('fleeting batches that arrived: more of them are lost, and counted', async () => {
  const { bus, broker, link } = linked({ imports: { a: 'fleeting' } })
  const { subscriber } = unwrap(bus.registerSubscriber('s', ['a']))
  const deliver = (sequence: number): void =>
    broker.events?.received('a', encoder.encode(sequence, [BigInt(sequence)], 1), null)
  for (let at = 0; at < maxArrivedBatches + 1; at++) deliver(at)
  expect(link.stats().imports[0]?.waiting).toBe(maxArrivedBatches)
  await settle()
  deliver(maxArrivedBatches + 1)
  await settle()
  expect(link.stats().imports[0]).toMatchObject({ received: maxArrivedBatches + 1, lost: 1 })
  expect(subscriber.queue.size).toBe(maxArrivedBatches + 1)
  await link.close()
})

test('durable batches that are not acknowledged: more of them are refused', async () => {
  const { bus, broker, link } = linked({ imports: { a: 'durable' } })
  const acknowledged: number[] = []
  const deliver = (sequence: number): void =>
    broker.events?.received('a', encoder.encode(sequence, [BigInt(sequence)], 1), () =>
      acknowledged.push(sequence),
    )
  const all = Array.from({ length: maxHeldBatches }, (_, sequence) => sequence)
  for (const sequence of all) deliver(sequence)
  // Of those that were not looked at yet, too.
  deliver(maxHeldBatches)
  expect(link.stats().imports[0]).toMatchObject({ waiting: maxHeldBatches, malformed: 1 })
  await settle()
  const held = { waiting: maxHeldBatches, received: maxHeldBatches }
  expect(link.stats().imports[0]).toMatchObject({ ...held, malformed: 1 })
  deliver(maxHeldBatches)
  deliver(0)
  await settle()
  expect(link.stats().imports[0]).toMatchObject({ ...held, duplicates: 1, malformed: 2 })
  const { subscriber } = unwrap(bus.registerSubscriber('s', ['a']))
  await settle()
  expect(subscriber.queue.size).toBe(maxHeldBatches)
  while (subscriber.take(new Delivery()));
  await settle()
  expect(acknowledged).toEqual(all)
  await link.close()
})

test('starts of other links that are remembered', async () => {
  const { broker, link } = linked({ imports: { a: 'fleeting' } })
  const deliver = (epoch: number): void =>
    broker.events?.received('a', new BatchEncoder('other', epoch, 0).encode(0, [1n], 1), null)
  for (let epoch = 0; epoch < maxOrigins; epoch++) deliver(epoch)
  deliver(0)
  await settle()
  expect(link.stats().imports[0]).toMatchObject({ received: maxOrigins, duplicates: 1 })
  // 1 was heard of longest ago.
  deliver(maxOrigins)
  deliver(0)
  deliver(1)
  await settle()
  expect(link.stats().imports[0]).toMatchObject({ received: maxOrigins + 2, duplicates: 2 })
  await link.close()
})

test('pauses before a batch is stored again', async () => {
  const pauses: number[] = []
  const host = {
    now: () => 0,
    systemTime: () => 0,
    hostTask: () => {},
    afterMicrotasks: () => {},
    entropy: () => 7,
    setTimer(callback: () => void, delay: number) {
      pauses.push(delay)
      void Promise.resolve().then(callback)
      return () => {}
    },
  }
  const { bus, broker, link } = linked({ exports: { a: 'durable' }, host })
  const { publisher } = unwrap(bus.registerPublisher('a'))
  publisher.push(1n)
  for (let times = 0; times < 10; times++) {
    await settle()
    broker.storing[times]?.failed()
  }
  await settle()
  expect(pauses.slice(0, 3)).toEqual([firstStorePause, firstStorePause * 2, firstStorePause * 4])
  expect(pauses.slice(-2)).toEqual([longestStorePause, longestStorePause])
  broker.storing[10]?.stored()
  await settle()
  expect(link.stats().exports[0]).toMatchObject({ sent: 1 })
  // A batch that was stored, and a connection, begin anew.
  publisher.push(2n)
  for (const times of [11, 12, 13]) {
    await settle()
    if (times === 13) broker.events?.connected(true)
    await settle()
    broker.storing[times]?.failed()
  }
  await settle()
  expect(pauses.slice(-3)).toEqual([firstStorePause, firstStorePause * 2, firstStorePause])
  await link.close()
})

test('lines of trouble', async () => {
  const lines: string[] = []
  const onTrouble = (line: string): void => void lines.push(line)
  const { broker, link } = linked({ imports: { a: 'fleeting' }, onTrouble })
  for (let count = 0; count < maxTroubles + 1; count++) broker.events?.trouble(`${count}`)
  await settle()
  expect(lines).toHaveLength(maxTroubles)
  await link.close()
})

test('ids that the broker in memory remembers', async () => {
  const memory = memoryBroker({ duplicateWindow: 2 })
  const bus = new Bus<bigint>()
  const options = { name: 'to', broker: memory.client(), imports: { a: 'durable' } } as const
  await using link = joinBus(bus, options)
  for (const id of ['1', '2', '1', '3', '2', '1']) memory.store('a', Uint8Array.of(0), id)
  await settle()
  expect(link.stats().imports[0]?.malformed).toBe(4)
})
