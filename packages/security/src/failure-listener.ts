// The listener for failures of rules and monitors.
//
// It is called in the middle of a decision, so an exception of it is dropped.

import type { RuleDescription } from './decision.ts'
import type { EventHead } from './event.ts'

/**
 * Called for each rule or monitor that failed, with the thrown value, or a TypeError that describes
 * a wrong result, the event, and the rule if it was one.
 */
export type FailureListener = (error: unknown, event: EventHead, rule?: RuleDescription) => void

/** Wraps a listener so that it does not throw. */
export function ignoringErrors(listener: FailureListener | undefined): FailureListener {
  return (error, event, rule) => {
    try {
      listener?.(error, event, rule)
    } catch {
      return
    }
  }
}
