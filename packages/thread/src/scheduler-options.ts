// The options of a scheduler: its clock, its choice among ready threads of one priority, and the
// listeners that it tells what it does.

import type { Clock } from './clock.ts'
import type { Choice } from './ready-queues.ts'
import type { Thread } from './thread.ts'
import type { WaitReport } from './wait-report.ts'

/**
 * Told what the scheduler does. Every method is optional; without a probe each event costs one
 * branch. It may wake and end any thread, the one that it hears of included.
 */
export interface SchedulerProbe {
  switched?(thread: Thread, now: number): void
  parked?(thread: Thread, now: number): void
  /** It awaits something of the host, and others may run: until it is switched to, or ended. */
  away?(thread: Thread, now: number): void
  ended?(thread: Thread, now: number): void
}

/** What a scheduler is made with. */
export interface SchedulerOptions {
  readonly clock: Clock
  /** Which of equal ready threads runs; default first come, first served. */
  readonly choice?: Choice
  readonly probe?: SchedulerProbe
  /** Switches without a turn of the host; default 4096. */
  readonly turnLength?: number
  /**
   * A thread made a foreign wait in virtual time; called once per switch to it. Default: the thread
   * is terminated with code rcAbort and a message that says why.
   */
  readonly onForeignWait?: (thread: Thread) => void
  /**
   * The scheduler idles: no thread runs, is ready or away, no host operation is pending, and time
   * goes no further, because no deadline is armed or the limit of a virtual clock is reached.
   * Called again whenever an entry ends like that. It may start and wake threads or raise the
   * limit.
   */
  readonly onIdle?: () => void
  /**
   * A deadlock: a ring of waits was closed just now. Each of its threads waits, without a time-out,
   * for a resource that the next one owns. The report has these threads alone. Called once per
   * ring, before the next thread runs; it may wake and end threads.
   */
  readonly onDeadlock?: (report: WaitReport) => void
  /**
   * Remember with each wait where the program waits, for reports. Costs microseconds per wait;
   * default false.
   */
  readonly captureStacks?: boolean
}
