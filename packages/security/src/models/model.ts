// The interface of security models: families of rules and expressions, whose objects may have
// state. PSL (`@kos/security/psl`) and rules in TypeScript use models through it, and a model of
// your own is one plain object of it.
//
// A `Model` makes policy objects from a configuration. A policy object is immutable and may be part
// of many policies; what changes is in its instance, of which each monitor makes its own.

import type { AuditState } from '../audit/audit-state.ts'
import type { ConditionOutcome } from '../condition.ts'
import type { ValueType } from './type.ts'

/** A security model. */
export interface Model {
  /** The name in `policy object x : Name`. */
  readonly name: string
  /** The names of the types that a policy object declares, such as `State` of Flow. */
  readonly types: readonly string[]
  /** Other names of these types, as some files have them: `States` of Flow is `State`. */
  readonly typeAliases?: Readonly<Record<string, string>>
  /**
   * The type of `config`; null if the model takes none. It may depend on the declared types: the
   * keys of a Flow's `transitions` are its states.
   */
  readonly config: ((types: Readonly<Record<string, ValueType>>) => ValueType) | null
  /**
   * Makes a policy object. `config` has the type that `config` asks for. Throws ModelError for what
   * types do not say: a transition from a state that is not there, a pool of no tables.
   */
  readonly create: (
    types: Readonly<Record<string, ValueType>>,
    config: unknown,
  ) => PolicyObjectDefinition
}

/** Says what is wrong with a configuration, and where in it. */
export class ModelError extends Error {
  /** The keys that lead to what is wrong, from the outside: `['transitions', 'open']`. */
  readonly path: readonly (string | number)[]

  constructor(path: readonly (string | number)[], message: string) {
    super(message)
    this.name = 'ModelError'
    this.path = path
  }
}

/** An expression that has no value: what asked for it is denied. */
export class EvaluationError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'EvaluationError'
  }
}

/** A policy object: what it can do, and how an instance of it is made. */
export interface PolicyObjectDefinition {
  readonly rules: Readonly<Record<string, ModelRule>>
  readonly expressions: Readonly<Record<string, ModelExpression>>
  /** Makes the state of this object for one monitor. Objects without state need none. */
  readonly instantiate?: (environment: ModelEnvironment) => object
  /**
   * The state of a SID, of which an audit profile can say that nothing is recorded in it (`omit`);
   * undefined if the SID has none.
   */
  readonly stateOf?: (sid: unknown, instance: never) => string | undefined
}

/** What a monitor gives to the instances of its policy objects. */
export interface ModelEnvironment {
  /** Milliseconds of the kernel's clock; virtual where the kernel's is. */
  readonly now: () => number
  /** The audit level of the monitor: `set_level` changes it. */
  readonly audit: AuditState
}

/**
 * A rule: grants or denies. Changes of state are made at once, so that later rules of the same
 * event see them, and undone by the `rollback` of the outcome (see `ConditionOutcome`).
 */
export interface ModelRule {
  readonly parameter: ValueType
  /** Whether an audit profile may ask for its results. */
  readonly isAuditable?: false
  /** `instance` is what `instantiate` made; undefined for an object without state. */
  readonly apply: (argument: never, instance: never) => boolean | ConditionOutcome
}

/**
 * An expression: has a value. What it throws denies the event; it throws EvaluationError where the
 * documentation says that it runs incorrectly.
 */
export interface ModelExpression {
  readonly parameter: ValueType
  /** The type of the value; it may depend on the type of the argument. */
  readonly result: ValueType | ((argument: ValueType) => ValueType)
  /** `result` is the type of the value, found once: integers that it can't hold are no values. */
  readonly evaluate: (argument: never, instance: never, result: ValueType) => unknown
  /** The same for operators, whose parameter is a tuple of two: without a list for them. */
  readonly infix?: (left: never, right: never, result: ValueType) => unknown
  /**
   * Whether `choice` takes the case with that value; without it the value and the case must be
   * equal.
   */
  readonly selects?: (value: never, written: never, instance: never) => boolean
}
