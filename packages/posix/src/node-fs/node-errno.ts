// Errors of Node as error numbers: the names are those of the host, whose numbers may differ.

import { EINVAL, EIO, ENFILE, errnoTable } from '../errno.ts'

/**
 * The negated error number of what a function of the host threw. What Node refuses by itself is
 * EINVAL; an error that POSIX does not have is EIO. The descriptors that ran out are those of the
 * host process, which all processes of kos share: ENFILE.
 */
export function faultOf(error: unknown): number {
  const code = codeOf(error)
  if (code === 'EMFILE') return -ENFILE
  if (code.startsWith('ERR_')) return -EINVAL
  return -(errnoTable.find(({ name }) => name === code)?.value ?? EIO)
}

/** Calls a function of the host. Answers its result, or a negated error number. */
export function attempt<T>(call: () => T): T | number {
  try {
    return call()
  } catch (error) {
    return faultOf(error)
  }
}

/** The same for functions without a result: 0. */
export function attemptVoid(call: () => unknown): number {
  try {
    call()
    return 0
  } catch (error) {
    return faultOf(error)
  }
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}
