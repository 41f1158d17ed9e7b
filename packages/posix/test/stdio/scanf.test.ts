// `sscanf` and `vsscanf`: every conversion, where it ends, and what is left.

import { type ScanPointer, sprintf, sscanf, vsscanf } from '@kos/posix'
import { describe, expect, test } from 'vitest'

/** What a scan answers and stores; what got nothing is missing. */
function scan(text: string, format: string, pointers = 6): unknown[] {
  const none = {} as never
  const out = Array.from({ length: pointers }, (): ScanPointer => ({ value: none }))
  const answer = sscanf(text, format, ...out)
  return [answer, ...out.map(({ value }) => value).filter((value) => value !== none)]
}

describe('integers', () => {
  test('are read in their base, with a sign, behind white space', () => {
    expect(scan(' 12 -7 +5', '%d%d%d')).toEqual([3, 12, -7, 5])
    expect(scan('12,0x1F 077 99', '%d,%i%i%i')).toEqual([4, 12, 31, 63, 99])
    expect(scan('ff 0xFF 17', '%x%X%o')).toEqual([3, 255, 255, 15])
    expect(scan('-1 4294967295', '%u%u')).toEqual([2, 4294967295, 4294967295])
    expect(scan('08', '%i%d')).toEqual([2, 0, 8])
  })

  test('have a width', () => {
    expect(scan('123456', '%2d%3d%d')).toEqual([3, 12, 345, 6])
    expect(scan('-12', '%2d%d')).toEqual([2, -1, 2])
    expect(scan('0x12', '%1i%d')).toEqual([1, 0])
    expect(scan('0x12', '%3x%d')).toEqual([2, 1, 2])
  })

  test('wrap as their type, and a long is a bigint', () => {
    expect(scan('300 70000 4294967295', '%hhd%hd%d')).toEqual([3, 44, 4464, -1])
    expect(scan('-1 -1', '%hhu%hu')).toEqual([2, 255, 65535])
    expect(scan('1 2 3 4 5', '%ld%lld%jd%zu%td')).toEqual([5, 1n, 2n, 3n, 4n, 5n])
    expect(scan('99999999999999999999 -99999999999999999999', '%ld%ld')).toEqual([
      2,
      2n ** 63n - 1n,
      -(2n ** 63n),
    ])
    expect(scan('99999999999999999999', '%lu')).toEqual([1, 2n ** 64n - 1n])
    expect(scan('9'.repeat(100_000), '%d')).toEqual([1, -1])
  })

  test('fail to match where no digit comes, and that is not read', () => {
    expect(scan('x', '%d')).toEqual([0])
    expect(scan('-x', '%d%c')).toEqual([0])
    expect(scan('0xz', '%x')).toEqual([0])
    expect(scan('1 x', '%d%d')).toEqual([1, 1])
  })
})

describe('floating-point numbers', () => {
  test('are read in every notation', () => {
    expect(scan('1.5 -2e3 .5 0x1.8p1', '%lf%lf%lf%lf')).toEqual([4, 1.5, -2000, 0.5, 3])
    expect(scan('inf -INFINITY nan nan(ab_1)', '%lf%le%lg%la')).toEqual([
      4,
      Infinity,
      -Infinity,
      NaN,
      NaN,
    ])
    expect(scan('1. 5', '%lf%lf')).toEqual([2, 1, 5])
  })

  test('are floats without a modifier', () => {
    expect(scan('0.1 0.1 0.1', '%f%lf%Lf')).toEqual([3, Math.fround(0.1), 0.1, 0.1])
    expect(scan('1 2 3 4 5 6', '%E%F%G%A%a%e')).toEqual([6, 1, 2, 3, 4, 5, 6])
  })

  test('that are cut do not match', () => {
    for (const text of [
      '1e',
      '100ergs',
      '1e+',
      '.',
      '-',
      '0x',
      '0xp1',
      'infin',
      'na',
      'nan(x',
      'x',
    ])
      expect([text, ...scan(text, '%lf%s')]).toEqual([text, 0])
    expect(scan('infx', '%lf%c')).toEqual([2, Infinity, 'x'])
    expect(scan('1.25', '%3lf%d')).toEqual([2, 1.2, 5])
  })
})

describe('text', () => {
  test('%s ends at white space or its width', () => {
    expect(scan('  ab cd', '%s%s')).toEqual([2, 'ab', 'cd'])
    expect(scan('abcdef', '%2s%3s%s')).toEqual([3, 'ab', 'cde', 'f'])
    expect(scan('äb€', '%s')).toEqual([1, 'äb€'])
    expect(scan('ab', '%ms%mc')).toEqual([1, 'ab'])
    expect(scan('ab cd', '%ls%S')).toEqual([2, 'ab', 'cd'])
  })

  test('widths count bytes, and a character that was cut is whole when it is put together', () => {
    const head = { value: '' }
    const tail = { value: '' }
    expect(sscanf('äb', '%1s%s', head, tail)).toBe(2)
    expect([head.value, tail.value]).toEqual(['\udcc3', '\udca4b'])
    const again = { value: '' }
    expect(sscanf(head.value + tail.value, '%s', again)).toBe(1)
    expect(again.value).toBe('äb')
  })

  test('%c takes exactly as many bytes as it says, white space, too', () => {
    expect(scan(' a', '%c%c')).toEqual([2, ' ', 'a'])
    expect(scan('abcd', '%3c%c')).toEqual([2, 'abc', 'd'])
    expect(scan('ab', '%3c')).toEqual([-1])
    expect(scan('1ab', '%d%3c')).toEqual([1, 1])
    expect(scan('  a', ' %c')).toEqual([1, 'a'])
  })

  test('%lc and %C take characters', () => {
    expect(scan('ä€𝄞b', '%lc%C%2lc')).toEqual([3, 'ä', '€', '𝄞b'])
    expect(scan('\udcff', '%lc')).toEqual([-1])
    expect(scan('\udcc3', '%lc')).toEqual([-1])
    expect(scan('\udcc3a', '%lc')).toEqual([-1])
  })

  test('%[ takes what is in the set', () => {
    expect(scan('abc123', '%[a-z]%[0-9]')).toEqual([2, 'abc', '123'])
    expect(scan('key=val', '%[^=]=%s')).toEqual([2, 'key', 'val'])
    expect(scan(']a-', '%[]a-]')).toEqual([1, ']a-'])
    expect(scan('ab]', '%[^]]%c')).toEqual([2, 'ab', ']'])
    expect(scan('a-z', '%[-a]%[z-]')).toEqual([2, 'a-', 'z'])
    expect(scan(' a', '%[a]')).toEqual([0])
    expect(scan('abcd', '%2[a-z]%[a-z]')).toEqual([2, 'ab', 'cd'])
    expect(scan('ää', '%[ä]')).toEqual([1, 'ää'])
    expect(scan('^a', '%[a^]')).toEqual([1, '^a'])
    expect(scan('ba', '%[z-a]')).toEqual([0])
  })
})

describe('the rest of a format', () => {
  test('matches: white space any, all else itself', () => {
    expect(scan('a  b1', 'a b%d')).toEqual([1, 1])
    expect(scan('ab1', 'a b%d')).toEqual([1, 1])
    expect(scan('ax1', 'ab%d')).toEqual([0])
    expect(scan('5 %6', '%d%%%d')).toEqual([2, 5, 6])
    expect(scan('ä5', 'ä%d')).toEqual([1, 5])
  })

  test('%* converts, and stores nothing', () => {
    expect(scan('1 2 3', '%*d%d%*s')).toEqual([1, 2])
    expect(scan('abc1', '%*[a-z]%d')).toEqual([1, 1])
    expect(scan('1', '%*d%d')).toEqual([0])
  })

  test('%n stores how much was read, and is no conversion', () => {
    expect(scan('12 ab', '%d%n%s%ln')).toEqual([2, 12, 2, 'ab', 5n])
    expect(scan('', '%n')).toEqual([0, 0])
    expect(scan('ä', '%s%hhn')).toEqual([1, 'ä', 2])
  })

  test('%p reads what printf writes', () => {
    expect(scan('0xff (nil) ff', '%p%p%p')).toEqual([3, 255n, 0n, 255n])
    expect(scan(sprintf('%p', null), '%p')).toEqual([1, 0n])
    expect(scan('(nix', '%p')).toEqual([0])
  })

  test('names pointers by position', () => {
    expect(scan('1 2', '%2$d%1$d', 2)).toEqual([2, 2, 1])
  })
})

describe('the end of the input', () => {
  test('before the first conversion is -1, after it what was stored', () => {
    expect(scan('', '%d')).toEqual([-1])
    expect(scan('   ', '%d')).toEqual([-1])
    expect(scan('', 'a%d')).toEqual([-1])
    expect(scan('a', 'a%c')).toEqual([-1])
    expect(scan('', '')).toEqual([0])
    expect(scan('', ' ')).toEqual([0])
    expect(scan('1', '%d%d')).toEqual([1, 1])
    expect(scan('1', '%dx')).toEqual([1, 1])
    expect(scan('x', '%d')).toEqual([0])
  })
})

describe('a format that is wrong', () => {
  test('reads and stores nothing', () => {
    for (const format of [
      '%',
      '%y',
      '%d%',
      '%d%[a',
      '%0d',
      '%d%*n',
      '%md',
      '%1$d%d',
      '%1$*d',
      '%[',
      '%[]',
    ])
      expect([format, ...scan('1 2', format)]).toEqual([format, -1])
    expect(scan('1 2', '%d%d', 1)).toEqual([-1])
    expect(scan('1 2', '%3$d', 2)).toEqual([-1])
    expect(scan('1 2', '%99999999999c', 2)).toEqual([-1])
  })

  test('nothing that is passed makes it throw', () => {
    for (const thing of [undefined, null, 1, 'x', Symbol('s'), () => {}])
      expect(sscanf('1 2', '%*d%d', thing as never)).toBe(-1)
    for (const thing of [undefined, null, 1, 1n, {}, [], Symbol('s')]) {
      expect(sscanf(thing as never, '%d', { value: 0 })).toBe(-1)
      expect(sscanf('1', thing as never, { value: 0 })).toBe(-1)
    }
    expect(vsscanf('1', '%d', null as never)).toBe(-1)
    expect(sscanf('1', '%d', Object.freeze({ value: 0 }))).toBe(-1)
    const throwing = {
      get value(): number {
        return 0
      },
      set value(_value: number) {
        throw new Error('no')
      },
    }
    expect(sscanf('1', '%d', throwing)).toBe(-1)
  })
})

test('vsscanf takes the pointers as an array', () => {
  const pointer = { value: 0 }
  expect(vsscanf('7', '%d', [pointer])).toBe(1)
  expect(pointer.value).toBe(7)
})
