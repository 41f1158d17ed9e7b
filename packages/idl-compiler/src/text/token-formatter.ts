// The formatter: tokens and their comments into text, line by line.
//
// A `FormatPlan` says which tokens begin a line and where spaces stand; every other token continues
// its line. No comment is lost. Blocks are in braces, lists of parameters in parentheses.

import { isBehind } from './doc-comment.ts'
import type { Comment, Token } from './lexer.ts'
import type { SourceFile } from './source.ts'

/** A token that begins a line. */
export interface LineStart {
  readonly depth: number
  /** The depth of the comments before it. */
  readonly commentDepth: number
  /** Whether it begins a block: an empty line is before and after it. */
  readonly isBlock: boolean
  /** Whether it is the first statement: an empty line is after it. */
  readonly isHead: boolean
  /** Whether it is the first in its block: no empty line is before it. */
  readonly isFirst: boolean
}

/** How the tokens of a file are arranged in lines. */
export interface FormatPlan {
  /** The tokens that begin a line, by their offsets in the source. */
  readonly lineStarts: ReadonlyMap<number, LineStart>
  /** Tokens that are left out, because they separate nothing; their comments stay. */
  readonly redundant: ReadonlySet<Token>
  /** Whether a space stands between two tokens of a line; `before` is the token before both. */
  readonly hasSpace: (left: Token, right: Token, before: Token | null) => boolean
}

/** The formatted text of `tokens`. */
export function formatTokens(
  source: SourceFile,
  tokens: readonly Token[],
  plan: FormatPlan,
): string {
  return new Formatter(source, tokens, plan).run()
}

const indent = '    '

class Formatter {
  readonly #source: SourceFile
  readonly #tokens: readonly Token[]
  readonly #plan: FormatPlan
  readonly #output: string[] = []
  /** Read only when it ends: to read a string that grows would copy it each time. */
  #line = ''
  /** The last character of the line; empty if it has none but its indentation. */
  #last = ''
  #endsWithComment = false
  /** The start of the current statement. */
  #start: LineStart = { depth: 0, commentDepth: 0, isBlock: false, isHead: false, isFirst: true }
  #previous: Token | null = null
  #beforePrevious: Token | null = null
  /** Whether the line ends with a comment that nothing can follow. */
  #isEnded = false

  constructor(source: SourceFile, tokens: readonly Token[], plan: FormatPlan) {
    this.#source = source
    this.#tokens = tokens
    this.#plan = plan
  }

  run(): string {
    const { redundant } = this.#plan
    let carried: Comment[] = []
    let before: Token | null = null
    for (const token of this.#tokens) {
      for (const comment of token.comments) carried.push(comment)
      if (!redundant.has(token)) {
        this.#put(token, carried, before)
        carried = []
      }
      before = token
    }
    this.#endLine()
    return `${this.#output.join('\n')}\n`
  }

  #put(token: Token, comments: readonly Comment[], before: Token | null): void {
    const start =
      token.kind === 'end' ? endOfFile : (this.#plan.lineStarts.get(token.start) ?? null)
    const count = comments.findIndex((comment) => !isBehind(this.#source, before, comment))
    const behind = count < 0 ? comments : comments.slice(0, count)
    const own = count < 0 ? [] : comments.slice(count)
    for (const comment of behind) this.#putBehind(comment, start === null)
    if (start === null) this.#putInside(token, own)
    else this.#putStart(token, own, start, behind.at(-1)?.end ?? before?.end ?? null)
    this.#previous = token
  }

  #putBehind(comment: Comment, isInside: boolean): void {
    if (this.#isEnded) this.#continue()
    const hasNoSpace = this.#last === '' || (isInside && '(<'.includes(this.#last))
    this.#appendComment(comment, hasNoSpace ? '' : ' ')
    this.#isEnded = comment.isLine
  }

  /** Puts a token that continues a line. */
  #putInside(token: Token, own: readonly Comment[]): void {
    for (const comment of own) {
      this.#continue()
      this.#appendComment(comment, '')
      this.#isEnded = true
    }
    if (this.#isEnded) this.#continue()
    const hasSpace =
      this.#last !== '' &&
      (this.#endsWithComment
        ? !/^[,;)>.]$/.test(token.text)
        : this.#plan.hasSpace(this.#previous!, token, this.#beforePrevious))
    this.#append(`${hasSpace ? ' ' : ''}${token.text}`)
    this.#beforePrevious = this.#previous
  }

  #append(text: string): void {
    this.#line += text
    this.#last = text.at(-1) ?? this.#last
    this.#endsWithComment = false
  }

  #appendComment(comment: Comment, space: string): void {
    this.#append(space + this.#textOf(comment, this.#start.depth + 1))
    this.#endsWithComment = !comment.isLine
  }

  /** Puts a token that begins a line, after comments on lines of their own. */
  #putStart(token: Token, own: readonly Comment[], start: LineStart, from: number | null): void {
    this.#endLine()
    let end = from
    let mayBreak = from !== null && !start.isFirst && this.#previous?.text !== '{'
    const isForced =
      mayBreak &&
      token.kind !== 'end' &&
      (start.isBlock || this.#start.isBlock || this.#start.isHead) &&
      start.depth === 0 &&
      token.text !== '}'
    let isFirst = true
    for (const comment of own) {
      if (mayBreak && ((isFirst && isForced) || this.#hasEmptyLine(end!, comment.start)))
        this.#output.push('')
      this.#output.push(
        indent.repeat(start.commentDepth) + this.#textOf(comment, start.commentDepth),
      )
      end = comment.end
      mayBreak = true
      isFirst = false
    }
    if (token.kind === 'end') return
    if (
      mayBreak &&
      token.text !== '}' &&
      ((isFirst && isForced) || this.#hasEmptyLine(end!, token.start))
    )
      this.#output.push('')
    this.#beginLine(start.depth)
    this.#append(token.text)
    if (token.text === '}') this.#start = endOfBlock
    else if (token.text !== ')') this.#start = start
    this.#beforePrevious = this.#previous
  }

  #hasEmptyLine(from: number, to: number): boolean {
    return this.#source.lineOf(to) - this.#source.lineOf(from) > 1
  }

  /** Begins another line for the same statement. */
  #continue(): void {
    this.#endLine()
    this.#beginLine(this.#start.depth + 1)
  }

  #beginLine(depth: number): void {
    this.#line = indent.repeat(depth)
    this.#last = ''
    this.#endsWithComment = false
  }

  #endLine(): void {
    if (this.#last !== '') this.#output.push(this.#line.trimEnd())
    this.#beginLine(0)
    this.#isEnded = false
  }

  /**
   * The text of a comment. Lines that begin with a star are aligned with its first line; others
   * stay as they are.
   */
  #textOf({ text }: Comment, depth: number): string {
    const lines = text.split(/\r\n|\n|\r/).map((line) => line.trimEnd())
    const isStarred = lines.slice(1).every((line) => line.trimStart().startsWith('*'))
    return isStarred
      ? lines
          .map((line, i) => (i === 0 ? line : `${indent.repeat(depth)} ${line.trimStart()}`))
          .join('\n')
      : lines.join('\n')
  }
}

const endOfBlock: LineStart = {
  depth: 0,
  commentDepth: 0,
  isBlock: true,
  isHead: false,
  isFirst: false,
}
const endOfFile: LineStart = {
  depth: 0,
  commentDepth: 0,
  isBlock: false,
  isHead: false,
  isFirst: false,
}
