// Threads: what it costs to let another one run.
import { HostClock, type LocalThread, Scheduler, spawn } from '@kos/thread'
import { defineCase } from '../case.ts'
import type { RatioCase } from '../case.ts'
import { halfPingPong } from '../references.ts'

/** Two threads that yield to each other: an iteration is one switch. */
export const threadYield: RatioCase = defineCase({
  name: 'thread/yield',
  awaits: true,
  start: () => {
    const scheduler = new Scheduler({ clock: new HostClock() })
    return async (iterations) => {
      const half = Math.ceil(iterations / 2)
      const yields = async (self: LocalThread): Promise<void> => {
        const { thread } = self
        for (let i = 0; i < half; i++) await self.wait(scheduler.yield(thread))
      }
      const [first, second] = [spawn(scheduler, yields), spawn(scheduler, yields)]
      await first.ended
      await second.ended
    }
  },
  against: [halfPingPong],
})
