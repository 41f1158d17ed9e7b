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

// What each character may begin, by its code; everything past ASCII begins nothing but white space.
const Class: {
  readonly stray: 0
  readonly blank: 1
  readonly name: 2
  readonly digit: 3
  readonly symbol: 4
} = {
  stray: 0,
  blank: 1,
  name: 2,
  digit: 3,
  symbol: 4,
}
const classes: readonly number[] = /* @__PURE__ */ Array.from({ length: 128 }, (_, code) => {
  const text = String.fromCharCode(code)
  if (/\s/.test(text)) return Class.blank
  if (/[A-Za-z_]/.test(text)) return Class.name
  if (/\d/.test(text)) return Class.digit
  return '{}()<>,;:.=+*-'.includes(text) ? Class.symbol : Class.stray
})

// No file has texts in quotes; they are known to be told of as one.
const string = /"[^"\r\n]*"|'[^'\r\n]*'/y
const space = /[\s\uFEFF]+/y

const none: readonly Comment[] = /* @__PURE__ */ Object.freeze([])

/**
 * Takes a text apart. The last token is the end; characters of no use are reported and left out.
 */
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
    const code = this.#source.text.charCodeAt(this.#at)
    const kind = code < 128 ? classes[code] : Class.stray
    if (kind === Class.blank) this.#at++
    else if (kind === Class.symbol) this.#symbol(code)
    else if (kind === Class.name || kind === Class.digit) this.#word(kind)
    else this.#other()
  }

  #word(kind: number): void {
    const start = this.#at
    this.#skipWord()
    const text = this.#source.text.slice(start, this.#at)
    if (kind === Class.name) this.#token('name', text)
    else this.#number(text)
  }

  /** Goes to the end of letters, digits and underscores. */
  #skipWord(): void {
    const { text } = this.#source
    let at = this.#at
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      const kind = code < 128 ? classes[code] : Class.stray
      if (kind !== Class.name && kind !== Class.digit) break
    }
    this.#at = at
  }

  #symbol(code: number): void {
    const { text } = this.#source
    // << and ** are the only signs of two characters, of two that are the same.
    const isDouble = (code === 0x3c || code === 0x2a) && text.charCodeAt(this.#at + 1) === code
    const sign = text.slice(this.#at, this.#at + (isDouble ? 2 : 1))
    this.#at += sign.length
    this.#token('symbol', sign)
  }

  /** Comments, white space that is rare, texts in quotes, and what is nothing. */
  #other(): void {
    if (this.#match(space) !== null || this.#comment()) return
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

  #stray(): void {
    const start = this.#at
    const text = String.fromCodePoint(this.#source.text.codePointAt(start)!)
    this.#at += text.length
    const hint = strayHints[text]
    this.#diagnostics.error(
      this.#source,
      { start, end: this.#at },
      `unexpected character ${text}`,
      hint,
    )
  }
}

function endOfLine(text: string, from: number): number {
  let at = from
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++
  return at
}

const strayHints: Readonly<Record<string, string>> = {
  '[': 'arrays are written array<type, count>, lists sequence<type, limit>',
  ']': 'arrays are written array<type, count>, lists sequence<type, limit>',
  '/': 'comments are written // or /* */',
  '#': 'comments are written // or /* */',
}
