// The state of a policy in tests: kept from case to case, gone after each test.

import { expect, test } from 'vitest'
import { createMonitor } from '../../src/index.ts'
import { runTests } from '../../src/pal/index.ts'
import { load, resultOf, run } from './fixture.ts'

const rules = `execute dst=demo.Client { session.init {sid : dst_sid} }
execute dst=demo.Server { grant () }
request src=demo.Client dst=demo.Server method=Sum {
    session.enter {sid : src_sid, state : "open"}
}
request src=demo.Client dst=demo.Server endpoint=calc method=Div {
    session.enter {sid : src_sid, state : "open"}
    assert (message.divisor != 0)
}
`

const sum = 'demo.Client ~> demo.Server : Sum'

test('is kept from case to case', () => {
  const start = 'execute dst=demo.Client'
  expect(resultOf(run(rules, `${start}\n${sum}\ndeny ${sum}`))).toBe('passed')
  expect(resultOf(run(rules, `${start}\n${sum}\n${sum}`))).toBe('denied, expected grant')
  expect(resultOf(run(rules, `deny ${sum}`))).toBe('passed')
})

test('is as it was after an event that is denied', () => {
  const div = 'demo.Client ~> demo.Server : calc.Div'
  const cases = `execute dst=demo.Client\ndeny ${div}\n${div} { divisor : 1 }`
  expect(resultOf(run(rules, cases))).toBe('passed')
})

test('is rolled back after each sequence, and setup and final part run for each', () => {
  const sequence = (label: string): string => `sequence "${label}" { c ~> demo.Server : Sum }\n`
  const text = `${rules}
assert "set" {
    setup { c <- execute dst=demo.Client }
    ${sequence('first')}
    ${sequence('second')}
    finally { deny c ~> demo.Server : Sum }
}
assert "another" {
    sequence "third" { deny ${sum} }
}
`
  const report = runTests(load(text))
  expect(report.sets.map(({ label, passed }) => [label, passed])).toEqual([
    ['set', true],
    ['another', true],
  ])
  expect(report.sets.flatMap(({ sequences }) => sequences).map(({ cases }) => cases)).toEqual([
    3, 3, 1,
  ])
  expect(report.passed).toBe(true)
})

test('is that of tests alone: a monitor of the policy sees nothing of it', () => {
  const loaded = load(`${rules}
assert "set" { sequence "test" { execute dst=demo.Client\n${sum} } }`)
  expect(runTests(loaded).passed).toBe(true)
  expect(runTests(loaded).passed).toBe(true)
  const monitor = createMonitor(loaded.policy, { endpoints: loaded.endpoints })
  const execute = { type: 'execute', source: 'Einit', destination: 'demo.Client' } as const
  const rest = { endpoint: '', interface: '', method: 'main', message: undefined }
  const event = { ...execute, ...rest, sourceSid: 0, destinationSid: 1 }
  expect(monitor.decide(event).granted).toBe(true)
})

test.each([
  ['setup', sum, sum, ''],
  ['finally', '', 'execute dst=demo.Client', `deny ${sum}`],
])('the first failure ends the test: in the part %s', (part, setup, cases, final) => {
  const { sets } = run(rules, cases, setup, final)
  const sequence = sets[0]?.sequences[0]
  expect(sequence?.failure?.part).toBe(part)
  expect(sequence?.cases).toBe(part === 'setup' ? 1 : 2)
})

test('the first failure ends the test: no case after it runs, and no final part', () => {
  const { sets, coverage } = run(
    rules,
    `${sum}\nexecute dst=demo.Client`,
    '',
    'execute dst=demo.Client',
  )
  expect(sets[0]?.sequences[0]?.cases).toBe(1)
  expect(coverage?.files[0]?.rules[0]?.hits).toBe(0)
})

test('processes of one class have security ids of their own; the class is the one started last', () => {
  const start = 'a <- execute dst=demo.Client\nb <- execute dst=demo.Client'
  const each = 'a ~> demo.Server : Sum\nb ~> demo.Server : Sum\ndeny a ~> demo.Server : Sum'
  expect(resultOf(run(rules, `${start}\n${each}`))).toBe('passed')
  expect(
    resultOf(run(rules, `${start}\n${sum}\na ~> demo.Server : Sum\ndeny b ~> demo.Server : Sum`)),
  ).toBe('passed')
})

test('a process whose start is denied is not there', () => {
  const twice = 'execute src=kl.core.Core dst=demo.Client { deny () }'
  const cases = `any c <- execute src=kl.core.Core dst=demo.Client\nany c ~> demo.Server : Sum`
  expect(resultOf(run(rules + twice, cases))).toBe('not-started, expected any')
  const message = `${cases.split('\n')[0]}\ndemo.Client ~> demo.Server : Share { resource : c }`
  expect(resultOf(run(rules + twice, message))).toBe('not-started, expected grant')
})

test('a process can be started again', () => {
  const cases = 'c <- execute dst=demo.Client\ndeny execute dst=c'
  expect(resultOf(run(rules, cases))).toBe('passed')
})

test('is gone after a sequence, also that of a process which no test starts', () => {
  const text = `execute dst=demo.Server { session.init {sid : src_sid} }
assert "set" {
    sequence "first" { execute dst=demo.Server deny execute dst=demo.Server }
    sequence "second" { execute dst=demo.Server deny execute dst=demo.Server }
}`
  expect(runTests(load(text)).sets[0]?.sequences.map(({ failure }) => failure)).toEqual([
    null,
    null,
  ])
})
