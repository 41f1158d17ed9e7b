// A host whose time a test moves by hand. Its turns are the real ones; nothing waits for real time.

import type { Host } from '@kos/thread'

interface FakeTimer {
  readonly deadline: number
  readonly callback: () => void
}

/** Lets everything run that can: microtasks, and some turns of the host. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++)
    await new Promise<void>((resolve) => void setImmediate(resolve))
}

/** For a HostClock. */
export class FakeHost implements Host {
  time = 0
  readonly #timers: Set<FakeTimer> = new Set()

  /** Timers that are armed. */
  get timers(): number {
    return this.#timers.size
  }

  now(): number {
    return this.time
  }

  systemTime(): number {
    return 1_700_000_000_000 + this.time
  }

  setTimer(callback: () => void, delay: number): () => void {
    const timer = { deadline: this.time + delay, callback }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  hostTask(callback: () => void): void {
    setImmediate(callback)
  }

  afterMicrotasks(callback: () => void): void {
    process.nextTick(callback)
  }

  entropy(): number {
    return 7
  }

  /** Lets time pass; timers fire in order, and everything settles after each. */
  async elapse(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds
    await settle()
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#timers.delete(timer)
      this.time = Math.max(this.time, timer.deadline)
      timer.callback()
      await settle()
    }
    this.time = end
  }

  #next(end: number): FakeTimer | undefined {
    return [...this.#timers]
      .filter(({ deadline }) => deadline <= end)
      .sort((a, b) => a.deadline - b.deadline)[0]
  }
}
