// Hints at the names there are, for a name that is none of them.

import { nearest } from '@kos/idl-compiler/text'

const maxListedNames = 8

/** `did you mean Server?`, or which names there are; undefined if there are none. */
export function nameHint(name: string, names: Iterable<string>): string | undefined {
  const list = [...new Set(names)]
  const meant = nearest(name, list) ?? list.find((each) => each.endsWith(`.${name}`)) ?? null
  if (meant !== null) return `did you mean ${meant}?`
  if (list.length === 0) return undefined
  return `there ${list.length === 1 ? 'is' : 'are'} ${listed(list)}`
}

/** Names with commas; the last of many are counted. */
export function listed(names: readonly string[]): string {
  const rest = names.length - maxListedNames
  return `${names.slice(0, maxListedNames).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
