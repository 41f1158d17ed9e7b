// Time. A HostClock is real; a VirtualClock stands still until it is driven and jumps to the next
// deadline when nothing can run.
//
// A clock also carries the host's entropy and its turns, so that everything unpredictable comes
// through one door and is seeded under virtual time. Deadlines live in the scheduler's heap
// (`timer-heap.ts`); a clock only says when to look.

import { type Host, defaultHost, maxTimerDelay } from './host.ts'
import { seededRandom } from './random.ts'

/** Source of time for a scheduler. All times are milliseconds unless the name says otherwise. */
export interface Clock {
  /** True if time moves only when the clock is driven. */
  readonly isVirtual: boolean
  /** Nanoseconds between two readings that differ. */
  readonly resolution: number
  /** Milliseconds since this clock was made. Never goes back. */
  now(): number
  /** Milliseconds since the Unix epoch, as set by `setSystemTime` if it was. */
  systemTime(): number
  /** Sets the system time; `now` is not affected. */
  setSystemTime(milliseconds: number): void
  /** 32 random bits: of the host, or seeded under virtual time. */
  entropy(): number
  /** Calls `callback` in a later turn of the host. */
  hostTask(callback: () => void): void
  /** Called in a microtask: see `Host.afterMicrotasks`. */
  afterMicrotasks(callback: () => void): void
  /**
   * Sees to it that `due` is called at `deadline` or soon after; an earlier deadline replaces a
   * later one. Real time only.
   */
  arm(deadline: number, due: () => void): void
  /** Takes back what `arm` asked for, so that it keeps no host process alive. */
  disarm(): void
  /** Moves to `deadline` and answers true if nothing forbids it. Virtual time only. */
  jump(deadline: number): boolean
}

/** Real time, of the host. */
export class HostClock implements Clock {
  readonly isVirtual = false
  readonly resolution: number = 1_000
  readonly #host: Host
  readonly #start: number
  #offset = 0
  #armed = Infinity
  #cancel: (() => void) | null = null

  constructor(host: Host = defaultHost()) {
    this.#host = host
    this.#start = host.now()
  }

  now(): number {
    return this.#host.now() - this.#start
  }

  systemTime(): number {
    return this.#host.systemTime() + this.#offset
  }

  setSystemTime(milliseconds: number): void {
    this.#offset = milliseconds - this.#host.systemTime()
  }

  entropy(): number {
    return this.#host.entropy()
  }

  hostTask(callback: () => void): void {
    this.#host.hostTask(callback)
  }

  afterMicrotasks(callback: () => void): void {
    this.#host.afterMicrotasks(callback)
  }

  arm(deadline: number, due: () => void): void {
    if (deadline >= this.#armed) return
    this.#cancel?.()
    this.#cancel = null
    this.#armed = deadline
    // A delay beyond the host's limit is cut: `due` is called too early then, finds nothing due,
    // and arms again. Rounded up: a timer that fires a fraction early would find nothing due.
    const delay = Math.min(Math.max(Math.ceil(deadline - this.now()), 0), maxTimerDelay)
    this.#cancel = this.#host.setTimer(() => {
      this.#armed = Infinity
      this.#cancel = null
      due()
    }, delay)
  }

  disarm(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#armed = Infinity
  }

  jump(): boolean {
    return false
  }
}

/** How a virtual clock starts. */
export interface VirtualClockOptions {
  /** Seed of `entropy`; equal seeds give equal runs. Default 1. */
  readonly seed?: number
  /**
   * System time at the start, in milliseconds since the Unix epoch. Default 0, as a machine without
   * an RTC.
   */
  readonly systemTime?: number
  readonly host?: Host
}

/** Simulated time: repeatable, and as fast as the programs run. */
export class VirtualClock implements Clock {
  readonly isVirtual = true
  readonly resolution: number = 1_000_000
  readonly entropy: () => number
  readonly #host: Host
  #now = 0
  #offset: number
  /** How far time may jump. A driver raises it; 0 at first, so that time stands still. */
  limit = 0

  constructor(options: VirtualClockOptions = {}) {
    this.#host = options.host ?? defaultHost()
    this.#offset = options.systemTime ?? 0
    this.entropy = seededRandom(options.seed ?? 1)
  }

  now(): number {
    return this.#now
  }

  systemTime(): number {
    return this.#offset + this.#now
  }

  setSystemTime(milliseconds: number): void {
    this.#offset = milliseconds - this.#now
  }

  hostTask(callback: () => void): void {
    this.#host.hostTask(callback)
  }

  afterMicrotasks(callback: () => void): void {
    this.#host.afterMicrotasks(callback)
  }

  arm(): void {
    // Deadlines are reached by `jump`.
  }

  disarm(): void {
    // Nothing was armed.
  }

  jump(deadline: number): boolean {
    if (deadline > this.limit) return false
    if (deadline > this.#now) this.#now = deadline
    return true
  }
}
