// Expressions after the check: names are resolved, each node has its type, and what does not depend
// on the event is a constant. `compile/` makes functions of them.

import type { Span } from '@kos/idl-compiler/text'
import type { ModelExpression } from '../../models/model.ts'
import type { ValueType } from '../../models/type.ts'
import type { BinaryOperator } from '../syntax.ts'
import type { KnownObject } from './known-objects.ts'

/** A checked expression. */
export type TypedExpression =
  | ConstantExpression
  | ContextExpression
  | FieldExpression
  | ElementExpression
  | ModelCall
  | OperatorExpression
  | RecordExpression
  | ListExpression
  | MapExpression

/** A value that is the same for each event. */
export interface ConstantExpression {
  readonly kind: 'constant'
  readonly type: ValueType
  readonly value: unknown
}

/** What the event itself has. */
export interface ContextExpression {
  readonly kind: 'context'
  readonly type: ValueType
  readonly name: 'message' | 'src_sid' | 'dst_sid'
}

/** `a.b` */
export interface FieldExpression {
  readonly kind: 'field'
  readonly type: ValueType
  readonly object: TypedExpression
  /** The name that the field has in the value. */
  readonly field: string
  /** Whether it is one of several of a union, of which a value has one. */
  readonly isOfUnion: boolean
}

/** `a[0]` */
export interface ElementExpression {
  readonly kind: 'element'
  readonly type: ValueType
  readonly object: TypedExpression
  readonly index: TypedExpression
}

/** An expression of a policy object and its argument. */
export interface ModelCall {
  readonly kind: 'call'
  readonly type: ValueType
  readonly object: KnownObject
  readonly expression: ModelExpression
  readonly argument: TypedExpression
  /** Where it is written: in audits. */
  readonly span: Span
}

/** An operator between two operands. */
export interface OperatorExpression {
  readonly kind: 'operator'
  readonly type: ValueType
  readonly operator: BinaryOperator
  readonly expression: ModelExpression
  readonly left: TypedExpression
  readonly right: TypedExpression
}

/** A dictionary. */
export interface RecordExpression {
  readonly kind: 'record'
  readonly type: ValueType
  readonly fields: readonly (readonly [string, TypedExpression])[]
}

/** A list, set or tuple. */
export interface ListExpression {
  readonly kind: 'list'
  readonly type: ValueType
  readonly elements: readonly TypedExpression[]
}

/** A dictionary where a map is expected. */
export interface MapExpression {
  readonly kind: 'map'
  readonly type: ValueType
  readonly entries: readonly (readonly [unknown, TypedExpression])[]
}

/** The expressions that an expression consists of. */
export function partsOf(expression: TypedExpression): readonly TypedExpression[] {
  switch (expression.kind) {
    case 'constant':
    case 'context':
      return []
    case 'field':
      return [expression.object]
    case 'element':
      return [expression.object, expression.index]
    case 'call':
      return [expression.argument]
    case 'operator':
      return [expression.left, expression.right]
    case 'record':
      return expression.fields.map(([, value]) => value)
    case 'list':
      return expression.elements
    case 'map':
    default:
      return expression.entries.map(([, value]) => value)
  }
}

/** What chooses cases by the value of an expression, if the model does; else null. */
export function selectsOf(
  expression: TypedExpression,
): NonNullable<ModelExpression['selects']> | null {
  return expression.kind === 'call' ? (expression.expression.selects ?? null) : null
}

/** Whether an expression uses the state of a policy object. */
export function hasState(expression: TypedExpression): boolean {
  if (expression.kind === 'call' && isStateful(expression.object)) return true
  return partsOf(expression).some(hasState)
}

/** Whether a policy object has a state in each monitor. */
export function isStateful({ definition }: KnownObject): boolean {
  return definition.instantiate !== undefined
}
