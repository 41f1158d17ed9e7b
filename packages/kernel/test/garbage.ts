// The collector of the host, for tests of what is kept.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Collects all that nobody reaches, in some turns of the host: what ran until then lets go of it. */
export async function collectGarbage(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setImmediate(resolve))
    collect()
  }
}
