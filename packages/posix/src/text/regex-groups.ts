// Which part of a match each group of a regular expression has, by the rules of POSIX: earlier
// parts take as much as they can, of alternatives the first that fits counts, of repetitions the
// last.
//
// A group-free part is not looked at. Otherwise a sequence is cut where the part before the cut may
// end and the rest may begin, both found by automata: no way is tried twice.

import { type RegexProgram, regexProgram, RegexRun, type RegexText } from './regex-program.ts'
import type { RegexNode } from './regex-syntax.ts'

/** Finds the groups of matches of one expression. */
export class RegexGroups {
  readonly #subject: RegexText
  readonly #programs: Map<RegexNode, RegexProgram>[] = [new Map(), new Map()]
  /** Begin and end of each group, -1 if it took no part. */
  readonly spans: Int32Array

  constructor(subject: RegexText, groups: number) {
    this.#subject = subject
    this.spans = new Int32Array(2 * (groups + 1)).fill(-1)
  }

  /** Notes the groups of a part that matches from `begin` to `end`. */
  assign(node: RegexNode, begin: number, end: number): void {
    if (!hasGroups(node)) return
    switch (node.kind) {
      case 'group':
        this.spans[2 * node.index] = begin
        this.spans[2 * node.index + 1] = end
        return this.assign(node.part, begin, end)
      case 'sequence':
        return this.#sequence(node.parts, begin, end)
      case 'choice':
        return this.#choice(node.parts, begin, end)
      case 'repeat':
        return this.#repeat(node, begin, end)
      case 'empty':
      case 'begin':
      case 'end':
      case 'character':
      case 'reference':
        break
    }
  }

  #sequence(parts: readonly RegexNode[], begin: number, end: number): void {
    const [first, ...others] = parts
    if (first === undefined) return
    if (others.length === 0) return this.assign(first, begin, end)
    const rest: RegexNode = { kind: 'sequence', parts: others }
    const cut = this.#cut(first, rest, begin, end)
    this.assign(first, begin, cut)
    this.#sequence(others, cut, end)
  }

  #choice(parts: readonly RegexNode[], begin: number, end: number): void {
    const taken = parts.find((part) => this.#matches(part, begin, end))
    if (taken !== undefined) this.assign(taken, begin, end)
  }

  #repeat(node: RegexNode & { kind: 'repeat' }, begin: number, end: number): void {
    const { part } = node
    let { min, max } = node
    let at = begin
    // A repetition that matches nothing counts where nothing else is matched.
    if (at === end) {
      if (max > 0 && this.#matches(part, at, at)) this.#iterate(part, at, at)
      return
    }
    const isUnbounded = max === Number.POSITIVE_INFINITY
    const rests = isUnbounded ? this.#startsOf({ ...node, min: 0 }, begin, end) : null
    while (at < end) {
      min = Math.max(min - 1, 0)
      max -= 1
      const usable = rests ?? this.#startsOf({ kind: 'repeat', part, min, max }, at, end)
      const cut = this.#longest(part, at, end, usable)
      if (cut === at) return
      this.#iterate(part, at, cut)
      at = cut
    }
  }

  #iterate(part: RegexNode, begin: number, end: number): void {
    this.#forget(part)
    this.assign(part, begin, end)
  }

  // What an earlier repetition had is gone.
  #forget(node: RegexNode): void {
    if (node.kind === 'group') this.spans.fill(-1, 2 * node.index, 2 * node.index + 2)
    if ('part' in node) this.#forget(node.part)
    if ('parts' in node) for (const part of node.parts) this.#forget(part)
  }

  // Where the first of two parts ends, as late as possible.
  #cut(first: RegexNode, rest: RegexNode, begin: number, end: number): number {
    return this.#longest(first, begin, end, this.#startsOf(rest, begin, end))
  }

  #longest(part: RegexNode, begin: number, end: number, usable: ReadonlySet<number>): number {
    let longest = begin
    this.#run(part, false).ends(begin, end, false, (at) => {
      if (usable.has(at)) longest = at
    })
    return longest
  }

  // The positions from which a part matches up to `end`.
  #startsOf(node: RegexNode, begin: number, end: number): ReadonlySet<number> {
    const starts = new Set<number>()
    this.#run(node, true).ends(end, begin, true, (at) => void starts.add(at))
    return starts
  }

  #matches(node: RegexNode, begin: number, end: number): boolean {
    let isMatch = false
    this.#run(node, false).ends(begin, end, false, (at) => {
      if (at === end) isMatch = true
    })
    return isMatch
  }

  #run(node: RegexNode, isReversed: boolean): RegexRun {
    const programs = this.#programs[isReversed ? 1 : 0] as Map<RegexNode, RegexProgram>
    let program = programs.get(node)
    if (program === undefined) {
      const made = regexProgram(node, isReversed)
      // The whole expression was not too long, and no part of it is longer.
      program = typeof made === 'number' ? [{ op: 'match' }] : made
      programs.set(node, program)
    }
    return new RegexRun(program, this.#subject)
  }
}

/** Whether a part has groups. */
export function hasGroups(node: RegexNode): boolean {
  if (node.kind === 'group') return true
  if ('part' in node) return hasGroups(node.part)
  return 'parts' in node && node.parts.some(hasGroups)
}
