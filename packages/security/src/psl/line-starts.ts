// Which tokens of a formatted PSL file begin lines: what plans of statements and of expressions are
// made with.

import type { LineStart, Span, Token } from '@kos/idl-compiler/text'
import type { FlatTokens } from './flat-tokens.ts'

const maxLineWidth = 100
const indentWidth = 4

/** Where a statement begins, and how deep. */
export interface Head {
  readonly start: number
  readonly depth: number
}

/** Collects the tokens that begin lines. */
export class LineStarts {
  /** By the offset of the token. */
  readonly byOffset: Map<number, LineStart> = new Map()
  readonly #tokens: FlatTokens

  constructor(tokens: FlatTokens) {
    this.#tokens = tokens
  }

  /** Begins a line. */
  add(start: number, depth: number, more: Partial<LineStart> = {}): void {
    const plain = { depth, commentDepth: depth, isBlock: false, isHead: false, isFirst: false }
    this.byOffset.set(start, { ...plain, ...more })
  }

  /** The lines of statements in brackets, and of the bracket that closes, which ends at `end`. */
  addBlock(statements: readonly Pick<Span, 'start'>[], end: number, depth: number): void {
    for (const [i, { start }] of statements.entries())
      this.add(start, depth + 1, { isFirst: i === 0 })
    const index = this.#tokens.endingAt(end)
    const isEmpty = statements.length === 0
    // An empty block without comments stays on one line.
    if (isEmpty && this.#tokens.canBeFlat(index - 1, index)) return
    this.add(end - 1, depth, { commentDepth: depth + 1, isFirst: isEmpty })
  }

  /** Whether a statement fits on its line up to the offset `end`, and a comma after it. */
  fits({ start, depth }: Head, end: number): boolean {
    const [from, to] = [this.#tokens.startingAt(start), this.#tokens.endingAt(end)]
    const width = depth * indentWidth + this.#tokens.width(from, to)
    const comma = this.#tokens.kept[to + 1]?.text === ',' ? 1 : 0
    return width + comma <= maxLineWidth && this.#tokens.canBeFlat(from, to)
  }

  /** The token that begins at an offset. */
  tokenAt(start: number): Token {
    return this.#tokens.kept[this.#tokens.startingAt(start)] as Token
  }

  /** The last token with that text before the one at `start`. */
  tokenBefore(start: number, text: string): Token {
    let index = this.#tokens.startingAt(start) - 1
    while ((this.#tokens.kept[index] as Token).text !== text) index--
    return this.#tokens.kept[index] as Token
  }

  /** Where the token ends that is before the one at `start`. */
  endBefore(start: number): number {
    return (this.#tokens.kept[this.#tokens.startingAt(start) - 1] as Token).end
  }

  /** The parts between the commas of a list, with the parentheses that nodes do not count in. */
  partsOf({ start, end }: Span, nodes: readonly Span[]): readonly Span[] {
    let from = this.#tokens.startingAt(start) + 1
    const close = this.#tokens.endingAt(end)
    return nodes.map((node) => {
      let to = this.#tokens.endingAt(node.end)
      while (to + 1 < close && (this.#tokens.kept[to + 1] as Token).text === ')') to++
      const part = { start: this.#startOf(from), end: (this.#tokens.kept[to] as Token).end }
      from = to + 2
      return part
    })
  }

  /** The blocks inside the braces of a node, from the word that begins each. */
  blocksIn({ start, end }: Span): readonly Span[] {
    const blocks: Span[] = []
    let depth = 0
    let from = 0
    for (let i = this.#tokens.startingAt(start); i < this.#tokens.endingAt(end); i++) {
      const token = this.#tokens.kept[i] as Token
      if (depth === 1 && token.kind === 'name') from = token.start
      if (token.text === '{') depth++
      if (token.text !== '}') continue
      depth--
      if (depth === 1) blocks.push({ start: from, end: token.end })
    }
    return blocks
  }

  #startOf(index: number): number {
    return (this.#tokens.kept[index] as Token).start
  }
}
