// The format of IDL, CDL and EDL files: where lines begin, and where spaces stand inside a line.

import type { ComponentFile, IdlFile, MethodNode, SyntaxFile } from './syntax.ts'
import type { FormatPlan, LineStart, Token } from './text/index.ts'

const maxLineWidth = 100

/** The plan for a file. */
export function planFormat(file: SyntaxFile): FormatPlan {
  const redundant = new Set(file.redundant)
  const planner = new LinePlanner(file.tokens, redundant)
  const lineStarts = file.kind === 'idl' ? planner.idl(file) : planner.component(file)
  return { lineStarts, redundant, hasSpace }
}

function hasSpace(left: Token, right: Token, before: Token | null): boolean {
  if (/^[,;)>.]$/.test(right.text) || /^[(<.]$/.test(left.text)) return false
  if (right.text === '<') return false
  if (right.text === '(') return left.kind !== 'name'
  return !(left.text === '-' && isSign(before))
}

// Of a minus: it has no operand on its left.
function isSign(before: Token | null): boolean {
  return before === null || before.kind === 'symbol'
}

class LinePlanner {
  readonly #tokens: readonly Token[]
  readonly #indexes: ReadonlyMap<number, number>
  readonly #starts: Map<number, LineStart> = new Map()
  readonly #redundant: ReadonlySet<Token>

  constructor(tokens: readonly Token[], redundant: ReadonlySet<Token>) {
    this.#tokens = tokens
    this.#indexes = new Map(tokens.map(({ start }, index) => [start, index]))
    this.#redundant = redundant
  }

  idl({ declarations, imports, interface: methods }: IdlFile): ReadonlyMap<number, LineStart> {
    this.#add(this.#tokens[0]!.start, 0, { isHead: true })
    for (const { start } of imports) this.#add(this.#before(start), 0)
    for (const node of declarations) {
      const isBlock = node.kind === 'struct' || node.kind === 'union'
      this.#add(node.start, 0, { isBlock })
      if (isBlock) this.#block(node.end, node.fields)
    }
    if (methods === null) return this.#starts
    this.#add(methods.start, 0, { isBlock: true })
    this.#block(methods.end, methods.methods)
    for (const method of methods.methods) this.#method(method)
    return this.#starts
  }

  component({ security, sections }: ComponentFile): ReadonlyMap<number, LineStart> {
    this.#add(this.#tokens[0]!.start, 0, { isHead: true })
    if (security !== null) this.#add(this.#before(security.start), 0)
    for (const { start, end, entries } of sections) {
      this.#add(start, 0, { isBlock: true })
      this.#block(end, entries)
    }
    return this.#starts
  }

  #add(place: number, depth: number, more: Partial<LineStart> = {}): void {
    this.#starts.set(place, {
      depth,
      commentDepth: depth,
      isBlock: false,
      isHead: false,
      isFirst: false,
      ...more,
    })
  }

  /** The start of the token before the one at `place`. */
  #before(place: number): number {
    return this.#tokens[this.#indexes.get(place)! - 1]!.start
  }

  #block(end: number, members: readonly { readonly start: number }[]): void {
    members.forEach(({ start }, i) => this.#add(start, 1, { isFirst: i === 0 }))
    const close = this.#tokens.find((token) => token.end === end)!
    // An empty block is {} in one line.
    if (members.length > 0 || close.comments.length > 0)
      this.#add(close.start, 0, { commentDepth: 1, isFirst: members.length === 0 })
  }

  /** Gives each parameter a line if they do not fit into one, or have comments of whole lines. */
  #method({ start, end, parameters }: MethodNode): void {
    const from = this.#indexes.get(start)!
    const to = this.#tokens.findIndex((token) => token.end === end)
    const tokens = this.#tokens.slice(from, to + 1).filter((token) => !this.#redundant.has(token))
    const comments = tokens.slice(1).flatMap((token) => token.comments)
    const isBroken =
      comments.some(({ isLine, text }) => isLine || /[\r\n]/.test(text)) ||
      this.#width(tokens) > maxLineWidth
    if (!isBroken || parameters.length === 0) return
    parameters.forEach((parameter, i) => this.#add(parameter.start, 2, { isFirst: i === 0 }))
    const close = tokens.findLast((token) => token.text === ')')!
    this.#add(close.start, 1, { commentDepth: 2 })
  }

  #width(tokens: readonly Token[]): number {
    return tokens.reduce((sum, token, i) => {
      const comments =
        i === 0 ? 0 : token.comments.reduce((sum, { text }) => sum + text.length + 1, 0)
      const space = i > 0 && hasSpace(tokens[i - 1]!, token, tokens[i - 2] ?? null) ? 1 : 0
      return sum + token.text.length + comments + space
    }, 4)
  }
}
