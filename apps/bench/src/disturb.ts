// Measures how long others wait while something is done: the longest wait of each of some rounds.
// How a wait is noticed is the case's own affair.
import type { Disturb } from './case.ts'

const mostRounds = 15

/**
 * The longest wait of every round, in ms. The first time is not counted: it also pays for compiling
 * the code.
 */
export async function disturbances(disturb: Disturb, rounds: number): Promise<number[]> {
  await disturb()
  const waits: number[] = []
  for (let round = 0; round < Math.min(rounds, mostRounds); round++) {
    globalThis.gc?.()
    waits.push(await disturb())
  }
  return waits
}
