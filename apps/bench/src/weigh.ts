// Measures how many bytes of memory a thing takes: the heap and the array buffers before and after
// making many of them, each time after a full garbage collection. What is shared by all of them is
// spread over all of them. Needs `node --expose-gc`; the child process is started with it.
import type { Make } from './case.ts'

/**
 * Makes `count` of a thing in each round and returns the bytes per thing of every round. The first
 * making is not counted: it also pays for compiling the code. Throws without `--expose-gc`.
 */
export async function weigh(make: Make, count: number, rounds: number): Promise<number[]> {
  await make(count)
  const weights: number[] = []
  for (let round = 0; round < rounds; round++) weights.push(await bytesEach(make, count))
  return weights
}

async function bytesEach(make: Make, count: number): Promise<number> {
  const before = await bytesInUse()
  const holder = { things: await make(count) }
  const after = await bytesInUse()
  // Read after the second look at the heap, so that nothing is collected before it.
  if (holder.things === undefined)
    throw new Error('Making things must return what keeps them alive')
  return (after - before) / count
}

/** A turn of the host lets finished promises and finalisers go before the collection. */
async function bytesInUse(): Promise<number> {
  const { gc } = globalThis
  if (gc === undefined) throw new Error('Weighing needs node --expose-gc')
  await new Promise((resolve) => setImmediate(resolve))
  gc()
  gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
