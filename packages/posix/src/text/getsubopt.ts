// Suboptions, as those of an option `-o rw,size=4` (stdlib.h).

/** A text that a function moves on in, or sets: what is `char **` in C. */
export interface TextRef<T extends string | null = string> {
  value: T
}

/**
 * Takes the next suboption off the front of `optionp`, and sets `valuep` to what is behind its
 * `=`, null if nothing. The index of its name in `tokens`; -1 for another one, and then `valuep`
 * has the whole suboption.
 */
export function getsubopt(
  optionp: TextRef,
  tokens: readonly string[],
  valuep: TextRef<string | null>,
): number {
  const text = typeof optionp?.value === 'string' ? optionp.value : ''
  const comma = text.indexOf(',')
  const suboption = comma < 0 ? text : text.slice(0, comma)
  const equals = suboption.indexOf('=')
  const index = tokens.indexOf(equals < 0 ? suboption : suboption.slice(0, equals))
  if (optionp != null) optionp.value = comma < 0 ? '' : text.slice(comma + 1)
  if (valuep == null) return index
  if (index < 0) valuep.value = suboption === '' ? null : suboption
  else valuep.value = equals < 0 ? null : suboption.slice(equals + 1)
  return index
}
