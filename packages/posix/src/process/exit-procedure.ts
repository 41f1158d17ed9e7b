// The end of a process by its own will: `exit`, `_exit`, `abort`, a signal that ends it, and the
// return from `main`.
//
// `exit` calls the functions of `atexit`, last first, then the exit steps of the process (streams
// are flushed), closes the descriptors, and ends the process with all its threads. Each of these
// may wait. What throws on that way is a crash of the process.

import { crashProcess, describeThrown, endProcess } from '@kos/libkos/process'
import { PARKED } from '@kos/thread'
import { ENOMEM } from '../errno.ts'
import { ATEXIT_MAX, OPEN_MAX } from '../limits.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { terminalOf } from '../runtime/process-terminal.ts'

/** A function of `atexit`. It may be asynchronous. */
export type ExitFunction = () => unknown

/** How the process of a thread ends. One for each process. */
export class ExitProcedure {
  readonly #functions: ExitFunction[] = []

  /** That of the process of a thread. */
  static of({ process }: PosixThread): ExitProcedure {
    return process.local(ExitProcedure, () => new ExitProcedure())
  }

  /** Registers a function; it is called as often as it was registered. ENOMEM: ATEXIT_MAX are. */
  register(each: ExitFunction): number {
    if (this.#functions.length >= ATEXIT_MAX) return -ENOMEM
    this.#functions.push(each)
    return 0
  }

  /** Does all that `exit` does but ending. */
  async finish(thread: PosixThread): Promise<void> {
    for (let each = this.#functions.pop(); each !== undefined; each = this.#functions.pop())
      await each()
    const { exitSteps } = thread.process
    for (let step = exitSteps.shift(); step !== undefined; step = exitSteps.shift())
      await step(thread)
    await this.release(thread)
  }

  /** Closes the descriptors, and prints what the terminal has. */
  async release(thread: PosixThread): Promise<void> {
    const { descriptors } = thread.process
    for (let fd = 0; fd < OPEN_MAX; fd++)
      if (descriptors.get(fd) !== undefined) await descriptors.close(thread, fd)
    terminalOf(thread).flush(thread)
  }

  /** `exit`. */
  async exit(thread: PosixThread, status: number): Promise<never> {
    try {
      await this.finish(thread)
    } catch (error) {
      const { message, stack } = describeThrown(error)
      return this.crash(thread, message, stack)
    }
    return this.end(thread, status)
  }

  /** `_exit`: no functions, no flushing of streams. */
  async quickExit(thread: PosixThread, status: number): Promise<never> {
    await this.release(thread)
    return this.end(thread, status)
  }

  /** Ends the process now. */
  end({ sys }: PosixThread, status: number): Promise<never> {
    endProcess(sys.process, status)
    return ended(sys)
  }

  /** Ends the process now, as a crash. */
  crash(thread: PosixThread, message: string, stack: string): Promise<never> {
    const { sys } = thread
    terminalOf(thread).flush(thread)
    crashProcess(sys.process, sys.tid, message, stack)
    return ended(sys)
  }
}

// A promise that rejects with ThreadTerminated, as all that a thread of an ended process awaits.
function ended(sys: PosixThread['sys']): Promise<never> {
  return sys.wait(PARKED) as Promise<never>
}
