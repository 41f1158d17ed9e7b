// What in a policy does not do what it seems to: rules that select nothing (`selection.ts`), rules
// that never decide, and cases of choices that are never taken or are missing (`choices.ts`).
//
// A finding is no error: the policy decides all the same.

import { Diagnostics, type Diagnostic, type SourceFile, type Span } from '@kos/idl-compiler/text'
import type { Analysis } from './analysis.ts'
import { choiceFindings } from './choices.ts'
import { ruleText } from './explain.ts'
import { computed } from './grouping.ts'
import { whyNothing } from './selection.ts'
import type { AnalysedRule } from './verdict.ts'

/** What a finding is about. */
export type FindingCode =
  /** A rule selects no event that there can be. */
  | 'selects-nothing'
  /** All events that a rule selects are always denied by others. */
  | 'always-denied'
  /** Another rule says the same of all events that a rule selects. */
  | 'redundant'
  /** A condition that is always the same. */
  | 'constant-condition'
  /** A case of a choice that an earlier one takes the values of. */
  | 'shadowed-case'
  /** A choice has `_`, and a case for each value. */
  | 'unreachable-default'
  /** A choice has no `_`, and no case for some value, which is denied. */
  | 'missing-case'

/** Something in a policy that does not do what it seems to. */
export interface Finding {
  readonly code: FindingCode
  readonly rule: AnalysedRule
  /** What is the matter, without the rule: `it selects nothing: there is no class demo.Clint`. */
  readonly message: string
  /** What to do about it, where that is clear. */
  readonly hint?: string
  /** Where it stands in a policy in PSL; null for a rule in TypeScript. */
  readonly place: FindingPlace | null
}

/** Where a finding stands. */
export interface FindingPlace {
  readonly source: SourceFile
  readonly span: Span
}

/** All findings, in the order of the rules. */
export function findings(analysis: Analysis): Finding[] {
  const denied = alwaysDenied(analysis)
  return analysis.rules.flatMap((rule) => [
    ...ruleFindings(rule, analysis, denied),
    ...choiceFindings(rule, analysis.objects),
  ])
}

/** Findings as warnings, each with its code: those with a place. */
export function findingDiagnostics(list: readonly Finding[]): readonly Diagnostic[] {
  const diagnostics = new Diagnostics()
  for (const { place, message, hint, code } of list)
    if (place !== null) diagnostics.warning(place.source, place.span, message, hint, code)
  return diagnostics.list
}

/** A finding as text: where, the rule, and what is the matter. */
export function formatFinding({ rule, message, hint }: Finding): string {
  return `${ruleText(rule)}: ${message}${hint === undefined ? '' : `; ${hint}`}`
}

function ruleFindings(
  rule: AnalysedRule,
  analysis: Analysis,
  denied: ReadonlyMap<AnalysedRule, ReadonlySet<AnalysedRule>>,
): Finding[] {
  const nothing = whyNothing(analysis, rule)
  if (nothing !== null)
    return [finding('selects-nothing', rule, `this rule selects nothing: ${nothing}`)]
  const constant = constantFinding(rule)
  const covering = analysis.rules.find((other) => isCoveredBy(rule, other))
  if (covering !== undefined) {
    const why = `${ruleText(covering)} says the same of all that it selects`
    return [...constant, finding('redundant', rule, `this rule never decides: ${why}`)]
  }
  const deniers = denied.get(rule)
  if (deniers === undefined || deniers.size === 0) return constant
  const names = analysis.rules.filter((other) => deniers.has(other)).map(ruleText)
  const why = `all that it selects is always denied, by ${names.join(', ')}`
  return [...constant, finding('always-denied', rule, `this rule never decides: ${why}`)]
}

function finding(code: FindingCode, rule: AnalysedRule, message: string, hint?: string): Finding {
  const { checked } = rule
  const place = checked === null ? null : { source: checked.source, span: checked.node }
  return { code, rule, message, place, ...(hint === undefined ? {} : { hint }) }
}

// A rule with an argument that does not depend on the event, though it looks as if.
function constantFinding(rule: AnalysedRule): Finding[] {
  const { checked, constant } = rule
  if (constant === null || checked?.node.kind !== 'rule') return []
  const { object, name, argument } = checked.node
  const isBase = object === null || object.text === 'base'
  const hasCondition = argument !== null && argument.kind !== 'unit'
  if (!isBase || !hasCondition || (name.text !== 'assert' && name.text !== 'deny')) return []
  const effect = constant === 'grant' ? 'grants' : 'denies'
  const short = constant === 'grant' ? 'grant ()' : 'deny ()'
  const message = `the condition is always the same: this rule ${effect} all that it selects`
  return [finding('constant-condition', rule, message, `write ${short} if that is meant`)]
}

/** Whether `other` says always the same as `rule`, and selects all that it selects. */
function isCoveredBy(rule: AnalysedRule, other: AnalysedRule): boolean {
  if (rule === other || rule.constant === null || rule.constant !== other.constant) return false
  if (rule.rule.event !== other.rule.event || !selectsNoMore(rule, other)) return false
  // Of two rules that select the same, the later one is redundant.
  return !selectsNoMore(other, rule) || other.description.number < rule.description.number
}

function selectsNoMore(rule: AnalysedRule, other: AnalysedRule): boolean {
  const { names } = rule.compiled
  return Object.entries(other.compiled.names).every(([selector, wider]) => {
    const narrower = names[selector as keyof typeof names]
    return wider === null || (narrower !== null && [...narrower].every((name) => wider.has(name)))
  })
}

/** The rules all of whose events are always denied by other rules, and these. */
function alwaysDenied(analysis: Analysis): ReadonlyMap<AnalysedRule, ReadonlySet<AnalysedRule>> {
  const deniers = new Map<AnalysedRule, Set<AnalysedRule>>()
  const deciding = new Set<AnalysedRule>()
  for (const { selecting, rules, verdict } of analysis.distinctVerdicts()) {
    const denying = verdict === 'denied' ? rules : []
    for (const rule of selecting) {
      const others = denying.filter((other) => other !== rule)
      if (others.length === 0) deciding.add(rule)
      else others.forEach((other) => computed(deniers, rule, () => new Set()).add(other))
    }
  }
  for (const rule of deciding) deniers.delete(rule)
  return deniers
}
