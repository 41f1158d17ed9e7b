// The reference monitor that decides by a policy.
//
// Rules are compiled when the monitor is made (`compiled-rule.ts`), verdicts are computed at the
// first event with a head (`verdict-cache.ts`), and conditions that remain are evaluated for each
// event (`evaluation.ts`).

import { checkAuditLevel } from './audit/audit-profile.ts'
import type { AuditListener } from './audit/audit-record.ts'
import type { AuditState } from './audit/audit-state.ts'
import { Auditor } from './audit/auditor.ts'
import type { ClassOf, Classes } from './class-reference.ts'
import { compileRule } from './compiled-rule.ts'
import type { Decision, Denied } from './decision.ts'
import { Evaluator } from './evaluation.ts'
import type { NamedEndpoint } from './endpoint-names.ts'
import type { EventHead, SecurityEvent } from './event.ts'
import { Scope } from './scope.ts'
import { ignoringErrors, type FailureListener } from './failure-listener.ts'
import type { PreparedDecision, PreparingMonitor, Verdict } from './monitor.ts'
import { CachedVerdicts } from './verdict-cache.ts'
import { checkPolicy, type Policy } from './policy.ts'

/** Options of `createMonitor`. */
export interface MonitorOptions {
  /**
   * Returns the class name of a program, or all of its class names. Needed if a rule names a
   * program. Called while the monitor is made, not later.
   */
  readonly classOf?: ClassOf
  /**
   * All class names that exist. With it, a rule that names another class is a TypeError; without
   * it, such a rule selects nothing.
   */
  readonly classes?: Iterable<string>
  /**
   * The endpoints of classes, so that rules can name them by type, as `demo.Storage.store`. Without
   * it, they can by class: as `demo.Server.store`, for the endpoint `store` of that class.
   */
  readonly endpoints?: ReadonlyMap<string, readonly NamedEndpoint[]>
  /**
   * Milliseconds, for conditions that know the time; default: since the Unix epoch. A kernel gives
   * its clock.
   */
  readonly now?: () => number
  /** Called for every condition that failed, once per event and condition. It may throw. */
  readonly onFailure?: FailureListener
  /**
   * Called for each audit record: of results of rules that have an audit profile, and of each event
   * that was denied without a rule. Without it nothing is recorded.
   */
  readonly onAudit?: AuditListener
  /**
   * The audit level at the beginning, 0 to 255; default that of the policy, `audit default` in PSL,
   * or 0. Rules may change it.
   */
  readonly auditLevel?: number
}

/**
 * Makes a monitor that decides by a policy: every rule that selects an event must grant it, and at
 * least one must select it. A condition that throws or returns no boolean denies the event with the
 * reason `monitor-failed`; `decide` never throws (topic `ssp_descr_general_inf`).
 *
 * Throws TypeError, naming the rule, for a program without class, a class that does not exist, and
 * the name by type of several endpoints.
 */
export function createMonitor(policy: Policy, options: MonitorOptions = {}): PreparingMonitor {
  const known = options.classes === undefined ? undefined : new Set(options.classes)
  const classes: Classes = { classOf: options.classOf, known }
  const { endpoints = new Map(), now = Date.now } = options
  const checked = checkPolicy(policy)
  const audit = auditStateOf(checked, options)
  const environment = { classes, endpoints, scope: new Scope(now, audit) }
  const rules = checked.map((rule, index) => compileRule(rule, index + 1, environment))
  const report = ignoringErrors(options.onFailure)
  const { onAudit: listener } = options
  const auditor =
    listener === undefined ? null : new Auditor({ state: audit, now, listener, report })
  return new PolicyMonitor(new CachedVerdicts(rules, new Evaluator(report, auditor)), auditor)
}

function auditStateOf(policy: Policy, { auditLevel }: MonitorOptions): AuditState {
  const level = auditLevel ?? policy.find((rule) => rule.auditLevel !== undefined)?.auditLevel ?? 0
  checkAuditLevel(level, 'createMonitor')
  return { level }
}

class PolicyMonitor implements PreparingMonitor {
  readonly #cache: CachedVerdicts
  readonly #auditor: Auditor | null

  constructor(cache: CachedVerdicts, auditor: Auditor | null) {
    this.#cache = cache
    this.#auditor = auditor
  }

  prepare(head: EventHead): PreparedDecision {
    return this.#cache.of(head)
  }

  classify(event: EventHead): Verdict {
    return this.#cache.of(event).verdict
  }

  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision {
    return this.#cache.of(event).decide(event, mayCommit)
  }

  refused(event: SecurityEvent, denial: Denied): void {
    this.#auditor?.denied(event, denial)
  }
}
