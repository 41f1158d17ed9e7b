// The bus by itself: who may register what, delivery to all or none, and what full queues do.

import { rcAlreadyExists, rcBusy, rcInvalidOperation, rcOk, unwrap } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { Bus, Delivery, type TopicSubscriber } from '../src/index.ts'

function drain(subscriber: TopicSubscriber<number>): string {
  const delivery = new Delivery<number>()
  const seen: string[] = []
  while (subscriber.take(delivery))
    seen.push(
      `${delivery.topic}${delivery.id}${delivery.dropped > 0 ? `(${delivery.dropped})` : ''}`,
    )
  return seen.join(' ')
}

describe('a bus', () => {
  test('has one publisher for each topic, until that is unregistered', () => {
    const bus = new Bus<number>()
    const { publisher } = unwrap(bus.registerPublisher('a'))
    expect(bus.registerPublisher('a').rc).toBe(rcAlreadyExists)
    expect(bus.unregisterPublisher(publisher)).toBe(rcOk)
    expect(bus.unregisterPublisher(publisher)).toBe(rcInvalidOperation)
    expect(publisher.push(1)).toBe(rcInvalidOperation)
    expect(bus.registerPublisher('a').rc).toBe(rcOk)
  })

  test('delivers in the order of the pushes, over all topics', () => {
    const bus = new Bus<number>()
    const a = unwrap(bus.registerPublisher('a')).publisher
    const b = unwrap(bus.registerPublisher('b')).publisher
    const { subscriber } = unwrap(bus.registerSubscriber('s', ['a', 'b', 'a']))
    for (const [publisher, id] of [
      [a, 1],
      [b, 2],
      [a, 3],
    ] as const)
      publisher.push(id)
    expect(drain(subscriber)).toBe('a1 b2 a3')
  })

  test('gives a message to nobody if one queue declines it', () => {
    const bus = new Bus<number>()
    const { publisher } = unwrap(bus.registerPublisher('a'))
    const roomy = unwrap(bus.registerSubscriber('roomy', ['a'], 10)).subscriber
    const tight = unwrap(bus.registerSubscriber('tight', ['a'], 1)).subscriber
    expect(publisher.push(1)).toBe(rcOk)
    expect(publisher.push(2)).toBe(rcBusy)
    expect(drain(tight)).toBe('a1')
    expect(publisher.push(3)).toBe(rcOk)
    expect(drain(roomy)).toBe('a1 a3')
    expect(bus.stats().topics[0]).toMatchObject({ accepted: 2, declined: 1 })
  })

  test('drops the oldest of the topic only, and tells how many', () => {
    const bus = new Bus<number>({ topics: { d: 'dropOldest' } })
    const a = unwrap(bus.registerPublisher('a')).publisher
    const d = unwrap(bus.registerPublisher('d')).publisher
    const { subscriber } = unwrap(bus.registerSubscriber('s', ['a', 'd'], 3))
    for (const [publisher, id] of [
      [a, 1],
      [d, 2],
      [d, 3],
      [d, 4],
      [d, 5],
    ] as const)
      expect(publisher.push(id)).toBe(rcOk)
    expect(drain(subscriber)).toBe('a1 d4(2) d5')
    for (const id of [1, 2, 3]) a.push(id)
    expect(d.push(9)).toBe(rcBusy)
  })

  test('coalesces equal ids that wait', () => {
    const bus = new Bus<number>({ fullQueue: 'coalesce' })
    const { publisher } = unwrap(bus.registerPublisher('a'))
    const { subscriber } = unwrap(bus.registerSubscriber('s', ['a'], 2))
    for (const id of [1, 1, 2, 2, 1]) expect(publisher.push(id)).toBe(rcOk)
    expect(publisher.push(3)).toBe(rcBusy)
    expect(drain(subscriber)).toBe('a1 a2')
    expect(publisher.push(1)).toBe(rcOk)
    expect(drain(subscriber)).toBe('a1')
    expect(bus.stats().subscriptions[0]).toMatchObject({ delivered: 3, coalesced: 3 })
  })

  test('forgets topics, subscribers and what waits', () => {
    const bus = new Bus<number>()
    const { publisher } = unwrap(bus.registerPublisher('a'))
    const { subscriber } = unwrap(bus.registerSubscriber('s', ['a', 'b']))
    publisher.push(1)
    let wakes = 0
    subscriber.wake = () => void wakes++
    expect(bus.unregisterSubscriber(subscriber)).toBe(rcOk)
    expect(bus.unregisterSubscriber(subscriber)).toBe(rcInvalidOperation)
    expect(wakes).toBe(1)
    bus.unregisterPublisher(publisher)
    expect(bus.stats()).toEqual({ topics: [], subscribers: [], subscriptions: [] })
  })
})
