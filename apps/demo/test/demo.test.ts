// The demo, on bytes of the test, on both process hosts, in virtual and in real time: every step of
// the capability scenario writes its line.

import { createHash } from 'node:crypto'
import { type Clock, type Exit, HostClock, type Kernel, VirtualClock } from '@kos/kernel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bootDemo, content, hosts, loadDemo } from './demo-runs.ts'

/** What was heard of a run, after it. */
interface DemoRun {
  readonly kernel: Kernel
  /** Lines by process, with N for what differs from run to run. */
  readonly lines: (process: string) => readonly string[]
  readonly exits: readonly (readonly [process: string, exit: Exit])[]
  readonly denied: readonly string[]
}

const clocks: readonly (readonly [name: string, clock: () => Clock])[] = [
  ['virtual', () => new VirtualClock()],
  ['real', () => new HostClock()],
]
const conditions = hosts.flatMap(([name, host]) =>
  clocks.map(([time, clock]) => [name, time, host, clock] as const),
)

describe.each(conditions)('the demo in a %s, in %s time', (_host, _time, host, clock) => {
  let run: DemoRun
  beforeAll(async () => {
    const said: { readonly process: string; readonly text: string }[] = []
    const exits: (readonly [string, Exit])[] = []
    const denied: string[] = []
    const kernel = await bootDemo(await loadDemo(), {
      host: host(),
      clock: clock(),
      output: (line) => said.push(line),
      onExit: ({ process, exit }) => exits.push([process, exit]),
      onDenied: ({ event: { source, destination, method } }) =>
        denied.push(`${source} -> ${destination} ${method}`),
    })
    await kernel.run({ until: 'idle' })
    const lines = (process: string): readonly string[] =>
      said.filter((line) => line.process === process).map(({ text }) => text)
    run = { kernel, lines, exits, denied }
  })
  afterAll(() => run.kernel[Symbol.asyncDispose]())

  test('Client reads the file by its handle, until it closes it', () => {
    const digest = createHash('sha256').update(content).digest('hex')
    const [read, ...others] = run.lines('demo.Client')
    expect(read).toMatch(/^read 200000 bytes in 4 blocks(?:, \d+ MB\/s)?$/)
    expect(others).toEqual([
      `SHA-256 ${digest}, as FileServer says`,
      'reading after close: rcHandleRevoked: the rights to the resource were revoked',
    ])
    expect(run.exits).toContainEqual(['demo.Client', { code: 0 }])
  })

  test('Intruder gets nothing', () => {
    const lines = run.lines('demo.Intruder').map((line) => line.replace(/handle \d+/, 'handle N'))
    const denial = 'rcSecurityDisallow: the security policy denied the operation'
    expect(lines).toEqual([
      'copying the handle N: rcInvalidArgument: an argument is invalid',
      `opening the file: ${denial}`,
      `reading with the handle N: ${denial}`,
      `publishing a file server of its own: ${denial}`,
      `registering the registers of the disk: ${denial}`,
      `starting a process: ${denial}`,
      `opening the audit log: ${denial}`,
    ])
  })

  test('the policy denies what Intruder asks for, and nothing else', () => {
    expect(run.denied).toEqual([
      'demo.Intruder -> demo.FileServer OpenResource',
      'demo.Intruder -> demo.FileServer UseResource',
      'demo.Intruder -> kl.core.NameServer Register',
      'demo.Intruder -> kl.core.Core RegisterPhyMem',
      'demo.Intruder -> kl.core.Core Create',
      'demo.Intruder -> kl.core.Core Open',
    ])
  })

  test('Supervisor starts Unlucky again after its crash', () => {
    const ends = run.exits.filter(([process]) => process === 'demo.Unlucky')
    expect(ends).toMatchObject([
      ['demo.Unlucky', { crash: 'a bug, with the file open' }],
      ['demo.Unlucky', { code: 0 }],
    ])
    expect(run.lines('demo.Unlucky')).toEqual(['attempt 2: read what it wanted'])
    expect(run.lines('demo.Supervisor')).toEqual([
      'attempt 1 of demo.Unlucky: crashed',
      'attempt 2 of demo.Unlucky: ended with code 0',
    ])
  })

  test('FileServer frees the context of each opening, however it ended', () => {
    const lines = run.lines('demo.FileServer')
    const openings = (end: RegExp): (string | undefined)[] =>
      lines.flatMap((line) => end.exec(line)?.[1] ?? []).toSorted()
    expect(lines).toHaveLength(6)
    expect(openings(/^opening (\d): no handle is left$/)).toEqual(['1', '2', '3'])
    expect(openings(/^opening (\d): context freed, \d of \d$/)).toEqual(['1', '2', '3'])
    expect(lines.at(-1)).toMatch(/context freed, 3 of 3$/)
  })

  test('KlogStorage has each opening and each denial', () => {
    const records = run.lines('kl.KlogStorage')
    expect(records.filter((line) => line.includes('demo.Files.OpenResource'))).toHaveLength(4)
    expect(records.filter((line) => line.includes('denied, no rule allows it'))).toHaveLength(6)
    expect(records).toHaveLength(9)
  })

  test('servers are left, and after them nothing', async () => {
    const alive = run.kernel.tasks.filter(({ isAlive }) => isAlive).map(({ name }) => name)
    expect(alive.toSorted()).toEqual([
      'demo.FileServer',
      'demo.Intruder',
      'kl.Klog',
      'kl.KlogStorage',
      'kl.drivers.Block',
      'kl.drivers.GPIO',
      'ns',
    ])
    await run.kernel[Symbol.asyncDispose]()
    const left = Object.entries(run.kernel.inspect().objects).filter(([, count]) => count > 0)
    expect(left).toEqual([])
  })
})
