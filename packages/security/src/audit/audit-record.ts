// Audit records, as data: what a rule answered about an event, or that an event was denied without
// a rule. Who records is `auditor.ts`; these are their forms as text.

import type { DenialReason } from '../decision.ts'
import { formatEvent, type SecurityEventType } from '../event.ts'
import type { AuditedResult } from './audit-profile.ts'

/** One record. It is JSON data: strings, numbers and null. */
export interface AuditRecord {
  /** Milliseconds of the monitor's clock. */
  readonly time: number
  /** The event. */
  readonly type: SecurityEventType
  readonly source: string
  readonly destination: string
  readonly endpoint: string
  readonly interface: string
  readonly method: string
  readonly sourceSid: number
  readonly destinationSid: number
  /** The decision about the event. */
  readonly decision: AuditedResult
  /** Why the event was denied; null if it was granted. */
  readonly reason: DenialReason | null
  /** The same in words. */
  readonly message: string | null
  /**
   * What the rule answered, or an expression in it; null if the event was denied without a rule.
   * Then these are null:
   */
  readonly result: AuditedResult | null
  /** The policy object whose rule or expression it is. */
  readonly object: string | null
  /** The rule as it is written. */
  readonly rule: string | null
  /** Where it is written. */
  readonly place: string | null
  /**
   * The expression in the rule whose result this is, and what it answered, in words; null if it is
   * the result of the rule.
   */
  readonly expression: string | null
  /** The audit level when the event came. */
  readonly level: number
}

/** Told of each record. What it throws is reported as a failure, and changes no decision. */
export type AuditListener = (record: AuditRecord) => void

/**
 * A record as one line: `12 level 1: request Client -> Server demo.Mode.FMode: granted; base
 * granted: assert (message.value < 8) (security.psl:12)`. That of an expression says it before the
 * rule: `re denied: re.match {...} is false, in assert (re.match {...}) (security.psl:12)`.
 */
export function formatAuditRecord(record: AuditRecord): string {
  const { time, level, decision, message, object, result, rule, place, expression } = record
  const what =
    result === null
      ? message
      : `${formatEvent(record)}: ${decision}; ${object} ${result}: ` +
        (expression === null ? '' : `${expression}, in `) +
        rule +
        (place === null ? '' : ` (${place})`)
  // Rules are written on several lines.
  return `${time} level ${level}: ${what}`.replaceAll(/\s+/g, ' ')
}

/** A listener that writes each record as one readable line. */
export function auditLines(write: (line: string) => void): AuditListener {
  return (record) => write(formatAuditRecord(record))
}

/** A listener that writes each record as one line of JSON (JSON Lines). */
export function auditJsonLines(write: (line: string) => void): AuditListener {
  return (record) => write(JSON.stringify(record))
}
