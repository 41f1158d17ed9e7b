// Regular expressions (regex.h): basic and extended ones, in the locale "C".
//
// regex-syntax.ts reads patterns, regex-program.ts searches, regex-groups.ts finds the groups;
// those with back-references are matched by regex-backtrack.ts.

import { searchBacktracking } from './regex-backtrack.ts'
import { RegexGroups } from './regex-groups.ts'
import { type RegexProgram, regexProgram, RegexRun, type RegexText } from './regex-program.ts'
import { parseRegex, REG_BADPAT, REG_ESPACE, type RegexTree } from './regex-syntax.ts'

/** The pattern is an extended regular expression. */
export const REG_EXTENDED = 1
/** Letters match in either case. */
export const REG_ICASE = 2
/** Lines are matched by themselves. */
export const REG_NEWLINE = 4
/** Nothing is said of groups. */
export const REG_NOSUB = 8
/** The begin of the string is no begin of a line. */
export const REG_NOTBOL = 1
/** The end of the string is no end of a line. */
export const REG_NOTEOL = 2
/** It does not match. */
export const REG_NOMATCH = 1

interface Compiled {
  readonly tree: RegexTree
  readonly program: RegexProgram
  readonly flags: number
}

/** A compiled regular expression: `new regex_t()` for `regcomp` to write. */
export class regex_t {
  /** Number of parenthesised parts. */
  re_nsub = 0
  #compiled: Compiled | null = null

  /** @internal */
  static compiledOf(preg: unknown): Compiled | null {
    return preg instanceof regex_t ? preg.#compiled : null
  }

  /** @internal */
  static set(preg: regex_t, compiled: Compiled | null): void {
    preg.#compiled = compiled
    preg.re_nsub = compiled?.tree.groups ?? 0
  }
}

/** Where a match or a group is: begin and end, in units of the string; -1 if it took no part. */
export class regmatch_t {
  rm_so = -1
  rm_eo = -1
}

/**
 * Compiles a pattern: 0, or an error number of regex.h, and then `preg` is as it was. Flags:
 * REG_EXTENDED, REG_ICASE, REG_NOSUB, REG_NEWLINE.
 */
export function regcomp(preg: regex_t, pattern: string, cflags: number): number {
  if (!(preg instanceof regex_t) || typeof pattern !== 'string') return REG_BADPAT
  const tree = parseRegex(pattern, {
    isExtended: (cflags & REG_EXTENDED) !== 0,
    ignoresCase: (cflags & REG_ICASE) !== 0,
    hasLines: (cflags & REG_NEWLINE) !== 0,
  })
  if (typeof tree === 'number') return tree
  const program = regexProgram(tree.root, false)
  if (typeof program === 'number') return program
  regex_t.set(preg, { tree, program, flags: cflags })
  return 0
}

/**
 * Searches a string: 0 if it matches, REG_NOMATCH, REG_BADPAT if nothing was compiled, or
 * REG_ESPACE if a pattern with back-references takes too long. The first record of `pmatch` gets
 * the match, the others the groups. Flags: REG_NOTBOL, REG_NOTEOL.
 */
export function regexec(
  preg: regex_t,
  string: string,
  pmatch: readonly regmatch_t[] = [],
  eflags = 0,
): number {
  const compiled = regex_t.compiledOf(preg)
  if (compiled === null || typeof string !== 'string') return REG_BADPAT
  const { tree, flags } = compiled
  const subject = {
    text: string,
    beginsLine: (eflags & REG_NOTBOL) === 0,
    endsLine: (eflags & REG_NOTEOL) === 0,
    hasLines: (flags & REG_NEWLINE) !== 0,
  }
  const wantsGroups = (flags & REG_NOSUB) === 0 && pmatch.length > 0
  const spans = tree.hasReferences
    ? searchBacktracking(tree.root, tree.groups, subject)
    : search(compiled, subject, wantsGroups && pmatch.length > 1)
  if (spans === null) return REG_NOMATCH
  if (spans === REG_ESPACE) return REG_ESPACE
  if (wantsGroups)
    for (const [index, match] of pmatch.entries()) {
      match.rm_so = spans[2 * index] ?? -1
      match.rm_eo = spans[2 * index + 1] ?? -1
    }
  return 0
}

function search(
  { tree, program }: Compiled,
  subject: RegexText,
  wantsGroups: boolean,
): Int32Array | null {
  const found = new RegexRun(program, subject).search(0)
  if (found === null) return null
  const groups = new RegexGroups(subject, tree.groups)
  if (wantsGroups) groups.assign(tree.root, found.begin, found.end)
  groups.spans[0] = found.begin
  groups.spans[1] = found.end
  return groups.spans
}

const texts: Readonly<Record<number, string>> = {
  0: 'success',
  [REG_NOMATCH]: 'no match',
  [REG_BADPAT]: 'invalid regular expression',
  3: 'invalid collating element',
  4: 'invalid character class',
  5: 'backslash at the end',
  6: 'invalid back-reference',
  7: 'bracket expression without its end',
  8: 'parentheses that do not pair',
  9: 'braces that do not pair',
  10: 'invalid interval',
  11: 'invalid range',
  [REG_ESPACE]: 'out of memory',
  13: 'nothing to repeat',
}

/** What an error number of `regcomp` or `regexec` says. */
export function regerror(errcode: number, _preg?: regex_t | null): string {
  return texts[errcode] ?? 'unknown error'
}

/** Frees a compiled expression: it matches nothing any more. */
export function regfree(preg: regex_t): void {
  if (preg instanceof regex_t) regex_t.set(preg, null)
}
