// The messages of denials: the event, the reason, and advice.
//
// The advice lists the rules for the same destination, a rule that differs by one misspelt name,
// and the rule to add. A message is written once per cached verdict or per failure, never for a
// grant.

import { nameIn, selects, selectors, type CompiledRule, type Selector } from './compiled-rule.ts'
import type { ConditionOutcome } from './condition.ts'
import { denied, type Denied, formatSource, type RuleDescription } from './decision.ts'
import { formatEvent, type EventHead } from './event.ts'
import { maxListedRules } from './limits.ts'
import { missingBinding, missingRule } from './missing-rule.ts'
import { nearest } from '@kos/idl/nearest'

/** The denial of an event that no rule selects; the advice is made from `policy`. */
export function denialWithoutRule(event: EventHead, policy: readonly CompiledRule[]): Denied {
  const advice = policy.length === 0 ? emptyPolicy : adviceFor(event, policy)
  return denied('no-rule', `${formatEvent(event)}: denied, no rule allows it; ${advice}`)
}

/**
 * The denial of an event by a rule that does not grant it; `outcome` is that of its condition, if
 * it has one.
 */
export function denialByRule(
  event: EventHead,
  rule: CompiledRule,
  outcome?: ConditionOutcome,
): Denied {
  const description = decidingRule(rule, outcome)
  const why = outcome?.why ?? whyDenied(rule)
  return denied(
    'denied-by-rule',
    `${formatEvent(event)}: denied by ${formatDescription(description)}; ${why}`,
    description,
  )
}

/** The rule that decided: the rule itself, or the one inside it that the outcome names. */
function decidingRule({ description }: CompiledRule, outcome?: ConditionOutcome): RuleDescription {
  if (outcome?.rule === undefined) return description
  const { text, place } = outcome.rule
  return Object.freeze({
    number: description.number,
    text,
    ...(place === undefined ? {} : { place }),
  })
}

function whyDenied({ condition, denies }: CompiledRule): string {
  if (condition === null) return 'it has no condition'
  return `its condition is ${denies ? 'true' : 'false'}`
}

/** The denial of an event because a rule, or for null the monitor, could not be evaluated. */
export function denialByFailure(
  event: EventHead,
  rule: CompiledRule | null,
  error: unknown,
): Denied {
  const subject = rule === null ? 'the monitor' : formatDescription(rule.description)
  const message = `${formatEvent(event)}: denied, ${subject} failed: ${formatError(error)}`
  return denied('monitor-failed', message, rule?.description)
}

const emptyPolicy =
  'the policy has no rules, so nothing is allowed; add rules, or allowAll() to allow everything'

function adviceFor(event: EventHead, policy: readonly CompiledRule[]): string {
  const sameKind = policy.filter((rule) => rule.event === event.type)
  const missing = isPsl(policy) ? missingBinding(event) : missingRule(event)
  const all = event.method === '' ? 'every method' : 'it'
  return `${rulesNear(event, sameKind)}${separateRules(event)}; to allow ${all}, add ${missing}${nearMiss(event, sameKind)}`
}

/** Whether rules of the policy are written in PSL. */
function isPsl(policy: readonly CompiledRule[]): boolean {
  return policy.some(({ description: { place = '' } }) => /\.psl(\.in)?:\d+$/.test(place))
}

/** That answers have rules of their own; empty for other events. */
function separateRules({ type }: EventHead): string {
  if (type === 'response') return '; a rule for requests does not cover the response'
  if (type === 'error') return '; rules for requests and responses do not cover the error'
  return ''
}

/** A hint at a rule that differs from the event by one name, which is misspelt; else empty. */
function nearMiss(event: EventHead, rules: readonly CompiledRule[]): string {
  for (const rule of rules) {
    const missed = selectors.filter((selector) => !selects(rule, selector, event))
    const selector = missed[0]
    if (selector === undefined || missed.length > 1) continue
    const actual = nameIn(event, selector)
    const name = nearest(actual, rule.names[selector] ?? [])
    if (name === null) continue
    return `, or did ${formatDescription(rule.description)}, mean ${JSON.stringify(actual)} by ${JSON.stringify(name)}?`
  }
  return ''
}

function rulesNear(event: EventHead, rules: readonly CompiledRule[]): string {
  if (rules.length === 0) return `the policy has no ${event.type} rules`
  const first: Selector = event.type === 'security' ? 'source' : 'destination'
  return (
    listRules(event, rules, first) ??
    listRules(event, rules, 'source') ??
    `no ${event.type} rule names ${processes(event)}`
  )
}

function listRules(
  event: EventHead,
  rules: readonly CompiledRule[],
  selector: Selector,
): string | undefined {
  const near = rules.filter(
    (rule) => rule.names[selector] !== null && selects(rule, selector, event),
  )
  if (near.length === 0) return undefined
  const listed = near.slice(0, maxListedRules).map((rule) => formatSource(rule.description))
  if (near.length > listed.length) listed.push(`and ${near.length - listed.length} more`)
  return `rules for ${selector} ${nameIn(event, selector)}: ${listed.join(', ')}`
}

function processes({ source, destination }: EventHead): string {
  return destination === '' || destination === source ? source : `${source} or ${destination}`
}

function formatDescription({ number, ...source }: RuleDescription): string {
  return `rule ${number}, ${formatSource(source)}`
}

/** A thrown value as text. Never throws, for any value. */
function formatError(error: unknown): string {
  try {
    return String(error)
  } catch {
    return 'something that cannot be shown'
  }
}
