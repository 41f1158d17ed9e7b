// Regular expressions: syntax, the leftmost longest match, groups, flags, errors; and that none
// takes for ever.

import {
  REG_BADBR,
  REG_BADPAT,
  REG_BADRPT,
  REG_EBRACE,
  REG_EBRACK,
  REG_ECTYPE,
  REG_EESCAPE,
  REG_EPAREN,
  REG_ERANGE,
  REG_ESPACE,
  REG_ESUBREG,
  REG_EXTENDED,
  REG_ICASE,
  REG_NEWLINE,
  REG_NOMATCH,
  REG_NOSUB,
  REG_NOTBOL,
  REG_NOTEOL,
  regcomp,
  regerror,
  regex_t,
  regexec,
  regfree,
  regmatch_t,
} from '@kos/posix'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

/** The spans of match and groups as text, `-` for a group that took no part; null for no match. */
function spans(pattern: string, string: string, cflags = REG_EXTENDED, eflags = 0): string | null {
  const preg = new regex_t()
  const code = regcomp(preg, pattern, cflags)
  expect([pattern, code]).toEqual([pattern, 0])
  const matches = Array.from({ length: preg.re_nsub + 1 }, () => new regmatch_t())
  const answer = regexec(preg, string, matches, eflags)
  if (answer === REG_NOMATCH) return null
  expect(answer).toBe(0)
  return matches.map(({ rm_so, rm_eo }) => (rm_so < 0 ? '-' : `${rm_so},${rm_eo}`)).join(' ')
}

function fault(pattern: string, cflags = REG_EXTENDED): number {
  return regcomp(new regex_t(), pattern, cflags)
}

describe('regcomp and regexec', () => {
  test.each([
    ['abc', 'xabcy', '1,4'],
    ['', 'abc', '0,0'],
    ['a*', 'baaa', '0,0'],
    ['a+', 'baaa', '1,4'],
    ['ab?c', 'ac', '0,2'],
    ['a.c', 'a\u{1f600}c', '0,4'],
    ['^b', 'ab', null],
    ['b$', 'ab', '1,2'],
    ['^$', '', '0,0'],
    ['[a-c]+', 'xxabcd', '2,5'],
    ['[^a-c]+', 'abxyc', '2,4'],
    ['[[:digit:]]{2,3}', 'a1234', '1,4'],
    ['a{2}', 'aaa', '0,2'],
    ['a{2,}', 'aaaa', '0,4'],
    ['a{0}b', 'aab', '2,3'],
    ['(a|b)c', 'bc', '0,2 0,1'],
    ['a|ab|abc', 'abcd', '0,3'],
    ['(a|ab)(c|bcd)(d*)', 'abcd', '0,4 0,2 2,3 3,4'],
    ['(a*)(a*)', 'aaa', '0,3 0,3 3,3'],
    ['(a*)+', 'aa', '0,2 0,2'],
    ['(a*)*', 'b', '0,0 0,0'],
    ['(a)*', 'b', '0,0 -'],
    ['((a)|b)*', 'ab', '0,2 1,2 -'],
    ['(a|ab)(bcd|c)', 'abcd', '0,4 0,1 1,4'],
    ['x(y(z))?', 'x', '0,1 - -'],
    ['(foo|bar)+baz', 'foobarbaz', '0,9 3,6'],
    ['(ab|a)(bc)?', 'abc', '0,3 0,1 1,3'],
    [String.raw`\.`, 'a.b', '1,2'],
    ['a)', 'a)', '0,2'],
    ['(^a|b)+', 'ab', '0,2 1,2'],
    ['(a{2}){2}', 'aaaaa', '0,4 2,4'],
  ])('extended: %s in %s is %s', (pattern, string, expected) => {
    expect(spans(pattern, string)).toBe(expected)
  })

  test.each([
    ['a+', 'aa+', '1,3'],
    [String.raw`\(a*\)b`, 'aab', '0,3 0,2'],
    [String.raw`a\{2\}`, 'aaa', '0,2'],
    ['*a', '*a', '0,2'],
    ['^*a', '*a', '0,2'],
    [String.raw`\(*a\)`, '*a', '0,2 0,2'],
    ['a|b', 'a|b', '0,3'],
    ['a^b', 'a^b', '0,3'],
    ['a$b', 'a$b', '0,3'],
    [String.raw`\(a\)\1`, 'baa', '1,3 1,2'],
    [String.raw`\(.*\)\1`, 'abab', '0,4 0,2'],
    [String.raw`^\(.*\)\n\1$`, 'a', null],
    [String.raw`\(a\)*\1`, 'aaa', '0,3 1,2'],
  ])('basic: %s in %s is %s', (pattern, string, expected) => {
    expect(spans(pattern, string, 0)).toBe(expected)
  })

  test('REG_ICASE matches letters in either case', () => {
    expect(spans('HeL+o', 'hELLo', REG_EXTENDED | REG_ICASE)).toBe('0,5')
    expect(spans('[a-c]+', 'ABC', REG_EXTENDED | REG_ICASE)).toBe('0,3')
    expect(spans('[^a]', 'A', REG_EXTENDED | REG_ICASE)).toBe(null)
  })

  test('REG_NEWLINE makes lines', () => {
    expect(spans('^b$', 'a\nb\nc', REG_EXTENDED | REG_NEWLINE)).toBe('2,3')
    expect(spans('^b$', 'a\nb\nc')).toBe(null)
    expect(spans('a.b', 'a\nb', REG_EXTENDED | REG_NEWLINE)).toBe(null)
    expect(spans('a[^x]b', 'a\nb', REG_EXTENDED | REG_NEWLINE)).toBe(null)
    expect(spans('a[^x]b', 'a\nb')).toBe('0,3')
  })

  test('REG_NOTBOL and REG_NOTEOL take the ends away', () => {
    expect(spans('^a', 'a', REG_EXTENDED, REG_NOTBOL)).toBe(null)
    expect(spans('a$', 'a', REG_EXTENDED, REG_NOTEOL)).toBe(null)
    expect(spans('^b', 'a\nb', REG_EXTENDED | REG_NEWLINE, REG_NOTBOL)).toBe('2,3')
  })

  test('REG_NOSUB leaves the records alone', () => {
    const preg = new regex_t()
    regcomp(preg, 'b', REG_EXTENDED | REG_NOSUB)
    const match = new regmatch_t()
    expect(regexec(preg, 'abc', [match])).toBe(0)
    expect(match.rm_so).toBe(-1)
  })

  test('records beyond the groups are -1, and re_nsub counts the groups', () => {
    const preg = new regex_t()
    regcomp(preg, '(a)((b))', REG_EXTENDED)
    expect(preg.re_nsub).toBe(3)
    const matches = Array.from({ length: 6 }, () => new regmatch_t())
    expect(regexec(preg, 'ab', matches)).toBe(0)
    expect(matches.map(({ rm_so }) => rm_so)).toEqual([0, 0, 1, 1, -1, -1])
  })

  test.each([
    ['(a', REG_EPAREN],
    ['[a', REG_EBRACK],
    ['[[:x:]]', REG_ECTYPE],
    ['[z-a]', REG_ERANGE],
    ['a{1', REG_EBRACE],
    ['a{x}', REG_BADBR],
    ['a{2,1}', REG_BADBR],
    ['a{256}', REG_BADBR],
    ['*a', REG_BADRPT],
    ['a|*', REG_BADRPT],
    ['(+)', REG_BADRPT],
    ['a\\', REG_EESCAPE],
    ['(((a{255}){255}){255}){255}', REG_ESPACE],
    ['('.repeat(5000), REG_ESPACE],
  ])('the pattern %s is refused with %d', (pattern, code) => {
    expect(fault(pattern)).toBe(code)
  })

  test('a back-reference to no group is refused', () => {
    expect(fault(String.raw`\(a\)\2`, 0)).toBe(REG_ESUBREG)
    expect(fault(String.raw`\(a\1\)`, 0)).toBe(REG_ESUBREG)
    expect(fault(String.raw`\(a`, 0)).toBe(REG_EPAREN)
    expect(fault(String.raw`a\)`, 0)).toBe(REG_EPAREN)
  })

  test('a pattern that is refused leaves the compiled one', () => {
    const preg = new regex_t()
    regcomp(preg, 'a', REG_EXTENDED)
    expect(regcomp(preg, '(', REG_EXTENDED)).toBe(REG_EPAREN)
    expect(regexec(preg, 'a')).toBe(0)
  })

  test('regfree ends it, and regerror has a text for each number', () => {
    const preg = new regex_t()
    expect(regexec(preg, 'a')).toBe(REG_BADPAT)
    regcomp(preg, 'a', REG_EXTENDED)
    regfree(preg)
    expect(regexec(preg, 'a')).toBe(REG_BADPAT)
    const texts = Array.from({ length: 14 }, (_, code) => regerror(code, preg))
    expect(new Set(texts).size).toBe(14)
    expect(regerror(99)).toBe('unknown error')
    expect(regcomp(null as never, 'a', 0)).toBe(REG_BADPAT)
    expect(regcomp(preg, undefined as never, 0)).toBe(REG_BADPAT)
    expect(regexec(preg, undefined as never)).toBe(REG_BADPAT)
  })

  test('no expression takes for ever', () => {
    const long = 'a'.repeat(5_000)
    expect(spans('(a*)*b', long)).toBe(null)
    expect(spans('(a|aa)+', long)).toBe('0,5000 4998,5000')
    expect(spans('(.*)(.*)(.*)x', long)).toBe(null)
    const preg = new regex_t()
    regcomp(preg, String.raw`\(a*\)*\(a*\)*\1b`, 0)
    expect(regexec(preg, 'a'.repeat(200))).toBe(REG_ESPACE)
  })

  test('finds what the engine of the platform finds, as far as both take the longest', () => {
    const letter = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]')
    const atom = fc.tuple(letter, fc.constantFrom('', '*', '+', '?')).map(([one, two]) => one + two)
    const pattern = fc.array(atom, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[abc]{0,8}$/), (regex, string) => {
        expect(spans(regex, string)?.split(' ')[0] ?? null).toBe(longest(regex, string))
      }),
      { numRuns: 1000 },
    )
  })
})

// The leftmost longest match by trying every part of the string.
function longest(pattern: string, string: string): string | null {
  const whole = new RegExp(`^(?:${pattern})$`, 'su')
  for (let begin = 0; begin <= string.length; begin++)
    for (let end = string.length; end >= begin; end--)
      if (whole.test(string.slice(begin, end))) return `${begin},${end}`
  return null
}
