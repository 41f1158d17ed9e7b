// Records results of rules, as their audit profiles say, and every event that was denied without a
// rule: because no rule selects it, or because its message is malformed.
//
// A monitor without a listener for records has no auditor, and pays nothing.

import type { Decision, Denied } from '../decision.ts'
import type { SecurityEvent } from '../event.ts'
import type { FailureListener } from '../failure-listener.ts'
import { defaultObject, isAudited, type RuleResult } from './audit-profile.ts'
import type { AuditListener, AuditRecord } from './audit-record.ts'
import type { AuditState } from './audit-state.ts'

/** What an auditor is made with. */
export interface AuditorParts {
  readonly state: AuditState
  readonly now: () => number
  readonly listener: AuditListener
  readonly report: FailureListener
}

/** Makes the records of one monitor. */
export class Auditor {
  readonly #parts: AuditorParts

  constructor(parts: AuditorParts) {
    this.#parts = parts
  }

  /** The level: events are recorded at the one that they found. */
  get level(): number {
    return this.#parts.state.level
  }

  /** Records what rules answered about an event, if their profiles want it. */
  results(
    event: SecurityEvent,
    decision: Decision,
    results: readonly RuleResult[],
    level: number,
  ): void {
    const { listener, now } = this.#parts
    for (const result of results)
      this.#guard(event, () => {
        if (isAudited(result, level)) listener(recordOf(now(), event, decision, result, level))
      })
  }

  /** Records a denial without a rule. */
  denied(event: SecurityEvent, denial: Denied): void {
    const { listener, now } = this.#parts
    this.#guard(event, () => listener(recordOf(now(), event, denial, null, this.level)))
  }

  #guard(event: SecurityEvent, record: () => void): void {
    try {
      record()
    } catch (error) {
      this.#parts.report(error, event)
    }
  }
}

function recordOf(
  time: number,
  event: SecurityEvent,
  decision: Decision,
  result: RuleResult | null,
  level: number,
): AuditRecord {
  const { type, source, destination, endpoint, method, sourceSid, destinationSid } = event
  const rule = result?.rule ?? null
  return Object.freeze({
    time,
    type,
    source,
    destination,
    endpoint,
    interface: event.interface,
    method,
    sourceSid,
    destinationSid,
    decision: resultOf(decision.granted),
    reason: decision.granted ? null : decision.reason,
    message: decision.granted ? null : decision.message,
    result: result === null ? null : resultOf(result.granted),
    object: rule === null ? null : (rule.object ?? defaultObject),
    rule: rule?.text ?? null,
    place: rule?.place ?? null,
    expression: result?.answer ?? result?.expression ?? null,
    level,
  })
}

function resultOf(isGranted: boolean): 'granted' | 'denied' {
  return isGranted ? 'granted' : 'denied'
}
