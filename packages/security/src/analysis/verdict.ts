// What a policy says of all events with one head, and why: the verdict, as a monitor's `classify`
// answers it, and the rules behind it.

import type { Classes } from '../class-reference.ts'
import { type CompiledRule, compileSelection, type EndpointsByClass } from '../compiled-rule.ts'
import type { RuleDescription } from '../decision.ts'
import type { Verdict } from '../monitor.ts'
import type { CheckedRule, LoadedPolicy } from '../psl/policy.ts'
import type { Rule } from '../rule.ts'
import { conditionKeys } from './condition-key.ts'

/** A rule of a policy that is analysed. */
export interface AnalysedRule {
  readonly rule: Rule
  readonly description: RuleDescription
  /** What it says of all events that it selects, if that is always the same; else null. */
  readonly constant: 'grant' | 'deny' | null
  /** How it is written in PSL; null for a rule in TypeScript. */
  readonly checked: CheckedRule | null
  /** What its condition is compared by with those of other versions (`condition-key.ts`). */
  readonly conditionKey: unknown
  /** What it selects. */
  readonly compiled: CompiledRule
}

/** What a policy says of all events with one head. */
export interface ExplainedVerdict {
  /**
   * As `classify` of a monitor answers: `ask` where conditions decide. (A monitor also asks where a
   * grant must be audited.)
   */
  readonly verdict: Verdict
  /**
   * The rules that decide: those that always deny; else those with conditions; else those that
   * grant. Empty: denied, for no rule selects it.
   */
  readonly rules: readonly AnalysedRule[]
  /** All rules that select it, in the order of the policy. */
  readonly selecting: readonly AnalysedRule[]
}

/** Reads the rules of a policy without making conditions. Throws TypeError as `createMonitor`. */
export function analysedRules(
  policy: readonly Rule[],
  loaded: LoadedPolicy | null,
  classes: Classes,
  endpoints: EndpointsByClass,
): readonly AnalysedRule[] {
  const keyOf = conditionKeys(loaded?.files ?? [])
  return policy.map((rule, index) => {
    const { condition } = rule
    const compiled = compileSelection(rule, index + 1, { classes, endpoints })
    const checked = loaded?.rules[index] ?? null
    const always = rule.denies ? 'deny' : 'grant'
    const constant = condition === undefined ? always : (checked?.constant ?? null)
    const conditionKey = checked === null ? condition : keyOf(checked)
    return { rule, description: compiled.description, constant, checked, conditionKey, compiled }
  })
}

/** The verdict of rules that select the same. */
export function explainedVerdict(selecting: readonly AnalysedRule[]): ExplainedVerdict {
  const denying = selecting.filter(({ constant }) => constant === 'deny')
  if (denying.length > 0 || selecting.length === 0)
    return { verdict: 'denied', rules: denying, selecting }
  const asking = selecting.filter(({ constant }) => constant === null)
  if (asking.length > 0) return { verdict: 'ask', rules: asking, selecting }
  return { verdict: 'granted', rules: selecting, selecting }
}
