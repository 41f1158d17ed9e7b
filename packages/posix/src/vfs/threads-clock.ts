// The time of the system for file systems that several threads of a process use: read with the system
// calls of one that runs, since a thread that waits can make none.

import type { Kos } from '@kos/libkos'
import { type Sys, sysOf } from '@kos/libkos/process'
import type { FileClock, Timespec } from '../fs/file-time.ts'
import { systemClock } from '../runtime/system-clock.ts'

interface ThreadClock {
  readonly sys: Sys
  readonly clock: FileClock
}

/** The clock of a VFS process. */
export class ThreadsClock implements FileClock {
  readonly #threads: ThreadClock[] = []

  /** With its first thread, which runs until it serves. */
  constructor(kos: Kos) {
    this.add(kos)
  }

  /** Another thread, which is here to stay. */
  add(kos: Kos): void {
    const sys = sysOf(kos)
    if (this.#threads.some((each) => each.sys === sys)) return
    this.#threads.push({ sys, clock: systemClock(kos) })
  }

  /** The time, if any of its threads runs; else `into` is left as it is. */
  read(into: Timespec): void {
    for (const { sys, clock } of this.#threads) if (!sys.isWaiting) return clock.read(into)
  }
}
