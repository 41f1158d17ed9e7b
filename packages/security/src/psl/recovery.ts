// Panic-mode recovery for PSL, where blocks are nested and few statements have an end of their own:
// after an error the parser goes on at the next item of the same block.
//
// Braces are counted from the beginning of the item that failed, so that the rest of a dictionary
// or of a nested section is no item. A declaration that begins a line ends all blocks: there a `}`
// is missing.

import type { Token, TokenReader } from '@kos/idl-compiler/text'
import { baseRules, eventTypeOf, sectionWords, selectorKeyOf, valueWords } from './grammar.ts'

/** The token `offset` tokens after the next; the last one past the end. */
export function tokenAhead(reader: TokenReader, offset: number): Token {
  return reader.tokens[reader.index + offset] ?? reader.next
}

/** Takes symbols that separate nothing, or that the format does without. */
export function skipSeparators(reader: TokenReader, symbols: string): void {
  while (!reader.hasFailed && reader.next.text !== '' && symbols.includes(reader.next.text)) {
    reader.redundant.push(reader.advance())
  }
}

/**
 * After an error, skips what is left of the item that began with the token at the index `from`: up
 * to where `isStart` says that the next one begins, or to the end of the block.
 */
export function recoverItem(reader: TokenReader, from: number, isStart: () => boolean): void {
  if (!reader.hasFailed) return
  reader.recover(() => true)
  let depth = 0
  for (let i = from; i < reader.index; i++) depth += braceOf(reader.tokens[i] as Token)
  if (reader.index === from && !reader.isAt('}')) depth += braceOf(reader.advance())
  while (!reader.isAtEnd && !isDeclaration(reader)) {
    if (depth <= 0 && (reader.isAt('}') || isStart())) return
    depth += braceOf(reader.advance())
  }
}

/** Whether an item of a section begins at the next token, as far as a word can tell. */
export function isItem(reader: TokenReader): boolean {
  const { kind, text } = reader.next
  if (kind !== 'name') return false
  if (reader.second.text !== '.' && (baseRules.includes(text) || sectionWords.includes(text)))
    return true
  return !valueWords.includes(text) && reader.second.text !== ':' && isFirstOnLine(reader)
}

/** Whether a case of a `choice` begins at the next token: what stands before a `:`. */
export function isCase(reader: TokenReader): boolean {
  const { kind, text } = reader.next
  if (kind === 'string' || kind === 'number' || kind === 'name') return reader.second.text === ':'
  return text === '-' && reader.second.kind === 'number' && tokenAhead(reader, 2).text === ':'
}

/** Whether the next token begins a line and a declaration. */
export function isDeclaration(reader: TokenReader): boolean {
  return (isEventBinding(reader) || isOtherDeclaration(reader)) && isFirstOnLine(reader)
}

/** The same without bindings, which begin like the cases of tests. */
export function isDeclarationBesideTests(reader: TokenReader): boolean {
  return isOtherDeclaration(reader) && isFirstOnLine(reader)
}

function isEventBinding(reader: TokenReader): boolean {
  const { next, second } = reader
  if (eventTypeOf(next.text) === null) return false
  if (second.text === '{' || (next.text === 'execute' && second.text === ':')) return true
  return selectorKeyOf(second.text) !== null && tokenAhead(reader, 2).text === '='
}

function isOtherDeclaration(reader: TokenReader): boolean {
  const { next, second } = reader
  switch (next.text) {
    case 'use':
      return second.kind === 'name'
    case 'policy':
      return second.text === 'object'
    case 'task':
      return second.text === 'class'
    case 'audit':
      return second.text === 'profile'
        ? tokenAhead(reader, 3).text === '='
        : second.text === 'default' && tokenAhead(reader, 2).text === '='
    case 'assert':
      return second.kind === 'string' && tokenAhead(reader, 2).text === '{'
    default:
      return false
  }
}

/** Whether the next token is the first on its line. */
export function isFirstOnLine({ source, index, next, previous }: TokenReader): boolean {
  return index === 0 || source.lineOf(previous.end) < source.lineOf(next.start)
}

function braceOf({ text }: Token): number {
  if (text === '{') return 1
  return text === '}' ? -1 : 0
}
