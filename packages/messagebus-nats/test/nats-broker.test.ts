// The adapter beside a real server, without a link.

import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { natsBroker, type NatsBroker, type NatsBrokerOptions } from '@kos/messagebus-nats'
import type { BrokerTopics } from '@kos/messagebus/link'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { atLast, bytesOf, Heard, resources, topicsOf, untilResources } from './heard.ts'
import { describeNats, freePort, NatsServer } from './nats-server.ts'

let server: NatsServer

interface Opened {
  readonly broker: NatsBroker
  readonly heard: Heard
}

function opened(topics: BrokerTopics, options: NatsBrokerOptions = {}): Opened {
  const broker = natsBroker({ servers: server.servers, ackWait: 300, ...options })
  const heard = new Heard()
  broker.open(topics, heard)
  onTestFinished(() => broker.close())
  return { broker, heard }
}

async function connected(topics: BrokerTopics, options: NatsBrokerOptions = {}): Promise<Opened> {
  const made = opened(topics, options)
  await made.heard.untilConnected()
  return made
}

describeNats('a broker of NATS', () => {
  beforeEach(async () => {
    server = await NatsServer.start()
  })
  afterEach(async () => {
    await server[Symbol.asyncDispose]()
  })

  test('brings fleeting messages to all that import the topic', async () => {
    const one = await connected(topicsOf('one', { imports: { speed: 'fleeting' } }))
    const two = await connected(topicsOf('two', { imports: { speed: 'fleeting' } }))
    const { broker } = await connected(topicsOf('three', { exports: { speed: 'fleeting' } }))
    for (const text of ['a', 'b', 'c']) expect(broker.send('speed', bytesOf(text))).toBe(true)
    for (const { heard } of [one, two]) {
      await heard.until(() => heard.arrived.length === 3)
      expect(heard.texts).toEqual(['a', 'b', 'c'])
      expect(heard.arrived.every(({ acknowledge }) => acknowledge === null)).toBe(true)
    }
  })

  test('stores durable messages for links that are away', async () => {
    const topics = topicsOf('panel', { imports: { alarm: 'durable' } })
    const first = await connected(topics)
    await first.broker.close()
    const { broker } = await connected(topicsOf('sensor', { exports: { alarm: 'durable' } }))
    for (const text of ['a', 'b', 'c']) await broker.store('alarm', bytesOf(text), text)
    const { heard } = await connected(topics)
    await heard.until(() => heard.arrived.length === 3)
    expect(heard.texts).toEqual(['a', 'b', 'c'])
  })

  test('keeps one message of an id', async () => {
    const { heard } = await connected(topicsOf('panel', { imports: { alarm: 'durable' } }))
    const { broker } = await connected(topicsOf('sensor', { exports: { alarm: 'durable' } }))
    for (const id of ['1', '1', '1', '2']) await broker.store('alarm', bytesOf(id), `kos/${id}`)
    await heard.until(() => heard.arrived.length === 2)
    await broker.store('alarm', bytesOf('3'), '3')
    await heard.until(() => heard.arrived.length === 3)
    expect(heard.texts).toEqual(['1', '2', '3'])
  })

  test('delivers one after the other to a window of one', async () => {
    const topics = topicsOf('panel', { imports: { alarm: 'durable' }, window: 1 })
    const { heard } = await connected(topics, { ackWait: 60_000 })
    const { broker } = await connected(topicsOf('sensor', { exports: { alarm: 'durable' } }))
    for (const text of ['a', 'b', 'c']) await broker.store('alarm', bytesOf(text), text)
    for (let count = 1; count <= 3; count++) {
      await heard.until(() => heard.arrived.length >= count)
      expect(heard.arrived).toHaveLength(count)
      heard.arrived.at(-1)?.acknowledge?.()
    }
    expect(heard.texts).toEqual(['a', 'b', 'c'])
  })

  test('delivers as many as the window until they are acknowledged', async () => {
    const topics = topicsOf('panel', { imports: { alarm: 'durable' }, window: 2 })
    const { heard } = await connected(topics, { ackWait: 60_000 })
    const { broker } = await connected(topicsOf('sensor', { exports: { alarm: 'durable' } }))
    for (const text of ['a', 'b', 'c', 'd']) await broker.store('alarm', bytesOf(text), text)
    await heard.until(() => heard.arrived.length === 2)
    heard.arrived[0]?.acknowledge?.()
    await heard.until(() => heard.arrived.length === 3)
    heard.arrived[1]?.acknowledge?.()
    heard.arrived[2]?.acknowledge?.()
    await heard.until(() => heard.arrived.length === 4)
    expect(heard.texts).toEqual(['a', 'b', 'c', 'd'])
  })

  test('delivers what a link did not acknowledge to the next one, before what is newer', async () => {
    const topics = topicsOf('panel', { imports: { alarm: 'durable' }, window: 4 })
    const first = await connected(topics)
    const { broker } = await connected(topicsOf('sensor', { exports: { alarm: 'durable' } }))
    for (const text of ['a', 'b', 'c']) await broker.store('alarm', bytesOf(text), text)
    await first.heard.until(() => first.heard.arrived.length === 3)
    first.heard.arrived[1]?.acknowledge?.()
    await first.broker.close()
    for (const text of ['d', 'e', 'f']) await broker.store('alarm', bytesOf(text), text)
    const { heard } = await connected(topics)
    for (let count = 1; count <= 5; count++) {
      await heard.until(() => heard.arrived.length >= count)
      heard.arrived[count - 1]?.acknowledge?.()
    }
    expect(heard.texts).toEqual(['a', 'c', 'd', 'e', 'f'])
  })

  test('delivers what a link that died had to the next one, before what is newer', async () => {
    const topics = topicsOf('panel', { imports: { alarm: 'durable' } })
    await (await connected(topics)).broker.close()
    const { broker } = await connected(topicsOf('sensor', { exports: { alarm: 'durable' } }))
    for (const text of ['a', 'b', 'c', 'd', 'e']) await broker.store('alarm', bytesOf(text), text)
    const dying = await connect({ servers: server.servers })
    const consumer = await jetstream(dying).consumers.get('kos', 'panel+alarm')
    let count = 0
    for await (const message of await consumer.fetch({ max_messages: 3 })) {
      if (message.string() === 'b') await message.ackAck()
      if (++count === 3) break
    }
    await dying.close()
    const { heard } = await connected(topics)
    await heard.until(() => heard.arrived.length === 4)
    expect(heard.texts).toEqual(['a', 'c', 'd', 'e'])
  })

  test('delivers nothing twice to a link that takes long', async () => {
    const topics = topicsOf('panel', { imports: { alarm: 'durable' }, window: 2 })
    const { heard, broker: panel } = await connected(topics, { ackWait: 100 })
    const { broker } = await connected(topicsOf('sensor', { exports: { alarm: 'durable' } }))
    await broker.store('alarm', bytesOf('a'), 'a')
    await heard.until(() => heard.arrived.length === 1)
    const connection = await connect({ servers: server.servers })
    onTestFinished(() => connection.close())
    const { consumers } = await jetstreamManager(connection)
    const redelivered = async () => (await consumers.info('kos', 'panel+alarm')).num_redelivered
    while ((await redelivered()) === 0) await panel.flush()
    await broker.store('alarm', bytesOf('b'), 'b')
    await heard.until(() => heard.arrived.length === 2)
    expect(heard.texts).toEqual(['a', 'b'])
    for (const { acknowledge } of heard.arrived) acknowledge?.()
    await broker.store('alarm', bytesOf('c'), 'c')
    await heard.until(() => heard.arrived.length === 3)
    expect(heard.texts).toEqual(['a', 'b', 'c'])
  })

  test('comes back to a server that was killed, with all that was stored', async () => {
    const topics = topicsOf('panel', { imports: { alarm: 'durable' } })
    const { heard } = await connected(topics)
    const sensor = await connected(topicsOf('sensor', { exports: { alarm: 'durable' } }))
    await sensor.broker.store('alarm', bytesOf('a'), 'a')
    await heard.until(() => heard.arrived.length === 1)
    await server.kill()
    await heard.untilConnected(false)
    await sensor.heard.untilConnected(false)
    expect(sensor.broker.send('alarm', bytesOf('x'))).toBe(false)
    await expect(sensor.broker.store('alarm', bytesOf('b'), 'b')).rejects.toThrow('not connected')
    heard.arrived[0]?.acknowledge?.()
    await server.start()
    await atLast(() => sensor.broker.store('alarm', bytesOf('b'), 'b'), sensor.heard)
    await heard.until(() => heard.arrived.length === 2)
    expect(heard.texts).toEqual(['a', 'b'])
    expect(heard.connections).toEqual([true, false, true])
    expect(heard.troubles.filter((line) => line.includes('connecting')).length).toBeLessThan(2)
  })

  test('makes stream and consumers again when the server has lost them', async () => {
    const { heard } = await connected(topicsOf('panel', { imports: { alarm: 'durable' } }))
    const sensor = await connected(topicsOf('sensor', { exports: { alarm: 'durable' } }))
    await sensor.broker.store('alarm', bytesOf('a'), 'a')
    await heard.until(() => heard.arrived.length === 1)
    await server.kill()
    server.forget()
    await heard.untilConnected(false)
    await server.start()
    await heard.untilConnected()
    await atLast(() => sensor.broker.store('alarm', bytesOf('b'), 'b'), sensor.heard)
    await heard.until(() => heard.arrived.length === 2)
    // It has the sequence of the first one.
    heard.arrived[0]?.acknowledge?.()
    heard.arrived[1]?.acknowledge?.()
    await sensor.broker.store('alarm', bytesOf('c'), 'c')
    await heard.until(() => heard.arrived.length === 3)
    expect(heard.texts).toEqual(['a', 'b', 'c'])
  })

  test('brings new messages under the sequences of those that the server has lost', async () => {
    const { heard } = await connected(topicsOf('panel', { imports: { alarm: 'durable' } }))
    const sensor = await connected(topicsOf('sensor', { exports: { alarm: 'durable' } }))
    const store = (text: string): Promise<void> =>
      atLast(() => sensor.broker.store('alarm', bytesOf(text), text), sensor.heard)
    const restart = async (change: () => void): Promise<void> => {
      await server.end()
      await heard.untilConnected(false)
      change()
      await server.start()
      await heard.untilConnected()
    }
    const acknowledgeAll = (): void => {
      for (const { acknowledge } of heard.arrived) acknowledge?.()
    }
    await store('a')
    await heard.until(() => heard.arrived.length === 1)
    await restart(() => server.save())
    for (const text of ['b', 'c']) await store(text)
    await heard.until(() => heard.texts.includes('c'))
    heard.arrived[1]?.acknowledge?.()
    await restart(() => server.restore())
    for (const text of ['d', 'e', 'f']) await store(text)
    await heard.until(() => heard.texts.includes('f'))
    expect(heard.texts).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    acknowledgeAll()
    await store('g')
    await heard.until(() => heard.texts.includes('g'))
  })

  test('goes to another server of the cluster, of which it was told', async () => {
    const ports = [await freePort(), await freePort()]
    const routes = ports.map((port) => `nats://127.0.0.1:${port}`).join(', ')
    const cluster = ports.map(
      (port, at) =>
        `server_name: s${at}, cluster { name: c, listen: "127.0.0.1:${port}", routes: [${routes}] }`,
    )
    await using one = await NatsServer.start(cluster[0])
    await using other = await NatsServer.start(cluster[1])
    const { servers } = one
    const { heard } = opened(topicsOf('panel', { imports: { speed: 'fleeting' } }), { servers })
    const connection = await connect({ servers })
    while (!connection.info?.connect_urls?.some((url) => url.endsWith(`:${other.port}`)))
      await connection.flush()
    await connection.close()
    await heard.untilConnected()
    await one.kill()
    await heard.untilConnected(false)
    await heard.untilConnected()
    const options = { servers: other.servers }
    const { broker } = await connected(topicsOf('x', { exports: { speed: 'fleeting' } }), options)
    broker.send('speed', bytesOf('a'))
    await heard.until(() => heard.arrived.length === 1)
  })

  test('says once that there is no server, and connects when there is one', async () => {
    await server.kill()
    const { heard } = opened(topicsOf('panel', { imports: { speed: 'fleeting' } }))
    await heard.until(() => heard.troubles.length === 1)
    expect(heard.troubles[0]).toContain('NATS: connecting: connection refused')
    await server.start()
    await heard.untilConnected()
    expect(heard.troubles).toHaveLength(1)
  })

  test('leaves no socket and no timer when it is closed, connected or not', async () => {
    const before = resources()
    const one = await connected(topicsOf('one', { imports: { a: 'durable', b: 'fleeting' } }))
    await one.broker.close()
    await untilResources(before)
    const frozen = await connected(topicsOf('one', { imports: { a: 'durable', b: 'fleeting' } }))
    server.freeze()
    await frozen.broker.close()
    await untilResources(before)
    const two = opened(topicsOf('two', { imports: { a: 'durable', b: 'fleeting' } }), {
      timeout: 300,
    })
    await two.broker.close()
    await untilResources(before)
  })

  test('leaves a server that answers nothing, and comes back', async () => {
    const topics = topicsOf('one', { imports: { speed: 'fleeting', alarm: 'durable' } })
    const { heard, broker } = await connected(topics, { pingInterval: 50, timeout: 100 })
    server.freeze()
    await heard.untilConnected(false)
    expect(broker.send('speed', bytesOf('a'))).toBe(false)
    await heard.until(() => heard.troubles.some((line) => line.includes('connecting')))
    server.thaw()
    await heard.untilConnected()
  })

  test('can be opened again, not twice', async () => {
    const topics = topicsOf('one', { imports: { speed: 'fleeting' } })
    const { broker } = await connected(topics)
    expect(() => broker.open(topics, new Heard())).toThrow(TypeError)
    const closing = broker.close()
    const heard = new Heard()
    broker.open(topics, heard)
    await closing
    await heard.untilConnected()
    broker.send('speed', bytesOf('a'))
    await heard.until(() => heard.arrived.length === 1)
  })
})
