// Anybody who may publish on the subjects: garbage, replays, forged names and sequences, on all
// subjects that a link listens at. Nobody is harmed, and what is no message is counted.

import { Bus, Delivery } from '@kos/messagebus'
import { type ImportStats, joinBus } from '@kos/messagebus/link'
import { natsBroker } from '@kos/messagebus-nats'
import { rcOk, unwrap } from '@kos/libkos'
import { connect, headers, type NatsConnection } from '@nats-io/transport-node'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { describeNats, NatsServer } from './nats-server.ts'

let server: NatsServer
let raw: NatsConnection

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn()
}

/** Bytes that are no batch, or nearly one. */
function garbage(sample: Uint8Array): Uint8Array[] {
  const cut = Array.from({ length: sample.length }, (_, length) => sample.slice(0, length))
  const longer = Uint8Array.from([...sample, 0])
  const version = Uint8Array.from(sample)
  version[0] = 0xff
  const text = new TextEncoder().encode('{"id": 1}')
  return [...cut, longer, version, text, new Uint8Array(2 ** 19).fill(0xff)]
}

const topics = { speed: 'fleeting', alarm: 'durable' } as const

/** Two joined buses, what the second one got, and a message of each kind as it travels. */
async function joined() {
  const [from, to] = [new Bus<bigint>(), new Bus<bigint>({ capacity: 10_000 })]
  const broker = () => natsBroker({ servers: server.servers, ackWait: 300 })
  const troubles: string[] = []
  const onTrouble = (line: string): void => void troubles.push(line)
  const links = [
    joinBus(from, { name: 'from', broker: broker(), exports: topics, onTrouble }),
    joinBus(to, { name: 'to', broker: broker(), imports: topics, onTrouble }),
  ] as const
  onTestFinished(async () => {
    for (const link of links) await link.close()
  })
  const taken: string[] = []
  const { subscriber } = unwrap(to.registerSubscriber('s', ['speed', 'alarm']))
  const delivery = new Delivery<bigint>()
  const take = (): void => {
    while (subscriber.take(delivery)) taken.push(`${delivery.topic} ${delivery.id}`)
  }
  subscriber.wake = () => queueMicrotask(take)
  await until(() => links.every((link) => link.stats().isConnected))
  const push = (topic: string, id: bigint): void => {
    const { publisher } = unwrap(from.registerPublisher(topic))
    expect(publisher.push(id)).toBe(rcOk)
    from.unregisterPublisher(publisher)
  }
  const stats = (topic: string): ImportStats =>
    links[1].stats().imports.find((each) => each.topic === topic) as ImportStats
  return { taken, troubles, push, stats }
}

describeNats('a link over NATS', () => {
  beforeEach(async () => {
    server = await NatsServer.start()
    raw = await connect({ servers: server.servers })
  })
  afterEach(async () => {
    await raw.close()
    await server[Symbol.asyncDispose]()
  })

  test('counts what is no message, and goes on', async () => {
    const seen = new Map<string, Uint8Array>()
    raw.subscribe('kos.>', { callback: (_, { subject, data }) => void seen.set(subject, data) })
    await raw.flush()
    const { taken, push, stats, troubles } = await joined()
    for (const topic of ['speed', 'alarm']) push(topic, 1n)
    await until(() => taken.length === 2 && seen.size === 2)
    for (const [subject, sample] of seen)
      for (const bytes of garbage(Uint8Array.from(sample))) raw.publish(subject, bytes)
    const count = garbage(seen.get('kos.fleeting.speed') as Uint8Array).length
    const durableCount = garbage(seen.get('kos.durable.alarm') as Uint8Array).length
    for (const topic of ['speed', 'alarm']) push(topic, 2n)
    await until(() => stats('speed').malformed === count)
    await until(() => stats('alarm').malformed === durableCount)
    await until(() => taken.length === 4)
    expect(taken.toSorted()).toEqual(['alarm 1', 'alarm 2', 'speed 1', 'speed 2'])
    expect(troubles).toEqual([])
  })

  test('counts what is sent again, and delivers it once', async () => {
    const seen: { subject: string; data: Uint8Array }[] = []
    raw.subscribe('kos.>', {
      callback: (_, { subject, data }) => void seen.push({ subject, data }),
    })
    await raw.flush()
    const { taken, push, stats } = await joined()
    for (const topic of ['speed', 'alarm']) push(topic, 1n)
    await until(() => taken.length === 2 && seen.length === 2)
    for (const { subject, data } of seen.slice(0, 2))
      for (let time = 0; time < 20; time++) raw.publish(subject, data)
    await until(() => stats('speed').duplicates === 20 && stats('alarm').duplicates === 20)
    expect(taken).toHaveLength(2)
  })

  test('takes no harm from what comes to the inboxes of its consumers', async () => {
    const inboxes = new Set<string>()
    raw.subscribe('$JS.API.CONSUMER.MSG.NEXT.>', {
      callback: (_, { reply }) => void inboxes.add(reply ?? ''),
    })
    await raw.flush()
    const { taken, push, stats, troubles } = await joined()
    await until(() => inboxes.size > 0)
    const status = headers(409, 'Consumer Deleted')
    for (const inbox of inboxes) {
      for (const reply of ['', 'x', '$JS.ACK.kos.to+alarm.1.1.1.1.0', '$JS.ACK.a.b.x.y.z.1.0'])
        for (const bytes of ['', 'garbage'])
          raw.publish(inbox, bytes, reply === '' ? {} : { reply })
      raw.publish(inbox, '', { headers: status })
      raw.publish(`${inbox}.1`, 'garbage', { reply: '$JS.ACK.kos.to+alarm.9.999999.9.1.0' })
    }
    await raw.flush()
    push('alarm', 1n)
    push('alarm', 2n)
    await until(() => taken.length === 2)
    expect(taken).toEqual(['alarm 1', 'alarm 2'])
    expect(stats('alarm').lost).toBe(0)
    for (const line of troubles) expect(line).toContain('durable topics')
  })
})
