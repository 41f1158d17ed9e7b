// The heap of this process after a garbage collection.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes that are in use: of objects, and of buffers. */
export function usedHeap(): number {
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** The same when nothing runs, also what only promises and finalisers held is gone. */
export async function heapAtRest(): Promise<number> {
  for (let turn = 0; turn < 4; turn++) {
    await new Promise<void>((resolve) => void setImmediate(resolve))
    collect()
  }
  return usedHeap()
}
