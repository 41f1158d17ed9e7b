// The time that a trace writes: nanoseconds since the kernel's clock was made, each later than the
// one before.
//
// Viewers put events in order by their times alone. So events of one moment are spread: under a
// virtual clock, where many switches happen at one moment, by a microsecond each, which is about
// what they take; in real time by as little as keeps them apart. Where events come closer than that,
// what is written runs ahead of the clock, until the clock has passed it.

import type { Clock } from '@kos/thread'
import { nanosecondsPerMillisecond } from '../time-units.ts'

/** Nanoseconds between two events of one moment of a virtual clock. */
const virtualStep = 1_000
/** Nanoseconds between two events in real time: one more than what is written between two. */
const realStep = 2

/** Gives each event a time of its own. */
export class TraceClock {
  readonly #clock: Clock
  readonly #step: number
  /** The time that was given last. */
  last = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#step = clock.isVirtual ? virtualStep : realStep
  }

  /** The time of an event now. */
  next(): number {
    return this.after(this.#clock.now())
  }

  /** The time of an event that only has to come after the last one: the clock is not read. */
  soon(): number {
    return (this.last += this.#step)
  }

  /** The time of an event at `now`, in milliseconds of the kernel's clock, which is not past. */
  after(now: number): number {
    const time = Math.floor(now * nanosecondsPerMillisecond)
    const earliest = this.last + this.#step
    return (this.last = time > earliest ? time : earliest)
  }
}
