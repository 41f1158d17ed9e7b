// Each form of a case (topic `ssp_descr_psl_syntax_testing`), with what is right and what is wrong.

import { describe, expect, test } from 'vitest'
import { resultOf, run } from './fixture.ts'

const rules = `execute { grant () }
request src=demo.Client dst=demo.Server {
    match endpoint=calc method=Add { assert (message.left == 1) }
    match endpoint=calc method=Div { assert (message.divisor != 0) }
    match component=disk { grant () }
}
response src=demo.Server dst=demo.Client { match method=Add { assert (message.sum == 7) } }
error src=demo.Server dst=demo.Client method=Div { assert (message.reason == 3) }
security src=demo.Client interface=demo.Guard { assert (message.level < 4) }
security src=demo.Client component=vault {
    match method=Register { assert (message.level == 1) }
    match method=Break { deny () }
}
`

const call = 'request src=demo.Client dst=demo.Server endpoint=calc'

// A form; a case of it that holds; and one that expects the wrong thing.
test.each([
  ['grant by default', `${call} method=Add { left : 1 }`, `${call} method=Add { left : 2 }`],
  ['grant', `grant ${call} method=Add { left : 1 }`, `grant ${call} method=Add { left : 2 }`],
  ['deny', `deny ${call} method=Add { left : 2 }`, `deny ${call} method=Add { left : 1 }`],
  ['a label', `grant "one" ${call} method=Add { left : 1 }`, `grant "two" ${call} method=Add {}`],
  [
    'selectors with commas',
    'request src = demo.Client, dst = demo.Server, endpoint = calc, method = Add { left : 1 }',
    'deny request src = demo.Client, dst = demo.Server, endpoint = calc, method = Add { left : 1 }',
  ],
  [
    'the short form',
    'demo.Client ~> demo.Server : calc.Add { left : 1 }',
    'deny demo.Client ~> demo.Server : calc.Add { left : 1 }',
  ],
  [
    'the short form of processes',
    'c <- execute dst=demo.Client\ns <- execute dst=demo.Server\nc ~> s : calc.Div { divisor : 1 }',
    'c <- execute dst=demo.Client\ns <- execute dst=demo.Server\nc ~> s : calc.Div',
  ],
  [
    'an endpoint by type',
    'request src=demo.Client dst=demo.Server endpoint=demo.Disk.store method=Sum',
    'deny request src=demo.Client dst=demo.Server endpoint=demo.Disk.store method=Sum',
  ],
  [
    'an endpoint by class',
    'request src=demo.Client dst=demo.Server endpoint=demo.Server.calc method=Add { left : 1 }',
    'deny request src=demo.Client dst=demo.Server endpoint=demo.Server.calc method=Add { left : 1 }',
  ],
  [
    'a component',
    'request src=demo.Client dst=demo.Server component=disk method=Sum',
    'deny request src=demo.Client dst=demo.Server component=disk method=Sum',
  ],
  [
    'an interface that one endpoint has',
    'request src=demo.Client dst=demo.Server interface=demo.Store method=Sum',
    'deny request src=demo.Client dst=demo.Server interface=demo.Store method=Sum',
  ],
  [
    'a method that one endpoint has',
    'demo.Client ~> demo.Server : Sum',
    'deny demo.Client ~> demo.Server : Sum',
  ],
  [
    'a response',
    'response src=demo.Server dst=demo.Client endpoint=calc method=Add { sum : 7 }',
    'response src=demo.Server dst=demo.Client endpoint=calc method=Add { sum : 8 }',
  ],
  [
    'an error',
    'error src=demo.Server dst=demo.Client endpoint=calc method=Div { reason : 3 }',
    'error src=demo.Server dst=demo.Client endpoint=calc method=Div',
  ],
  [
    'a security event',
    'security src=demo.Client method=Register { level : 3 }',
    'security src=demo.Client method=Register { level : 4 }',
  ],
  [
    'a security event of a component',
    'security src=demo.Client component=vault method=Register { level : 1 }',
    'security src=demo.Client component=demo.Vault method=Register { level : 2 }',
  ],
  [
    'a security event by a method that one interface has',
    'deny security src=demo.Client method=Break',
    'security src=demo.Client endpoint=vault.security method=Break',
  ],
  ['a start', 'execute src=Einit dst=demo.Client', 'deny execute src=Einit dst=demo.Client'],
  [
    'the start of the kernel',
    'execute src=kl.core.Core dst=kl.core.Core',
    'deny execute src=kl.core.Core dst=kl.core.Core',
  ],
])('%s', (_, right, wrong) => {
  expect(resultOf(run(rules, right))).toBe('passed')
  expect(resultOf(run(rules, wrong))).toMatch(/^(granted, expected deny|denied, expected grant)$/)
})

test('any takes what comes, and the cases after it run', () => {
  const any = `any ${call} method=Add { left : 1 }\nany ${call} method=Add { left : 2 }`
  expect(resultOf(run(rules, any))).toBe('passed')
  expect(resultOf(run(rules, `${any}\n${call} method=Add`))).toBe('denied, expected grant')
})

test('an event that no rule selects is denied', () => {
  const request = 'request src=demo.Server dst=demo.Client method=Add'
  expect(resultOf(run('', `deny execute dst=demo.Client`))).toBe('passed')
  expect(resultOf(run('', request))).toContain('demo.Client has no endpoints')
})

describe('who starts a process that does not say so', () => {
  test('is the initial program', () => {
    const only = 'execute src=Einit { grant () }'
    expect(resultOf(run(only, 'execute dst=demo.Client'))).toBe('passed')
    expect(resultOf(run('execute src=demo.Client { grant () }', 'execute dst=demo.Client'))).toBe(
      'denied, expected grant',
    )
  })

  test.each(['Einit', 'kl.core.Core'])('is the kernel for %s', (started) => {
    const only = 'execute src=kl.core.Core { grant () }'
    expect(resultOf(run(only, `execute dst=${started}`))).toBe('passed')
    expect(resultOf(run('execute src=Einit { grant () }', `execute dst=${started}`))).toBe(
      'denied, expected grant',
    )
  })
})
