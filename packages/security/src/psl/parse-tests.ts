// The parser of test sets: `assert "set" { ... }`, the language PAL inside PSL files.
//
// Which word begins the final part is not documented; here it is `finally`.

import { type NameNode, type TokenReader } from '@kos/idl-compiler/text'
import { eventTypes, type SecurityEventType } from '../event.ts'
import { eventTypeOf } from './grammar.ts'
import { meantHint } from './name-hint.ts'
import { parseDictionary } from './parse-expression.ts'
import { ownerOf, parseParts, parseSelectors, selectorHint } from './parse-name.ts'
import { isDeclarationBesideTests, isFirstOnLine, recoverItem } from './recovery.ts'
import { skipSeparators, tokenAhead } from './recovery.ts'
import type { SelectorKey, SelectorNode, TestCase, TestSequence, TestSet } from './syntax.ts'

const partWords = ['setup', 'sequence', 'finally']
const expectations: readonly TestCase['expected'][] = ['grant', 'deny', 'any']

interface Parts {
  readonly setup: TestCase[]
  readonly sequences: TestSequence[]
  readonly final: TestCase[]
}

/** Parses a test set. */
export function parseTestSet(reader: TokenReader): TestSet {
  const { start } = reader.advance()
  const label = parseLabel(reader) ?? ''
  reader.expect('{', `after assert ${JSON.stringify(label)}`)
  const parts: Parts = { setup: [], sequences: [], final: [] }
  parseBlock(reader, 'the test set', isPart, () => parsePart(reader, parts))
  return { kind: 'tests', label, ...parts, start, end: reader.previous.end }
}

function isPart({ next }: TokenReader): boolean {
  return partWords.includes(next.text)
}

/** The items up to the `}` of a block whose `{` was taken. */
function parseBlock(
  reader: TokenReader,
  what: string,
  isStart: (reader: TokenReader) => boolean,
  parse: () => void,
): void {
  const open = reader.previous
  if (reader.hasFailed) return
  while (!reader.isAtEnd && !reader.isAt('}') && !isDeclarationBesideTests(reader)) {
    const from = reader.index
    parse()
    recoverItem(reader, from, () => isStart(reader))
    skipSeparators(reader, ';')
  }
  reader.expectClosing(open, what)
}

function parsePart(reader: TokenReader, { setup, sequences, final }: Parts): void {
  const { start, text } = reader.next
  if (reader.take('setup')) return parseCases(reader, text, setup)
  if (reader.take('finally')) return parseCases(reader, text, final)
  if (!reader.take('sequence')) {
    return reader.fail('expected setup, sequence, finally or }', meantHint(text, partWords))
  }
  const label = parseLabel(reader) ?? ''
  const cases: TestCase[] = []
  parseCases(reader, 'the sequence', cases)
  sequences.push({ label, cases, start, end: reader.previous.end })
}

function parseCases(reader: TokenReader, what: string, cases: TestCase[]): void {
  reader.expect('{', `after ${what}`)
  parseBlock(reader, what, isCaseStart, () => {
    const each = parseCase(reader)
    if (each !== null && !reader.hasFailed) cases.push(each)
  })
}

function isCaseStart(reader: TokenReader): boolean {
  const { next, second } = reader
  const isWord = next.kind === 'name' || next.kind === 'string'
  return isWord && !/^[=:]$/.test(second.text) && isFirstOnLine(reader)
}

/** The text in quotes that must come next; null after an error. */
function parseLabel(reader: TokenReader): string | null {
  const { kind, text } = reader.next
  if (kind !== 'string') reader.fail('expected a label in quotes')
  if (reader.hasFailed) return null
  reader.advance()
  return text.slice(1, -1)
}

function parseCase(reader: TokenReader): TestCase | null {
  const first = reader.next
  const expected = expectations.find((each) => reader.take(each)) ?? 'grant'
  const label = reader.next.kind === 'string' ? parseLabel(reader) : null
  const stored = parseStored(reader)
  const head = { expected, label, stored, start: first.start }
  const what = isShortForm(reader) ? parseShortForm(reader) : parseEvent(reader)
  if (what === null) return null
  const message = reader.isAt('{') ? parseDictionary(reader, 0, 'after the event') : null
  return { ...head, ...what, message, end: reader.previous.end }
}

/** `x <-`, where it is written. */
function parseStored(reader: TokenReader): NameNode | null {
  if (reader.second.text !== '<' || tokenAhead(reader, 2).text !== '-') return null
  const name = reader.expectName('a name before <-')
  reader.take('<')
  reader.take('-')
  return name
}

type EventPart = Pick<TestCase, 'event' | 'selectors'>

function parseEvent(reader: TokenReader): EventPart | null {
  const event = expectEvent(reader)
  if (event === null) return null
  const selectors = parseSelectors(reader)
  const hint = selectorHint(reader)
  // What begins no case is a selector that is written differently.
  if (hint !== undefined && eventTypeOf(reader.next.text) === null && !isStored(reader))
    reader.fail('expected a selector, a message or the next case', hint)
  return { event, selectors }
}

function isStored(reader: TokenReader): boolean {
  return reader.second.text === '<' || reader.second.text === '~>' || reader.second.text === '.'
}

function expectEvent(reader: TokenReader): SecurityEventType | null {
  const { text } = reader.next
  const event = eventTypeOf(text)
  if (event === null || reader.hasFailed) {
    const hint = meantHint(text, [...eventTypes, ...expectations])
    reader.fail('expected an event, such as request', hint)
    return null
  }
  reader.advance()
  return event
}

/** Whether `a.b ~>` comes next. */
function isShortForm(reader: TokenReader): boolean {
  let at = 0
  while (tokenAhead(reader, at + 1).text === '.') at += 2
  return reader.next.kind === 'name' && tokenAhead(reader, at + 1).text === '~>'
}

/** `c ~> s : endpoint.Method`, a request. */
function parseShortForm(reader: TokenReader): EventPart {
  const src = reader.expectDottedName('the client')
  reader.expect('~>', 'after the client')
  const dst = reader.expectDottedName('the server')
  reader.expect(':', 'after the server', 'write: client ~> server : endpoint.Method')
  const parts = parseParts(reader, 'an endpoint and its method')
  const endpoint = ownerOf(parts)
  const selectors = [selector('src', src), selector('dst', dst)]
  if (endpoint !== null) selectors.push(selector('endpoint', endpoint))
  selectors.push(selector('method', parts.at(-1) as NameNode))
  return { event: 'request', selectors }
}

function selector(key: SelectorKey, value: NameNode): SelectorNode {
  return { key, value, start: value.start, end: value.end }
}
