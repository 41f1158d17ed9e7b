// The order of a durable topic against a naive consumer: whatever is delivered to somebody else, gets
// lost with a connection or comes again late, a link hears of no message before an older one that
// nobody has acknowledged, and in the end of all of them. KOS_MODEL_RUNS sets the number of runs.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ConsumerState, type DurableMessage, DurableOrder } from '../src/durable-order.ts'

const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 300)
const window = 4

/** The consumer of a server, and its stream. */
class NaiveConsumer {
  stored = 0
  #sequence = 0
  #delivery = 0
  readonly pending: Set<number> = new Set()
  #again: number[] = []

  get state(): ConsumerState {
    const { size: pending } = this.pending
    return { sequence: this.#sequence, delivery: this.#delivery, pending }
  }

  /** The next message for somebody who asks; null if there is none. */
  next(): DurableMessage | null {
    let sequence = this.#again.shift()
    if (sequence === undefined) {
      if (this.#sequence === this.stored || this.pending.size === window) return null
      sequence = ++this.#sequence
      this.pending.add(sequence)
    }
    const delivery = ++this.#delivery
    const time = sequence
    return { sequence, delivery, time, bytes: Uint8Array.of(sequence), reply: `${sequence}` }
  }

  /** The time of all has come. */
  expire(): void {
    this.#again = [...this.pending].sort((one, other) => one - other)
  }

  acknowledge(sequence: number): void {
    this.pending.delete(sequence)
    this.#again = this.#again.filter((each) => each !== sequence)
  }
}

/** One link after the other, with one consumer. */
class World {
  readonly consumer: NaiveConsumer = new NaiveConsumer()
  readonly acknowledged: Set<number> = new Set()
  /** Acknowledgements on their way to the server. */
  #underway: number[] = []
  #order: DurableOrder = this.#orderOfNewLink()
  /** What the link has, and has not acknowledged. */
  #open: { readonly sequence: number; readonly acknowledge: () => void }[] = []
  #newest = 0
  #asked: ConsumerState | null = null

  constructor() {
    this.connect()
  }

  #orderOfNewLink(): DurableOrder {
    return new DurableOrder(window, ([sequence = 0], acknowledge) => {
      if (sequence <= this.#newest) throw new Error(`${sequence} came again to one link`)
      for (let older = this.#newest + 1; older < sequence; older++)
        if (this.consumer.pending.has(older)) throw new Error(`${sequence} came before ${older}`)
      this.#newest = sequence
      this.#open.push({ sequence, acknowledge })
    })
  }

  connect(): void {
    this.#asked = null
    this.#order.begin(this.consumer.state, 'then', (reply) => {
      this.#underway.push(Number(reply))
    })
  }

  /** What is underway gets lost, in both directions. */
  reconnect(): void {
    this.#underway = []
    this.#order.end()
    // It acknowledges while there is no connection.
    this.acknowledge()
    this.connect()
  }

  restart(): void {
    this.#underway = []
    this.#order.end()
    this.#order = this.#orderOfNewLink()
    this.#open = []
    this.#newest = 0
    this.connect()
  }

  deliver(): boolean {
    const message = this.consumer.next()
    if (message !== null) this.#order.take(message)
    return message !== null
  }

  /** The link is done with the oldest. */
  acknowledge(): void {
    const oldest = this.#open.shift()
    if (oldest === undefined) return
    this.acknowledged.add(oldest.sequence)
    oldest.acknowledge()
  }

  arrive(): void {
    for (const sequence of this.#underway) this.consumer.acknowledge(sequence)
    this.#underway = []
  }

  ask(): void {
    if (this.#order.isMissing) this.#asked ??= this.consumer.state
  }

  answer(): void {
    if (this.#asked !== null) this.#order.settle(this.#asked)
    this.#asked = null
  }

  /** Goes on until all is acknowledged. */
  finish(): void {
    for (let round = 0; round < 200; round++) {
      this.consumer.expire()
      while (this.deliver());
      this.answer()
      this.ask()
      this.answer()
      for (let count = 0; count < window; count++) this.acknowledge()
      this.arrive()
    }
  }
}

const acts: Readonly<Record<string, (world: World) => unknown>> = {
  store: ({ consumer }) => consumer.stored++,
  deliver: (world) => world.deliver(),
  // To a link of the name that is about to die, or into a connection that is.
  deliverElsewhere: ({ consumer }) => consumer.next(),
  expire: ({ consumer }) => consumer.expire(),
  acknowledge: (world) => world.acknowledge(),
  arrive: (world) => world.arrive(),
  ask: (world) => world.ask(),
  answer: (world) => world.answer(),
  reconnect: (world) => world.reconnect(),
  restart: (world) => world.restart(),
}

const act = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('store', 'deliver', 'acknowledge', 'arrive') },
  { weight: 6, arbitrary: fc.constantFrom('ask', 'answer', 'expire') },
  { weight: 3, arbitrary: fc.constantFrom('deliverElsewhere', 'reconnect', 'restart') },
)

test('more messages than the window are not kept, and come again in their order', () => {
  const passed: number[] = []
  const acknowledges: (() => void)[] = []
  const order = new DurableOrder(window, ([sequence = 0], acknowledge) => {
    passed.push(sequence)
    acknowledges.push(acknowledge)
  })
  let delivery = 0
  const deliver = (sequence: number): void =>
    order.take({
      sequence,
      delivery: ++delivery,
      time: sequence,
      bytes: Uint8Array.of(sequence),
      reply: `${sequence}`,
    })
  order.begin({ sequence: 0, delivery: 0, pending: 0 }, 'then', () => {})
  for (let sequence = 1; sequence <= 1000; sequence++) deliver(sequence)
  expect(passed).toEqual([1, 2, 3, 4])
  expect(order.open).toHaveLength(window)
  acknowledges[0]?.()
  acknowledges[1]?.()
  for (let sequence = 6; sequence <= 1000; sequence++) deliver(sequence)
  // The one that was not kept first is not here.
  expect(passed).toEqual([1, 2, 3, 4])
  expect(order.open).toHaveLength(window)
  acknowledges[2]?.()
  deliver(5)
  order.settle({ sequence: 7, delivery, pending: 4 })
  expect(passed).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('new messages under the sequences of lost ones are passed on, and old ones are not', () => {
  const passed: string[] = []
  const acknowledged: string[] = []
  const acknowledges: (() => void)[] = []
  const order = new DurableOrder(window, ([text = 0], acknowledge) => {
    passed.push(String.fromCodePoint(text))
    acknowledges.push(acknowledge)
  })
  const deliver = (sequence: number, delivery: number, text: string, time: number): void =>
    order.take({ sequence, delivery, time, bytes: new TextEncoder().encode(text), reply: text })
  const begin = (delivered: number, pending: number): void =>
    order.begin({ sequence: delivered, delivery: delivered, pending }, 'then', (reply) => {
      acknowledged.push(reply)
    })
  begin(0, 0)
  for (const [at, text] of ['a', 'b', 'c', 'd'].entries()) deliver(at + 1, at + 1, text, at + 1)
  for (const at of [0, 1, 2]) acknowledges[at]?.()
  order.end()
  // The server has a and b still, and does not know that b was acknowledged.
  begin(2, 1)
  deliver(2, 3, 'b', 2)
  order.settle({ sequence: 2, delivery: 3, pending: 0 })
  deliver(3, 4, 'e', 10)
  deliver(4, 5, 'f', 11)
  expect(passed).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  // That of the lost d is nobody's.
  for (const at of [3, 4, 5]) acknowledges[at]?.()
  expect(acknowledged).toEqual(['a', 'b', 'c', 'b', 'e', 'f'])
})

test('a link hears of no message before an older one, and of all of them', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 120, size: 'max' }), (names) => {
      const world = new World()
      for (const name of names) acts[name]?.(world)
      world.finish()
      const { acknowledged, consumer } = world
      const all = Array.from({ length: consumer.stored }, (_, index) => index + 1)
      expect([...acknowledged].sort((one, other) => one - other)).toEqual(all)
      expect(consumer.pending.size).toBe(0)
    }),
    { numRuns: runs },
  )
})
