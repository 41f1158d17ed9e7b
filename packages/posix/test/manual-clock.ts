// A clock for time stamps that only tests move.

import type { FileClock, Timespec } from '../src/index.ts'

export class ManualClock implements FileClock {
  seconds = 1_000_000
  nanoseconds = 42

  read(into: Timespec): void {
    into.seconds = this.seconds
    into.nanoseconds = this.nanoseconds
  }
}
