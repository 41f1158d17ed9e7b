// What one monitor gives to the conditions of its policy: the instances of policy objects, the
// time, and the state of its audit. A policy is immutable and may be that of many monitors, so all
// that changes is here.

import type { AuditState } from './audit/audit-state.ts'
import { type Condition, isBoundCondition, type RuleCondition } from './condition.ts'
import type { ModelEnvironment, PolicyObjectDefinition } from './models/model.ts'

/** What a condition is bound to. */
export interface MonitorScope extends ModelEnvironment {
  /**
   * The instance of a policy object in this monitor, made when it is first asked for; undefined for
   * an object without state. A function that may be taken out of the scope.
   */
  readonly objectOf: (definition: PolicyObjectDefinition) => object | undefined
}

/** The scope of one monitor. */
export class Scope implements MonitorScope {
  readonly now: () => number
  readonly audit: AuditState
  readonly #instances: Map<PolicyObjectDefinition, object | undefined> = new Map()
  readonly #conditions: Map<object, Condition> = new Map()

  constructor(now: () => number, audit: AuditState) {
    this.now = now
    this.audit = audit
  }

  readonly objectOf = (definition: PolicyObjectDefinition): object | undefined => {
    if (!this.#instances.has(definition))
      this.#instances.set(definition, definition.instantiate?.(this))
    return this.#instances.get(definition)
  }

  /**
   * The function that is the condition in this monitor. Throws TypeError, which begins with
   * `label`, if `bind` makes none.
   */
  conditionOf(condition: RuleCondition, label: string): Condition {
    if (!isBoundCondition(condition)) return condition
    const bound: unknown = this.#conditions.get(condition) ?? condition.bind(this)
    if (typeof bound !== 'function')
      throw new TypeError(`${label}: bind answered ${typeof bound}; it must answer a function`)
    this.#conditions.set(condition, bound as Condition)
    return bound as Condition
  }
}
