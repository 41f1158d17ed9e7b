// Where the lines of an expression begin that is too long for one line: the brackets or operators
// that are outermost are broken, one part a line; parts that are still too long, in turn.

import type { Span } from '@kos/idl-compiler/text'
import type { Head, LineStarts } from './line-starts.ts'
import { strengths } from './grammar.ts'
import type { BinaryNode, DictionaryNode, ExpressionNode, ListNode } from './syntax.ts'

/** Breaks an expression if the statement that begins at `head` does not fit up to `end`. */
export function breakIfLong(
  lines: LineStarts,
  node: ExpressionNode,
  head: Head,
  end: number,
): void {
  if (!lines.fits(head, end)) breakExpression(lines, node, head)
}

/** Breaks an expression, which is in the statement that begins at `head`. */
function breakExpression(lines: LineStarts, node: ExpressionNode, head: Head): void {
  switch (node.kind) {
    case 'dictionary':
      return breakDictionary(lines, node, head)
    case 'list':
      return breakList(lines, node, head)
    case 'binary':
      return breakOperators(lines, node, head)
    case 'call':
      return breakExpression(lines, node.argument, head)
    case 'unary':
      return breakExpression(lines, node.operand, head)
    case 'access':
    case 'index':
      return breakExpression(lines, node.object, head)
    case 'integer':
    case 'text':
    case 'boolean':
    case 'unit':
    case 'reference':
  }
}

function breakDictionary(lines: LineStarts, { entries, end }: DictionaryNode, head: Head): void {
  lines.addBlock(entries, end, head.depth)
  for (const { start, end, value } of entries)
    breakIfLong(lines, value, { start, depth: head.depth + 1 }, end)
}

function breakList(lines: LineStarts, node: ListNode, head: Head): void {
  const parts = lines.partsOf(node, node.elements)
  lines.addBlock(parts, node.end, head.depth)
  for (const [i, element] of node.elements.entries()) {
    const { start, end } = parts[i] as Span
    breakIfLong(lines, element, { start, depth: head.depth + 1 }, end)
  }
}

/** Each operator begins a line, with those that bind alike. */
function breakOperators(lines: LineStarts, node: BinaryNode, head: Head): void {
  const chain = [node]
  let { left } = node
  while (left.kind === 'binary' && continues(left, node)) {
    chain.push(left)
    left = left.left
  }
  let { end } = node
  for (const { at, right } of chain) {
    lines.add(at.start, head.depth + 1)
    breakIfLong(lines, right, { start: at.start, depth: head.depth + 1 }, end)
    end = lines.endBefore(at.start)
  }
  breakIfLong(lines, left, head, end)
}

// What is in parentheses begins behind them, and is no part of the chain.
function continues(left: BinaryNode, node: BinaryNode): boolean {
  return left.start === node.start && strengths[left.operator] === strengths[node.operator]
}
