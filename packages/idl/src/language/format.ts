// The one way to write a file: `formatText`. Formatting what is formatted changes nothing, and no
// comment is lost.
//
// Where lines begin comes from `format-plan.ts`; everything else goes on with its line. Here tokens
// and comments are put out in their order.

import { Diagnostics, type Diagnostic } from './diagnostic.ts'
import { isBehind } from './doc-comment.ts'
import { type LineStart, planLines, spaceBetween } from './format-plan.ts'
import type { Comment, Token } from './lexer.ts'
import { type FileKind, parseFile } from './parse.ts'
import type { Source } from './source.ts'
import type { SyntaxFile } from './syntax.ts'

/** A formatted text, or null and what is wrong with the syntax. */
export interface Formatted {
  readonly text: string | null
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Formats a text of the given kind; `path` is for diagnostics. A text with syntax errors is not
 * formatted.
 */
export function formatText(path: string, text: string, kind: FileKind): Formatted {
  const diagnostics = new Diagnostics()
  const file = parseFile(path, text, kind, diagnostics)
  const formatted = diagnostics.hasErrors ? null : formatFile(file)
  return { text: formatted, diagnostics: diagnostics.list }
}

/** Formats a file that has no syntax errors. */
export function formatFile(file: SyntaxFile): string {
  return new Formatter(file).run()
}

const indent = '    '

class Formatter {
  readonly #file: SyntaxFile
  readonly #source: Source
  readonly #lines: ReadonlyMap<number, LineStart>
  readonly #output: string[] = []
  #line = ''
  /** The start of the statement that is put out. */
  #start: LineStart = { depth: 0, commentDepth: 0, isBlock: false, isHead: false, isFirst: true }
  #previous: Token | null = null
  #beforePrevious: Token | null = null
  /** Whether the line ends with a comment that nothing can follow. */
  #isEnded = false

  constructor(file: SyntaxFile) {
    this.#file = file
    this.#source = file.source
    this.#lines = planLines(file)
  }

  run(): string {
    const strays = new Set(this.#file.strays)
    let carried: readonly Comment[] = []
    let before: Token | null = null
    for (const token of this.#file.tokens) {
      const comments: readonly Comment[] = [...carried, ...token.comments]
      if (strays.has(token)) carried = comments
      else {
        this.#put(token, comments, before)
        carried = []
      }
      before = token
    }
    this.#endLine()
    return `${this.#output.join('\n')}\n`
  }

  #put(token: Token, comments: readonly Comment[], before: Token | null): void {
    const start = token.kind === 'end' ? endOfFile : (this.#lines.get(token.start) ?? null)
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
    const hasNoSpace = this.#line.trim() === '' || (isInside && /[(<]$/.test(this.#line))
    this.#line += `${hasNoSpace ? '' : ' '}${this.#textOf(comment, this.#start.depth + 1)}`
    this.#isEnded = comment.isLine
  }

  /** A token that goes on with a line. */
  #putInside(token: Token, own: readonly Comment[]): void {
    for (const comment of own) {
      this.#continue()
      this.#line += this.#textOf(comment, this.#start.depth + 1)
      this.#isEnded = true
    }
    if (this.#isEnded) this.#continue()
    const hasSpace =
      this.#line.trim() !== '' &&
      (this.#line.endsWith('*/') || spaceBetween(this.#previous!, token, this.#beforePrevious))
    const isTight = /^[,;)>.]$/.test(token.text)
    this.#line += `${hasSpace && !isTight ? ' ' : ''}${token.text}`
    this.#beforePrevious = this.#previous
  }

  /** A token that begins a line, after comments on lines of their own. */
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
    this.#line = indent.repeat(start.depth) + token.text
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
    this.#line = indent.repeat(this.#start.depth + 1)
  }

  #endLine(): void {
    if (this.#line.trim() !== '') this.#output.push(this.#line.trimEnd())
    this.#line = ''
    this.#isEnded = false
  }

  /**
   * Lines of a comment that begin with a star stand under its first one; others stay as they are.
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
