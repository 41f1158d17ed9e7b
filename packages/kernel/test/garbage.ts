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

/** Bytes in use by objects and array buffers. */
export async function bytesInUse(): Promise<number> {
  await collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
