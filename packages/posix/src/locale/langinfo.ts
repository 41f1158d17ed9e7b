// What a locale says (langinfo.h): the items of "C". The values of their names are those of Linux.

import { dayNames, monthNames } from '../time/strftime.ts'
import type { locale_t } from './locale.ts'

export const CODESET = 14
export const RADIXCHAR = 0x10000
export const THOUSEP = 0x10001
export const ABDAY_1 = 0x20000
export const ABDAY_2 = 0x20001
export const ABDAY_3 = 0x20002
export const ABDAY_4 = 0x20003
export const ABDAY_5 = 0x20004
export const ABDAY_6 = 0x20005
export const ABDAY_7 = 0x20006
export const DAY_1 = 0x20007
export const DAY_2 = 0x20008
export const DAY_3 = 0x20009
export const DAY_4 = 0x2000a
export const DAY_5 = 0x2000b
export const DAY_6 = 0x2000c
export const DAY_7 = 0x2000d
export const ABMON_1 = 0x2000e
export const ABMON_2 = 0x2000f
export const ABMON_3 = 0x20010
export const ABMON_4 = 0x20011
export const ABMON_5 = 0x20012
export const ABMON_6 = 0x20013
export const ABMON_7 = 0x20014
export const ABMON_8 = 0x20015
export const ABMON_9 = 0x20016
export const ABMON_10 = 0x20017
export const ABMON_11 = 0x20018
export const ABMON_12 = 0x20019
export const MON_1 = 0x2001a
export const MON_2 = 0x2001b
export const MON_3 = 0x2001c
export const MON_4 = 0x2001d
export const MON_5 = 0x2001e
export const MON_6 = 0x2001f
export const MON_7 = 0x20020
export const MON_8 = 0x20021
export const MON_9 = 0x20022
export const MON_10 = 0x20023
export const MON_11 = 0x20024
export const MON_12 = 0x20025
export const AM_STR = 0x20026
export const PM_STR = 0x20027
export const D_T_FMT = 0x20028
export const D_FMT = 0x20029
export const T_FMT = 0x2002a
export const T_FMT_AMPM = 0x2002b
export const ERA = 0x2002c
export const ERA_D_FMT = 0x2002e
export const ALT_DIGITS = 0x2002f
export const ERA_D_T_FMT = 0x20030
export const ERA_T_FMT = 0x20031
export const CRNCYSTR = 0x4000f
export const YESEXPR = 0x50000
export const NOEXPR = 0x50001

const texts: ReadonlyMap<number, string> = /* @__PURE__ */ new Map([
  [CODESET, 'UTF-8'],
  [RADIXCHAR, '.'],
  [AM_STR, 'AM'],
  [PM_STR, 'PM'],
  [D_T_FMT, '%a %b %e %H:%M:%S %Y'],
  [D_FMT, '%m/%d/%y'],
  [T_FMT, '%H:%M:%S'],
  [T_FMT_AMPM, '%I:%M:%S %p'],
  [CRNCYSTR, '-'],
  [YESEXPR, '^[yY]'],
  [NOEXPR, '^[nN]'],
])

/** What "C" says; empty: nothing, or there is no such item. */
export function nl_langinfo(item: number): string {
  if (!Number.isInteger(item)) return ''
  if (item >= ABDAY_1 && item <= ABDAY_7) return dayNames[item - ABDAY_1]?.slice(0, 3) ?? ''
  if (item >= DAY_1 && item <= DAY_7) return dayNames[item - DAY_1] ?? ''
  if (item >= ABMON_1 && item <= ABMON_12) return monthNames[item - ABMON_1]?.slice(0, 3) ?? ''
  if (item >= MON_1 && item <= MON_12) return monthNames[item - MON_1] ?? ''
  return texts.get(item) ?? ''
}

/** The same: all locales are "C". */
export function nl_langinfo_l(item: number, _locale: locale_t): string {
  return nl_langinfo(item)
}
