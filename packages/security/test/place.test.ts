// Rules that compilers make: what messages call them, and the rules inside them.
import { describe, expect, test } from 'vitest'
import {
  any,
  createMonitor,
  deny,
  type ConditionOutcome,
  makeRule,
  request,
  type Rule,
  type RuleParts,
} from '../src/index.ts'
import { event } from './fixture.ts'

const parts: RuleParts = { event: 'request', source: any, destination: 'Server' }

function denialOf(rule: Rule): unknown {
  const decision = createMonitor([rule]).decide(event())
  return decision.granted ? decision : decision.message
}

describe('a rule that is made of parts', () => {
  test('is what the functions make, and frozen', () => {
    const condition = (): boolean => true
    const made = makeRule({ ...parts, selection: { method: 'FMode' }, condition })
    expect(made).toEqual(request(any, 'Server', { method: 'FMode' }, condition))
    expect(Object.isFrozen(made)).toBe(true)
    expect(Object.isFrozen(made.selection)).toBe(true)
    expect(makeRule({ ...parts, denies: true })).toEqual(deny(request(any, 'Server')))
  })

  test('is checked', () => {
    const bad = [
      { source: '' },
      { destination: [] },
      { selection: { metod: 'x' } },
      { condition: undefined },
      { condition: 7 },
    ]
    for (const part of bad)
      expect(() => makeRule({ ...parts, ...part } as RuleParts)).toThrow(TypeError)
  })

  test('is called in messages as it is written, with its place', () => {
    const text = 'assert (message.value > 7)'
    const rule = makeRule({ ...parts, text, place: 'security.psl:12', condition: () => false })
    expect(denialOf(rule)).toMatchInlineSnapshot(
      `"request Client -> Server demo.Mode.FMode (endpoint mode): denied by rule 1, assert (message.value > 7) (security.psl:12); its condition is false"`,
    )
    expect(denialOf(deny(makeRule({ ...parts, text: 'grant ()' })))).toMatchInlineSnapshot(
      `"request Client -> Server demo.Mode.FMode (endpoint mode): denied by rule 1, deny(grant ()); it has no condition"`,
    )
  })
})

describe('an outcome', () => {
  const choice = (outcome: Partial<ConditionOutcome>): Rule =>
    makeRule({
      ...parts,
      text: 'choice (message.value)',
      place: 'security.psl:12',
      condition: () => ({ granted: false, ...outcome }),
    })

  test('names the rule inside its own that decided', () => {
    const rule = { text: 'assert (src_sid == 1)', place: 'security.psl:14' }
    expect(denialOf(choice({ rule }))).toMatchInlineSnapshot(
      `"request Client -> Server demo.Mode.FMode (endpoint mode): denied by rule 1, assert (src_sid == 1) (security.psl:14); its condition is false"`,
    )
    const decision = createMonitor([choice({ rule })]).decide(event())
    expect(decision).toMatchObject({ rule: { number: 1, ...rule } })
    expect(denialOf(choice({ rule: { text: 'deny ()' } }))).toMatchInlineSnapshot(
      `"request Client -> Server demo.Mode.FMode (endpoint mode): denied by rule 1, deny (); its condition is false"`,
    )
  })

  test('says why it did not grant', () => {
    expect(denialOf(choice({ why: 'no option is selected' }))).toMatchInlineSnapshot(
      `"request Client -> Server demo.Mode.FMode (endpoint mode): denied by rule 1, choice (message.value) (security.psl:12); no option is selected"`,
    )
  })

  test('of each event is told apart', () => {
    const rules = ['a', 'b'].map((text) => ({ text }))
    let asked = 0
    const condition = (): ConditionOutcome => ({
      granted: false,
      rule: rules[asked++] as { text: string },
    })
    const monitor = createMonitor([makeRule({ ...parts, condition })])
    expect(monitor.decide(event())).toHaveProperty('rule.text', 'a')
    expect(monitor.decide(event())).toHaveProperty('rule.text', 'b')
  })
})
