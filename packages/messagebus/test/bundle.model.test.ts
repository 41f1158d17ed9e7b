// Bundles against a naive model: any order of puts, opens, closes, pushes, fetches and deaths. After
// each step a bundle can be opened exactly if somebody has a handle of it, or a message with its
// id waits or was fetched last. KOS_MODEL_RUNS sets the number of runs.

import { connect, type Kos, proxyOf, rcOk, rcResourceNotFound, unwrap } from '@kos/libkos'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Bundle,
  type BundleId,
  MessageBusBundles,
  MessageBusFactory,
  MessageBusSession,
} from '../src/process.ts'
import { BundleWorld, encode } from './bundle-world.ts'
import { busName } from './bus-world.ts'

const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 30)
const capacity = 2
const topics = ['a', 'b'] as const
const holders = ['P', 'Q', 'R'] as const
const subscribers = ['X', 'Y'] as const

const at = fc.nat(3)
const holder = fc.constantFrom(...holders)
const subscriber = fc.constantFrom(...subscribers)
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      holder,
      topic: fc.constantFrom(...topics),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('open' as const), holder, at }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('close' as const), at }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('push' as const),
      topic: fc.constantFrom(...topics),
      at,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('fetch' as const),
      subscriber,
      limit: fc.integer({ min: 0, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), subscriber }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('kill' as const), holder: fc.constantFrom('Q', 'R') }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

interface Put {
  readonly id: BundleId
  readonly topic: string
}

interface Held {
  readonly put: Put
  readonly holder: string
  readonly bundle: Bundle
}

/** The last messages of one subscriber: what keeps a bundle is that it was there at the push. */
interface Taking {
  session: number
  client: number
  got: number
  queue: { readonly topic: string; readonly kept: Put | null }[]
  taken: (Put | null)[]
}

class Model {
  readonly #world: BundleWorld
  readonly #puts: Put[] = []
  #held: Held[] = []
  readonly #taking: Map<string, Taking> = new Map()
  readonly #publishers: Map<string, number> = new Map()
  #session = 0

  constructor(world: BundleWorld) {
    this.#world = world
  }

  async begin(): Promise<void> {
    for (const name of [...holders, ...subscribers]) this.#world.client(name)
    await this.#world.act('P', async (_all, kos) => {
      const session = await open(kos)
      this.#session = session
      for (const [client, topic] of topics.entries()) {
        const proxy = proxyOf(kos, MessageBusSession, session)
        expect((await proxy.RegisterPublisher({ client, topic })).rc).toBe(rcOk)
        this.#publishers.set(topic, client)
      }
    })
    for (const name of subscribers) await this.#subscribe(name)
  }

  async run(each: Step): Promise<void> {
    if (each.kind === 'put') await this.#put(each.holder, each.topic)
    else if (each.kind === 'open') await this.#open(each.holder, recent(this.#puts, each.at))
    else if (each.kind === 'close') this.#close(recent(this.#held, each.at))
    else if (each.kind === 'push') await this.#push(each.topic, recent(this.#puts, each.at))
    else if (each.kind === 'fetch') await this.#fetch(each.subscriber, each.limit)
    else if (each.kind === 'end') await this.#end(each.subscriber)
    else this.#kill(each.holder)
    await this.#check()
  }

  /** Lets everything go. */
  async finish(): Promise<void> {
    while (this.#held.length > 0) this.#close(this.#held[0])
    for (const name of subscribers) await this.#end(name)
    await this.#check()
    expect(this.#puts.some((put) => this.#isKept(put))).toBe(false)
  }

  async #put(name: string, topic: string): Promise<void> {
    const bundle = await this.#world.act(
      name,
      async ({ bundles }) => unwrap(await bundles.Put(topic, encode('text'))).bundle,
    )
    const put = { id: bundle.id, topic }
    this.#puts.push(put)
    this.#held.push({ put, holder: name, bundle })
  }

  async #open(name: string, put: Put | undefined): Promise<void> {
    if (put === undefined) return
    const { rc, bundle } = await this.#world.act(name, ({ bundles }) =>
      bundles.Open(put.topic, put.id),
    )
    expect(rc).toBe(this.#isKept(put) ? rcOk : rcResourceNotFound)
    if (rc === rcOk) this.#held.push({ put, holder: name, bundle })
  }

  #close(held: Held | undefined): void {
    this.#held = this.#held.filter((each) => each !== held)
    held?.bundle[Symbol.dispose]()
  }

  async #push(topic: string, put: Put | undefined): Promise<void> {
    const id = put?.id ?? 1n
    // What was the oldest is let go before the new one is kept.
    for (const { queue } of this.#taking.values()) {
      if (queue.length < capacity) continue
      const oldest = queue.findIndex((each) => each.topic === topic)
      if (oldest >= 0) continue
      return this.#sendPush(topic, id, false)
    }
    for (const taking of this.#taking.values()) {
      const { queue } = taking
      if (queue.length === capacity)
        queue.splice(
          queue.findIndex((each) => each.topic === topic),
          1,
        )
      const isKept = put?.topic === topic && this.#isKept(put)
      queue.push({ topic, kept: isKept ? put : null })
    }
    return this.#sendPush(topic, id, true)
  }

  async #sendPush(topic: string, id: BundleId, isTaken: boolean): Promise<void> {
    const answer = await this.#world.act('P', (_all, kos) =>
      proxyOf(kos, MessageBusSession, this.#session as never).Push({
        client: this.#publishers.get(topic) as number,
        id,
      }),
    )
    expect(answer.rc === rcOk).toBe(isTaken)
  }

  async #fetch(name: string, limit: number): Promise<void> {
    const taking = this.#taking.get(name) as Taking
    const { session, client, got } = taking
    const answer = await this.#world.act(name, (_all, kos) =>
      proxyOf(kos, MessageBusSession, session as never).Fetch({ client, limit, got }),
    )
    taking.taken = taking.queue.splice(0, limit).map(({ kept }) => kept)
    if (answer.rc !== rcOk) throw new Error('no messages')
    if (answer.messages.length > 0) taking.got++
    expect(answer.messages).toHaveLength(taking.taken.length)
  }

  async #end(name: string): Promise<void> {
    this.#world.kernel.kill(name, 'by the test')
    this.#taking.delete(name)
    this.#world.client(name)
    await this.#world.settle()
    await this.#subscribe(name)
  }

  async #subscribe(name: string): Promise<void> {
    await this.#world.act(name, async (_all, kos) => {
      const session = await open(kos)
      const proxy = proxyOf(kos, MessageBusSession, session)
      const client = 1
      expect((await proxy.RegisterSubscriber({ client, name, topic: 'a' })).rc).toBe(rcOk)
      expect((await proxy.AddTopic({ client, topic: 'b' })).rc).toBe(rcOk)
      this.#taking.set(name, { session, client, got: 0, queue: [], taken: [] })
    })
  }

  #kill(name: string): void {
    this.#world.kernel.kill(name, 'by the test')
    this.#held = this.#held.filter((each) => each.holder !== name)
    this.#world.client(name)
  }

  #isKept(put: Put): boolean {
    return (
      this.#held.some((each) => each.put === put) ||
      [...this.#taking.values()].some(
        ({ queue, taken }) => taken.includes(put) || queue.some(({ kept }) => kept === put),
      )
    )
  }

  async #check(): Promise<void> {
    await this.#world.settle()
    await this.#world.act('P', async (_all, kos) => {
      const raw = connect(kos, MessageBusBundles, busName, 'bundles')
      const seen: boolean[] = []
      for (const { topic, id } of this.#puts) {
        const answer = await raw.Open({ topic, id })
        seen.push(answer.rc === rcOk)
        if (answer.rc !== rcOk) continue
        kos.KnHandleClose(answer.memory.handle)
        kos.KnHandleClose(answer.bundle.handle)
      }
      expect(seen).toEqual(this.#puts.map((put) => this.#isKept(put)))
    })
    await this.#world.settle()
  }
}

// The last ones are the ones that still are of interest.
function recent<T>(all: readonly T[], at: number): T | undefined {
  return all.at(-1 - (at % Math.max(1, all.length)))
}

/** The handle of a new session. */
async function open(kos: Kos) {
  const answer = await connect(kos, MessageBusFactory, busName, 'bus').Connect()
  if (answer.rc !== rcOk) throw new Error('no session')
  kos.KnHandleClose(answer.lifeline.handle)
  return answer.session.handle
}

test('a bundle is there exactly as long as anybody keeps it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
      await using world = new BundleWorld({ capacity, fullQueue: 'dropOldest' })
      const model = new Model(world)
      await model.begin()
      for (const each of steps) await model.run(each)
      await model.finish()
    }),
    { numRuns: runs },
  )
})
