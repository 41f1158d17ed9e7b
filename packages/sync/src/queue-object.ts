// A taken slot of an object queue as an object with a lifetime: filled or read through its views,
// then pushed or freed, once.

import { rcOk } from '@kos/retcode'
import type { ObjectQueue, SlotSink } from './object-queue.ts'

/**
 * An object that was reserved in a queue or taken out of it: `using object = await queue.take()`
 * frees it.
 */
export class QueueObject implements Disposable, SlotSink {
  readonly #queue: ObjectQueue
  #slot = -1

  /** Use `ObjectQueue.reserve`, `take` and `tryTake`. */
  constructor(queue: ObjectQueue) {
    this.#queue = queue
  }

  /** For the queue: says which slot it is. */
  accept(slot: number): void {
    this.#slot = slot
  }

  /** Its slot; -1 once it was pushed or freed. */
  get slot(): number {
    return this.#slot
  }

  /** Its bytes, a view of the queue's buffer; empty once it was pushed or freed. */
  get bytes(): Uint8Array {
    return this.#queue.bytes(this.#slot) ?? new Uint8Array(0)
  }

  /** Its bytes as a DataView. */
  get view(): DataView {
    const { buffer, byteOffset, byteLength } = this.bytes
    return new DataView(buffer, byteOffset, byteLength)
  }

  /** Puts it at the end of the queue. Does nothing once it was pushed or freed. */
  push(): void {
    if (this.#slot >= 0 && this.#queue.push(this.#slot) === rcOk) this.#slot = -1
  }

  /** Gives its slot back. Does nothing once it was pushed or freed. */
  free(): void {
    if (this.#slot >= 0 && this.#queue.free(this.#slot) === rcOk) this.#slot = -1
  }

  [Symbol.dispose](): void {
    this.free()
  }
}
