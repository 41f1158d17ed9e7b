// The scheduling decisions of an explored run: a `Choice` of the scheduler that takes each decision
// from a source and records it.
//
// There are two kinds of decisions: which of several ready threads of one priority is dispatched,
// and whether the running thread is preempted after an operation that could have blocked and did
// not. A thread that yielded or was preempted is no candidate of the choice that follows: choosing
// it would undo that decision. The callbacks of a scheduler's probe keep track of the running
// thread.

import { type Choice, seededRandom, type Thread } from '@kos/thread'
import { maxUninterrupted } from './limits.ts'

/** One decision. */
export interface ScheduleDecision {
  /** The alternative that was taken: 0 to `count` - 1. */
  readonly value: number
  /** Number of alternatives. */
  readonly count: number
  /**
   * True: 1 preempts the running thread, 0 does not. False: the index of the thread to dispatch.
   */
  readonly isPreemption: boolean
}

/** Decides: returns 0 to `count` - 1. `index` counts the decisions of a run. */
export type DecisionSource = (count: number, index: number, isPreemption: boolean) => number

/** Takes decisions from a source, and records them. */
export class Decisions implements Choice {
  /** All decisions so far. */
  readonly taken: ScheduleDecision[] = []
  readonly #source: DecisionSource
  /** The running thread, until it parks or ends. */
  #running: Thread | null = null
  #uninterrupted = 0
  #isPreempted = false

  constructor(source: DecisionSource) {
    this.#source = source
  }

  /** True if the last decision preempted the running thread. */
  get isPreempted(): boolean {
    return this.#isPreempted
  }

  /** The decisions, as a schedule has them. */
  get values(): readonly number[] {
    return this.taken.map(({ value }) => value)
  }

  choose(count: number, first: Thread): number {
    const candidates = this.#running !== null && lastOf(first) === this.#running ? count - 1 : count
    return candidates === 1 ? 0 : this.#decide(candidates, false)
  }

  preempt(): boolean {
    const isForced = ++this.#uninterrupted > maxUninterrupted
    this.#isPreempted = isForced || this.#decide(2, true) === 1
    return this.#isPreempted
  }

  /** For the scheduler's probe. */
  switched(thread: Thread): void {
    this.#running = thread
    this.#uninterrupted = 0
    this.#isPreempted = false
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

/** Takes decisions from a list, and 0 after its end. */
export function listed(decisions: readonly number[]): DecisionSource {
  return (_count, index) => decisions[index] ?? 0
}

/** Decides at random: uniformly among threads, and to preempt one time in `oneIn`. */
export function random(seed: number, oneIn: number): DecisionSource {
  const bits = seededRandom(seed)
  return (count, _index, isPreemption) =>
    isPreemption ? Number(bits() % oneIn === 0) : bits() % count
}
