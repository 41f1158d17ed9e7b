// The timers of a process (time.h), and its alarm.
//
// One thread of the process waits for the next timer that has somebody to tell. It is made when the
// first one is armed, and ends when none is: a process with no armed timer has no thread for them.
// It never runs code of the program. (1) Whoever arms or disarms a timer, or sets CLOCK_REALTIME,
// wakes it; (2) it tells of what is due, looks for the next deadline, and parks with no await in
// between: no change is missed.

import { rcOk } from '@kos/libkos'
import { ThreadPriorityHighest, WaitQueue } from '@kos/thread'
import { EAGAIN } from '../errno.ts'
import { DELAYTIMER_MAX, TIMER_MAX } from '../limits.ts'
import { PosixThread } from '../runtime/posix-thread.ts'
import { ClockWaits, readClock, timeoutFor } from './clocks.ts'
import type { Notifier } from './notification.ts'

/** A timer. Times are nanoseconds. */
export class Timer {
  readonly clock: number
  /** Who is told; null: nobody. */
  readonly notify: Notifier | null
  /** When it runs out, by its clock; null: it is not armed. */
  deadline: bigint | null = null
  /** After which span it runs out again; 0: not. */
  interval = 0n
  /** Expirations besides the last one that was told of. */
  overrun = 0

  constructor(clock: number, notify: Notifier | null) {
    this.clock = clock
    this.notify = notify
  }

  /** Lets time pass up to `now`; answers whether it ran out. */
  advance(now: bigint): boolean {
    const { deadline, interval } = this
    if (deadline === null || now < deadline) return false
    const more = interval === 0n ? 0n : (now - deadline) / interval
    this.overrun = Math.min(Number(more), DELAYTIMER_MAX)
    this.deadline = interval === 0n ? null : deadline + (more + 1n) * interval
    return true
  }
}

/** The timers of one process. */
export class Timers {
  readonly #timers: Map<number, Timer> = new Map()
  readonly #queue: WaitQueue = new WaitQueue()
  #lastId = 0
  #hasThread = false
  /** The timer of `alarm`, which has no id. */
  #alarm: Timer | null = null

  /** Those of the process of a thread. */
  static of(thread: PosixThread): Timers {
    return thread.process.local(Timers, () => {
      const timers = new Timers()
      ClockWaits.of(thread).onSetting(() => void timers.#queue.wakeAll(rcOk))
      return timers
    })
  }

  /** Adds a timer: its id. EAGAIN: there are TIMER_MAX. */
  add(timer: Timer): number {
    if (this.#timers.size >= TIMER_MAX) return -EAGAIN
    this.#timers.set(++this.#lastId, timer)
    return this.#lastId
  }

  get(id: number): Timer | undefined {
    return this.#timers.get(id)
  }

  /** Removes a timer. */
  remove(id: number): void {
    this.#timers.delete(id)
    this.#queue.wakeAll(rcOk)
  }

  /** The timer of `alarm`. `make` makes it. */
  alarm(make: () => Timer): Timer {
    return (this.#alarm ??= make())
  }

  /** Arms a timer, or with null disarms it. EAGAIN: no thread can be made that waits for it. */
  arm(thread: PosixThread, timer: Timer, deadline: bigint | null, interval: bigint): number {
    const isStarted = deadline === null || timer.notify === null || this.#start(thread)
    if (!isStarted) return -EAGAIN
    timer.deadline = deadline
    timer.interval = interval
    timer.overrun = 0
    this.#queue.wakeAll(rcOk)
    return 0
  }

  #start({ kos, process }: PosixThread): boolean {
    if (this.#hasThread) return true
    const created = kos.KosThreadCreate(
      ThreadPriorityHighest,
      0,
      (own) => this.#run(new PosixThread(own, process)),
      null,
      0,
    )
    this.#hasThread = created.rc === rcOk
    return this.#hasThread
  }

  async #run(thread: PosixThread): Promise<void> {
    for (;;) {
      const left = this.#tell(thread)
      if (left === null) break
      await thread.wait(this.#queue, timeoutFor(left), this)
    }
    this.#hasThread = false
  }

  // Tells of all that ran out. Nanoseconds to the next deadline; null: there is none.
  #tell(thread: PosixThread): bigint | null {
    let next: bigint | null = null
    const timers = [...this.#timers.values()]
    if (this.#alarm !== null) timers.push(this.#alarm)
    for (const timer of timers) {
      if (timer.notify === null || timer.deadline === null) continue
      const now = readClock(thread.kos, timer.clock)
      if (typeof now === 'number') continue
      if (timer.advance(now)) timer.notify(thread)
      if (timer.deadline === null) continue
      const left = (timer.deadline as bigint) - now
      if (next === null || left < next) next = left
    }
    return next
  }
}
