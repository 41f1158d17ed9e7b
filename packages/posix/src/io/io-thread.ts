// What operations on descriptions and paths need of the thread that makes them. POSIX threads are
// that (runtime/posix-thread.ts), and threads of server programs (a VFS process) are, too.

import type { Kos } from '@kos/libkos'
import type { AbortSignalLike, WaitQueue } from '@kos/thread'

/**
 * The answer of an operation: 0 or more, or a negated error number. A number if it is known at
 * once, so that files in memory cost no promise; else a promise of it.
 */
export type Answer = number | Promise<number>

/** A thread that makes operations. */
export interface IoThread {
  /** Calls of this thread go through it. */
  readonly kos: Kos
  /** Interrupts the calls of this thread, if it is cancelled. */
  readonly signal?: AbortSignalLike | undefined
  /** It has waited and goes on: called before an operation is made again. */
  resumed?(): void
  /**
   * Waits in a queue of this process until somebody wakes it from there, `timeout` milliseconds at
   * most (INFINITE_TIMEOUT if left out). Answers the code that it was woken with, or rcTimeout;
   * `object` is what it waits at, for reports. A cancelled thread rejects.
   */
  wait(queue: WaitQueue, timeout?: number, object?: object | null): Promise<number>
}
