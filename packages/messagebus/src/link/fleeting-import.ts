// An imported topic whose messages may be lost: they are pushed as they arrive, and what a full queue
// declines is gone, and counted.

import { rcOk } from '@kos/retcode'
import type { Publisher } from '../core/publisher.ts'
import { maxArrivedBatches } from '../limits.ts'
import { Batch } from './batch.ts'
import { Origins } from './origins.ts'

/** A fleeting imported topic. */
export class FleetingImport {
  readonly publisher: Publisher<bigint>
  readonly origins: Origins = new Origins()
  /** Messages that came for the first time. */
  received = 0
  /** Messages that nobody got as a queue was full. */
  declined = 0
  malformed = 0
  /** What arrived and was not looked at; from `#first` on. */
  #arrived: Uint8Array[] = []
  #first = 0

  constructor(publisher: Publisher<bigint>) {
    this.publisher = publisher
  }

  /** Batches that arrived and were not looked at. */
  get waiting(): number {
    return this.#arrived.length - this.#first
  }

  /** Notes what arrived. Too much of it is lost: the next sequence tells how much. */
  arrive(bytes: Uint8Array): void {
    if (this.waiting < maxArrivedBatches) this.#arrived.push(bytes)
  }

  /** Pushes one batch, so that subscribers have a turn. Answers whether there are more. */
  step(): boolean {
    if (this.waiting === 0) return false
    const batch = Batch.read(this.#arrived[this.#first++] as Uint8Array)
    if (batch === null) this.malformed++
    else this.#push(batch)
    const hasMore = this.waiting > 0
    if (!hasMore || this.#first >= maxArrivedBatches) {
      this.#arrived.splice(0, this.#first)
      this.#first = 0
    }
    return hasMore
  }

  #push(batch: Batch): void {
    const { publisher } = this
    const known = this.origins.accept(batch)
    this.received += batch.count - known
    for (let index = known; index < batch.count; index++)
      if (publisher.push(batch.idAt(index)) !== rcOk) this.declined++
  }
}
