// Measures two sides that use up what they work on, in alternating rounds: A B A B ... Each batch is started anew, outside the measured
// time, and timed once. Such batches are long, so that there are few rounds, and a single one is exact enough.
// Sides that can go on for ever are in alternate.ts.
import type { Rounds } from './alternate.ts'
import type { Side } from './case.ts'
import type { Pace } from './pace.ts'

/** Most rounds of long batches: they must be over in the two minutes that a child has. */
export const longRounds = 15

/** Warms both sides up, then measures batches of `iterations` in turn. Throws what a side throws. */
export async function alternateAnew(ours: Side, theirs: Side, iterations: number, pace: Pace): Promise<Rounds> {
  await warmUp(ours, iterations, pace)
  await warmUp(theirs, iterations, pace)
  const rounds: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
  for (let round = 0; round < Math.min(pace.rounds, longRounds); round++) {
    rounds.ours.push(await nsPerIteration(ours, iterations))
    rounds.theirs.push(await nsPerIteration(theirs, iterations))
  }
  return rounds
}

/** What is made for a batch is made by other code: only what the batches take counts. */
async function warmUp(side: Side, iterations: number, pace: Pace): Promise<void> {
  for (let ms = 0; ms < pace.warmUpMs;) ms += ((await nsPerIteration(side, iterations)) * iterations) / 1e6
}

async function nsPerIteration({ start }: Side, iterations: number): Promise<number> {
  const batch = await start(iterations)
  globalThis.gc?.()
  const before = performance.now()
  await batch(iterations)
  return ((performance.now() - before) * 1e6) / iterations
}
