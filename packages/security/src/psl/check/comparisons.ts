// Checks comparisons: a text is not compared with a number, and no value with one that it never
// has.

import type { SourceFile } from '@kos/idl-compiler/text'
import { hasInteger } from '../../models/integer-range.ts'
import type { ValueType } from '../../models/type.ts'
import type { BinaryNode } from '../syntax.ts'
import { formatType, scalarKind } from '../types.ts'
import { rangeHint, textMisfit } from './misfit.ts'
import type { CheckReport } from './check-report.ts'
import type { OperatorExpression } from './typed-expression.ts'

/** Whether an operator compares. */
function isComparison(operator: string): boolean {
  return isEquality(operator) || ['<', '<=', '>', '>='].includes(operator)
}

/** Whether an operator is `==` or `!=`. */
function isEquality(operator: string): boolean {
  return operator === '==' || operator === '!='
}

/** Reports a comparison that says nothing. False if it is an error. */
export function checkComparison(
  { left, right, operator }: OperatorExpression,
  node: BinaryNode,
  source: SourceFile,
  report: CheckReport,
): boolean {
  if (!isComparison(operator)) return true
  const [kind, otherKind] = [scalarKind(left.type), scalarKind(right.type)]
  if (kind !== null && otherKind !== null && kind !== otherKind) {
    const types = `${formatType(left.type)} ${operator} ${formatType(right.type)}`
    report.error(source, node, `a ${kind} can't be compared with a ${otherKind}: ${types}`)
    return false
  }
  return (
    checkLiteral(left.type, right.type, node.right, node, source, report) &&
    checkLiteral(right.type, left.type, node.left, node, source, report)
  )
}

/** Checks a literal, which stands at `span`, against the type of the other side. */
function checkLiteral(
  type: ValueType,
  literal: ValueType,
  span: BinaryNode['left'],
  { operator }: BinaryNode,
  source: SourceFile,
  report: CheckReport,
): boolean {
  if (literal.kind !== 'literal') return true
  const { value } = literal
  if (typeof value === 'string') {
    const misfit = textMisfit(value, type)
    if (misfit !== null) report.error(source, span, misfit.message, misfit.hint)
    return misfit === null
  }
  if (typeof value !== 'bigint' || type.kind !== 'integer' || hasInteger(type, value)) return true
  const message = `${value} does not fit in ${formatType(type)}, so this is always the same`
  if (!isEquality(operator)) report.warning(source, span, message, rangeHint(type))
  else report.error(source, span, message, rangeHint(type))
  return !isEquality(operator)
}
