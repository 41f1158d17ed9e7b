// Turns of the host's event loop: a long run of threads is broken by one, so that host timers and
// I/O do not starve, and what still runs when one comes has let all microtasks pass: it waits for
// something foreign. What follows is decided in `scheduler.ts`.

import type { Clock } from './clock.ts'

/** Asks for turns of the host, one at a time, and says when the next is overdue. */
export class HostTurns {
  /** The count of switches at which nobody may run before the next turn. */
  end: number
  readonly #clock: Clock
  readonly #length: number
  readonly #onTurn: () => void
  /** A turn is on its way. */
  isArmed = false

  /** `onTurn` is called in each turn that was armed; `length` switches may pass between two. */
  constructor(clock: Clock, length: number, onTurn: () => void) {
    this.#clock = clock
    this.#length = length
    this.end = length
    this.#onTurn = () => {
      this.isArmed = false
      onTurn()
    }
  }

  /** Asks for a turn, unless one is on its way. */
  arm(): void {
    if (this.isArmed) return
    this.isArmed = true
    this.#clock.hostTask(this.#onTurn)
  }

  /** A turn came after `switches`. */
  restart(switches: number): void {
    this.end = switches + this.#length
  }
}
