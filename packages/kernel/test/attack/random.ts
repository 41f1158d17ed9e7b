// The random numbers of an attack: all of them come from one seed, so that a seed is a run.

import { seededRandom } from '@kos/thread'

/** Draws from a seed. */
export class Random {
  readonly #next: () => number

  constructor(seed: number) {
    this.#next = seededRandom(seed)
  }

  /** 32 bits. */
  bits(): number {
    return this.#next()
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return this.#next() % count
  }

  /** True one time in `count`. */
  oneIn(count: number): boolean {
    return this.#next() % count === 0
  }

  /** One of a list; undefined if it is empty. */
  of<T>(list: readonly T[]): T {
    return list[list.length === 0 ? 0 : this.#next() % list.length] as T
  }
}

/** A hash of a sequence of numbers: FNV-1a over their 32 low bits. */
export class TraceHash {
  #hash = 0x811c9dc5
  /** How many numbers there were. */
  length = 0

  add(...numbers: readonly number[]): void {
    for (const number of numbers) this.#hash = Math.imul(this.#hash ^ number, 0x01000193) >>> 0
    this.length += numbers.length
  }

  /** The hash so far. */
  get value(): number {
    return this.#hash
  }
}
