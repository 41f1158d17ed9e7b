// What is due when: the heap of deadlines, and the clock that says when to look at it.
//
// Real time calls `onDue`; virtual time is moved by `jump`. Whoever is due only enqueues threads.
// Who runs is in `scheduler.ts`.

import type { Clock } from './clock.ts'
import { type Timed, TimerHeap } from './timer-heap.ts'

/** The armed deadlines of one scheduler. */
export class Deadlines {
  readonly #clock: Clock
  readonly #heap: TimerHeap<Timed> = new TimerHeap()
  readonly #onDue: () => void

  constructor(clock: Clock, onDue: () => void) {
    this.#clock = clock
    this.#onDue = onDue
  }

  /** How many are armed. */
  get size(): number {
    return this.#heap.size
  }

  /** The earliest, or Infinity. */
  get next(): number {
    return this.#heap.nextDeadline
  }

  /** Arms a timer that is not armed. */
  add(timer: Timed, delay: number): void {
    const deadline = this.#clock.now() + delay
    this.#heap.add(timer, deadline)
    if (!this.#clock.isVirtual) this.#clock.arm(deadline, this.#onDue)
  }

  /** Takes a timer back; does nothing if it is not armed. */
  remove(timer: Timed): void {
    this.#heap.remove(timer)
  }

  /** Lets the next deadline come, if time is virtual and may go there. */
  jump(): boolean {
    const deadline = this.#heap.nextDeadline
    if (deadline === Infinity || !this.#clock.isVirtual || !this.#clock.jump(deadline)) return false
    this.fire()
    return true
  }

  /** Expires whatever is due now. */
  fire(): void {
    const now = this.#clock.now()
    for (let timer = this.#heap.takeDue(now); timer !== null; timer = this.#heap.takeDue(now))
      timer.expire()
  }

  /**
   * Makes real time call for the earliest deadline: it called too early, or for one that was taken
   * back.
   */
  rearm(): void {
    const deadline = this.#heap.nextDeadline
    if (!this.#clock.isVirtual && deadline !== Infinity) this.#clock.arm(deadline, this.#onDue)
  }

  /** Takes the host's timer back if nothing is left that it could be for. */
  disarmIfNone(): void {
    if (this.#heap.size === 0) this.#clock.disarm()
  }
}
