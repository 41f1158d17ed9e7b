// The clock of a VFS process: that of the system, read by the thread that serves at the moment. A
// thread takes its turn when a request arrives, and when it goes on with one after it waited.

import type { Kos } from '@kos/libkos'
import type { FileClock, Timespec } from '../fs/file-time.ts'
import { readSystemTime } from '../runtime/system-clock.ts'

/** The clock for the file systems of one VFS process. */
export class ServiceClock implements FileClock {
  /** That of the thread whose turn it is. */
  kos: Kos

  /** Until others serve, it is the turn of the thread that `kos` belongs to. */
  constructor(kos: Kos) {
    this.kos = kos
  }

  read(into: Timespec): void {
    readSystemTime(this.kos, into)
  }
}
