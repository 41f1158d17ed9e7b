// Nothing fails silently: what the console is told of when no listener is there, what listeners are
// told, and the exit code of a script.

import { INVALID_HANDLE, KosInitializedMutex, program, rcOk } from '@kos/libkos'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  any,
  boot,
  core,
  createFullKernel,
  deny,
  execute,
  type FullApi,
  type FullKernelOptions,
  type Kernel,
  type ProcessExit,
  request,
  VirtualClock,
} from '../src/index.ts'
import { script } from './script.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const basics = [execute(), request(any, core)]

const open = (options: FullKernelOptions = {}): Kernel<FullApi> =>
  createFullKernel({ clock: new VirtualClock(), security: basics, output: () => {}, ...options })

function warnings(): string[] {
  const said: string[] = []
  vi.spyOn(console, 'warn').mockImplementation((text) => void said.push(String(text)))
  return said
}

const Crashing = program(() => {
  throw new Error('no paper')
})
const Failing = program(() => 3)
const Fine = program(() => {})

describe('the console', () => {
  test('is told of a process that crashes, with the lines of its program', async () => {
    const said = warnings()
    await using kernel = open()
    await kernel.run({ until: kernel.spawn(Crashing, { name: 'P', className: 'demo.P' }) })
    expect(said).toHaveLength(1)
    const [first, ...lines] = (said[0] ?? '').split('\n')
    expect(first).toBe('P (class demo.P) crashed: no paper')
    expect(lines[0]).toMatch(/^\s+at .*reports\.test\.ts:\d+/)
  })

  test('is told of a process that is killed or not started, and not of others', async () => {
    const said = warnings()
    {
      await using kernel = open({ security: [...basics, deny(execute(any, 'Denied'))] })
      kernel.spawn(null, { name: 'Killed' })
      kernel.kill('Killed', 'it was in the way')
      kernel.spawn(Fine, { name: 'Denied' })
      kernel.spawn(Fine, { name: 'Fine' })
      kernel.spawn(Failing, { name: 'Failing' })
      await kernel.run({ until: 'idle' })
      kernel.spawn(null, { name: 'Left' })
    }
    expect(said).toMatchInlineSnapshot(`
      [
        "Killed was killed: it was in the way",
        "Denied was killed: the policy denied its start: execute kl.core.Core -> Denied: denied by rule 3, deny(execute(any, Denied)); it has no condition",
      ]
    `)
  })

  test('is told of the first denial by a rule between two classes, and then by powers of ten', async () => {
    const said = warnings()
    await using kernel = open({ security: [execute()] })
    const task = kernel.spawn(
      program((kos) => {
        for (let i = 0; i < 100; i++) kos.KnHandleClose(INVALID_HANDLE)
        kos.KnGetMSecSinceStart()
        return rcOk
      }),
      { name: 'P' },
    )
    await kernel.run({ until: task })
    expect(said).toMatchInlineSnapshot(`
      [
        "request P -> kl.core.Core kl.core.Handle.Close (endpoint handle.Handle): denied, no rule allows it; the policy has no request rules; to allow it, add request("P", "kl.core.Core", { interface: "kl.core.Handle", method: "Close" }); it was called with handle (no handle)",
        "request P -> kl.core.Core kl.core.Handle.Close (endpoint handle.Handle): denied, no rule allows it; the policy has no request rules; to allow it, add request("P", "kl.core.Core", { interface: "kl.core.Handle", method: "Close" }); it was called with handle (no handle) (10 times)",
        "request P -> kl.core.Core kl.core.Handle.Close (endpoint handle.Handle): denied, no rule allows it; the policy has no request rules; to allow it, add request("P", "kl.core.Core", { interface: "kl.core.Handle", method: "Close" }); it was called with handle (no handle) (100 times)",
        "request P -> kl.core.Core kl.core.Time.GetUpTime (endpoint time.Time): denied, no rule allows it; the policy has no request rules; to allow it, add request("P", "kl.core.Core", { interface: "kl.core.Time", method: "GetUpTime" })",
      ]
    `)
  })

  test('is told of a deadlock, and how to see its lines if it has none', async () => {
    const Locks = program(async (kos) => {
      const mutex = KosInitializedMutex('stock')
      await kos.KosMutexLock(mutex)
      await kos.KosMutexLock(mutex)
    })
    const hint = 'captureStacks: true, an option of boot, shows the lines'
    const saidWith = async (captureStacks: boolean): Promise<string> => {
      const said = warnings()
      await using kernel = open({ captureStacks })
      kernel.spawn(Locks, { name: 'P' })
      await kernel.run({ until: 'idle' })
      return said.join('\n')
    }
    expect(await saidWith(false)).toContain(hint)
    const placed = await saidWith(true)
    expect(placed).toMatch(/P\/main waits: mutex stock.*\n +at .*reports\.test\.ts/)
    expect(placed).not.toContain(hint)
  })

  test('is told nothing that a listener is told', async () => {
    const said = warnings()
    const ends: ProcessExit[] = []
    const denials: string[] = []
    await using kernel = open({
      security: [execute()],
      onExit: (end) => ends.push(end),
      onDenied: ({ event, denied }) => denials.push(`${event.method} ${denied.reason}`),
    })
    const task = kernel.spawn(
      program((kos) => {
        kos.KnGetMSecSinceStart()
        throw new Error('no paper')
      }),
      { name: 'P', className: 'demo.P' },
    )
    const exit = await kernel.run({ until: task })
    expect([said, denials]).toEqual([[], ['GetUpTime no-rule']])
    expect(ends).toEqual([{ process: 'P', className: 'demo.P', exit }])
  })
})

test('a run until a process has ended answers how, also when it ended before', async () => {
  await using kernel = open({ onExit: () => {} })
  const failing = kernel.spawn(Failing, { name: 'Failing' })
  expect(await kernel.run({ until: failing })).toEqual({ code: 3 })
  expect(await kernel.run({ until: failing })).toEqual({ code: 3 })
  expect(await kernel.run({ until: kernel.spawn(Crashing, { name: 'P' }) })).toMatchObject({
    crash: 'no paper',
  })
})

describe('a script', () => {
  test('fails if a process fails that it waits for, and says why', () => {
    const { status, stderr } = script("throw new Error('no paper')")
    expect(status).toBe(1)
    expect(stderr).toContain('P crashed: no paper')
  })

  test('fails if the process ends with a code other than 0, and not if it listens itself', () => {
    expect([script('return 3').status, script('return 0').status]).toEqual([1, 0])
    expect(script('return 3', ', onExit: () => {}').status).toBe(0)
  })
})

describe('who boots or runs wrongly is told', () => {
  const kernelOf = (): Kernel<FullApi> => boot({ programs: { Fine }, policy: basics })

  test.each([
    ['an option there is not', () => boot({ programs: {} }, { polcy: [] } as never)],
    ['an option that the solution has', () => boot({ programs: {} }, { security: [] } as never)],
    ['nothing', () => boot(undefined as never)],
    ['a solution without programs', () => boot({} as never)],
    ['a part there is not', () => boot({ programs: {}, polcy: [] } as never)],
    ['a policy in a policy', () => boot({ programs: {}, policy: [basics] as never })],
    ['a misspelt option of a kernel', () => createFullKernel({ onexit: () => {} } as never)],
    ['a misspelt word', () => kernelOf().run({ until: 'idel' as never })],
    ['no word', () => kernelOf().run({} as never)],
    ['another option', () => kernelOf().run({ untl: 'idle' } as never)],
  ])('%s', async (_what, act) => {
    let error: unknown = null
    try {
      await act()
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).toMatchSnapshot()
  })
})
