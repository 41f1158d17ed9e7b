// A system under test: time, acting as processes, collected data, and a clean shutdown.

import {
  allowAll,
  audited,
  cloningRealm,
  Deadlock,
  defineSolution,
  type OutputLine,
} from '@kos/kernel'
import {
  INFINITE_TIMEOUT,
  type Kos,
  KosInitializedMutex,
  program,
  VMM_FLAG_COMMIT,
  VMM_FLAG_LOCKED,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
} from '@kos/libkos'
import { rcNotConnected, rcOk } from '@kos/retcode'
import { boot, type SolutionMaker, UncleanShutdown } from '@kos/testing'
import { describe, expect, test, vi } from 'vitest'
import { kernelOnly, lamps, set } from './lamps.ts'

/** A solution of one process. */
const alone = (main: (kos: Kos) => Promise<number | void> | number | void): SolutionMaker => {
  return () => defineSolution({ programs: { P: program(main) }, policy: allowAll() })
}

describe('acting as a process', () => {
  test('resolves with the result of the routine, at the time it took', async () => {
    await using sys = await boot(() => lamps())
    expect(await sys.as('Client', (kos) => set(kos, 3))).toEqual({ rc: rcOk, was: 0 })
    expect(sys.now).toBe(10)
    expect(await sys.as('Client', () => 5)).toBe(5)
    expect(sys.now).toBe(10)
  })

  test('works for several at once', async () => {
    await using sys = await boot(() => lamps())
    const [a, b] = await Promise.all([
      sys.as('Client', (kos) => set(kos, 1)),
      sys.as('Guest', (kos) => set(kos, 2)),
    ])
    expect([a.was, b.was]).toEqual([0, 1])
    expect(sys.now).toBe(20)
  })

  test('moves no time until it is awaited', async () => {
    await using sys = await boot(() => lamps())
    let isDone = false
    const setting = sys.as('Client', async (kos) => {
      await set(kos, 1)
      isDone = true
    })
    await sys.advance(9)
    expect([sys.now, isDone]).toEqual([9, false])
    await sys.advance(1)
    expect([sys.now, isDone]).toEqual([10, true])
    await setting
    expect(sys.now).toBe(10)
  })

  test('rejects with the error of the routine, whose crash counts as taken', async () => {
    await using sys = await boot(() => lamps())
    const broken = sys.as('Client', () => {
      throw new Error('broken')
    })
    await expect(broken).rejects.toThrow('broken')
    expect(sys.inspect().tasks.find(({ name }) => name === 'Client')?.exit).toMatchObject({
      crash: 'broken',
    })
    expect(sys.takeCrashes()).toEqual([])
  })

  test('rejects with a wait report if it can never end', async () => {
    await using sys = await boot(() => lamps())
    const waiting = sys.as('Client', (kos) => kos.KnSleep(INFINITE_TIMEOUT))
    await expect(waiting).rejects.toBeInstanceOf(Deadlock)
    await expect(waiting).rejects.toThrow(/Client\/host waits: sleep\n {4}at .*system\.test\.ts/)
  })

  test('can be caught, and finished with, as any promise', async () => {
    await using sys = await boot(() => lamps())
    const broken = (): PromiseLike<never> & Promise<never> =>
      sys.as('Guest', () => {
        throw new Error('broken')
      })
    let isOver = false
    expect(await broken().catch((error: Error) => error.message)).toBe('broken')
    await sys
      .as('Client', () => 1)
      .finally(() => {
        isOver = true
      })
    expect(isOver).toBe(true)
    expect(Object.prototype.toString.call(sys.as('Client', () => 1))).toBe('[object LazyPromise]')
  })

  test('works on a host that lets only plain data pass', async () => {
    await using sys = await boot(() => lamps(), { host: cloningRealm() })
    expect(await sys.as('Client', (kos) => set(kos, 3))).toEqual({ rc: rcOk, was: 0 })
  })
})

describe('time', () => {
  test('goes on for the given time', async () => {
    await using sys = await boot(alone((kos) => kos.KnSleep(100).then(() => kos.log('slept'))))
    await sys.advance(99)
    expect(sys.output).toEqual({ P: [] })
    await sys.advance(1)
    expect(sys.output).toEqual({ P: ['slept'] })
    expect(sys.now).toBe(100)
  })

  test('goes on until no time-out is armed', async () => {
    await using sys = await boot(alone(async (kos) => void (await kos.KnSleep(100))))
    await sys.run()
    expect(sys.now).toBe(100)
  })

  test('goes on until a process ends, and returns its exit', async () => {
    await using sys = await boot(alone((kos) => kos.KnSleep(7).then(() => 3)))
    expect(await sys.exitOf('P')).toEqual({ code: 3 })
    expect(sys.now).toBe(7)
  })
})

describe('collected data', () => {
  test('are the lines of all processes, and of each', async () => {
    await using sys = await boot(() => lamps())
    await sys.as('Client', (kos) => set(kos, 3))
    await sys.as('Guest', (kos) => kos.log('hello'))
    expect(sys.lines).toEqual<OutputLine[]>([
      { process: 'Server', time: 10, text: 'level 3' },
      { process: 'Guest', time: 10, text: 'hello' },
    ])
    expect(sys.output).toEqual({ Server: ['level 3'], Client: [], Guest: ['hello'] })
  })

  test('is the resource usage of a process', async () => {
    await using sys = await boot(() => lamps())
    expect(sys.usage('Client')).toEqual({ handles: 0, threads: 0, pages: 0, tokens: 0 })
    await sys.as('Client', (kos) => set(kos, 3))
    await sys.as('Client', (kos) =>
      kos.KnVmAllocate(0, 3 * 4096, VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | VMM_FLAG_READ),
    )
    expect(sys.usage('Client')).toEqual({ handles: 1, threads: 0, pages: 3, tokens: 0 })
    sys.kill('Client')
    expect(sys.usage('Client')).toEqual({ handles: 0, threads: 0, pages: 0, tokens: 0 })
    expect(() => sys.usage('Nobody')).toThrow('there is no process Nobody')
  })

  test('are denials, with their time', async () => {
    await using sys = await boot(() => lamps(kernelOnly))
    await sys.advance(5)
    expect(sys.denials.map(({ time, event }) => [time, event])).toEqual([
      [0, 'execute Einit -> Server'],
    ])
    // Einit starts nothing more when it is denied something.
    const { tasks } = sys.inspect()
    expect(tasks.map(({ name, exit }) => [name, exit])).toEqual([
      ['Einit', { code: 1 }],
      ['Server', { killed: expect.stringContaining('the policy denied its start') }],
      ['Client', { killed: 'Einit ended before it started it' }],
      ['Guest', { killed: 'Einit ended before it started it' }],
    ])
  })
})

describe('a system that is not left clean', () => {
  const end = async (
    solution: SolutionMaker,
    act: (sys: Awaited<ReturnType<typeof boot>>) => unknown,
  ): Promise<unknown> => {
    const sys = await boot(solution)
    await act(sys)
    return sys[Symbol.asyncDispose]().then(
      () => 'clean',
      (error: unknown) => error,
    )
  }
  const crashing = alone(() => {
    throw new Error('broken')
  })
  const misusing = alone((kos) => kos.KosMutexUnlock(KosInitializedMutex()))
  const selfLocking = alone(async (kos) => {
    const mutex = KosInitializedMutex('m')
    await kos.KosMutexLock(mutex)
    await kos.KosMutexLock(mutex)
  })

  test.each([
    ['a crash', crashing, /- P crashed: broken\n {4}at .*system\.test\.ts/],
    ['a mistake', misusing, /- misuse: P: KosMutexUnlock did nothing/],
    [
      'a ring of waits',
      selfLocking,
      /- deadlock: these threads wait for each other\n.*P\/main waits: mutex m/,
    ],
  ])('says so at its end: %s', async (_what, solution, message) => {
    const error = await end(solution, (sys) => sys.run())
    expect(error).toBeInstanceOf(UncleanShutdown)
    expect((error as UncleanShutdown).message).toMatch(message)
    expect((error as UncleanShutdown).violations).toHaveLength(1)
  })

  test('has the objects that are left', async () => {
    const error = await end(
      () => lamps(),
      (sys) => sys.kernel.after(1_000, () => {}),
    )
    expect((error as UncleanShutdown).violations).toEqual([
      { kind: 'leak', objects: { timers: 1 } },
    ])
    expect((error as UncleanShutdown).message).toContain(
      '- leak: after all processes had ended there were left: 1 timers',
    )
  })

  test('is clean if all violations were taken', async () => {
    expect(await end(crashing, async (sys) => (await sys.run(), sys.takeCrashes()))).toBe('clean')
    expect(await end(crashing, (sys) => sys.exitOf('P'))).toBe('clean')
    expect(await end(misusing, async (sys) => (await sys.run(), sys.takeMisuses()))).toBe('clean')
    expect(await end(selfLocking, async (sys) => (await sys.run(), sys.takeDeadlocks()))).toBe(
      'clean',
    )
  })

  test('reports no violation of programs while they are killed', async () => {
    const clinging = alone(async (kos) => {
      try {
        await kos.KnSleep(INFINITE_TIMEOUT)
      } finally {
        kos.KosMutexUnlock(KosInitializedMutex())
      }
    })
    expect(await end(clinging, (sys) => sys.run())).toBe('clean')
  })

  test('returns violations as data, once', async () => {
    await using sys = await boot(selfLocking)
    await sys.run()
    expect(sys.takeDeadlocks()).toMatchObject([
      {
        kind: 'deadlock',
        rings: [['P/main']],
        waits: [{ thread: 'P/main', kind: 'mutex', owners: ['P/main'] }],
      },
    ])
    expect(sys.takeDeadlocks()).toEqual([])
  })
})

describe('killing', () => {
  test('by the test gives peers a code', async () => {
    await using sys = await boot(() => lamps())
    const setting = sys.as('Client', (kos) => set(kos, 3))
    await sys.advance(5)
    sys.kill('Server')
    expect((await setting).rc).toBe(rcNotConnected)
  })

  test('at a time is done before threads that wait for that time go on', async () => {
    await using early = await boot(() => lamps(), { kill: [{ process: 'Server', at: 10 }] })
    expect((await early.as('Client', (kos) => set(kos, 3))).rc).toBe(rcNotConnected)
    await using late = await boot(() => lamps(), { kill: [{ process: 'Server', at: 11 }] })
    expect((await late.as('Client', (kos) => set(kos, 3))).rc).toBe(rcOk)
    expect(late.now).toBe(10)
    await late.run()
    expect(late.now).toBe(11)
    expect(late.inspect().tasks[1]?.exit).toEqual({ killed: 'killed by the test' })
  })

  test('at a step is done when the thread that is switched to has not run', async () => {
    const counted = async (step: number): Promise<readonly string[] | undefined> => {
      const main = alone(async (kos) => {
        for (let i = 1; i <= 3; i++) {
          kos.log(i)
          await kos.KosThreadYield()
        }
      })
      await using sys = await boot(main, { kill: [{ process: 'P', step }] })
      await sys.run()
      return sys.output['P']
    }
    // The first switch is to Einit.
    expect(await counted(1)).toEqual([])
    expect(await counted(2)).toEqual([])
    expect(await counted(3)).toEqual(['1'])
    expect(await counted(4)).toEqual(['1', '2'])
    expect(await counted(9)).toEqual(['1', '2', '3'])
  })

  test.each([
    [
      { process: 'Nobody', at: 1 },
      'kill: there is no process Nobody; there are: Server, Client, Guest',
    ],
    [{ process: 'Server', at: -1 }, 'kill: -1 is no time to kill Server at'],
    [{ process: 'Server', at: Infinity }, 'kill: Infinity is no time'],
    [{ process: 'Server', step: 0 }, 'kill: 0 is no step to kill Server at'],
    [{ process: 'Server', step: 1.5 }, 'kill: 1.5 is no step'],
  ])('is refused: %o', async (kill, message) => {
    await expect(boot(() => lamps(), { kill: [kill] })).rejects.toThrow(message)
  })
})

describe('booting', () => {
  /**
   * The order in which three equal threads take three steps each, and a number that depends on
   * entropy.
   */
  const orderOf = async (options: Parameters<typeof boot>[1]): Promise<string> => {
    const main = alone(async (kos) => {
      const step = async (own: Kos, name: string): Promise<void> => {
        for (let i = 0; i < 3; i++) {
          own.log(name)
          await own.KosThreadYield()
        }
      }
      for (const name of 'abc') kos.KosThreadCreate(15, 0, step, name, 0)
      kos.log(kos.KosThreadCurrentId())
      await kos.KnSleep(1)
      kos.log(Number(kos.KnHandleCreateUserObject(0, 0, 0).handle))
    })
    await using sys = await boot(main, options)
    await sys.run()
    return sys.output['P']?.join('') ?? ''
  }

  test('with equal seeds gives equal runs, with others other ones, and without one the order of arrival', async () => {
    expect(await orderOf({})).toContain('abcabcabc')
    const orders = new Set<string>()
    for (let seed = 0; seed < 10; seed++) {
      const order = await orderOf({ seed })
      expect(await orderOf({ seed })).toBe(order)
      orders.add(order)
    }
    expect(orders.size).toBeGreaterThan(8)
  })

  test('with a schedule follows it', async () => {
    expect(await orderOf({ schedule: { seed: 1, decisions: [] } })).toContain('abcabcabc')
    expect(await orderOf({ schedule: { seed: 1, decisions: [2] } })).toMatch(/^\d+cab/)
  })

  test('passes on how much memory there is', async () => {
    const pages = async (memory: { readonly quota: number }): Promise<number> => {
      await using sys = await boot(() => lamps(), { memory })
      const flags = VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | VMM_FLAG_READ | VMM_FLAG_LOCKED
      return await sys.as('Client', (kos) => (kos.KnVmAllocate(0, 2 ** 22, flags) === 0 ? 0 : 1024))
    }
    expect(await pages({ quota: 2 ** 23 })).toBe(1024)
    expect(await pages({ quota: 2 ** 21 })).toBe(0)
  })

  test('passes on the handle quota and events', async () => {
    const started: string[] = []
    const probe = {
      taskStarted: ({ name }: { readonly name: string }): void => void started.push(name),
    }
    await using sys = await boot(() => lamps(), { handleQuota: 1, probe })
    await sys.advance(0)
    expect(started).toEqual(['Einit', 'Server', 'Client', 'Guest'])
    const codes = await sys.as('Client', (kos) => [
      kos.KnNoticeCreate().rc,
      kos.KnNoticeCreate().rc,
    ])
    expect(codes[0]).toBe(rcOk)
    expect(codes[1]).not.toBe(rcOk)
  })

  test('rejects for a solution that is none', async () => {
    const wrong: SolutionMaker = () => ({ programs: {}, connections: { A: { b: 'C' } } })
    await expect(boot(wrong)).rejects.toThrow('connections names A, which is no process of it')
  })
})

test('audit records are kept from the console, as denials are', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const profile = { 0: { base: { kss: ['granted', 'denied'] } } } as const
  const policy = audited(profile, ...allowAll())
  await using sys = await boot(() => defineSolution({ programs: { P: program(() => {}) }, policy }))
  await sys.run()
  expect(log.mock.calls).toEqual([])
  log.mockRestore()
})
