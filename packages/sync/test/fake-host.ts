// A host whose time and tasks the test moves by hand. `settle` lets microtasks run, `rest` also the
// host's tasks, `elapse` lets time pass.

import type { Host } from '@kos/thread'

interface FakeTimer {
  readonly deadline: number
  readonly callback: () => void
}

/** Lets all microtasks run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}

export class FakeHost implements Host {
  time = 0
  readonly #timers: Set<FakeTimer> = new Set()
  #tasks: (() => void)[] = []

  now(): number {
    return this.time
  }

  systemTime(): number {
    return this.time
  }

  setTimer(callback: () => void, delay: number): () => void {
    const timer = { deadline: this.time + delay, callback }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  hostTask(callback: () => void): void {
    this.#tasks.push(callback)
  }

  afterMicrotasks(callback: () => void): void {
    process.nextTick(callback)
  }

  entropy(): number {
    return 7
  }

  /** How many timers are armed. */
  get timers(): number {
    return this.#timers.size
  }

  /** Runs host tasks, each followed by its microtasks, until none is pending. */
  async rest(): Promise<void> {
    await settle()
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) {
      task()
      await settle()
    }
  }

  /** Lets `milliseconds` pass; timers fire in order, and the host rests after each. */
  async elapse(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds
    await this.rest()
    while (this.fireNext(end)) await this.rest()
    this.time = end
  }

  /**
   * Fires the earliest timer that is due until `end`; of equal ones the one that was armed first.
   * False if there is none.
   */
  fireNext(end: number): boolean {
    const due = [...this.#timers]
      .filter(({ deadline }) => deadline <= end)
      .toSorted((a, b) => a.deadline - b.deadline)[0]
    if (due === undefined) return false
    this.#timers.delete(due)
    this.time = Math.max(this.time, due.deadline)
    due.callback()
    return true
  }
}
