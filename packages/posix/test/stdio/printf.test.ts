// `sprintf` and its kin: thousands of cases as a C library formats them, and each rule by itself.

import {
  EFAULT,
  EILSEQ,
  EINVAL,
  ENOMEM,
  snprintf,
  sprintf,
  vsnprintf,
  vsprintf,
  Out,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { hashLines } from '../random-cases.ts'
import { doubleCases, integerCases } from './printf-cases.ts'

// Printed by printf-cases.c, with glibc 2.36 on x86-64.
const hashes: Readonly<Record<string, number>> = {
  e: 1181800677,
  E: 2236987045,
  f: 3523622368,
  F: 3523622368,
  g: 1839881426,
  G: 4217097938,
  a: 235459703,
  A: 1329010583,
  d: 173218591,
  i: 173218591,
  u: 2859962610,
  x: 543863310,
  X: 3984755470,
  o: 3640644226,
}

describe('as a C library', () => {
  test.each('eEfFgGaA'.split(''))('conversion %s formats 3000 doubles', (conversion) => {
    const lines = doubleCases(conversion).map(({ format, value }) => sprintf(format, value))
    expect(hashLines(lines)).toBe(hashes[conversion])
  })

  test.each('diuxXo'.split(''))(
    'conversion %s formats 3000 integers of all lengths',
    (conversion) => {
      const lines = integerCases(conversion).map(({ format, value }) => sprintf(format, value))
      expect(hashLines(lines)).toBe(hashes[conversion])
    },
  )
})

/** What each call answers, beside it. */
function answers(
  ...cases: readonly (readonly [text: string, format: string, ...unknown[]])[]
): void {
  for (const [text, format, ...args] of cases)
    expect([format, sprintf(format, ...args)]).toEqual([format, text])
}

describe('integers', () => {
  test('have flags, a width and a precision', () => {
    answers(
      ['   42|42   |00042|+42| 42', '%5d|%-5d|%05d|%+d|% d', 42, 42, 42, 42, 42],
      ['-0042|  007|+007 ', '%05d|%5.3d|%-+5.3d', -42, 7, 7],
      ['||0', '%.0d|%.d|%d', 0, 0, 0],
      ['  007', '%05.3d', 7],
      ['1234567', "%'d", 1234567],
    )
  })

  test('have prefixes with #', () => {
    answers(
      ['0xff 0XFF 017 0 0 0', '%#x %#X %#o %#o %#x %#.0o', 255, 255, 15, 0, 0, 0],
      ['0x00ff|  0xff', '%#06x|%#6x', 255, 255],
    )
  })

  test('wrap as the type of their length', () => {
    answers(
      ['-1 255 -1 65535', '%hhd %hhu %hd %hu', 255, -1, 65535, -1],
      ['-2147483648 4294967295', '%d %u', 2147483648, -1],
      ['-9223372036854775808', '%ld', 9223372036854775808n],
      ['18446744073709551615 ffffffffffffffff', '%lu %llx', -1, -1n],
      ['9007199254740993', '%jd', 9007199254740993n],
      ['1 2 3', '%zu %td %Ld', 1, 2, 3],
    )
  })
})

describe('floating-point numbers', () => {
  test('are rounded half to even on their exact value', () => {
    answers(
      ['0 2 2 4 -0', '%.0f %.0f %.0f %.0f %.0f', 0.5, 1.5, 2.5, 3.5, -0.5],
      ['0.12 0.2 0.3 2.67', '%.2f %.1f %.1f %.2f', 0.125, 0.25, 0.35, 2.675],
      ['1.2e+00 1.4e+00 1.24e+04 1.22e+04', '%.1e %.1e %.2e %.2e', 1.25, 1.35, 12350, 12250],
      ['1e+16 1.8e+19', '%.0e %.1e', 15000000000000000 - 5e15, 2 ** 64],
    )
  })

  test('have as many digits as are asked for', () => {
    expect(sprintf('%.60f', 0.1)).toBe(
      '0.100000000000000005551115123125782702118158340454101562500000',
    )
    expect(sprintf('%.0f', 2 ** 100)).toBe('1267650600228229401496703205376')
    expect(sprintf('%.1100f', Number.MIN_VALUE)).toMatch(
      /^0\.0{323}494065645841246544.*25{1}0{26}$/,
    )
    expect(sprintf('%.1200e', 1)).toBe(`1.${'0'.repeat(1200)}e+00`)
    expect(sprintf('%.120e', 0)).toBe(`0.${'0'.repeat(120)}e+00`)
    expect(sprintf('%.110e', 0.1)).toMatch(/^1\.0000000000000000555111512312578270.*0e-01$/)
    expect(sprintf('%.101e', 9.5e22)).toMatch(/^9\.4999999999999993708544(0{79})e\+22$/)
  })

  test('%g takes the shorter notation, and drops zeros but for #', () => {
    answers(
      ['0.0001 1e-05 123456 1.23457e+06', '%g %g %g %g', 1e-4, 1e-5, 123456, 1234567],
      ['1.00000 1 100. 0', '%#g %.0g %#.3g %g', 1, 1, 100, 0],
      ['1E+10 0.5', '%G %.3g', 1e10, 0.5],
    )
  })

  test('%a is exact', () => {
    answers(
      ['0x1p+0 0x1.8p+1 -0x1.999999999999ap-4 0x0p+0', '%a %a %a %a', 1, 3, -0.1, 0],
      ['0X1.ABP+7 0x2p+0 0x1.8p+1 0x1.p+0', '%A %.0a %.1a %#.0a', 213.5, 1.5, 3, 1],
      ['0x0.0000000000001p-1022 0x1.fffffffffffffp+1023', '%a %a', 5e-324, Number.MAX_VALUE],
      ['0x0001p+0', '%09a', 1],
    )
  })

  test('may be infinite or none: zeros pad only numbers', () => {
    answers(
      ['inf -inf nan INF NAN', '%f %e %g %F %A', Infinity, -Infinity, NaN, Infinity, NaN],
      ['  inf|+inf| nan|-0.00', '%05f|%+f|% f|%.2f', Infinity, Infinity, NaN, -0],
    )
  })

  test('long double is a double', () => {
    answers(['1.50 1.5 0x1.8p+0', '%.2Lf %lg %La', 1.5, 1.5, 1.5])
  })
})

describe('text', () => {
  test('has a width and a precision in bytes, and no character is cut', () => {
    answers(
      ['  abc|abc  |ab', '%5s|%-5s|%.2s', 'abc', 'abc', 'abc'],
      [' äö|ä|ä', '%5s|%.2s|%.3s', 'äö', 'äö', 'äö'],
      ['|€|𝄞', '%.2s|%.3s|%.4s', '€uro', '€uro', '𝄞'],
      ['ab|', '%ls|%S', 'ab', ''],
    )
  })

  test('may be in a buffer, up to a null byte', () => {
    const bytes = Uint8Array.of(0x61, 0xc3, 0xa4, 0x62, 0, 0x63)
    answers(['aäb|a|aä', '%s|%.1s|%.3s', bytes, bytes, bytes])
  })

  test('that is null is told', () => {
    answers(['(null)||(nil)', '%s|%.3s|%p', null, null, null])
  })

  test('%c is a byte, or a character of a string', () => {
    answers(
      ['A|  A|A  |é|B', '%c|%3c|%-3c|%c|%c', 65, 65, 65, 'é', 0x142],
      ['é€𝄞|𝄞', '%lc%C%lc|%c', 0xe9, 0x20ac, 0x1d11e, '𝄞'],
    )
    expect(sprintf('%c', 0xe9)).toBe('\udce9')
    expect(sprintf('%c%c', 0xc3, 0xa9)).toBe('\udcc3\udca9')
  })

  test('%p is a number in hexadecimal', () => {
    answers(['0xff|      0xff|0xffffffffffffffff', '%p|%10p|%p', 255, 255, -1n])
  })

  test('%% is a percent sign', () => {
    answers(['100%', '%d%%', 100], ['%', '%%'], ['plain', 'plain'], ['', ''])
  })
})

describe('arguments', () => {
  test('may be chosen by position', () => {
    answers(
      ['b a b', '%2$s %1$s %2$s', 'a', 'b'],
      ['   42|42  ', '%1$*2$d|%1$*3$d', 42, 5, -4],
      ['1.50', '%2$.*1$f', 2, 1.5],
    )
  })

  test('may be widths and precisions', () => {
    answers(
      ['   42|42   |1.50|1.500000', '%*d|%*d|%.*f|%.*f', 5, 42, -5, 42, 2, 1.5, -1, 1.5],
      ['  007', '%*.*d', 5, 3, 7],
    )
  })

  test('%n stores how many bytes there are so far', () => {
    const count = new Out(0)
    const long = new Out(0n)
    const byte = new Out(0)
    expect(sprintf('äb%n%200d%ln%hhn', count, 1, long, byte)).toHaveLength(202)
    expect([count.value, long.value, byte.value]).toEqual([3, 203n, -53])
  })
})

describe('what cannot be formatted', () => {
  test('stands in the text', () => {
    answers(
      ['%!d(missing)', '%d'],
      ['%!d(string) %!5.2f(bigint) %!s(1) %!x(1.5)', '%d %5.2f %s %x', 'x', 1n, 1, 1.5],
      ['%!y(conversion) a', '%y %s', 'a'],
      ['%!(conversion)', '%'],
      ['%!5%(conversion)', '%5%'],
      ['%!n(missing) %!c(string)', '%n %c', undefined, 'ab'],
      ['a %!s(missing)', '%1$s %s', 'a'],
      ['%!*(width)d', '%*d', 'x', 1],
    )
  })

  test('is told by snprintf', () => {
    const errno = (format: string, ...args: unknown[]) => {
      const { length, errno } = snprintf(100, format, ...args)
      return [length, errno]
    }
    expect(errno('%d', 'x')).toEqual([-1, EINVAL])
    expect(errno('%d')).toEqual([-1, EINVAL])
    expect(errno('%d', NaN)).toEqual([-1, EINVAL])
    expect(errno('%d', 1.5)).toEqual([-1, EINVAL])
    expect(errno('%f', 1n)).toEqual([-1, EINVAL])
    expect(errno('%k', 1)).toEqual([-1, EINVAL])
    expect(errno('%1$d %d', 1)).toEqual([-1, EINVAL])
    expect(errno('%lc', 0xd800)).toEqual([-1, EILSEQ])
    expect(errno('%C', 0x110000)).toEqual([-1, EILSEQ])
    expect(errno('%n', null)).toEqual([-1, EFAULT])
    expect(errno('%n', { value: 0 })).toEqual([-1, EFAULT])
    expect(errno('%67108865d', 1)).toEqual([-1, ENOMEM])
    expect(errno('%.67108865f', 1)).toEqual([-1, ENOMEM])
    expect(errno('%99999999999999999999d', 1)).toEqual([-1, ENOMEM])
    expect(errno('%60000000d%60000000d', 1, 1)).toEqual([-1, ENOMEM])
    expect(errno(7 as never)).toEqual([-1, EFAULT])
  })
})

test('snprintf cuts the text to its room, and tells how long it is', () => {
  expect(snprintf(4, '%s', 'abcdef')).toEqual({ text: 'abc', length: 6, errno: 0 })
  expect(snprintf(0, '%d', 1234)).toEqual({ text: '', length: 4, errno: 0 })
  expect(snprintf(1, '%d', 1234)).toEqual({ text: '', length: 4, errno: 0 })
  expect(snprintf(4, 'abä')).toEqual({ text: 'ab', length: 4, errno: 0 })
  for (const n of [-1, 1.5, NaN, 2 ** 53, 1n, '4', null])
    expect(snprintf(n as never, '%d', 1)).toEqual({ text: '', length: -1, errno: EINVAL })
  expect(snprintf(100, '%s', '€')).toEqual({ text: '€', length: 3, errno: 0 })
})

test('vsprintf and vsnprintf take the arguments as an array', () => {
  expect(vsprintf('%s %d', ['a', 1])).toBe('a 1')
  expect(vsnprintf(3, '%s %d', ['a', 1])).toEqual({ text: 'a ', length: 3, errno: 0 })
  expect(vsprintf('%d', null as never)).toBe('')
  expect(vsnprintf(3, '%d', null as never)).toEqual({ text: '', length: -1, errno: EFAULT })
})

test('no format and no argument makes it throw', () => {
  const things = [undefined, null, 1, 1n, '', 'x', {}, [], Symbol('s'), () => {}, NaN, true]
  for (const conversion of 'diouxXcsCSpneEfFgGaAm%y$*.')
    for (const thing of things) {
      expect(typeof sprintf(`%${conversion}`, thing)).toBe('string')
      expect(typeof sprintf(`%*.*ll${conversion}`, thing, thing, thing)).toBe('string')
      expect(typeof sprintf(thing as never, thing)).toBe('string')
      expect(typeof snprintf(thing as never, '%s', 'a').text).toBe('string')
    }
})
