// Something that is done once: `pthread_once` over `Once` of `@kos/sync`.

import { rcNotReady, rcOk, rcRestart } from '@kos/libkos'
import { Once } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { EINVAL } from '../errno.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { lockError } from './lock-error.ts'
import { Struct } from './struct.ts'

/** Whether something was done. A new one is as PTHREAD_ONCE_INIT makes it. */
export class pthread_once_t extends Struct<Once> {
  constructor() {
    super(new Once())
  }
}

/**
 * Calls `routine` unless that was done. If it throws, or its thread is cancelled in it, it was not
 * done: the next thread calls its own. 0; EINVAL: no pthread_once_t, or no function.
 */
export async function doOnce(
  thread: PosixThread,
  control: unknown,
  routine: (posix: never) => unknown,
  posix: object,
): Promise<number> {
  const once = Struct.read(control, Once)
  if (once === undefined || typeof routine !== 'function') return EINVAL
  const { waiter } = thread
  for (;;) {
    const answer = once.enter(waiter, INFINITE_TIMEOUT)
    if (answer === rcNotReady) break
    const rc = await thread.settled(answer)
    if (rc !== rcRestart) return lockError(rc)
  }
  let isDone = false
  try {
    await routine(posix as never)
    isDone = true
  } finally {
    if (isDone) once.done(waiter)
    else once.failed(waiter)
  }
  return rcOk
}
