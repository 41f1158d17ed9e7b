// The bus against a naive model: any order of registrations, pushes, takes and ends, with all that
// a full queue may do. What is delivered is what was accepted, without what was told to be
// dropped, in order, once.

import { rcBusy, rcOk, unwrap } from '@kos/retcode'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Bus, Delivery, type Publisher, type TopicSubscriber } from '../src/index.ts'
import { type Naive, naiveTake, names, policies } from './naive-queue.ts'

const topic = fc.constantFrom(...names)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('push' as const), topic, id: fc.nat(4) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('take' as const), at: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('subscribe' as const),
      topics: fc.subarray(names, { minLength: 1 }),
      capacity: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), at: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('republish' as const), topic }) },
)

test('delivers what it accepted, in order, once, minus what it tells', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const bus = new Bus<number>({ topics: policies })
      const publishers = new Map<string, Publisher<number>>()
      for (const name of names) publishers.set(name, unwrap(bus.registerPublisher(name)).publisher)
      const pairs: { naive: Naive; real: TopicSubscriber<number> }[] = []
      const delivery = new Delivery<number>()
      for (const each of steps) {
        if (each.kind === 'subscribe') {
          const { topics, capacity } = each
          const { subscriber: real } = unwrap(bus.registerSubscriber('s', topics, capacity))
          const counts = { taken: 0, accepted: 0, dropped: 0, coalesced: 0 }
          const naive = {
            topics: new Set(topics),
            capacity,
            queue: [],
            untold: new Map(),
            ...counts,
          }
          pairs.push({ naive, real })
        } else if (each.kind === 'end') {
          const [ended] = pairs.splice(each.at, 1)
          if (ended !== undefined) expect(bus.unregisterSubscriber(ended.real)).toBe(rcOk)
        } else if (each.kind === 'republish') {
          bus.unregisterPublisher(publishers.get(each.topic) as Publisher<number>)
          publishers.set(each.topic, unwrap(bus.registerPublisher(each.topic)).publisher)
        } else if (each.kind === 'push') {
          const concerned = pairs.filter(({ naive }) => naive.topics.has(each.topic))
          const fits = concerned.every(({ naive }) => naiveTake(naive, each.topic, each.id, false))
          if (fits) for (const { naive } of concerned) naiveTake(naive, each.topic, each.id, true)
          expect(publishers.get(each.topic)?.push(each.id)).toBe(fits ? rcOk : rcBusy)
        } else {
          const pair = pairs[each.at]
          if (pair === undefined) continue
          const first = pair.naive.queue.shift()
          expect(pair.real.take(delivery)).toBe(first !== undefined)
          if (first === undefined) continue
          pair.naive.taken++
          const dropped = pair.naive.untold.get(first.topic) ?? 0
          pair.naive.untold.delete(first.topic)
          const { topic, id } = delivery
          expect({ topic, id, dropped: delivery.dropped }).toEqual({ ...first, dropped })
        }
      }
      const { subscriptions, subscribers } = bus.stats()
      expect(subscribers.map(({ waiting }) => waiting)).toEqual(
        pairs.map(({ naive }) => naive.queue.length),
      )
      const sum = (key: 'accepted' | 'delivered' | 'dropped' | 'coalesced' | 'waiting'): number =>
        subscriptions.reduce((total, each) => total + each[key], 0)
      const naiveSum = (count: (naive: Naive) => number): number =>
        pairs.reduce((total, { naive }) => total + count(naive), 0)
      expect(sum('accepted')).toBe(naiveSum(({ accepted }) => accepted))
      expect(sum('delivered')).toBe(naiveSum(({ taken }) => taken))
      expect(sum('dropped')).toBe(naiveSum(({ dropped }) => dropped))
      expect(sum('coalesced')).toBe(naiveSum(({ coalesced }) => coalesced))
      expect(sum('waiting')).toBe(naiveSum(({ queue }) => queue.length))
    }),
    { numRuns: Number(process.env['KOS_MODEL_RUNS'] ?? 300) },
  )
})

test('10,000 subscribers of one topic get each message, and leave nothing', () => {
  const bus = new Bus<number>({ capacity: 8 })
  const { publisher } = unwrap(bus.registerPublisher('a'))
  const subscribers = Array.from(
    { length: 10_000 },
    (_, index) => unwrap(bus.registerSubscriber(`s${index}`, ['a'])).subscriber,
  )
  for (let id = 0; id < 8; id++) expect(publisher.push(id)).toBe(rcOk)
  expect(publisher.push(8)).toBe(rcBusy)
  const delivery = new Delivery<number>()
  let sum = 0
  for (const subscriber of subscribers)
    while (subscriber.take(delivery)) sum += delivery.id as number
  expect(sum).toBe(10_000 * 28)
  for (const subscriber of subscribers) bus.unregisterSubscriber(subscriber)
  bus.unregisterPublisher(publisher)
  expect(bus.stats()).toEqual({ topics: [], subscribers: [], subscriptions: [] })
})
