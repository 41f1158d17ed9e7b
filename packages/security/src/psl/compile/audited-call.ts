// Results of expressions, which an audit profile asks for with `emit`: the function of a call tells
// the audit what it answered.
//
// They are told when they are known, not with the outcome of the rule, so that they are recorded also
// if another part of the rule has no value. What chooses a case answers in `compile-choice.ts`.

import {
  type AuditedRule,
  type AuditProfile,
  auditsExpression,
  type RuleResult,
} from '../../audit/audit-profile.ts'
import type { RuleContext } from '../../condition.ts'
import type { ModelCall } from '../check/typed-expression.ts'

type Evaluate = (context: RuleContext) => unknown

/** An expression of a rule as an audit sees it. */
export interface AuditedCall {
  /** The rule in which it stands, with the object whose expression it is. */
  readonly rule: AuditedRule
  /** The name of the expression. */
  readonly name: string
  /** The expression as it is written. */
  readonly text: string
}

/** The name of the expression that is called, if a profile asks for its results; else null. */
export function emittedName(
  { object, expression }: ModelCall,
  profile: AuditProfile,
): string | null {
  const { expressions } = object.definition
  const name = Object.keys(expressions).find((each) => expressions[each] === expression)
  if (name === undefined) return null
  return auditsExpression(profile, object.name, name) ? name : null
}

/** The result of a call, for an audit; `what` says it in words, after the expression. */
export function resultOf(
  { rule, name, text }: AuditedCall,
  granted: boolean,
  what: string,
): RuleResult {
  return Object.freeze({ rule, granted, expression: name, answer: `${text} ${what}` })
}

/** The function of a call whose value is true or false, which tells the audit. */
export function noting(evaluate: Evaluate, call: AuditedCall): Evaluate {
  const isTrue = resultOf(call, true, 'is true')
  const isFalse = resultOf(call, false, 'is false')
  return (context) => {
    const value = evaluate(context)
    context.note?.(value === true ? isTrue : isFalse)
    return value
  }
}
