// An exported topic whose messages the broker stores: one batch at a time, again and again until it
// has it, so that order is kept. Its name is the same each time: the broker keeps it once.
//
// What the promise of the broker says is noted, and done in the next step.

import type { Host } from '@kos/thread'
import { firstStorePause, longestStorePause } from '../limits.ts'
import type { Broker } from './broker.ts'
import type { ExportQueue } from './export-queue.ts'

const State = {
  /** No batch is made. */
  idle: 0,
  /** The broker has the batch, and has not answered. */
  asked: 1,
  stored: 2,
  /** Nobody knows; it is asked again after a pause. */
  failed: 3,
  /** The pause is over. */
  again: 4,
} as const
type State = (typeof State)[keyof typeof State]

/** A durable exported topic. */
export class DurableExport {
  readonly queue: ExportQueue
  readonly #broker: Broker
  readonly #host: Host
  readonly #idPrefix: string
  readonly #work: () => void
  #state: State = State.idle
  #bytes: Uint8Array | null = null
  #pause = firstStorePause
  #endPause: (() => void) | null = null
  #isClosed = false

  constructor(
    queue: ExportQueue,
    broker: Broker,
    link: { readonly host: Host; readonly idPrefix: string },
    work: () => void,
  ) {
    this.queue = queue
    this.#broker = broker
    this.#host = link.host
    this.#idPrefix = link.idPrefix
    this.#work = work
  }

  /** The broker is reached again: a pause is over. */
  unblock(): void {
    this.#pause = firstStorePause
    if (this.#state === State.failed) this.#goOn()
  }

  /** Goes on with the batch, or with the next one. */
  step(): void {
    if (this.#state === State.stored) {
      this.queue.commit()
      this.#bytes = null
      this.#state = State.idle
    }
    if (this.#state !== State.idle && this.#state !== State.again) return
    this.#bytes ??= this.queue.encode()
    if (this.#bytes === null) return
    this.#state = State.asked
    this.#store(this.#bytes).then(
      () => this.#stored(),
      () => this.#failed(),
    )
  }

  /** Ends it. What the broker answers later is of no interest. */
  close(): void {
    this.#isClosed = true
    this.#endPause?.()
    this.#endPause = null
    this.queue.close()
  }

  // What it throws is a rejection, too.
  async #store(bytes: Uint8Array): Promise<void> {
    const { topic, sequence } = this.queue
    await this.#broker.store(topic, bytes, `${this.#idPrefix}${sequence}`)
  }

  #stored(): void {
    this.#state = State.stored
    this.#pause = firstStorePause
    this.#work()
  }

  #failed(): void {
    if (this.#isClosed) return
    this.#state = State.failed
    this.#endPause = this.#host.setTimer(() => this.#goOn(), this.#pause)
    this.#pause = Math.min(this.#pause * 2, longestStorePause)
  }

  #goOn(): void {
    this.#endPause?.()
    this.#endPause = null
    this.#state = State.again
    this.#work()
  }
}
