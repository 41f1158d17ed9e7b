// The first example of the models in the README, run; and held to be the same text.
import { readFileSync } from 'node:fs'
import { defineInterface, string } from '@kos/idl'
import { expect, test } from 'vitest'
import { any, createMonitor, definePolicy, execute, request } from '../../src/index.ts'
import { all, flow, regex } from '../../src/models/index.ts'

const Store = defineInterface('demo.Store', {
  Open: { in: { name: string(31) } },
  Read: {},
})

const session = flow({
  states: ['closed', 'open'],
  initial: 'closed',
  transitions: { closed: ['open'] },
})
const text = regex()

const policy = definePolicy(
  execute(
    any,
    'Client',
    session.init(({ destinationSid: sid }) => ({ sid })),
  ),
  request(
    'Client',
    'Server',
    Store.Open,
    all(
      session.enter(({ sourceSid: sid }) => ({ sid, state: 'open' })),
      text.match('[a-z]+', ({ message }) => message.name),
    ),
  ),
  request(
    'Client',
    'Server',
    Store.Read,
    session.allow(({ sourceSid: sid }) => ({ sid, states: ['open'] })),
  ),
)
const monitor = createMonitor(policy)

function ask(type: 'execute' | 'request', method: string, name = ''): boolean {
  const [source, destination] = type === 'execute' ? ['Starter', 'Client'] : ['Client', 'Server']
  const names = { source, destination, endpoint: '', interface: 'demo.Store', method }
  const sids = type === 'execute' ? [1, 2] : [2, 3]
  const [sourceSid, destinationSid] = sids as [number, number]
  return monitor.decide({ type, ...names, message: { name }, sourceSid, destinationSid }).granted
}

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const example =
  Array.from(readme.matchAll(/```ts\n([\s\S]*?)```/g), ([, code = '']) => code).find((code) =>
    code.includes('session.init'),
  ) ?? ''

test('the example of the README is the code of this test', () => {
  const own = readFileSync(new URL(import.meta.url), 'utf8')
  const code = own.slice(own.indexOf('const Store ='), own.indexOf('const readme ='))
  expect(example.slice(example.indexOf('const Store ='))).toContain(code.trimEnd())
})

test('each call in the example answers what the README says', () => {
  const calls = [...example.matchAll(/^ask\('(\w+)', '(\w+)'(?:, '(.*?)')?\) \/\/ (\w+)/gm)]
  expect(calls.length).toBeGreaterThan(4)
  for (const [, type = '', method = '', name, answer = ''] of calls)
    expect(String(ask(type as 'execute', method, name))).toBe(answer)
})
