// Kernels and buses that are joined by a server, which is killed, frozen and started again meanwhile.

import { Bus, Delivery } from '@kos/messagebus'
import { joinBus, type LinkOptions } from '@kos/messagebus/link'
import { natsBroker, type NatsBroker, type NatsBrokerOptions } from '@kos/messagebus-nats'
import { rcOk, unwrap } from '@kos/libkos'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '@nats-io/transport-node'
import { ids, LinkedKernel, pushAll, takeUntil } from './linked-kernel.ts'
import { describeNats, NatsServer } from './nats-server.ts'

let server: NatsServer

const broker = (options: NatsBrokerOptions = {}): NatsBroker =>
  natsBroker({ servers: server.servers, ackWait: 300, timeout: 1_000, ...options })

const durable = { alarm: 'durable' } as const
const fleeting = { speed: 'fleeting' } as const
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn()
}

/** A bus with a link, and what its subscriber took. */
class LinkedBus implements AsyncDisposable {
  readonly bus: Bus<bigint>
  readonly broker: NatsBroker = broker()
  readonly taken: bigint[] = []
  readonly troubles: string[] = []
  readonly link: ReturnType<typeof joinBus>

  constructor(options: Omit<LinkOptions, 'broker'>, capacity = 10_000) {
    this.bus = new Bus({ capacity })
    const onTrouble = (line: string): void => void this.troubles.push(line)
    this.link = joinBus(this.bus, { onTrouble, ...options, broker: this.broker })
  }

  /** Takes all that comes, from now on. */
  subscribe(topic: string): void {
    const { subscriber } = unwrap(this.bus.registerSubscriber('s', [topic]))
    const delivery = new Delivery<bigint>()
    const take = (): void => {
      // Taking again says that it is done with the one before.
      while (subscriber.take(delivery)) this.taken.push(delivery.id as bigint)
    }
    subscriber.wake = () => queueMicrotask(take)
  }

  get isConnected(): boolean {
    return this.link.stats().isConnected
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.link.close()
  }
}

describeNats('kernels that are joined by NATS', () => {
  beforeEach(async () => {
    server = await NatsServer.start()
  })
  afterEach(async () => {
    await server[Symbol.asyncDispose]()
  })

  test('get durable messages in order, though the server is killed meanwhile', async () => {
    await using to = new LinkedKernel({ name: 'to', broker: broker(), imports: durable })
    await using from = new LinkedKernel({ name: 'from', broker: broker(), exports: durable })
    // Its consumer is there once it was connected.
    const warm = to.act((client) => takeUntil(client, 'alarm', 0n))
    const first = from.act((client) => pushFirst(client))
    await Promise.all([warm, first])
    const taken = to.act((client) => takeUntil(client, 'alarm', 299n))
    let outages = Promise.resolve()
    await from.act((client) =>
      pushAll(client, 'alarm', ids(300), (id) => {
        if (id === 100n || id === 200n)
          outages = outages.then(() => server.kill()).then(() => server.start())
      }),
    )
    expect((await taken).slice(-300)).toEqual(ids(300))
    await outages

    // Until it has come once: before that nobody keeps it.
    async function pushFirst(client: Parameters<typeof pushAll>[0]): Promise<void> {
      let isThere = false
      void warm.then(() => (isThere = true))
      while (!isThere) {
        await pushAll(client, 'alarm', [0n])
        await client.kos.KnSleep(20)
      }
    }
  })

  test('are three, and one of them starts its bus again', async () => {
    const links = { exports: { alarm: 'durable' } } as const
    const names = ['one', 'other'] as const
    const all = names.map((name) => {
      return new LinkedKernel({ name, broker: broker(), imports: durable, window: 4 })
    })
    const [one, other] = all as [LinkedKernel, LinkedKernel]
    await using from = new LinkedKernel({ name: 'from', broker: broker(), ...links })
    try {
      await consumersAre(names.map((name) => `${name}+alarm`))
      const pushed = from.act((client) => pushAll(client, 'alarm', ids(200)))
      const seen = await one.act((client) => {
        // The bus dies while its subscriber is there.
        return takeUntil(client, 'alarm', 50n, () => one.restartBus())
      })
      const rest = await one.act((client) => takeUntil(client, 'alarm', 199n))
      expect(await other.act((client) => takeUntil(client, 'alarm', 199n))).toEqual(ids(200))
      await pushed
      expect(seen).toEqual(ids(51))
      // It comes again what it was not done with, and nothing is missing.
      const again = Number(rest[0])
      expect(again).toBeLessThanOrEqual(51)
      expect(rest).toEqual(ids(200).slice(again))
    } finally {
      for (const kernel of all) await kernel[Symbol.asyncDispose]()
    }
  })
})

/** Resolves when the server has the consumers. */
async function consumersAre(names: readonly string[]): Promise<void> {
  const connection = await connect({ servers: server.servers })
  const info = async (name: string): Promise<string> => {
    const { data } = await connection.request(`$JS.API.CONSUMER.INFO.kos.${name}`)
    return Buffer.from(data).toString()
  }
  for (const name of names) while ((await info(name)).includes('"error"')) await turn()
  await connection.close()
}

describeNats('buses that are joined by NATS', () => {
  beforeEach(async () => {
    server = await NatsServer.start()
  })
  afterEach(async () => {
    await server[Symbol.asyncDispose]()
  })

  test('accept and deliver the same durable messages over outages of all kinds', async () => {
    await using to = new LinkedBus({ name: 'to', imports: durable, window: 16 })
    await using from = new LinkedBus({ name: 'from', exports: durable, capacity: 100 })
    to.subscribe('alarm')
    await until(() => to.isConnected && from.isConnected)
    const { publisher } = unwrap(from.bus.registerPublisher('alarm'))
    const accepted: bigint[] = []
    const push = async (until: bigint): Promise<void> => {
      for (let id = BigInt(accepted.length); id < until;)
        if (publisher.push(id) === rcOk) accepted.push(id++)
        else await turn()
    }
    await push(1_000n)
    await server.kill()
    // What waits is bounded, so that it is declined.
    const room = BigInt(accepted.length)
    while (publisher.push(BigInt(accepted.length)) === rcOk) accepted.push(BigInt(accepted.length))
    expect(BigInt(accepted.length) - room).toBeLessThanOrEqual(100n + 64n)
    await server.start()
    await push(3_000n)
    server.freeze()
    const pushing = push(5_000n)
    await turn()
    server.thaw()
    await pushing
    await server.end()
    await server.start()
    await push(7_000n)
    await until(() => to.taken.length >= 7_000)
    expect(to.taken).toEqual(accepted)
    expect(to.link.stats().imports).toMatchObject([{ lost: 0, malformed: 0 }])
  })

  test('drop what is stored twice', async () => {
    await using to = new LinkedBus({ name: 'to', imports: durable })
    await using from = new LinkedBus({ name: 'from', exports: durable })
    to.subscribe('alarm')
    await until(() => to.isConnected && from.isConnected)
    const { publisher } = unwrap(from.bus.registerPublisher('alarm'))
    // The first answer does not arrive: nobody knows whether it was stored.
    const store = from.broker.store.bind(from.broker)
    let losses = 3
    from.broker.store = async (...message) => {
      await store(...message)
      if (losses-- > 0) throw new Error('the answer is lost')
    }
    for (const id of ids(10)) expect(publisher.push(id)).toBe(rcOk)
    await until(() => to.taken.length >= 10 && from.link.stats().exports[0]?.sent === 10)
    expect(to.taken).toEqual(ids(10))
    expect(to.link.stats().imports).toMatchObject([{ received: 10, duplicates: 0, lost: 0 }])
  })

  test('count each fleeting message once: delivered, lost or declined', async () => {
    await using to = new LinkedBus({ name: 'to', imports: fleeting }, 50)
    await using from = new LinkedBus({ name: 'from', exports: fleeting, capacity: 1_000 })
    to.subscribe('speed')
    await until(() => to.isConnected && from.isConnected)
    const { publisher } = unwrap(from.bus.registerPublisher('speed'))
    let accepted = 0
    const push = async (count: number): Promise<void> => {
      for (let pushed = 0; pushed < count; pushed++) {
        if (publisher.push(BigInt(accepted)) === rcOk) accepted++
        if (pushed % 200 === 0) await turn()
      }
    }
    await push(5_000)
    const killed = server.kill()
    await push(5_000)
    await killed
    await server.start()
    await push(5_000)
    server.freeze()
    await push(5_000)
    server.thaw()
    await push(5_000)
    // The last one says what was lost before it.
    await until(() => to.isConnected && from.isConnected)
    const settled = (): boolean => {
      const { lost, declined } = to.link.stats().imports[0] ?? { lost: 0, declined: 0 }
      return to.taken.length + lost + declined === accepted
    }
    await until(() => {
      if (!settled() && publisher.push(BigInt(accepted)) === rcOk) accepted++
      return settled()
    })
    await until(settled)
    expect(to.taken.length).toBeGreaterThan(1_000)
    expect(new Set(to.taken).size).toBe(to.taken.length)
    expect(to.taken).toEqual(to.taken.toSorted((one, two) => (one < two ? -1 : 1)))
    expect(to.link.stats().imports).toMatchObject([{ duplicates: 0, malformed: 0 }])
  })
})
