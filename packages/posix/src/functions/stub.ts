// Functions that are stubs in the documented system: they set errno to ENOSYS, and answer -1.

import { ENOSYS } from '../errno.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** A function that is not implemented: whatever it is given, -1 with errno ENOSYS. */
export type Stub = (...args: readonly unknown[]) => -1

/** Makes a stub. */
export function stub(thread: PosixThread): Stub {
  return () => thread.fail(ENOSYS)
}
