// Evaluates the conditions of all rules that select one event, as one transaction.
//
// Every condition is called, also after one did not grant: so each failure is reported, and a
// condition does not depend on the rules beside it. Then, if all granted and the caller agrees
// (`mayCommit`), outcomes are committed in order; else they are rolled back in reverse. No
// exception leaves this file, but those of `mayCommit`. `verdict-cache.ts` finds the rules that
// select an event.

import type { Auditor } from './audit/auditor.ts'
import type { ConditionalRule } from './compiled-rule.ts'
import type { ConditionOutcome } from './condition.ts'
import { granted, type Decision, type Denied } from './decision.ts'
import { denialByFailure, denialByRule } from './denial-message.ts'
import type { SecurityEvent } from './event.ts'
import type { FailureListener } from './failure-listener.ts'
import { readOutcome } from './outcome.ts'
import { Transaction } from './transaction.ts'

/** Rules that select the same events and have conditions, in the order of the policy. */
export interface RuleList {
  readonly rules: readonly ConditionalRule[]
  /** For each of `rules` its denial, made when it is first needed. */
  readonly denials: (Denied | undefined)[]
  /** Whether an audit profile may ask for what one of them answers. */
  readonly isAudited: boolean
}

/** Evaluates the rules of one monitor. */
export class Evaluator {
  /** Records what rules answered; null if nobody hears of it. */
  readonly auditor: Auditor | null
  readonly #report: FailureListener
  /** A transaction that is not in use; null inside a decision. */
  #free: Transaction | null = new Transaction()

  constructor(report: FailureListener, auditor: Auditor | null) {
    this.#report = report
    this.auditor = auditor
  }

  /** Decides about an event that all of these rules select. */
  evaluate(list: RuleList, event: SecurityEvent, mayCommit?: () => boolean): Decision {
    const transaction = this.#free ?? new Transaction()
    this.#free = null
    try {
      if (list.isAudited) return this.#evaluateAudited(list, event, transaction, mayCommit)
      const denial = this.#ask(list, event, transaction)
      return this.#finish(transaction, event, denial, mayCommit)
    } finally {
      transaction.clear()
      this.#free = transaction
    }
  }

  // A rule may change the level, but not that of its own event.
  #evaluateAudited(
    list: RuleList,
    event: SecurityEvent,
    transaction: Transaction,
    mayCommit?: () => boolean,
  ): Decision {
    const { auditor } = this
    const level = auditor?.level ?? 0
    const denial = this.#ask(list, event, transaction)
    const decision = this.#finish(transaction, event, denial, mayCommit)
    auditor?.results(event, decision, transaction.results, level)
    return decision
  }

  // Calls all conditions: null if all of them grant, else the denial of the first that does not.
  #ask(list: RuleList, event: SecurityEvent, transaction: Transaction): Denied | null {
    let denial: Denied | null = null
    for (let i = 0; i < list.rules.length; i++) {
      const { count } = transaction
      const answer = this.#askRule(list, i, event, transaction)
      denial ??= answer
      if (list.isAudited) {
        const { audited } = list.rules[i] as ConditionalRule
        transaction.note(audited, answer === null, transaction.outcomeSince(count))
      }
    }
    return denial
  }

  #askRule(
    list: RuleList,
    index: number,
    event: SecurityEvent,
    transaction: Transaction,
  ): Denied | null {
    const rule = list.rules[index] as ConditionalRule
    try {
      const result: unknown = rule.condition(transaction.contextOf(event))
      if (typeof result === 'boolean')
        return result === rule.denies ? denialOf(list, index, event) : null
      const outcome = readOutcome(result, rule)
      transaction.add(outcome)
      return outcome.granted ? null : denialOf(list, index, event, outcome)
    } catch (error) {
      this.#report(error, event, rule.description)
      return denialByFailure(event, rule, error)
    }
  }

  #finish(
    transaction: Transaction,
    event: SecurityEvent,
    denial: Denied | null,
    mayCommit?: () => boolean,
  ): Decision {
    if (transaction.count === 0) return denial ?? granted
    if (denial !== null || (mayCommit !== undefined && !mayCommit())) {
      transaction.rollBack((error) => this.#report(error, event))
      return denial ?? granted
    }
    try {
      transaction.commit()
      return granted
    } catch (error) {
      this.#report(error, event)
      return denialByFailure(event, null, error)
    }
  }
}

// A denial that says something of its own is made for each event.
function denialOf(
  { rules, denials }: RuleList,
  index: number,
  event: SecurityEvent,
  outcome?: ConditionOutcome,
): Denied {
  const rule = rules[index] as ConditionalRule
  if (outcome?.rule !== undefined || outcome?.why !== undefined)
    return denialByRule(event, rule, outcome)
  return (denials[index] ??= denialByRule(event, rule))
}
