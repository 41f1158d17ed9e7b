// The parser of the types that policy objects declare.

import { numberValue, type TokenReader } from '@kos/idl-compiler/text'
import { maxNesting } from '../limits.ts'
import { skipSeparators } from './recovery.ts'
import type { RecordTypeField, TypeExpression } from './type-syntax.ts'

/** Parses a type that is nested `depth` deep. */
export function parseType(reader: TokenReader, depth: number): TypeExpression {
  const { start } = reader.next
  if (depth > maxNesting) {
    reader.fail('expected a type that is nested less deep', 'give the inner type a name')
    return noType(reader)
  }
  const types = [parseAlternative(reader, depth)]
  while (reader.take('|')) types.push(parseAlternative(reader, depth))
  if (reader.isAt('||')) reader.fail('expected a type', 'alternatives are written A | B')
  const [first] = types
  if (types.length === 1 && first !== undefined) return first
  return { kind: 'variant', types, start, end: reader.previous.end }
}

function parseAlternative(reader: TokenReader, depth: number): TypeExpression {
  const { kind, text } = reader.next
  if (reader.hasFailed) return noType(reader)
  if (text === '(') return parseParentheses(reader, depth)
  if (text === '{') return parseRecord(reader, depth)
  if (text === '[') return parseTuple(reader, depth)
  return kind === 'name' && text !== 'true' && text !== 'false'
    ? parseReference(reader, depth)
    : parseLiteral(reader)
}

function parseReference(reader: TokenReader, depth: number): TypeExpression {
  const { start } = reader.next
  const name = reader.expectDottedName('a type')
  const parameters: TypeExpression[] = []
  if (reader.take('<')) {
    do parameters.push(parseType(reader, depth + 1))
    while (reader.take(','))
    reader.expect('>', `after the parameters of ${name.text}`)
  }
  return { kind: 'named', name, parameters, start, end: reader.previous.end }
}

function parseLiteral(reader: TokenReader): TypeExpression {
  const { start } = reader.next
  const isNegative = reader.isAt('-') && reader.second.kind === 'number'
  if (isNegative) reader.advance()
  const { kind, text } = reader.next
  const value = literalOf(kind, text)
  if (value === null) {
    reader.fail('expected a type')
    return noType(reader)
  }
  const { end } = reader.advance()
  return { kind: 'literal', value: isNegative ? -(value as bigint) : value, start, end }
}

function literalOf(kind: string, text: string): string | bigint | boolean | null {
  if (kind === 'string') return text.slice(1, -1)
  if (kind === 'number') return numberValue(text) ?? 0n
  return text === 'true' || text === 'false' ? text === 'true' : null
}

function parseParentheses(reader: TokenReader, depth: number): TypeExpression {
  const { start } = reader.advance()
  if (reader.take(')')) return { kind: 'unit', start, end: reader.previous.end }
  const type = parseType(reader, depth + 1)
  reader.expect(')', 'after the type')
  return type
}

function parseTuple(reader: TokenReader, depth: number): TypeExpression {
  const { start } = reader.advance()
  const types: TypeExpression[] = []
  while (!reader.hasFailed && !reader.isAt(']')) {
    types.push(parseType(reader, depth + 1))
    if (reader.isAt(',') && reader.second.text === ']') skipSeparators(reader, ',')
    else if (!reader.take(',')) break
  }
  reader.expect(']', 'after the types of a tuple')
  return { kind: 'tuple', types, start, end: reader.previous.end }
}

function parseRecord(reader: TokenReader, depth: number): TypeExpression {
  const { start } = reader.advance()
  const fields: RecordTypeField[] = []
  while (!reader.hasFailed && !reader.isAt('}')) {
    const name = reader.expectName('the name of a field')
    reader.expect(':', `after ${name.text}`, 'fields are written name : Text')
    const type = reader.hasFailed ? noType(reader) : parseType(reader, depth + 1)
    fields.push({ name, type, start: name.start, end: reader.previous.end })
    if (reader.isAt(',') && reader.second.text === '}') skipSeparators(reader, ',')
    else reader.take(',')
  }
  reader.expect('}', 'after the fields')
  return { kind: 'record', fields, start, end: reader.previous.end }
}

function noType(reader: TokenReader): TypeExpression {
  const { start } = reader.next
  return { kind: 'unit', start, end: start }
}
