// Constants: what does not depend on the event is evaluated once, when the policy is loaded.

import type { ModelExpression } from '../../models/model.ts'
import type { ValueType } from '../../models/type.ts'
import { isInteger, simplest } from '../../models/value.ts'
import { literalType } from '../types.ts'
import {
  type ConstantExpression,
  isStateful,
  type ListExpression,
  type MapExpression,
  type ModelCall,
  type OperatorExpression,
  type RecordExpression,
  type TypedExpression,
} from './typed-expression.ts'

/** A constant of a type. */
export function constant(value: unknown, type: ValueType): ConstantExpression {
  return { kind: 'constant', type, value }
}

/** A text, an integer or a boolean. */
export function literal(value: string | bigint | boolean): ConstantExpression {
  return constant(typeof value === 'bigint' ? simplest(value) : value, literalType(value))
}

/** Whether an expression is a constant. */
export function isConstant(expression: TypedExpression): expression is ConstantExpression {
  return expression.kind === 'constant'
}

type Foldable = ModelCall | OperatorExpression | RecordExpression | ListExpression | MapExpression

/** The expression, or the constant that it is. Throws EvaluationError if that has no value. */
export function folded(expression: Foldable): TypedExpression {
  switch (expression.kind) {
    case 'call':
      return foldedCall(expression)
    case 'operator':
      return foldedOperator(expression)
    case 'record':
      return foldedRecord(expression)
    case 'list': {
      const { elements, type } = expression
      if (!elements.every(isConstant)) return expression
      return constant(Object.freeze(elements.map(({ value }) => value)), type)
    }
    case 'map':
    default:
      return foldedMap(expression)
  }
}

function foldedCall(call: ModelCall): TypedExpression {
  const { object, expression, argument, type } = call
  if (!isConstant(argument) || isStateful(object)) return call
  return result(expression.evaluate(argument.value as never, undefined as never, type), type)
}

function foldedOperator(operator: OperatorExpression): TypedExpression {
  const { expression, left, right, type } = operator
  if (!isConstant(left) || !isConstant(right)) return operator
  return result(evaluateInfix(expression, left.value, right.value, type), type)
}

/** The value of an operator between two values. */
export function evaluateInfix(
  { infix, evaluate }: ModelExpression,
  left: unknown,
  right: unknown,
  type: ValueType,
): unknown {
  if (infix !== undefined) return infix(left as never, right as never, type)
  return evaluate([left, right] as never, undefined as never, type)
}

function foldedRecord(record: RecordExpression): TypedExpression {
  const fields: (readonly [string, unknown])[] = []
  for (const [name, field] of record.fields) {
    if (!isConstant(field)) return record
    fields.push([name, field.value])
  }
  // Not by assignment, which makes no field `__proto__`.
  return constant(Object.freeze(Object.fromEntries(fields)), record.type)
}

function foldedMap(map: MapExpression): TypedExpression {
  const value = new Map<unknown, unknown>()
  for (const [key, entry] of map.entries) {
    if (!isConstant(entry)) return map
    value.set(key, entry.value)
  }
  return constant(value, map.type)
}

// An integer keeps the type that its expression gives it, if there is one: casts are written for
// it.
function result(value: unknown, type: ValueType): ConstantExpression {
  if (type.kind === 'integer') return constant(value, type)
  if (isInteger(value)) return literal(BigInt(value))
  const isScalar = typeof value === 'string' || typeof value === 'boolean'
  return isScalar ? literal(value) : constant(value, type)
}
