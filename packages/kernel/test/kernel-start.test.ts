// The starts that the policy is asked about: the kernel by itself, the initial program by the
// kernel, processes by either. A kernel whose own start is denied stops itself.

import { program } from '@kos/libkos'
import { describe, expect, test, vi } from 'vitest'
import {
  allowAll,
  boot,
  core,
  createFullKernel,
  deny,
  execute,
  type KernelOptions,
  type SecurityMonitor,
  VirtualClock,
} from '../src/index.ts'
import { hosts, openWorld } from './world.ts'

const programs = { P: program(() => 3), Q: program(() => 4) }

/** Grants everything, and keeps who starts whom. */
function watching(kept: (string | number)[][]): SecurityMonitor {
  return {
    classify: ({ type }) => (type === 'execute' ? 'ask' : 'granted'),
    decide({ type, source, destination, sourceSid, destinationSid, method }) {
      if (type === 'execute') kept.push([source, destination, method, sourceSid, destinationSid])
      return { granted: true }
    },
  }
}

async function warningsOf(action: () => Promise<void>): Promise<string[]> {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  await action()
  const said = warn.mock.calls.map(([text]) => String(text))
  warn.mockRestore()
  return said
}

describe.each(hosts)('on %s', (_name, host) => {
  test('the kernel starts itself, then Einit, and that the solution', async () => {
    const kept: (string | number)[][] = []
    await using world = openWorld({ host: host(), security: watching(kept) })
    expect(world.kernel.status).toBe('new')
    world.kernel.start({ programs })
    await world.idle()
    world.kernel.spawn(programs.P, { name: 'Late' })
    const names = ['Einit', 'P', 'Q', 'Late']
    const [init, p, q, late] = names.map((name) => world.kernel.task(name).sid)
    expect(kept.map(([source, destination, method]) => [source, destination, method])).toEqual([
      ['kl.core.Core', 'kl.core.Core', 'main'],
      ['kl.core.Core', 'Einit', 'main'],
      ['Einit', 'P', 'main'],
      ['Einit', 'Q', 'main'],
      ['kl.core.Core', 'Late', 'main'],
    ])
    const kernelSid = kept[0]?.[4]
    expect(kept.map(([, , , ...sids]) => sids)).toEqual([
      [kernelSid, kernelSid],
      [kernelSid, init],
      [init, p],
      [init, q],
      [kernelSid, late],
    ])
    expect(new Set([0, kernelSid, init, p, q, late]).size).toBe(6)
    expect(world.kernel.status).toBe('running')
  })

  test('each solution is started by an Einit of its own, the kernel once', async () => {
    const kept: (string | number)[][] = []
    await using world = openWorld({ host: host(), security: watching(kept) })
    world.kernel.start({ programs: { P: programs.P } })
    expect(() => world.kernel.start({ programs: { Q: programs.Q } })).toThrow(
      'there is a process Einit; end it first',
    )
    await world.idle()
    world.kernel.start({ programs: { Q: programs.Q } })
    await world.idle()
    expect(kept.map(([source, destination]) => `${source} ${destination}`)).toEqual([
      'kl.core.Core kl.core.Core',
      'kl.core.Core Einit',
      'Einit P',
      'kl.core.Core Einit',
      'Einit Q',
    ])
  })

  test('a kernel whose start is denied starts no process, and every run of it is over', async () => {
    await using world = openWorld({ host: host(), security: [execute(core, 'P')] })
    const task = world.kernel.spawn(programs.P, { name: 'P' })
    world.kernel.start({ programs: { Q: programs.Q } })
    const stopped = expect.stringMatching(
      /^the policy denied its start: execute kl\.core\.Core -> kl\.core\.Core: denied, no rule/,
    ) as string
    expect(world.kernel.status).toEqual({ stopped })
    const killed = expect.stringMatching(
      /^the kernel stopped: the policy denied its start/,
    ) as string
    expect(await world.kernel.run({ until: task })).toEqual({ killed })
    expect(world.kernel.task('Q').result).toEqual({ killed })
    await world.kernel.run({ until: 'idle' })
    await world.kernel.run({ until: new Promise(() => {}) })
    await world.kernel.run({ until: 10 })
    await world.kernel.advance(10)
    expect(world.denials).toHaveLength(1)
    await expect(world.kernel.as('P', () => {})).rejects.toThrow('P does not run')
  })

  test('what a rule starts before it denies the start of the kernel does not live', async () => {
    let ran = 0
    const own = program(() => void ran++)
    const denies = (): boolean => {
      world.kernel.spawn(own, { name: 'Early' })
      return false
    }
    await using world = openWorld({
      host: host(),
      security: [execute(core, core, denies), execute(core, ['Early', 'P'])],
    })
    world.kernel.spawn(programs.P, { name: 'P' })
    await world.idle()
    expect([ran, world.kernel.tasks.filter((task) => task.isAlive)]).toEqual([0, []])
  })

  test('a kernel that is only run is started by that', async () => {
    await using world = openWorld({ host: host(), security: [] })
    expect(world.denials).toEqual([])
    await world.idle()
    expect([typeof world.kernel.status, world.denials.length]).toEqual(['object', 1])
  })

  test('a solution does not start if Einit may not', async () => {
    const security = [...allowAll(), deny(execute(core, 'Einit'))]
    await using world = openWorld({ host: host(), security })
    world.kernel.start({ programs })
    const killed = expect.stringContaining(
      'the policy denied the start of Einit: execute kl.core.Core -> Einit: denied by rule 6',
    ) as string
    expect(world.kernel.task('P').result).toEqual({ killed })
    expect(world.kernel.task('Q').result).toEqual({ killed })
    expect([world.denials.length, world.kernel.status]).toEqual([1, 'running'])
    expect(
      await world.kernel.run({ until: world.kernel.spawn(programs.P, { name: 'R' }) }),
    ).toEqual({ code: 3 })
  })
})

test('the console says once why a kernel stopped, and nothing of its processes', async () => {
  const said = await warningsOf(async () => {
    const options: KernelOptions = { clock: new VirtualClock(), security: [execute('Einit')] }
    await using kernel = createFullKernel(options)
    kernel.start({ programs })
    await kernel.run({ until: kernel.task('P') })
  })
  expect(said).toMatchInlineSnapshot(`
    [
      "the kernel stopped: execute kl.core.Core -> kl.core.Core: denied, no rule allows it; no execute rule names kl.core.Core; to allow it, add execute("kl.core.Core", "kl.core.Core")",
    ]
  `)
})

test('a script whose kernel stopped has failed', async () => {
  const { process } = globalThis as unknown as { process: { exitCode?: unknown } }
  const before = process.exitCode
  await warningsOf(async () => {
    await using kernel = boot({ programs, policy: [] }, { clock: new VirtualClock() })
    await kernel.run({ until: 'idle' })
  })
  const after = process.exitCode
  process.exitCode = before
  expect(after).toBe(1)
})
