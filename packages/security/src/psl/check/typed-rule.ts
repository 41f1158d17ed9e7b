// Rules after the check. `compile/` makes rules of the engine of them.

import type { NameNode, SourceFile } from '@kos/idl-compiler/text'
import type { Method } from '@kos/idl'
import type { ModelRule } from '../../models/model.ts'
import type { Case, ChoiceNode, RuleNode } from '../syntax.ts'
import type { KnownObject } from './known-objects.ts'
import type { Selection } from './selection.ts'
import type { TypedExpression } from './typed-expression.ts'

/** A rule, a choice, or what `match` inside a choice holds. */
export type TypedItem = TypedRule | TypedChoice | TypedMatch

/** A rule of a model. `audit` is the profile of the innermost section that names one. */
export interface TypedRule {
  readonly kind: 'rule'
  readonly node: RuleNode
  readonly object: KnownObject
  readonly rule: ModelRule
  readonly argument: TypedByMethod
  /** What it says of each event; null if that depends on the event. */
  readonly constant: 'grant' | 'deny' | null
  readonly audit: NameNode | null
}

/** A choice. */
export interface TypedChoice {
  readonly kind: 'choice'
  readonly node: ChoiceNode
  readonly subject: TypedByMethod
  readonly cases: readonly TypedCase[]
  readonly audit: NameNode | null
}

/** A case of a choice. */
export interface TypedCase {
  readonly node: Case
  /** Undefined for `_`. */
  readonly value: unknown
  readonly items: readonly TypedItem[]
}

/** `match` inside a choice, which is looked at in each event. */
export interface TypedMatch {
  readonly kind: 'match'
  readonly selection: Selection
  readonly items: readonly TypedItem[]
}

/**
 * An expression about the messages of several methods: `common` if it is the same for all of them,
 * else one for each method.
 */
export interface TypedByMethod {
  readonly common: TypedExpression
  readonly others: readonly TypedForMethod[]
}

/** An expression about the message of a method. */
export interface TypedForMethod {
  readonly method: Method
  readonly expression: TypedExpression
}

/** A rule or choice of a binding, and what it selects. */
export interface SelectedRule {
  readonly source: SourceFile
  readonly item: TypedRule | TypedChoice
  readonly selection: Selection
}
