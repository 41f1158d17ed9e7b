// Text into tokens. Comments belong to the token that follows them; white space is not kept.

import type { Diagnostics } from './diagnostic.ts'
import type { Source, Span } from './source.ts'

/** A comment, with its marks. */
export interface Comment extends Span {
  readonly text: string
  /** Whether it ends with its line. */
  readonly isLine: boolean
}

/** A word of the language. */
export interface Token extends Span {
  readonly kind: 'name' | 'number' | 'symbol' | 'string' | 'end'
  readonly text: string
  /** The comments since the token before. */
  readonly comments: readonly Comment[]
}

const name = /[A-Za-z_]\w*/y
const number = /\d\w*/y
const symbol = /\*\*|<<|[{}()<>,;:.=+*-]/y
// No file has texts in quotes; they are known to be told of as one.
const string = /"[^"\r\n]*"|'[^'\r\n]*'/y
const blank = /[\s\uFEFF]+/y
const lineComment = /\/\/[^\r\n]*/y
const blockComment = /\/\*[\s\S]*?\*\//y

/** Takes a text apart. The last token is the end; characters of no use are reported and left out. */
export function tokenize(source: Source, diagnostics: Diagnostics): readonly Token[] {
  const lexer = new Lexer(source, diagnostics)
  return lexer.run()
}

/** The value of a number token: decimal, 0x.. or 0o..; null if it is none. */
export function numberValue(text: string): bigint | null {
  return /^(?:\d+|0[xX][\dA-Fa-f]+|0[oO][0-7]+)$/.test(text) ? BigInt(text.toLowerCase()) : null
}

class Lexer {
  readonly #source: Source
  readonly #diagnostics: Diagnostics
  readonly #tokens: Token[] = []
  #comments: Comment[] = []
  #at = 0

  constructor(source: Source, diagnostics: Diagnostics) {
    this.#source = source
    this.#diagnostics = diagnostics
  }

  run(): readonly Token[] {
    while (this.#at < this.#source.text.length) this.#step()
    this.#token('end', '')
    return this.#tokens
  }

  #step(): void {
    if (this.#match(blank) !== null || this.#comment()) return
    const word = this.#match(name)
    if (word !== null) return this.#token('name', word)
    const digits = this.#match(number)
    if (digits !== null) return this.#number(digits)
    const sign = this.#match(symbol)
    if (sign !== null) return this.#token('symbol', sign)
    const text = this.#match(string)
    if (text !== null) return this.#token('string', text)
    this.#stray()
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const text = pattern.exec(this.#source.text)?.[0] ?? null
    if (text !== null) this.#at += text.length
    return text
  }

  #token(kind: Token['kind'], text: string): void {
    this.#tokens.push({ kind, text, start: this.#at - text.length, end: this.#at, comments: this.#comments })
    this.#comments = []
  }

  #comment(): boolean {
    const line = this.#match(lineComment)
    const text = line ?? this.#match(blockComment)
    if (text !== null) {
      const start = this.#at - text.length
      this.#comments.push({ text: text.trimEnd(), start, end: this.#at, isLine: line !== null })
      return true
    }
    if (!this.#source.text.startsWith('/*', this.#at)) return false
    const start = this.#at
    this.#at = this.#source.text.length
    this.#diagnostics.error(this.#source, { start, end: start + 2 }, 'the comment has no end', 'end it with */')
    return true
  }

  #number(text: string): void {
    const span = { start: this.#at - text.length, end: this.#at }
    if (numberValue(text) === null) {
      this.#diagnostics.error(this.#source, span, `${text} is no number`, 'numbers are written 10, 0x0A or 0o12')
    }
    this.#token('number', text)
  }

  #stray(): void {
    const start = this.#at
    const text = String.fromCodePoint(this.#source.text.codePointAt(start)!)
    this.#at += text.length
    const hint = strayHints[text]
    this.#diagnostics.error(this.#source, { start, end: this.#at }, `unexpected character ${text}`, hint)
  }
}

const strayHints: Readonly<Record<string, string>> = {
  '[': 'arrays are written array<type, count>, lists sequence<type, limit>',
  ']': 'arrays are written array<type, count>, lists sequence<type, limit>',
  '/': 'comments are written // or /* */',
  '#': 'comments are written // or /* */',
}
