// Rules of objects with states whose audit profile omits some: their outcome says which state the
// object was in.

import { type AuditedRule, type RuleResult, settingsOf } from '../../audit/audit-profile.ts'
import type { Condition } from '../../condition.ts'
import type { TypedRule } from '../check/typed-rule.ts'
import type { Evaluate } from './compile-expression.ts'
import { JoinedOutcome } from '../../joined-outcome.ts'

/** Whether the profile of a rule omits states of its object, at any level. */
export function omitsStates({ audit = {}, object = '' }: AuditedRule): boolean {
  return Object.values(audit).some((level) => (settingsOf(level, object)?.omit?.length ?? 0) > 0)
}

/** The condition of a rule, which tells audits the state in which the object was before. */
export function withState(
  { object, rule }: TypedRule,
  audited: AuditedRule,
  read: Evaluate,
  instance: never,
): Condition {
  const { apply } = rule
  const { stateOf } = object.definition
  return (context) => {
    const argument = read(context) as never
    const { sid } = argument as { readonly sid?: unknown }
    const state = stateOf?.(sid, instance)
    const answer = apply(argument, instance)
    const outcomes = typeof answer === 'boolean' ? [] : [answer]
    const granted = typeof answer === 'boolean' ? answer : answer.granted
    const result: RuleResult = { rule: audited, granted, ...(state === undefined ? {} : { state }) }
    return new JoinedOutcome(outcomes, granted, undefined, outcomes[0]?.why, [result])
  }
}
