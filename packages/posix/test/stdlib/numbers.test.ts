// Numbers in text: thousands of texts as a C library reads them, and each rule by itself.

import {
  atof,
  atoi,
  atol,
  atoll,
  EFAULT,
  EINVAL,
  ERANGE,
  sprintf,
  strtod,
  strtof,
  strtol,
  strtold,
  strtoll,
  strtoul,
  strtoull,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { hashLines } from '../random-cases.ts'
import { floatTexts, integerTexts } from './number-cases.ts'

// Printed by number-cases.c, with glibc 2.36 on x86-64.
const integerHashes = { strtol: 4198790653, strtoul: 3790731759 }
const floatHashes = {
  strtod: { decimal: 1087705613, hexadecimal: 2858973075, tie: 3879612566 },
  strtof: { decimal: 1686385501, hexadecimal: 3899304895, tie: 1312189757 },
}

const isRange = (errno: number): number => (errno === ERANGE ? 1 : 0)

describe('as a C library', () => {
  test.each([
    ['strtol', strtol],
    ['strtoul', strtoul],
  ] as const)('%s reads 4000 texts', (name, read) => {
    const lines = integerTexts().map(({ text, base }) => {
      const { value, end, errno } = read(text, base)
      return `${value} ${end} ${isRange(errno)}`
    })
    expect(hashLines(lines)).toBe(integerHashes[name])
  })

  for (const kind of ['decimal', 'hexadecimal', 'tie'] as const)
    test.each([
      ['strtod', strtod],
      ['strtof', strtof],
    ] as const)(`%s reads 3000 texts: ${kind}`, (name, read) => {
      const lines = floatTexts(kind).map((text) => {
        const { value, end, errno } = read(text)
        return sprintf('%.17g %d %d', value, end, isRange(errno))
      })
      expect(hashLines(lines)).toBe(floatHashes[name][kind])
    })
})

describe('integers', () => {
  test('end where their digits end', () => {
    expect(strtol(' \t-42abc', 10)).toEqual({ value: -42n, end: 5, errno: 0 })
    expect(strtol('0x1fz', 0)).toEqual({ value: 31n, end: 4, errno: 0 })
    expect(strtol('0xg', 16)).toEqual({ value: 0n, end: 1, errno: 0 })
    expect(strtol('0779', 0)).toEqual({ value: 0o77n, end: 3, errno: 0 })
    expect(strtol('zz', 36)).toEqual({ value: 1295n, end: 2, errno: 0 })
    expect(strtol('1012', 2)).toEqual({ value: 5n, end: 3, errno: 0 })
  })

  test('that are no numbers are EINVAL, and end at 0', () => {
    for (const text of ['', ' ', '-', '+ 1', 'x', ' --1'])
      expect(strtol(text, 10)).toEqual({ value: 0n, end: 0, errno: EINVAL })
    for (const base of [1, 37, -1, 2.5, NaN, '10', null])
      expect(strtoul('1', base as never)).toEqual({ value: 0n, end: 0, errno: EINVAL })
    expect(strtoll(7 as never, 10)).toEqual({ value: 0n, end: 0, errno: EFAULT })
  })

  test('have their limits, and one past them is ERANGE', () => {
    const most = 2n ** 63n - 1n
    expect(strtoll(`${most}`, 10)).toEqual({ value: most, end: 19, errno: 0 })
    expect(strtoll(`${most + 1n}`, 10)).toEqual({ value: most, end: 19, errno: ERANGE })
    expect(strtoll(`${-most - 1n}`, 10)).toEqual({ value: -most - 1n, end: 20, errno: 0 })
    expect(strtoll(`${-most - 2n}`, 10)).toEqual({ value: -most - 1n, end: 20, errno: ERANGE })
    const all = 2n ** 64n - 1n
    expect(strtoull(`${all}`, 10)).toEqual({ value: all, end: 20, errno: 0 })
    expect(strtoull(`${all + 1n}`, 10)).toEqual({ value: all, end: 20, errno: ERANGE })
    expect(strtoull(`-1`, 10)).toEqual({ value: all, end: 2, errno: 0 })
    expect(strtol(`1${'0'.repeat(100_000)}`, 10)).toEqual({
      value: most,
      end: 100_001,
      errno: ERANGE,
    })
    expect(strtol(`${'0'.repeat(100_000)}1`, 10).value).toBe(1n)
  })

  test('atoi, atol and atoll read decimals', () => {
    expect([atoi(' -42x'), atoi('x'), atoi('4294967297')]).toEqual([-42, 0, 1])
    expect([atol(' -42x'), atol('x')]).toEqual([-42n, 0n])
    expect([atoll('9007199254740993'), atoll('')]).toEqual([9007199254740993n, 0n])
    expect([atoi(null as never), atol(1 as never)]).toEqual([0, 0n])
  })
})

describe('floating-point numbers', () => {
  test('end where their notation ends', () => {
    expect(strtod(' -1.5e2x')).toEqual({ value: -150, end: 7, errno: 0 })
    expect(strtod('1e')).toEqual({ value: 1, end: 1, errno: 0 })
    expect(strtod('1e+')).toEqual({ value: 1, end: 1, errno: 0 })
    expect(strtod('.5.')).toEqual({ value: 0.5, end: 2, errno: 0 })
    expect(strtod('5.')).toEqual({ value: 5, end: 2, errno: 0 })
    expect(strtod('0x1.8p1')).toEqual({ value: 3, end: 7, errno: 0 })
    expect(strtod('0x.p1')).toEqual({ value: 0, end: 1, errno: 0 })
    expect(strtod('-0')).toEqual({ value: -0, end: 2, errno: 0 })
  })

  test('may be infinite or none', () => {
    expect(strtod('infinit')).toEqual({ value: Infinity, end: 3, errno: 0 })
    expect(strtod('-INFINITY')).toEqual({ value: -Infinity, end: 9, errno: 0 })
    expect(strtod('nan(x_1)z')).toEqual({ value: NaN, end: 8, errno: 0 })
    expect(strtod('nan(x')).toEqual({ value: NaN, end: 3, errno: 0 })
  })

  test('that are no numbers are EINVAL, and end at 0', () => {
    for (const text of ['', ' ', '.', '-', '-.e1', 'x', 'in', 'na'])
      expect(strtod(text)).toEqual({ value: 0, end: 0, errno: EINVAL })
    expect(strtof(null as never)).toEqual({ value: 0, end: 0, errno: EFAULT })
  })

  test('that are too large or too small are ERANGE', () => {
    expect(strtod('1e309')).toEqual({ value: Infinity, end: 5, errno: ERANGE })
    expect(strtod('-1e999999999999999999999')).toMatchObject({ value: -Infinity, errno: ERANGE })
    expect(strtod('1e-400')).toEqual({ value: 0, end: 6, errno: ERANGE })
    expect(strtod('1e-999999999999999999999')).toMatchObject({ value: 0, errno: ERANGE })
    expect(strtod('0e999999999999999999999')).toMatchObject({ value: 0, errno: 0 })
    expect(strtod('4.9e-324')).toEqual({ value: 5e-324, end: 8, errno: ERANGE })
    expect(strtod('0x1p-1074')).toEqual({ value: 5e-324, end: 9, errno: 0 })
    expect(strtod('2.2250738585072014e-308')).toMatchObject({ errno: 0 })
    expect(strtof('3.5e38')).toEqual({ value: Infinity, end: 6, errno: ERANGE })
    expect(strtof('1e-45')).toEqual({ value: 2 ** -149, end: 5, errno: ERANGE })
  })

  test('of a float are rounded once', () => {
    // The nearest double is half way between two floats, and the text is above it.
    const text = `${1 + 2 ** -24}0000000000000000000001`
    expect(strtof(text).value).toBe(1 + 2 ** -23)
    expect(Math.fround(Number(text))).toBe(1)
  })

  test('strtold reads a double, atof no end', () => {
    expect(strtold('0.1')).toEqual({ value: 0.1, end: 3, errno: 0 })
    expect([atof(' 1.5x'), atof('x'), atof(1 as never)]).toEqual([1.5, 0, 0])
  })

  test('may be long', () => {
    expect(strtod(`0.${'0'.repeat(100_000)}1e100001`).value).toBe(1)
    expect(strtod(`0x${'f'.repeat(100_000)}p-400000`).value).toBe(1)
    expect(strtod('9'.repeat(100_000))).toMatchObject({ value: Infinity, end: 100_000 })
  })
})
