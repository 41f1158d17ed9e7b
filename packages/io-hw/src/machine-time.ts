// Time of a machine: what devices are told of it, and the timers behind `tick`.
//
// A kernel gives its scheduler and clock. A machine alone has a `ManualTime`, which the test of a
// model moves on.

import { type Clock, type Timed, TimerHeap, VirtualClock } from '@kos/thread'

/** Where the time of a machine comes from. */
export interface MachineTime {
  /** Milliseconds since some start. */
  now(): number
  /** Milliseconds since the Unix epoch. */
  systemTime(): number
  /** 32 random bits. */
  entropy(): number
  /**
   * Calls `timer.expire` in `delay` milliseconds. The timer may be armed: then it is armed anew.
   */
  after(timer: Timed, delay: number): void
  /** Takes a timer back; does nothing if it is not armed. */
  cancel(timer: Timed): void
}

/** Time that stands still until `advance` moves it. */
export class ManualTime implements MachineTime {
  readonly #clock: VirtualClock
  readonly #timers: TimerHeap<Timed> = new TimerHeap()

  /**
   * Begins at 0, with the system time and the seed of `clock`, a clock that nothing else drives.
   */
  constructor(clock: VirtualClock = new VirtualClock()) {
    this.#clock = clock
    this.#clock.limit = Infinity
  }

  now(): number {
    return this.#clock.now()
  }

  systemTime(): number {
    return this.#clock.systemTime()
  }

  entropy(): number {
    return this.#clock.entropy()
  }

  after(timer: Timed, delay: number): void {
    this.#timers.remove(timer)
    this.#timers.add(timer, this.now() + delay)
  }

  cancel(timer: Timed): void {
    this.#timers.remove(timer)
  }

  /** Moves time on, and calls what becomes due, each at its own time. */
  advance(milliseconds: number): void {
    const end = this.now() + milliseconds
    for (;;) {
      const deadline = this.#timers.nextDeadline
      if (deadline > end) break
      this.#clock.jump(deadline)
      this.#timers.takeDue(this.now())?.expire()
    }
    this.#clock.jump(end)
  }
}

/** Time of a clock, with the timers of a scheduler: `after` and `cancel` of `Scheduler`. */
export function timeOf(clock: Clock, timers: Pick<MachineTime, 'after' | 'cancel'>): MachineTime {
  return {
    now: () => clock.now(),
    systemTime: () => clock.systemTime(),
    entropy: () => clock.entropy(),
    after: (timer, delay) => timers.after(timer, delay),
    cancel: (timer) => timers.cancel(timer),
  }
}
