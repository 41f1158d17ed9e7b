// The queue of one subscriber: messages of all its topics in the order of the pushes, in slots that
// are linked twice, in the whole queue and among those of one topic. So the oldest of a topic
// leaves the middle in one step. Slots are used again: a message allocates nothing.

import type { IdKeeper, Kept } from './id-keeper.ts'
import type { Subscription } from './subscription.ts'

const none = -1
const firstSlots = 4

/** Messages that wait for one subscriber. */
export class SubscriberQueue<Id> {
  /** Most messages that wait. */
  readonly capacity: number
  #size = 0
  #first = none
  #last = none
  #free = none
  #slots = 0
  #ids: (Id | undefined)[] = []
  #subscriptions: (Subscription<Id> | undefined)[] = []
  #next = new Int32Array(firstSlots)
  #previous = new Int32Array(firstSlots)
  /** The next one of the same topic. */
  #nextOfTopic = new Int32Array(firstSlots)
  readonly #keeper: IdKeeper<Id> | null
  /** What each message keeps. Stays empty without a keeper. */
  readonly #kept: (Kept | null)[] = []

  constructor(capacity: number, keeper: IdKeeper<Id> | null = null) {
    this.capacity = capacity
    this.#keeper = keeper
  }

  /** How many messages wait. */
  get size(): number {
    return this.#size
  }

  /** Whether no more fit. */
  get isFull(): boolean {
    return this.#size === this.capacity
  }

  /** The subscription that the first message is of; undefined if none waits. */
  get firstSubscription(): Subscription<Id> | undefined {
    return this.#first === none ? undefined : this.#subscriptions[this.#first]
  }

  /** What the first message keeps; null if that is nothing. */
  get firstKept(): Kept | null {
    return this.#keeper === null ? null : (this.#kept[this.#first] ?? null)
  }

  /** Writes the ids of the first messages into `ids`, at most `most`: how many. They stay. */
  peek(ids: Id[], most: number): number {
    let count = 0
    for (let slot = this.#first; slot !== none && count < most; slot = this.#next[slot] as number)
      ids[count++] = this.#ids[slot] as Id
    return count
  }

  /** Adds a message of a subscription of this subscriber. There must be room. */
  add(subscription: Subscription<Id>, id: Id): void {
    const slot = this.#takeSlot()
    this.#ids[slot] = id
    if (this.#keeper !== null) this.#kept[slot] = this.#keeper.keep(subscription.topic.name, id)
    this.#subscriptions[slot] = subscription
    this.#next[slot] = none
    this.#previous[slot] = this.#last
    this.#nextOfTopic[slot] = none
    if (this.#last === none) this.#first = slot
    else this.#next[this.#last] = slot
    this.#last = slot
    if (subscription.last === none) subscription.first = slot
    else this.#nextOfTopic[subscription.last] = slot
    subscription.last = slot
    this.#size++
  }

  /**
   * Takes the first message out, and answers its id. There must be one. What it keeps stays kept:
   * `firstKept` before.
   */
  take(): Id {
    return this.#remove(this.#first, this.#subscriptions[this.#first] as Subscription<Id>)
  }

  /** Takes the oldest message of a subscription out, and answers its id. It must have one. */
  dropOldest(subscription: Subscription<Id>): Id {
    const kept = this.#keeper === null ? null : (this.#kept[subscription.first] ?? null)
    const id = this.#remove(subscription.first, subscription)
    kept?.release()
    return id
  }

  /** Nobody will be delivered what waits: it keeps nothing any more. */
  release(): void {
    const kept = this.#kept.splice(0)
    for (let slot = this.#first; slot !== none; slot = this.#next[slot] as number)
      kept[slot]?.release()
  }

  // `slot` is the first of its subscription.
  #remove(slot: number, subscription: Subscription<Id>): Id {
    const previous = this.#previous[slot] as number
    const next = this.#next[slot] as number
    if (previous === none) this.#first = next
    else this.#next[previous] = next
    if (next === none) this.#last = previous
    else this.#previous[next] = previous
    subscription.first = this.#nextOfTopic[slot] as number
    if (subscription.first === none) subscription.last = none
    const id = this.#ids[slot] as Id
    this.#ids[slot] = undefined
    this.#subscriptions[slot] = undefined
    this.#next[slot] = this.#free
    this.#free = slot
    this.#size--
    return id
  }

  #takeSlot(): number {
    const slot = this.#free
    if (slot === none) return this.#newSlot()
    this.#free = this.#next[slot] as number
    return slot
  }

  // Slots come when they are needed: most queues stay short, whatever their capacity.
  #newSlot(): number {
    const slot = this.#slots++
    if (slot >= this.#next.length) {
      this.#next = doubled(this.#next)
      this.#previous = doubled(this.#previous)
      this.#nextOfTopic = doubled(this.#nextOfTopic)
    }
    return slot
  }
}

function doubled(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2)
  larger.set(numbers)
  return larger
}
