import { describe, expect, test } from 'vitest'
import { maxCompiledPatterns } from '../../src/limits.ts'
import { EvaluationError, patternFault, regexModel } from '../../src/models/index.ts'
import { objectOf } from './fixture.ts'

const regex = objectOf(regexModel)

function matches(pattern: unknown, text: unknown): unknown {
  return regex.evaluate('match', { text, pattern })
}

describe('Regex.match', () => {
  test('is true if the pattern matches the whole text', () => {
    for (const [pattern, text, expected] of [
      ['^[0-9]*$', '123', true],
      ['[0-9]*', '123', true],
      ['[0-9]*', '', true],
      ['[0-9]*', '12a', false],
      ['[0-9]*', 'a12', false],
      ['yellow', 'red-yellow', false],
      ['.*world$', 'hello world', true],
      ['^hello .*', 'hello world', true],
      ['a|ab', 'ab', true],
      ['ab?|b', 'b', true],
      ['a*?', 'aaa', true],
      ['', '', true],
      ['', 'a', false],
      ['a', 'a\n', false],
      ['a$', 'a\n', false],
      ['.', '\n', false],
      ['.', 'ж', true],
      ['.', '😀', true],
      ['[а-я]+', 'привет', true],
    ] as const)
      expect([pattern, text, matches(pattern, text)]).toEqual([pattern, text, expected])
  })

  test('agrees with a backtracking matcher on small texts', () => {
    const texts = ['', 'a', 'b', 'ab', 'ba', 'aab', 'aba', 'abb', 'bbb', 'aaaa']
    for (const pattern of [
      '(a*)*b',
      'a+b?',
      '(a|b)*a',
      '(ab|a)(b|)',
      '[^a]*',
      'a{1,2}b*',
      '(a|ab)*',
    ])
      for (const text of texts)
        expect(matches(pattern, text)).toBe(new RegExp(`^(?:${pattern})$`).test(text))
  })

  test('can not be evaluated for what is no pattern or no text', () => {
    for (const pattern of ['(', '[', 'a**', '(?=a)', '\\1', undefined, 1])
      expect(() => matches(pattern, 'a')).toThrow(EvaluationError)
    for (const text of [undefined, 1, null, ['a'], Uint8Array.of(97)])
      expect(() => matches('a', text)).toThrow(EvaluationError)
  })

  test('says what is wrong with a pattern', () => {
    expect(patternFault('[a-z]*')).toBeUndefined()
    expect(patternFault('(')).toContain('missing closing )')
  })

  test('of more patterns than are kept is the same', () => {
    const many = objectOf(regexModel)
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index <= maxCompiledPatterns; index++) {
        const text = `x${index}`
        expect(many.evaluate('match', { text, pattern: text })).toBe(true)
        expect(many.evaluate('match', { text: 'x', pattern: text })).toBe(false)
      }
    }
  })
})

describe('Regex.select', () => {
  test('takes the case whose pattern matches the whole text', () => {
    const select = (text: string, pattern: string) => regex.selects('select', { text }, pattern)
    expect(select('red-yellow', 'yellow')).toBe(false)
    expect(select('red-yellow', 'red-yellow')).toBe(true)
    expect(select('hello world', '^hello .*')).toBe(true)
    expect(select('hello world', '.*world$')).toBe(true)
    expect(select('hello world', 'hello')).toBe(false)
  })

  test('can not be evaluated for what is no text or no pattern', () => {
    for (const text of [undefined, 5, null])
      expect(() => regex.evaluate('select', { text })).toThrow(EvaluationError)
    expect(() => regex.selects('select', { text: 'a' }, '(')).toThrow(EvaluationError)
    expect(() => regex.selects('select', { text: 'a' }, 5)).toThrow(EvaluationError)
  })
})

describe('the time that Regex takes', () => {
  const total = 0x100000

  // Time of the processor for 1 MiB, cut into texts of one size. Other load on the machine does not
  // count, and the least of several rounds has the least of the engine's own work in it.
  function leastTime(pattern: string, unit: string, size: number): number {
    const text = unit.repeat(size / unit.length)
    let least = Infinity
    for (let round = 0; round < 7; round++) {
      const start = process.cpuUsage()
      for (let done = 0; done < total; done += size)
        if (matches(pattern, text) !== false) throw new Error('the text is meant not to match')
      const { user, system } = process.cpuUsage(start)
      least = Math.min(least, user + system)
    }
    return least
  }

  test('for each byte of 1 MiB is at most twice that of 1 KiB, whatever the text', () => {
    for (const [pattern, unit] of [
      ['(a*)*b', 'a'],
      ['(a|a)*b', 'a'],
      ['(a|b)*a(a|b){8}c', 'ab'],
    ] as const) {
      const short = leastTime(pattern, unit, 0x400)
      const long = leastTime(pattern, unit, total)
      expect(long / short).toBeLessThan(2)
    }
  })
})
