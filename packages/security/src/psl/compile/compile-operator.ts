// Makes functions of operators. Where the types are known, comparisons are those of JavaScript
// (bench group `security/`); else the model looks at what it is given.

import type { RuleContext } from '../../condition.ts'
import { evaluateInfix } from '../check/constants.ts'
import type { OperatorExpression, TypedExpression } from '../check/typed-expression.ts'
import { scalarKind } from '../types.ts'
import { isSmallInteger } from './values.ts'

type Evaluate = (context: RuleContext) => unknown
type NumberReader = (context: RuleContext) => number

/** Makes the function of an operator, of the functions of its operands. */
export function compileOperator(
  expression: OperatorExpression,
  left: Evaluate,
  right: Evaluate,
): Evaluate {
  const { operator, type } = expression
  const fast =
    haveKind(expression, isNumber) && operator in comparisons
      ? compileComparison(expression, left as NumberReader, right as NumberReader)
      : haveKind(expression, isText)
        ? compileEquality(operator, left, right)
        : compileLogical(expression, left, right)
  if (fast !== null) return fast
  const { expression: model } = expression
  return (context) => evaluateInfix(model, left(context), right(context), type)
}

function haveKind(
  { left, right }: OperatorExpression,
  isOfKind: (expression: TypedExpression) => boolean,
): boolean {
  return isOfKind(left) && isOfKind(right)
}

function isNumber(expression: TypedExpression): boolean {
  if (expression.kind === 'constant') return typeof expression.value === 'number'
  return isSmallInteger(expression.type)
}

function isText({ type }: TypedExpression): boolean {
  return scalarKind(type) === 'text'
}

function isBoolean({ type }: TypedExpression): boolean {
  return scalarKind(type) === 'boolean'
}

const comparisons: Readonly<
  Record<string, (left: NumberReader, right: NumberReader) => (context: RuleContext) => boolean>
> = {
  '==': (left, right) => (context) => left(context) === right(context),
  '!=': (left, right) => (context) => left(context) !== right(context),
  '<': (left, right) => (context) => left(context) < right(context),
  '<=': (left, right) => (context) => left(context) <= right(context),
  '>': (left, right) => (context) => left(context) > right(context),
  '>=': (left, right) => (context) => left(context) >= right(context),
}

const comparisonsWith: Readonly<
  Record<string, (left: NumberReader, right: number) => (context: RuleContext) => boolean>
> = {
  '==': (left, right) => (context) => left(context) === right,
  '!=': (left, right) => (context) => left(context) !== right,
  '<': (left, right) => (context) => left(context) < right,
  '<=': (left, right) => (context) => left(context) <= right,
  '>': (left, right) => (context) => left(context) > right,
  '>=': (left, right) => (context) => left(context) >= right,
}

function compileComparison(
  { operator, right: { kind, ...operand } }: OperatorExpression,
  left: NumberReader,
  right: NumberReader,
): Evaluate | null {
  if (kind === 'constant' && 'value' in operand)
    return comparisonsWith[operator]?.(left, operand.value as number) ?? null
  return comparisons[operator]?.(left, right) ?? null
}

function compileEquality(operator: string, left: Evaluate, right: Evaluate): Evaluate | null {
  if (operator === '==') return (context) => left(context) === right(context)
  if (operator === '!=') return (context) => left(context) !== right(context)
  return null
}

// Both sides are evaluated: one that has no value denies, whatever the other is.
function compileLogical(
  expression: OperatorExpression,
  left: Evaluate,
  right: Evaluate,
): Evaluate | null {
  const { operator } = expression
  if (!haveKind(expression, isBoolean)) return null
  if (operator === '&&')
    return (context) => {
      const one = left(context)
      const other = right(context)
      return one === true && other === true
    }
  if (operator === '||')
    return (context) => {
      const one = left(context)
      const other = right(context)
      return one === true || other === true
    }
  return null
}
