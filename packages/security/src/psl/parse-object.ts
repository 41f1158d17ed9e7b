// The parser of policy objects and audit profiles.

import { type NameNode, numberValue, type TokenReader } from '@kos/idl-compiler/text'
import { meantHint } from './name-hint.ts'
import { parseDictionary, parseExpression } from './parse-expression.ts'
import { parseType } from './parse-type.ts'
import { isDeclaration, recoverItem, skipSeparators } from './recovery.ts'
import type {
  AuditDefault,
  AuditProfileNode,
  ExpressionNode,
  IntegerNode,
  PolicyObject,
  TypeAlias,
} from './syntax.ts'

const entryWords = ['type', 'config']

/** Parses `policy object ...`. */
export function parsePolicyObject(reader: TokenReader): PolicyObject {
  const { start } = reader.advance()
  reader.expect('object', 'after policy', 'write for example: policy object session : Flow { }')
  const name = reader.expectName('the name of the object')
  reader.expect(':', `after ${name.text}`, 'its security model follows: session : Flow')
  const model = reader.expectDottedName('a security model')
  const types: TypeAlias[] = []
  const config = reader.take('{') ? parseEntries(reader, name, types) : null
  return { kind: 'object', name, model, types, config, start, end: reader.previous.end }
}

/** The entries up to the `}`: types are added to `types`, the configuration is returned. */
function parseEntries(
  reader: TokenReader,
  object: NameNode,
  types: TypeAlias[],
): ExpressionNode | null {
  const open = reader.previous
  let config: ExpressionNode | null = null
  while (!reader.isAtEnd && !reader.isAt('}') && !isDeclaration(reader)) {
    const from = reader.index
    if (reader.isAt('type')) addType(reader, types)
    else if (reader.isAt('config')) config = parseConfig(reader, config)
    else failAtEntry(reader)
    recoverItem(reader, from, () => reader.isAt('type') || reader.isAt('config'))
    skipSeparators(reader, ',;')
  }
  reader.expectClosing(open, `policy object ${object.text}`)
  return config
}

function failAtEntry(reader: TokenReader): void {
  reader.fail('expected type, config or }', meantHint(reader.next.text, entryWords))
}

function addType(reader: TokenReader, types: TypeAlias[]): void {
  const { start } = reader.advance()
  const name = reader.expectName('the name of the type')
  reader.expect('=', `after type ${name.text}`)
  const type = parseType(reader, 0)
  if (!reader.hasFailed) types.push({ name, type, start, end: reader.previous.end })
}

function parseConfig(reader: TokenReader, before: ExpressionNode | null): ExpressionNode | null {
  const first = reader.advance()
  reader.expect('=', 'after config')
  const config = reader.hasFailed ? null : parseExpression(reader, 0)
  if (before !== null)
    reader.diagnostics.error(reader.source, first, 'a policy object has one config')
  return reader.hasFailed ? before : (before ?? config)
}

/** Parses `audit profile ...` and `audit default ...`; null after an error. */
export function parseAuditDeclaration(reader: TokenReader): AuditProfileNode | AuditDefault | null {
  const { start } = reader.advance()
  if (reader.take('profile')) return parseAuditProfile(reader, start)
  if (reader.take('default')) return parseAuditDefault(reader, start)
  const hint = meantHint(reader.next.text, ['profile', 'default'])
  reader.fail('expected profile or default after audit', hint)
  return null
}

function parseAuditProfile(reader: TokenReader, start: number): AuditProfileNode | null {
  const name = reader.expectDottedName('the name of the audit profile')
  reader.expect('=', `after ${name.text}`)
  const levels = parseDictionary(reader, 0, 'with the levels of the profile')
  if (levels === null) return null
  return { kind: 'audit-profile', name, levels, start, end: reader.previous.end }
}

function parseAuditDefault(reader: TokenReader, start: number): AuditDefault | null {
  reader.expect('=', 'after audit default', 'write for example: audit default = trace 0')
  const profile = reader.expectDottedName('an audit profile')
  const level = parseLevel(reader)
  if (level === null) return null
  return { kind: 'audit-default', profile, level, start, end: reader.previous.end }
}

function parseLevel(reader: TokenReader): IntegerNode | null {
  const { kind, text, start, end } = reader.next
  if (kind !== 'number') reader.fail('expected the audit level', 'it is an integer from 0 on')
  if (reader.hasFailed) return null
  reader.advance()
  return { kind: 'integer', value: numberValue(text) ?? 0n, start, end }
}
