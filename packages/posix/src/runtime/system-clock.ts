// The system time as the clock of file systems.

import type { Kos } from '@kos/libkos'
import { rcOk } from '@kos/libkos'
import type { FileClock, Timespec } from '../fs/file-time.ts'
import type { PosixProcess } from './posix-process.ts'

/** The clock of the system, read with the system calls of one thread. */
export function systemClock(kos: Kos): FileClock {
  return {
    read(into) {
      const got = kos.KnGetSystemTime()
      if (got.rc !== rcOk) return
      into.seconds = got.time.sec
      into.nanoseconds = got.time.nsec
    },
  }
}

/**
 * The same for the file systems that all threads of a process use: read with the system calls of the
 * thread that runs, since one that waits can make none.
 */
export class ProcessClock implements FileClock {
  /** Null until there is one: then the thread that makes it runs. */
  process: PosixProcess | null = null
  readonly #kos: Kos

  constructor(kos: Kos) {
    this.#kos = kos
  }

  read(into: Timespec): void {
    systemClock(this.process?.running?.kos ?? this.#kos).read(into)
  }
}
