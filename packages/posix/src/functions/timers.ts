// Timers: `timer_*` of time.h, `alarm` of unistd.h.
//
// They tell by a function in a thread of its own, or not at all: nobody sends signals here. The
// alarm does what SIGALRM does, in a thread of its own; it interrupts nothing.

import { EFAULT, EINVAL, ENOTSUP } from '../errno.ts'
import { createThread } from '../pthread/thread-life.ts'
import { type Family, PosixFunctions } from '../runtime/family.ts'
import { Out } from '../runtime/out.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { siginfo_t, SignalActions } from '../signal/signal-actions.ts'
import { SI_TIMER, SIGALRM } from '../signal/signal-numbers.ts'
import { CLOCK_MONOTONIC, CLOCK_REALTIME, readClock } from '../time/clocks.ts'
import { isTimespec, itimerspec, nanosecondsOf, writeTimespec } from '../time/intervals.ts'
import { notifierOf } from '../time/notification.ts'
import { SIGEV_NONE, SIGEV_SIGNAL, sigevent } from '../time/sigevent.ts'
import { Timer, Timers } from '../time/timers.ts'
import { isUntilTime, wholeSeconds } from './time.ts'

/** Functions for timers. */
export interface TimersApi {
  /**
   * Makes a timer, which is not armed, and leaves its id. 0; -1 with errno: EAGAIN (there are
   * TIMER_MAX), EINVAL (no such clock, `sigev_notify` or function), EFAULT (no record, no place for
   * the id), ENOTSUP (SIGEV_SIGNAL, which `evp` null means; a CPU-time clock).
   */
  readonly timer_create: (clockid: number, evp: sigevent | null, timerid: Out) => number
  /** Disarms and removes a timer. 0; -1 with errno EINVAL: there is none. */
  readonly timer_delete: (timerid: number) => number
  /** Writes the time that is left, 0 if it is not armed. 0; -1 with errno: EINVAL, EFAULT. */
  readonly timer_gettime: (timerid: number, value: itimerspec) => number
  /**
   * Arms a timer: `it_value` is a span, or a time with TIMER_ABSTIME; 0 disarms it. Writes what was
   * left before into `ovalue`. 0; -1 with errno: EINVAL (no timer, not a time), EFAULT (no record),
   * EAGAIN (no thread can be made to wait for it).
   */
  readonly timer_settime: (
    timerid: number,
    flags: number,
    value: itimerspec,
    ovalue?: itimerspec | null,
  ) => number
  /** How often it ran out again before it was told of, DELAYTIMER_MAX at most. -1: EINVAL. */
  readonly timer_getoverrun: (timerid: number) => number
  /**
   * Has the action of SIGALRM run in so many seconds, in a thread of its own; 0 takes that back. The
   * seconds that were left of the alarm before, rounded up; 0: there was none.
   */
  readonly alarm: (seconds: number) => number
}

function create(thread: PosixThread, clock: number, event: sigevent | null, timerid: Out): number {
  if (!Out.is(timerid)) return -EFAULT
  if (clock !== CLOCK_REALTIME && clock !== CLOCK_MONOTONIC)
    return typeof readClock(thread.kos, clock) === 'number' ? -EINVAL : -ENOTSUP
  if (event !== null && !(event instanceof sigevent)) return -EFAULT
  if (event === null || event.sigev_notify === SIGEV_SIGNAL) return -ENOTSUP
  const notify = notifierOf(event)
  if (notify === null && event.sigev_notify !== SIGEV_NONE) return -EINVAL
  const id = Timers.of(thread).add(new Timer(clock, notify))
  if (id < 0) return id
  Out.put(timerid, id)
  return 0
}

// Nanoseconds that are left; 0: it is not armed.
function left(thread: PosixThread, timer: Timer): bigint {
  const now = readClock(thread.kos, timer.clock)
  if (typeof now === 'number') return 0n
  // Nobody else counts the expirations of one that tells nobody.
  if (timer.notify === null) timer.advance(now)
  const { deadline } = timer
  if (deadline === null) return 0n
  // It is due, and will be told of in a moment.
  return deadline > now ? deadline - now : 1n
}

function get(thread: PosixThread, timer: Timer, into: itimerspec): void {
  writeTimespec(left(thread, timer), into.it_value)
  writeTimespec(timer.interval, into.it_interval)
}

function set(
  thread: PosixThread,
  id: number,
  flags: number,
  value: itimerspec,
  before: itimerspec | null,
): number {
  const timers = Timers.of(thread)
  const timer = timers.get(id)
  if (timer === undefined) return -EINVAL
  if (!(value instanceof itimerspec) || (before !== null && !(before instanceof itimerspec)))
    return -EFAULT
  const { it_value, it_interval } = value
  if (!isTimespec(it_value) || !isTimespec(it_interval)) return -EINVAL
  const span = nanosecondsOf(it_value)
  const isAbsolute = isUntilTime(flags)
  if ((span < 0n && !isAbsolute) || it_interval.tv_sec < 0) return -EINVAL
  const now = isAbsolute ? 0n : readClock(thread.kos, timer.clock)
  if (typeof now === 'number') return now
  const old = new itimerspec()
  get(thread, timer, old)
  const answer = timers.arm(
    thread,
    timer,
    span === 0n ? null : now + span,
    nanosecondsOf(it_interval),
  )
  if (answer < 0 || before === null) return answer
  Object.assign(before.it_value, old.it_value)
  Object.assign(before.it_interval, old.it_interval)
  return 0
}

function ring(thread: PosixThread): void {
  createThread(
    thread,
    null,
    (posix: object) => {
      const own = PosixFunctions.threadOf(posix)
      const info = new siginfo_t()
      info.si_signo = SIGALRM
      info.si_code = SI_TIMER
      return own === undefined ? 0 : SignalActions.of(own).deliver(own, info)
    },
    null,
  )
}

function alarm(thread: PosixThread, seconds: number): number {
  const timers = Timers.of(thread)
  const timer = timers.alarm(() => new Timer(CLOCK_MONOTONIC, ring))
  const now = readClock(thread.kos, CLOCK_MONOTONIC)
  if (typeof now === 'number') return 0
  const rest = timer.deadline === null ? 0n : timer.deadline - now
  const whole = wholeSeconds(seconds)
  const deadline = whole === 0 ? null : now + BigInt(whole) * 1_000_000_000n
  timers.arm(thread, timer, deadline, 0n)
  return rest <= 0n ? 0 : Number((rest + 999_999_999n) / 1_000_000_000n)
}

/** Timers. */
export const timers: Family<TimersApi> = {
  timer_create: (thread) => (clock, event, timerid) =>
    thread.result(create(thread, clock, event, timerid)),
  timer_delete: (thread) => (id) => {
    const all = Timers.of(thread)
    if (all.get(id) === undefined) return thread.fail(EINVAL)
    all.remove(id)
    return 0
  },
  timer_gettime: (thread) => (id, into) => {
    const timer = Timers.of(thread).get(id)
    if (timer === undefined) return thread.fail(EINVAL)
    if (!(into instanceof itimerspec)) return thread.fail(EFAULT)
    get(thread, timer, into)
    return 0
  },
  timer_settime:
    (thread) =>
    (id, flags, value, before = null) =>
      thread.result(set(thread, id, flags, value, before)),
  timer_getoverrun: (thread) => (id) => Timers.of(thread).get(id)?.overrun ?? thread.fail(EINVAL),
  alarm: (thread) => (seconds) => alarm(thread, seconds),
}
