// Which cases the command line asks for. A pattern with `*` or `?` must match the whole name, any
// other need only be part of it.

/**
 * Whether a case of this name is asked for: with no patterns every case is, otherwise one that
 * matches any of them.
 */
export type Filter = (name: string) => boolean

/** Makes a filter of the patterns on the command line. */
export function filterOf(patterns: readonly string[]): Filter {
  const matchers = patterns.map(matcherOf)
  return (name) => matchers.length === 0 || matchers.some((matches) => matches(name))
}

function matcherOf(pattern: string): Filter {
  if (!/[*?]/.test(pattern)) return (name) => name.includes(pattern)
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const expression = new RegExp(`^${source}$`)
  return (name) => expression.test(name)
}
