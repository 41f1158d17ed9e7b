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

  /** Decides about one event, synchronously. May change the monitor's state, if it grants. */
  decide(event: SecurityEvent): Decision
}
