// The parser of sections: rules, `match`, `choice` and `audit` between braces.
//
// Rules stand one after the other without separators, and the parser knows no models. So what
// follows the name of a rule is its argument if it begins with a bracket, a literal, an operator or
// a value such as `message`; any other name begins the next rule. Only the rules of `base` but
// `grant`, whose arguments are conditions, take other names, unless these are rules of `base`
// themselves: `deny set.contains {...}` is one rule, and `deny grant ()` are two. A rule without an
// object is one of `base`, also if it is misspelt.

import { type NameNode, type Token, type TokenReader } from '@kos/idl-compiler/text'
import { maxNesting } from '../limits.ts'
import { baseRules, isBracket, isValueName, sectionWords, selectorKeyOf } from './grammar.ts'
import { meantHint } from './name-hint.ts'
import { parseExpression } from './parse-expression.ts'
import { ownerOf, parseParts, parseSelectors, selectorHint } from './parse-name.ts'
import { isCase, isDeclaration, isItem, recoverItem, skipSeparators } from './recovery.ts'
import type { Case, ChoiceNode, Item, MatchNode, RuleNode, Section } from './syntax.ts'

const tooDeep = 'expected a section that is nested less deep'

/** Parses the section of `what`, with its braces. */
export function parseSection(
  reader: TokenReader,
  what: string,
  depth: number,
  hint?: string,
): Section {
  const { start } = reader.next
  if (depth > maxNesting) reader.fail(tooDeep)
  reader.expect('{', `after ${what}`, hint)
  const open = reader.previous
  const items: Item[] = []
  let audit: NameNode | null = null
  while (!reader.hasFailed && !reader.isAtEnd && !reader.isAt('}') && !isDeclaration(reader)) {
    const from = reader.index
    if (isAudit(reader)) audit = parseAudit(reader, audit)
    else addItem(items, reader, depth)
    recoverItem(reader, from, () => isItem(reader))
    skipSeparators(reader, ';')
  }
  reader.expectClosing(open, what)
  return { audit, items, start, end: reader.previous.end }
}

function addItem(items: Item[], reader: TokenReader, depth: number): void {
  const item = parseItem(reader, depth)
  if (item !== null && !reader.hasFailed) items.push(item)
}

function parseItem(reader: TokenReader, depth: number): Item | null {
  const { kind, text } = reader.next
  const isMember = reader.second.text === '.'
  if (text === 'match' && !isMember) return parseMatch(reader, depth)
  if (text === 'choice' && !isMember) return parseChoice(reader, depth)
  if (kind === 'name' && reader.second.text !== '=' && text !== 'and' && text !== 'or')
    return parseRule(reader, depth)
  reader.fail('expected a rule, match, choice or }', itemHint(reader))
  return null
}

function itemHint({ next, second }: TokenReader): string | undefined {
  if (next.text === 'and') return 'conditions are joined by &&'
  if (next.text === 'or') return 'conditions are joined by ||'
  if (second.text === '=' && selectorKeyOf(next.text) !== null)
    return `selectors stand in match: match ${next.text}=... { }`
  return undefined
}

function isAudit({ next, second }: TokenReader): boolean {
  return next.text === 'audit' && second.kind === 'name'
}

function parseAudit(reader: TokenReader, before: NameNode | null): NameNode {
  const first = reader.advance()
  const name = reader.expectDottedName('an audit profile')
  if (before !== null) {
    const hint = `it is ${before.text} already`
    reader.diagnostics.error(reader.source, first, 'a section has one audit profile', hint)
  }
  return before ?? name
}

function parseRule(reader: TokenReader, depth: number): RuleNode {
  const { start } = reader.next
  const parts = parseParts(reader, 'a rule')
  const [object, name] = [ownerOf(parts), parts.at(-1) as NameNode]
  if (isMisspelt(reader, name)) reader.fail('expected the argument of a rule', matchHint(name))
  const hasArgument = !reader.hasFailed && beginsRuleArgument(reader, object, name)
  const argument = hasArgument ? parseExpression(reader, depth) : null
  return { kind: 'rule', object, name, argument, start, end: reader.previous.end }
}

// No rule is followed by a selector: `mach src=A { ... }`.
function isMisspelt(reader: TokenReader, name: NameNode): boolean {
  const { next, second } = reader
  return second.text === '=' && next.kind === 'name' && !baseRules.includes(name.text)
}

function matchHint({ text }: NameNode): string | undefined {
  return meantHint(text, [...sectionWords, ...baseRules])
}

function beginsRuleArgument(reader: TokenReader, object: NameNode | null, name: NameNode): boolean {
  const { kind, text } = reader.next
  if (isCase(reader)) return false
  if (kind === 'string' || kind === 'number' || isBracket(text)) return true
  if (text === '!' || text === '-' || text === '~') return true
  if (kind !== 'name' || isValueName(text)) return kind === 'name'
  const isBase = object === null || object.text === 'base'
  return isBase && name.text !== 'grant' && !beginsItem(reader)
}

/** Whether the name that comes next is a word or a rule of a section, and no value. */
function beginsItem(reader: TokenReader): boolean {
  const { next, second, tokens, index } = reader
  if (second.text !== '.') return baseRules.includes(next.text) || sectionWords.includes(next.text)
  return next.text === 'base' && baseRules.includes(tokens[index + 2]?.text ?? '')
}

function parseMatch(reader: TokenReader, depth: number): MatchNode {
  const { start } = reader.advance()
  const selectors = parseSelectors(reader)
  const hint = selectorHint(reader)
  if (selectors.length === 0 && !reader.hasFailed && reader.previous.text === 'match')
    reader.fail('expected a selector after match', hint ?? 'write for example: match method=Put')
  const section = parseSection(reader, 'match', depth + 1, hint)
  return { kind: 'match', selectors, section, start, end: reader.previous.end }
}

function parseChoice(reader: TokenReader, depth: number): ChoiceNode {
  const { start } = reader.advance()
  if (depth >= maxNesting) reader.fail(tooDeep)
  const subject = parseExpression(reader, depth)
  reader.expect('{', 'after the subject of choice', 'write: choice (subject) { 1 : grant () }')
  const open = reader.previous
  const cases: Case[] = []
  while (!reader.hasFailed && !reader.isAtEnd && !reader.isAt('}') && !isDeclaration(reader)) {
    const from = reader.index
    const each = parseCase(reader, depth + 1)
    if (!reader.hasFailed) cases.push(each)
    recoverItem(reader, from, () => isCase(reader))
    skipSeparators(reader, ';,')
  }
  reader.expectClosing(open, 'choice')
  return { kind: 'choice', subject, cases, start, end: reader.previous.end }
}

function parseCase(reader: TokenReader, depth: number): Case {
  const first = reader.next
  const isDefault = first.text === '_'
  if (isDefault) reader.advance()
  const value = isDefault ? null : parseExpression(reader, depth)
  reader.expect(':', 'after the value of the case', 'cases are written "value" : { ... }')
  const section = parseCaseSection(reader, depth)
  return { value, section, start: first.start, end: reader.previous.end }
}

/** A section, or one item without braces. */
function parseCaseSection(reader: TokenReader, depth: number): Section {
  const first: Token = reader.next
  if (reader.hasFailed || first.text === '{') return parseSection(reader, 'the case', depth)
  const item = parseItem(reader, depth)
  const items = item === null ? [] : [item]
  return { audit: null, items, start: first.start, end: reader.previous.end }
}
