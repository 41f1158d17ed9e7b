// What of a bus waits for a broker: the queue of one exported topic. The link is a subscriber of the
// bus, so that a full queue does what the topic says. Messages stay in it until the broker has them.

import { rcOk, RetcodeError } from '@kos/retcode'
import type { Bus } from '../core/bus.ts'
import { Delivery, type TopicSubscriber } from '../core/subscriber.ts'
import type { Subscription } from '../core/subscription.ts'
import { maxBatchMessages } from '../limits.ts'
import { type BatchEncoder, isId } from './batch.ts'

/** The queue of an exported topic. */
export class ExportQueue {
  readonly topic: string
  readonly #bus: Bus<bigint>
  readonly #encoder: BatchEncoder
  readonly #subscriber: TopicSubscriber<bigint>
  readonly #subscription: Subscription<bigint>
  readonly #delivery: Delivery<bigint> = new Delivery()
  readonly #ids: bigint[] = []
  /** The sequence of the next message that the broker gets, and how many are in the last batch. */
  #next = 0
  #count = 0
  /** Messages that the broker has. */
  sent = 0
  /** Messages whose ids can't travel. */
  malformed = 0

  /** Throws RetcodeError if the bus refuses the subscriber. */
  constructor(
    bus: Bus<bigint>,
    topic: string,
    link: { readonly name: string; readonly capacity: number; readonly encoder: BatchEncoder },
    wake: () => void,
  ) {
    const { rc, subscriber } = bus.registerSubscriber(link.name, [topic], link.capacity)
    if (rc !== rcOk) throw new RetcodeError(rc, `the bus refuses a link of the topic ${topic}`)
    this.topic = topic
    this.#bus = bus
    this.#encoder = link.encoder
    this.#subscriber = subscriber
    this.#subscription = subscriber.subscriptions[0] as Subscription<bigint>
    subscriber.wake = wake
  }

  /** Messages that wait. */
  get waiting(): number {
    return this.#subscriber.queue.size
  }

  /** Messages that the full queue declined or dropped. */
  get declined(): number {
    return this.#subscription.declined + this.#subscription.dropped
  }

  /** The sequence of the first message of the last batch. */
  get sequence(): number {
    return this.#next
  }

  /** The first messages that wait as a batch; null if none does. They go on waiting. */
  encode(): Uint8Array | null {
    const ids = this.#ids
    const { queue } = this.#subscriber
    for (;;) {
      const peeked = queue.peek(ids, maxBatchMessages)
      let count = 0
      while (count < peeked && isId(ids[count])) count++
      // Sequences count what the queue dropped: so the other side knows of it.
      this.#next += this.#subscription.untold
      this.#subscription.untold = 0
      this.#count = count
      if (count > 0) return this.#encoder.encode(this.#next, ids, count)
      if (peeked === 0) return null
      this.#subscriber.take(this.#delivery)
      this.malformed++
    }
  }

  /** The broker has the last batch: its messages wait no more. */
  commit(): void {
    const count = this.#count
    this.#count = 0
    for (let index = 0; index < count; index++) this.#subscriber.takeMore(this.#delivery)
    this.#subscriber.finish()
    this.#next += count
    this.sent += count
  }

  /** Ends it, and what waits. */
  close(): void {
    this.#subscriber.wake = () => {}
    this.#bus.unregisterSubscriber(this.#subscriber)
  }
}
