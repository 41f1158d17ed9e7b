// The steps of a failure, for each kind of action of a thread.

import { allowAll, any, core, defineSolution, execute } from '@kos/kernel'
import {
  connect,
  type Kos,
  KosInitializedCondvar,
  KosInitializedEvent,
  KosInitializedMutex,
  KosInitializedRWLock,
  KosInitializedSemaphore,
  program,
  unwrap,
} from '@kos/libkos'
import {
  explore,
  type ExploreOptions,
  formatSteps,
  type SolutionMaker,
  type Step,
} from '@kos/testing'
import { request } from '@kos/kernel'
import { describe, expect, test } from 'vitest'
import { alone, together } from './corpus/case.ts'
import { Lamps, Server, set } from './lamps.ts'

/** The steps of a run, without an explorer's decisions: the check fails it. */
async function stepsOf(
  solution: SolutionMaker,
  options: ExploreOptions = {},
): Promise<readonly Step[]> {
  const check = (): never => {
    throw new Error('shown')
  }
  return (await explore(solution, { runs: 1, check, ...options })).failure?.steps ?? []
}

/** Each step as one text. */
async function textsOf(solution: SolutionMaker, options: ExploreOptions = {}): Promise<string[]> {
  return (await stepsOf(solution, options)).map(({ thread, actions, end }) => {
    return `${thread}: ${[...actions, end].map(({ what }) => what).join(', ')}`
  })
}

describe('steps', () => {
  test('have waits with their objects, wake-ups and ends', async () => {
    const solution = alone(async (main) => {
      const mutex = KosInitializedMutex('m')
      const event = KosInitializedEvent('e')
      await together(
        main,
        async (kos: Kos) => {
          await kos.KosMutexLock(mutex)
          await kos.KosEventWait(event, false)
          kos.KosMutexUnlock(mutex)
        },
        (kos: Kos) => kos.KosMutexLock(mutex),
        async (kos: Kos) => {
          kos.KosEventSet(event)
          await kos.KosThreadYield()
          kos.log('two\nlines')
        },
      )
    })
    expect(await textsOf(solution)).toEqual([
      'Program/main: Thread.Create, Thread.Create, Thread.Create, Thread.Wait, waits: join (Program/thread 3)',
      'Program/thread 3: locks mutex m, waits: event e',
      'Program/thread 4: waits: mutex m (Program/thread 3)',
      'Program/thread 5: sets event e and wakes another thread, Thread.Yield, gives way',
      'Program/thread 3: unlocks mutex m and wakes another thread, ends',
      'Program/thread 5: writes "two", writes "lines", ends',
      'Program/thread 4: ends',
      'Program/main: Thread.Wait, Thread.Wait, Program ends with code 0',
    ])
    // Switch points at which nobody is preempted are no actions.
    expect(await textsOf(solution, { switchBefore: true })).toEqual(await textsOf(solution))
  })

  test('name each operation on a lock, an event or a semaphore, and what came of it', async () => {
    const solution = alone(async (kos) => {
      const [mutex, other] = [KosInitializedMutex('m'), KosInitializedMutex()]
      const [condvar, event] = [KosInitializedCondvar('c'), KosInitializedEvent('e')]
      const [semaphore, rwlock] = [KosInitializedSemaphore(1, 's'), KosInitializedRWLock('r')]
      await kos.KosMutexLock(mutex)
      kos.KosMutexTryLock(mutex)
      await kos.KosMutexLockTimeout(mutex, 0)
      kos.KosMutexTryLock(other)
      kos.KosCondvarSignal(condvar)
      kos.KosCondvarBroadcast(condvar)
      await kos.KosCondvarWaitTimeout(condvar, other, 0)
      kos.KosEventSet(event)
      await kos.KosEventWait(event, true)
      kos.KosEventReset(event)
      await kos.KosSemaphoreWait(semaphore)
      kos.KosSemaphoreTryWait(semaphore)
      kos.KosSemaphoreSignal(semaphore)
      await kos.KosRWLockRead(rwlock)
      kos.KosRWLockTryWrite(rwlock)
      kos.KosRWLockUnlock(rwlock)
      kos.KosMutexUnlock(mutex)
      await kos.KosEventWait(event, false)
    })
    const [step] = await stepsOf(solution, { idleWaits: ['event'] })
    expect(step?.actions.map(({ what }) => what)).toEqual([
      'locks mutex m',
      'tries to lock mutex m: rcBusy',
      'locks mutex m: rcTimeout',
      'tries to lock mutex',
      'signals condvar c and wakes nobody',
      'broadcasts condvar c and wakes nobody',
      'waits at condvar c: rcTimeout',
      'sets event e and wakes nobody',
      'waits for event e',
      'resets event e',
      'takes a permit of semaphore s',
      'tries to take a permit of semaphore s: rcBusy',
      'signals semaphore s',
      'reads rwlock r',
      'tries to write rwlock r: rcBusy',
      'unlocks rwlock r',
      'unlocks mutex m',
    ])
    expect(step?.end.what).toBe('waits: event e')
  })

  test('say how many threads an operation woke, also if they wait for a mutex then', async () => {
    const solution = alone(async (main) => {
      const [mutex, condvar] = [KosInitializedMutex('m'), KosInitializedCondvar('c')]
      const sleeper = async (kos: Kos): Promise<void> => {
        await kos.KosMutexLock(mutex)
        await kos.KosCondvarWait(condvar, mutex)
        kos.KosMutexUnlock(mutex)
      }
      await together(main, sleeper, sleeper, async (kos) => {
        await kos.KosMutexLock(mutex)
        kos.KosCondvarBroadcast(condvar)
        kos.KosMutexUnlock(mutex)
      })
    })
    expect((await textsOf(solution)).slice(3, 5)).toEqual([
      'Program/thread 5: locks mutex m, broadcasts condvar c and wakes 2 threads, unlocks mutex m and wakes another thread, ends',
      'Program/thread 3: unlocks mutex m and wakes another thread, ends',
    ])
  })

  test('name the owner of a lock that has ended, and no operation that was refused', async () => {
    const solution = alone(async (main) => {
      const mutex = KosInitializedMutex('m')
      await together(main, (kos) => kos.KosMutexLock(mutex))
      main.KosMutexUnlock(mutex)
      await main.KosMutexLock(mutex)
    })
    const texts = (await textsOf(solution)).slice(-2)
    expect(texts[0]).toBe('Program/thread 3: locks mutex m, ends')
    expect(texts[1]).toMatch(
      /^Program\/main: misuse: Program: KosMutexUnlock [^,]*, .*waits: mutex m \(Program\/thread 3, which has ended\)$/,
    )
    expect(texts[1]).not.toContain('unlocks')
  })

  test('have denials and misuse', async () => {
    const Asking = program(async (kos) => {
      await set(kos, 1)
      kos.KosMutexUnlock(KosInitializedMutex())
    })
    const solution: SolutionMaker = () =>
      defineSolution({
        programs: { Server, Asking },
        connections: { Asking: { lamps: 'Server' } },
        policy: [execute(), request(any, core)],
      })
    const texts = await textsOf(solution)
    expect(texts.at(-1)).toMatch(
      /^Asking\/main: .*IPC\.Call, was denied: request Asking -> Server test\.Lamps\.Set.*, misuse: Asking: KosMutexUnlock/,
    )
  })

  test('have threads and processes that others end, with the time', async () => {
    const Patient = program(
      async (kos) => void (await connect(kos, Lamps, 'lamps', 'lamps').Set({ level: 1 })),
    )
    const Ending = program(async (kos) => {
      const { tid } = unwrap(
        kos.KosThreadCreate(15, 0, async (own: Kos) => void (await own.KnSleep(100)), 0, 0),
      )
      await kos.KnSleep(1)
      await kos.KosThreadTerminate(tid, 0)
    })
    const solution: SolutionMaker = () =>
      defineSolution({
        programs: { Server, Patient, Ending },
        connections: { Patient: { lamps: 'Server' } },
        policy: allowAll(),
      })
    const steps = await stepsOf(solution, { kill: [{ process: 'Server', at: 5 }] })
    const last = steps.slice(-2).map(({ time, thread, actions, end }) =>
      [time, thread, ...actions, end].map((each) => {
        return typeof each === 'object' ? each.what : each
      }),
    )
    expect(last).toEqual([
      [1, 'Ending/main', 'Thread.Terminate', 'ends Ending/thread 5', 'Ending ends with code 0'],
      [5, 'Patient/main', 'Patient ends with code 0'],
    ])
  })

  test('have the lines of the program', async () => {
    const steps = await stepsOf(
      alone(async (kos) => {
        await kos.KnSleep(1)
      }),
    )
    expect(steps[0]?.end.place).toMatch(
      /^Process\.<anonymous> \(.*interleaving\.test\.ts:\d+:\d+\)$/,
    )
  })
})

describe('as text', () => {
  const step = (actions: Step['actions'], end: Step['end']): Step => ({
    time: 0,
    thread: 'P/main',
    actions,
    end,
  })
  const action = (what: string, place = ''): Step['end'] => ({ what, place })

  test('have a wait in place of its call, and equal actions once', () => {
    const call = action('Thread.Sleep', 'main (/x/a.ts:3:4)')
    const steps = [
      step([action('One'), action('One'), call], action('waits: sleep', call.place)),
      step([call], action('gives way')),
    ]
    expect(formatSteps(steps)).toBe(
      '       0 ms  P/main  One ×2; waits: sleep (a.ts:3)\n       0 ms  P/main  Thread.Sleep (a.ts:3); gives way',
    )
  })

  test('a place that is not understood is shown as it is', () => {
    expect(formatSteps([step([], action('waits: sleep', 'somewhere'))])).toBe(
      '       0 ms  P/main  waits: sleep (somewhere)',
    )
    expect(formatSteps([step([], action('', ''))])).toBe('       0 ms  P/main')
    expect(formatSteps([])).toBe('')
  })
})
