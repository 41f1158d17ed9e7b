// Hints at names, for a name that is not there.

import { nearest } from '@kos/idl-compiler/text'

const maxListedNames = 8

/** `did you mean Put?`; undefined if the name is like none of them. */
export function meantHint(name: string, names: Iterable<string>): string | undefined {
  const meant = nearest(name, names)
  return meant === null ? undefined : `did you mean ${meant}?`
}

/** `did you mean Put?`, or what there is, as a hint; undefined if there is nothing. */
export function hintOf(
  name: string,
  names: Iterable<string>,
  what: string = 'there are',
): string | undefined {
  const list = [...new Set(names)]
  const meant = meantHint(name, list)
  if (meant !== undefined || list.length === 0) return meant
  const shown = list.slice(0, maxListedNames)
  const rest = list.length - shown.length
  return `${what} ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
