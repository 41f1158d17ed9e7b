// Why a policy grants or denies an event: the verdict and the rules behind it, as text. Where no
// rule selects the event, the rules that nearly do, and the rule that would.

import { nameIn, selectors, selects, type Selector } from '../compiled-rule.ts'
import { missingBinding, missingRule } from '../missing-rule.ts'
import { formatEvent, type EventHead } from '../event.ts'
import { maxListedRules } from '../limits.ts'
import { selectorKeys } from '../psl/grammar.ts'
import type { Analysis } from './analysis.ts'
import type { AnalysedRule, ExplainedVerdict } from './verdict.ts'

/** Why a policy says what it says of all events with one head. */
export interface Explanation extends ExplainedVerdict {
  readonly head: EventHead
  /** Rules that would select it but for one name; only where no rule selects it. */
  readonly near: readonly NearRule[]
  /** A rule that would grant it, in the language of the policy; null where that changes nothing. */
  readonly missing: string | null
}

/** A rule that does not select a head by one name. */
export interface NearRule {
  readonly rule: AnalysedRule
  /** The name by which it does not, as `dst=demo.Server`. */
  readonly selects: string
}

/** Explains the verdict about all events with a head. */
export function explain(analysis: Analysis, head: EventHead): Explanation {
  const answer = analysis.verdictOf(head)
  const isMissing = answer.selecting.length === 0
  return {
    head,
    ...answer,
    near: isMissing ? nearRules(analysis, head) : [],
    missing: isMissing ? (analysis.isPsl ? missingBinding(head) : missingRule(head)) : null,
  }
}

function nearRules({ rules }: Analysis, head: EventHead): NearRule[] {
  const near: NearRule[] = []
  for (const rule of rules) {
    if (rule.compiled.event !== head.type || rule.constant === 'deny') continue
    const missed = selectors.filter((selector) => !selects(rule.compiled, selector, head))
    const [selector] = missed
    if (selector === undefined || missed.length > 1 || nameIn(head, selector) === '') continue
    near.push({ rule, selects: selectionText(rule, selector) })
    if (near.length === maxListedRules) break
  }
  return near
}

function selectionText({ compiled }: AnalysedRule, selector: Selector): string {
  return [...(compiled.names[selector] ?? [])]
    .map((name) => `${selectorKeys[selector]}=${name}`)
    .join()
}

const effects = {
  grant: 'grants always',
  deny: 'denies always',
  conditional: 'decides by its condition',
}

/** An explanation as text: the verdict, then a line for each rule. */
export function formatExplanation(explanation: Explanation): string {
  const { head, verdict, rules, selecting, near, missing } = explanation
  if (missing !== null) {
    const lines = near.map(({ rule, selects: by }) => `${ruleText(rule)}, but for ${by}`)
    lines.push(`to grant it, write: ${missing}`)
    return `${formatEvent(head)}: denied, no rule selects it\n${indented(lines)}`
  }
  const others = selecting.filter((rule) => !rules.includes(rule))
  const lines = [...rules, ...others].map((rule) => `${ruleText(rule)}: ${effectOf(rule, verdict)}`)
  return `${formatEvent(head)}: ${verdict}\n${indented(lines)}`
}

function effectOf({ constant }: AnalysedRule, verdict: Explanation['verdict']): string {
  const effect = effects[constant ?? 'conditional']
  const decides =
    constant === 'deny' || (verdict === 'ask' ? constant === null : verdict === 'granted')
  return decides ? effect : `${effect}, which changes nothing here`
}

/** A rule as text: its place, or its number, then how it is written. */
export function ruleText({ description }: Pick<AnalysedRule, 'description'>): string {
  const { number, place, text } = description
  return `${place ?? `rule ${number}`}  ${text}`
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n')
}
