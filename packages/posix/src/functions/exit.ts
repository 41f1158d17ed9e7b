// Ending the process: `exit`, `_Exit`, `atexit`, `abort` of stdlib.h, `_exit` of unistd.h.

import { EFAULT } from '../errno.ts'
import { type ExitFunction, ExitProcedure } from '../process/exit-procedure.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { SignalActions } from '../signal/signal-actions.ts'

/** Functions that end the process. None of their promises resolves: await them. */
export interface ExitApi {
  /**
   * Calls the functions of `atexit`, last first, flushes streams, closes descriptors, and ends the
   * process with all its threads. Its exit code is `status`, in 32 bits.
   */
  readonly exit: (status: number) => Promise<never>
  /** Ends the process without calling or flushing anything; descriptors are closed. */
  readonly _exit: (status: number) => Promise<never>
  /** The same as `_exit`. */
  readonly _Exit: (status: number) => Promise<never>
  /**
   * Has `exit` call a function. It may wait: `exit` does then. 0; -1 with errno: EFAULT (no
   * function), ENOMEM (ATEXIT_MAX functions are registered).
   */
  readonly atexit: (func: ExitFunction) => number
  /**
   * Ends the process as a crash, without flushing anything. The handler of SIGABRT is called
   * before, if there is one.
   */
  readonly abort: () => Promise<never>
}

function statusOf(status: number): number {
  return typeof status === 'number' ? status | 0 : 0
}

function quickExit(thread: PosixThread): ExitApi['_exit'] {
  return (status) => ExitProcedure.of(thread).quickExit(thread, statusOf(status))
}

/** Ending the process. */
export const exit: Family<ExitApi> = {
  exit: (thread) => (status) => ExitProcedure.of(thread).exit(thread, statusOf(status)),
  _exit: quickExit,
  _Exit: quickExit,
  atexit: (thread) => (func) =>
    typeof func === 'function'
      ? thread.result(ExitProcedure.of(thread).register(func))
      : thread.fail(EFAULT),
  abort: (thread) => () => SignalActions.of(thread).abort(thread),
}
