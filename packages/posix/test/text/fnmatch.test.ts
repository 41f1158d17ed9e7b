// Patterns of file names: what each construct matches, what the flags guard, and that no pattern
// takes for ever.

import { FNM_NOESCAPE, FNM_NOMATCH, FNM_PATHNAME, FNM_PERIOD, fnmatch } from '@kos/posix'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const yes = (pattern: string, string: string, flags = 0): void =>
  expect([pattern, string, fnmatch(pattern, string, flags)]).toEqual([pattern, string, 0])
const no = (pattern: string, string: string, flags = 0): void =>
  expect([pattern, string, fnmatch(pattern, string, flags)]).toEqual([pattern, string, FNM_NOMATCH])

describe('fnmatch', () => {
  test('a pattern matches the whole string', () => {
    yes('', '')
    yes('abc', 'abc')
    no('abc', 'abcd')
    no('abc', 'ab')
    no('b', 'abc')
  })

  test('a question mark is one character, also one beyond 16 bits', () => {
    yes('a?c', 'abc')
    no('a?c', 'ac')
    yes('?', '\u{1f600}')
    no('??', '\u{1f600}')
  })

  test('a star is any number of characters', () => {
    yes('*', '')
    yes('a*', 'a')
    yes('*.ts', 'x.test.ts')
    no('*.ts', 'x.tsx')
    yes('a*b*c', 'aXbYbZc')
    no('a*b*c', 'aXc')
    yes('**a', 'ba')
    yes('*?', 'a')
    no('*?', '')
  })

  test('a bracket expression is one of its characters', () => {
    yes('[abc]', 'b')
    no('[abc]', 'd')
    yes('[!abc]', 'd')
    yes('[^abc]', 'd')
    no('[!abc]', 'a')
    yes('[a-f0-9]', '7')
    yes('[[:upper:][:digit:]]', 'Q')
    no('[[:upper:]]', 'q')
    yes('[]x]', ']')
    yes('[!]x]', 'y')
    yes('[a-]', '-')
    yes('[[.-.]-0]', '.')
    yes('[[=a=]]', 'a')
  })

  test('a bracket expression that is none is itself', () => {
    yes('[', '[')
    yes('[abc', '[abc')
    yes('[[:nonsense:]]', '[n]')
    no('[abc', 'a')
  })

  test('a backslash makes the next character plain, unless FNM_NOESCAPE', () => {
    yes(String.raw`\*`, '*')
    no(String.raw`\*`, 'a')
    yes(String.raw`\*`, String.raw`\a`, FNM_NOESCAPE)
    yes(String.raw`a\b`, 'ab')
    no('a\\', 'a\\')
    yes('a\\', 'a\\', FNM_NOESCAPE)
  })

  test('with FNM_PATHNAME a slash is matched by a slash alone', () => {
    yes('*/*', 'a/b', FNM_PATHNAME)
    no('*', 'a/b', FNM_PATHNAME)
    yes('*', 'a/b')
    no('a?b', 'a/b', FNM_PATHNAME)
    yes('a?b', 'a/b')
    no('a[/]b', 'a/b', FNM_PATHNAME)
    yes('a[/]b', 'a[/]b', FNM_PATHNAME)
    yes('a[/]b', 'a/b')
  })

  test('with FNM_PERIOD a leading dot is matched by a dot alone', () => {
    no('*', '.profile', FNM_PERIOD)
    no('?profile', '.profile', FNM_PERIOD)
    no('[.]profile', '.profile', FNM_PERIOD)
    yes('.*', '.profile', FNM_PERIOD)
    yes(String.raw`\.*`, '.profile', FNM_PERIOD)
    yes('*', 'a.b', FNM_PERIOD)
    yes('*/*', 'a/.b', FNM_PERIOD)
    no('*/*', 'a/.b', FNM_PERIOD | FNM_PATHNAME)
  })

  test('takes anything, and answers soon', () => {
    expect(fnmatch(undefined as never, 'a', 0)).toBe(FNM_NOMATCH)
    no(`${'*a'.repeat(50)}b`, 'a'.repeat(10_000))
    no(`*${'[a'.repeat(20_000)}`, 'a'.repeat(20_000))
    no(`*${'[[:a'.repeat(3_000)}]b`, 'a'.repeat(3_000))
  })

  test('agrees with a slow matcher that tries everything', () => {
    const letters = fc.stringMatching(/^[ab*?./]{0,8}$/)
    const strings = fc.stringMatching(/^[ab./]{0,8}$/)
    const flags = fc.constantFrom(0, FNM_PATHNAME, FNM_PERIOD, FNM_PATHNAME | FNM_PERIOD)
    fc.assert(
      fc.property(letters, strings, flags, (pattern, string, flag) => {
        expect(fnmatch(pattern, string, flag)).toBe(
          slow(pattern, string, flag, 0) ? 0 : FNM_NOMATCH,
        )
      }),
      { numRuns: 2000 },
    )
  })
})

function slow(pattern: string, string: string, flags: number, at: number): boolean {
  if (pattern === '') return at === string.length
  const isDot =
    (flags & FNM_PERIOD) !== 0 &&
    string[at] === '.' &&
    (at === 0 || ((flags & FNM_PATHNAME) !== 0 && string[at - 1] === '/'))
  const isGuarded = isDot || ((flags & FNM_PATHNAME) !== 0 && string[at] === '/')
  const rest = pattern.slice(1)
  if (pattern[0] === '*')
    return (
      (!isDot && slow(rest, string, flags, at)) ||
      (at < string.length && !isGuarded && slow(pattern, string, flags, at + 1))
    )
  if (at >= string.length) return false
  if (pattern[0] === '?') return !isGuarded && slow(rest, string, flags, at + 1)
  return pattern[0] === string[at] && slow(rest, string, flags, at + 1)
}
