// A scheduler on a fake host, with a log: what most tests here begin with. No thread of it outlives
// its test unnoticed: compare `scheduler.counts` with `nothingLeft`.

import {
  HostClock,
  INFINITE_TIMEOUT,
  type LocalThread,
  Scheduler,
  type SchedulerOptions,
  spawn,
  type ThreadOptions,
  VirtualClock,
  WaitKind,
  type WaitQueue,
} from '@kos/thread'
import { FakeHost } from './fake-host.ts'

type Routine = (self: LocalThread) => Promise<number | void> | number | void

export class World<C extends VirtualClock | HostClock = VirtualClock> {
  readonly host: FakeHost
  readonly clock: C
  readonly scheduler: Scheduler
  readonly log: string[] = []

  constructor(host: FakeHost, clock: C, options: Omit<SchedulerOptions, 'clock'>) {
    this.host = host
    this.clock = clock
    this.scheduler = new Scheduler({ ...options, clock })
  }

  spawn(name: string, routine: Routine, options: ThreadOptions = {}): LocalThread {
    return spawn(this.scheduler, routine, { name, ...options })
  }

  /** Starts several threads in one entry, so that none runs before all are ready. */
  together(entry: () => void): void {
    this.scheduler.enter()
    entry()
    this.scheduler.leave()
  }

  /** Lets everything happen that can until virtual time `limit`. */
  async run(limit = Infinity): Promise<void> {
    if (this.clock instanceof VirtualClock) this.clock.limit = limit
    this.scheduler.poll()
    await this.host.rest()
  }

  say(text: string): void {
    this.log.push(text)
  }
}

export function virtualWorld(options: Omit<SchedulerOptions, 'clock'> = {}): World {
  const host = new FakeHost()
  return new World(host, new VirtualClock({ host }), options)
}

export function hostWorld(options: Omit<SchedulerOptions, 'clock'> = {}): World<HostClock> {
  const host = new FakeHost()
  return new World(host, new HostClock(host), options)
}

/** Parks the thread in a queue, as a mechanism's operation would. */
export function waitIn(
  self: LocalThread,
  queue: WaitQueue,
  timeout = INFINITE_TIMEOUT,
): Promise<number> {
  return self.block(() =>
    queue.park(self.thread, timeout, WaitKind.other, queue),
  ) as Promise<number>
}

/**
 * The outcome of a promise as a word: its code, or the name of its error; 'pending' if it has none
 * after all microtasks.
 */
export function watch(promise: Promise<unknown>): { outcome: string } {
  const seen = { outcome: 'pending' }
  promise.then(
    (value) => (seen.outcome = String(value)),
    (error: unknown) => (seen.outcome = error instanceof Error ? error.name : String(error)),
  )
  return seen
}

export const nothingLeft = { threads: 0, timers: 0, away: 0 }
