// Locales (locale.h, langinfo.h): there is one, "C", which is "POSIX", too. Text is UTF-8 in it, as
// everywhere here.

import { EINVAL, ENOENT } from '../errno.ts'

/** Categories of a locale. */
export const LC_CTYPE = 0
export const LC_NUMERIC = 1
export const LC_TIME = 2
export const LC_COLLATE = 3
export const LC_MONETARY = 4
export const LC_MESSAGES = 5
export const LC_ALL = 6

/** The same as bits, for `newlocale`. */
export const LC_CTYPE_MASK = 1
export const LC_NUMERIC_MASK = 2
export const LC_TIME_MASK = 4
export const LC_COLLATE_MASK = 8
export const LC_MONETARY_MASK = 16
export const LC_MESSAGES_MASK = 32
export const LC_ALL_MASK = 8127

/** A locale. */
export class locale_t {
  /** Ended by `freelocale`. */
  isFree = false
}

/** The locale of a thread that chose none. */
export const LC_GLOBAL_LOCALE: locale_t = /* @__PURE__ */ Object.freeze(new locale_t())

/** How numbers and sums of money are written (`struct lconv`): those of "C" have a point only. */
export class lconv {
  readonly decimal_point = '.'
  readonly thousands_sep = ''
  readonly grouping = ''
  readonly int_curr_symbol = ''
  readonly currency_symbol = ''
  readonly mon_decimal_point = ''
  readonly mon_thousands_sep = ''
  readonly mon_grouping = ''
  readonly positive_sign = ''
  readonly negative_sign = ''
  /** CHAR_MAX, as all numbers below: not known in this locale. */
  readonly int_frac_digits = 127
  readonly frac_digits = 127
  readonly p_cs_precedes = 127
  readonly p_sep_by_space = 127
  readonly n_cs_precedes = 127
  readonly n_sep_by_space = 127
  readonly p_sign_posn = 127
  readonly n_sign_posn = 127
  readonly int_p_cs_precedes = 127
  readonly int_p_sep_by_space = 127
  readonly int_n_cs_precedes = 127
  readonly int_n_sep_by_space = 127
  readonly int_p_sign_posn = 127
  readonly int_n_sign_posn = 127
}

/** Whether it is a name of the locale; the empty one is that of the environment, the same. */
export function isLocaleName(name: unknown): boolean {
  return name === '' || name === 'C' || name === 'POSIX'
}

/** Whether it is a locale that was not freed. */
export function isLocale(value: unknown): value is locale_t {
  return value instanceof locale_t && !value.isFree
}

/**
 * Sets a category to a locale, or with null says what it is: "C". Null: there is no such locale or
 * category, and nothing changes.
 */
export function setlocale(category: number, locale: string | null): string | null {
  const isCategory = Number.isInteger(category) && category >= LC_CTYPE && category <= LC_ALL
  return isCategory && (locale === null || isLocaleName(locale)) ? 'C' : null
}

/** How numbers are written. */
export function localeconv(): lconv {
  return new lconv()
}

/** A new locale, or a negated error number: EINVAL (no categories, no base), ENOENT (no such one). */
export function newLocale(mask: number, name: unknown, base: unknown): locale_t | number {
  if (!Number.isInteger(mask) || (mask & ~LC_ALL_MASK) !== 0 || typeof name !== 'string')
    return -EINVAL
  if (base !== null && base !== undefined && (!isLocale(base) || base === LC_GLOBAL_LOCALE))
    return -EINVAL
  if (!isLocaleName(name)) return -ENOENT
  return isLocale(base) ? base : new locale_t()
}
