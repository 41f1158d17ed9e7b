// The outcome of several rules together.

import type { RuleResult } from './audit/audit-profile.ts'
import type { ConditionOutcome } from './condition.ts'
import type { RuleSource } from './decision.ts'

/** Commits outcomes in order, or rolls them back in reverse. */
export class JoinedOutcome implements ConditionOutcome {
  readonly granted: boolean
  readonly rule?: RuleSource
  readonly why?: string
  readonly results?: readonly RuleResult[]
  readonly #outcomes: readonly ConditionOutcome[]

  constructor(
    outcomes: readonly ConditionOutcome[],
    granted: boolean,
    rule?: RuleSource,
    why?: string,
    results?: readonly RuleResult[],
  ) {
    this.#outcomes = outcomes
    this.granted = granted
    if (rule !== undefined) this.rule = rule
    if (why !== undefined) this.why = why
    if (results !== undefined) this.results = results
  }

  commit(): void {
    for (const outcome of this.#outcomes) outcome.commit?.()
  }

  rollback(): void {
    rollBack(this.#outcomes)
  }
}

/** Rolls outcomes back, the last one first. */
export function rollBack(outcomes: readonly ConditionOutcome[]): void {
  for (let i = outcomes.length - 1; i >= 0; i--) outcomes[i]?.rollback?.()
}
