// Fault injection: calls that fail, processes that are slow; each finds a mistake that no schedule
// shows without it, and is repeated by the schedule that is reported.

import {
  allowAll,
  any,
  audited,
  cloningRealm,
  defineSolution,
  error,
  execute,
  Klog,
  KlogStorage,
  realm,
  request,
  response,
} from '@kos/kernel'
import {
  connect,
  defineInterface,
  HANDLE_TYPE_USER_FIRST,
  INVALID_HANDLE,
  type Kos,
  KosInitializedMutex,
  OCAP_HANDLE_COPY,
  program,
  serve,
  uint32,
  unwrap,
  VMM_FLAG_COMMIT,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { rcOk, rcOutOfMemory, rcQuotaExceeded } from '@kos/retcode'
import {
  boot,
  explore,
  type FailedSchedule,
  type Faults,
  formatFailure,
  replay,
  type SolutionMaker,
} from '@kos/testing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alone, must, together } from './corpus/case.ts'
import { lamps, set } from './lamps.ts'

const hosts = [
  ['realm', realm],
  ['cloningRealm', cloningRealm],
] as const

async function failureOf(solution: SolutionMaker, faults: Faults): Promise<FailedSchedule> {
  const { failure } = await explore(solution, { runs: 200, ...faults })
  if (failure === null) throw new Error('no schedule fails')
  expect((await replay(solution, { schedule: failure.schedule })).failure?.violation).toEqual(
    failure.violation,
  )
  return failure
}

const pages = VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | VMM_FLAG_READ | VMM_FLAG_WRITE

describe.each(hosts)('on %s, an allocation that fails', (_name, host) => {
  test('answers what each function documents, and the next one succeeds', async () => {
    const allocating = alone(async (kos) => {
      const size = 4096
      const area = kos.KnVmAllocate(0, size, VMM_FLAG_RESERVE | VMM_FLAG_READ)
      const { handle } = unwrap(kos.KnPmmMdlCreate(size, VMM_FLAG_READ))
      const attempts: readonly (() => unknown)[] = [
        () => kos.KnVmAllocate(0, size, pages),
        () => kos.KnVmCommit(area, size, 0),
        () => kos.KnPmmMdlCreate(size, VMM_FLAG_READ).rc,
        () => kos.KnPmmMdlMap(handle, 0, size, 0, VMM_FLAG_READ).rc,
        () => kos.KosMemAlloc(8),
        () => kos.KosMemAllocEx(8, 64, 0),
        () => kos.KosMemZalloc(8),
        () => kos.KosQueueCreate(2, 8, 8, null),
        () => kos.KosThreadCreate(15, 0, () => {}, 0, 0).rc,
      ]
      kos.log(attempts.map((attempt) => attempt()))
      kos.log(attempts.map((attempt) => attempt()).map((it) => it !== 0 && it !== null))
    })
    const failAllocation = Array.from({ length: 9 }, (_, index) => ({
      process: 'Program',
      nth: index + 3,
    }))
    await using sys = await boot(allocating, { failAllocation, host: host() })
    await sys.run()
    const rc = rcOutOfMemory
    expect(sys.output['Program']?.[0]).toBe(`[ 0, ${rc}, ${rc}, ${rc}, 0, 0, 0, null, ${rc} ]`)
    const succeeded = [true, false, false, false, true, true, true, true, false]
    expect(sys.output['Program']?.[1]).toBe(`[ ${succeeded.join(', ')} ]`)
  })
})

test.each(hosts)('on %s a handle that is not made answers rcQuotaExceeded', async (_name, host) => {
  const making = alone(async (kos) => {
    const make = () => kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, OCAP_HANDLE_COPY, 0)
    const { handle } = unwrap(make())
    const { notice } = unwrap(kos.KnNoticeCreate())
    const codes = [
      make(),
      kos.KnHandleCopy(handle, 0, INVALID_HANDLE),
      kos.KnNoticeCreate(),
      kos.KnHandleCreateBadge(notice, 0, 0),
      kos.KnIpcCreateSyncObject(),
      kos.createListener(),
    ].map(({ rc }) => rc)
    must(
      codes.every((rc) => rc === rcQuotaExceeded),
      `codes are ${codes.map(Number).join()}`,
    )
    must(make().rc === rcOk, 'the next one is made')
  })
  const failHandle = Array.from({ length: 6 }, (_, index) => ({
    process: 'Program',
    nth: index + 3,
  }))
  await using sys = await boot(making, { failHandle, host: host() })
  await sys.run()
})

/** Keeps notes in memory; forgets to unlock when there is none. */
const notes = (isFaulty: boolean): SolutionMaker =>
  alone(async (kos) => {
    const mutex = KosInitializedMutex('notes')
    const note = async (own: Kos): Promise<void> => {
      await own.KosMutexLock(mutex)
      const address = own.KosMemAlloc(64)
      if (address === 0) {
        if (!isFaulty) own.KosMutexUnlock(mutex)
        return
      }
      own.KosMemFree(address)
      own.KosMutexUnlock(mutex)
    }
    await together(kos, note, note, note)
  })

describe('an allocation that fails by chance', () => {
  const failAllocation = [{ process: 'Program', probability: 0.2 }]

  // Threads need stacks, and `unwrap` throws without one: these runs end before the mistake.
  const misses = async (solution: SolutionMaker, runs: number): Promise<string | undefined> => {
    for (let seed = 1; seed <= runs; seed++) {
      const { failure } = await explore(solution, { runs: 1, seed, failAllocation })
      if (failure !== null && failure.violation.kind !== 'crash') return formatFailure(failure)
    }
    return undefined
  }

  test('finds a lock that is kept on the way out, which no schedule finds without it', async () => {
    expect((await explore(notes(true), { runs: 200 })).failure).toBe(null)
    expect(await misses(notes(false), 60)).toBe(undefined)
    const text = (await misses(notes(true), 60)) ?? ''
    expect(text).toMatch(/^run 1: deadlock: these threads wait/)
    expect(text).toContain('KosMemAlloc fails (allocation ')
    // Others that failed in the same run have nothing to do with it.
    expect(text).toMatch(/failAllocation: \[\{ process: 'Program', nth: \d \}\] \} \}$/)
  })

  test('is repeated by number, without chance', async () => {
    const { schedule, violation } = await failureOf(notes(true), { failAllocation })
    expect(schedule.failAllocation).toEqual([{ process: 'Program', nth: expect.any(Number) }])
    await using sys = await boot(notes(true), { schedule })
    await sys.run()
    const crashes = sys.takeCrashes()
    expect(crashes.length > 0).toBe(violation.kind === 'crash')
  })

  test('is the same for equal seeds, whatever the chance', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (seed, probability) => {
          const failing = { failAllocation: [{ process: 'Program', probability }] }
          const first = await explore(notes(true), { runs: 3, seed, ...failing })
          expect(await explore(notes(true), { runs: 3, seed, ...failing })).toEqual(first)
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('a handle that is not made', () => {
  /** Gives out a copy of its handle for each job; the faulty one goes on without one. */
  const jobs = (isFaulty: boolean): SolutionMaker =>
    alone(async (kos) => {
      const { rc, handle } = kos.KnHandleCreateUserObject(
        HANDLE_TYPE_USER_FIRST,
        OCAP_HANDLE_COPY,
        0,
      )
      if (rc !== rcOk) return
      for (let job = 0; job < 4; job++) {
        const copy = kos.KnHandleCopy(handle, 0, INVALID_HANDLE)
        if (!isFaulty && copy.rc !== rcOk) continue
        must(kos.KnHandleClose(copy.handle ?? INVALID_HANDLE) === rcOk, `job ${job} has no handle`)
      }
    })
  const failHandle = [{ process: 'Program', probability: 0.2 }]

  test('finds a code that is not looked at', async () => {
    expect((await explore(jobs(false), { runs: 50, failHandle })).failure).toBe(null)
    const { violation, schedule } = await failureOf(jobs(true), { failHandle })
    expect(violation).toMatchObject({ kind: 'crash', message: /job \d has no handle/ })
    expect(schedule).toMatchObject({
      failHandle: [{ process: 'Program', nth: expect.any(Number) }],
    })
    expect(schedule.failHandle).toHaveLength(1)
  })
})

const Board = defineInterface('test.Board', {
  Put: { in: { value: uint32 } },
  Get: { out: { value: uint32 } },
})

/** A reader that sleeps until the sensor must have measured; the mended one asks until it has. */
const measuring = (isFaulty: boolean): SolutionMaker => {
  const Server = program({ endpoints: { board: Board } }, async (kos) => {
    let last = 0
    await serve(kos, 'board', {
      board: { Put: ({ value }) => void (last = value), Get: () => ({ value: last }) },
    })
  })
  const Sensor = program(async (kos) => {
    await kos.KnSleep(5)
    await connect(kos, Board, 'board', 'board').Put({ value: 21 })
  })
  const Reader = program(async (kos) => {
    const board = connect(kos, Board, 'board', 'board')
    const get = async (): Promise<number> => unwrap(await board.Get()).value
    await kos.KnSleep(50)
    while (!isFaulty && (await get()) === 0) await kos.KnSleep(50)
    must((await get()) > 0, 'nothing was measured')
  })
  return () =>
    defineSolution({
      programs: { Server, Sensor, Reader },
      connections: { Sensor: { board: 'Server' }, Reader: { board: 'Server' } },
      policy: allowAll(),
    })
}

describe('a slow process', () => {
  test('finds a sleep in place of a wait, which no schedule finds without it', async () => {
    const slow = [{ process: 'Sensor', by: 80 }]
    expect((await explore(measuring(true), { runs: 50 })).failure).toBe(null)
    expect((await explore(measuring(false), { runs: 50, slow })).failure).toBe(null)
    const failure = await failureOf(measuring(true), { slow })
    expect(failure.violation).toMatchObject({ process: 'Reader', message: 'nothing was measured' })
    expect(failure.schedule.slow).toEqual(slow)
    expect(formatFailure(failure)).toContain("slow: [{ process: 'Sensor', by: 80 }]")
  })

  const slow = [{ process: 'Server', by: 80 }]

  test.each(hosts)('on %s answers later by its time, each time', async (_name, host) => {
    const options = { slow: [{ process: 'Server', by: 100 }], host: host() }
    await using sys = await boot(() => lamps(), options)
    expect(await sys.as('Client', (kos) => set(kos, 3))).toMatchObject({ rc: rcOk })
    // It starts, takes the request at once, and sleeps for 10 ms.
    expect(sys.now).toBe(210)
    await sys.as('Guest', (kos) => set(kos, 3))
    // It waited for this request.
    expect(sys.now).toBe(420)
  })

  test('is slow on a host whose threads are preempted, and with switches before calls', async () => {
    const options = { runs: 40, slow, switchBefore: true }
    expect((await explore(() => lamps(), options)).failure).toBe(null)
  })

  test('may be killed, and its threads ended, while it sleeps', async () => {
    const Ending = program(async (kos: Kos) => {
      const { tid } = unwrap(kos.KosThreadCreate(15, 0, (own: Kos) => own.KnSleep(1_000), 0, 0))
      await kos.KnSleep(100)
      await kos.KosThreadTerminate(tid, 0)
    })
    const ending = () => defineSolution({ programs: { Ending }, policy: allowAll() })
    for (const by of [1, 80, 950]) {
      await using sys = await boot(ending, { slow: [{ process: 'Ending', by }] })
      expect(await sys.exitOf('Ending')).toEqual({ code: 0 })
    }
    for (let at = 0; at < 300; at += 25) {
      await using sys = await boot(() => lamps(), { slow, kill: [{ process: 'Server', at }] })
      const { rc } = await sys.as('Client', (kos) => set(kos, 3))
      await sys.run()
      expect([at, rc === rcOk]).toEqual([at, at > 170])
    }
  })

  test('in any number and by any time, every audit record is stored or counted', async () => {
    const profile = { 0: { base: { kss: ['granted' as const] } } }
    const grants = [execute(), request(any, any), response(any, any), error(any, any)]
    const Busy = program(async (kos) => {
      for (let i = 0; i < 20; i++) {
        kos.KnGetMSecSinceStart()
        await kos.KnSleep(10)
      }
    })
    const solution = () =>
      defineSolution({
        programs: { 'kl.KlogStorage': KlogStorage, 'kl.Klog': Klog, Busy },
        connections: { 'kl.Klog': { 'kl.KlogStorage': 'kl.KlogStorage' } },
        policy: audited(profile, ...grants),
      })
    const times = fc.integer({ min: 1, max: 500 })
    await fc.assert(
      fc.asyncProperty(times, times, fc.constantFrom(4, 16, 4096), async (a, b, records) => {
        const slow = [
          { process: 'kl.KlogStorage', by: a },
          { process: 'kl.Klog', by: b },
        ]
        await using sys = await boot(solution, { slow, audit: { records } })
        await sys.run()
        const lines = sys.output['kl.KlogStorage'] ?? []
        const numbers = lines.flatMap((line) => /^#(\d+)/.exec(line)?.[1] ?? []).map(Number)
        const lost = lines.flatMap((line) => /^\((\d+) records/.exec(line)?.[1] ?? []).map(Number)
        const last = numbers.at(-1) ?? 0
        // Three starts and Einit, what Busy calls, and what the others ask at the start.
        expect(last).toBeGreaterThan(40)
        expect(numbers.length + lost.reduce((sum, count) => sum + count, 0)).toBe(last)
        if (records === 4096) expect(lost).toEqual([])
      }),
      { numRuns: 15 },
    )
  })
})

test.each<[Faults, string]>([
  [{ failAllocation: [{ process: 'No', nth: 1 }] }, 'failAllocation: there is no process No;'],
  [{ failHandle: [{ process: 'Server', nth: 0 }] }, 'failHandle: 0 is no number of a call'],
  [{ failHandle: [{ process: 'Server', nth: 1.5 }] }, 'failHandle: 1.5 is no number of a call'],
  [
    { failAllocation: [{ process: 'Server', probability: 1.1 }] },
    'failAllocation: 1.1 is no probability',
  ],
  [
    { failAllocation: [{ process: 'Server', probability: Number.NaN }] },
    'failAllocation: NaN is no probability',
  ],
  [{ slow: [{ process: 'No', by: 1 }] }, 'slow: there is no process No;'],
  [{ slow: [{ process: 'Server', by: 0 }] }, 'slow: 0 is no time by which Server is late'],
  [{ slow: [{ process: 'Server', by: Infinity }] }, 'slow: Infinity is no time'],
])('%o is refused', async (faults, message) => {
  await expect(boot(() => lamps(), faults)).rejects.toThrow(message)
})
