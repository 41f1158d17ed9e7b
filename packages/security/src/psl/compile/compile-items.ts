// Makes one condition of the rules of a case. All of them are evaluated, and all must grant, as the
// rules of a policy; what they changed is committed or rolled back together. The outcome names the
// first rule that did not grant.
//
// A rule in a `match` takes part only in the events that are selected. If no rule takes part, the
// case denies: nothing in it allows the event.

import type { AuditedRule, RuleResult } from '../../audit/audit-profile.ts'
import type { Condition, ConditionOutcome, RuleContext } from '../../condition.ts'
import { formatSource } from '../../decision.ts'
import { EvaluationError } from '../../models/model.ts'
import type { TypedChoice, TypedItem } from '../check/typed-rule.ts'
import type { ReachedListener } from '../policy.ts'
import type { ChoiceNode } from '../syntax.ts'
import { compileChoice } from './compile-choice.ts'
import {
  auditedRule,
  type CompilerEnvironment,
  compileRuleCondition,
  denialBy,
} from './compile-rule.ts'
import { compileMatch, type SelectsEvent } from './compile-match.ts'
import { JoinedOutcome, rollBack } from '../../joined-outcome.ts'

/** A rule of a case. */
interface Part {
  /** Null if it takes part in each event. */
  readonly selects: SelectsEvent | null
  readonly condition: Condition
  /** The outcome if its condition answers false, and the names in others. */
  readonly denial: ConditionOutcome
  /** What audits call it; null if no profile asks for it. */
  readonly audited: AuditedRule | null
}

/** The condition of a choice. */
export function compileChoiceCondition(
  choice: TypedChoice,
  environment: CompilerEnvironment,
): Condition {
  return compileChoice(choice, environment, ({ node, items }) =>
    telling(environment, node, compileItems(items, choice.node, environment)),
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
  if (parts.length === 1 && only.selects === null && only.audited === null)
    return compileSingle(only)
  return (context) => new CaseEvaluation(nothing).run(parts, context)
}

function partsOf(
  item: TypedItem,
  selects: SelectsEvent | null,
  environment: CompilerEnvironment,
): readonly Part[] {
  if (item.kind === 'match') {
    // What an inner match selects is part of what the outer one does.
    const inner = compileMatch(item.selection, environment.endpoints)
    return item.items.flatMap((each) => partsOf(each, inner, environment))
  }
  const isRule = item.kind === 'rule'
  const condition = isRule
    ? compileRuleCondition(item, environment)
    : compileChoiceCondition(item, environment)
  const denial = isRule
    ? denialBy(item, environment)
    : Object.freeze({ granted: false, rule: environment.describe(item.node) })
  const audited = auditedRule(item, environment)
  return [{ selects, condition: telling(environment, item.node, condition), denial, audited }]
}

/** The condition; if somebody listens, it says when it is evaluated. */
function telling(
  { onReached }: CompilerEnvironment,
  part: Parameters<ReachedListener>[0],
  condition: Condition,
): Condition {
  if (onReached === undefined) return condition
  return (context) => {
    onReached(part)
    return condition(context)
  }
}

function compileSingle(part: Part): Condition {
  const { denial } = part
  return (context) => {
    const result = ask(part, context)
    if (result === true) return true
    if (result === false) return denial
    return result.granted ? result : named(result, denial)
  }
}

// What fails says which rule it was.
function ask({ condition, denial }: Part, context: RuleContext): boolean | ConditionOutcome {
  try {
    return condition(context)
  } catch (error) {
    const { rule } = denial
    if (!(error instanceof EvaluationError) || rule === undefined) throw error
    throw new EvaluationError(`${formatSource(rule)}: ${error.message}`)
  }
}

/** The outcome of a rule, with the names of the rule if it has none of its own. */
function named(outcome: ConditionOutcome, denial: ConditionOutcome): ConditionOutcome {
  if (outcome.rule !== undefined) return outcome
  return new JoinedOutcome([outcome], false, denial.rule, outcome.why ?? denial.why)
}

/** One evaluation of the rules of a case. */
class CaseEvaluation {
  readonly #outcomes: ConditionOutcome[] = []
  #denial: ConditionOutcome | null
  #results: RuleResult[] | null = null
  #isAnswered = false

  /** `nothing` is the outcome if no rule takes part. */
  constructor(nothing: ConditionOutcome) {
    this.#denial = nothing
  }

  run(parts: readonly Part[], context: RuleContext): boolean | ConditionOutcome {
    try {
      for (const part of parts)
        if (part.selects === null || part.selects(context.event))
          this.#add(part, ask(part, context))
    } catch (error) {
      rollBack(this.#outcomes)
      throw error
    }
    const [denial, results] = [this.#denial, this.#results]
    if (this.#outcomes.length === 0 && results === null) return denial ?? true
    const granted = denial === null
    return new JoinedOutcome(
      this.#outcomes,
      granted,
      denial?.rule,
      denial?.why,
      results ?? undefined,
    )
  }

  #add({ denial, audited }: Part, result: boolean | ConditionOutcome): void {
    if (!this.#isAnswered) [this.#denial, this.#isAnswered] = [null, true]
    const isOutcome = typeof result !== 'boolean'
    const granted = isOutcome ? result.granted : result
    if (isOutcome) this.#outcomes.push(result)
    if (!granted) this.#denial ??= isOutcome ? named(result, denial) : denial
    const inner = isOutcome ? result.results : undefined
    if (inner === undefined && audited === null) return
    this.#results ??= []
    if (inner !== undefined) for (const each of inner) this.#results.push(each)
    else if (audited !== null) this.#results.push({ rule: audited, granted })
  }
}
