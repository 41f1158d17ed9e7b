// One event under evaluation: the context of its conditions, and the outcomes that are committed or
// rolled back when all rules have answered.
//
// A transaction is kept and used again, so that a granted event allocates nothing (bench group
// `security/`). While one is in use, a decision inside a condition takes another.

import type { AuditedRule, RuleResult } from './audit/audit-profile.ts'
import type { ConditionOutcome, RuleContext } from './condition.ts'
import type { SecurityEvent } from './event.ts'
import type { FailureListener } from './failure-listener.ts'

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
  note: RuleContext['note'] = undefined
}

/** The state of one evaluation. */
export class Transaction {
  /** True while it is in use, until `clear`. */
  isBusy = false
  readonly #context: Context = new Context()
  /** The outcomes after the first, in the order of the rules; beyond `count` there is nothing. */
  readonly #outcomes: (ConditionOutcome | null)[] = []
  #count = 0
  /** What rules and expressions answered, if that may be recorded. */
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

  /** Adds an outcome that is not the first, which is committed or rolled back with the others. */
  add(outcome: ConditionOutcome): void {
    this.#outcomes[this.#count++] = outcome
  }

  /** Until the event is over, conditions can tell what expressions in them answered. */
  listen(): void {
    this.#context.note = this.#noteExpression
  }

  readonly #noteExpression = (result: RuleResult): void => {
    this.#results.push(result)
  }

  /** Takes out what the rules and expressions answered that were noted, in order. */
  takeResults(): readonly RuleResult[] {
    const results = this.#results
    this.#results = []
    return results
  }

  /** Notes what a rule answered, or the rules inside it if its outcome tells of them. */
  note(rule: AuditedRule | null, isGranted: boolean, outcome: ConditionOutcome | null): void {
    if (rule === null) return
    const results: unknown = outcome?.results
    // Not as arguments of one push: there may be more of them than a call takes.
    if (Array.isArray(results))
      for (const result of results as readonly RuleResult[]) this.#results.push(result)
    else this.#results.push({ rule, granted: isGranted })
  }

  /** Commits all outcomes, in order, up to one that throws. */
  commit(first: ConditionOutcome): void {
    first.commit?.()
    for (let i = 0; i < this.#count; i++) this.#outcomes[i]?.commit?.()
  }

  /** Rolls all outcomes back, the first one last; what one throws is reported. */
  rollBack(first: ConditionOutcome, event: SecurityEvent, report: FailureListener): void {
    for (let i = this.#count - 1; i >= -1; i--) {
      try {
        const outcome = i < 0 ? first : this.#outcomes[i]
        outcome?.rollback?.()
      } catch (error) {
        report(error, event)
      }
    }
  }

  /** The event is over: nothing of it is kept. */
  clear(): void {
    const context = this.#context
    context.event = noEvent
    context.message = undefined
    context.note = undefined
    if (this.#count > 0) this.#dropOutcomes()
    if (this.#results.length > 0) this.#results = []
    this.isBusy = false
  }

  #dropOutcomes(): void {
    while (this.#count > 0) this.#outcomes[--this.#count] = null
  }
}
