// The syntax of regular expressions (regex.h): basic and extended ones become one tree.

import { lowerOf, readBracket } from './bracket-expression.ts'

/** The pattern cannot be parsed. */
export const REG_BADPAT = 2
/** A collating element is none. */
export const REG_ECOLLATE = 3
/** A character class is none. */
export const REG_ECTYPE = 4
/** A backslash is at the end. */
export const REG_EESCAPE = 5
/** A back-reference refers to nothing. */
export const REG_ESUBREG = 6
/** A bracket expression does not end. */
export const REG_EBRACK = 7
/** Parentheses do not pair. */
export const REG_EPAREN = 8
/** Braces do not pair. */
export const REG_EBRACE = 9
/** What is in braces is no interval. */
export const REG_BADBR = 10
/** The end of a range comes before its begin. */
export const REG_ERANGE = 11
/** There is no memory or no time for it. */
export const REG_ESPACE = 12
/** There is nothing to repeat. */
export const REG_BADRPT = 13

/** Most repetitions that an interval may ask for. */
export const RE_DUP_MAX = 255

/** A part of a regular expression. */
export type RegexNode =
  | { readonly kind: 'empty' | 'begin' | 'end' }
  | { readonly kind: 'character'; readonly matches: (codePoint: number) => boolean }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'group'; readonly index: number; readonly part: RegexNode }
  | {
      readonly kind: 'repeat'
      readonly part: RegexNode
      readonly min: number
      readonly max: number
    }
  | { readonly kind: 'reference'; readonly index: number }

/** A parsed regular expression. */
export interface RegexTree {
  readonly root: RegexNode
  /** Number of parenthesised parts. */
  readonly groups: number
  readonly hasReferences: boolean
}

/** How a pattern is read. */
export interface RegexSyntax {
  readonly isExtended: boolean
  readonly ignoresCase: boolean
  /** A newline is matched by itself alone (REG_NEWLINE). */
  readonly hasLines: boolean
}

const newline = 0x0a
const empty: RegexNode = { kind: 'empty' }

const bracketFaults = {
  unterminated: REG_EBRACK,
  class: REG_ECTYPE,
  collation: REG_ECOLLATE,
  range: REG_ERANGE,
} as const

/** Parses a pattern. Answers the tree, or one of the error numbers above. */
export function parseRegex(pattern: string, syntax: RegexSyntax): RegexTree | number {
  return new RegexParser(pattern, syntax).parse()
}

/** What stops the parsing, from any depth: an error number. */
class RegexFault extends Error {
  readonly code: number

  constructor(code: number) {
    super()
    this.code = code
  }
}

const maxDepth = 250

class RegexParser {
  readonly #pattern: string
  readonly #syntax: RegexSyntax
  #at = 0
  #groups = 0
  #depth = 0
  readonly #closed: Set<number> = new Set()
  #hasReferences = false

  constructor(pattern: string, syntax: RegexSyntax) {
    this.#pattern = pattern
    this.#syntax = syntax
  }

  parse(): RegexTree | number {
    try {
      const root = this.#choice()
      if (this.#at < this.#pattern.length) return REG_EPAREN
      return { root, groups: this.#groups, hasReferences: this.#hasReferences }
    } catch (error) {
      if (error instanceof RegexFault) return error.code
      throw error
    }
  }

  // Parts that are separated by `|`; a basic expression has one.
  #choice(): RegexNode {
    if (++this.#depth > maxDepth) throw new RegexFault(REG_ESPACE)
    const parts = [this.#sequence()]
    while (this.#syntax.isExtended && this.#takes('|')) parts.push(this.#sequence())
    this.#depth--
    return parts.length === 1 ? (parts[0] as RegexNode) : { kind: 'choice', parts }
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = []
    while (!this.#isAtEndOfSequence()) {
      const atom = this.#atom(parts.length === 0 || this.#isAfterAnchor(parts))
      parts.push(this.#repeated(atom))
    }
    if (parts.length === 1) return parts[0] as RegexNode
    return parts.length === 0 ? empty : { kind: 'sequence', parts }
  }

  // In a basic expression a star after the leading `^` is a star.
  #isAfterAnchor(parts: readonly RegexNode[]): boolean {
    return !this.#syntax.isExtended && parts.length === 1 && parts[0]?.kind === 'begin'
  }

  #isAtEndOfSequence(): boolean {
    if (this.#at >= this.#pattern.length) return true
    if (!this.#syntax.isExtended) return this.#pattern.startsWith(String.raw`\)`, this.#at)
    const next = this.#pattern[this.#at]
    // A closing parenthesis outside of any group is a character.
    return next === '|' || (next === ')' && this.#depth > 1)
  }

  #atom(isFirst: boolean): RegexNode {
    const { isExtended } = this.#syntax
    const character = this.#pattern[this.#at] as string
    if (character === '[') return this.#bracket()
    if (character === '.') return this.#any()
    if (character === '\\') return this.#escape()
    if (character === '^' && (isExtended || isFirst)) return this.#anchor('begin')
    if (character === '$' && (isExtended || this.#isLastInBasic())) return this.#anchor('end')
    if (isExtended && character === '(') return this.#group(1)
    if (isExtended && '*+?{'.includes(character)) throw new RegexFault(REG_BADRPT)
    if (character === '*' && !isFirst) throw new RegexFault(REG_BADRPT)
    return this.#literal()
  }

  #isLastInBasic(): boolean {
    const next = this.#at + 1
    return next === this.#pattern.length || this.#pattern.startsWith(String.raw`\)`, next)
  }

  #anchor(kind: 'begin' | 'end'): RegexNode {
    this.#at++
    return { kind }
  }

  #bracket(): RegexNode {
    const { ignoresCase, hasLines } = this.#syntax
    const start = this.#at + 1
    const bracket = readBracket(this.#pattern, start, '^', ignoresCase)
    if (typeof bracket === 'string') throw new RegexFault(bracketFaults[bracket])
    this.#at = bracket.end
    const { matches } = bracket
    const isNegated = this.#pattern[start] === '^'
    if (!isNegated || !hasLines) return { kind: 'character', matches }
    return { kind: 'character', matches: (each) => each !== newline && matches(each) }
  }

  #any(): RegexNode {
    this.#at++
    const { hasLines } = this.#syntax
    return { kind: 'character', matches: (each) => each !== 0 && !(hasLines && each === newline) }
  }

  #literal(): RegexNode {
    const codePoint = this.#pattern.codePointAt(this.#at) as number
    this.#at += codePoint > 0xffff ? 2 : 1
    if (!this.#syntax.ignoresCase)
      return { kind: 'character', matches: (each) => each === codePoint }
    const lower = lowerOf(codePoint)
    return { kind: 'character', matches: (each) => lowerOf(each) === lower }
  }

  #escape(): RegexNode {
    const character = this.#pattern[this.#at + 1]
    if (character === undefined) throw new RegexFault(REG_EESCAPE)
    if (!this.#syntax.isExtended) {
      if (character === '(') return this.#group(2)
      if (character === '{') throw new RegexFault(REG_BADRPT)
      if (character === '}') throw new RegexFault(REG_EBRACE)
      if (character >= '1' && character <= '9') return this.#reference(Number(character))
    }
    this.#at++
    return this.#literal()
  }

  #reference(index: number): RegexNode {
    if (!this.#closed.has(index)) throw new RegexFault(REG_ESUBREG)
    this.#at += 2
    this.#hasReferences = true
    return { kind: 'reference', index }
  }

  #group(open: number): RegexNode {
    this.#at += open
    const index = ++this.#groups
    const part = this.#choice()
    if (!this.#takes(this.#syntax.isExtended ? ')' : String.raw`\)`))
      throw new RegexFault(REG_EPAREN)
    this.#closed.add(index)
    return { kind: 'group', index, part }
  }

  #repeated(atom: RegexNode): RegexNode {
    const { isExtended } = this.#syntax
    const isAnchor = atom.kind === 'begin' || atom.kind === 'end'
    // In a basic expression nothing follows an anchor that could repeat it.
    if (isAnchor && !isExtended) return atom
    let node = atom
    for (;;) {
      const bounds = this.#bounds()
      if (bounds === null) return node
      if (isAnchor) throw new RegexFault(REG_BADRPT)
      node = { kind: 'repeat', part: node, min: bounds[0], max: bounds[1] }
    }
  }

  #bounds(): readonly [min: number, max: number] | null {
    if (this.#takes('*')) return [0, Number.POSITIVE_INFINITY]
    if (!this.#syntax.isExtended) return this.#takes(String.raw`\{`) ? this.#interval() : null
    if (this.#takes('+')) return [1, Number.POSITIVE_INFINITY]
    if (this.#takes('?')) return [0, 1]
    return this.#takes('{') ? this.#interval() : null
  }

  #interval(): readonly [min: number, max: number] {
    const close = this.#syntax.isExtended ? '}' : String.raw`\}`
    const end = this.#pattern.indexOf(close, this.#at)
    if (end < 0) throw new RegexFault(REG_EBRACE)
    const found = /^(\d+)(,(\d*))?$/.exec(this.#pattern.slice(this.#at, end))
    if (found === null) throw new RegexFault(REG_BADBR)
    this.#at = end + close.length
    const min = Number(found[1])
    const upper = found[3]
    const max =
      found[2] === undefined ? min : upper === '' ? Number.POSITIVE_INFINITY : Number(upper)
    const isTooLarge = min > RE_DUP_MAX || (max !== Number.POSITIVE_INFINITY && max > RE_DUP_MAX)
    if (isTooLarge || max < min) throw new RegexFault(REG_BADBR)
    return [min, max]
  }

  #takes(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }
}
