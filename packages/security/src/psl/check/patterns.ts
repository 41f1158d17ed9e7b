// Checks regular expressions that are constants, so that a wrong one is found before an event.

import type { SourceFile, Span } from '@kos/idl-compiler/text'
import { patternFault, regexModel } from '../../models/regex.ts'
import type { ExpressionNode } from '../syntax.ts'
import { isConstant } from './constants.ts'
import type { KnownObject } from './known-objects.ts'
import type { CheckReport } from './check-report.ts'
import type { TypedExpression } from './typed-expression.ts'

/** Reports a pattern in the argument of an expression of Regex. False if it is wrong. */
export function checkPattern(
  { model }: KnownObject,
  argument: TypedExpression,
  node: ExpressionNode,
  source: SourceFile,
  report: CheckReport,
): boolean {
  const entries = node.kind === 'dictionary' ? node.entries : []
  const span = entries.find(({ key }) => key.text === 'pattern')?.value ?? node
  return model !== regexModel || checkPatternText(patternIn(argument), span, source, report)
}

/** The pattern in an argument; undefined if there is none or it is not constant. */
function patternIn(argument: TypedExpression): unknown {
  if (isConstant(argument)) return (argument.value as { readonly pattern?: unknown }).pattern
  if (argument.kind !== 'record') return undefined
  const pattern = argument.fields.find(([name]) => name === 'pattern')?.[1]
  return pattern !== undefined && isConstant(pattern) ? pattern.value : undefined
}

/** Reports a pattern. False if it is wrong. */
export function checkPatternText(
  pattern: unknown,
  span: Span,
  source: SourceFile,
  report: CheckReport,
): boolean {
  const fault = typeof pattern === 'string' ? patternFault(pattern) : undefined
  if (fault !== undefined)
    report.error(source, span, `${JSON.stringify(pattern)} is no regular expression: ${fault}`)
  return fault === undefined
}
