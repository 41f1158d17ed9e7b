// A host whose time, timers and tasks the test moves by hand. Nothing fires by itself: `settle`
// lets microtasks run, `turn` is one turn of the event loop, `elapse` lets time pass and fires what
// is due on the way.

import type { Host } from '@kos/thread'

interface FakeTimer {
  readonly deadline: number
  readonly delay: number
  readonly callback: () => void
}

/** Lets all microtasks run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}

export class FakeHost implements Host {
  time = 1_000
  /** Milliseconds since the Unix epoch at time 0. */
  epoch = 1_700_000_000_000
  /** Delays that were asked for, in order. */
  readonly delays: number[] = []
  readonly #timers: Set<FakeTimer> = new Set()
  #tasks: (() => void)[] = []

  now(): number {
    return this.time
  }

  systemTime(): number {
    return this.epoch + this.time
  }

  setTimer(callback: () => void, delay: number): () => void {
    const timer = { deadline: this.time + delay, delay, callback }
    this.delays.push(delay)
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

  get timers(): number {
    return this.#timers.size
  }

  get tasks(): number {
    return this.#tasks.length
  }

  /** Runs the host tasks that are pending now, each followed by its microtasks. */
  async turn(): Promise<void> {
    await settle()
    const tasks = this.#tasks
    this.#tasks = []
    for (const task of tasks) {
      task()
      await settle()
    }
  }

  /** Turns until no host task is pending; an error after `most`. Answers how many it took. */
  async rest(most = 1_000): Promise<number> {
    let turns = 0
    for (await settle(); this.#tasks.length > 0; turns++) {
      if (turns === most) throw new Error(`the host is still busy after ${most} turns`)
      await this.turn()
    }
    return turns
  }

  /** Lets `milliseconds` pass; timers fire in order, and the host rests after each. */
  async elapse(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds
    await this.rest()
    for (let timer = this.#nextUntil(end); timer !== null; timer = this.#nextUntil(end)) {
      this.time = Math.max(this.time, timer.deadline)
      this.fire(timer)
      await this.rest()
    }
    this.time = end
  }

  /** Fires the earliest timer now, whatever the time. */
  async fireEarly(): Promise<void> {
    const timer = this.#nextUntil(Infinity)
    if (timer === null) throw new Error('no timer is armed')
    this.fire(timer)
    await this.rest()
  }

  fire(timer: FakeTimer): void {
    this.#timers.delete(timer)
    timer.callback()
  }

  #nextUntil(end: number): FakeTimer | null {
    let next: FakeTimer | null = null
    for (const timer of this.#timers) {
      if (timer.deadline <= end && (next === null || timer.deadline < next.deadline)) next = timer
    }
    return next
  }
}
