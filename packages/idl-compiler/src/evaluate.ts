// Evaluates expressions. An expression that has no value is reported, and its value is null.

import type { Diagnostics, SourceFile } from './text/index.ts'
import type { ConstantReference, Expression, Operation } from './syntax.ts'
import { maxExpressionBits } from './limits.ts'

/** The file of an expression, and the values of constants in it. */
export interface ExpressionScope {
  readonly source: SourceFile
  readonly diagnostics: Diagnostics
  /** The value of a constant; null if it has none, which is reported already. */
  readonly constant: (reference: ConstantReference) => bigint | null
}

/** The value of an expression; null if it has none. */
export function evaluate(expression: Expression, scope: ExpressionScope): bigint | null {
  switch (expression.kind) {
    case 'literal':
      return bounded(expression.value, expression, scope)
    case 'reference':
      return scope.constant(expression)
    case 'negation': {
      const value = evaluate(expression.operand, scope)
      return value === null ? null : -value
    }
    case 'operation':
    default:
      return operate(expression, scope)
  }
}

function operate(expression: Operation, scope: ExpressionScope): bigint | null {
  const left = evaluate(expression.left, scope)
  const right = evaluate(expression.right, scope)
  if (left === null || right === null) return null
  const { operator } = expression
  if (operator === '+') return bounded(left + right, expression, scope)
  if (operator === '*') return bounded(left * right, expression, scope)
  const isShift = operator === '<<'
  if (right < 0n) {
    const what = isShift ? 'a shift by a negative number' : 'a power with a negative exponent'
    scope.diagnostics.error(scope.source, expression.right, `${what} is no integer`)
    return null
  }
  if (right > maxExpressionBits && (isShift ? left !== 0n : left > 1n || left < -1n))
    return tooLarge(expression, scope)
  // The left side is 0, or also 1 or -1 of a power: the result stays small for any exponent, and
  // depends only on whether the exponent is even.
  const amount = right > maxExpressionBits ? 2n + (right % 2n) : right
  return bounded(isShift ? left << amount : left ** amount, expression, scope)
}

function bounded(value: bigint, expression: Expression, scope: ExpressionScope): bigint | null {
  const bits = BigInt(maxExpressionBits)
  return value < 1n << bits && value > -(1n << bits) ? value : tooLarge(expression, scope)
}

function tooLarge(expression: Expression, scope: ExpressionScope): null {
  scope.diagnostics.error(
    scope.source,
    expression,
    `the value has more than ${maxExpressionBits} bits`,
  )
  return null
}
