// Makes conditions of choices: the case that is chosen by the value of the subject decides, with
// all of its rules.

import type { Condition, ConditionOutcome, RuleContext } from '../../condition.ts'
import { EvaluationError } from '../../models/model.ts'
import { areEqual } from '../../models/pred.ts'
import { isInteger, nameOf, simplest } from '../../models/value.ts'
import { selectsOf } from '../check/typed-expression.ts'
import type { TypedCase, TypedChoice } from '../check/typed-rule.ts'
import { type AuditedCall, resultOf } from './audited-call.ts'
import { compileByMethod, type CompilerEnvironment, expressionsOfItem } from './compile-rule.ts'

/** The condition of a choice; `compileCase` makes those of its cases. */
export function compileChoice(
  choice: TypedChoice,
  environment: CompilerEnvironment,
  compileCase: (each: TypedCase) => Condition,
): Condition {
  const { subject } = choice
  const read = compileByMethod(subject, expressionsOfItem(choice, environment))
  const cases = choice.cases.filter(hasValue)
  const conditions = cases.map(compileCase)
  const rest = choice.cases.find((each) => !hasValue(each))
  const otherwise = rest === undefined ? noCase(choice, environment) : compileCase(rest)
  const find = compileCaseFinder(choice, cases, environment)
  return (context) => {
    const index = find(read(context), context)
    const condition = index < 0 ? otherwise : (conditions[index] as Condition)
    return condition(context)
  }
}

function hasValue({ node }: TypedCase): boolean {
  return node.value !== null
}

function noCase({ node }: TypedChoice, { describe }: CompilerEnvironment): Condition {
  const outcome: ConditionOutcome = Object.freeze({
    granted: false,
    rule: describe(node),
    why: 'no option is selected',
  })
  return () => outcome
}

/** Finds the index of the case that a value chooses; -1 if it chooses none. */
type FindCase = (value: unknown, context: RuleContext) => number

function compileCaseFinder(
  choice: TypedChoice,
  cases: readonly TypedCase[],
  environment: CompilerEnvironment,
): FindCase {
  const { common } = choice.subject
  const values = cases.map(({ value }) => value)
  const selects = selectsOf(common)
  if (selects === null || common.kind !== 'call') return compileLookup(values)
  const instance = environment.objectOf(common.object.definition) as never
  const find = (value: unknown): number =>
    values.findIndex((each) => selects(value as never, each as never, instance))
  const audited = expressionsOfItem(choice, environment).auditedCall(common)
  return audited === null ? find : notingChoice(find, audited, cases, environment)
}

// The result of the expression is granted if a case is chosen. The case `_` is not: it is what the
// expression leaves over.
function notingChoice(
  find: (value: unknown) => number,
  audited: AuditedCall,
  cases: readonly TypedCase[],
  { textOf }: CompilerEnvironment,
): FindCase {
  const none = resultOf(audited, false, 'chooses no case')
  const chosen = cases.map(({ node: { value } }) =>
    resultOf(audited, true, `chooses ${value === null ? '_' : textOf(value)}`),
  )
  return (value, context) => {
    const index = find(value)
    context.note?.(chosen[index] ?? none)
    return index
  }
}

function compileLookup(values: readonly unknown[]): FindCase {
  const indexes = new Map(values.map((value, index) => [caseKey(value), index]))
  const [first] = values
  return (value) => {
    const index = indexes.get(caseKey(value))
    if (index !== undefined) return index
    // What can't be compared with the cases has no value.
    if (first !== undefined) areEqual(value, first)
    return -1
  }
}

function caseKey(value: unknown): unknown {
  if (isInteger(value)) return simplest(value)
  if (typeof value === 'string' || typeof value === 'boolean') return value
  throw new EvaluationError(`${nameOf(value)} chooses nothing`)
}
