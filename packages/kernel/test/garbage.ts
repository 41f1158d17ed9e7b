// The garbage collector, for tests of what the kernel keeps.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

/** Collects what can be, also what only promises and finalisers held. */
export async function collect(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) {
    await new Promise<void>((resolve) => void setImmediate(resolve))
    gc()
  }
}

/**
 * Bytes by which the heap grows with each round of `run`, which is called more than once. V8 takes
 * memory of its own now and then, for compiled code; what is kept shows in every measurement, so
 * the smallest of three counts.
 */
export async function growthOf(run: () => Promise<void>, rounds: number): Promise<number> {
  await run()
  const growths: number[] = []
  for (let i = 0; i < 3; i++) {
    const before = await bytesInUse()
    await run()
    growths.push((await bytesInUse()) - before)
  }
  return Math.min(...growths) / rounds
}

/** Bytes in use by objects and array buffers. */
async function bytesInUse(): Promise<number> {
  await collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
