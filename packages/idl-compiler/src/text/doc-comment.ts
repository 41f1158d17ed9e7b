// Doc comments: those right before a declaration, and one behind it on its last line.

import type { Comment, Token } from './lexer.ts'
import type { SourceFile, Span } from './source.ts'
import type { TokenReader } from './token-reader.ts'

/**
 * The span of the declaration that begins with `first` and ends with the token that was taken last,
 * and the text of its doc comments without their marks. `before` is the token before it, null if
 * there is none.
 */
export function declarationSpan(
  reader: TokenReader,
  before: Token | null,
  first: Token,
): Span & { readonly doc: string } {
  const { previous: last, next: following, source } = reader
  const doc = docOf(source, before, first, last, following)
  return { start: first.start, end: last.end, doc }
}

function docOf(
  source: SourceFile,
  before: Token | null,
  first: Token,
  last: Token,
  following: Token,
): string {
  if (first.comments.length === 0 && following.comments.length === 0) return ''
  const own = first.comments.filter((comment) => !isTrailing(source, before, comment, first))
  const behind = following.comments.filter((comment) =>
    isTrailing(source, last, comment, following),
  )
  return [...adjacent(source, own, first), ...behind].map(textOf).join('\n').trim()
}

/** Whether a comment stands on the line on which the token before it ends. */
export function isBehind(source: SourceFile, before: Token | null, comment: Comment): boolean {
  return before !== null && source.lineOf(before.end) === source.lineOf(comment.start)
}

// A comment between two tokens of one line belongs to the second.
function isTrailing(
  source: SourceFile,
  before: Token | null,
  comment: Comment,
  after: Token,
): boolean {
  if (!isBehind(source, before, comment)) return false
  return after.kind === 'end' || source.lineOf(after.start) > source.lineOf(comment.end)
}

/** The last comments before `first` without an empty line between them. */
function adjacent(
  source: SourceFile,
  comments: readonly Comment[],
  first: Token,
): readonly Comment[] {
  let line = source.lineOf(first.start)
  const kept: Comment[] = []
  for (const comment of comments.toReversed()) {
    if (source.lineOf(comment.end) < line - 1) break
    kept.unshift(comment)
    line = source.lineOf(comment.start)
  }
  return kept
}

function textOf({ text, isLine }: Comment): string {
  if (isLine) return text.replace(/^\/\/[/!]*\s?/, '')
  const inside = text.replace(/^\/\*[*!]*/, '').replace(/\**\/$/, '')
  return inside
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
    .join('\n')
    .trim()
}
