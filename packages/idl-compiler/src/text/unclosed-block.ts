// Which block is not closed, by the indentation of the text. What a parser finds open at the end is
// the outermost block, since each inner one took the `}` of the block around it.

import type { Token } from './lexer.ts'
import type { SourceFile } from './source.ts'

/**
 * The `{` that has no `}` among `tokens`, which follow the `{` of a block at `start`: what closes it
 * begins a line that is indented less than its own, so it is the `}` of a block around it. Null if
 * there is none.
 */
export function unclosedBlock(
  source: SourceFile,
  start: number,
  tokens: readonly Token[],
): Token | null {
  const open: { readonly token: Token; readonly indentation: number }[] = []
  let lastLine = source.lineOf(start)
  // What stands in the line of the first `{` is not compared: its line began before.
  let indentation = 0
  for (const token of tokens) {
    const { line, column } = source.position(token.start)
    const isFirst = line !== lastLine
    lastLine = line
    if (isFirst) indentation = column
    if (token.kind !== 'symbol') continue
    if (token.text === '{') open.push({ token, indentation })
    const opening = token.text === '}' ? open.pop() : undefined
    if (opening !== undefined && isFirst && indentation < opening.indentation) return opening.token
  }
  return null
}
