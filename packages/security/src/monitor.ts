// The interface between a kernel and its reference monitor: the component that decides about every
// event. It has two synchronous methods.
//
// `policy-monitor.ts` implements it for policies, `fail-safe.ts` wraps monitors written by hand.

import type { Decision } from './decision.ts'
import type { EventHead, SecurityEvent } from './event.ts'

/**
 * The verdict about all events with one head: always granted, always denied, or `ask`: it depends
 * on the message, the security ids or the state.
 */
export type Verdict = 'granted' | 'denied' | 'ask'

/** A reference monitor. */
export interface SecurityMonitor {
  /**
   * The verdict about all events with this head. Must be pure and agree with `decide`: the kernel
   * keeps it in a verdict cache (SELinux: access vector cache) and does not call again.
   */
  classify(event: EventHead): Verdict

  /**
   * Decides about one event, synchronously. May change the monitor's state, if it grants.
   *
   * `mayCommit` is asked once everything has granted and before state changes: the caller has
   * checks of its own that need what the rules left behind. If it answers false, no state changes,
   * and the decision says only what the policy thinks. Not asked if there is no state to change.
   */
  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision
}
