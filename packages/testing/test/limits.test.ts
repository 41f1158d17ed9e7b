// Every limit of this package, at its value and one past it.

import { allowAll } from '@kos/kernel'
import { type Kos, KosInitializedMutex, KosInitializedSemaphore } from '@kos/libkos'
import {
  boot,
  defaultDuration,
  defaultMaxRuns,
  defaultMaxSwitches,
  defaultMaxPreemptions,
  defaultRuns,
  defaultMaxShrinkRuns,
  explore,
  exploreAll,
  formatSteps,
  replay,
  type SolutionMaker,
  type Step,
} from '@kos/testing'
import { describe, expect, test } from 'vitest'
import { maxUninterrupted, maxRecordedSteps, maxShownSteps } from '../src/limits.ts'
import { alone, together } from './corpus/case.ts'

/** A solution that only counts how often it is made. */
function counting(): { readonly solution: SolutionMaker; readonly made: () => number } {
  let made = 0
  return { solution: () => (made++, { programs: {}, policy: allowAll() }), made: () => made }
}

test('an exploration has 1,000 runs unless more are asked for', async () => {
  const { solution, made } = counting()
  expect((await explore(solution)).runs).toBe(defaultRuns)
  expect(made()).toBe(defaultRuns)
  expect((await explore(solution, { runs: defaultRuns + 1 })).runs).toBe(defaultRuns + 1)
})

test('a run takes a minute of virtual time', async () => {
  const sleeping = (msec: number): SolutionMaker =>
    alone(async (kos) => {
      await kos.KnSleep(msec)
      throw new Error('awake')
    })
  expect((await explore(sleeping(defaultDuration), { runs: 1 })).failure).not.toBe(null)
  expect((await explore(sleeping(defaultDuration + 1), { runs: 1 })).failure).toBe(null)
})

describe('switches', () => {
  /** Switches exactly so often: the first one lets Einit begin, the second one the program. */
  const switching = (switches: number): SolutionMaker =>
    alone(async (kos) => {
      for (let i = 2; i < switches; i++) await kos.KosThreadYield()
    })

  test('are as many as the caller says before it is a livelock', async () => {
    expect((await explore(switching(50), { runs: 1, maxSwitches: 50 })).failure).toBe(null)
    expect((await explore(switching(51), { runs: 1, maxSwitches: 50 })).failure?.violation).toEqual(
      {
        kind: 'livelock',
        switches: 50,
      },
    )
  })

  test('are 100,000 by default', async () => {
    const schedule = { seed: 1, decisions: [] }
    expect((await replay(switching(defaultMaxSwitches), { schedule })).failure).toBe(null)
    const { failure } = await replay(switching(defaultMaxSwitches + 1), { schedule })
    expect(failure?.violation).toEqual({ kind: 'livelock', switches: defaultMaxSwitches })
  })
})

test('all schedules have two preemptions unless more are asked for', async () => {
  // Fails if the second thread comes in between exactly `times` times.
  const interrupted = (times: number): SolutionMaker =>
    alone(async (main) => {
      const passes = KosInitializedSemaphore(100)
      let changes = 0
      let last = ''
      const stepping = (name: string) => async (kos: Kos) => {
        for (let i = 0; i < 3; i++) {
          if (last !== '' && last !== name && ++changes > times) throw new Error('often')
          last = name
          if (i < 2) await kos.KosSemaphoreWait(passes)
        }
      }
      await together(main, stepping('a'), stepping('b'))
    })
  // With n preemptions the threads change n + 1 times.
  expect((await exploreAll(interrupted(defaultMaxPreemptions))).failure).not.toBe(null)
  expect(await exploreAll(interrupted(defaultMaxPreemptions + 1))).toMatchObject({
    failure: null,
    isComplete: true,
  })
  expect(
    (
      await exploreAll(interrupted(defaultMaxPreemptions + 1), {
        maxPreemptions: defaultMaxPreemptions + 1,
      })
    ).failure,
  ).not.toBe(null)
})

test('the search of all schedules gives up after as many runs as it may', async () => {
  const three = alone((main) =>
    together(main, ...[1, 2, 3].map(() => async (): Promise<void> => {})),
  )
  const { runs, isComplete } = await exploreAll(three)
  expect([isComplete, runs <= defaultMaxRuns]).toEqual([true, true])
  expect((await exploreAll(three, { maxRuns: runs })).isComplete).toBe(true)
  expect((await exploreAll(three, { maxRuns: runs - 1 })).isComplete).toBe(false)
})

test('shrinking takes as many runs as it may', async () => {
  // Fails if the threads change often, which many decisions are needed for: there is no end of
  // trying fewer.
  const changing = alone(async (main) => {
    const passes = KosInitializedSemaphore(100)
    let changes = 0
    let last = 0
    const step = (id: number) => async (kos: Kos) => {
      for (let i = 0; i < 25; i++) {
        if (last !== id) changes++
        last = id
        await kos.KosSemaphoreWait(passes)
      }
    }
    await together(main, step(1), step(2))
    if (changes > 9) throw new Error('often')
  })
  const runsOf = async (maxShrinkRuns?: number): Promise<number | undefined> =>
    (await explore(changing, maxShrinkRuns === undefined ? {} : { maxShrinkRuns })).failure
      ?.shrinkRuns
  expect(await runsOf()).toBe(defaultMaxShrinkRuns)
  expect(await runsOf(defaultMaxShrinkRuns + 1)).toBe(defaultMaxShrinkRuns + 1)
  expect(await runsOf(3)).toBe(3)
  expect(await runsOf(0)).toBe(0)
})

test('a thread goes on as often as it may, then another one takes over', async () => {
  const spinning = alone(async (main) => {
    const free = KosInitializedMutex()
    const spin = async (kos: Kos): Promise<void> => {
      for (let i = 0; i < maxUninterrupted + 5; i++) {
        await kos.KosMutexLock(free)
        kos.KosMutexUnlock(free)
        kos.log(i)
      }
    }
    await together(main, spin, async (kos) => kos.log('other'))
  })
  await using sys = await boot(spinning, { schedule: { seed: 1, decisions: [] } })
  await sys.run()
  // The one that was asked one time too often had not come to its line yet.
  expect(sys.output['Program']?.indexOf('other')).toBe(maxUninterrupted)
})

test('an interleaving is recorded as far as it may be', async () => {
  // Each yield is a step.
  const long = (steps: number): SolutionMaker =>
    alone(async (main) => {
      main.KosThreadCreate(
        15,
        0,
        async (kos: Kos) => {
          for (let i = 0; i < steps; i++) await kos.KosThreadYield()
        },
        0,
        0,
      )
      for (let i = 1; i < steps; i++) await main.KosThreadYield()
      throw new Error('here')
    })
  const recorded = async (steps: number): Promise<readonly Step[]> =>
    (await explore(long(steps), { runs: 1 })).failure?.steps ?? []
  expect(await recorded(maxRecordedSteps / 2)).toHaveLength(maxRecordedSteps - 1)
  const most = await recorded(maxRecordedSteps)
  expect(most).toHaveLength(maxRecordedSteps)
  expect(most.at(-1)?.end.what).toBe('Program crashes: here')
})

test('an interleaving is shown as far as it can be read', () => {
  const step = (index: number): Step => ({
    time: index,
    thread: 'P/main',
    actions: [],
    end: { what: 'gives way', place: '' },
  })
  const steps = (count: number): Step[] => Array.from({ length: count }, (_, index) => step(index))
  expect(formatSteps(steps(maxShownSteps)).split('\n')).toHaveLength(maxShownSteps)
  const lines = formatSteps(steps(maxShownSteps + 1)).split('\n')
  expect(lines).toHaveLength(maxShownSteps + 1)
  expect(lines[0]).toBe('  (1 step before)')
  expect(lines[1]).toContain('1 ms')
})

test('an option that boot does not have is an error', async () => {
  const solution: SolutionMaker = () => ({ programs: {}, policy: [] })
  await expect(boot(solution, { sed: 1 } as never)).rejects.toThrow(
    'boot: there is no option "sed"; there are: seed',
  )
})

test('a solution that is not made by a function is an error that says so', async () => {
  await expect(boot({ programs: {}, policy: [] } as never)).rejects.toThrow(
    'boot: the solution is a function that makes one: boot(() => solution)',
  )
})
