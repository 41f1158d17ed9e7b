// Evaluates the conditions of all rules that select one event, as one transaction.
//
// Every condition is called, also after one did not grant: so each failure is reported, and a
// condition does not depend on the rules beside it. Then, if all granted and the caller agrees
// (`mayCommit`), outcomes are committed in order; else they are rolled back in reverse. No
// exception leaves this file. `verdict-cache.ts` finds the rules that select an event.

import type { CompiledRule, ConditionalRule } from './compiled-rule.ts'
import type { ConditionOutcome, RuleContext } from './condition.ts'
import { granted, type Decision, type Denied } from './decision.ts'
import { denialByFailure, denialByRule } from './denial-message.ts'
import type { SecurityEvent } from './event.ts'
import type { FailureListener } from './failure-listener.ts'
import type { CachedVerdict } from './verdict-cache.ts'

/** Decides about an event whose cached verdict is `ask`. */
export function evaluate(
  verdict: CachedVerdict,
  event: SecurityEvent,
  report: FailureListener,
  mayCommit?: () => boolean,
): Decision {
  const { rules } = verdict
  let denial: Denied | null = null
  let outcomes: ConditionOutcome[] | null = null
  let context: RuleContext | null = null
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as ConditionalRule
    try {
      context ??= contextOf(event)
      const result: unknown = rule.condition(context)
      if (typeof result === 'boolean') {
        if (result === rule.denies) denial ??= verdict.denials[i] ??= denialByRule(event, rule)
        continue
      }
      const outcome = readOutcome(result, rule)
      if (!outcome.granted) denial ??= denialByOutcome(verdict, i, event, outcome)
      outcomes ??= []
      outcomes.push(outcome)
    } catch (error) {
      denial ??= denialByFailure(event, rule, error)
      report(error, event)
    }
  }
  if (outcomes === null) return denial ?? granted
  if (denial !== null) return rollBack(outcomes, denial, event, report)
  if (mayCommit !== undefined && !mayCommit()) return rollBack(outcomes, granted, event, report)
  return commit(outcomes, event, report)
}

// A denial that says something of its own is made for each event.
function denialByOutcome(
  verdict: CachedVerdict,
  index: number,
  event: SecurityEvent,
  outcome: ConditionOutcome,
): Denied {
  const rule = verdict.rules[index] as ConditionalRule
  return outcome.rule === undefined && outcome.why === undefined
    ? (verdict.denials[index] ??= denialByRule(event, rule))
    : denialByRule(event, rule, outcome)
}

// Reads event.message, which may decode and throw: called inside the try.
function contextOf(event: SecurityEvent): RuleContext {
  const { message, source, destination, sourceSid, destinationSid } = event
  return { message, source, destination, sourceSid, destinationSid, event }
}

function readOutcome(result: unknown, rule: CompiledRule): ConditionOutcome {
  if (rule.denies)
    throw new TypeError(
      `the condition of a deny answered ${kindOf(result)}; it must answer true or false`,
    )
  if (typeof result === 'object' && result !== null) {
    const { granted, commit, rollback } = result as Partial<Record<keyof ConditionOutcome, unknown>>
    if (typeof granted === 'boolean' && isCallback(commit) && isCallback(rollback))
      return result as ConditionOutcome
  }
  throw new TypeError(
    `the condition answered ${kindOf(result)}; it must answer true, false or { granted, commit, rollback }`,
  )
}

function isCallback(value: unknown): boolean {
  return value === undefined || typeof value === 'function'
}

function kindOf(result: unknown): string {
  if (result === null || result === undefined) return String(result)
  if (typeof result !== 'object') return `a ${typeof result}`
  return 'then' in result ? 'a promise, and conditions are synchronous' : 'an object'
}

function commit(
  outcomes: readonly ConditionOutcome[],
  event: SecurityEvent,
  report: FailureListener,
): Decision {
  try {
    for (const outcome of outcomes) outcome.commit?.()
    return granted
  } catch (error) {
    report(error, event)
    return denialByFailure(event, null, error)
  }
}

function rollBack(
  outcomes: readonly ConditionOutcome[],
  decision: Decision,
  event: SecurityEvent,
  report: FailureListener,
): Decision {
  for (let i = outcomes.length - 1; i >= 0; i--) {
    try {
      outcomes[i]?.rollback?.()
    } catch (error) {
      report(error, event)
    }
  }
  return decision
}
