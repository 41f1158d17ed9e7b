// The lexer: text into tokens. Comments belong to the token that follows them; white space is not
// kept.
//
// Names, numbers, comments and strings are those of C in every language; symbols are given by a
// `LexicalGrammar`.

import type { Diagnostics } from './diagnostic.ts'
import type { SourceFile, Span } from './source.ts'

/** A comment, with its marks. */
export interface Comment extends Span {
  readonly text: string
  /** Whether it ends with its line. */
  readonly isLine: boolean
}

/** A token: a name, a number, a symbol or a string, or the end of the text. */
export interface Token extends Span {
  readonly kind: 'name' | 'number' | 'symbol' | 'string' | 'end'
  readonly text: string
  /** The comments since the token before. */
  readonly comments: readonly Comment[]
}

/** The tokens of one language. */
export interface LexicalRules {
  /** Punctuation and operators; the longest that matches is a token. */
  readonly symbols: readonly string[]
  /** What to do about a character that begins no token. */
  readonly hints: Readonly<Record<string, string>>
}

// What a character may begin. No character past ASCII begins a token; some are white space.
const CharacterClass: {
  readonly none: 0
  readonly blank: 1
  readonly name: 2
  readonly digit: 3
  readonly symbol: 4
} = {
  none: 0,
  blank: 1,
  name: 2,
  digit: 3,
  symbol: 4,
}

/** The rules of one language as tables, indexed by character code. */
export class LexicalGrammar {
  readonly #classes: readonly number[]
  /** Symbols of several characters by their first one, the longest first. */
  readonly #longSymbols: ReadonlyMap<number, readonly string[]>
  readonly #hints: Readonly<Record<string, string>>

  constructor({ symbols, hints }: LexicalRules) {
    const first = new Set(symbols.map((symbol) => symbol.charCodeAt(0)))
    this.#classes = Array.from({ length: 128 }, (_, code) => characterClass(code, first))
    const long = symbols
      .filter((symbol) => symbol.length > 1)
      .toSorted((a, b) => b.length - a.length)
    this.#longSymbols = new Map(
      Array.from(first, (code) => [code, long.filter((each) => each.charCodeAt(0) === code)]),
    )
    this.#hints = hints
  }

  /** The `CharacterClass` of a character by its code. */
  classOf(code: number): number {
    return code < 128 ? this.#classes[code]! : CharacterClass.none
  }

  /** The symbol at `at`, where one begins. */
  symbolAt(text: string, at: number): string {
    const long = this.#longSymbols.get(text.charCodeAt(at))
    return long?.find((symbol) => text.startsWith(symbol, at)) ?? text[at]!
  }

  /** What to do about a character that begins no token. */
  hintFor(character: string): string | undefined {
    return this.#hints[character]
  }
}

function characterClass(code: number, symbols: ReadonlySet<number>): number {
  const text = String.fromCharCode(code)
  if (/\s/.test(text)) return CharacterClass.blank
  if (/[A-Za-z_]/.test(text)) return CharacterClass.name
  if (/\d/.test(text)) return CharacterClass.digit
  return symbols.has(code) ? CharacterClass.symbol : CharacterClass.none
}

const string = /"[^"\r\n]*"|'[^'\r\n]*'/y
const space = /[\s\uFEFF]+/y

const none: readonly Comment[] = /* @__PURE__ */ Object.freeze([])

/**
 * The tokens of a text. The last one is the end; characters that begin no token are reported and
 * left out.
 */
export function tokenize(
  source: SourceFile,
  grammar: LexicalGrammar,
  diagnostics: Diagnostics,
): readonly Token[] {
  return new Lexer(source, grammar, diagnostics).run()
}

/** The value of a number token: decimal, 0x.. or 0o..; null if it is none. */
export function numberValue(text: string): bigint | null {
  return /^(?:\d+|0[xX][\dA-Fa-f]+|0[oO][0-7]+)$/.test(text) ? BigInt(text.toLowerCase()) : null
}

class Lexer {
  readonly #source: SourceFile
  readonly #grammar: LexicalGrammar
  readonly #diagnostics: Diagnostics
  readonly #tokens: Token[] = []
  #comments: Comment[] = []
  #at = 0

  constructor(source: SourceFile, grammar: LexicalGrammar, diagnostics: Diagnostics) {
    this.#source = source
    this.#grammar = grammar
    this.#diagnostics = diagnostics
  }

  run(): readonly Token[] {
    while (this.#at < this.#source.text.length) this.#step()
    this.#token('end', '')
    return this.#tokens
  }

  #step(): void {
    const code = this.#source.text.charCodeAt(this.#at)
    const kind = this.#grammar.classOf(code)
    if (kind === CharacterClass.blank) this.#at++
    else if (kind === CharacterClass.symbol) this.#symbol()
    else if (kind === CharacterClass.name || kind === CharacterClass.digit) this.#word(kind)
    else this.#other()
  }

  #word(kind: number): void {
    const start = this.#at
    this.#skipWord()
    const text = this.#source.text.slice(start, this.#at)
    if (kind === CharacterClass.name) this.#token('name', text)
    else this.#number(text)
  }

  /** Skips letters, digits and underscores. */
  #skipWord(): void {
    const { text } = this.#source
    let at = this.#at
    for (; at < text.length; at++) {
      const kind = this.#grammar.classOf(text.charCodeAt(at))
      if (kind !== CharacterClass.name && kind !== CharacterClass.digit) break
    }
    this.#at = at
  }

  #symbol(): void {
    const symbol = this.#grammar.symbolAt(this.#source.text, this.#at)
    this.#at += symbol.length
    this.#token('symbol', symbol)
  }

  /** Comments, rare white space, strings, and characters that begin no token. */
  #other(): void {
    if (this.#match(space) !== null || this.#comment()) return
    const text = this.#match(string)
    if (text !== null) return this.#token('string', text)
    this.#unexpected()
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const text = pattern.exec(this.#source.text)?.[0] ?? null
    if (text !== null) this.#at += text.length
    return text
  }

  #token(kind: Token['kind'], text: string): void {
    const hasComments = this.#comments.length > 0
    const comments = hasComments ? this.#comments : none
    this.#tokens.push({ kind, text, start: this.#at - text.length, end: this.#at, comments })
    if (hasComments) this.#comments = []
  }

  #comment(): boolean {
    const { text } = this.#source
    const start = this.#at
    const isLine = text.startsWith('//', start)
    if (!isLine && !text.startsWith('/*', start)) return false
    const end = isLine ? endOfLine(text, start) : text.indexOf('*/', start + 2) + 2
    if (end === 1) {
      this.#at = text.length
      this.#diagnostics.error(
        this.#source,
        { start, end: start + 2 },
        'the comment has no end',
        'end it with */',
      )
      return true
    }
    this.#at = end
    this.#comments.push({ text: text.slice(start, end).trimEnd(), start, end, isLine })
    return true
  }

  #number(text: string): void {
    const span = { start: this.#at - text.length, end: this.#at }
    if (numberValue(text) === null) {
      this.#diagnostics.error(
        this.#source,
        span,
        `${text} is no number`,
        'numbers are written 10, 0x0A or 0o12',
      )
    }
    this.#token('number', text)
  }

  #unexpected(): void {
    const start = this.#at
    const text = String.fromCodePoint(this.#source.text.codePointAt(start)!)
    this.#at += text.length
    this.#diagnostics.error(
      this.#source,
      { start, end: this.#at },
      `unexpected character ${text}`,
      this.#grammar.hintFor(text),
    )
  }
}

function endOfLine(text: string, from: number): number {
  let at = from
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++
  return at
}
