// Where lines begin in a formatted file, and where spaces stand inside a line.

import type { Token } from './lexer.ts'
import type { ComponentFile, IdlFile, MethodNode, SyntaxFile } from './syntax.ts'

/** A token that begins a line. */
export interface LineStart {
  readonly depth: number
  /** The depth of the comments before it. */
  readonly commentDepth: number
  /** Whether it begins what has lines of its own inside: an empty line is before and after it. */
  readonly isBlock: boolean
  /** Whether it is the first statement: an empty line is after it. */
  readonly isHead: boolean
  /** Whether it is the first in its block: no empty line is before it. */
  readonly isFirst: boolean
}

const widest = 100

/** Where lines begin, by the places of the tokens in the source. */
export function planLines(file: SyntaxFile): ReadonlyMap<number, LineStart> {
  const plan = new Plan(file)
  return file.kind === 'idl' ? plan.idl(file) : plan.component(file)
}

/** Whether a space stands between two tokens of a line; `before` is the token before both. */
export function spaceBetween(left: Token, right: Token, before: Token | null): boolean {
  if (/^[,;)>.]$/.test(right.text) || /^[(<.]$/.test(left.text)) return false
  if (right.text === '<') return false
  if (right.text === '(') return left.kind !== 'name'
  return !(left.text === '-' && isSign(before))
}

// A minus has an operand on its right only.
function isSign(before: Token | null): boolean {
  return before === null || before.kind === 'symbol'
}

class Plan {
  readonly #tokens: readonly Token[]
  readonly #indexes: ReadonlyMap<number, number>
  readonly #starts: Map<number, LineStart> = new Map()
  readonly #strays: ReadonlySet<Token>

  constructor({ tokens, strays }: SyntaxFile) {
    this.#tokens = tokens
    this.#indexes = new Map(tokens.map(({ start }, index) => [start, index]))
    this.#strays = new Set(strays)
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

  /** Gives each parameter a line if they do not fit into one. */
  #method({ start, end, parameters }: MethodNode): void {
    const from = this.#indexes.get(start)!
    const to = this.#tokens.findIndex((token) => token.end === end)
    const tokens = this.#tokens.slice(from, to + 1).filter((token) => !this.#strays.has(token))
    const comments = tokens.slice(1).flatMap((token) => token.comments)
    const isBroken =
      comments.some(({ isLine, text }) => isLine || /[\r\n]/.test(text)) ||
      this.#width(tokens) > widest
    if (!isBroken || parameters.length === 0) return
    parameters.forEach((parameter, i) => this.#add(parameter.start, 2, { isFirst: i === 0 }))
    const close = tokens.findLast((token) => token.text === ')')!
    this.#add(close.start, 1, { commentDepth: 2 })
  }

  #width(tokens: readonly Token[]): number {
    return tokens.reduce((sum, token, i) => {
      const comments =
        i === 0 ? 0 : token.comments.reduce((sum, { text }) => sum + text.length + 1, 0)
      const space = i > 0 && spaceBetween(tokens[i - 1]!, token, tokens[i - 2] ?? null) ? 1 : 0
      return sum + token.text.length + comments + space
    }, 4)
  }
}
