// What `kos policy --json` says: data without syntax trees.

import type { AnalysedRule, Explanation, PolicyPath, VerdictChange } from '@kos/security/analysis'

/** A rule: its number from 1, its text, and its place or null. */
export interface RuleData {
  readonly number: number
  readonly text: string
  readonly place: string | null
}

function ruleData({ description }: AnalysedRule): RuleData {
  const { number, text, place = null } = description
  return { number, text, place }
}

/** A path: its classes, and for each request but the first class what the policy says of it. */
export function pathData(path: PolicyPath): object {
  return path.map(({ source, destination, verdict }) => ({ source, destination, verdict }))
}

/** An explanation. */
export function explanationData(explanation: Explanation): object {
  const { head, verdict, rules, selecting, near, missing } = explanation
  return {
    head,
    verdict,
    rules: rules.map(ruleData),
    selecting: selecting.map(ruleData),
    near: near.map(({ rule, selects }) => ({ ...ruleData(rule), selects })),
    missing,
  }
}

/** A change between two versions. */
export function changeData(change: VerdictChange): object {
  const { type, clients, server, operations, before, after } = change
  return {
    event: type,
    clients,
    server,
    operations,
    change: change.change,
    before: { verdict: before.verdict, rules: before.rules.map(ruleData) },
    after: { verdict: after.verdict, rules: after.rules.map(ruleData) },
  }
}
