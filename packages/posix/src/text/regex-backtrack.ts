// Matching of regular expressions with back-references, which no automaton can do: all ways are
// tried, the longest match counts, and of those the first. The steps are limited.

import { isBegin, isEnd, type RegexText } from './regex-program.ts'
import { REG_ESPACE, type RegexNode } from './regex-syntax.ts'

const maxSteps = 1_000_000
const maxDepth = 2_000

class TooManySteps extends Error {}

/**
 * Searches the leftmost longest match. Answers begin and end of it and of each group, null if there
 * is none, or REG_ESPACE if it takes too many steps.
 */
export function searchBacktracking(
  root: RegexNode,
  groups: number,
  subject: RegexText,
): Int32Array | null | typeof REG_ESPACE {
  try {
    return new Backtracking(root, groups, subject).search()
  } catch (error) {
    if (error instanceof TooManySteps) return REG_ESPACE
    throw error
  }
}

type Then = (at: number) => void

class Backtracking {
  readonly #root: RegexNode
  readonly #subject: RegexText
  readonly #spans: Int32Array
  #best: Int32Array | null = null
  #steps = 0
  #depth = 0

  constructor(root: RegexNode, groups: number, subject: RegexText) {
    this.#root = root
    this.#subject = subject
    this.#spans = new Int32Array(2 * (groups + 1))
  }

  search(): Int32Array | null {
    const { length } = this.#subject.text
    for (let begin = 0; begin <= length && this.#best === null; begin++) {
      this.#spans.fill(-1)
      this.#match(this.#root, begin, (end) => {
        if (this.#best !== null && end <= (this.#best[1] as number)) return
        this.#best = this.#spans.slice()
        this.#best[0] = begin
        this.#best[1] = end
      })
    }
    return this.#best
  }

  #match(node: RegexNode, at: number, then: Then): void {
    if (++this.#steps > maxSteps || this.#depth > maxDepth) throw new TooManySteps()
    this.#depth++
    this.#matchPart(node, at, then)
    this.#depth--
  }

  #matchPart(node: RegexNode, at: number, then: Then): void {
    switch (node.kind) {
      case 'empty':
        return then(at)
      case 'begin':
        return isBegin(this.#subject, at) ? then(at) : undefined
      case 'end':
        return isEnd(this.#subject, at) ? then(at) : undefined
      case 'character':
        return this.#character(node.matches, at, then)
      case 'reference':
        return this.#reference(node.index, at, then)
      case 'group':
        return this.#group(node.index, node.part, at, then)
      case 'sequence':
        return this.#sequence(node.parts, 0, at, then)
      case 'choice':
        for (const part of node.parts) this.#match(part, at, then)
        return
      case 'repeat':
        return this.#repeat(node.part, node.min, node.max, at, then)
    }
  }

  #character(matches: (codePoint: number) => boolean, at: number, then: Then): void {
    const codePoint = this.#subject.text.codePointAt(at)
    if (codePoint !== undefined && matches(codePoint)) then(at + (codePoint > 0xffff ? 2 : 1))
  }

  #reference(index: number, at: number, then: Then): void {
    const begin = this.#spans[2 * index] as number
    if (begin < 0) return
    const part = this.#subject.text.slice(begin, this.#spans[2 * index + 1])
    if (this.#subject.text.startsWith(part, at)) then(at + part.length)
  }

  #group(index: number, part: RegexNode, at: number, then: Then): void {
    const spans = this.#spans
    const begin = spans[2 * index] as number
    const end = spans[2 * index + 1] as number
    this.#match(part, at, (after) => {
      spans[2 * index] = at
      spans[2 * index + 1] = after
      then(after)
    })
    spans[2 * index] = begin
    spans[2 * index + 1] = end
  }

  #sequence(parts: readonly RegexNode[], index: number, at: number, then: Then): void {
    const part = parts[index]
    if (part === undefined) return then(at)
    this.#match(part, at, (after) => this.#sequence(parts, index + 1, after, then))
  }

  // Longer ways first.
  #repeat(part: RegexNode, min: number, max: number, at: number, then: Then): void {
    if (max > 0)
      this.#match(part, at, (after) => {
        if (after === at && min <= 0) return
        this.#match({ kind: 'repeat', part, min: min - 1, max: max - 1 }, after, then)
      })
    if (min <= 0) then(at)
  }
}
