// How failures of rules and monitors are told to whoever wants to know.
//
// A report is made in the middle of a decision, so nothing it does may disturb that.

import type { EventHead } from './event.ts'

/**
 * Hears of rules and monitors that failed: what was thrown, or a TypeError about the answer, and
 * the event.
 */
export type FailureReport = (error: unknown, event: EventHead) => void

/** The same report, but what it throws is dropped: there is nobody left to tell. */
export function safely(report: FailureReport | undefined): FailureReport {
  return (error, event) => {
    try {
      report?.(error, event)
    } catch {
      return
    }
  }
}
