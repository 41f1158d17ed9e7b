// Names of several parts, and the selectors that bindings, `match` and tests share.

import { type NameNode, nearest, quoted, type TokenReader } from '@kos/idl-compiler/text'
import { selectorKeyOf, selectorWords } from './grammar.ts'
import { hintOf } from './name-hint.ts'
import { skipSeparators } from './recovery.ts'
import type { SelectorNode } from './syntax.ts'

/** The parts of a name with dots; never none. */
export function parseParts(reader: TokenReader, what: string): readonly [NameNode, ...NameNode[]] {
  const parts: [NameNode, ...NameNode[]] = [reader.expectName(what)]
  while (!reader.hasFailed && reader.take('.')) parts.push(reader.expectName('a name after the .'))
  return parts
}

/** The name that the first parts make, without the last; null if there is only one. */
export function ownerOf(parts: readonly NameNode[]): NameNode | null {
  const owner = parts.slice(0, -1)
  const [first, last] = [owner[0], owner.at(-1)]
  if (first === undefined || last === undefined) return null
  return { text: owner.map(({ text }) => text).join('.'), start: first.start, end: last.end }
}

/** Selectors as many as there are, with or without commas between them. */
export function parseSelectors(reader: TokenReader): readonly SelectorNode[] {
  const selectors: SelectorNode[] = []
  while (!reader.hasFailed && reader.next.kind === 'name' && reader.second.text === '=') {
    const selector = parseSelector(reader)
    if (selector !== null) selectors.push(selector)
    skipSeparators(reader, ',')
  }
  return selectors
}

/** What to do where a block was expected and no selector was found. */
export function selectorHint(reader: TokenReader): string | undefined {
  const { kind, text } = reader.next
  if (kind !== 'name') return undefined
  const key = selectorKeyOf(text) ?? nearest(text, selectorWords)
  return key === null ? undefined : `selectors are written ${key}=${exampleOf(key)}`
}

/** Null for one that is unknown, which is reported and left out. */
function parseSelector(reader: TokenReader): SelectorNode | null {
  const first = reader.advance()
  const key = selectorKeyOf(first.text)
  if (key === null) reportUnknown(reader, first.text)
  reader.advance()
  const value = parseValue(reader, first.text)
  return key === null ? null : { key, value, start: first.start, end: value.end }
}

function parseValue(reader: TokenReader, key: string): NameNode {
  const isNextKey = selectorKeyOf(reader.next.text) !== null && reader.second.text === '='
  if (isNextKey) reader.fail(`expected a name after ${key}=`)
  const hint = reader.next.kind === 'string' ? 'names are written without quotes' : undefined
  return reader.expectDottedName(`a name after ${key}=`, hint)
}

function reportUnknown(reader: TokenReader, text: string): void {
  reader.diagnostics.error(
    reader.source,
    reader.previous,
    `there is no selector ${quoted(text)}`,
    hintOf(text, selectorWords),
  )
}

function exampleOf(key: string): string {
  return key === 'src' || key === 'dst' ? 'demo.Client' : 'name'
}
