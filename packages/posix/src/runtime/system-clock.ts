// The system time as the clock of file systems. A system call is made by a thread that runs, and a
// file system is used by many: so each clock here knows whose turn it is.

import type { Kos } from '@kos/libkos'
import { rcOk } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import type { FileClock, Timespec } from '../fs/file-time.ts'
import type { PosixProcess } from './posix-process.ts'

/** Reads the system time with the system calls of a thread that runs. */
export function readSystemTime(kos: Kos, into: Timespec): void {
  const got = kos.KnGetSystemTime()
  if (got.rc !== rcOk) return
  into.seconds = got.time.sec
  into.nanoseconds = got.time.nsec
}

/**
 * The clock of a process: that of the system, read with the system calls of the POSIX thread that
 * runs, since one that waits can make none.
 */
export class ProcessClock implements FileClock {
  /** Null until there is one: then the thread that made the clock runs. */
  process: PosixProcess | null = null
  readonly #kos: Kos

  constructor(kos: Kos) {
    this.#kos = kos
  }

  read(into: Timespec): void {
    readSystemTime(this.process?.running?.kos ?? this.#kos, into)
  }

  /** That of the process of a thread. */
  static of(kos: Kos): ProcessClock {
    return sysOf(kos).process.local(ProcessClock, () => new ProcessClock(kos))
  }
}

/**
 * The clock for the time stamps of file systems in a POSIX process, right whichever of its threads
 * uses them. It may be made before `posix(kos)`, whose option `files` needs it; in a process that
 * has no POSIX functions only the thread that asked first may use it. There is one in each
 * process.
 */
export function processClock(kos: Kos): FileClock {
  return ProcessClock.of(kos)
}
