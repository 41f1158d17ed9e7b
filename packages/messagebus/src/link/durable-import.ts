// An imported topic of which no message may be lost. A batch is pushed when the topic has a
// subscriber, waits for room, and is acknowledged when every subscriber is done with it: so the
// broker delivers it again to a link that ended before.
//
// Batches wait in their order, in three parts: acknowledged ones are gone, then come those that were
// pushed, then those that were not, of which the first may be pushed in part.

import { rcOk } from '@kos/retcode'
import type { Publisher } from '../core/publisher.ts'
import { maxHeldBatches } from '../limits.ts'
import { Batch } from './batch.ts'
import { Origins } from './origins.ts'

/** A batch that is not acknowledged. */
interface Held {
  readonly batch: Batch
  acknowledge: () => void
  /** The next message to push. */
  next: number
  /** It is done when so many messages of all that were pushed are. */
  last: number
}

interface Arrived {
  readonly bytes: Uint8Array
  readonly acknowledge: () => void
}

/** A durable imported topic. */
export class DurableImport {
  readonly publisher: Publisher<bigint>
  readonly origins: Origins = new Origins()
  /** Messages that came for the first time. */
  received = 0
  malformed = 0
  /** Batches that are more than any broker may deliver. They are never acknowledged. */
  refused = 0
  #arrived: Arrived[] = []
  readonly #held: Held[] = []
  /** How many of those are pushed. */
  #pushedBatches = 0
  /** Messages that were pushed. */
  #pushed = 0

  constructor(publisher: Publisher<bigint>) {
    this.publisher = publisher
  }

  /** Batches that are not acknowledged. */
  get waiting(): number {
    return this.#held.length + this.#arrived.length
  }

  /**
   * Notes what arrived. The broker keeps the window, and not the link: what is refused here comes
   * again behind newer messages, and counts as a duplicate then.
   */
  arrive(bytes: Uint8Array, acknowledge: () => void): void {
    if (this.#arrived.length < maxHeldBatches) this.#arrived.push({ bytes, acknowledge })
    else this.refused++
  }

  /** Pushes and acknowledges what can be now. */
  step(): void {
    if (this.#arrived.length > 0) this.#take()
    while (this.#pushedBatches < this.#held.length && this.#pushNext()) this.#pushedBatches++
    this.#acknowledge()
  }

  #take(): void {
    const arrived = this.#arrived
    this.#arrived = []
    for (const { bytes, acknowledge } of arrived) {
      const batch = Batch.read(bytes)
      if (batch !== null) this.#hold(batch, acknowledge)
      else {
        // It never becomes one: the broker need not keep it.
        this.malformed++
        acknowledge()
      }
    }
  }

  #hold(batch: Batch, acknowledge: () => void): void {
    const again = this.#held.find((held) => isSame(held.batch, batch))
    if (again === undefined && this.#held.length >= maxHeldBatches) {
      this.refused++
      return
    }
    const next = this.origins.accept(batch)
    this.received += batch.count - next
    // The broker waits for the acknowledgement of what it delivered last.
    if (again !== undefined) again.acknowledge = acknowledge
    else this.#held.push({ batch, acknowledge, next, last: 0 })
  }

  /** Pushes the next batch as far as it goes; false if something of it is left. */
  #pushNext(): boolean {
    const { publisher } = this
    const held = this.#held[this.#pushedBatches] as Held
    const { batch } = held
    for (; held.next < batch.count; held.next++) {
      if (publisher.subscribers === 0) return false
      if (publisher.push(batch.idAt(held.next)) !== rcOk) return false
      this.#pushed++
    }
    held.last = this.#pushed
    return true
  }

  #acknowledge(): void {
    if (this.#pushedBatches === 0) return
    const done = this.#pushed - this.publisher.unfinished
    let count = 0
    while (count < this.#pushedBatches && (this.#held[count] as Held).last <= done) count++
    this.#pushedBatches -= count
    for (const { acknowledge } of this.#held.splice(0, count)) acknowledge()
  }
}

function isSame(one: Batch, other: Batch): boolean {
  const { sequence, count } = one
  return sequence === other.sequence && count === other.count && one.hasOriginOf(other)
}
