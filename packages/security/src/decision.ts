// The answer to an event: granted, or denied with a reason for programs and a message for people.
//
// Decisions are frozen, so one object may serve many events. The texts of denials are put together
// in `denial-message.ts`.

import { formatEvent, type EventHead } from './event.ts'

/** Why an event was denied. */
export type DenialReason =
  /** No rule selects the event. */
  | 'no-rule'
  /** A rule that selects the event does not grant it. */
  | 'denied-by-rule'
  /**
   * The message does not have the structure of its interface; no rule was asked. The kernel says
   * this, not the engine.
   */
  | 'malformed'
  /** A rule or a monitor failed: it threw or gave an answer that is none. */
  | 'monitor-failed'

/** A rule in words, for messages and audits. */
export interface RuleDescription {
  /** The place in the policy, from 1. */
  readonly number: number
  /** The rule, as in `request(Client, Server, demo.Mode.FMode, condition)`. */
  readonly text: string
  /** Where it is written, such as `security.psl:12`, if whoever made the rule said so. */
  readonly place?: string
}

/** The event may happen. */
export interface Granted {
  readonly granted: true
}

/** The event may not happen. */
export interface Denied {
  readonly granted: false
  readonly reason: DenialReason
  /**
   * The first rule, in the order of the policy, that did not grant; absent if there is none to
   * name.
   */
  readonly rule?: RuleDescription
  /** Who, what, why, and what to do about it, in one line. */
  readonly message: string
}

/** What a monitor answers. */
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
 * The denial of a message that is not what its interface says, decided before any rule; `fault` is
 * what is wrong with it.
 */
export function malformed(event: EventHead, fault: string): Denied {
  return denied(
    'malformed',
    `${formatEvent(event)}: denied, the message is malformed: ${fault}; no rule was asked`,
  )
}
