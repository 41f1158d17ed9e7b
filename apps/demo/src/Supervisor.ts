// The supervisor: makes a process of the class demo.Unlucky, waits for its end, and makes another
// one if it crashed.

import { INFINITE_TIMEOUT, type Kos, program, TaskEndCrashed, unwrap } from '@kos/libkos'
import { entityInfo as unlucky } from './generated/demo/Unlucky.edl.ts'

const maxAttempts = 3

export default program(async (kos) => {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const { reason, exitCode } = await run(kos, attempt)
    const how = reason === TaskEndCrashed ? 'crashed' : `ended with code ${exitCode}`
    kos.log(`attempt ${attempt} of ${unlucky.eiid}: ${how}`)
    if (reason !== TaskEndCrashed) return 0
  }
  kos.log('it gives up')
  return 1
})

/** Runs one process; resolves to how it ended. */
async function run(kos: Kos, attempt: number): Promise<{ reason: number; exitCode: number }> {
  // EntityInit, but for an error in place of null.
  const { entity } = unwrap(kos.createEntity(unlucky))
  // The first argument is the name of the executable.
  unwrap({ rc: kos.EntitySetArgs(entity, ['Unlucky', String(attempt)]) })
  unwrap({ rc: kos.EntityRun(entity) })
  const end = unwrap(await kos.EntityWait(entity, INFINITE_TIMEOUT))
  kos.EntityFree(entity)
  return end
}
