// Fail-safe monitors: if the wrapped monitor throws, or returns no decision, the event is denied.
//
// For monitors written by hand. Monitors from `createMonitor` are fail-safe already.

import { denied, granted, type Decision, type DenialReason, type Denied } from './decision.ts'
import { denialByFailure } from './denial-message.ts'
import { formatEvent, type EventHead, type SecurityEvent } from './event.ts'
import { ignoringErrors, type FailureListener } from './failure-listener.ts'
import type { Verdict, SecurityMonitor } from './monitor.ts'

/** Options of `failSafe`. */
export interface FailSafeOptions {
  /** Called for every failure. An exception of it is dropped. */
  readonly onFailure?: FailureListener
}

/**
 * Wraps a monitor. If `decide` throws or returns no decision (a promise, `true`), the event is
 * denied with the reason `monitor-failed`. If `classify` does, its verdict is `ask`, so that
 * `decide` is called for each event.
 */
export function failSafe(monitor: SecurityMonitor, options: FailSafeOptions = {}): SecurityMonitor {
  return new FailSafeMonitor(monitor, ignoringErrors(options.onFailure))
}

const verdicts: readonly unknown[] = ['granted', 'denied', 'ask'] satisfies Verdict[]
const reasons: readonly unknown[] = [
  'no-rule',
  'denied-by-rule',
  'malformed',
  'monitor-failed',
] satisfies DenialReason[]

class FailSafeMonitor implements SecurityMonitor {
  readonly #monitor: SecurityMonitor
  readonly #report: FailureListener

  constructor(monitor: SecurityMonitor, report: FailureListener) {
    this.#monitor = monitor
    this.#report = report
  }

  classify(event: EventHead): Verdict {
    try {
      const answer: unknown = this.#monitor.classify(event)
      if (verdicts.includes(answer)) return answer as Verdict
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

// A denial without reason or message is a denial: the missing parts are added.
function readDenied({ reason, message, rule }: Partial<Denied>, event: EventHead): Denied {
  const why = reasons.includes(reason) ? (reason as DenialReason) : 'denied-by-rule'
  const text =
    typeof message === 'string'
      ? message
      : `${formatEvent(event)}: denied by the monitor, which does not say why`
  return denied(why, text, rule)
}
