// The condition of a rule: a synchronous function of the event.
//
// A condition returns a boolean, or an outcome if it also changes state. State changes of one event
// are a transaction: outcomes are committed if all rules grant, else rolled back. `evaluation.ts`
// calls conditions. State belongs to a monitor, never to a policy: a condition that has state is
// bound to each monitor (`scope.ts`).

import type { RuleResult } from './audit/audit-profile.ts'
import type { RuleSource } from './decision.ts'
import type { SecurityEvent } from './event.ts'
import type { MonitorScope } from './scope.ts'

/**
 * The argument of a condition; valid only during the event, since it is used again for the next.
 * `Message` is the type of the message of the rule's method.
 */
export interface RuleContext<Message = unknown> {
  /**
   * The parameters, which are decoded when they are read. Undefined if the interface of the event
   * is unknown.
   */
  readonly message: Message
  /** Class name of the process that acts. */
  readonly source: string
  /** Class name of the other process. */
  readonly destination: string
  /** Security id of the process that acts. */
  readonly sourceSid: number
  /** Security id of the other process. */
  readonly destinationSid: number
  /** The whole event. */
  readonly event: SecurityEvent
  /**
   * Tells an audit what an expression in the condition answered. It is recorded if the profile of
   * the rule that the result names asks for it (`emit`), also if the condition fails afterwards.
   * Undefined if nobody listens, or no rule of the event has an audit profile.
   */
  readonly note?: ((result: RuleResult) => void) | undefined
}

/**
 * The result of a condition that changes state. Either make the change in `commit`, or make it at
 * once, so that later rules of the same event see it, and undo it in `rollback`. Neither may throw.
 */
export interface ConditionOutcome {
  readonly granted: boolean
  /** Called once if every rule of the event granted, in the order of the rules. */
  readonly commit?: () => void
  /**
   * Called once if a rule of the event, this one included, did not grant; last rule first.
   */
  readonly rollback?: () => void
  /** The rule inside this one that decided, if it consists of several: the denial names it. */
  readonly rule?: RuleSource
  /** Why it did not grant, for the denial: `no option is selected`. */
  readonly why?: string
  /**
   * What the rules inside this one answered, for an audit. They are recorded instead of this rule,
   * which needs an audit profile, if only an empty one.
   */
  readonly results?: readonly RuleResult[]
}

/**
 * Decides whether a rule holds. A condition that throws, or returns anything but a boolean or an
 * outcome (a promise, for example), denies the event with the reason `monitor-failed`.
 */
export type Condition<Message = unknown> = (
  context: RuleContext<Message>,
) => boolean | ConditionOutcome

/**
 * A condition with state. `createMonitor` calls `bind` once, so that each monitor has a state of
 * its own, however many rules have this condition.
 */
export interface BoundCondition<Message = unknown> {
  /** What messages call it instead of `condition`: `session.enter`. */
  readonly name?: string
  /** Makes the condition of one monitor. */
  readonly bind: (scope: MonitorScope) => Condition<Message>
  /** Functions have a `bind` as well: by this they are no bound conditions. */
  readonly call?: never
}

/** What a rule takes as its condition. */
export type RuleCondition<Message = unknown> = Condition<Message> | BoundCondition<Message>

/** True for a condition with state. */
export function isBoundCondition(value: unknown): value is BoundCondition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'bind' in value &&
    typeof value.bind === 'function'
  )
}
