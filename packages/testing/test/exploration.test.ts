// The violations and reports of explorations, and that they repeat. Programs with classic mistakes
// are in `corpus.test.ts`.

import { allowAll, cloningRealm, defineSolution } from '@kos/kernel'
import {
  INFINITE_TIMEOUT,
  type Kos,
  KosInitializedEvent,
  KosInitializedMutex,
  KosInitializedSemaphore,
  PackInMsg,
  program,
  SMsgHdr,
  unwrap,
} from '@kos/libkos'
import { rcOk } from '@kos/retcode'
import {
  assertNoFailure,
  boot,
  explore,
  type ExploreOptions,
  formatFailure,
  replay,
  type SolutionMaker,
  type Violation,
} from '@kos/testing'
import { describe, expect, test } from 'vitest'
import { alone, together } from './corpus/case.ts'
import { kernelOnly, Lamps, lamps, set } from './lamps.ts'

/** What is found in a few runs. */
async function violationOf(
  solution: SolutionMaker,
  options: ExploreOptions = {},
): Promise<Violation | null> {
  return (await explore(solution, { runs: 10, ...options })).failure?.violation ?? null
}

const fine = alone(async (kos) => void (await kos.KnSleep(1)))

/** A process whose main thread waits in a way of its own. */
const waiting = (wait: (kos: Kos) => Promise<unknown>): SolutionMaker =>
  alone(async (kos) => void (await wait(kos)))

describe('a failure', () => {
  test('is none where all is well', async () => {
    expect(await explore(fine, { runs: 7 })).toEqual({ runs: 7, failure: null })
  })

  test('is a crash of any process', async () => {
    const crashing = alone(() => Promise.reject(new Error('broken')))
    expect(await violationOf(crashing)).toMatchObject({
      kind: 'crash',
      process: 'Program',
      message: 'broken',
    })
  })

  test('is the first one of a run', async () => {
    const crashing = (msec: number) =>
      program(async (kos: Kos) => {
        await kos.KnSleep(msec)
        throw new Error(`after ${msec} ms`)
      })
    const both: SolutionMaker = () =>
      defineSolution({
        programs: { Late: crashing(2), Early: crashing(1), AtOnce: crashing(1) },
        policy: allowAll(),
      })
    expect(await violationOf(both)).toMatchObject({ process: 'Early', message: 'after 1 ms' })
  })

  test('is a ring of waits while others go on', async () => {
    const ring = alone(async (kos) => {
      const mutex = KosInitializedMutex('m')
      await together(
        kos,
        async (own) => {
          await own.KosMutexLock(mutex)
          await own.KosMutexLock(mutex)
        },
        async (own) => {
          while ((await own.KnSleep(1)) === rcOk);
        },
      )
    })
    expect(await violationOf(ring)).toMatchObject({
      kind: 'deadlock',
      rings: [['Program/thread 3']],
    })
  })

  test('is a thread that waits for an event that no thread sets', async () => {
    const event = waiting((kos) => kos.KosEventWait(KosInitializedEvent('never'), false))
    expect(await violationOf(event)).toMatchObject({
      kind: 'deadlock',
      rings: [],
      waits: [{ thread: 'Program/main', kind: 'event' }],
    })
  })

  test('is a client whose server waits for the next request without a reply', async () => {
    const Deaf = program({ endpoints: { lamps: Lamps } }, async (kos) => {
      const handle = kos.ServiceLocatorRegister('lamps')
      const request = PackInMsg(new SMsgHdr(), new Uint8Array(64))
      while ((await kos.Recv(handle, request)) === rcOk);
    })
    const Caller = program(async (kos: Kos) => void (await set(kos, 1)))
    const silent: SolutionMaker = () =>
      defineSolution({
        programs: { Deaf, Caller },
        connections: { Caller: { lamps: 'Deaf' } },
        policy: allowAll(),
      })
    expect(await violationOf(silent)).toMatchObject({
      kind: 'deadlock',
      rings: [],
      waits: [{ thread: 'Caller/main', kind: 'call' }],
    })
  })

  test.each<[string, SolutionMaker]>([
    ['for a request', () => lamps()],
    [
      'for a notification',
      waiting((kos) =>
        kos.KnNoticeGetEvent(kos.KnNoticeCreate().notice as never, INFINITE_TIMEOUT, 1),
      ),
    ],
    ['for ever, because it wants to', waiting((kos) => kos.KnSleep(INFINITE_TIMEOUT))],
    ['suspended', waiting((kos) => kos.KosThreadSuspend(kos.KosThreadCurrentId()))],
    [
      'for an idle thread',
      alone((kos) => together(kos, async (own) => void (await own.KnSleep(INFINITE_TIMEOUT)))),
    ],
    ['for time beyond the end', waiting((kos) => kos.KnSleep(1_000_000))],
  ])('is not an idle thread: %s', async (_what, solution) => {
    expect(await violationOf(solution)).toBe(null)
  })

  test('is not a wait that the caller names as idle', async () => {
    const worker = waiting((kos) =>
      kos.KosQueuePop(kos.KosQueueCreate(1, 4, 4, null) as never, INFINITE_TIMEOUT),
    )
    expect(await violationOf(worker)).toMatchObject({ kind: 'deadlock' })
    expect(await violationOf(worker, { idleWaits: ['queue'] })).toBe(null)
  })

  const listening = waiting((kos) =>
    kos.KnNoticeGetEvent(kos.KnNoticeCreate().notice as never, INFINITE_TIMEOUT, 1),
  )

  test.each(['notice', 'Program', 'Program/main'])(
    'is a wait that the caller says must not last: %s',
    async (name) => {
      expect(await violationOf(listening, { neverIdle: [name] })).toMatchObject({
        kind: 'hang',
        waits: [{ thread: 'Program/main', kind: 'notice' }],
        report: expect.stringContaining('Program/main waits: notice'),
      })
    },
  )

  test('is such a wait also while others go on, and none that will end', async () => {
    const ticking = alone(async (kos) => {
      await together(
        kos,
        async (own) =>
          void (await own.KnNoticeGetEvent(
            unwrap(own.KnNoticeCreate()).notice,
            INFINITE_TIMEOUT,
            1,
          )),
        async (own) => {
          while ((await own.KnSleep(1_000)) === rcOk);
        },
      )
    })
    expect(await violationOf(ticking)).toBe(null)
    expect(await violationOf(ticking, { neverIdle: ['Program/thread 4'] })).toBe(null)
    expect(await violationOf(ticking, { neverIdle: ['sleep', 'Program/thread 3'] })).toMatchObject({
      kind: 'hang',
      waits: [{ thread: 'Program/thread 3' }],
    })
    const late = waiting((kos) => kos.KnSleep(1_000_000))
    expect(await violationOf(late, { neverIdle: ['Program', 'sleep'] })).toBe(null)
  })

  test('is a name of such a wait that is none', async () => {
    expect(await violationOf(listening, { neverIdle: ['notices'] })).toMatchObject({
      kind: 'boot',
      message: expect.stringMatching(
        /^neverIdle: "notices" is no process, .*there are: Program, none, sleep.*mean "notice"\?$/,
      ),
    })
  })

  test('is a check that throws, at the end of each run', async () => {
    const times: number[] = []
    const check = (sys: { readonly now: number }): void => {
      times.push(sys.now)
      if (times.length === 3) throw new Error('not so')
    }
    const { runs, failure } = await explore(fine, {
      runs: 10,
      duration: 50,
      check,
      maxShrinkRuns: 0,
    })
    expect(runs).toBe(3)
    expect(failure?.violation).toMatchObject({ kind: 'check', message: 'not so' })
    expect(times.slice(0, 3)).toEqual([50, 50, 50])
  })

  test('is an object that is left in the kernel', async () => {
    const check = (sys: Awaited<ReturnType<typeof boot>>): void =>
      void sys.kernel.after(1_000_000, () => {})
    expect(await violationOf(fine, { check })).toEqual({ kind: 'leak', objects: { timers: 1 } })
  })

  test('is misuse if asked for', async () => {
    const clumsy = alone(async (kos) => kos.KosMutexUnlock(KosInitializedMutex()))
    expect(await violationOf(clumsy)).toBe(null)
    expect(await violationOf(clumsy, { misuse: true })).toMatchObject({
      kind: 'misuse',
      process: 'Program',
    })
  })

  test('is a process that the policy lets not start', async () => {
    const { programs } = await fine()
    expect(await violationOf(() => ({ programs, policy: kernelOnly }))).toMatchObject({
      kind: 'refused start',
      process: 'Program',
    })
    expect(await violationOf(() => lamps(kernelOnly))).toMatchObject({
      kind: 'refused start',
      process: 'Server',
    })
    expect(await violationOf(() => lamps([]))).toMatchObject({
      kind: 'refused start',
      process: 'kl.core.Core',
    })
  })

  test('is a probe that fails', async () => {
    const probe = {
      called: (): never => {
        throw new Error('no room')
      },
    }
    const sys = await boot(fine, { probe })
    await sys.advance(1)
    const failed = expect.objectContaining({ kind: 'host', message: 'no room' })
    await expect(sys[Symbol.asyncDispose]()).rejects.toMatchObject({
      violations: expect.arrayContaining([failed]),
    })
  })

  test('is a solution that is none, and a check of nonsense', async () => {
    const broken = (): never => {
      throw new Error('no solution')
    }
    expect(await violationOf(broken)).toMatchObject({ kind: 'boot', message: 'no solution' })
    expect(await violationOf(fine, { duration: -1 })).toMatchObject({ kind: 'boot' })
    expect(await violationOf(fine, { kill: [{ process: 'Nobody', at: 1 }] })).toMatchObject({
      kind: 'boot',
    })
  })
})

describe('a run', () => {
  test('kills as planned', async () => {
    const exits: unknown[] = []
    const check = (sys: Awaited<ReturnType<typeof boot>>): void =>
      void exits.push(sys.inspect().tasks[1]?.exit)
    await explore(() => lamps(), { runs: 2, check, kill: [{ process: 'Server', at: 5 }] })
    expect(exits).toEqual([{ killed: 'killed by the test' }, { killed: 'killed by the test' }])
  })

  test('makes a new solution each time', async () => {
    let made = 0
    await explore(() => (made++, fine()), { runs: 5 })
    expect(made).toBe(5)
  })

  test('lets a thread that spins on a free lock be overtaken, so that it ends', async () => {
    const spinning = alone(async (main) => {
      const mutex = KosInitializedMutex()
      let isDone = false
      const spin = async (kos: Kos): Promise<void> => {
        while (!isDone) {
          await kos.KosMutexLock(mutex)
          kos.KosMutexUnlock(mutex)
        }
      }
      const finish = async (): Promise<void> => {
        isDone = true
      }
      await together(main, spin, finish)
    })
    expect(await violationOf(spinning)).toBe(null)
  })

  test('never lets a thread that yields run again at once, if another can', async () => {
    const patient = alone(async (main) => {
      let steps = 0
      let running = 2
      const step = async (kos: Kos): Promise<void> => {
        for (let i = 0; i < 20; i++) {
          const before = ++steps
          await kos.KosThreadYield()
          if (steps === before && running === 2) throw new Error('it overtook itself')
        }
        running--
      }
      // Two threads and nobody else: the first one is the main thread.
      main.KosThreadCreate(15, 0, step, 0, 0)
      await step(main)
      await main.KnSleep(1)
    })
    expect(await violationOf(patient, { runs: 50 })).toBe(null)
  })

  test('works on a host that lets only plain data pass', async () => {
    const { failure } = await explore(() => lamps(), {
      runs: 3,
      host: cloningRealm(),
      check: (sys) => sys.as('Client', async (kos) => void (await set(kos, 1))),
    })
    expect(failure).toBe(null)
  })
})

/** Two threads; the second one must not come between the steps of the first. */
const torn = alone(async (main) => {
  const paper = KosInitializedSemaphore(100, 'paper')
  let isWriting = false
  const write = async (kos: Kos): Promise<void> => {
    for (let i = 0; i < 3; i++) await kos.KosSemaphoreWait(paper)
    isWriting = true
    kos.log('writes')
    await kos.KosSemaphoreWait(paper)
    isWriting = false
    for (let i = 0; i < 3; i++) await kos.KosSemaphoreWait(paper)
  }
  const read = async (kos: Kos): Promise<void> => {
    for (let i = 0; i < 4; i++) await kos.KosSemaphoreWait(paper)
    if (isWriting) throw new Error('half a page')
  }
  await together(main, write, read)
})

describe('a report', () => {
  test('is the same for equal seeds', async () => {
    const first = await explore(torn, { seed: 40 })
    expect(await explore(torn, { seed: 40 })).toEqual(first)
    expect(first.failure?.violation).toMatchObject({ kind: 'crash', message: 'half a page' })
  })

  test('has the smallest schedule that was found: here one preemption', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { failure } = await explore(torn, { seed: seed * 1_000 })
      const decided = failure?.schedule.decisions.filter((value) => value !== 0)
      expect(decided).toEqual([1])
      expect(failure?.found.length).toBeGreaterThanOrEqual(
        failure?.schedule.decisions.length ?? Infinity,
      )
    }
  })

  test('is repeated by replay, and by boot', async () => {
    const { failure } = await explore(torn)
    const schedule = failure?.schedule ?? { seed: 0, decisions: [] }
    const again = await replay(torn, { schedule })
    expect(again.runs).toBe(1)
    expect(again.failure?.violation).toEqual(failure?.violation)
    expect(again.failure?.steps).toEqual(failure?.steps)
    await using sys = await boot(torn, { schedule })
    await sys.run()
    expect(sys.takeCrashes()).toMatchObject([{ message: 'half a page' }])
  })

  test('of a replay is none if nothing fails any more', async () => {
    expect(await replay(fine, { schedule: { seed: 1, decisions: [1, 7, 1] } })).toEqual({
      runs: 1,
      failure: null,
    })
  })

  test('takes decisions that are too large as the largest', async () => {
    const order = async (decisions: readonly number[]): Promise<readonly string[] | undefined> => {
      const three = alone((kos) =>
        together(kos, ...['a', 'b', 'c'].map((name) => async (own: Kos) => own.log(name))),
      )
      await using sys = await boot(three, { schedule: { seed: 1, decisions } })
      await sys.run()
      return sys.output['Program']
    }
    expect(await order([2])).toEqual(['c', 'a', 'b'])
    expect(await order([99])).toEqual(['c', 'a', 'b'])
  })

  test('says if the same schedule does not fail again', async () => {
    let runs = 0
    const moody = (): ReturnType<SolutionMaker> => {
      const isBroken = ++runs === 3
      return alone(() => (isBroken ? Promise.reject(new Error('broken')) : Promise.resolve()))()
    }
    const { failure } = await explore(moody, { runs: 10, maxShrinkRuns: 5 })
    expect(failure).toMatchObject({ isRepeatable: false, run: 3, violation: { kind: 'crash' } })
    expect(failure === null ? '' : formatFailure(failure)).toContain(
      'running this schedule again did not fail',
    )
  })

  test('as text has the violation, the steps and the schedule', async () => {
    const { failure } = await explore(torn)
    const text =
      failure === null
        ? ''
        : formatFailure(failure)
            .replaceAll(/\(\/.*\/(?=[^/]+:\d)/g, '(')
            .replaceAll(/:\d+/g, ':N')
    expect(text).toMatchInlineSnapshot(`
      "run 4: Program crashed: half a page
        at read (exploration.test.ts:N:N)

      how it happened (3 steps, 1 decision other than the default):
             0 ms  Program/main      Thread.Create ×2 (case.ts:N); waits: join (Program/thread 3) (case.ts:N)
             0 ms  Program/thread 3  takes a permit of semaphore paper ×3 (exploration.test.ts:N); writes "writes"; takes a permit of semaphore paper (exploration.test.ts:N); is preempted
             0 ms  Program/thread 4  takes a permit of semaphore paper ×4 (exploration.test.ts:N); Program crashes: half a page

      what was written:
        [Program] writes

      to run it again: { schedule: { seed: 4, decisions: [0, 0, 0, 0, 1] } }"
    `)
  })

  test('is thrown as text by assertNoFailure', async () => {
    assertNoFailure(await explore(fine, { runs: 2 }))
    const exploration = await explore(torn)
    expect(() => assertNoFailure(exploration)).toThrow(
      /^\d+ schedules tried, the last one fails\.\nrun \d+: Program crashed: half a page/,
    )
  })
})
