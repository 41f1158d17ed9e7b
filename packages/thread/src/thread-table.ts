// The threads of a scheduler that are not over, by number: a hash table whose hash is the low bits,
// because numbers count up. The threads of a bucket are linked by `sibling`. Not a Map: that would
// be rebuilt every few threads while most of them end soon (bench case thread/create-end).

import type { Thread } from './thread.ts'

/** Buckets at first; they double when there are more than two threads to a bucket, and stay. */
const minBuckets = 16

/** Threads by number. */
export class ThreadTable {
  #buckets: (Thread | null)[] = Array.from({ length: minBuckets }, () => null)
  #size = 0

  /** How many there are. */
  get size(): number {
    return this.#size
  }

  get(tid: number): Thread | undefined {
    let thread = this.#buckets[tid & (this.#buckets.length - 1)] ?? null
    while (thread !== null && thread.tid !== tid) thread = thread.sibling
    return thread ?? undefined
  }

  /** Adds a thread that is not there. */
  add(thread: Thread): void {
    if (++this.#size > this.#buckets.length * 2) this.#grow()
    this.#link(thread)
  }

  /** Removes a thread that is there. */
  remove(thread: Thread): void {
    this.#size--
    const index = thread.tid & (this.#buckets.length - 1)
    const first = this.#buckets[index] as Thread
    if (first === thread) this.#buckets[index] = thread.sibling
    else {
      let previous = first
      while (previous.sibling !== thread) previous = previous.sibling as Thread
      previous.sibling = thread.sibling
    }
    thread.sibling = null
  }

  /** All of them as they are now, in order of number, which is that of creation. */
  inOrder(): Thread[] {
    const threads: Thread[] = []
    for (const first of this.#buckets) {
      for (let thread = first; thread !== null; thread = thread.sibling) threads.push(thread)
    }
    return threads.sort((a, b) => a.tid - b.tid)
  }

  #link(thread: Thread): void {
    const index = thread.tid & (this.#buckets.length - 1)
    thread.sibling = this.#buckets[index] ?? null
    this.#buckets[index] = thread
  }

  #grow(): void {
    const threads = this.inOrder()
    this.#buckets = Array.from({ length: this.#buckets.length * 2 }, () => null)
    for (const thread of threads) this.#link(thread)
  }
}
