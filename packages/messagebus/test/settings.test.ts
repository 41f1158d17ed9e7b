// What the environment of a bus process may say, and what becomes of that.

import { allowAll, createFullKernel, VirtualClock } from '@kos/kernel'
import { program, rcBusy, rcOk, type Retcode } from '@kos/libkos'
import { unwrap } from '@kos/retcode'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Bus } from '../src/index.ts'
import { maxNameLength, maxQueueCapacity } from '../src/limits.ts'
import { InitConnection } from '../src/process.ts'
import { busPrograms } from '../src/programs.ts'
import { busSettings, type ReadBusSettings } from '../src/settings.ts'
import { busName } from './bus-world.ts'

/** What is wrong with one variable; null: nothing. */
function faultOf(variable: string, text: string): string | null {
  const { faults } = busSettings({ [variable]: text })
  expect(faults.map((fault) => fault.variable)).toEqual(faults.length === 0 ? [] : [variable])
  return faults[0]?.message ?? null
}

test('nothing is said by an environment without such variables', () => {
  expect(busSettings({ HOME: '/', _BUS_TOPICS: 'a' })).toEqual({ settings: {}, faults: [] })
})

test('all variables are read, whatever spaces they have', () => {
  const env = {
    BUS_TOPICS: ' alarm : decline, car:speed:dropOldest,\n__proto__:coalesce',
    BUS_FULL_QUEUE: ' coalesce ',
    BUS_CAPACITY: ' 16 ',
    BUS_CHANNELS: 'kl.MessageBus, bus',
  }
  const { settings, faults } = busSettings(env)
  expect(faults).toEqual([])
  expect(Object.entries(settings.topics ?? {})).toEqual([
    ['alarm', 'decline'],
    ['car:speed', 'dropOldest'],
    ['__proto__', 'coalesce'],
  ])
  expect(settings).toMatchObject({
    fullQueue: 'coalesce',
    capacity: 16,
    channels: ['kl.MessageBus', 'bus'],
  })
})

test('each variable with a fault is named once, and the others are read', () => {
  const env = { BUS_CAPACITY: '0', BUS_FULL_QUEUE: 'decline', BUS_TOPICS: 'a:b,c:d' }
  expect(busSettings(env)).toEqual<ReadBusSettings>({
    settings: { fullQueue: 'decline' },
    faults: [
      { variable: 'BUS_CAPACITY', at: 'value', message: '0 is no capacity: 1 to 1048576' },
      {
        variable: 'BUS_TOPICS',
        at: 'value',
        message: 'b is no policy of full queues: they are decline, dropOldest, coalesce',
      },
    ],
  })
})

test('a fault of a name and one of a value are told apart', () => {
  const { faults } = busSettings({ BUS_CAPACITIES: '1', BUS_CAPACITY: 'one' })
  expect(faults.map(({ at }) => at)).toEqual(['name', 'value'])
})

test('a capacity is at its limit at most', () => {
  expect(busSettings({ BUS_CAPACITY: `${maxQueueCapacity}` }).settings.capacity).toBe(2 ** 20)
  const wrong = [`${maxQueueCapacity + 1}`, '0', '-1', '1.5', '1e3', '0x10', '', ' ', 'many']
  const faults = wrong.map((text) => faultOf('BUS_CAPACITY', text))
  expect(faults).toEqual(wrong.map((text) => `${text} is no capacity: 1 to 1048576`))
})

test('the name of a topic is at its limit at most', () => {
  const name = 'n'.repeat(maxNameLength)
  expect(faultOf('BUS_TOPICS', `${name}:decline`)).toBe(null)
  expect(faultOf('BUS_TOPICS', `${name}n:decline`)).toContain('a topic has 1 to 255 characters')
})

describe('a fault is', () => {
  test.each([
    ['a variable that is none', 'BUS_TOPIC', 'a:decline', /^a bus has no such variable: .*TOPICS$/],
    ['a variable of Object', 'BUS_toString', '', /no such variable/],
    ['a topic without a policy', 'BUS_TOPICS', 'alarm', 'alarm has no policy: write TOPIC:POLICY'],
    ['a topic without a name', 'BUS_TOPICS', ':decline', /1 to 255 characters/],
    ['a comma at the end', 'BUS_TOPICS', 'alarm:decline,', / has no policy/],
    ['a topic that is there twice', 'BUS_TOPICS', 'a:decline,a:coalesce', 'a is there twice'],
    ['an unknown policy', 'BUS_FULL_QUEUE', 'drop', /^drop is no policy of full queues/],
    ['a name of a connection that is missing', 'BUS_CHANNELS', 'a,,b', /is missing/],
    ['a name of a connection that is there twice', 'BUS_CHANNELS', 'a, a', 'a is there twice'],
  ] as const)('%s', (_, variable, text, expected) => {
    expect(faultOf(variable, text)).toMatch(expected)
  })
})

test('whatever an environment says, it has faults, or a bus can be made of it', () => {
  const word = fc.constantFrom(
    'decline',
    'dropOldest',
    'a',
    ':',
    ',',
    ' ',
    '0',
    '7',
    '-',
    '__proto__',
  )
  const text = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 8 }).map((words) => words.join('')),
  )
  const name = fc.constantFrom('TOPICS', 'FULL_QUEUE', 'CAPACITY', 'CHANNELS', '__proto__', '')
  const env = fc.dictionary(name, text).map((values) => {
    const entries = Object.entries(values).map(([key, value]) => [`BUS_${key}`, value] as const)
    return Object.fromEntries(entries)
  })
  fc.assert(
    fc.property(env, (variables) => {
      const { settings, faults } = busSettings(variables)
      expect(Object.keys(settings).length + faults.length).toBe(Object.keys(variables).length)
      void new Bus<bigint>(settings)
      expect(new Set(settings.channels).size).toBe(settings.channels?.length ?? 0)
      expect(settings.channels ?? []).not.toContain('')
    }),
    { numRuns: Number(process.env['KOS_MODEL_RUNS'] ?? 300) },
  )
})

/** Runs a bus with an environment, and a client of it that pushes so many messages. */
async function pushesWith(
  env: Readonly<Record<string, string>>,
  connection: string,
  count: number,
): Promise<{ codes: readonly Retcode[]; lines: readonly string[] }> {
  const lines: string[] = []
  const codes: Retcode[] = []
  await using kernel = createFullKernel({
    clock: new VirtualClock(),
    security: allowAll(),
    output: ({ process, text }) => void lines.push(`${process}: ${text}`),
  })
  kernel.spawn(busPrograms[busName] ?? null, { name: busName, className: busName, env })
  const Client = program(async (kos) => {
    const { rc, busFactory } = await InitConnection(kos, connection)
    if (rc !== rcOk) {
      codes.push(rc)
      return 1
    }
    const { control } = unwrap(busFactory.CreateBusControl())
    const { bus } = unwrap(busFactory.CreateBus())
    unwrap(await control.RegisterSubscriber('slow', new Set(['alarm', 'speed'])))
    const { id } = unwrap(await control.RegisterPublisher('alarm'))
    for (let sent = 0; sent < count; sent++) codes.push(await bus.Push(id, BigInt(sent)))
    return 0
  })
  kernel.spawn(Client, { name: 'Client', connections: { [connection]: busName } })
  await kernel.run({ until: 'idle' })
  return { codes, lines }
}

test('the program of the class is the bus that its environment says', async () => {
  const declines = await pushesWith({ BUS_CAPACITY: '2' }, busName, 3)
  expect(declines).toEqual({ codes: [rcOk, rcOk, rcBusy], lines: [] })
  const env = { BUS_CAPACITY: '2', BUS_TOPICS: 'alarm:dropOldest', BUS_CHANNELS: 'bus' }
  expect(await pushesWith(env, 'bus', 3)).toEqual({ codes: [rcOk, rcOk, rcOk], lines: [] })
  const other = { BUS_CAPACITY: '1', BUS_FULL_QUEUE: 'dropOldest' }
  expect((await pushesWith(other, busName, 2)).codes).toEqual([rcOk, rcOk])
})

test('the program ends with a line for each variable that it cannot use', async () => {
  const env = { BUS_CAPACITY: 'many', BUS_FULL_QUEU: 'decline' }
  const { codes, lines } = await pushesWith(env, busName, 1)
  expect(codes).not.toContain(rcOk)
  expect(lines).toEqual([
    'kl.MessageBus: BUS_CAPACITY: many is no capacity: 1 to 1048576',
    expect.stringMatching(/^kl\.MessageBus: BUS_FULL_QUEU: a bus has no such variable/),
  ])
})
