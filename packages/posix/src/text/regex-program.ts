// A regular expression as a program for an automaton without backtracking (Thompson's
// construction): all places that it may be at move on with each character, so the time grows with
// the product of text and pattern. Programs may be reversed: they read the text towards its begin.

import { REG_ESPACE, type RegexNode } from './regex-syntax.ts'

/** An instruction. `next` and `other` are places in the program. */
export type RegexInstruction =
  | { readonly op: 'character'; readonly matches: (codePoint: number) => boolean }
  | { readonly op: 'split'; next: number; other: number }
  | { readonly op: 'begin' | 'end' | 'match' }

/** A program; it begins at place 0, and instructions go on at the next place. */
export type RegexProgram = readonly RegexInstruction[]

/** Most instructions of a program: intervals are written out. */
const maxInstructions = 20_000

/** Makes the program of a part; REG_ESPACE if it would be too long. */
export function regexProgram(node: RegexNode, isReversed: boolean): RegexProgram | number {
  const compiler = new RegexCompiler(isReversed)
  if (!compiler.add(node)) return REG_ESPACE
  compiler.program.push({ op: 'match' })
  return compiler.program
}

class RegexCompiler {
  readonly program: RegexInstruction[] = []
  readonly #isReversed: boolean

  constructor(isReversed: boolean) {
    this.#isReversed = isReversed
  }

  // False if the program is too long.
  add(node: RegexNode): boolean {
    if (this.program.length > maxInstructions) return false
    switch (node.kind) {
      case 'empty':
      case 'reference':
        return true
      case 'begin':
      case 'end':
        this.program.push({ op: node.kind })
        return true
      case 'character':
        this.program.push({ op: 'character', matches: node.matches })
        return true
      case 'group':
        return this.add(node.part)
      case 'sequence': {
        const parts = this.#isReversed ? node.parts.toReversed() : node.parts
        return parts.every((part) => this.add(part))
      }
      case 'choice':
        return this.#choice(node.parts)
      case 'repeat':
        break
    }
    return this.#repeat(node.part, node.min, node.max)
  }

  #split(): { next: number; other: number } {
    const split = { op: 'split' as const, next: this.program.length + 1, other: 0 }
    this.program.push(split)
    return split
  }

  #choice(parts: readonly RegexNode[]): boolean {
    const jumps: { next: number; other: number }[] = []
    for (const [index, part] of parts.entries()) {
      const split = index === parts.length - 1 ? null : this.#split()
      if (!this.add(part)) return false
      if (split === null) break
      jumps.push(this.#split())
      split.other = this.program.length
    }
    for (const jump of jumps) jump.next = jump.other = this.program.length
    return true
  }

  #repeat(part: RegexNode, min: number, max: number): boolean {
    for (let count = 0; count < min; count++) if (!this.add(part)) return false
    if (max === Number.POSITIVE_INFINITY) {
      const loop = this.#split()
      const start = this.program.length - 1
      if (!this.add(part)) return false
      const back = this.#split()
      back.next = back.other = start
      loop.other = this.program.length
      return true
    }
    const exits: { other: number }[] = []
    for (let count = min; count < max; count++) {
      exits.push(this.#split())
      if (!this.add(part)) return false
    }
    for (const exit of exits) exit.other = this.program.length
    return true
  }
}

/** The text that is searched, and where its begin and end are none. */
export interface RegexText {
  readonly text: string
  /** A line begins at the start of the text (no REG_NOTBOL), and ends at its end. */
  readonly beginsLine: boolean
  readonly endsLine: boolean
  /** Lines begin and end at newlines, too (REG_NEWLINE). */
  readonly hasLines: boolean
}

/** The places that a program is at, each once, with the position at which that match began. */
class Places {
  readonly order: number[] = []
  readonly begins: Float64Array

  constructor(length: number) {
    this.begins = new Float64Array(length).fill(-1)
  }

  clear(): void {
    for (const place of this.order) this.begins[place] = -1
    this.order.length = 0
  }
}

/** What a run found: the match that begins first, and of those the longest. */
export interface RegexSpan {
  readonly begin: number
  readonly end: number
}

/** Runs a program over a text. */
export class RegexRun {
  readonly #program: RegexProgram
  readonly #subject: RegexText
  #now: Places
  #next: Places

  constructor(program: RegexProgram, subject: RegexText) {
    this.#program = program
    this.#subject = subject
    this.#now = new Places(program.length)
    this.#next = new Places(program.length)
  }

  /** The leftmost longest match that begins at `from` or later; null if there is none. */
  search(from: number): RegexSpan | null {
    const { text } = this.#subject
    let best: RegexSpan | null = null
    this.#now.clear()
    for (let at = from; ;) {
      if (best === null) this.#enter(this.#now, 0, at, at)
      const accepted = this.#now.begins[this.#program.length - 1] as number
      if (accepted >= 0 && (best === null || accepted <= best.begin))
        best = { begin: accepted, end: at }
      if (at >= text.length || (best !== null && this.#now.order.length === 0)) return best
      const codePoint = text.codePointAt(at) as number
      const after = at + (codePoint > 0xffff ? 2 : 1)
      this.#step(codePoint, after, best)
      at = after
    }
  }

  // Moves every place over a character. What began after the best match is of no use any more.
  #step(codePoint: number, after: number, best: RegexSpan | null): void {
    const next = this.#next
    next.clear()
    for (const place of this.#now.order) {
      const instruction = this.#program[place] as RegexInstruction
      const begin = this.#now.begins[place] as number
      if (instruction.op !== 'character' || (best !== null && begin > best.begin)) continue
      if (instruction.matches(codePoint)) this.#enter(next, place + 1, after, begin)
    }
    this.#next = this.#now
    this.#now = next
  }

  /**
   * Calls `found` with every position at which a match that begins at `from` may end, up to
   * `limit`, in the direction of reading.
   */
  ends(from: number, limit: number, isReversed: boolean, found: (end: number) => void): void {
    const { text } = this.#subject
    this.#now.clear()
    this.#enter(this.#now, 0, from, from)
    for (let at = from; this.#now.order.length > 0;) {
      if ((this.#now.begins[this.#program.length - 1] as number) >= 0) found(at)
      if (at === limit) return
      const width = isReversed ? widthBefore(text, at) : widthAt(text, at)
      const start = isReversed ? at - width : at
      at = isReversed ? start : at + width
      this.#step(text.codePointAt(start) as number, at, null)
    }
  }

  // Adds a place, and all that it leads to without a character. A place that is there already keeps
  // the match that began before.
  #enter(places: Places, start: number, at: number, begin: number): void {
    const stack = [start]
    for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
      const known = places.begins[place] as number
      if (known >= 0 && known <= begin) continue
      if (known < 0) places.order.push(place)
      places.begins[place] = begin
      const instruction = this.#program[place] as RegexInstruction
      if (instruction.op === 'split') stack.push(instruction.other, instruction.next)
      else if (instruction.op === 'begin' && isBegin(this.#subject, at)) stack.push(place + 1)
      else if (instruction.op === 'end' && isEnd(this.#subject, at)) stack.push(place + 1)
    }
  }
}

/** Whether `^` matches at a position. */
export function isBegin({ text, beginsLine, hasLines }: RegexText, at: number): boolean {
  return (at === 0 && beginsLine) || (at > 0 && hasLines && text[at - 1] === '\n')
}

/** Whether `$` matches at a position. */
export function isEnd({ text, endsLine, hasLines }: RegexText, at: number): boolean {
  return (at === text.length && endsLine) || (hasLines && text[at] === '\n')
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) as number) > 0xffff ? 2 : 1
}

function widthBefore(text: string, at: number): number {
  return at >= 2 && (text.codePointAt(at - 2) as number) > 0xffff ? 2 : 1
}
