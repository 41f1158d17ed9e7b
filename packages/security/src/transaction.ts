// One event under evaluation: the context of its conditions, and the outcomes that are committed or
// rolled back when all rules have answered.
//
// A transaction is kept and used again, so that a granted event allocates nothing (bench group
// `security/`). While one is in use, a decision inside a condition takes another.

import type { AuditedRule, RuleResult } from './audit/audit-profile.ts'
import type { ConditionOutcome, RuleContext } from './condition.ts'
import type { SecurityEvent } from './event.ts'

const noEvent: SecurityEvent = /* @__PURE__ */ Object.freeze({
  type: 'security',
  source: '',
  destination: '',
  endpoint: '',
  interface: '',
  method: '',
  message: undefined,
  sourceSid: 0,
  destinationSid: 0,
})

class Context implements RuleContext {
  message: unknown = undefined
  source = ''
  destination = ''
  sourceSid = 0
  destinationSid = 0
  event: SecurityEvent = noEvent
}

/** The state of one evaluation. */
export class Transaction {
  readonly #context: Context = new Context()
  /** The outcomes of this event, in the order of the rules; beyond `count` there is nothing. */
  readonly #outcomes: (ConditionOutcome | null)[] = []
  #count = 0
  /** What rules answered, if that may be recorded. */
  #results: RuleResult[] = []

  /** The context of the event. Reads its message, which may decode and throw. */
  contextOf(event: SecurityEvent): RuleContext {
    const context = this.#context
    if (context.event === event) return context
    context.message = event.message
    context.source = event.source
    context.destination = event.destination
    context.sourceSid = event.sourceSid
    context.destinationSid = event.destinationSid
    context.event = event
    return context
  }

  /** How many conditions of this event have answered an outcome. */
  get count(): number {
    return this.#count
  }

  /** The outcome that was added last; null if none was since there were `count`. */
  outcomeSince(count: number): ConditionOutcome | null {
    return this.#count === count ? null : (this.#outcomes[count] ?? null)
  }

  /** Adds an outcome, which is committed or rolled back with the others. */
  add(outcome: ConditionOutcome): void {
    this.#outcomes[this.#count++] = outcome
  }

  /** What the rules answered that were noted, in order. */
  get results(): readonly RuleResult[] {
    return this.#results
  }

  /** Notes what a rule answered, or the rules inside it if its outcome tells of them. */
  note(rule: AuditedRule | null, isGranted: boolean, outcome: ConditionOutcome | null): void {
    if (rule === null) return
    if (outcome?.results === undefined) this.#results.push({ rule, granted: isGranted })
    else this.#results.push(...outcome.results)
  }

  /** Commits all outcomes in order, up to one that throws. */
  commit(): void {
    for (let i = 0; i < this.#count; i++) this.#outcomes[i]?.commit?.()
  }

  /** Rolls all outcomes back, the last one first; what one throws is passed to `failed`. */
  rollBack(failed: (error: unknown) => void): void {
    for (let i = this.#count - 1; i >= 0; i--) {
      try {
        this.#outcomes[i]?.rollback?.()
      } catch (error) {
        failed(error)
      }
    }
  }

  /** The event is over: nothing of it is kept. */
  clear(): void {
    const context = this.#context
    context.event = noEvent
    context.message = undefined
    if (this.#results.length > 0) this.#results = []
    while (this.#count > 0) this.#outcomes[--this.#count] = null
  }
}
