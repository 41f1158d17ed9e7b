// The bus process against a naive model: clients in three processes, in threads that come and go,
// who register, push, wait, run, unregister and die in any order; the bus dies and comes again. Ids
// and codes are those of the model, and so is what is delivered: what was accepted, in order, once.

import type { Kos } from '@kos/libkos'
import {
  formatRetcode,
  rcAlreadyExists,
  rcBusy,
  rcInvalidOperation,
  rcOk,
  rcResourceNotFound,
  unwrap,
} from '@kos/libkos'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BusStats, busStats, type ISubscriber, messageBusProcess } from '../src/process.ts'
import { busName, BusWorld, type Interfaces, interfacesOf } from './bus-world.ts'
import { type Naive, naiveTake, names, policies } from './naive-queue.ts'
import { randomOf } from './random.ts'

const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 40)
const capacity = 3
const options = { capacity, topics: policies }
const processes = ['A', 'B', 'C']

interface Message {
  readonly topic: string
  readonly id: number
  readonly dropped: number
}

/** What a thread that waits for messages gets. */
class Reader {
  readonly seen: Message[] = []
  code: unknown = undefined
  left: number
  readonly isOnce: boolean

  constructor(left: number, isOnce: boolean) {
    this.left = left
    this.isOnce = isOnce
  }
}

class ModelPublisher {
  isBound = true
  readonly topic: string

  constructor(topic: string) {
    this.topic = topic
  }
}

/** A subscriber: its queue in the bus, what its process fetched, and who waits. */
class ModelSubscriber {
  isBound = true
  queue: Naive
  local: Message[] = []
  reader: Reader | null = null
  delivered = 0
  readonly name: string

  constructor(name: string, topics: readonly string[]) {
    this.name = name
    this.queue = freshQueue(topics)
  }
}

function freshQueue(topics: Iterable<string>): Naive {
  const counts = { taken: 0, accepted: 0, dropped: 0, coalesced: 0 }
  return { topics: new Set(topics), capacity, queue: [], untold: new Map(), ...counts }
}

class ModelProcess {
  lastId = 0
  readonly clients: Map<number, ModelPublisher | ModelSubscriber> = new Map()
}

class Model {
  readonly processes = new Map(processes.map((name) => [name, new ModelProcess()]))

  of(name: string): ModelProcess {
    return this.processes.get(name) as ModelProcess
  }

  get all(): (ModelPublisher | ModelSubscriber)[] {
    return [...this.processes.values()].flatMap(({ clients }) => [...clients.values()])
  }

  get subscribers(): ModelSubscriber[] {
    return this.all.filter((each) => each instanceof ModelSubscriber)
  }

  publisherOf(topic: string): ModelPublisher | undefined {
    const publishers = this.all.filter((each) => each instanceof ModelPublisher)
    return publishers.find((each) => each.isBound && each.topic === topic)
  }

  /** An id for a step: mostly of one of the kind, in any process; else any. */
  pick(name: string, number: number, kind: unknown): { name: string; id: number } {
    const found = [...this.processes].flatMap(([process, { clients }]) =>
      [...clients]
        .filter(([, client]) => client.constructor === kind)
        .map(([id]) => ({ name: process, id })),
    )
    const any = { name, id: 1 + (number % 6) }
    return number % 5 === 0 ? any : (found[number % Math.max(1, found.length)] ?? any)
  }

  register(name: string, topic: string): { rc: unknown; id?: number } {
    const process = this.of(name)
    const id = ++process.lastId
    if (this.publisherOf(topic) !== undefined) return { rc: rcAlreadyExists }
    process.clients.set(id, new ModelPublisher(topic))
    return { rc: rcOk, id }
  }

  subscribe(name: string, topics: readonly string[]): { rc: unknown; id: number } {
    const process = this.of(name)
    const id = ++process.lastId
    process.clients.set(id, new ModelSubscriber(`${name}${id}`, topics))
    return { rc: rcOk, id }
  }

  /** The client of an id, or the code that says why there is none. */
  find<C extends ModelPublisher | ModelSubscriber>(
    name: string,
    id: number,
    kind: new (...args: never[]) => C,
  ): C | typeof rcResourceNotFound | typeof rcInvalidOperation {
    const client = this.of(name).clients.get(id)
    if (client === undefined) return rcResourceNotFound
    return client instanceof kind ? client : rcInvalidOperation
  }

  unregister(name: string, id: number, isPublisher: boolean): unknown {
    const kind = isPublisher ? ModelPublisher : ModelSubscriber
    const client = this.find<ModelPublisher | ModelSubscriber>(name, id, kind)
    if (typeof client !== 'object' || !('isBound' in client)) return client
    this.of(name).clients.delete(id)
    if (client instanceof ModelSubscriber && client.reader !== null) client.reader.code = rcOk
    return rcOk
  }

  push(name: string, id: number, message: number): unknown {
    const publisher = this.find(name, id, ModelPublisher)
    if (!(publisher instanceof ModelPublisher)) return publisher
    const { topic } = publisher
    if (!publisher.isBound) {
      if (this.publisherOf(topic) !== undefined) return rcAlreadyExists
      publisher.isBound = true
    }
    const concerned = this.subscribers.filter(
      ({ isBound, queue }) => isBound && queue.topics.has(topic),
    )
    if (!concerned.every(({ queue }) => naiveTake(queue, topic, message, false))) return rcBusy
    for (const { queue } of concerned) naiveTake(queue, topic, message, true)
    for (const each of concerned) this.read(each)
    return rcOk
  }

  /** Begins to wait: a code if that ends at once. */
  begin(name: string, id: number, reader: Reader): void {
    const subscriber = this.find(name, id, ModelSubscriber)
    if (!(subscriber instanceof ModelSubscriber)) reader.code = subscriber
    else if (subscriber.reader !== null) reader.code = rcBusy
    else {
      subscriber.reader = reader
      this.read(subscriber)
    }
  }

  /** The reader of a subscriber takes what there is. */
  read(subscriber: ModelSubscriber): void {
    const { reader } = subscriber
    if (reader === null) return
    for (;;) {
      const message = subscriber.local.shift()
      if (message === undefined) {
        subscriber.isBound = true
        if (!this.#fetch(subscriber)) return
        continue
      }
      reader.seen.push(message)
      const isLast = --reader.left === 0
      if (!isLast && !reader.isOnce) continue
      reader.code = reader.isOnce ? rcOk : rcBusy
      subscriber.reader = null
      return
    }
  }

  #fetch(subscriber: ModelSubscriber): boolean {
    const { queue } = subscriber
    const count = queue.queue.length
    for (const { topic, id } of queue.queue.splice(0)) {
      subscriber.local.push({ topic, id, dropped: queue.untold.get(topic) ?? 0 })
      queue.untold.delete(topic)
    }
    subscriber.delivered += count
    return count > 0
  }

  /** The bus died, and another one came. */
  restart(): void {
    for (const each of this.all) {
      each.isBound = false
      if (!(each instanceof ModelSubscriber)) continue
      each.queue = freshQueue(each.queue.topics)
      each.delivered = 0
      if (each.reader !== null) this.read(each)
    }
  }

  /** Counts of all subscribers that the bus has, by name. */
  get counts(): ReadonlyMap<string, readonly number[]> {
    const counts = this.subscribers.filter(({ isBound }) => isBound)
    return new Map(
      counts.map(({ name, queue, delivered }) => {
        const { accepted, dropped, coalesced } = queue
        return [name, [accepted, delivered, dropped, coalesced, queue.queue.length]]
      }),
    )
  }
}

const name = fc.constantFrom(...processes)
const id = fc.nat(1000)
const topic = fc.constantFrom(...names)
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('register' as const), name, topic }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('subscribe' as const),
      name,
      topics: fc.subarray(names, { minLength: 1 }),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({ kind: fc.constant('push' as const), name, id, message: fc.nat(3) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      name,
      id,
      left: fc.integer({ min: 1, max: 5 }),
      isOnce: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('unregister' as const),
      name,
      id,
      isPublisher: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('die' as const), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
)

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** A real reader: calls what the bus has for a subscriber, in a thread of its own. */
function beginReading(world: BusWorld, at: string, subscriber: number, reader: Reader): void {
  const own: ISubscriber = {
    OnMessage(subject, message, dropped) {
      reader.seen.push({ topic: subject, id: Number(message), dropped })
      return --reader.left === 0 && !reader.isOnce ? rcBusy : rcOk
    },
  }
  const done = world.begin(at, async (kos: Kos) => {
    const { waiter, runner } = await interfacesOf(kos)
    reader.code = await (reader.isOnce ? waiter.Wait(subscriber, own) : runner.Run(subscriber, own))
  })
  done.catch(() => {})
}

async function play(world: BusWorld, model: Model, each: Step, readers: Reader[][]): Promise<void> {
  const { kernel } = world
  const act = <T>(at: string, routine: (all: Interfaces) => Promise<T>): Promise<T> =>
    world.act(at, routine)
  if (each.kind === 'register') {
    const real = await act(each.name, ({ control }) => control.RegisterPublisher(each.topic))
    expect(real).toEqual(model.register(each.name, each.topic))
  } else if (each.kind === 'subscribe') {
    const topics = new Set(each.topics)
    const expected = model.subscribe(each.name, each.topics)
    const own = `${each.name}${expected.id}`
    const real = await act(each.name, ({ control }) => control.RegisterSubscriber(own, topics))
    expect(real).toEqual(expected)
  } else if (each.kind === 'push') {
    const { name: at, id: client } = model.pick(each.name, each.id, ModelPublisher)
    const real = await act(at, ({ bus }) => bus.Push(client, BigInt(each.message)))
    expect(real).toBe(model.push(at, client, each.message))
  } else if (each.kind === 'read') {
    const pair = [new Reader(each.left, each.isOnce), new Reader(each.left, each.isOnce)]
    readers.push(pair)
    const { name: at, id: client } = model.pick(each.name, each.id, ModelSubscriber)
    model.begin(at, client, pair[0] as Reader)
    beginReading(world, at, client, pair[1] as Reader)
  } else if (each.kind === 'unregister') {
    const { isPublisher } = each
    const kind = isPublisher ? ModelPublisher : ModelSubscriber
    const { name: at, id: client } = model.pick(each.name, each.id, kind)
    const real = await act(at, ({ control }) =>
      isPublisher ? control.UnregisterPublisher(client) : control.UnregisterSubscriber(client),
    )
    expect(real).toBe(model.unregister(at, client, isPublisher))
  } else if (each.kind === 'die') {
    kernel.kill(each.name, 'by the model')
    model.processes.set(each.name, new ModelProcess())
    world.client(each.name)
  } else {
    world.restartBus(messageBusProcess(options), ...processes)
    model.restart()
  }
  await kernel.run({ until: 'idle' })
  for (const [expected, real] of readers) expect(real).toEqual(expected)
}

/** Counts of subscribers, over all their topics. */
function countsOf({ subscribers, subscriptions }: BusStats): Map<string, readonly number[]> {
  const counts = new Map(subscribers.map(({ subscriber }) => [subscriber, [0, 0, 0, 0, 0]]))
  for (const each of subscriptions) {
    const { accepted, delivered, dropped, coalesced, waiting } = each
    const own = counts.get(each.subscriber) ?? []
    const more = [accepted, delivered, dropped, coalesced, waiting]
    more.forEach((count, index) => (own[index] = (own[index] ?? 0) + count))
  }
  return counts
}

test('ids, codes and deliveries are those of the model, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 70 }), async (steps) => {
      await using world = new BusWorld(options)
      for (const each of processes) world.client(each)
      const model = new Model()
      const readers: Reader[][] = []
      for (const each of steps) await play(world, model, each, readers)
      const { stats } = unwrap(await world.act('A', async (_, kos) => busStats(kos, busName)))
      expect(countsOf(stats)).toEqual(model.counts)
    }),
    { numRuns: runs },
  )
})

/** What a subscriber saw of one topic. */
interface Seen {
  readonly ids: number[]
  dropped: number
}

/** A publisher's thread: pushes ids upwards, again while a queue is full. Answers how many. */
function publishing(world: BusWorld, at: string, topic: string, count: number): Promise<number> {
  return world.begin(at, async (kos) => {
    const { control, bus } = await interfacesOf(kos)
    const { id } = unwrap(await control.RegisterPublisher(topic))
    for (let next = 1; next <= count;) {
      const rc = await bus.Push(id, BigInt(next))
      if (rc === rcOk) next++
      else if (rc === rcBusy) await kos.KnSleep(1)
      else throw new Error(`the push answered ${formatRetcode(rc)}`)
    }
    return count
  })
}

/** A subscriber's thread: takes messages, each in `pause` milliseconds; by `Wait` if it `waits`. */
function taking(
  world: BusWorld,
  at: string,
  topics: readonly string[],
  pause: number,
  waits: boolean,
): Map<string, Seen> {
  const seen = new Map<string, Seen>(topics.map((topic) => [topic, { ids: [], dropped: 0 }]))
  const done = world.begin(at, async (kos) => {
    const { control, runner, waiter } = await interfacesOf(kos)
    const { id } = unwrap(await control.RegisterSubscriber(`${at} ${pause}`, new Set(topics)))
    const own: ISubscriber = {
      async OnMessage(topic, message, dropped) {
        const of = seen.get(topic) as Seen
        of.ids.push(Number(message))
        of.dropped += dropped
        return pause > 0 ? kos.KnSleep(pause) : rcOk
      },
    }
    while (waits) expect(await waiter.Wait(id, own)).toBe(rcOk)
    await runner.Run(id, own)
  })
  done.catch(() => {})
  return seen
}

test('threads that push and take at once, in any order: nothing is lost, doubled or swapped', async () => {
  const plan = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    counts: fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 3, maxLength: 3 }),
    pauses: fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }),
    dies: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(plan, async ({ seed, counts, pauses, dies }) => {
      const random = randomOf(seed)
      const choice = { choose: (count: number) => random(count), preempt: () => random(2) === 0 }
      await using world = new BusWorld(options, { choice })
      for (const each of [...processes, 'Mortal']) world.client(each)
      const seen = [
        taking(world, 'A', names, pauses[0] as number, false),
        taking(world, 'A', ['a', 'b'], 10 + (pauses[1] as number), false),
        taking(world, 'B', ['b', 'c'], pauses[2] as number, true),
      ]
      if (dies) taking(world, 'Mortal', names, 5, false)
      await world.kernel.run({ until: 'idle' })
      const pushed = names.map((each, index) =>
        publishing(world, processes[index] as string, each, counts[index] as number),
      )
      if (dies) world.kernel.after(seed % 40, () => world.kernel.kill('Mortal', 'by the model'))
      await world.kernel.run({ until: 'idle' })
      expect(await Promise.all(pushed)).toEqual(counts)
      const { stats } = unwrap(await world.act('C', async (_, kos) => busStats(kos, busName)))
      for (const { topic: of, accepted } of stats.topics)
        expect([of, accepted]).toEqual([of, counts[names.indexOf(of)]])
      const subscriptions = [...stats.subscriptions]
      for (const own of seen)
        for (const [of, { ids, dropped }] of own) {
          expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b))
          const at = subscriptions.findIndex(
            (each) => each.topic === of && each.delivered === ids.length,
          )
          const [found] = subscriptions.splice(at, 1)
          expect(found).toMatchObject({
            accepted: ids.length + dropped,
            dropped,
            coalesced: 0,
            waiting: 0,
          })
          // All that were pushed came, but for those that it was told of.
          expect(ids.length + dropped).toBe(counts[names.indexOf(of)])
        }
    }),
    { numRuns: runs },
  )
})
