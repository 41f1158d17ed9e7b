// Analyses of policies in PSL: rules with places, findings about how they are written.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  analyse,
  differences,
  explain,
  formatDifferences,
  formatExplanation,
  reportOf,
} from '../../src/analysis/index.ts'
import { createMonitor, type EventHead } from '../../src/index.ts'
import { monitorOptionsOf } from '../../src/psl/index.ts'
import { foundIn, headLines, load, loaded } from './psl.ts'

const calls = 'request src=demo.Client dst=demo.Server'

describe('a condition that is always the same', () => {
  test.each([
    ['assert true', 'grants'],
    ['assert (true)', 'grants'],
    ['assert (1 == 1)', 'grants'],
    ['deny (false)', 'grants'],
    ['deny (true)', 'denies'],
    ['assert (1 == 2)', 'denies'],
    ['base.assert (true)', 'grants'],
  ])('%s', (rule, effect) => {
    expect(foundIn(`${calls} { ${rule} }`)).toEqual([
      `constant-condition: the condition is always the same: this rule ${effect} all that it selects`,
    ])
  })

  test.each(['grant ()', 'deny ()', 'deny', 'assert (dst_sid == src_sid)'])(
    'is none: %s',
    (rule) => {
      expect(foundIn(`${calls} { ${rule} }`)).toEqual([])
    },
  )
})

test('a grant beside a rule that always denies never decides', () => {
  const found = foundIn(`${calls} { grant () }\n${calls} method=Add { deny () grant () }`)
  expect(found).toEqual([
    `redundant: this rule never decides: security.psl:${headLines + 1}  grant () ` +
      'says the same of all that it selects',
  ])
  expect(foundIn(`${calls} method=Add { deny () grant () }`)).toEqual([
    'always-denied: this rule never decides: all that it selects is always denied, ' +
      `by security.psl:${headLines + 1}  deny ()`,
  ])
  expect(foundIn(`${calls} { grant () }\n${calls} method=Add { deny () }`)).toEqual([])
})

test('an explanation names rules by file and line, and the section that is missing', () => {
  const analysis = loaded(`${calls} method=Add {\n  assert (message.left > 0)\n  grant ()\n}\n`)
  const head = (method: string): EventHead => ({
    type: 'request',
    source: 'demo.Client',
    destination: 'demo.Server',
    endpoint: 'ops',
    interface: 'demo.Ops',
    method,
  })
  expect(formatExplanation(explain(analysis, head('Add')))).toMatchInlineSnapshot(`
    "request demo.Client -> demo.Server demo.Ops.Add (endpoint ops): ask
      security.psl:10  assert (message.left > 0): decides by its condition
      security.psl:11  grant (): grants always, which changes nothing here"
  `)
  const denied = explain(analysis, head('Div'))
  expect(formatExplanation(denied)).toMatchInlineSnapshot(`
    "request demo.Client -> demo.Server demo.Ops.Div (endpoint ops): denied, no rule selects it
      security.psl:10  assert (message.left > 0), but for method=Add
      security.psl:11  grant (), but for method=Add
      to grant it, write: request src=demo.Client dst=demo.Server endpoint=ops method=Div { grant () }"
  `)
  const wider = loaded(`${calls} method=Add { grant () }\n${denied.missing}`)
  expect(wider.verdictOf(head('Div')).verdict).toBe('granted')
})

test('every missing section grants what it is for', () => {
  const nothing = loaded('')
  for (const { head, verdict } of nothing.heads()) {
    const { missing } = explain(nothing, head)
    expect([head, verdict]).toEqual([head, 'denied'])
    expect(loaded(missing ?? '').verdictOf(head).verdict).toBe('granted')
  }
})

test('differences of policies in PSL compare conditions as they are written', () => {
  const [one, two] = ['1', '2'].map(
    (limit) => `${calls} method=Add { assert (message.left > ${limit}) }`,
  )
  const spaced = one?.replaceAll(' ', '  ').replace('(message.left  >  1)', '( message.left>1 ) ;')
  const compare = (before = '', after = '') => differences(loaded(before), loaded(after))
  expect(compare(one, one).comparison).toBe('equal')
  expect(compare(one, two).comparison).toBe('incomparable')
  expect(compare(one, `${one}\n${two}`).comparison).toBe('stricter')
  expect(compare(one, `\n\n${one}`).comparison).toBe('equal')
  expect(compare(one, spaced).comparison).toBe('equal')
  expect(formatDifferences(compare(one, two))).toMatchInlineSnapshot(`
    "~ request demo.Client -> demo.Server ops.Add: ask -> ask
        before  security.psl:9  assert (message.left > 1)
        after   security.psl:9  assert (message.left > 2)
    neither is at least as strict as the other, as far as this can be told
    "
  `)
})

test('conditions are equal only with equal cases and equal policy objects', () => {
  const door = (to: string, open: string): string => `policy object door : Flow {
  type State = "open" | "closed"
  config = {
    states : ["open", "closed"], initial : "closed",
    transitions : { "closed" : ["open"], "open" : ["${to}"] }
  }
}
policy object other : Flow {
  type State = "open" config = { states : ["open"], initial : "open", transitions : {} }
}
${calls} method=Add {
  choice (door.query {sid: dst_sid}) { "open": ${open} _: deny () }
}`
  const first = door('closed', 'grant ()')
  const compare = (text: string) => differences(loaded(first), loaded(text)).comparison
  expect(compare(door('closed', 'grant () /* as before */'))).toBe('equal')
  expect(compare(door('closed', 'assert (message.left > 0)'))).toBe('incomparable')
  expect(compare(door('open', 'grant ()'))).toBe('incomparable')
  const unused = 'initial : "open", transitions : {}'
  expect(
    compare(first.replace(unused, 'initial : "open", transitions : { "open" : ["open"] }')),
  ).toBe('equal')
})

test('an endpoint whose methods are not all known has those that rules mention, and others', () => {
  const text = (method: string): string =>
    `request dst=kl.core.Core endpoint=time { match ${method} { grant () } }`
  const [hidden, get] = [loaded(text('method=Set')), loaded(text('method=Get'))]
  const methods = (analysis: typeof hidden): string[] =>
    analysis.operationsOf('request', 'kl.core.Core').map(({ method }) => method)
  expect([methods(hidden), methods(get)]).toEqual([
    ['Get', 'Set', ''],
    ['Get', ''],
  ])
  expect(
    differences(get, loaded(`${text('method=Get')}\n${text('interface=kl.core.Time')}`)),
  ).toEqual(expect.objectContaining({ comparison: 'looser' }))
  expect(differences(loaded(text('interface=kl.core.Time')), hidden).comparison).toBe('stricter')
  expect(foundIn(text('method=Set'))).toEqual([])
})

const classes = ['demo.Client', 'demo.Server', 'kl.core.Core']
const selector = fc.oneof(
  fc.constant(''),
  fc.constantFrom('endpoint=ops', 'interface=demo.Ops', 'method=Add', 'method=Div'),
)
const rule = fc.constantFrom(
  'grant ()',
  'deny ()',
  'assert (src_sid == dst_sid)',
  'assert true',
  'deny (src_sid == dst_sid)',
  'choice (src_sid == dst_sid) { true: grant () false: deny () }',
)
const section = fc
  .record({
    event: fc.constantFrom('request', 'response', 'error'),
    src: fc.option(fc.constantFrom(...classes)),
    dst: fc.option(fc.constantFrom(...classes)),
    selector,
    rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
  })
  .map(({ event, src, dst, selector: by, rules }) => {
    const names = [src === null ? '' : `src=${src}`, dst === null ? '' : `dst=${dst}`]
    return `${event} ${names.join(' ')} { match ${by || 'method=Name'} { ${rules.join('\n')} } }`
  })
  .filter(isSound)

// Without selectors of names that are not there.
function isSound(text: string): boolean {
  try {
    return !load(text).hasErrors
  } catch {
    return false
  }
}

test('the analysis answers what a monitor does, for random policies and all heads', () => {
  fc.assert(
    fc.property(fc.array(section, { maxLength: 8 }), (sections) => {
      const policy = load(sections.join('\n'))
      const monitor = createMonitor(policy.policy, monitorOptionsOf(policy))
      let count = 0
      for (const { head, verdict } of analyse(policy).heads()) {
        count++
        const event = { ...head, message: undefined, sourceSid: 1, destinationSid: 2 }
        const { granted } = monitor.decide(event)
        if (monitor.classify(head) !== 'ask') expect(verdict).toBe(monitor.classify(head))
        if (verdict !== 'ask') expect(granted).toBe(verdict === 'granted')
      }
      expect(count).toBeGreaterThan(10)
    }),
    { numRuns: 100 },
  )
})

test('the report names the places of rules', () => {
  const { rules } = reportOf(loaded(`${calls} {\n  grant ()\n}`))
  expect(rules).toEqual([
    {
      number: 1,
      text: 'grant ()',
      place: `security.psl:${headLines + 2}`,
      event: 'request',
      constant: 'grant',
    },
  ])
})
