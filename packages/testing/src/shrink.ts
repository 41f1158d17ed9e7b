// Shrinks a failing list of decisions by delta debugging: fewer decisions that are not the default,
// then a shorter list, then smaller numbers.
//
// Ever smaller pieces are set to the default, or removed, and a list that still fails replaces the
// best one. If several decisions are left at the end, all lists with one, then with two decisions
// are tried: most errors need no more. Each attempt is a run, so their number is bounded; the
// result always fails, but may not be the smallest list.

import { trimmed } from './schedule.ts'

/**
 * Runs a list of decisions. Returns the decisions taken if it failed in the same way, else null.
 */
export type Attempt = (decisions: readonly number[]) => Promise<readonly number[] | null>

/** The result of shrinking. */
export interface Shrunk {
  readonly decisions: readonly number[]
  /** Number of attempts. */
  readonly runs: number
}

/** Shrinks `decisions`, which are known to fail, with at most `budget` attempts. */
export async function shrink(
  decisions: readonly number[],
  attempt: Attempt,
  budget: number,
): Promise<Shrunk> {
  const shrinker = new Shrinker(trimmed(decisions), attempt, budget)
  await shrinker.reduce()
  const largest = Math.max(0, ...decisions)
  if (await shrinker.sparse(decisions.length, largest)) await shrinker.reduce()
  return { decisions: shrinker.best, runs: shrinker.runs }
}

type Change = (decisions: readonly number[], start: number, size: number) => readonly number[]

const withDefaults: Change = (decisions, start, size) =>
  decisions.map((value, index) => (index >= start && index < start + size ? 0 : value))
const without: Change = (decisions, start, size) => decisions.toSpliced(start, size)
const withSmaller: Change = (decisions, start) =>
  decisions.with(start, Math.max(0, (decisions[start] as number) - 1))

class Shrinker {
  best: readonly number[]
  runs = 0
  readonly #attempt: Attempt
  readonly #budget: number
  readonly #tried: Set<string> = new Set()

  constructor(decisions: readonly number[], attempt: Attempt, budget: number) {
    this.best = decisions
    this.#attempt = attempt
    this.#budget = budget
  }

  /** Changes pieces until no change makes the list smaller. */
  async reduce(): Promise<void> {
    let before: readonly number[]
    do {
      before = this.best
      await this.#pieces(withDefaults)
      await this.#pieces(without)
      await this.#pieces(withSmaller, 1)
    } while (this.best !== before && this.runs < this.#budget)
  }

  /**
   * Tries lists of up to `length` with one, then with two decisions of at most `largest`, if the
   * best list has more. True if one fails.
   */
  async sparse(length: number, largest: number): Promise<boolean> {
    const before = this.best
    for (let number = 1; number <= 2; number++) {
      for (const candidate of sparseLists(number, length, largest)) {
        if (this.runs >= this.#budget || deviations(this.best) <= number) break
        await this.#try(candidate)
      }
    }
    return this.best !== before
  }

  /**
   * Changes each piece, from the end to the start; pieces are `largest` long, then ever shorter.
   */
  async #pieces(change: Change, largest: number = this.best.length): Promise<void> {
    for (let size = largest; size >= 1; size = Math.floor(size / 2)) {
      for (let start = this.best.length - size; start > -size; start -= size) {
        if (this.runs >= this.#budget) return
        if (start < this.best.length) await this.#try(change(this.best, Math.max(start, 0), size))
      }
    }
  }

  async #try(candidate: readonly number[]): Promise<void> {
    const wanted = trimmed(candidate)
    const key = wanted.join()
    if (!isSmaller(wanted, this.best) || this.#tried.has(key)) return
    this.#tried.add(key)
    this.runs++
    const taken = await this.#attempt(wanted)
    if (taken === null) return
    const result = trimmed(taken)
    if (isSmaller(result, this.best)) this.best = result
  }
}

function* sparseLists(
  number: number,
  length: number,
  largest: number,
): Generator<readonly number[]> {
  for (let last = number - 1; last < length; last++) {
    for (let value = 1; value <= largest; value++) {
      const zeros = Array.from({ length: last }, () => 0)
      if (number === 1) yield [...zeros, value]
      else
        for (const head of sparseLists(number - 1, last, largest))
          yield [...head, ...zeros.slice(head.length), value]
    }
  }
}

function isSmaller(a: readonly number[], b: readonly number[]): boolean {
  const difference = deviations(a) - deviations(b) || a.length - b.length || sum(a) - sum(b)
  return difference < 0
}

function deviations(decisions: readonly number[]): number {
  return decisions.filter((value) => value !== 0).length
}

function sum(decisions: readonly number[]): number {
  return decisions.reduce((total, value) => total + value, 0)
}
