// The audit of a kernel: who hears of records, of which events there are some, and that reports of
// denials say where the rule is written.

import { connect, PackOutMsg, program, SMsgHdr } from '@kos/libkos'
import { rcInvalidArgument, rcOk } from '@kos/retcode'
import { makeRule } from '@kos/security'
import { afterEach, expect, test, vi } from 'vitest'
import {
  any,
  audited,
  type AuditProfile,
  type AuditRecord,
  core,
  createFullKernel,
  execute,
  type FullKernelOptions,
  type Policy,
  request,
  response,
  type SecurityMonitor,
  VirtualClock,
} from '../src/index.ts'
import { Lights, LightServer } from './lights.ts'
import { openWorld, type World } from './world.ts'

const everything: AuditProfile = { 0: { base: { kss: ['granted', 'denied'] } } }
const basics: Policy = [execute(), request(any, core)]
const programs = { Server: LightServer }

afterEach(() => {
  vi.restoreAllMocks()
})

function open(security: Policy, options: FullKernelOptions = {}): World {
  const world = openWorld({ security: [...basics, ...security], programs, ...options })
  world.kernel.spawn(LightServer, { name: 'Server' })
  world.kernel.spawn(null, { name: 'Client', connections: { lights: 'Server' } })
  return world
}

const set = (world: World, mode: number): Promise<number> =>
  world.act('Client', async (kos) => {
    const answer = await connect(kos, Lights, 'lights', 'lights').Set({ mode, name: 'abc' })
    return Number(answer.rc)
  })

test('records are of the results that the policy asks for, at the time of the kernel', async () => {
  const records: AuditRecord[] = []
  const policy = audited(
    everything,
    request('Client', 'Server', Lights.Set, ({ message }) => message.mode < 8),
  )
  await using world = open([...policy, response(any, any)], {
    onAudit: (record) => records.push(record),
  })
  await world.kernel.advance(40)
  expect(await set(world, 7)).toBe(rcOk)
  await set(world, 8)
  expect(records).toMatchObject(
    ['granted', 'denied'].map((result) => ({ result, method: 'Set', source: 'Client', time: 40 })),
  )
})

test('a system call whose grant is recorded is asked for each time', async () => {
  const records: AuditRecord[] = []
  const policy = audited(everything, request('P', core, { method: 'GetUpTime' }))
  await using world = openWorld({
    security: [...basics, ...policy],
    onAudit: (record) => records.push(record),
  })
  world.empty('P', 'Q')
  for (const name of ['P', 'P', 'Q']) await world.act(name, (kos) => kos.KnGetMSecSinceStart())
  expect(records.map(({ source, result }) => [source, result])).toEqual([
    ['P', 'granted'],
    ['P', 'granted'],
  ])
})

test('the profile in force is the one of the level', async () => {
  const records: AuditRecord[] = []
  const profile: AuditProfile = { 3: { base: { kss: ['granted'] } } }
  for (const auditLevel of [0, 3]) {
    await using world = openWorld({
      security: [...audited(profile, execute()), request(any, core)],
      auditLevel,
      onAudit: (record) => records.push(record),
    })
    world.empty('P')
  }
  expect(records).toMatchObject(
    ['kl.core.Core', 'P'].map((destination) => ({ type: 'execute', destination, level: 3 })),
  )
})

test('malformed messages and events without rules are recorded in any case', async () => {
  const records: AuditRecord[] = []
  await using world = open([response(any, any)], { onAudit: (record) => records.push(record) })
  await set(world, 1)
  const rc = await world.act('Client', async (kos) => {
    const handle = kos.ServiceLocatorConnect('lights')
    const message = new Uint8Array(Lights.Set.request.size)
    message[0] = 9
    const request = PackOutMsg(new SMsgHdr(), message)
    return kos.Call(handle, request, PackOutMsg(new SMsgHdr(), new Uint8Array(64)))
  })
  expect(Number(rc)).toBe(rcInvalidArgument)
  expect(records.map(({ reason, result }) => [reason, result])).toEqual([
    ['no-rule', null],
    ['malformed', null],
  ])
})

test('a monitor of your own is told of malformed messages', async () => {
  const refused: string[] = []
  const security: SecurityMonitor = {
    classify: () => 'granted',
    decide: () => ({ granted: true }),
    refused: (_event, { reason }) => void refused.push(reason),
  }
  await using world = openWorld({ security, programs })
  world.kernel.spawn(LightServer, { name: 'Server' })
  world.kernel.spawn(null, { name: 'Client', connections: { lights: 'Server' } })
  await world.act('Client', (kos) => {
    const handle = kos.ServiceLocatorConnect('lights')
    const message = PackOutMsg(new SMsgHdr(), new Uint8Array(8))
    return kos.Call(handle, message, PackOutMsg(new SMsgHdr(), new Uint8Array(64)))
  })
  expect(refused).toEqual(['malformed'])
})

test('a listener that throws is reported, and changes nothing', async () => {
  const failures: string[] = []
  await using world = openWorld({
    security: [...audited(everything, execute()), request(any, core)],
    onAudit: () => {
      throw new Error('the disk is full')
    },
    onHostFailure: (error, what) => failures.push(`${what}: ${String(error)}`),
  })
  world.empty('P')
  expect(world.kernel.task('P').isAlive).toBe(true)
  // Of the start of the kernel, and of that of P.
  expect(failures).toEqual(Array<string>(2).fill('onAudit: Error: the disk is full'))
})

test('without a listener the console is told of results of rules, and once of denials', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  await using kernel = createFullKernel({
    clock: new VirtualClock(),
    security: audited(everything, execute()),
  })
  const task = kernel.spawn(
    program((kos) => void kos.KnGetMSecSinceStart()),
    { name: 'P' },
  )
  await kernel.run({ until: task })
  expect(log.mock.calls.flat()).toMatchInlineSnapshot(`
    [
      "0 level 0: execute kl.core.Core -> kl.core.Core: granted; base granted: execute(any, any)",
      "0 level 0: execute kl.core.Core -> P: granted; base granted: execute(any, any)",
    ]
  `)
  expect(warn.mock.calls).toHaveLength(1)
})

test('reports of denials and failures say where the rule is written', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const probed: unknown[] = []
  const fails = (): never => {
    throw new Error('no such table')
  }
  const rule = (place: string, condition: () => boolean) =>
    makeRule({
      event: 'request',
      source: any,
      destination: any,
      place,
      text: 'assert x',
      condition,
    })
  await using kernel = createFullKernel({
    clock: new VirtualClock(),
    security: [execute(), rule('security.psl:12', () => false), rule('a/b.psl:7', fails)],
    probe: { denied: (_event, { rule: denying }) => probed.push(denying?.place) },
  })
  const task = kernel.spawn(
    program((kos) => void kos.KnGetMSecSinceStart()),
    { name: 'P' },
  )
  await kernel.run({ until: task })
  expect(warn.mock.calls.flat()).toMatchInlineSnapshot(`
    [
      "request P -> kl.core.Core kl.core.Time.GetUpTime (endpoint time.Time): denied, because the policy failed at a/b.psl:7: Error: no such table",
      "request P -> kl.core.Core kl.core.Time.GetUpTime (endpoint time.Time): denied by rule 2, assert x (security.psl:12); its condition is false",
    ]
  `)
  expect(probed).toEqual(['security.psl:12'])
})

test('the console is told of each rule inside a rule that denies', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  let asked = 0
  const condition = () => ({
    granted: false,
    rule: { text: 'deny ()', place: `security.psl:${10 + (asked++ % 2)}` },
  })
  await using kernel = createFullKernel({
    clock: new VirtualClock(),
    security: [
      execute(),
      makeRule({ event: 'request', source: any, destination: any, text: 'choice', condition }),
    ],
  })
  const task = kernel.spawn(
    program((kos) => {
      for (let i = 0; i < 4; i++) kos.KnGetMSecSinceStart()
    }),
    { name: 'P' },
  )
  await kernel.run({ until: task })
  const said = warn.mock.calls.flat().map((text) => /security\.psl:\d+/.exec(String(text))?.[0])
  expect(said).toEqual(['security.psl:10', 'security.psl:11'])
})
