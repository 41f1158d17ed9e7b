// Measures two sides against each other in one process, in alternating rounds: A B A B ... Both
// sides of a round see the same machine in the same mood, so the ratio of a round holds still where
// absolute times do not. mitata takes the times: in a round it runs a side once to warm it,
// collects garbage, then runs it five times. The mean of the five counts, so that a side pays for
// its own garbage. What the ratios amount to is in statistics.ts. Batches that use up what they
// work on are in alternate-anew.ts.
import { measure } from 'mitata'
import type { Batch, Side } from './case.ts'
import type { Pace } from './pace.ts'

/** What each round measured, in ns per iteration. */
export interface Rounds {
  readonly ours: readonly number[]
  readonly theirs: readonly number[]
}

/** A batch and how many iterations of it take a sample's time. */
interface Calibrated {
  readonly batch: Batch
  readonly size: number
}

const samplesPerRound = 5
const largestBatch = 2 ** 30
/** Batches in a row that must take long enough before their size is believed. */
const longBatches = 4

/**
 * Starts both sides, warms them up, then measures them in turn. Throws what a side throws, and if a
 * batch takes no time at all.
 */
export async function alternate(ours: Side, theirs: Side, pace: Pace): Promise<Rounds> {
  // Both start before either is warm: the engine compiles a function that has one closure to faster
  // code than one that has two.
  const batches = [await ours.start(0), await theirs.start(0)] as const
  const a = await calibrate(batches[0], pace)
  const b = await calibrate(batches[1], pace)
  const rounds: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
  for (let round = 0; round < pace.rounds; round++) {
    rounds.ours.push(await nsPerIteration(a))
    rounds.theirs.push(await nsPerIteration(b))
  }
  return rounds
}

/**
 * Runs larger and larger batches until some in a row take half a sample's time, then more of them
 * until the warm-up is over. One long batch proves nothing: the first one may start ten thousand
 * threads, and any may be interrupted.
 */
async function calibrate(batch: Batch, pace: Pace): Promise<Calibrated> {
  const sampleMs = pace.roundMs / samplesPerRound
  const begun = performance.now()
  let fastest = Number.POSITIVE_INFINITY
  let long = 0
  for (let size = 1; size <= largestBatch;) {
    const before = performance.now()
    await batch(size)
    const now = performance.now()
    if (now - before < sampleMs / 2) {
      size *= 2
      long = 0
      continue
    }
    // The fastest counts: a batch that was interrupted would make all later ones too small.
    fastest = Math.min(fastest, (now - before) / size)
    if (++long >= longBatches && now - begun >= pace.warmUpMs)
      return { batch, size: Math.max(1, Math.round(sampleMs / fastest)) }
  }
  throw new Error('A batch takes no time: it must do its operation as often as it is told')
}

async function nsPerIteration({ batch, size }: Calibrated): Promise<number> {
  const stats = await measure(() => batch(size), {
    min_samples: samplesPerRound,
    max_samples: samplesPerRound,
    min_cpu_time: 0,
    // A batch is our own affair: without these two mitata would call a short one thousands of
    // times.
    warmup_threshold: 0,
    batch_threshold: 0,
    gc: globalThis.gc === undefined ? false : collectGarbage,
  })
  return stats.avg / size
}

function collectGarbage(): void {
  globalThis.gc?.()
}
