// The examples of the README, run; and held to be the same text.
import { readFileSync } from 'node:fs'
import { defineInterface, uint32 } from '@kos/idl'
import { expect, test, vi } from 'vitest'
import { createMonitor, definePolicy, request, response } from '../src/index.ts'
import { event } from './fixture.ts'
import { monitor as auditing } from './readme-audit-example.ts'

const Mode = defineInterface('demo.Mode', {
  Set: { in: { value: uint32 }, out: { result: uint32 } },
})

const policy = definePolicy(
  request('Client', 'Server', Mode.Set, ({ message }) => message.value <= 7),
  response('Server', 'Client', Mode.Set),
)
const monitor = createMonitor(policy)

function ask(source: string, value: number): string {
  const names = {
    source,
    destination: 'Server',
    endpoint: '',
    interface: 'demo.Mode',
    method: 'Set',
  }
  const decision = monitor.decide({
    type: 'request',
    ...names,
    message: { value },
    sourceSid: 1,
    destinationSid: 2,
  })
  return decision.granted ? 'granted' : decision.message
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''

test('the example of the README is the code of this test', () => {
  const own = readFileSync(new URL(import.meta.url), 'utf8')
  const from = 'const Mode ='
  const code = own.slice(own.indexOf(from), own.indexOf('const readme ='))
  expect(code).not.toBe('')
  expect(example.slice(example.indexOf(from))).toContain(code.trimEnd())
})

test('each call in the example answers what the README says', () => {
  const calls = [...example.matchAll(/^ask\('(\w+)', (\d+)\) \/\/ (.*)$/gm)]
  expect(calls).toHaveLength(3)
  for (const [, source = '', value = '', answer = ''] of calls) {
    const said = ask(source, Number(value))
    if (answer.endsWith('...')) expect(said).toContain(answer.slice(0, -'...'.length))
    else expect(said).toBe(answer)
  }
})

test('the example of audits is the code of a file, and writes a record per result', () => {
  const own = readFileSync(new URL('readme-audit-example.ts', import.meta.url), 'utf8')
  const code = own.slice(own.indexOf('const trace'), own.indexOf('export {'))
  expect(readme).toContain(`'@kos/security'\n\n${code.trimEnd()}\n\`\`\``)
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  for (const sourceSid of [1, 2]) auditing.decide(event({ sourceSid }))
  const said = log.mock.calls.map(([line]) => String(line).replace(/^\d+ /, ''))
  log.mockRestore()
  expect(said).toMatchInlineSnapshot(`
    [
      "level 1: request Client -> Server demo.Mode.FMode (endpoint mode): granted; base granted: request(Client, any, condition)",
      "level 1: request Client -> Server demo.Mode.FMode (endpoint mode): denied; base denied: request(Client, any, condition)",
    ]
  `)
})

test('the example of analyses is the code of a file, and prints what the README says', async () => {
  const own = readFileSync(new URL('readme-analysis-example.ts', import.meta.url), 'utf8')
  const code = own
    .slice(own.indexOf('import {'), own.indexOf('export {'))
    .replace("'../src/index.ts'", "'@kos/security'")
    .replace("'../src/analysis/index.ts'", "'@kos/security/analysis'")
  expect(readme).toContain(`\`\`\`ts\n${code.trimEnd()}\n\`\`\``)
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await import('./readme-analysis-example.ts')
  const said = log.mock.calls.map(([value]) => value as unknown)
  log.mockRestore()
  const [matrix, over, comparison, found] = said
  expect(readme).toContain(String(matrix).split('\n\n')[0])
  expect(code).toContain(`.over) // ${String(over).replace(/.+/, "['$&']")}`)
  expect(code).toContain(`.comparison) // ${String(comparison)}`)
  expect(code).toContain(`// ${String(found)}`)
})
