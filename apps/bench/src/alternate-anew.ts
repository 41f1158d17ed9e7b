// Measures two sides that use up what they work on, in alternating rounds: A B A B ... Each batch
// is started anew, outside the measured time, and timed once. If they are long there are fewer
// rounds: a child has two minutes. Sides that can go on for ever are in alternate.ts.
import type { Rounds } from './alternate.ts'
import type { Side } from './case.ts'
import type { Pace } from './pace.ts'
import { consume } from './sink.ts'

/** Fewest rounds, however long they take. */
export const fewestRounds = 9
const mostMs = 12_000

/**
 * Warms both sides up, then measures batches of `iterations` in turn until `most` ms are over.
 * Throws what a side throws.
 */
export async function alternateAnew(
  ours: Side,
  theirs: Side,
  iterations: number,
  pace: Pace,
  most: number = mostMs,
): Promise<Rounds> {
  // One of each lives on. Else a collection would find nothing left of its kind, and take away the
  // optimised code that knew it.
  const kept = [await ours.start(1), await theirs.start(1)]
  await warmUp(ours, iterations, pace)
  await warmUp(theirs, iterations, pace)
  const rounds: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
  const begun = performance.now()
  for (let round = 0; round < pace.rounds; round++) {
    if (round >= fewestRounds && performance.now() - begun >= most) break
    rounds.ours.push(await nsPerIteration(ours, iterations))
    rounds.theirs.push(await nsPerIteration(theirs, iterations))
  }
  consume(kept)
  return rounds
}

/** What is made for a batch is made by other code: only what the batches take counts. */
async function warmUp(side: Side, iterations: number, pace: Pace): Promise<void> {
  for (let ms = 0; ms < pace.warmUpMs;)
    ms += ((await nsPerIteration(side, iterations)) * iterations) / 1e6
}

async function nsPerIteration({ start }: Side, iterations: number): Promise<number> {
  const batch = await start(iterations)
  globalThis.gc?.()
  const before = performance.now()
  await batch(iterations)
  return ((performance.now() - before) * 1e6) / iterations
}
