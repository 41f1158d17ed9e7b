// Names of errors for expectations: `expect(await failure(posix, posix.open(...))).toBe('ENOENT')`.

import { errnoName, type Posix } from '@kos/posix'
import { expect } from 'vitest'

/**
 * The name of the error that a call fails with, which must answer -1 or null. errno is 0 after it, so
 * that the next one can't be taken for that of a call before.
 */
export async function failure(posix: Posix, call: unknown): Promise<string> {
  const answer = await call
  if (answer !== null) expect(answer).toBe(-1)
  const name = errnoName(posix.errno) ?? String(posix.errno)
  posix.errno = 0
  return name
}
