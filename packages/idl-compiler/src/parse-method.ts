// The parser of methods and their parameters.

import { parseType } from './parse-type.ts'
import type { MethodNode, ParameterDirection, ParameterNode } from './syntax.ts'
import { declarationSpan, nearest, quoted, type Token, type TokenReader } from './text/index.ts'

/** Parses a method of an interface. */
export function parseMethod(reader: TokenReader, before: Token | null, first: Token): MethodNode {
  const name = reader.expectName('the name of a method')
  reader.expect(
    '(',
    `after ${quoted(name.text)}`,
    'methods are written Put(in UInt32 id, out UInt32 index);',
  )
  const parameters: ParameterNode[] = []
  while (!reader.hasFailed && !reader.isAt(')')) {
    parameters.push(parseParameter(reader, reader.previous, reader.next))
    if (takeWrongSeparator(reader)) continue
    if (reader.previous.text !== ',') break
    if (reader.isAt(')')) {
      reader.diagnostics.error(
        reader.source,
        reader.previous,
        'there is no parameter after the ,',
        'remove the ,',
      )
    }
  }
  reader.expect(')', 'after the parameters')
  reader.expectSemicolon(`after ${name.text}`)
  return { name, parameters, ...declarationSpan(reader, before, first) }
}

/** Reports and takes a `;` that another parameter follows. */
function takeWrongSeparator(reader: TokenReader): boolean {
  if (!reader.isAt(';') || !/^(?:in|out|error)$/.test(reader.second.text)) return false
  reader.diagnostics.error(
    reader.source,
    reader.next,
    'parameters are separated by ,',
    'write , in place of ;',
  )
  return reader.take(';')
}

function parseParameter(reader: TokenReader, before: Token | null, first: Token): ParameterNode {
  const direction = parseDirection(reader)
  const type = parseType(reader)
  const name = reader.expectName('the name of the parameter')
  reader.take(',')
  return { direction, type, name, ...declarationSpan(reader, before, first) }
}

function parseDirection(reader: TokenReader): ParameterDirection {
  const { text, kind } = reader.next
  if (text === 'in' || text === 'out' || text === 'error') {
    reader.advance()
    return text
  }
  if (kind !== 'name') {
    reader.fail('expected in, out or error')
    return 'in'
  }
  const meant = nearest(text, ['in', 'out', 'error', 'inout'])
  const isMisspelt = meant !== null && reader.second.kind === 'name' && text.length <= 6
  const hint = isMisspelt
    ? `did you mean ${meant === 'inout' ? 'in, and an out parameter' : meant}?`
    : `write: in ${text} ...`
  reader.diagnostics.error(
    reader.source,
    reader.next,
    'a parameter begins with in, out or error',
    hint,
  )
  if (isMisspelt) reader.advance()
  return 'in'
}
