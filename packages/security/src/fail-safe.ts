// Fail-safe monitors: if the wrapped monitor throws, or returns no decision, the event is denied.
//
// For monitors written by hand. Monitors from `createMonitor` are fail-safe already.

import { denied, granted, type Decision, type DenialReason, type Denied } from './decision.ts'
import { denialByFailure } from './denial-message.ts'
import { formatEvent, type EventHead, type SecurityEvent } from './event.ts'
import { ignoringErrors, type FailureListener } from './failure-listener.ts'
import {
  type PreparedDecision,
  prepareDecision,
  type PreparingMonitor,
  type SecurityMonitor,
  type Verdict,
} from './monitor.ts'

/** Options of `failSafe`. */
export interface FailSafeOptions {
  /** Called for every failure. An exception of it is dropped. */
  readonly onFailure?: FailureListener
}

/**
 * Wraps a monitor. If `decide` throws or returns no decision (a promise, `true`), the event is
 * denied with the reason `monitor-failed`. If `classify` or `prepare` does, the verdict is `ask`,
 * so that `decide` is called for each event.
 */
export function failSafe(
  monitor: SecurityMonitor,
  options: FailSafeOptions = {},
): PreparingMonitor {
  return new FailSafeMonitor(monitor, ignoringErrors(options.onFailure))
}

const verdicts: readonly unknown[] = ['granted', 'denied', 'ask'] satisfies Verdict[]
const reasons: readonly unknown[] = [
  'no-rule',
  'denied-by-rule',
  'malformed',
  'monitor-failed',
] satisfies DenialReason[]

class FailSafeMonitor implements PreparingMonitor {
  readonly #monitor: SecurityMonitor
  readonly #report: FailureListener

  constructor(monitor: SecurityMonitor, report: FailureListener) {
    this.#monitor = monitor
    this.#report = report
  }

  prepare(head: EventHead): PreparedDecision {
    try {
      const prepared = prepareDecision(this.#monitor, head)
      return new FailSafeDecision(prepared, readVerdict(prepared.verdict), this.#report)
    } catch (error) {
      this.#report(error, head)
      return new FailSafeDecision(this.#monitor, 'ask', this.#report)
    }
  }

  classify(event: EventHead): Verdict {
    return this.prepare(event).verdict
  }

  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision {
    return decideSafely(this.#monitor, event, this.#report, mayCommit)
  }

  refused(event: SecurityEvent, denial: Denied): void {
    try {
      this.#monitor.refused?.(event, denial)
    } catch (error) {
      this.#report(error, event)
    }
  }
}

/** What decides: a monitor, or what it prepared. */
type Decider = Pick<SecurityMonitor, 'decide'>

class FailSafeDecision implements PreparedDecision {
  readonly verdict: Verdict
  readonly #decider: Decider
  readonly #report: FailureListener

  constructor(decider: Decider, verdict: Verdict, report: FailureListener) {
    this.#decider = decider
    this.verdict = verdict
    this.#report = report
  }

  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision {
    return decideSafely(this.#decider, event, this.#report, mayCommit)
  }
}

function decideSafely(
  decider: Decider,
  event: SecurityEvent,
  report: FailureListener,
  mayCommit: (() => boolean) | undefined,
): Decision {
  try {
    return readDecision(decider.decide(event, mayCommit), event)
  } catch (error) {
    report(error, event)
    return denialByFailure(event, null, error)
  }
}

function readVerdict(answer: unknown): Verdict {
  if (verdicts.includes(answer)) return answer as Verdict
  throw new TypeError(
    `classify answered ${String(answer)}; it must answer 'granted', 'denied' or 'ask'`,
  )
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
