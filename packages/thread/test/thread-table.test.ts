// The table of threads against a Map.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { rcAbort } from '@kos/retcode'
import type { Thread } from '@kos/thread'
import { nothingLeft, virtualWorld } from './world.ts'

test('threads are found by number and listed in order of creation, however many come and go', () => {
  const property = fc.property(
    fc.array(fc.tuple(fc.nat(3), fc.nat(1_000)), { maxLength: 300, size: 'max' }),
    (steps) => {
      const world = virtualWorld()
      const { scheduler } = world
      const model = new Map<number, Thread>()
      for (const [kind, pick] of steps) {
        const threads = [...model.values()]
        const victim = threads[pick % Math.max(1, threads.length)]
        if (kind > 0 || victim === undefined) {
          const { thread } = world.spawn('sleeper', async (self) => void (await self.sleep(1)))
          model.set(thread.tid, thread)
        } else {
          scheduler.terminate(victim, rcAbort)
          model.delete(victim.tid)
          expect(scheduler.find(victim.tid)).toBeUndefined()
        }
        expect(scheduler.counts.threads).toBe(model.size)
      }
      expect(scheduler.threads).toEqual([...model.values()])
      for (const [tid, thread] of model) expect(scheduler.find(tid)).toBe(thread)
      for (const thread of scheduler.threads) scheduler.terminate(thread, rcAbort)
      expect([scheduler.threads, scheduler.find(1), scheduler.counts]).toEqual([
        [],
        undefined,
        nothingLeft,
      ])
    },
  )
  fc.assert(property, { numRuns: 50, seed: 1 })
})
