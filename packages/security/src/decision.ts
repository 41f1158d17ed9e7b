// The decision about an event: granted, or denied with a reason (a code) and a message (a text).
//
// Decisions are frozen, so that one object can be the decision about many events.
// `denial-message.ts` writes the messages.

import { formatEvent, type EventHead } from './event.ts'

/** Why an event was denied. */
export type DenialReason =
  /** No rule selects the event. */
  | 'no-rule'
  /** A rule that selects the event does not grant it. */
  | 'denied-by-rule'
  /**
   * The message does not have the structure of its interface; no rule was evaluated. The kernel
   * decides this, not the engine.
   */
  | 'malformed'
  /** A rule or a monitor failed: it threw, or returned a value of a wrong type. */
  | 'monitor-failed'

/** How a rule is written, and where. */
export interface RuleSource {
  /** The rule, as in `request(Client, Server, demo.Mode.FMode, condition)`. */
  readonly text: string
  /** Where it is written, such as `security.psl:12`, if that is known. */
  readonly place?: string
}

/** A rule with its place: `grant () (security.psl:12)`. */
export function formatSource({ text, place }: RuleSource): string {
  return place === undefined ? text : `${text} (${place})`
}

/** A rule as text, for messages and audit logs. */
export interface RuleDescription extends RuleSource {
  /** The place in the policy, from 1. */
  readonly number: number
}

/** The event is allowed. */
export interface Granted {
  readonly granted: true
}

/** The event is not allowed. */
export interface Denied {
  readonly granted: false
  readonly reason: DenialReason
  /**
   * The first rule, in the order of the policy, that did not grant; absent if there is no such
   * rule.
   */
  readonly rule?: RuleDescription
  /** The event, the reason, and how to change the policy, in one line. */
  readonly message: string
}

/** The result of `SecurityMonitor.decide`. */
export type Decision = Granted | Denied

/** The one `Granted`. */
export const granted: Granted = /* @__PURE__ */ Object.freeze({ granted: true })

/** Makes a `Denied`. */
export function denied(reason: DenialReason, message: string, rule?: RuleDescription): Denied {
  return Object.freeze(
    rule === undefined
      ? { granted: false, reason, message }
      : { granted: false, reason, rule, message },
  )
}

/**
 * The denial of a message that does not have the structure of its interface, decided before any
 * rule; `fault` describes the mistake.
 */
export function malformed(event: EventHead, fault: string): Denied {
  return denied(
    'malformed',
    `${formatEvent(event)}: denied, the message is malformed: ${fault}; no rule was asked`,
  )
}
