// The clocks of time.h: what they are called, what they show, and waiting for a time of one.
//
// CPU time is as far as the kernel's statistics have it: of the process, with performance counters.
// That of one thread is not counted: CLOCK_THREAD_CPUTIME_ID is EINVAL.
//
// Waits for a time of CLOCK_REALTIME park in one queue of the process, since setting the clock
// changes when they end: `set` wakes them, and each looks anew. If another process sets the clock,
// they see that when their time would have been over.

import { type Kos, rcInvalidArgument, rcOk } from '@kos/libkos'
import { INFINITE_TIMEOUT, WaitQueue } from '@kos/thread'
import { EINVAL, EPERM } from '../errno.ts'
import { CLOCK_MONOTONIC, CLOCK_REALTIME } from '../pthread/deadline.ts'
import { processCpuTime } from '../process/process-id.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import type { TimespecLike } from './intervals.ts'

export { CLOCK_MONOTONIC, CLOCK_REALTIME }

/** CPU time of the process. */
export const CLOCK_PROCESS_CPUTIME_ID = 2
/** CPU time of the thread: not counted here. */
export const CLOCK_THREAD_CPUTIME_ID = 3

/** `clock` counts in microseconds. */
export const CLOCKS_PER_SEC = 1_000_000

/** The longest wait that the kernel is asked for at once, in milliseconds: 24 days. */
const longestWait = 2 ** 31

function nanoseconds({ sec, nsec }: { readonly sec: number; readonly nsec: number }): bigint {
  return BigInt(sec) * 1_000_000_000n + BigInt(nsec)
}

/** What a clock shows, in nanoseconds. Negated EINVAL: there is no such clock. */
export function readClock(kos: Kos, clock: number): bigint | number {
  if (clock === CLOCK_REALTIME) {
    const got = kos.KnGetSystemTime()
    return got.rc === rcOk ? nanoseconds(got.time) : -EINVAL
  }
  if (clock === CLOCK_MONOTONIC) {
    const got = kos.KnGetUpTime()
    return got.rc === rcOk ? nanoseconds(got.time) : -EINVAL
  }
  if (clock !== CLOCK_PROCESS_CPUTIME_ID) return -EINVAL
  const time = processCpuTime(kos)
  return time === null ? -EINVAL : BigInt(Math.floor(time))
}

/** The resolution of a clock, in nanoseconds. Negated EINVAL: there is no such clock. */
export function clockResolution(kos: Kos, clock: number): bigint | number {
  if (clock === CLOCK_PROCESS_CPUTIME_ID) return processCpuTime(kos) === null ? -EINVAL : 1n
  if (clock !== CLOCK_REALTIME && clock !== CLOCK_MONOTONIC) return -EINVAL
  const got = clock === CLOCK_REALTIME ? kos.KnGetSystemTimeRes() : kos.KnGetUpTimeRes()
  return got.rc === rcOk ? nanoseconds(got.res) : -EINVAL
}

/** The waits of a process for times of CLOCK_REALTIME. */
export class ClockWaits {
  readonly #sleepers: WaitQueue = new WaitQueue()
  readonly #settings: (() => void)[] = []

  /** Those of the process of a thread. */
  static of({ process }: PosixThread): ClockWaits {
    return process.local(ClockWaits, () => new ClockWaits())
  }

  /** Calls `changed` whenever this process sets CLOCK_REALTIME. */
  onSetting(changed: () => void): void {
    this.#settings.push(changed)
  }

  /** Sets CLOCK_REALTIME: 0, or negated EINVAL (not a time), EPERM (the kernel refuses it). */
  set({ kos }: PosixThread, { tv_sec, tv_nsec }: TimespecLike): number {
    const rc = kos.KnSetSystemTime({ sec: tv_sec, nsec: tv_nsec })
    if (rc !== rcOk) return rc === rcInvalidArgument ? -EINVAL : -EPERM
    this.#sleepers.wakeAll(rcOk)
    for (const changed of this.#settings) changed()
    return 0
  }

  /**
   * Waits until a clock shows `deadline`. 0, or negated EINVAL: there is no such clock. A
   * cancellation point.
   */
  async sleepUntil(thread: PosixThread, clock: number, deadline: bigint): Promise<number> {
    // Nobody wakes those that wait for the other clocks.
    const queue = clock === CLOCK_REALTIME ? this.#sleepers : new WaitQueue()
    for (;;) {
      const now = readClock(thread.kos, clock)
      if (typeof now === 'number') return now
      const left = millisecondsTo(deadline - now)
      if (left === 0) return 0
      await thread.wait(queue, left)
    }
  }
}

/** A time-out for so many nanoseconds: rounded up, and at most 24 days. */
export function millisecondsTo(left: bigint): number {
  if (left <= 0n) return 0
  const milliseconds = (left + 999_999n) / 1_000_000n
  return milliseconds > BigInt(longestWait) ? longestWait : Number(milliseconds)
}

/** A time-out that is over never, or after so many nanoseconds. */
export function timeoutFor(left: bigint | null): number {
  return left === null ? INFINITE_TIMEOUT : millisecondsTo(left)
}
