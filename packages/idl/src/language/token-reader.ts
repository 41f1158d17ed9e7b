// Tokens one by one, and what to do when one is not what was expected.
//
// The first surprise in a statement is reported; then the reader is lost and reports nothing, and
// whoever parses statements goes on at the next one with `recover`. So one mistake is one message,
// and the rest of the file is still read.

import type { Diagnostics } from './diagnostic.ts'
import type { Token } from './lexer.ts'
import type { Source, Span } from './source.ts'
import type { Name } from './syntax.ts'

/** Reads tokens. */
export class TokenReader {
  readonly source: Source
  readonly diagnostics: Diagnostics
  readonly tokens: readonly Token[]
  /** Signs that were read over because they separate nothing. */
  readonly strays: Token[] = []
  #index = 0
  #isLost = false

  constructor(source: Source, tokens: readonly Token[], diagnostics: Diagnostics) {
    this.source = source
    this.tokens = tokens
    this.diagnostics = diagnostics
  }

  /** Whether what was read since the last `recover` makes no sense. */
  get isLost(): boolean {
    return this.#isLost
  }

  /** The token that comes next. */
  get next(): Token {
    return this.tokens[this.#index]!
  }

  /** The token that was taken last; the first one if none was. */
  get previous(): Token {
    return this.tokens[Math.max(0, this.#index - 1)]!
  }

  get isAtEnd(): boolean {
    return this.next.kind === 'end'
  }

  /** Whether the next token is spelt so. */
  isAt(text: string): boolean {
    return this.next.text === text && this.next.kind !== 'end'
  }

  /** The token after the next. */
  get second(): Token {
    return this.tokens[this.#index + 1] ?? this.next
  }

  /** Takes the next token, whatever it is. */
  advance(): Token {
    const token = this.next
    if (token.kind !== 'end') this.#index++
    return token
  }

  /** Takes the next token if it is spelt so. Who is lost takes nothing. */
  take(text: string): boolean {
    if (this.#isLost || !this.isAt(text)) return false
    this.advance()
    return true
  }

  /** Takes the next token, which is spelt so, or reports what was expected. */
  expect(text: string, where: string, hint?: string): void {
    if (!this.take(text)) this.fail(`expected ${quoted(text)} ${where}`, hint)
  }

  /**
   * A `;` that ends a statement. A missing one at the end of a line is reported there, and the
   * statement counts.
   */
  expectSemicolon(where: string): void {
    if (this.take(';') || this.#isLost) return
    const { end } = this.previous
    if (
      this.source.lineOf(end) === this.source.lineOf(this.next.start) &&
      !this.isAt('}') &&
      !this.isAtEnd
    ) {
      return this.fail(`expected ; ${where}`)
    }
    this.diagnostics.error(this.source, { start: end, end }, `expected ; ${where}`, 'add a ;')
  }

  /** Takes a name; an empty one if there is none. */
  expectName(what: string, hint?: string): Name {
    const { kind, text, start, end } = this.next
    if (kind === 'name' && !this.#isLost) {
      this.advance()
      return { text, start, end }
    }
    this.fail(`expected ${what}`, hint)
    return { text: '', start, end: start }
  }

  /** Takes names joined by dots. */
  expectDottedName(what: string, hint?: string): Name {
    const first = this.expectName(what, hint)
    let { text, end } = first
    while (!this.#isLost && this.take('.')) {
      const part = this.expectName('a name after the .')
      text += `.${part.text}`
      end = part.end
    }
    return { text, start: first.start, end }
  }

  /** Reports that the next token is not what was expected, and is lost. */
  fail(expected: string, hint?: string): void {
    if (!this.#isLost) {
      const found = this.isAtEnd ? 'the end of the file' : quoted(this.next.text)
      this.diagnostics.error(this.source, this.#failure(), `${expected}, found ${found}`, hint)
    }
    this.#isLost = true
  }

  /** Goes on at the next token that `isStart`, or after the next `;`, or at the next `}`. */
  recover(isStart: (token: Token) => boolean): void {
    if (!this.#isLost) return
    this.#isLost = false
    while (!this.isAtEnd && !this.isAt('}') && !isStart(this.next)) {
      if (this.advance().text === ';') return
    }
  }

  /** Reports signs that separate nothing, and takes them. */
  skipStray(signs: readonly string[]): void {
    while (signs.includes(this.next.text)) {
      const token = this.advance()
      this.strays.push(token)
      this.diagnostics.warning(
        this.source,
        token,
        `no ${token.text} is needed here`,
        `remove the ${token.text}`,
      )
    }
  }

  // The end of a file is shown where the text ends, not on empty lines after it.
  #failure(): Span {
    if (!this.isAtEnd) return this.next
    const { end } = this.previous
    return this.#index === 0 ? { start: 0, end: 0 } : { start: end, end }
  }
}

/** A word of the language in a sentence. */
export function quoted(text: string): string {
  return /^\w/.test(text) ? `"${text}"` : text
}
