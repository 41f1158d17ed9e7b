// The supervisor: makes a process of the class demo.Unlucky, waits for its end, and makes another
// one if it crashed.

import {
  ENTITY_FLAGS_NONE,
  type EntityInfo,
  formatRetcode,
  INFINITE_TIMEOUT,
  type Kos,
  program,
  rcOk,
  TaskEndCrashed,
} from '@kos/libkos'

const unlucky: EntityInfo = { eiid: 'demo.Unlucky', max_endpoints: 0, flags: ENTITY_FLAGS_NONE }

const maxAttempts = 3

export default program(async (kos) => {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const how = await run(kos, attempt)
    kos.log(`attempt ${attempt} of ${unlucky.eiid}: ${how}`)
    if (how !== 'crashed') return 0
  }
  kos.log('it gives up')
  return 1
})

/** Runs one process to its end; resolves to how that was. */
async function run(kos: Kos, attempt: number): Promise<string> {
  const { rc, entity } = kos.createEntity(unlucky)
  if (rc !== rcOk) return formatRetcode(rc)
  // The first argument is the name of the executable.
  kos.EntitySetArgs(entity, ['Unlucky', String(attempt)])
  kos.EntityRun(entity)
  const { reason, exitCode } = await kos.EntityWait(entity, INFINITE_TIMEOUT)
  kos.EntityFree(entity)
  return reason === TaskEndCrashed ? 'crashed' : `ended with code ${exitCode}`
}
