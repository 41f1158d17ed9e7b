// Collects the events of a trace, and makes bytes of many of them at once: then numbers stay in
// registers, and nothing is allocated for an event (bench case `kernel/trace`).

import { EventChunks } from './event-chunks.ts'
import type { EventTemplate } from './event-template.ts'

/** Events that are collected. */
const batchSize = 1_024

/** Takes events one by one. */
export class EventWriter {
  readonly #chunks: EventChunks
  /** Templates, or events that are text already. */
  readonly #events: (EventTemplate | string)[] = Array.from({ length: batchSize }, () => '')
  /** Two numbers of each template: its time, and its duration or id. */
  readonly #numbers: Float64Array = new Float64Array(2 * batchSize)
  #count = 0
  #hasEnded = false

  /** `write` gets chunks of at most `chunkSize` bytes. */
  constructor(write: (chunk: Uint8Array) => void, chunkSize: number) {
    this.#chunks = new EventChunks(write, chunkSize)
  }

  /** An event at `time` nanoseconds; `second` is a duration in nanoseconds, or an id. */
  event(template: EventTemplate, time: number, second: number): void {
    const index = this.#count++
    this.#events[index] = template
    this.#numbers[2 * index] = time
    this.#numbers[2 * index + 1] = second
    if (this.#count === batchSize) this.#write()
  }

  /** Text in ASCII: an event that is like no other. */
  text(text: string): void {
    this.#events[this.#count++] = text
    if (this.#count === batchSize) this.#write()
  }

  /** Writes what is left; what comes after that is ignored. */
  end(): void {
    this.#write()
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#chunks.flush()
    this.#chunks.throwFailure()
  }

  #write(): void {
    const count = this.#count
    this.#count = 0
    if (this.#hasEnded) return
    const chunks = this.#chunks
    const events = this.#events
    const numbers = this.#numbers
    for (let i = 0; i < count; i++) {
      const event = events[i] as EventTemplate | string
      if (typeof event === 'string') chunks.text(event)
      else chunks.event(event, numbers[2 * i] as number, numbers[2 * i + 1] as number)
    }
    chunks.throwFailure()
  }
}
