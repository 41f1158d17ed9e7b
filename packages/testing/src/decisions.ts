// The choice of an explored run: asks a source for each decision, and remembers all of them. It
// sits in the scheduler's seam for choices.
//
// There are two kinds of decisions: which of several equal ready threads runs next, and whether
// another one takes over from a thread whose operation could have blocked and did not. A thread
// that stepped aside (it yielded, or was preempted) is no candidate of the choice that follows:
// choosing it would be the same as not deciding. To know that, a scheduler's probe tells who runs.

import { type Choice, seededRandom, type Thread } from '@kos/thread'
import { mostUninterrupted } from './limits.ts'

/** One decision. */
export interface ScheduleDecision {
  /** What was decided: 0 to `count` - 1. */
  readonly value: number
  /** How many ways there were. */
  readonly count: number
  /** True: whether somebody takes over (1) or not (0). False: who runs. */
  readonly isPreemption: boolean
}

/** Decides: answers 0 to `count` - 1. `index` counts the decisions of a run. */
export type DecisionSource = (count: number, index: number, isPreemption: boolean) => number

/** Takes decisions from a source, and records them. */
export class Decisions implements Choice {
  /** All decisions so far. */
  readonly taken: ScheduleDecision[] = []
  readonly #source: DecisionSource
  /** The thread that runs, until it parks or ends. */
  #running: Thread | null = null
  #uninterrupted = 0
  #tookOver = false

  constructor(source: DecisionSource) {
    this.#source = source
  }

  /** True if the last thing decided was that somebody takes over. */
  get tookOver(): boolean {
    return this.#tookOver
  }

  /** What was decided, as a schedule has it. */
  get values(): readonly number[] {
    return this.taken.map(({ value }) => value)
  }

  choose(count: number, first: Thread): number {
    const candidates = this.#running !== null && lastOf(first) === this.#running ? count - 1 : count
    return candidates === 1 ? 0 : this.#decide(candidates, false)
  }

  preempt(): boolean {
    const isForced = ++this.#uninterrupted > mostUninterrupted
    this.#tookOver = isForced || this.#decide(2, true) === 1
    return this.#tookOver
  }

  /** For the scheduler's probe. */
  switched(thread: Thread): void {
    this.#running = thread
    this.#uninterrupted = 0
    this.#tookOver = false
  }

  /** For the scheduler's probe. */
  parked(): void {
    this.#running = null
  }

  /** For the scheduler's probe. */
  ended(thread: Thread): void {
    if (thread === this.#running) this.#running = null
  }

  #decide(count: number, isPreemption: boolean): number {
    const value = Math.min(this.#source(count, this.taken.length, isPreemption), count - 1)
    this.taken.push({ value, count, isPreemption })
    return value
  }
}

function lastOf(first: Thread): Thread {
  let last = first
  while (last.next !== null) last = last.next
  return last
}

/** Decides as listed, and 0 after the end of the list. */
export function listed(decisions: readonly number[]): DecisionSource {
  return (_count, index) => decisions[index] ?? 0
}

/** Decides at random: equally among threads, and to take over one time in `oneIn`. */
export function random(seed: number, oneIn: number): DecisionSource {
  const bits = seededRandom(seed)
  return (count, _index, isPreemption) =>
    isPreemption ? Number(bits() % oneIn === 0) : bits() % count
}
