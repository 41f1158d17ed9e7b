// The parser of integer expressions: numbers, constants, parentheses, `-x`, and the operators `**`,
// `*`, `+`, `<<`, from the highest precedence to the lowest.

import { numberValue, type TokenReader } from './text/index.ts'
import type { Expression, Operation } from './syntax.ts'
import { maxNesting } from './limits.ts'

const levels: readonly Operation['operator'][] = ['<<', '+', '*']

/** Parses an expression. */
export function parseExpression(reader: TokenReader, depth: number = 0): Expression {
  return parseLevel(reader, 0, depth)
}

function parseLevel(reader: TokenReader, level: number, depth: number): Expression {
  const operator = levels[level]
  if (operator === undefined) return parsePower(reader, depth)
  let left = parseLevel(reader, level + 1, depth)
  while (!reader.hasFailed && reader.take(operator)) {
    left = operation(operator, left, parseLevel(reader, level + 1, depth))
  }
  return left
}

// Powers associate to the right: `2 ** 3 ** 2` is 2 to the 9th.
function parsePower(reader: TokenReader, depth: number): Expression {
  if (depth > maxNesting) {
    reader.fail('expected a simpler expression')
    return nothing(reader)
  }
  const start = reader.next.start
  if (reader.take('-')) {
    const operand = parsePower(reader, depth + 1)
    return { kind: 'negation', operand, start, end: operand.end }
  }
  const base = parseOperand(reader, depth)
  if (reader.hasFailed || !reader.take('**')) return base
  return operation('**', base, parsePower(reader, depth + 1))
}

function parseOperand(reader: TokenReader, depth: number): Expression {
  const { kind, text, start, end } = reader.next
  if (kind === 'number') {
    reader.advance()
    return { kind: 'literal', value: numberValue(text) ?? 0n, text, start, end }
  }
  if (kind === 'name') {
    const name = reader.expectDottedName('a constant')
    return { kind: 'reference', name, start, end: name.end }
  }
  if (!reader.take('(')) {
    reader.fail('expected a number, a constant or (')
    return nothing(reader)
  }
  const inner = parseExpression(reader, depth + 1)
  reader.expect(')', 'after the expression')
  return inner
}

function operation(
  operator: Operation['operator'],
  left: Expression,
  right: Expression,
): Operation {
  return { kind: 'operation', operator, left, right, start: left.start, end: right.end }
}

function nothing(reader: TokenReader): Expression {
  const { start } = reader.next
  return { kind: 'literal', value: 0n, text: '', start, end: start }
}
