// Choices that do not do what they seem to: each finding with a policy that has it, and one without.
import { formatDiagnostic } from '@kos/idl-compiler/text'
import { describe, expect, test } from 'vitest'
import { findingDiagnostics, findings } from '../../src/analysis/index.ts'
import { foundIn, loaded } from './psl.ts'

const flow = `policy object door : Flow {
  type State = "open" | "closed" | "locked"
  config = {
    states : ["open", "closed", "locked"],
    initial : "closed",
    transitions : { "open" : ["closed"], "closed" : ["open", "locked"], "locked" : ["closed"] }
  }
}
`

function ofChoice(subject: string, cases: string): string[] {
  return foundIn(
    `${flow}request src=demo.Client dst=demo.Server method=Add {\n  choice (${subject}) {\n${cases}\n  }\n}`,
  )
}

const state = 'door.query {sid: dst_sid}'
const everyState = '"open": grant () "closed": deny () "locked": grant ()'
const text = 're.select {text: "abc"}'

describe('a case that is never taken', () => {
  test('is one of a text that a pattern before it takes', () => {
    const never = (earlier: string): string[] => [
      `shadowed-case: this case is never taken: ${earlier} before it takes its values`,
    ]
    expect(ofChoice(text, '"a.*": grant () "abc": deny () _: deny ()')).toEqual(never('"a.*"'))
    const pair = '"red|green": grant () "blue": deny () "green": deny () _: deny ()'
    expect(ofChoice(text, pair)).toEqual(never('"red|green"'))
  })

  test.each([
    ['of another number', 'message.left', '1: grant () -1: deny () _: deny ()'],
    ['of a pattern after a text of it', text, '"abc": deny () "a.*": grant () _: deny ()'],
    ['of a text that a pattern does not take', text, '"a": grant () "abc": deny () _: deny ()'],
    [
      'of a pattern that another one may cover',
      text,
      '"a.*": grant () "ab.*": grant () _: deny ()',
    ],
    [
      'of a text where cases are no patterns',
      state,
      '"open": grant () "closed": deny () _: deny ()',
    ],
  ])('is none %s', (_, subject, cases) => {
    expect(ofChoice(subject, cases)).toEqual([])
  })

  test('is the default where each value has a case', () => {
    const never = [
      'unreachable-default: this case is never taken: each value has a case of its own',
    ]
    expect(ofChoice('message.left > 1', 'true: grant () false: deny () _: deny ()')).toEqual(never)
    expect(ofChoice('!(message.left > 1)', 'true: grant () false: deny () _: deny ()')).toEqual(
      never,
    )
    expect(ofChoice(state, `${everyState} _: deny ()`)).toEqual(never)
  })

  test('is not the default where some value has none', () => {
    expect(ofChoice('message.left > 1', 'true: grant () _: deny ()')).toEqual([])
    expect(ofChoice(state, '"open": grant () "closed": deny () _: deny ()')).toEqual([])
    expect(ofChoice('message.left', '0: grant () 1: deny () _: deny ()')).toEqual([])
  })
})

describe('a choice without default', () => {
  const missing = (which: string): string[] => [
    `missing-case: there is no case for ${which}: denied, no option is selected`,
  ]

  test('names the values that have no case', () => {
    expect(ofChoice('message.left > 1', 'true: grant ()')).toEqual(missing('false'))
    expect(ofChoice(state, '"open": grant ()')).toEqual(missing('"closed", "locked"'))
    expect(ofChoice('message.left', '1: grant () 2: deny ()')).toEqual(missing('all other values'))
    expect(ofChoice(text, '"a.*": grant ()')).toEqual(missing('all other values'))
  })

  test('is complete with a case for each value', () => {
    expect(ofChoice('message.left > 1', 'true: grant () false: deny ()')).toEqual([])
    expect(ofChoice(state, everyState)).toEqual([])
  })
})

test('choices in cases and in matches of cases are read as well', () => {
  const inner = 'choice (message.left > 1) { true: grant () }'
  expect(
    ofChoice('message.left', `1: { ${inner} } _: { match dst=demo.Server { ${inner} } }`),
  ).toEqual(['missing-case', 'missing-case'].map((code) => expect.stringContaining(code)))
})

test('findings are warnings with their places', () => {
  const analysis = loaded(
    'request src=demo.Client dst=demo.Server method=Add {\n' +
      '  choice (message.left) {\n    1: grant ()\n  }\n}\n',
  )
  const diagnostics = findingDiagnostics(findings(analysis))
  expect(diagnostics.map(formatDiagnostic).join('\n\n')).toMatchInlineSnapshot(`
    "security.psl:10:3: warning: there is no case for all other values: denied, no option is selected
      10 |   choice (message.left) {
         |   ^^^^^^^^^^^^^^^^^^^^^^^
         = add _ : deny () if that is meant"
  `)
})
