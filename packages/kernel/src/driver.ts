// How a host lets a kernel run: until it is idle, until a process has ended, for some time. Under virtual time nothing moves the clock but
// this; under real time it only waits.

import { type Clock, formatWaitReport, type Scheduler, VirtualClock, type WaitReport, waitReport } from '@kos/thread'
import type { Exit, Task } from './task.ts'

/** Until when to run: nothing is left to do, a process has ended, or so many milliseconds are over. */
export type Until = 'idle' | Task | number

/** Nothing can run any more, and what was waited for has not come. */
export class Deadlock extends Error {
  override readonly name = 'Deadlock'
  /** Who waits for what. */
  readonly report: WaitReport

  constructor(task: Task, report: WaitReport) {
    super(`${task.name} has not ended, and nothing can run any more:\n${formatWaitReport(report)}`)
    this.report = report
  }
}

/** Runs the scheduler of one kernel. */
export class Driver {
  readonly #scheduler: Scheduler
  readonly #clock: Clock
  #isRunning = false
  #onIdle: (() => void) | null = null
  /** Ends the wait of who drives. */
  #stop: (() => void) | null = null

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
    this.#clock = scheduler.clock
    scheduler.onIdle = () => this.#onIdle?.()
  }

  /** See `Kernel.run`. */
  async run(until: Until): Promise<void> {
    if (this.#isRunning) throw new Error('kernel.run: the kernel is being run already; await that first')
    if (typeof until === 'object' && !until.isAlive) return
    this.#isRunning = true
    try {
      await (typeof until === 'number' ? this.#advance(until) : this.#runUntil(until))
    } finally {
      this.#isRunning = false
      this.#onIdle = null
      this.#stop = null
    }
  }

  /** The kernel is over: who drives it goes on. */
  stop(): void {
    this.#stop?.()
  }

  async #runUntil(until: 'idle' | Task): Promise<void> {
    const clock = this.#clock
    if (clock instanceof VirtualClock) clock.limit = Infinity
    try {
      await new Promise<void>((resolve, reject) => {
        this.#stop = resolve
        this.#onIdle = () => {
          if (until === 'idle') resolve()
          else if (until.isAlive) reject(new Deadlock(until, waitReport(this.#scheduler)))
        }
        if (until !== 'idle') void until.exit.then((_exit: Exit) => resolve())
        this.#scheduler.poll()
      })
    } finally {
      if (clock instanceof VirtualClock) clock.limit = clock.now()
    }
  }

  async #advance(milliseconds: number): Promise<void> {
    const clock = this.#clock
    if (!(milliseconds >= 0 && milliseconds < Infinity))
      throw new RangeError(`kernel.advance: ${milliseconds} is no time to go on for`)
    const end = clock.now() + milliseconds
    const timer = { expire: (): void => this.#stop?.(), deadline: 0, sequence: 0, heapIndex: -1 }
    if (clock instanceof VirtualClock) clock.limit = end
    await new Promise<void>((resolve) => {
      this.#stop = resolve
      if (clock instanceof VirtualClock) this.#onIdle = () => void (clock.jump(end) && resolve())
      else this.#scheduler.after(timer, milliseconds)
      this.#scheduler.poll()
    })
    this.#scheduler.cancel(timer)
  }
}
