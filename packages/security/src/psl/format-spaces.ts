// The format of PSL inside a line: where spaces stand, and which commas are missing.
//
// A symbol may mean several things: `<` compares or has the parameters of a type, `-` subtracts or
// is a sign, `{` begins a section or a dictionary. So the syntax tree is asked.

import type { FormatPlan, Span, Token } from '@kos/idl-compiler/text'
import type { PslFile } from './syntax.ts'

/** What the tree says of single tokens. */
export interface Spacing {
  readonly hasSpace: FormatPlan['hasSpace']
  /** The offsets where entries end that have no comma before the next one. */
  readonly commasAfter: ReadonlySet<number>
}

/** Finds out the spaces and commas of a file. */
export function spacingOf(file: PslFile): Spacing {
  const finder = new SpacingFinder(file.tokens)
  for (const declaration of file.declarations) finder.visit(declaration)
  const { tightBefore, tightAfter, commasAfter } = finder
  const hasSpace = (left: Token, right: Token): boolean =>
    !/^[([.]$/.test(left.text) &&
    !/^[)\],;.]$/.test(right.text) &&
    !tightAfter.has(left.start) &&
    !tightBefore.has(right.start)
  return { hasSpace, commasAfter }
}

type Visited = Span & Readonly<Record<string, unknown>>

class SpacingFinder {
  /** Offsets of tokens without a space before or after them. */
  readonly tightBefore: Set<number> = new Set()
  readonly tightAfter: Set<number> = new Set()
  readonly commasAfter: Set<number> = new Set()
  readonly #tokens: readonly Token[]
  readonly #byStart: ReadonlyMap<number, number>
  readonly #byEnd: ReadonlyMap<number, number>

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
    this.#byStart = new Map(tokens.map(({ start }, index) => [start, index]))
    this.#byEnd = new Map(tokens.slice(0, -1).map(({ end }, index) => [end, index]))
  }

  /** Visits a node and all nodes in it. */
  visit(node: object): void {
    if (Array.isArray(node)) return node.forEach((each: object) => this.visit(each))
    this.#note(node as Visited)
    for (const child of Object.values(node)) {
      if (typeof child === 'object' && child !== null) this.visit(child as object)
    }
  }

  #note(node: Visited): void {
    const { kind, start } = node
    if (kind === 'dictionary') this.#brace(node, node['entries'] as readonly Span[])
    else if (kind === 'record') this.#brace(node, node['fields'] as readonly Span[])
    else if (kind === 'named') this.#parameters(node)
    else if (kind === 'unary' || kind === 'literal') this.#sign(start)
    else if (kind === 'index') this.#tightBeforeBracket((node['index'] as Span).start)
    else if (kind === 'execute-interface') this.tightBefore.add(this.#following(start).start)
    else if (typeof node['key'] === 'string') this.#selector(start)
    else if ('stored' in node && node['stored'] !== null)
      this.tightAfter.add(this.#following((node['stored'] as Span).start).start)
  }

  /** The braces of `{a : 1}` touch what is in them. */
  #brace({ start, end }: Span, entries: readonly Span[]): void {
    this.tightAfter.add(start)
    this.tightBefore.add(end - 1)
    for (const entry of entries.slice(0, -1)) {
      const last = this.#byEnd.get(entry.end) as number
      if (this.#tokens[last + 1]?.text !== ',') this.commasAfter.add(entry.end)
    }
  }

  /** `Map<Text, UInt8>` */
  #parameters(node: Visited): void {
    if ((node['parameters'] as readonly Span[]).length === 0) return
    const name = this.#byEnd.get((node['name'] as Span).end) as number
    const open = this.#tokens[name + 1] as Token
    this.tightBefore.add(open.start)
    this.tightAfter.add(open.start)
    this.tightBefore.add(node.end - 1)
  }

  /** An operator before its operand, or the minus of a literal. */
  #sign(start: number): void {
    const { kind } = this.#tokens[this.#byStart.get(start) as number] as Token
    if (kind === 'symbol') this.tightAfter.add(start)
  }

  #tightBeforeBracket(index: number): void {
    let at = (this.#byStart.get(index) as number) - 1
    while ((this.#tokens[at] as Token).text !== '[') at--
    this.tightBefore.add((this.#tokens[at] as Token).start)
  }

  /** `src=A`; the short form of requests in tests has no `=`. */
  #selector(start: number): void {
    const sign = this.#following(start)
    if (sign.text !== '=') return
    this.tightBefore.add(sign.start)
    this.tightAfter.add(sign.start)
  }

  #following(start: number): Token {
    return this.#tokens[(this.#byStart.get(start) as number) + 1] as Token
  }
}
