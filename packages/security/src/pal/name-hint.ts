// Hints at names, for a name that is not there.

import { nearest } from '@kos/idl/nearest'

/** Most names that a hint lists. */
const maxListedNames = 8

/** The hint `did you mean x?`, or a list of the names; none if there are no names. */
export function hintOfNames(name: string, names: Iterable<string>): { readonly hint?: string } {
  const list = [...new Set(names)]
  const meant = nearest(name, list)
  if (meant !== null) return { hint: `did you mean ${meant}?` }
  if (list.length === 0) return {}
  const shown = list.slice(0, maxListedNames)
  if (list.length > shown.length) shown.push('and others')
  return { hint: `there ${list.length === 1 ? 'is' : 'are'}: ${shown.join(', ')}` }
}
