// Threads without a kernel: an async function that is given a LocalThread, through which it waits.
//
// `spawn` makes both halves of the thread in this realm, the scheduler's (`thread.ts`) and the
// program's (`continuation.ts`). With a kernel the program's half is in a process.

import { type Retcode, rcAbort } from '@kos/retcode'
import { Continuation, ThreadTerminated } from './continuation.ts'
import type { Scheduler } from './scheduler.ts'
import type { Thread, ThreadOptions } from './thread.ts'
import { ThreadState } from './thread-state.ts'
import { INFINITE_TIMEOUT, PARKED } from './waiter.ts'

/** The argument of a thread's routine: the only way in which it can wait. */
export class LocalThread {
  /** The scheduler's half: a `Waiter` for mechanisms, a target for `join` and `terminate`. */
  readonly thread: Thread
  readonly #continuation: Continuation
  /**
   * Resolves with the exit code when the routine is over or was terminated. Rejects with what the
   * routine threw, or with ThreadTerminated if the one who terminated it gave a reason. Threads
   * join each other by `join`: this promise is for the host.
   */
  readonly ended: Promise<number>

  /** Use `spawn`. */
  constructor(
    scheduler: Scheduler,
    routine: (self: LocalThread) => Promise<number | void> | number | void,
    options: ThreadOptions,
  ) {
    let resolve: (exitCode: number) => void
    let reject: (error: unknown) => void
    this.ended = new Promise<number>((onEnd, onError) => {
      resolve = onEnd
      reject = onError
    })
    this.#continuation = new Continuation(() => void this.#run(routine, reject))
    this.thread = scheduler.create(this.#continuation, options)
    this.thread.onEnd = ({ exitCode, endReason }) => {
      if (endReason === null) resolve(exitCode)
      else reject(new ThreadTerminated(endReason))
    }
  }

  async #run(
    routine: (self: LocalThread) => Promise<number | void> | number | void,
    reject: (error: unknown) => void,
  ): Promise<void> {
    const { thread } = this
    try {
      const exitCode = await routine(this)
      thread.scheduler.end(thread, exitCode ?? 0)
    } catch (error) {
      if (!this.#continuation.isKilled) reject(error)
      thread.scheduler.end(thread, rcAbort)
    }
  }

  /**
   * Waits for the answer of a mechanism's operation: `await self.wait(mutex.lock(self.thread,
   * timeout))`. For code that knows that its thread runs: not after it awaited something foreign,
   * nor after its termination; else use `block`.
   */
  wait(answer: number): Promise<Retcode> {
    return this.#continuation.wait(answer)
  }

  /**
   * Calls an operation that may block, and waits for its answer: `await self.block(() =>
   * mutex.lock(self.thread, timeout))`. A preemption point. A thread that was away is queued first.
   * Answers rcInvalidThreadState, and does not call the operation, if this thread waits.
   */
  block(operation: () => number): Promise<Retcode> {
    const { thread } = this
    if (thread.state === ThreadState.running) return this.wait(thread.complete(operation()))
    if (thread.state === ThreadState.ended) return this.wait(PARKED)
    return this.wait(thread.scheduler.admit(thread, true, operation))
  }

  /** Waits `milliseconds`; 0 lets the others of this priority run first. Resolves with rcOk. */
  sleep(milliseconds: number): Promise<Retcode> {
    return this.block(() => this.thread.scheduler.sleep(this.thread, milliseconds))
  }

  /** Lets the others of this priority run first. Resolves with rcOk. */
  yield(): Promise<Retcode> {
    return this.block(() => this.thread.scheduler.yield(this.thread))
  }

  /**
   * Waits for the end of another thread: rcOk, rcTimeout, or rcInvalidArgument for this thread
   * itself.
   */
  join(other: LocalThread, timeout: number = INFINITE_TIMEOUT): Promise<Retcode> {
    return this.block(() => this.thread.scheduler.join(this.thread, other.thread, timeout))
  }
}

/** Starts a thread whose routine is `routine`. The exit code is what it returns, 0 if nothing. */
export function spawn(
  scheduler: Scheduler,
  routine: (self: LocalThread) => Promise<number | void> | number | void,
  options: ThreadOptions = {},
): LocalThread {
  const local = new LocalThread(scheduler, routine, options)
  scheduler.start(local.thread)
  return local
}
