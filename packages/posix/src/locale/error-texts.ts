// Texts of error numbers in a locale or a buffer (string.h): `strerror_l`, `strerror_r`.

import { EFAULT, EINVAL, ERANGE, errnoName, strerror } from '../errno.ts'
import { Out } from '../runtime/out.ts'
import { utf8Of } from '../text/utf8.ts'
import type { locale_t } from './locale.ts'

/** As `strerror`: all locales are "C". */
export function strerror_l(errnum: number, _locale: locale_t): string {
  return strerror(errnum)
}

/**
 * Leaves the text of an error number. 0, or an error number: EFAULT (no place), EINVAL (there is no
 * such error; the text says so), ERANGE (it does not fit into `buflen` bytes with a null byte).
 */
export function strerror_r(errnum: number, strerrbuf: Out<string>, buflen: number): number {
  if (!Out.is(strerrbuf)) return EFAULT
  const text = strerror(errnum)
  if (typeof buflen !== 'number' || !(utf8Of(text).length < buflen)) return ERANGE
  Out.put(strerrbuf, text)
  return errnoName(errnum) === undefined ? EINVAL : 0
}
