// Suboptions, as those of an option `-o rw,size=4` (stdlib.h).

import { Out } from '../out.ts'

/**
 * Takes the next suboption off the front of the text in `optionp`, and sets `valuep` to what is
 * behind its `=`, null if nothing. The index of its name in `tokens`; -1 for another one, and then
 * `valuep` has the whole suboption, null if `optionp` has none.
 */
export function getsubopt(
  optionp: Out<string>,
  tokens: readonly string[],
  valuep: Out<string | null>,
): number {
  const option = Out.take(optionp)
  const text = typeof option === 'string' ? option : ''
  const comma = text.indexOf(',')
  const suboption = comma < 0 ? text : text.slice(0, comma)
  const equals = suboption.indexOf('=')
  const name = equals < 0 ? suboption : suboption.slice(0, equals)
  const index = Array.isArray(tokens) ? tokens.indexOf(name) : -1
  Out.put(optionp, comma < 0 ? '' : text.slice(comma + 1))
  if (index < 0) Out.put(valuep, suboption === '' ? null : suboption)
  else Out.put(valuep, equals < 0 ? null : suboption.slice(equals + 1))
  return index
}
