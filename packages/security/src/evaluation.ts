// Asks the conditions that one event meets, as one transaction.
//
// Every condition is asked, also after one did not grant: so each failure is reported, and which
// rules exist besides never changes what a rule sees. Then, if all granted and the caller agrees,
// outcomes are committed in order; else they are rolled back in reverse. Nothing thrown in here
// gets out. Which conditions an event meets is worked out in `plan.ts`.

import type { CompiledRule } from './compiled-rule.ts'
import type { Outcome, RuleContext } from './condition.ts'
import { granted, type Decision, type Denied } from './decision.ts'
import { denialByFailure, denialByRule } from './denial-message.ts'
import type { SecurityEvent } from './event.ts'
import type { FailureReport } from './failure-report.ts'
import type { Plan } from './plan.ts'

/** Decides about an event whose plan has no fixed answer. */
export function evaluate(
  plan: Plan,
  event: SecurityEvent,
  report: FailureReport,
  mayCommit?: () => boolean,
): Decision {
  const { rules } = plan
  let denial: Denied | null = null
  let outcomes: Outcome[] | null = null
  let context: RuleContext | null = null
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i]!
    try {
      context ??= contextOf(event)
      const answer: unknown = rule.condition!(context)
      if (typeof answer === 'boolean') {
        if (answer === rule.denies) denial ??= plan.denials[i] ??= denialByRule(event, rule)
        continue
      }
      const outcome = readOutcome(answer, rule)
      if (!outcome.granted) denial ??= plan.denials[i] ??= denialByRule(event, rule)
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

// Reads event.message, which may throw if it decodes: called inside the try.
function contextOf(event: SecurityEvent): RuleContext {
  const { message, source, destination, sourceSid, destinationSid } = event
  return { message, source, destination, sourceSid, destinationSid, event }
}

function readOutcome(answer: unknown, rule: CompiledRule): Outcome {
  if (rule.denies)
    throw new TypeError(
      `the condition of a deny answered ${kindOf(answer)}; it must answer true or false`,
    )
  if (typeof answer === 'object' && answer !== null) {
    const { granted, commit, rollback } = answer as Partial<Record<keyof Outcome, unknown>>
    if (typeof granted === 'boolean' && isCallback(commit) && isCallback(rollback))
      return answer as Outcome
  }
  throw new TypeError(
    `the condition answered ${kindOf(answer)}; it must answer true, false or { granted, commit, rollback }`,
  )
}

function isCallback(value: unknown): boolean {
  return value === undefined || typeof value === 'function'
}

function kindOf(answer: unknown): string {
  if (answer === null || answer === undefined) return String(answer)
  if (typeof answer !== 'object') return `a ${typeof answer}`
  return 'then' in answer ? 'a promise, and conditions are synchronous' : 'an object'
}

function commit(
  outcomes: readonly Outcome[],
  event: SecurityEvent,
  report: FailureReport,
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
  outcomes: readonly Outcome[],
  decision: Decision,
  event: SecurityEvent,
  report: FailureReport,
): Decision {
  for (let i = outcomes.length - 1; i >= 0; i--) {
    try {
      outcomes[i]!.rollback?.()
    } catch (error) {
      report(error, event)
    }
  }
  return decision
}
