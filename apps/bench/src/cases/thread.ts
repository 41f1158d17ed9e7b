// Threads: what it costs to let another one run.
import { HostClock, INFINITE_TIMEOUT, type LocalThread, Scheduler, spawn, WaitKind, WaitQueue } from '@kos/thread'
import { defineCase } from '../case.ts'
import type { RatioCase } from '../case.ts'
import { halfPingPong } from '../references.ts'
import { Rounds } from './rounds.ts'

/** Two threads that yield to each other: an iteration is one switch. */
export const threadYield: RatioCase = defineCase({
  name: 'thread/yield',
  awaits: true,
  start: () => {
    const scheduler = new Scheduler({ clock: new HostClock() })
    const rounds = new Rounds()
    let left = 0
    // Each takes what is left, so both end together.
    const yields = async (self: LocalThread): Promise<void> => {
      const { thread } = self
      while (left-- > 0) await self.wait(scheduler.yield(thread))
    }
    const partner = async (self: LocalThread): Promise<void> => {
      for (;;) {
        while (left <= 0) await self.wait(started.park(self.thread, INFINITE_TIMEOUT, WaitKind.other, null))
        await yields(self)
      }
    }
    const started = new WaitQueue()
    spawn(scheduler, partner)
    spawn(scheduler, async (self) => {
      for (;;) {
        const count = await rounds.next()
        // The batch came from outside: this brings the thread back among those that run.
        await self.yield()
        left = count
        started.wakeOne(0)
        await yields(self)
        rounds.finish()
      }
    })
    return rounds.batch
  },
  against: [halfPingPong],
})
