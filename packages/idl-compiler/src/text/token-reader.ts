// Tokens one by one, with panic-mode error recovery.
//
// The first unexpected token of a statement is reported. From then on the reader has failed: it
// takes and reports nothing, until the parser of statements calls `recover`, which goes on at the
// next statement. So one mistake is one message, and the rest of the file is still read.

import type { Diagnostics } from './diagnostic.ts'
import type { Token } from './lexer.ts'
import type { SourceFile, Span } from './source.ts'
import { unclosedBlock } from './unclosed-block.ts'

/** A name, with its place in the text. */
export interface NameNode extends Span {
  readonly text: string
}

/** Reads tokens. */
export class TokenReader {
  readonly source: SourceFile
  readonly diagnostics: Diagnostics
  readonly tokens: readonly Token[]
  /** Symbols that were skipped because they separate nothing. */
  readonly redundant: Token[] = []
  #index = 0
  #hasFailed = false
  /** Where a block was last found to have no end. */
  #unclosedAt = -1

  constructor(source: SourceFile, tokens: readonly Token[], diagnostics: Diagnostics) {
    this.source = source
    this.tokens = tokens
    this.diagnostics = diagnostics
  }

  /** Whether an unexpected token was met since the last `recover`. */
  get hasFailed(): boolean {
    return this.#hasFailed
  }

  /** The token that comes next. */
  get next(): Token {
    return this.tokens[this.#index]!
  }

  /** The token that was taken last; the first one if none was. */
  get previous(): Token {
    return this.tokens[Math.max(0, this.#index - 1)]!
  }

  /** The index of the token that comes next. */
  get index(): number {
    return this.#index
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

  /** Takes the next token if it is spelt so and the reader has not failed. */
  take(text: string): boolean {
    if (this.#hasFailed || !this.isAt(text)) return false
    this.advance()
    return true
  }

  /** Takes the next token if it is spelt so, else fails. */
  expect(text: string, where: string, hint?: string): void {
    if (!this.take(text)) this.fail(`expected ${quoted(text)} ${where}`, hint)
  }

  /**
   * A `;` that ends a statement. A missing one at the end of a line is reported there, and the
   * statement counts.
   */
  expectSemicolon(where: string): void {
    if (this.take(';') || this.#hasFailed) return
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

  /**
   * Takes the `}` of the block that `open` began. A missing one is reported there, and the block
   * counts; of nested blocks only the innermost is reported.
   */
  expectClosing(open: Token, what: string): void {
    if (this.#hasFailed || this.take('}') || this.#unclosedAt === this.#index) return
    this.#unclosedAt = this.#index
    const message = `${what} has no closing }`
    this.diagnostics.error(this.source, open, message, this.#closingHint(open))
  }

  /** Where the `}` is missing, as far as the indentation says. */
  #closingHint(open: Token): string {
    const inside = this.tokens.slice(this.tokens.lastIndexOf(open, this.#index) + 1, this.#index)
    const meant = unclosedBlock(this.source, open.start, inside)
    if (meant === null) return 'add a } where it ends'
    const line = this.source.lineOf(meant.start)
    return `as the lines are indented, it is the { in line ${line} that has none`
  }

  /** Takes a name; an empty one if there is none. */
  expectName(what: string, hint?: string): NameNode {
    const { kind, text, start, end } = this.next
    if (kind === 'name' && !this.#hasFailed) {
      this.advance()
      return { text, start, end }
    }
    this.fail(`expected ${what}`, hint)
    return { text: '', start, end: start }
  }

  /** Takes names joined by dots. */
  expectDottedName(what: string, hint?: string): NameNode {
    const first = this.expectName(what, hint)
    let { text, end } = first
    while (!this.#hasFailed && this.take('.')) {
      const part = this.expectName('a name after the .')
      text += `.${part.text}`
      end = part.end
    }
    return { text, start: first.start, end }
  }

  /** Reports that the next token is not what was expected; the reader has failed then. */
  fail(expected: string, hint?: string): void {
    if (!this.#hasFailed) {
      const found = this.isAtEnd ? 'the end of the file' : quoted(this.next.text)
      this.diagnostics.error(this.source, this.#failure(), `${expected}, found ${found}`, hint)
    }
    this.#hasFailed = true
  }

  /** Skips to the next token that `isStart`, behind the next `;`, or to the next `}`. */
  recover(isStart: (token: Token) => boolean): void {
    if (!this.#hasFailed) return
    this.#hasFailed = false
    while (!this.isAtEnd && !this.isAt('}') && !isStart(this.next)) {
      if (this.advance().text === ';') return
    }
  }

  /** Reports symbols that separate nothing, and takes them. */
  skipRedundant(symbols: readonly string[]): void {
    while (symbols.includes(this.next.text)) {
      const token = this.advance()
      this.redundant.push(token)
      this.diagnostics.warning(
        this.source,
        token,
        `no ${token.text} is needed here`,
        `remove the ${token.text}`,
      )
    }
  }

  // The end of a file is reported where the text ends, not on empty lines after it.
  #failure(): Span {
    if (!this.isAtEnd) return this.next
    const { end } = this.previous
    return this.#index === 0 ? { start: 0, end: 0 } : { start: end, end }
  }
}

/** A token in a sentence: words are in quotes, symbols are not. */
export function quoted(text: string): string {
  return /^\w/.test(text) ? `"${text}"` : text
}
