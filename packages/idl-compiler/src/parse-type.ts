// The parser of types where they are used.

import type { TokenReader } from './text/index.ts'
import type { TypeNode } from './syntax.ts'
import { maxNesting } from './limits.ts'
import { parseExpression } from './parse-expression.ts'

/** Parses a type. */
export function parseType(reader: TokenReader, depth: number = 0): TypeNode {
  const { start, text } = reader.next
  if (depth > maxNesting) {
    reader.fail(
      'expected a type that is nested less deep',
      'give the inner type a name with typedef',
    )
    return noType(reader)
  }
  const name = reader.expectDottedName('a type')
  if (text === 'bytes' || text === 'string') return parseSized(reader, text, start)
  if (text === 'sequence' || text === 'array') return parseElements(reader, text, start, depth)
  if (text !== 'handle' && text !== 'Handle') return { kind: 'named', name, start, end: name.end }
  if (!reader.take('<')) return { kind: 'handle', target: null, start, end: name.end }
  const target = reader.expectDottedName('the interface that the handle is for')
  reader.expect('>', 'after the interface')
  return { kind: 'handle', target, start, end: reader.previous.end }
}

function parseSized(reader: TokenReader, kind: 'bytes' | 'string', start: number): TypeNode {
  reader.expect('<', `after ${kind}`, `give the most bytes it may have: ${kind}<64>`)
  const size = parseExpression(reader)
  reader.expect('>', `after the size of ${kind}`)
  return { kind, size, start, end: reader.previous.end }
}

function parseElements(
  reader: TokenReader,
  kind: 'sequence' | 'array',
  start: number,
  depth: number,
): TypeNode {
  const example = `write ${kind}<UInt32, 8>`
  reader.expect('<', `after ${kind}`, example)
  const element = parseType(reader, depth + 1)
  reader.expect(
    ',',
    `and the ${kind === 'array' ? 'number' : 'largest number'} of elements`,
    example,
  )
  const size = parseExpression(reader)
  reader.expect('>', `after the size of ${kind}`)
  return { kind, element, size, start, end: reader.previous.end }
}

function noType(reader: TokenReader): TypeNode {
  const { start } = reader.next
  return { kind: 'named', name: { text: '', start, end: start }, start, end: start }
}
