// Locales: "C" is the only one. And texts of errors in a locale or a buffer.

import {
  ABDAY_1,
  ABMON_12,
  AM_STR,
  CODESET,
  CRNCYSTR,
  D_FMT,
  D_T_FMT,
  DAY_7,
  EFAULT,
  EINVAL,
  ENOENT,
  ERANGE,
  LC_ALL,
  LC_ALL_MASK,
  LC_CTYPE,
  LC_GLOBAL_LOCALE,
  LC_TIME_MASK,
  lconv,
  locale_t,
  localeconv,
  MON_1,
  nl_langinfo,
  nl_langinfo_l,
  NOEXPR,
  Out,
  RADIXCHAR,
  setlocale,
  strerror,
  strerror_l,
  strerror_r,
  T_FMT,
  T_FMT_AMPM,
  THOUSEP,
  YESEXPR,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { inProcess } from '../posix-world.ts'

test('setlocale knows "C" in every category, and nothing else', () => {
  for (let category = LC_CTYPE; category <= LC_ALL; category++) {
    const answers = [null, '', 'C', 'POSIX'].map((name) => setlocale(category, name))
    expect(answers).toEqual(['C', 'C', 'C', 'C'])
  }
  const wrong: [number, unknown][] = [
    [LC_ALL, 'de_DE.UTF-8'],
    [-1, 'C'],
    [7, null],
    [NaN, 'C'],
    [LC_ALL, 5],
  ]
  for (const [category, name] of wrong) expect(setlocale(category, name as string)).toBe(null)
})

test('localeconv has a point, and nothing of money', () => {
  const { decimal_point, ...rest } = localeconv()
  expect([localeconv() instanceof lconv, decimal_point]).toEqual([true, '.'])
  expect(new Set(Object.values(rest))).toEqual(new Set(['', 127]))
})

test('nl_langinfo and nl_langinfo_l say what "C" says', () => {
  const expected: [number, string][] = [
    [CODESET, 'UTF-8'],
    [D_T_FMT, '%a %b %e %H:%M:%S %Y'],
    [D_FMT, '%m/%d/%y'],
    [T_FMT, '%H:%M:%S'],
    [T_FMT_AMPM, '%I:%M:%S %p'],
    [AM_STR, 'AM'],
    [ABDAY_1, 'Sun'],
    [DAY_7, 'Saturday'],
    [ABMON_12, 'Dec'],
    [MON_1, 'January'],
    [RADIXCHAR, '.'],
    [THOUSEP, ''],
    [YESEXPR, '^[yY]'],
    [NOEXPR, '^[nN]'],
    [CRNCYSTR, '-'],
    [-1, ''],
    [NaN, ''],
  ]
  for (const [item, text] of expected) {
    expect([item, nl_langinfo(item)]).toEqual([item, text])
    expect(nl_langinfo_l(item, new locale_t())).toBe(text)
  }
})

test('newlocale, duplocale and freelocale', async () => {
  await inProcess((posix) => {
    const made = posix.newlocale(LC_ALL_MASK, 'C', null)
    expect(made).toBeInstanceOf(locale_t)
    expect(posix.newlocale(LC_TIME_MASK, 'POSIX', made)).toBe(made)
    const copy = posix.duplocale(made as locale_t)
    expect([copy instanceof locale_t, copy === made]).toEqual([true, false])
    expect(posix.duplocale(LC_GLOBAL_LOCALE)).toBeInstanceOf(locale_t)
    posix.freelocale(made as locale_t)
    posix.freelocale(null as never)
    expect([posix.duplocale(made as locale_t), posix.errno]).toEqual([null, EINVAL])
    const wrong: [number, unknown, unknown, number][] = [
      [LC_ALL_MASK, 'de', null, ENOENT],
      [1 << 20, 'C', null, EINVAL],
      [NaN, 'C', null, EINVAL],
      [LC_ALL_MASK, null, null, EINVAL],
      [LC_ALL_MASK, 'C', made, EINVAL],
      [LC_ALL_MASK, 'C', {}, EINVAL],
      [LC_ALL_MASK, 'C', LC_GLOBAL_LOCALE, EINVAL],
    ]
    for (const [mask, name, base, errno] of wrong) {
      posix.errno = 0
      expect([posix.newlocale(mask, name as string, base as never), posix.errno]).toEqual([
        null,
        errno,
      ])
    }
  })
})

test('uselocale answers the locale of before', async () => {
  await inProcess((posix) => {
    const made = posix.newlocale(LC_ALL_MASK, 'C') as locale_t
    expect(posix.uselocale(null)).toBe(LC_GLOBAL_LOCALE)
    expect(posix.uselocale(made)).toBe(LC_GLOBAL_LOCALE)
    expect([posix.uselocale({} as never), posix.errno]).toEqual([null, EINVAL])
    expect(posix.uselocale(LC_GLOBAL_LOCALE)).toBe(made)
    expect(posix.uselocale(null)).toBe(LC_GLOBAL_LOCALE)
  })
})

test('strerror_l and strerror_r are strerror', () => {
  expect(strerror_l(ENOENT, new locale_t())).toBe(strerror(ENOENT))
  const text = new Out<string>()
  const length = strerror(ENOENT).length
  expect([strerror_r(ENOENT, text, length + 1), text.value]).toEqual([0, strerror(ENOENT)])
  expect([strerror_r(EINVAL, text, 3), text.value]).toEqual([ERANGE, strerror(ENOENT)])
  expect([strerror_r(9999, text, 100), text.value]).toEqual([EINVAL, strerror(9999)])
  expect(strerror_r(ENOENT, {} as never, 100)).toBe(EFAULT)
  expect(strerror_r(ENOENT, text, NaN)).toBe(ERANGE)
})
