// Makes a monitor that decides by a policy.
//
// Rules are compiled at once, plans when an event first needs them; deciding is finding the plan
// and asking what is left of it. The parts: `compiled-rule.ts`, `plan.ts`, `evaluation.ts`.

import type { ClassOf, Classes } from './class-reference.ts'
import { compileRule } from './compiled-rule.ts'
import type { Decision } from './decision.ts'
import { evaluate } from './evaluation.ts'
import type { EventHead, SecurityEvent } from './event.ts'
import { safely, type FailureReport } from './failure-report.ts'
import type { Classification, SecurityMonitor } from './monitor.ts'
import { Plans } from './plan.ts'
import { checkPolicy, type Policy } from './policy.ts'

/** What `createMonitor` may be told. */
export interface MonitorOptions {
  /**
   * Tells the class of a program that stands in a rule. Needed if programs do. Asked while the
   * monitor is made, not later.
   */
  readonly classOf?: ClassOf
  /**
   * All class names there are: then a rule that names another is refused, instead of never
   * selecting anything.
   */
  readonly classes?: Iterable<string>
  /**
   * Hears of every condition that failed, once per event and condition. What it throws is dropped.
   */
  readonly onFailure?: FailureReport
}

/**
 * Makes a monitor that decides by a policy: every rule that selects an event must grant it, and at
 * least one must select it. A condition that throws or answers no boolean denies the event with the
 * reason `monitor-failed`; `decide` never throws (topic `ssp_descr_general_inf`).
 *
 * Throws TypeError, naming the rule, for a program without class or a class that does not exist.
 */
export function createMonitor(policy: Policy, options: MonitorOptions = {}): SecurityMonitor {
  const known = options.classes === undefined ? undefined : new Set(options.classes)
  const classes: Classes = { classOf: options.classOf, known }
  const rules = checkPolicy(policy).map((rule, index) => compileRule(rule, index + 1, classes))
  return new PolicyMonitor(new Plans(rules), safely(options.onFailure))
}

class PolicyMonitor implements SecurityMonitor {
  readonly #plans: Plans
  readonly #report: FailureReport

  constructor(plans: Plans, report: FailureReport) {
    this.#plans = plans
    this.#report = report
  }

  classify(event: EventHead): Classification {
    const { answer } = this.#plans.of(event)
    if (answer === null) return 'ask'
    return answer.granted ? 'granted' : 'denied'
  }

  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision {
    const plan = this.#plans.of(event)
    return plan.answer ?? evaluate(plan, event, this.#report, mayCommit)
  }
}
