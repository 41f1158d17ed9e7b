// Two buses that are joined: what travels, and what of it is counted.

import { rcAlreadyExists, rcBusy, rcOk, unwrap } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { Bus, Delivery, type TopicSubscriber } from '../src/index.ts'
import { joinBus, memoryBroker } from '../src/link.ts'

async function turns(count = 50): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve()
}

function drain(subscriber: TopicSubscriber<bigint>): bigint[] {
  const delivery = new Delivery<bigint>()
  const ids: bigint[] = []
  while (subscriber.take(delivery)) ids.push(delivery.id as bigint)
  return ids
}

describe('two buses that are joined', () => {
  test.each(['fleeting', 'durable'] as const)('deliver %s messages, in order', async (travel) => {
    const memory = memoryBroker()
    const [one, other] = [new Bus<bigint>(), new Bus<bigint>({ capacity: 1000 })]
    await using to = joinBus(other, { name: 'to', broker: memory.client(), imports: { a: travel } })
    await using from = joinBus(one, {
      name: 'from',
      broker: memory.client(),
      exports: { a: travel },
    })
    const { subscriber } = unwrap(other.registerSubscriber('s', ['a']))
    const { publisher } = unwrap(one.registerPublisher('a'))
    await turns()
    const ids = Array.from({ length: 200 }, (_, index) => BigInt(index))
    for (const id of ids) expect(publisher.push(id)).toBe(rcOk)
    await turns()
    expect(drain(subscriber)).toEqual(ids)
    await turns()
    expect(from.stats().exports).toMatchObject([{ sent: 200, waiting: 0 }])
    expect(to.stats().imports).toMatchObject([{ received: 200, waiting: 0, lost: 0 }])
    expect(memory.kept).toBe(0)
    expect(other.registerPublisher('a').rc).toBe(rcAlreadyExists)
    expect(rcBusy).toBeLessThan(0)
  })
})
