// Makes one condition of the rules of a case. All of them are evaluated, and all must grant, as the
// rules of a policy; what they changed is committed or rolled back together. The outcome names the
// first rule that did not grant.
//
// A rule in a `match` takes part only in the events that are selected. If no rule takes part, the
// case denies: nothing in it allows the event.

import type { Condition, ConditionOutcome, RuleContext } from '../../condition.ts'
import type { RuleSource } from '../../decision.ts'
import type { TypedChoice, TypedItem } from '../check/typed-rule.ts'
import type { ChoiceNode } from '../syntax.ts'
import { compileChoice } from './compile-choice.ts'
import { type CompilerEnvironment, compileRuleCondition, denialBy } from './compile-rule.ts'
import { compileSelection, type SelectsEvent } from './compile-selection.ts'
import { JoinedOutcome, rollBack } from './joined-outcome.ts'

/** A rule of a case. */
interface Part {
  /** Null if it takes part in each event. */
  readonly selects: SelectsEvent | null
  readonly condition: Condition
  /** The outcome if its condition answers false, and the names in others. */
  readonly denial: ConditionOutcome
}

/** The condition of a choice. */
export function compileChoiceCondition(
  choice: TypedChoice,
  environment: CompilerEnvironment,
): Condition {
  return compileChoice(choice, environment, ({ items }) =>
    compileItems(items, choice.node, environment),
  )
}

/** The condition of the items of a case of `choice`. */
function compileItems(
  items: readonly TypedItem[],
  choice: ChoiceNode,
  environment: CompilerEnvironment,
): Condition {
  const parts = items.flatMap((item) => partsOf(item, null, environment))
  const nothing: ConditionOutcome = Object.freeze({
    granted: false,
    rule: environment.describe(choice),
    why: 'the option that is selected has no rule for the event',
  })
  const [only] = parts
  if (only === undefined) return () => nothing
  if (parts.length === 1 && only.selects === null) return compileSingle(only)
  return (context) => evaluateParts(parts, context, nothing)
}

function partsOf(
  item: TypedItem,
  selects: SelectsEvent | null,
  environment: CompilerEnvironment,
): readonly Part[] {
  if (item.kind === 'rule') {
    const condition = compileRuleCondition(item, environment)
    return [{ selects, condition, denial: denialBy(item, environment) }]
  }
  if (item.kind === 'choice') {
    const condition = compileChoiceCondition(item, environment)
    const rule = environment.describe(item.node)
    return [{ selects, condition, denial: Object.freeze({ granted: false, rule }) }]
  }
  // The selection of an inner match is part of that of the outer one.
  const inner = compileSelection(item.selection, environment.endpoints)
  return item.items.flatMap((each) => partsOf(each, inner, environment))
}

function compileSingle({ condition, denial }: Part): Condition {
  return (context) => {
    const result = condition(context)
    if (result === true) return true
    if (result === false) return denial
    return result.granted ? result : named(result, denial)
  }
}

/** The outcome of a rule, with the names of the rule if it has none of its own. */
function named(outcome: ConditionOutcome, { rule, why }: ConditionOutcome): ConditionOutcome {
  if (outcome.rule !== undefined) return outcome
  return new JoinedOutcome(
    [outcome],
    false,
    rule as RuleSource,
    outcome.why ?? why ?? 'it did not grant',
  )
}

function evaluateParts(
  parts: readonly Part[],
  context: RuleContext,
  nothing: ConditionOutcome,
): boolean | ConditionOutcome {
  const outcomes: ConditionOutcome[] = []
  let denial: ConditionOutcome | null = nothing
  let isFirst = true
  try {
    for (const { selects, condition, denial: own } of parts) {
      if (selects !== null && !selects(context.event)) continue
      const result = condition(context)
      if (isFirst) [denial, isFirst] = [null, false]
      if (typeof result !== 'boolean') outcomes.push(result)
      if (result === true || (result !== false && result.granted)) continue
      denial ??= result === false ? own : named(result, own)
    }
  } catch (error) {
    rollBack(outcomes)
    throw error
  }
  return joined(outcomes, denial)
}

function joined(
  outcomes: readonly ConditionOutcome[],
  denial: ConditionOutcome | null,
): boolean | ConditionOutcome {
  if (outcomes.length === 0) return denial ?? true
  return new JoinedOutcome(outcomes, denial === null, denial?.rule, denial?.why)
}
