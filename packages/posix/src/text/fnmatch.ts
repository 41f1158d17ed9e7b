// Patterns of file names (fnmatch.h): `*`, `?`, bracket expressions, and backslashes.
//
// A star is tried again at one place only, the last one: what an earlier star matched never has to
// change. So the time is bounded by the product of the lengths.

import { type BracketExpression, readBracket } from './bracket-expression.ts'

/** The string does not match. */
export const FNM_NOMATCH = 1
/** A slash is matched by a slash only. */
export const FNM_PATHNAME = 1
/** A backslash is a character like others. */
export const FNM_NOESCAPE = 2
/** A leading dot is matched by a dot only. */
export const FNM_PERIOD = 4

/**
 * Whether a string matches a pattern, as a whole (`fnmatch`): 0, or FNM_NOMATCH. With FNM_PATHNAME
 * a slash, and with FNM_PERIOD a dot at the beginning (with both also after a slash), must be in
 * the pattern itself.
 */
export function fnmatch(pattern: string, string: string, flags: number): number {
  if (typeof pattern !== 'string' || typeof string !== 'string') return FNM_NOMATCH
  return new Match(pattern, string, flags).run() ? 0 : FNM_NOMATCH
}

class Match {
  readonly #pattern: string
  readonly #string: string
  readonly #isPath: boolean
  readonly #escapes: boolean
  readonly #period: boolean
  /** Bracket expressions by the place of their `[`: each is read once. null: a `[` is itself. */
  readonly #brackets: Map<number, BracketExpression | null> = new Map()
  readonly #lastClosing: number
  #p = 0
  #s = 0

  constructor(pattern: string, string: string, flags: number) {
    this.#pattern = pattern
    this.#string = string
    this.#isPath = (flags & FNM_PATHNAME) !== 0
    this.#lastClosing = pattern.lastIndexOf(']')
    this.#escapes = (flags & FNM_NOESCAPE) === 0
    this.#period = (flags & FNM_PERIOD) !== 0
  }

  run(): boolean {
    // Behind the last star, and where its match may end at the earliest.
    let starP = -1
    let starS = 0
    for (;;) {
      if (this.#pattern[this.#p] === '*') {
        if (this.#isLeadingDot()) return false
        starP = ++this.#p
        starS = this.#s
        continue
      }
      const isDone = this.#p === this.#pattern.length && this.#s === this.#string.length
      if (isDone) return true
      if (this.#p < this.#pattern.length && this.#step()) continue
      // The star takes one more character.
      if (starP < 0 || starS >= this.#string.length) return false
      if (this.#isPath && this.#string[starS] === '/') return false
      this.#p = starP
      this.#s = starS += unitsAt(this.#string, starS)
    }
  }

  // One character, which is neither a star nor the end of the pattern.
  #step(): boolean {
    if (this.#s >= this.#string.length) return false
    const codePoint = this.#string.codePointAt(this.#s) as number
    const width = unitsAt(this.#string, this.#s)
    const character = this.#pattern[this.#p] as string
    const isGuarded = (this.#isPath && codePoint === 0x2f) || this.#isLeadingDot()
    if (character === '?') {
      if (isGuarded) return false
      this.#p++
      this.#s += width
      return true
    }
    const bracket = character === '[' ? this.#bracket() : null
    if (bracket !== null) {
      if (isGuarded || !bracket.matches(codePoint)) return false
      this.#p = bracket.end
      this.#s += width
      return true
    }
    return this.#literal()
  }

  // The bracket expression at this place; null if there is none.
  #bracket(): BracketExpression | null {
    const at = this.#p
    if (at > this.#lastClosing) return null
    let bracket = this.#brackets.get(at)
    if (bracket === undefined) {
      const read = readBracket(this.#pattern, at + 1, '!^', false)
      const isNone =
        typeof read !== 'object' ||
        (this.#isPath && this.#pattern.slice(at, read.end).includes('/'))
      bracket = isNone ? null : read
      this.#brackets.set(at, bracket)
    }
    return bracket
  }

  // A backslash at the end of the pattern matches nothing.
  #literal(): boolean {
    let at = this.#p
    if (this.#escapes && this.#pattern[at] === '\\') at++
    if (at >= this.#pattern.length || this.#pattern[at] !== this.#string[this.#s]) return false
    this.#p = at + 1
    this.#s++
    return true
  }

  #isLeadingDot(): boolean {
    if (!this.#period || this.#string[this.#s] !== '.') return false
    return this.#s === 0 || (this.#isPath && this.#string[this.#s - 1] === '/')
  }
}

function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) as number) > 0xffff ? 2 : 1
}
