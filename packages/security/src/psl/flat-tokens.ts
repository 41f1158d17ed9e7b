// The tokens of a file as they are formatted: with the commas that are missing, without symbols
// that separate nothing. Says in constant time how wide any run of them is on one line.

import type { Comment, FormatPlan, Token } from '@kos/idl-compiler/text'
import type { PslFile } from './syntax.ts'

/** The tokens of a formatted file. */
export class FlatTokens {
  /** With redundant tokens, in the order of the file. */
  readonly all: readonly Token[]
  /** Without them; indexes are those of this list. */
  readonly kept: readonly Token[]
  readonly redundant: ReadonlySet<Token>
  readonly #byStart: Map<number, number> = new Map()
  readonly #byEnd: Map<number, number> = new Map()
  /** By index, sums over all tokens before: columns, and comments that need a line end. */
  readonly #columns: number[] = [0]
  readonly #lineEnds: number[] = [0]
  /** By index: columns of the space and the comments before a token. */
  readonly #leads: number[] = []

  /** `commasAfter` has the offsets where tokens end that a comma is missing after. */
  constructor({ tokens, redundant }: PslFile, commasAfter: ReadonlySet<number>) {
    this.redundant = new Set(redundant)
    this.all = tokens.flatMap((token) =>
      commasAfter.has(token.end) && token.kind !== 'end' ? [token, commaAfter(token)] : token,
    )
    this.kept = this.all.filter((token) => !this.redundant.has(token))
    this.#index()
  }

  // A node may end with a symbol that is left out; it ends with the token before that, then.
  #index(): void {
    let index = -1
    for (const token of this.all) {
      if (!this.redundant.has(token)) this.#byStart.set(token.start, ++index)
      if (!this.#byEnd.has(token.end)) this.#byEnd.set(token.end, index)
    }
  }

  /** Measures the tokens; `hasSpace` is that of the plan. */
  measure(hasSpace: FormatPlan['hasSpace']): void {
    let comments: Comment[] = []
    let index = 0
    for (const token of this.all) {
      for (const comment of token.comments) comments.push(comment)
      if (this.redundant.has(token)) continue
      this.#measureToken(token, comments, index, hasSpace)
      comments = []
      index++
    }
  }

  /** The index of the token that begins at an offset. */
  startingAt(offset: number): number {
    return this.#byStart.get(offset) as number
  }

  /** The index of the token that ends at an offset. */
  endingAt(offset: number): number {
    return this.#byEnd.get(offset) as number
  }

  /** The columns of the tokens from one index to another, which is included, on one line. */
  width(from: number, to: number): number {
    const lead = this.#leads[from] as number
    return (this.#columns[to + 1] as number) - (this.#columns[from] as number) - lead
  }

  /** Whether no comment inside keeps the tokens from standing on one line. */
  canBeFlat(from: number, to: number): boolean {
    return (this.#lineEnds[to + 1] as number) - (this.#lineEnds[from + 1] as number) === 0
  }

  #measureToken(
    token: Token,
    comments: readonly Comment[],
    index: number,
    hasSpace: FormatPlan['hasSpace'],
  ): void {
    const [before, left] = [this.kept[index - 2] ?? null, this.kept[index - 1]]
    let lead = left !== undefined && hasSpace(left, token, before) ? 1 : 0
    let lineEnds = 0
    for (const { isLine, text } of comments) {
      lead += text.length + 1
      if (isLine || /[\r\n]/.test(text)) lineEnds++
    }
    this.#leads.push(lead)
    this.#columns.push((this.#columns[index] as number) + lead + token.text.length)
    this.#lineEnds.push((this.#lineEnds[index] as number) + lineEnds)
  }
}

// It has a place of its own inside the token before it, so that no offset means both.
function commaAfter({ end }: Token): Token {
  return { kind: 'symbol', text: ',', start: end - 0.5, end, comments: [] }
}
