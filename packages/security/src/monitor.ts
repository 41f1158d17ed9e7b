// The seam between a kernel and whatever decides: two synchronous methods.
//
// `policy-monitor.ts` implements it for policies, `guard.ts` makes a hand-written one safe to ask.

import type { Decision } from './decision.ts'
import type { EventHead, SecurityEvent } from './event.ts'

/**
 * What can be said of all events with one head: always granted, always denied, or only case by
 * case.
 */
export type Classification = 'granted' | 'denied' | 'ask'

/** Decides about events. */
export interface SecurityMonitor {
  /**
   * What can be said of all such events without message, resource ids or state. Must be pure, and
   * agree with `decide`: the kernel remembers the answer and does not ask again.
   */
  classify(event: EventHead): Classification

  /**
   * Decides about one event, synchronously. May change the monitor's state, if it grants.
   *
   * `mayCommit` is asked once everything has granted and before state changes: the caller has
   * checks of its own that need what the rules left behind. If it answers false, no state changes,
   * and the decision says only what the policy thinks. Not asked if there is no state to change.
   */
  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision
}
