// Finds what is applied in an expression: an expression of a policy object, or an operator.

import type { SourceFile, Span } from '@kos/idl-compiler/text'
import type { CallNode } from '../syntax.ts'
import {
  fileOfExpression,
  fileOfObject,
  type FoundExpression,
  type KnownObjects,
  useHint,
} from './known-objects.ts'
import { hintOf } from '../name-hint.ts'
import type { CheckReport } from './check-report.ts'

/** The expression that a call names; null, and an error, if there is none. */
export function findExpression(
  node: CallNode,
  objects: KnownObjects,
  source: SourceFile,
  report: CheckReport,
): FoundExpression | null {
  if (node.object === null) return findUnnamed(node, objects, source, report)
  const { text } = node.object
  const object = objects.of(text)
  if (object === undefined) {
    if (objects.isBroken(text)) return null
    const file = fileOfObject(text)
    const hint = file === null ? hintOf(text, objects.names) : useHint(file)
    return report.error(source, node.object, `there is no policy object ${text}`, hint)
  }
  const { expressions, rules } = object.definition
  const { name } = node
  const expression = Object.hasOwn(expressions, name.text) ? expressions[name.text] : undefined
  if (expression !== undefined) return { object, expression }
  if (Object.hasOwn(rules, name.text)) {
    const message = `${text}.${name.text} is a rule: it has no value`
    return report.error(source, name, message, 'rules stand alone in a section')
  }
  const hint = hintOf(name.text, Object.keys(expressions), 'it has')
  return report.error(source, name, `${text} has no expression ${name.text}`, hint)
}

function findUnnamed(
  { name }: CallNode,
  objects: KnownObjects,
  source: SourceFile,
  report: CheckReport,
): FoundExpression | null {
  const found = objects.expression(name.text)
  if (found !== undefined) return found
  const file = fileOfExpression(name.text)
  const hint = file === null ? hintOf(name.text, objects.expressionNames) : useHint(file)
  return report.error(source, name, `there is no expression ${name.text}`, hint)
}

/** The operator, which is named at `span`; null, and an error, if no file that is used has it. */
export function findOperator(
  operator: string,
  span: Span,
  objects: KnownObjects,
  source: SourceFile,
  report: CheckReport,
): FoundExpression | null {
  const found = objects.expression(operator)
  if (found !== undefined) return found
  const file = fileOfExpression(operator) ?? 'nk.basic'
  const written = source.text.slice(span.start, span.end)
  return report.error(source, span, `there is no operator ${written} here`, useHint(file))
}
