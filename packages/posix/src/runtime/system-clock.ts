// The system time as the clock of file systems.

import type { Kos } from '@kos/libkos'
import { rcOk } from '@kos/libkos'
import type { FileClock } from '../fs/file-time.ts'

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
