// Locales of threads: `newlocale`, `duplocale`, `freelocale`, `uselocale` of locale.h. The other
// functions of the locale need no thread: locale/locale.ts, locale/langinfo.ts.

import { EINVAL } from '../errno.ts'
import { isLocale, LC_GLOBAL_LOCALE, locale_t, newLocale } from '../locale/locale.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** Functions of locale.h. */
export interface LocaleApi {
  /**
   * A locale of the name; `base` itself, if it is given. Null with errno: EINVAL (no categories, no
   * string, no base), ENOENT (there is no such locale: only "C" and "POSIX").
   */
  readonly newlocale: (
    category_mask: number,
    locale: string,
    base?: locale_t | null,
  ) => locale_t | null
  /** Another one like it. Null with errno EINVAL: no locale. */
  readonly duplocale: (locobj: locale_t) => locale_t | null
  /** Ends a locale. What is none is left alone. */
  readonly freelocale: (locobj: locale_t) => void
  /**
   * Sets the locale of the calling thread, or with null leaves it. The one before; null with errno
   * EINVAL: no locale.
   */
  readonly uselocale: (newloc: locale_t | null) => locale_t | null
}

class ThreadLocale {
  locale: locale_t = LC_GLOBAL_LOCALE
}

function invalid(thread: PosixThread, errno: number): null {
  thread.fail(errno)
  return null
}

/** Locales of threads. */
export const locale: Family<LocaleApi> = {
  newlocale: (thread) => (mask, name, base) => {
    const made = newLocale(mask, name, base)
    return typeof made === 'number' ? invalid(thread, -made) : made
  },
  duplocale: (thread) => (from) => (isLocale(from) ? new locale_t() : invalid(thread, EINVAL)),
  freelocale: () => (ended) => {
    if (isLocale(ended) && ended !== LC_GLOBAL_LOCALE) ended.isFree = true
  },
  uselocale: (thread) => (chosen) => {
    const own = thread.local(ThreadLocale, () => new ThreadLocale())
    const before = own.locale
    if (chosen === null) return before
    if (!isLocale(chosen)) return invalid(thread, EINVAL)
    own.locale = chosen
    return before
  },
}
