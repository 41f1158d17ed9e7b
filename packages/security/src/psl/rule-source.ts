// How a rule is written, on one line and without comments, and where: for denials, audit logs and
// reports.

import type { SourceFile, Span, Token } from '@kos/idl-compiler/text'
import type { RuleSource } from '../decision.ts'
import type { ChoiceNode, PslFile, RuleNode } from './syntax.ts'

/** Finds the file of a source. Throws TypeError if it is none of these. */
export function fileFinder(files: readonly PslFile[]): (source: SourceFile) => PslFile {
  const bySource = new Map(files.map((file) => [file.source, file]))
  return (source) => {
    const file = bySource.get(source)
    if (file === undefined) throw new TypeError(`${source.path} is no file of the policy`)
    return file
  }
}

/** A rule as text, and its place; of a choice only what chooses. */
export function describeRule(file: PslFile, node: RuleNode | ChoiceNode): RuleSource {
  const { source } = file
  const text = node.kind === 'rule' ? textIn(file, node) : `choice (${textIn(file, node.subject)})`
  return Object.freeze({ text, place: `${source.path}:${source.lineOf(node.start)}` })
}

/** A part of a file as text, on one line and without comments. */
export function textIn({ tokens }: PslFile, span: Span): string {
  let text = ''
  let last = span.start
  for (const token of tokensIn(tokens, span)) {
    text += token.start > last && text !== '' ? ` ${token.text}` : token.text
    last = token.end
  }
  return text
}

/** The tokens of a part of a file. */
export function tokensIn(tokens: readonly Token[], { start, end }: Span): readonly Token[] {
  const first = indexAt(tokens, start)
  let behind = first
  for (; behind < tokens.length; behind++) {
    const token = tokens[behind] as Token
    if (token.end > end || token.kind === 'end') break
  }
  return tokens.slice(first, behind)
}

/** The index of the first token that begins at `start` or later. */
function indexAt(tokens: readonly Token[], start: number): number {
  let [low, high] = [0, tokens.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tokens[middle] as Token).start < start) low = middle + 1
    else high = middle
  }
  return low
}
