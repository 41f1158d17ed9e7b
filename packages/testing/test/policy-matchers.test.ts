// Matchers for policies: what they accept and what their failures say.

import { readFileSync } from 'node:fs'
import { createMonitor, definePolicy, request } from '@kos/security'
import type { EventInit } from '@kos/security/pal'
import { loadPolicy, type LoadedPolicy } from '@kos/security/psl'
import '@kos/testing/matchers'
import { type DenialPattern, policyMatchers } from '@kos/testing/policy-matchers'
import { type Assertion, describe, expect, expectTypeOf, test } from 'vitest'

const files: Readonly<Record<string, string>> = {
  'demo/Calc.idl': `package demo.Calc

interface {
    Add(in UInt32 left, in UInt32 right, out UInt32 sum);
    Div(in UInt32 value, in UInt32 divisor, out UInt32 quotient);
}
`,
  'demo/Server.edl': 'entity demo.Server\n\nendpoints {\n    calc : demo.Calc\n}\n',
  'demo/Client.edl': 'entity demo.Client\n',
}

const rules = `execute: kl.core.Execute
use nk.base._
use nk.basic._
use nk.flow._
use EDL demo.Client
use EDL demo.Server

policy object once : Flow {
    type State = "no" | "yes"
    config = { states : ["no", "yes"], initial : "no", transitions : { "no" : ["yes"] } }
}

execute { once.init {sid : dst_sid} }
request src=demo.Client dst=demo.Server {
    match method=Add { once.enter {sid : src_sid, state : "yes"} }
    match method=Div { assert (message.divisor != 0) }
}
`

function load(tests = ''): LoadedPolicy {
  const all: Readonly<Record<string, string>> = { ...files, 'security.psl': rules + tests }
  return loadPolicy('security.psl', { read: (path) => all[path] ?? null })
}

const call = { type: 'request', source: 'demo.Client', destination: 'demo.Server' } as const
const div = { ...call, method: 'Div' }

const messageOf = (assertion: () => void): string => {
  try {
    assertion()
  } catch (error) {
    return (error as Error).message
  }
  return 'it holds'
}

describe('toGrant and toDeny', () => {
  test('ask a loaded policy, whose events are filled in', () => {
    expect(load()).toGrant({ ...div, message: { divisor: 2 } })
    expect(load()).not.toGrant(div)
    expect(load()).toDeny(div)
    expect(load()).not.toDeny({ ...div, message: { divisor: 2 } })
  })

  test('ask rules, and a monitor, which keeps its state', () => {
    const policy = definePolicy(request('A', 'B', { method: 'M' }))
    expect(policy).toGrant({ type: 'request', source: 'A', destination: 'B', method: 'M' })
    expect(policy).toDeny({ type: 'request', source: 'A', destination: 'B', method: 'N' })
    const { policy: own, endpoints } = load()
    const monitor = createMonitor(own, { endpoints })
    const add = { ...call, endpoint: 'calc', interface: 'demo.Calc', method: 'Add' }
    const start = { type: 'execute', source: 'Einit', destination: 'demo.Client' } as const
    expect(monitor).toGrant({ ...start, destinationSid: 1 })
    expect(monitor).toGrant(add)
    expect(monitor).toDeny(add)
  })

  test('name the rule, and say what it is', () => {
    const loaded = load()
    const place = 'security.psl:16'
    for (const rule of ['assert (message.divisor != 0)', 'divisor', place, /divisor/, /psl:16$/])
      expect(loaded).toDeny(div, { rule })
    expect(loaded).toDeny(div, { rule: 'divisor', reason: 'denied-by-rule' })
    for (const rule of ['grant', 'psl:16', 'security.psl:1', /grant/])
      expect(loaded).not.toDeny(div, { rule })
    expect(loaded).not.toDeny(div, { reason: 'no-rule' })
    expect(loaded).toDeny({ ...call, source: 'demo.Server', method: 'Add' }, { reason: 'no-rule' })
  })

  test('say in a failure what decided', () => {
    const divides = { ...div, message: { divisor: 2 } }
    const messages = [
      () => expect(load()).toGrant(div),
      () => expect(load()).not.toGrant(divides),
      () => expect(load()).toDeny(divides),
      () => expect(load()).not.toDeny(div),
      () => expect(load()).toDeny(div, { rule: 'grant ()', reason: 'no-rule' }),
    ].map(messageOf)
    expect(messages).toMatchInlineSnapshot(`
      [
        "expected a grant; request demo.Client -> demo.Server demo.Calc.Div (endpoint calc): denied by rule 3, assert (message.divisor != 0) (security.psl:16); its condition is false",
        "expected the policy not to grant request demo.Client demo.Server Div",
        "expected a denial; the policy grants request demo.Client demo.Server Div",
        "expected no denial; request demo.Client -> demo.Server demo.Calc.Div (endpoint calc): denied by rule 3, assert (message.divisor != 0) (security.psl:16); its condition is false",
        "expected a denial by rule grant () and reason no-rule; request demo.Client -> demo.Server demo.Calc.Div (endpoint calc): denied by rule 3, assert (message.divisor != 0) (security.psl:16); its condition is false",
      ]
    `)
  })

  test('refuse what is no policy, and events that it does not know', () => {
    expect(messageOf(() => expect(1).toGrant(div))).toContain('this is a number')
    expect(messageOf(() => expect({}).not.toDeny(div))).toContain('this is another object')
    const unknown = { ...call, method: 'Dvi' }
    expect(messageOf(() => expect(load()).toDeny(unknown))).toContain('did you mean Div?')
    expect(messageOf(() => expect(load('request { grnt () }')).toDeny(div))).toContain(
      'the policy has errors',
    )
  })
})

describe('toPassTests', () => {
  const set = (cases: string): string => `assert "set" { sequence "test" { ${cases} } }`

  test('runs the tests of a policy', () => {
    expect(load(set('execute dst=demo.Client'))).toPassTests()
    expect(load(set('deny execute dst=demo.Client'))).not.toPassTests()
    expect(load()).not.toPassTests()
  })

  test('says in a failure what failed', () => {
    const failing = load(set('deny execute dst=demo.Client'))
    expect(messageOf(() => expect(failing).toPassTests())).toMatchInlineSnapshot(`
      "security.psl: "set"
        failed "test" (1 case)

      security.psl:18:34: error: "set", "test": granted, expected denied
        18 | assert "set" { sequence "test" { deny execute dst=demo.Client } }
           |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           = granted by once.init {sid : dst_sid} (security.psl:13)

      1 of 1 test failed"
    `)
    expect(messageOf(() => expect(load()).toPassTests())).toContain('there are no tests')
    expect(messageOf(() => expect([]).toPassTests())).toContain('this is another object')
  })
})

test('the example of the README is a part of this test', () => {
  const policy = load('assert "set" { sequence "test" { execute dst=demo.Client } }')
  // example
  expect(policy).toPassTests()
  expect(policy).toDeny(
    { type: 'request', source: 'demo.Client', destination: 'demo.Server', method: 'Div' },
    { rule: 'message.divisor != 0' },
  )
  // end
  const own = readFileSync(new URL(import.meta.url), 'utf8')
  const [, example = ''] = /^ {2}\/\/ example\n(.*?)^ {2}\/\/ end$/ms.exec(own) ?? []
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  expect(example).not.toBe('')
  expect(readme).toContain('```ts\n' + example.replaceAll(/^ {2}/gm, '') + '```')
})

test('the matchers are for other runners as well, and have types', () => {
  expect(policyMatchers.toGrant(load(), div).pass).toBe(false)
  expectTypeOf<Parameters<Assertion['toGrant']>>().toEqualTypeOf<[event: EventInit]>()
  expectTypeOf<Parameters<Assertion['toDeny']>>().toEqualTypeOf<
    [event: EventInit, by?: DenialPattern | undefined]
  >()
  expectTypeOf<Parameters<Assertion['toPassTests']>>().toEqualTypeOf<[]>()
  // @ts-expect-error an event says its type
  expect(() => policyMatchers.toGrant(load(), { source: 'demo.Client' })).toThrow()
})
