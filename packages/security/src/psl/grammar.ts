// The words and symbols of PSL.
//
// Names, numbers, comments and texts are those of the shared lexer. A text has no escapes: a
// backslash in it is a backslash, as regular expressions want it, and a text with a double quote in
// it stands in single quotes.

import { LexicalGrammar } from '@kos/idl-compiler/text'
import type { Selector } from '../compiled-rule.ts'
import { eventTypes, type SecurityEventType } from '../event.ts'
import type { BinaryOperator, SelectorKey } from './syntax.ts'

/**
 * The lexical grammar of PSL. The arrow `<-` is two symbols, for `a<-1` compares, and so is the end
 * of `Map<Text, Set<Text>>`.
 */
export const pslGrammar: LexicalGrammar = /* @__PURE__ */ new LexicalGrammar({
  symbols: '{ } ( ) [ ] < > , ; : . = + - * ! ~ | & || && == != <= >= ~>'.split(' '),
  hints: /* @__PURE__ */ characterHints(),
})

/** The words before `=` that select events. */
export const selectorWords: readonly SelectorKey[] = [
  'src',
  'dst',
  'interface',
  'component',
  'endpoint',
  'method',
]

/** The selector of PSL for each name by which rules select. */
export const selectorKeys: Readonly<Record<Selector, SelectorKey>> = {
  source: 'src',
  destination: 'dst',
  component: 'component',
  endpoint: 'endpoint',
  interface: 'interface',
  method: 'method',
}

/** The words that begin a declaration. */
export const declarationWords: readonly string[] = /* @__PURE__ */ (
  eventTypes as readonly string[]
).concat('use', 'task', 'policy', 'audit', 'assert')

/** The words that begin an item of a section and are no rule. */
export const sectionWords: readonly string[] = ['match', 'choice', 'audit']

/** The rules of `base`, which need no object before them. */
export const baseRules: readonly string[] = ['grant', 'assert', 'deny', 'set_level']

/** The names that stand for values in every rule. */
export const valueWords: readonly string[] = ['message', 'src_sid', 'dst_sid']

/** The event that a word is; null if it is none. */
export function eventTypeOf(word: string): SecurityEventType | null {
  return eventTypes.find((each) => each === word) ?? null
}

/** The selector that a word is; null if it is none. */
export function selectorKeyOf(word: string): SelectorKey | null {
  return selectorWords.find((each) => each === word) ?? null
}

/** Whether a bracket opens. */
export function isBracket(text: string): boolean {
  return text === '(' || text === '{' || text === '['
}

/** Whether a name is a value, and nothing else in a rule. */
export function isValueName(text: string): boolean {
  return text === 'true' || text === 'false' || valueWords.includes(text)
}

/** How strong operators bind. */
export const strengths: Readonly<Record<BinaryOperator, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '&': 4,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '+': 6,
  '-': 6,
  '*': 7,
}

function characterHints(): Readonly<Record<string, string>> {
  const template = 'this is a template: it is expanded before it is parsed'
  const quote = 'a text ends on the line on which it begins'
  const comment = 'comments are written // or /* */'
  return {
    ...cyrillicHints(),
    '@': template,
    '%': template,
    '"': quote,
    "'": quote,
    '\\': 'texts have no escapes: one with " in it is written in single quotes, \'"\'',
    '/': `${comment}, and there is no division`,
    '#': comment,
  }
}

// A Cyrillic letter in a name may look like a Latin one.
function cyrillicHints(): Record<string, string> {
  const codes = Array.from({ length: 0x60 }, (_, i) => 0x400 + i)
  const hint = 'this letter is Cyrillic; names have the letters A to Z'
  return Object.fromEntries(codes.map((code) => [String.fromCharCode(code), hint]))
}
