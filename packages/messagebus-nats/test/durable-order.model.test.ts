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
  /** How many were stored: each is known by its number. */
  count = 0
  /** By sequence, less one. */
  readonly #stored: number[] = []
  #sequence = 0
  #delivery = 0
  /** Sequences. */
  readonly #pending: Set<number> = new Set()
  #again: number[] = []

  get state(): ConsumerState {
    return { sequence: this.#sequence, delivery: this.#delivery, pending: this.#pending.size }
  }

  store(): void {
    this.#stored.push(++this.count)
  }

  isPending(number: number): boolean {
    return this.#pending.has(this.#stored.lastIndexOf(number) + 1)
  }

  /** The next message for somebody who asks; null if there is none. */
  next(): DurableMessage | null {
    let sequence = this.#again.shift()
    if (sequence === undefined) {
      const isFull = this.#pending.size === window
      if (this.#sequence === this.#stored.length || isFull) return null
      sequence = ++this.#sequence
      this.#pending.add(sequence)
    }
    const delivery = ++this.#delivery
    const time = this.#stored[sequence - 1] as number
    return { sequence, delivery, time, bytes: Uint8Array.of(time), reply: `${sequence}` }
  }

  /** The time of all has come. */
  expire(): void {
    this.#again = [...this.#pending].sort((one, other) => one - other)
  }

  acknowledge(sequence: number): void {
    this.#pending.delete(sequence)
    this.#again = this.#again.filter((each) => each !== sequence)
  }

  /** It is killed, and forgets what the sequence of the last one was, as all are acknowledged. */
  forget(): boolean {
    const isAll = this.#pending.size === 0 && this.#sequence === this.#stored.length
    if (!isAll || this.#sequence === 0) return false
    this.#stored.pop()
    this.#sequence--
    this.#delivery--
    return true
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
  #open: { readonly number: number; readonly acknowledge: () => void }[] = []
  #newest = 0
  #asked: ConsumerState | null = null

  constructor() {
    this.connect()
  }

  #orderOfNewLink(): DurableOrder {
    return new DurableOrder(window, ([number = 0], acknowledge) => {
      if (number <= this.#newest) throw new Error(`${number} came again to one link`)
      for (let older = this.#newest + 1; older < number; older++)
        if (this.consumer.isPending(older)) throw new Error(`${number} came before ${older}`)
      this.#newest = number
      this.#open.push({ number, acknowledge })
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

  forget(): void {
    if (this.consumer.forget()) this.reconnect()
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
    this.acknowledged.add(oldest.number)
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
  store: ({ consumer }) => consumer.store(),
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
  forget: (world) => world.forget(),
}

const act = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('store', 'deliver', 'acknowledge', 'arrive') },
  { weight: 6, arbitrary: fc.constantFrom('ask', 'answer', 'expire') },
  { weight: 3, arbitrary: fc.constantFrom('deliverElsewhere', 'reconnect', 'restart', 'forget') },
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
  acknowledges[0]?.()
  acknowledges[1]?.()
  for (let sequence = 6; sequence <= 1000; sequence++) deliver(sequence)
  // The one that was not kept first is not here.
  expect(passed).toEqual([1, 2, 3, 4])
  acknowledges[2]?.()
  deliver(5)
  order.settle({ sequence: 7, delivery, pending: 4 })
  expect(passed).toEqual([1, 2, 3, 4, 5, 6, 7])
  // Of all others nothing was kept.
  order.settle({ sequence: 1000, delivery, pending: 4 })
  expect(passed).toHaveLength(7)
})

test('a link hears of no message before an older one, and of all of them', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 120, size: 'max' }), (names) => {
      const world = new World()
      for (const name of names) acts[name]?.(world)
      world.finish()
      const { acknowledged, consumer } = world
      const all = Array.from({ length: consumer.count }, (_, index) => index + 1)
      expect([...acknowledged].sort((one, other) => one - other)).toEqual(all)
      expect(consumer.state.pending).toBe(0)
    }),
    { numRuns: runs },
  )
})
