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
   * `mayCommit` is called after all rules granted and before state changes: the caller's own last
   * check. If it returns false, no state changes, and the event does not happen; the decision is
   * still that of the rules. It is not called if there is no state to change.
   */
  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision
}
