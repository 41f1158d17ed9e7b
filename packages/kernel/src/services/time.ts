// Time, for programs. The clock itself is in `@kos/thread`.

import type { TimeApi } from '@kos/libkos'
import { timeContract } from '@kos/libkos/abi'
import { timeLibrary } from '@kos/libkos/libraries'
import { rcInvalidArgument, rcInvalidThreadState, rcOk } from '@kos/retcode'
import type { Needed } from '../provides.ts'
import { defineService, type Service } from '../service.ts'
import type { TaskThread } from '../task.ts'
import { nanosecondsPerSecond } from '../time-units.ts'

/** Clocks: up time and system time with their resolutions. */
export function time(): Service<'time', TimeApi, Needed<never, 'io'>> {
  return defineService({
    name: 'time',
    uses: ['io'],
    contract: timeContract,
    library: timeLibrary,
    start: ({ clock }, needs) => ({
      handlers: {
        GetUpTime: (thread) => returnTime(thread, clock.now()),
        GetUpTimeRes: (thread) => returnTime(thread, clock.resolution / 1_000_000),
        GetSystemTime: (thread) => returnTime(thread, clock.systemTime()),
        GetSystemTimeRes: (thread) => returnTime(thread, clock.resolution / 1_000_000),
        SetSystemTime(thread, seconds, nanoseconds) {
          if (needs.io?.isAttached(thread) === true) return rcInvalidThreadState
          if (nanoseconds >= nanosecondsPerSecond || seconds > Number.MAX_SAFE_INTEGER / 1_000)
            return rcInvalidArgument
          clock.setSystemTime(seconds * 1_000 + nanoseconds / 1_000_000)
          return rcOk
        },
      },
    }),
  })
}

// Leaves milliseconds as seconds and nanoseconds, the results of every call that answers a time.
function returnTime({ registers }: TaskThread, milliseconds: number): number {
  const { results } = timeContract.calls.GetUpTime
  const seconds = Math.floor(milliseconds / 1_000)
  registers[results.sec] = seconds
  // Real clocks have fractions: rounding must not make a whole second of them.
  registers[results.nsec] = Math.min(
    Math.round((milliseconds - seconds * 1_000) * 1_000_000),
    nanosecondsPerSecond - 1,
  )
  return rcOk
}
