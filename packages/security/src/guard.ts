// Makes any monitor safe to ask: whatever it throws or answers, the result is a decision.
//
// For monitors written by hand. Monitors from `createMonitor` need no guard.

import { denied, granted, type Decision, type DenialReason, type Denied } from './decision.ts'
import { denialByFailure } from './denial-message.ts'
import { formatEvent, type EventHead, type SecurityEvent } from './event.ts'
import { safely, type FailureReport } from './failure-report.ts'
import type { Classification, SecurityMonitor } from './monitor.ts'

/** What `guard` may be told. */
export interface GuardOptions {
  /** Hears of every failure. What it throws is dropped. */
  readonly onFailure?: FailureReport
}

/**
 * Wraps a monitor. If `decide` throws or answers no decision (a promise, `true`), the event is
 * denied with the reason `monitor-failed`. If `classify` does, the answer is `ask`: nothing is
 * certain then, and `decide` has the word.
 */
export function guard(monitor: SecurityMonitor, options: GuardOptions = {}): SecurityMonitor {
  return new GuardedMonitor(monitor, safely(options.onFailure))
}

const classifications: readonly unknown[] = ['granted', 'denied', 'ask'] satisfies Classification[]
const reasons: readonly unknown[] = [
  'no-rule',
  'denied-by-rule',
  'malformed',
  'monitor-failed',
] satisfies DenialReason[]

class GuardedMonitor implements SecurityMonitor {
  readonly #monitor: SecurityMonitor
  readonly #report: FailureReport

  constructor(monitor: SecurityMonitor, report: FailureReport) {
    this.#monitor = monitor
    this.#report = report
  }

  classify(event: EventHead): Classification {
    try {
      const answer: unknown = this.#monitor.classify(event)
      if (classifications.includes(answer)) return answer as Classification
      throw new TypeError(
        `classify answered ${String(answer)}; it must answer 'granted', 'denied' or 'ask'`,
      )
    } catch (error) {
      this.#report(error, event)
      return 'ask'
    }
  }

  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision {
    try {
      return readDecision(this.#monitor.decide(event, mayCommit), event)
    } catch (error) {
      this.#report(error, event)
      return denialByFailure(event, null, error)
    }
  }
}

function readDecision(answer: unknown, event: EventHead): Decision {
  if (typeof answer === 'object' && answer !== null) {
    const decision = answer as Partial<Denied>
    if ((decision.granted as unknown) === true) return granted
    if (decision.granted === false) return readDenied(decision, event)
  }
  throw new TypeError(
    'decide answered no decision; it must answer { granted: true } or { granted: false, reason, message }',
  )
}

// A denial is a denial even if its explanation is missing: that is completed, not refused.
function readDenied({ reason, message, rule }: Partial<Denied>, event: EventHead): Denied {
  const why = reasons.includes(reason) ? (reason as DenialReason) : 'denied-by-rule'
  const text =
    typeof message === 'string'
      ? message
      : `${formatEvent(event)}: denied by the monitor, which does not say why`
  return denied(why, text, rule)
}
