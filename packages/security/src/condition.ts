// What a rule may ask before it grants: a synchronous function of the event.
//
// A condition answers a boolean, or an outcome when it also changes state. State changes of one
// event are a transaction: outcomes are committed if all rules grant, else rolled back. Who calls
// conditions is in `evaluation.ts`.

import type { SecurityEvent } from './event.ts'

/** What a condition sees. `Message` is what the method of the rule carries. */
export interface RuleContext<Message = unknown> {
  /**
   * The decoded parameters; valid only during the call. Undefined if the interface of the event is
   * unknown.
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
}

/**
 * An answer that comes with a change of state. Either keep the change back and make it in `commit`,
 * or make it at once, so that later rules of the same event see it, and undo it in `rollback`.
 * Neither may throw.
 */
export interface Outcome {
  readonly granted: boolean
  /** Called once if every rule of the event granted, in the order of the rules. */
  readonly commit?: () => void
  /**
   * Called once if some rule of the event did not grant, last rule first; also if it was this one.
   */
  readonly rollback?: () => void
}

/**
 * Decides whether a rule holds. Anything but a boolean or an outcome, a promise too, and anything
 * thrown, denies the event with the reason `monitor-failed`.
 */
export type Condition<Message = unknown> = (context: RuleContext<Message>) => boolean | Outcome
