// The names of locks, events and queues: for people, in reports.

import { checkOptions, type OptionNames } from './option-names.ts'

/**
 * The name that the options of a new object give; empty if none. Throws TypeError for options that
 * the object does not have, and for a name that is no string: a report shows it later, and must not
 * run code to do that. `kind` is the class of the object, `names` its options.
 */
export function nameOf(
  kind: string,
  options: { readonly name?: string | undefined },
  names: OptionNames,
): string {
  checkOptions(kind, options, names)
  const { name = '' } = options
  if (typeof name === 'string') return name
  throw new TypeError(`${kind}: its name is a ${typeof name as string}; give it a string`)
}

/** The options of an object that has no others. */
export const commonOptions: OptionNames = ['name', 'host']
