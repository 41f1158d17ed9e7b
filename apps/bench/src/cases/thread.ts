// Threads: what it costs to let another one run.
import {
  HostClock,
  INFINITE_TIMEOUT,
  type LocalThread,
  Scheduler,
  spawn,
  WaitKind,
  WaitQueue,
} from '@kos/thread'
import { defineCase, limit } from '../case.ts'
import type { RatioCase } from '../case.ts'
import { halfPingPong } from '../references.ts'
import { consume } from '../sink.ts'
import { Rounds } from './rounds.ts'

/** Switches that two threads share: each takes what is left, so both end together. */
class Race {
  left = 0

  async run(self: LocalThread): Promise<void> {
    const { thread } = self
    while (this.left-- > 0) await self.wait(thread.scheduler.yield(thread))
  }
}

/** Two threads that yield to each other: an iteration is one switch. */
export const threadYield: RatioCase = defineCase({
  name: 'thread/yield',
  awaits: true,
  start: () => {
    const scheduler = new Scheduler({ clock: new HostClock() })
    const rounds = new Rounds()
    const race = new Race()
    const started = new WaitQueue()
    spawn(scheduler, async (self) => {
      for (;;) {
        while (race.left <= 0)
          await self.wait(started.park(self.thread, INFINITE_TIMEOUT, WaitKind.other, null))
        await race.run(self)
      }
    })
    spawn(scheduler, async (self) => {
      for (;;) {
        const count = await rounds.next()
        // The batch came from outside: this brings the thread back among those that run.
        await self.yield()
        race.left = count
        started.wakeOne(0)
        await race.run(self)
        rounds.finish()
      }
    })
    return rounds.batch
  },
  against: [halfPingPong],
})

/** A thread that does nothing: made, chosen, run, ended. */
export const threadCreateEnd: RatioCase = defineCase({
  name: 'thread/create-end',
  awaits: true,
  start: () => {
    const scheduler = new Scheduler({ clock: new HostClock() })
    // One thread lives on, as in rounds.ts.
    spawn(scheduler, async (self) => void (await self.block(() => scheduler.suspend(self.thread))))
    let sum = 0
    const routine = async (): Promise<void> => {
      sum = (sum + 1) | 0
    }
    return async (iterations) => {
      for (let i = 0; i < iterations; i++) await spawn(scheduler, routine).ended
      consume(sum)
    }
  },
  against: [
    limit('async function call with one await', {
      awaits: true,
      start: () => {
        let sum = 0
        const nothing = Promise.resolve()
        const routine = async (): Promise<void> => {
          await nothing
          sum = (sum + 1) | 0
        }
        return async (iterations) => {
          for (let i = 0; i < iterations; i++) await routine()
          consume(sum)
        }
      },
    }),
  ],
})
