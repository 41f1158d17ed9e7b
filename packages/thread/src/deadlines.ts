// The deadlines of one scheduler: time-outs of threads, and timers. A heap orders them
// (`timer-heap.ts`), a clock says when to look at it.
//
// A real clock calls `onDue` when the earliest deadline has come; virtual time is moved to it by
// `jump`. What expires only makes threads ready. When virtual time may move is in `idle.ts`.

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

  /**
   * Moves virtual time to the next deadline and fires it; false if there is none within the limit.
   */
  jump(): boolean {
    const deadline = this.#heap.nextDeadline
    if (deadline === Infinity || !this.#clock.isVirtual || !this.#clock.jump(deadline)) return false
    this.fire()
    return true
  }

  /**
   * Expires whatever is due now. What is armed meanwhile waits for the next time, also if it is due
   * at once: timers that arm each other without delay keep neither threads nor the host from
   * running.
   */
  fire(): void {
    const heap = this.#heap
    const now = this.#clock.now()
    const end = heap.nextSequence
    for (let timer = heap.takeDue(now, end); timer !== null; timer = heap.takeDue(now, end))
      timer.expire()
  }

  /**
   * Arms the real clock for the earliest deadline again: the clock called too early, or for a
   * deadline that was taken back.
   */
  rearm(): void {
    const deadline = this.#heap.nextDeadline
    if (!this.#clock.isVirtual && deadline !== Infinity) this.#clock.arm(deadline, this.#onDue)
  }

  /** Disarms the clock if no deadline is left. */
  disarmIfNone(): void {
    if (this.#heap.size === 0) this.#clock.disarm()
  }
}
