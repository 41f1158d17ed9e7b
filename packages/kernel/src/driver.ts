// How a host lets a kernel run: until it is idle, until a process has ended or a promise is
// settled, for some time. Under virtual time nothing moves the clock but this; under real time it
// only waits.

import {
  type Clock,
  formatWaitReport,
  type Scheduler,
  VirtualClock,
  WaitKind,
  type WaitReport,
  waitReport,
} from '@kos/thread'
import { didYouMean } from '@kos/idl/nearest'
import { onHostExhausted } from './host-exhaustion.ts'
import { Task } from './task.ts'

/**
 * Until when to run: nothing is left to do, a process has ended, a promise is settled, or so many
 * milliseconds are over.
 */
export type Until = 'idle' | Task | Promise<unknown> | number

/** Throws TypeError for what is nothing to run until. */
export function checkUntil(until: unknown): asserts until is Until {
  const isKnown =
    until === 'idle' ||
    typeof until === 'number' ||
    until instanceof Task ||
    typeof (until as { readonly then?: unknown } | null | undefined)?.then === 'function'
  if (isKnown) return
  const hint = typeof until === 'string' ? didYouMean(until, ['idle']) : ''
  throw new TypeError(
    `kernel.run: until is ${typeof until === 'string' ? JSON.stringify(until) : typeof until}; ` +
      `it takes 'idle', a task (kernel.task(name)), a promise, or milliseconds${hint}`,
  )
}

/** Nothing can run any more, and what was waited for has not come. */
export class Deadlock extends Error {
  override readonly name = 'Deadlock'
  /** Who waits for what. */
  readonly report: WaitReport

  constructor(task: Task | null, report: WaitReport) {
    const missing =
      task === null ? 'what was waited for has not come' : `${task.name} has not ended`
    super(`${missing}, and nothing can run any more:\n${formatWaitReport(report)}`)
    this.report = report
  }
}

/** Runs the scheduler of one kernel. */
export class Driver {
  readonly #scheduler: Scheduler
  readonly #clock: Clock
  #isRunning = false
  #onIdle: (() => void) | null = null
  /** Ends the run that is under way; null if there is none. */
  #stop: (() => void) | null = null
  /** Takes back what the run asked the host to tell; null if that was nothing. */
  #forgetHost: (() => void) | null = null

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
    this.#clock = scheduler.clock
    scheduler.onIdle = () => this.#onIdle?.()
  }

  /** See `Kernel.run`. */
  async run(until: Until): Promise<void> {
    if (this.#isRunning)
      throw new Error('kernel.run: the kernel is being run already; await that first')
    if (until instanceof Task && !until.isAlive) return
    this.#isRunning = true
    try {
      await (typeof until === 'number' ? this.#advance(until) : this.#runUntil(until))
    } finally {
      this.#isRunning = false
      if (until instanceof Task) until.onEnd = null
      this.#onIdle = null
      this.#stop = null
      this.#forgetHost?.()
      this.#forgetHost = null
    }
  }

  /** The kernel is over: a run that is under way resolves. */
  stop(): void {
    this.#stop?.()
  }

  async #runUntil(until: 'idle' | Task | Promise<unknown>): Promise<void> {
    const clock = this.#clock
    if (clock instanceof VirtualClock) clock.limit = Infinity
    try {
      await new Promise<void>((resolve, reject) => {
        // At once, so that time goes no further while others take their last steps. A run that was
        // given up is stopped no more.
        const stop = (): void => {
          if (this.#stop !== stop) return
          if (clock instanceof VirtualClock) clock.limit = clock.now()
          resolve()
        }
        this.#stop = stop
        if (until === 'idle') this.#onIdle = stop
        else if (until instanceof Task) this.#awaitEnd(until, stop, reject)
        else this.#awaitSettled(until, stop, reject)
        this.#scheduler.poll()
      })
    } finally {
      if (clock instanceof VirtualClock) clock.limit = clock.now()
    }
  }

  #awaitEnd(task: Task, stop: () => void, reject: (deadlock: Deadlock) => void): void {
    this.#onIdle = () => void (task.isAlive && this.#idled(task, reject))
    task.onEnd = stop
  }

  // That a promise is settled is heard of some microtasks later, so that idling is no proof before
  // a turn of the host.
  #awaitSettled(
    promise: Promise<unknown>,
    stop: () => void,
    reject: (deadlock: Deadlock) => void,
  ): void {
    this.#onIdle = () =>
      this.#clock.hostTask(() => void (this.#scheduler.isIdle && this.#idled(null, reject)))
    void promise.then(stop, stop)
  }

  // Nothing can run. Virtual time stands: the host must act. In real time a device may interrupt a
  // thread later, as long as the host has something left to do.
  #idled(task: Task | null, reject: (deadlock: Deadlock) => void): void {
    const { clock, threads } = this.#scheduler
    const giveUp = (): void => reject(new Deadlock(task, waitReport(this.#scheduler)))
    if (clock.isVirtual || !threads.some(({ waitKind }) => waitKind === WaitKind.interrupt))
      giveUp()
    else this.#forgetHost ??= onHostExhausted(() => void (this.#scheduler.isIdle && giveUp()))
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
