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
  readonly #transaction: Transaction = new Transaction()

  constructor(report: FailureListener, auditor: Auditor | null) {
    this.#report = report
    this.auditor = auditor
  }

  /** Decides about an event that all of these rules select. */
  evaluate(list: RuleList, event: SecurityEvent, mayCommit?: () => boolean): Decision {
    // A condition may ask about another event.
    const transaction = this.#transaction.isBusy ? new Transaction() : this.#transaction
    transaction.isBusy = true
    try {
      return list.isAudited
        ? this.#decideAudited(list, event, transaction, mayCommit)
        : this.#decide(list, event, transaction, mayCommit)
    } finally {
      transaction.clear()
    }
  }

  // A rule may change the level, but not that of its own event.
  #decideAudited(
    list: RuleList,
    event: SecurityEvent,
    transaction: Transaction,
    mayCommit?: () => boolean,
  ): Decision {
    const { auditor } = this
    const level = auditor?.level ?? 0
    transaction.listen()
    const decision = this.#decide(list, event, transaction, mayCommit)
    auditor?.results(event, decision, transaction.takeResults(), level)
    return decision
  }

  #decide(
    list: RuleList,
    event: SecurityEvent,
    transaction: Transaction,
    mayCommit?: () => boolean,
  ): Decision {
    const { rules, isAudited } = list
    let denial: Denied | null = null
    // The first outcome is not put into the transaction: a new object in an old one costs the
    // garbage collector a note (bench case `security/flow`).
    let first: ConditionOutcome | null = null
    let commits = false
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i] as ConditionalRule
      let outcome: ConditionOutcome | null = null
      let answer: Denied | null = null
      try {
        const result: unknown = rule.condition(transaction.contextOf(event))
        if (typeof result !== 'boolean') outcome = readOutcome(result, rule)
        const isGranted = outcome === null ? result !== rule.denies : outcome.granted
        if (!isGranted) answer = denialOf(list, i, event, outcome)
        if (outcome !== null && outcome.commit !== undefined) commits = true
      } catch (error) {
        answer = this.#failed(error, event, rule)
      }
      denial ??= answer
      if (first === null) first = outcome
      else if (outcome !== null) transaction.add(outcome)
      if (isAudited) transaction.note(rule.audited, answer === null, outcome)
    }
    if (first === null) return denial ?? granted
    let stands = false
    try {
      stands = denial === null && (mayCommit === undefined || mayCommit())
    } finally {
      if (!stands) transaction.rollBack(first, event, this.#report)
    }
    if (!stands) return denial ?? granted
    return commits ? this.#commit(first, transaction, event) : granted
  }

  #commit(first: ConditionOutcome, transaction: Transaction, event: SecurityEvent): Decision {
    try {
      transaction.commit(first)
      return granted
    } catch (error) {
      return this.#failed(error, event, null)
    }
  }

  #failed(error: unknown, event: SecurityEvent, rule: ConditionalRule | null): Denied {
    this.#report(error, event, rule?.description)
    return denialByFailure(event, rule, error)
  }
}

// A denial that says something of its own is made for each event.
function denialOf(
  { rules, denials }: RuleList,
  index: number,
  event: SecurityEvent,
  outcome: ConditionOutcome | null,
): Denied {
  const rule = rules[index] as ConditionalRule
  if (outcome !== null && (outcome.rule !== undefined || outcome.why !== undefined))
    return denialByRule(event, rule, outcome)
  return (denials[index] ??= denialByRule(event, rule))
}
