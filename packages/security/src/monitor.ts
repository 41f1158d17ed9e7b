// The interface between a kernel and its reference monitor: the component that decides about every
// event. Its methods are synchronous. A kernel asks once for each head (`prepare`), keeps what it
// gets, and asks that about each event.
//
// `policy-monitor.ts` implements it for policies, `fail-safe.ts` wraps monitors written by hand.

import type { Decision, Denied } from './decision.ts'
import type { EventHead, SecurityEvent } from './event.ts'

/**
 * The verdict about all events with one head: always granted, always denied, or `ask`: it depends
 * on the message, the security ids or the state.
 */
export type Verdict = 'granted' | 'denied' | 'ask'

/** What a monitor says of all events with one head. */
export interface PreparedDecision {
  /**
   * Must be right for ever: the kernel keeps it in a verdict cache (SELinux: access vector cache)
   * and does not ask about single events that are always granted.
   */
  readonly verdict: Verdict
  /** Decides about one event with the head: as `SecurityMonitor.decide`, without a look-up. */
  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision
}

/** A reference monitor. One that is written by hand needs `classify` and `decide`. */
export interface SecurityMonitor {
  /** The verdict about all events with this head: see `PreparedDecision`. Must be pure. */
  classify(event: EventHead): Verdict

  /**
   * Decides about one event, synchronously. May change the monitor's state, if it grants.
   *
   * `mayCommit` is called after all rules granted and before state changes: the caller's own last
   * check. If it returns false, no state changes, and the event does not happen; the decision is
   * still that of the rules. It is not called if there is no state to change.
   */
  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision

  /** What `classify` and `decide` answer about this head, kept together. Must be pure. */
  prepare?(head: EventHead): PreparedDecision

  /** Told of an event that the kernel denied without asking: a malformed message. For audits. */
  refused?(event: SecurityEvent, denial: Denied): void
}

/** A monitor that prepares: those of `createMonitor` and `failSafe`. */
export interface PreparingMonitor extends SecurityMonitor {
  prepare(head: EventHead): PreparedDecision
}

/** Prepares the decision of any monitor about events with this head. */
export function prepareDecision(monitor: SecurityMonitor, head: EventHead): PreparedDecision {
  if (monitor.prepare !== undefined) return monitor.prepare(head)
  return {
    verdict: monitor.classify(head),
    decide: (event, mayCommit) => monitor.decide(event, mayCommit),
  }
}
