// Bracket expressions: `[abc]`, `[!a-z]`, `[[:digit:]_]`, as regular expressions and the patterns
// of `fnmatch` have them, in the locale "C": what one character must be.

/** A bracket expression that was read. */
export interface BracketExpression {
  /** Where the pattern goes on. */
  readonly end: number
  /** Whether the expression has a character. */
  readonly matches: (codePoint: number) => boolean
}

/** Why it could not be read. */
export type BracketFault = 'unterminated' | 'class' | 'collation' | 'range'

const classes: Readonly<Record<string, RegExp>> = {
  alnum: /^[0-9A-Za-z]$/,
  alpha: /^[A-Za-z]$/,
  blank: /^[ \t]$/,
  // eslint-disable-next-line no-control-regex -- control characters are the class
  cntrl: /^[\0-\x1f\x7f]$/,
  digit: /^[0-9]$/,
  graph: /^[!-~]$/,
  lower: /^[a-z]$/,
  print: /^[ -~]$/,
  punct: /^[!-/:-@[-`{-~]$/,
  space: /^[ \t-\r]$/,
  upper: /^[A-Z]$/,
  xdigit: /^[0-9A-Fa-f]$/,
}

interface Range {
  readonly low: number
  readonly high: number
}

/** A reader of one bracket expression. */
class BracketReader {
  readonly ranges: Range[] = []
  readonly named: RegExp[] = []
  readonly #text: string
  at: number

  constructor(text: string, at: number) {
    this.#text = text
    this.at = at
  }

  /** Reads up to the closing bracket. */
  read(): BracketFault | null {
    for (let isFirst = true; ; isFirst = false) {
      if (this.at >= this.#text.length) return 'unterminated'
      if (this.#text[this.at] === ']' && !isFirst) {
        this.at++
        return null
      }
      const fault = this.#element()
      if (fault !== null) return fault
    }
  }

  #element(): BracketFault | null {
    if (this.#text.startsWith('[:', this.at)) return this.#class()
    const low = this.#character()
    if (typeof low === 'string') return low
    if (this.#text[this.at] !== '-' || this.#text[this.at + 1] === ']') {
      this.ranges.push({ low, high: low })
      return null
    }
    if (this.at + 1 >= this.#text.length) return 'unterminated'
    this.at++
    const high = this.#text.startsWith('[:', this.at) ? 'range' : this.#character()
    if (typeof high === 'string') return high
    if (high < low) return 'range'
    this.ranges.push({ low, high })
    return null
  }

  #class(): BracketFault | null {
    const end = this.#text.indexOf(':]', this.at + 2)
    if (end < 0) return 'unterminated'
    const name = this.#text.slice(this.at + 2, end)
    if (!Object.hasOwn(classes, name)) return 'class'
    this.named.push(classes[name] as RegExp)
    this.at = end + 2
    return null
  }

  // One character, also as `[.x.]` or `[=x=]`: no collating element of "C" has more.
  #character(): number | BracketFault {
    const kind = this.#text[this.at] === '[' ? this.#text[this.at + 1] : undefined
    if (kind !== '.' && kind !== '=') {
      const codePoint = this.#text.codePointAt(this.at) as number
      this.at += codePoint > 0xffff ? 2 : 1
      return codePoint
    }
    const end = this.#text.indexOf(`${kind}]`, this.at + 3)
    if (end < 0) return 'unterminated'
    const element = Array.from(this.#text.slice(this.at + 2, end))
    if (element.length !== 1) return 'collation'
    this.at = end + 2
    return (element[0] as string).codePointAt(0) as number
  }
}

/**
 * Reads a bracket expression behind its `[` at `start`. `negations` are the characters that negate
 * it: `^`, in patterns of `fnmatch` `!`, too.
 */
export function readBracket(
  text: string,
  start: number,
  negations: string,
  ignoreCase: boolean,
): BracketExpression | BracketFault {
  const first = text[start]
  const isNegated = first !== undefined && negations.includes(first)
  const reader = new BracketReader(text, isNegated ? start + 1 : start)
  const fault = reader.read()
  if (fault !== null) return fault
  const { ranges, named } = reader
  const has = (codePoint: number): boolean =>
    ranges.some(({ low, high }) => codePoint >= low && codePoint <= high) ||
    named.some((each) => each.test(String.fromCodePoint(codePoint)))
  const matches = ignoreCase
    ? (codePoint: number): boolean =>
        (has(lowerOf(codePoint)) || has(upperOf(codePoint))) !== isNegated
    : (codePoint: number): boolean => has(codePoint) !== isNegated
  return { end: reader.at, matches }
}

/** The small letter of a letter of "C"; other characters are their own. */
export function lowerOf(codePoint: number): number {
  return codePoint >= 0x41 && codePoint <= 0x5a ? codePoint + 0x20 : codePoint
}

/** The capital letter of a letter of "C"; other characters are their own. */
export function upperOf(codePoint: number): number {
  return codePoint >= 0x61 && codePoint <= 0x7a ? codePoint - 0x20 : codePoint
}
