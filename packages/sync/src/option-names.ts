// What options an object or an operation has. A name that is no option is an error: a misspelt
// `timeout` would wait for ever, and nobody would see why.

import { didYouMean } from '@kos/retcode/nearest'

/** The names of all options of one object or operation. */
export type OptionNames = readonly string[]

/**
 * Throws TypeError unless `options` is an object that has no other options than these. `owner` says
 * in errors whose options they are.
 */
export function checkOptions(owner: string, options: object, names: OptionNames): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(
      `${owner}: the options are an object, such as { ${names[0]} }, not ${described(options)}`,
    )
  for (const name in options) {
    if (names.includes(name)) continue
    const known = names.join(', ')
    throw new TypeError(
      `${owner}: there is no option "${name}"; there are: ${known}${didYouMean(name, names)}`,
    )
  }
}

/** A wrong value, for an error: runs no code of the value. */
export function described(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'function') return 'a function'
  return typeof value === 'symbol' ? 'a symbol' : `${value as number}`
}
