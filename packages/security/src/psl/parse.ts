// The parser of PSL: text into a syntax tree. There is a tree for every text: what has errors is
// reported and left out.
//
// Declarations are here and in parse-object.ts, the insides of bindings in parse-section.ts, tests
// in parse-tests.ts. recovery.ts says where parsing goes on after an error.

import {
  Diagnostics,
  type NameNode,
  nearest,
  quoted,
  SourceFile,
  type Span,
  tokenize,
  TokenReader,
} from '@kos/idl-compiler/text'
import { declarationWords, eventTypeOf, pslGrammar } from './grammar.ts'
import { meantHint } from './name-hint.ts'
import { parseSelectors, selectorHint } from './parse-name.ts'
import { parseAuditDeclaration, parsePolicyObject } from './parse-object.ts'
import { parseSection } from './parse-section.ts'
import { parseTestSet } from './parse-tests.ts'
import { isDeclaration, isFirstOnLine, recoverItem, skipSeparators } from './recovery.ts'
import type { Binding, Declaration, PslFile, TaskClass } from './syntax.ts'

/**
 * Parses a PSL file. `path` is for diagnostics, which are added to `diagnostics`; `isPartial` of
 * the file says whether there were errors. A template (`security.psl.in`) is expanded first, by
 * `expandTemplate`.
 */
export function parsePsl(
  path: string,
  text: string,
  diagnostics: Diagnostics = new Diagnostics(),
): PslFile {
  const source = new SourceFile(path, text)
  const errorsBefore = diagnostics.errorCount
  const tokens = tokenize(source, pslGrammar, diagnostics)
  const reader = new TokenReader(source, tokens, diagnostics)
  const declarations = parseDeclarations(reader)
  const isPartial = diagnostics.errorCount > errorsBefore
  return { source, tokens, redundant: reader.redundant, declarations, isPartial }
}

function parseDeclarations(reader: TokenReader): readonly Declaration[] {
  const declarations: Declaration[] = []
  skipSeparators(reader, ';')
  while (!reader.isAtEnd) {
    const from = reader.index
    const declaration = parseDeclaration(reader)
    if (declaration !== null && !reader.hasFailed) declarations.push(declaration)
    recoverItem(reader, from, () => mayBeDeclaration(reader))
    skipSeparators(reader, ';')
  }
  return declarations
}

/** Whether a word begins a line that may begin a declaration, also if it is misspelt. */
function mayBeDeclaration(reader: TokenReader): boolean {
  const { next, second, source } = reader
  if (next.kind !== 'name' || !isFirstOnLine(reader)) return false
  if (declarationWords.includes(next.text)) return true
  return source.position(next.start).column === 1 && !/^[=.:]$/.test(second.text)
}

function parseDeclaration(reader: TokenReader): Declaration | null {
  const { text } = reader.next
  if (text === 'execute' && reader.second.text === ':') return parseExecuteInterface(reader)
  if (eventTypeOf(text) !== null) return parseBinding(reader)
  switch (text) {
    case 'use':
      return parseUse(reader)
    case 'task':
      return parseTaskClass(reader)
    case 'policy':
      return parsePolicyObject(reader)
    case 'audit':
      return parseAuditDeclaration(reader)
    case 'assert':
      return parseTestSet(reader)
    case '}':
      return reportStray(reader)
    default:
      failAtDeclaration(reader)
      return null
  }
}

function reportStray(reader: TokenReader): null {
  const close = reader.advance()
  reader.diagnostics.error(reader.source, close, 'this } closes nothing', 'remove the }')
  return null
}

function failAtDeclaration(reader: TokenReader): void {
  const { kind, text } = reader.next
  const hint = (kind === 'name' ? meantHint(text, declarationWords) : undefined) ?? ruleHint(text)
  reader.fail('expected a declaration', hint)
}

function ruleHint(text: string): string | undefined {
  const isRule = ['grant', 'deny', 'match', 'choice'].includes(text)
  return isRule ? `${text} stands in a binding: request { ${text} ... }` : undefined
}

function parseExecuteInterface(reader: TokenReader): Declaration {
  const { start } = reader.advance()
  reader.advance()
  const name = reader.expectDottedName('the interface of execute', 'it is kl.core.Execute')
  return { kind: 'execute-interface', name, start, end: reader.previous.end }
}

function parseUse(reader: TokenReader): Declaration | null {
  const { start } = reader.advance()
  const isEdl = reader.isAt('EDL') && reader.second.text !== '.'
  if (isEdl) reader.advance()
  if (isEdl && isDeclaration(reader)) reader.fail('expected a class after use EDL')
  const name = reader.expectDottedName(isEdl ? 'a class' : 'a file or EDL')
  const { end } = reader.previous
  if (reader.hasFailed) return null
  if (isEdl) return { kind: 'use-edl', name, start, end }
  if (!name.text.endsWith('._')) return failAtUse(reader, name)
  return { kind: 'use-psl', name: withoutEnding(name), start, end }
}

function failAtUse(reader: TokenReader, { text, end }: NameNode): null {
  const isEdl = nearest(text, ['EDL']) !== null && reader.next.kind === 'name'
  const hint = isEdl ? 'did you mean EDL?' : `write: use ${text}._`
  const message = isEdl ? `expected EDL, found ${quoted(text)}` : `expected ._ after ${text}`
  const at: Span = isEdl ? reader.previous : { start: end, end }
  reader.diagnostics.error(reader.source, at, message, hint)
  if (isEdl) reader.expectDottedName('a class')
  return null
}

function withoutEnding({ text, start, end }: NameNode): NameNode {
  return { text: text.slice(0, -'._'.length), start, end }
}

function parseTaskClass(reader: TokenReader): TaskClass {
  const example = 'write: task class demo.Second : demo.Server'
  const { start } = reader.advance()
  reader.expect('class', 'after task', example)
  const name = reader.expectDottedName('a class')
  reader.expect(':', `after ${name.text}`, example)
  const edl = reader.expectDottedName('the class whose EDL file it has')
  return { kind: 'task-class', name, edl, start, end: reader.previous.end }
}

function parseBinding(reader: TokenReader): Binding | null {
  const { start, text } = reader.advance()
  const event = eventTypeOf(text)
  if (event === null) return null
  const selectors = parseSelectors(reader)
  const section = parseSection(reader, event, 0, selectorHint(reader))
  return { kind: 'binding', event, selectors, section, start, end: reader.previous.end }
}
