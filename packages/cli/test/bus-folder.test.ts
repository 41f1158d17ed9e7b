// Folders with a message bus: the template, what its policy denies, and the interfaces of the bus.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assertNoFailure, explore } from '@kos/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Folder, type Run } from './folder.ts'
import { spawned } from './spawned.ts'

interface TestsAsData {
  readonly tests: readonly { readonly passed: boolean }[]
  readonly programTests: readonly { readonly state: string }[]
}

const denied = 'rcSecurityDisallow: the security policy denied the operation'
const shown = ['speed 90', 'speed 120', 'speed 140', 'alarm 140', 'speed 110']

/** What the panel shows, line by line. */
function panelOf({ out }: Run): readonly string[] {
  return Array.from(out.matchAll(/^\[car\.Panel\] (.*)$/gm), ([, line]) => line as string)
}

describe('the template bus', () => {
  let folder: Folder
  beforeAll(async () => {
    folder = new Folder({})
    await folder.kos(['new', 'it', '--template', 'bus'])
  }, 60_000)
  afterAll(() => folder[Symbol.dispose]())

  /** Runs it with files changed. */
  async function runWith(...changes: readonly (readonly [string, string, string])[]): Promise<Run> {
    const before = changes.map(([path]) => [path, folder.read(path)] as const)
    for (const [path, from, to] of changes) {
      expect(folder.read(path)).toContain(from)
      folder.write(path, folder.read(path).replace(from, to))
    }
    const run = await folder.kos(['run', 'it', '--virtual'])
    for (const [path, text] of before.toReversed()) folder.write(path, text)
    return run
  }

  test('has a bus over which the panel hears of the speed and of an alarm', async () => {
    const run = await folder.kos(['run', 'it', '--virtual'])
    expect([run.code, panelOf(run)]).toEqual([0, shown])
    expect(run.out).toContain(`[car.Sensor] publishing alarms: ${denied}\n`)
    expect(run.err).toContain('assert (message.topic == "speed") (it/security.psl:')
    expect(run.err).toContain('wait for what others do\n')
  })

  test('runs in other orders of threads, too', async () => {
    for (const seed of ['1', '2', '3']) {
      const run = await folder.kos(['run', 'it', '--virtual', '--seed', seed])
      expect([seed, run.code, panelOf(run)]).toEqual([seed, 0, shown])
    }
  })

  test('shows the same in any order of threads that is tried', async () => {
    const exploration = await explore(join(folder.path, 'it'), {
      runs: 20,
      // Of a client of a bus, the thread that hears of its end.
      idleWaits: ['call'],
      check: ({ output }) => expect(output['car.Panel']?.toSorted()).toEqual(shown.toSorted()),
    })
    assertNoFailure(exploration)
  })

  test('a policy without the topic of a publisher denies it', async () => {
    const run = await runWith([
      'it/security.psl',
      'match method=RegisterPublisher { assert (message.topic == "alarm") }',
      'match method=RegisterPublisher { assert (message.topic == "doors") }',
    ])
    expect(run.err).toContain('car.Guard crashed: rcSecurityDisallow')
    expect(panelOf(run)).toEqual(shown.filter((line) => line.startsWith('speed')))
  })

  test('a policy without a topic that is added to a subscriber denies the subscriber', async () => {
    const run = await runWith([
      'it/security.psl',
      'match method=AddTopic { assert (message.topic == "speed" || message.topic == "alarm") }',
      'match method=AddTopic { assert (message.topic == "speed") }',
    ])
    expect(run.err).toContain('car.Panel crashed: rcSecurityDisallow')
    expect(panelOf(run)).toEqual([])
  })

  test('a policy that lets nobody push denies every push', async () => {
    const run = await runWith(['it/security.psl', 'match method=Push { grant () }\n', '\n'])
    expect(run.out).toContain(`[car.Sensor] the speed was not delivered: ${denied}\n`)
    expect(panelOf(run)).toEqual([])
  })

  test('a topic that the policy does not know is denied, whoever subscribes to it', async () => {
    const run = await runWith(['it/src/Panel.ts', "['speed', 'alarm']", "['speed', 'doors']"])
    expect(run.err).toContain('kl.MessageBusSession.AddTopic (endpoint session): denied')
    expect(panelOf(run)).toEqual([])
  })

  test('a panel that takes its time loses speeds, as the bus is told, and no alarm', async () => {
    const run = await runWith(
      ['it/init.yaml', "BUS_CAPACITY: '16'", "BUS_CAPACITY: '2'"],
      // The queue of the panel is full of other things when the alarms are pushed.
      ['it/src/Sensor.ts', '[90n, 120n, 140n, 110n]', '[1n, 2n, 140n, 3n, 4n, 150n, 5n, 6n, 7n]'],
      ['it/src/Panel.ts', 'OnMessage(', 'async OnMessage('],
      ['it/src/Panel.ts', 'return rcOk', 'await kos.KnSleep(5000)\n      return rcOk'],
    )
    const lines = panelOf(run)
    expect(lines.filter((line) => line.startsWith('alarm'))).toEqual(['alarm 140', 'alarm 150'])
    const numbers = Array.from(
      lines.join('\n').matchAll(/\((\d+) dropped\)/g),
      ([, count]) => count,
    )
    const dropped = numbers.reduce((sum, count) => sum + Number(count), 0)
    // Each speed was shown or is counted.
    const speeds = lines.filter((line) => line.startsWith('speed')).length
    expect([dropped > 0, speeds + dropped]).toEqual([true, 9])
  })

  test('a policy of full queues that is none is an error of init.yaml', async () => {
    const { code, err } = await runWith(['it/init.yaml', 'alarm:decline', 'alarm:keep'])
    expect(code).toBe(1)
    expect(err).toContain('it/init.yaml:')
    expect(err).toContain('BUS_TOPICS: keep is no policy of full queues')
    expect(err).toContain('kos explain bad-setting')
  })

  test('the bus is reached by another name that it is told', async () => {
    const names = ['Sensor', 'Guard', 'Panel'].map(
      (name) => [`it/src/${name}.ts`, "(kos, 'kl.MessageBus')", "(kos, 'bus')"] as const,
    )
    const connections = names.map(() => ['it/init.yaml', 'id: kl.MessageBus', 'id: bus'] as const)
    const run = await runWith(...names, ...connections, [
      'it/init.yaml',
      'env:\n',
      'env:\n      BUS_CHANNELS: bus\n',
    ])
    expect([run.code, panelOf(run)]).toEqual([0, shown])
  })

  test('what is denied is explained as any denial is', async () => {
    const { err } = await folder.kos(['run', 'it', '--virtual'])
    const denial = err.split('\n').find((line) => line.startsWith('!  request')) ?? ''
    const { code, out } = await folder.kos(['explain', denial.slice(3)])
    expect([code, out]).toEqual([0, expect.stringContaining('RegisterPublisher')])
  })

  test('has pictures and data of its processes', async () => {
    const mermaid = await folder.kos(['graph', 'it', '--mermaid'])
    expect(mermaid).toMatchObject({ code: 0, err: '' })
    // By conditions to sessions, which have topics; never to counts.
    const arrows = ['-->|"kl.MessageBus: bus"|', '-.->|"kl.MessageBus: session"|']
    for (const arrow of [...arrows, '--x|"kl.MessageBus: stats"|'])
      expect([arrow, mermaid.out.split(arrow).length - 1]).toEqual([arrow, 3])
    const { code, out } = await folder.kos(['graph', 'it', '--json'])
    expect([code, out.includes('kl.MessageBusSession')]).toEqual([0, true])
  })

  test('its policy is the one in the README of the bus', () => {
    const readme = readFileSync(new URL('../../messagebus/README.md', import.meta.url), 'utf8')
    const policy = folder.read('it/security.psl')
    const from = policy.indexOf('// The sensor publishes')
    const part = policy.slice(from, policy.indexOf('// Answers have'))
    expect(readme).toContain('```\n' + part.trimEnd() + '\n```')
    const yaml = folder.read('it/init.yaml')
    expect(readme).toContain(yaml.slice(yaml.indexOf('  - name: kl.MessageBus\n')))
  })
})

test.each(['ts', 'js'])('the template bus passes its tests in %s', async (language) => {
  using folder = new Folder({})
  await folder.kos(['new', 'it', '--template', 'bus', `--${language}`])
  const { code, out } = await spawned(folder.path, ['test', 'it', '--json'])
  const { tests, programTests } = JSON.parse(out) as TestsAsData
  expect([code, programTests.map(({ state }) => state)]).toEqual([0, ['passed']])
  expect(tests.every(({ passed }) => passed)).toBe(true)
})

test('interface files of the folder import those of the bus', async () => {
  using folder = new Folder({
    'demo/Relay.idl': `package demo.Relay
import kl.MessageBusSession
interface { Get(out handle<kl.MessageBusSession> session); }
`,
  })
  const { code, err } = await folder.kos(['gen', 'demo', '--out', 'out'])
  expect([code, err]).toEqual([0, ''])
  expect(folder.files('out')).toContain('out/kl/MessageBusSession.idl.ts')
})

test('policies know the methods and fields of the bus', async () => {
  const policy = (field: string): string => `execute: kl.core.Execute
use nk.base._
use nk.basic._
use EDL kl.MessageBus
request dst=kl.MessageBus endpoint=session method=AddTopic { assert (message.${field} == "a") }
`
  using folder = new Folder({ 'good.psl': policy('topic'), 'bad.psl': policy('topik') })
  expect((await folder.kos(['check', 'good.psl'])).err).not.toContain('error')
  const { code, err } = await folder.kos(['check', 'bad.psl'])
  expect([code, err]).toEqual([1, expect.stringContaining('topik')])
})

test('programs of a folder import all entries of @kos/messagebus for programs', async () => {
  using folder = new Folder({})
  await folder.kos(['new', 'it', '--template', 'minimal'])
  folder.write(
    'it/src/Hello.ts',
    `import { program } from '@kos/libkos'
import { MessageBus, topic } from '@kos/messagebus'
import { InitConnection } from '@kos/messagebus/process'

export default program(async (kos) => {
  const bus = new MessageBus({ topics: { speed: topic<number>() } })
  kos.log(bus.publisher('speed').push(1).toString(), (await InitConnection(kos, 'none')).rc !== 0)
})
`,
  )
  const { code, out } = await folder.kos(['run', 'it', '--virtual'])
  expect([code, out]).toEqual([0, expect.stringContaining('] 0 true\n')])
})
