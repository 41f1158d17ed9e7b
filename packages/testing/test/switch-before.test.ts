// Switch points before operations: what they find that is otherwise not found, and that they repeat.

import { cloningRealm } from '@kos/kernel'
import { type Kos, KosInitializedMutex, KosInitializedSemaphore, unwrap } from '@kos/libkos'
import { rcBusy } from '@kos/retcode'
import { boot, explore, exploreAll, type FailedSchedule, replay, type System } from '@kos/testing'
import { describe, expect, test } from 'vitest'
import { alone, together } from './corpus/case.ts'
import { pulsedEvent } from './corpus/pulsed-event.ts'

const { faulty } = pulsedEvent
const switchBefore = true

describe('switch points before operations', () => {
  test('find what no schedule without them does', async () => {
    expect(await exploreAll(faulty)).toMatchObject({ failure: null, isComplete: true })
    const { failure } = await exploreAll(faulty, { switchBefore, maxPreemptions: 1 })
    expect(failure?.violation).toMatchObject({
      kind: 'deadlock',
      waits: [{ thread: 'Program/main' }, { thread: 'Program/thread 3', kind: 'event' }],
    })
  })

  test('come before each function that may block, once', async () => {
    let order: string[] = []
    const stepping = alone(async (main) => {
      const mutex = KosInitializedMutex('m')
      order = []
      const steps = async (kos: Kos, name: string): Promise<void> => {
        order.push(name)
        await kos.KosMutexLock(mutex)
        kos.KosMutexUnlock(mutex)
      }
      await together(
        main,
        (kos) => steps(kos, 'a'),
        (kos) => steps(kos, 'b'),
      )
    })
    const ordersOf = async (options: object): Promise<Set<string>> => {
      const seen = new Set<string>()
      const check = (): void => void seen.add(order.join(''))
      expect(await exploreAll(stepping, { check, ...options })).toMatchObject({ isComplete: true })
      return seen
    }
    expect(await ordersOf({ maxPreemptions: 0 })).toEqual(new Set(['ab', 'ba']))
    expect(await ordersOf({ switchBefore })).toEqual(new Set(['ab', 'ba']))
  })

  test.each([
    ['in the realm of the kernel', {}],
    ['where only plain data pass', { host: cloningRealm() }],
  ])('are repeated by a schedule, %s', async (_where, options) => {
    const { failure } = await explore(faulty, { switchBefore, ...options })
    const { schedule } = failure as FailedSchedule
    const again = await replay(faulty, { switchBefore, schedule, ...options })
    expect(again.failure?.violation).toEqual(failure?.violation)
    expect((await replay(faulty, { schedule, ...options })).failure).toBe(null)
    const waits = async (more: object): Promise<string[]> => {
      await using sys: System = await boot(faulty, { schedule, ...options, ...more })
      await sys.run()
      return sys.kernel.waits().waits.map(({ kind }) => kind)
    }
    expect([await waits({ switchBefore }), await waits({})]).toEqual([['join', 'event'], []])
  })

  test('let a thread be ended that is preempted before an operation', async () => {
    let taken = 0
    const ending = alone(async (main) => {
      const permits = KosInitializedSemaphore(1, 'permits')
      const routine = async (kos: Kos): Promise<void> => {
        await kos.KosSemaphoreWait(permits)
      }
      const { tid } = unwrap(main.KosThreadCreate(15, 0, routine, 0, 0))
      await main.KosThreadYield()
      await main.KosThreadTerminate(tid, 0)
      await main.KnSleep(1)
      if (main.KosSemaphoreTryWait(permits) === rcBusy) taken++
    })
    const { runs, failure, isComplete } = await exploreAll(ending, { switchBefore })
    expect([failure, isComplete]).toEqual([null, true])
    expect(taken).toBeGreaterThan(0)
    expect(taken).toBeLessThan(runs)
  })
})
