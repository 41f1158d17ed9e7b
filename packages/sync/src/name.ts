// The names of locks, events and queues: for people, in reports.

/**
 * The name that `options` give; empty if none. Throws TypeError for a name that is no string: a
 * report shows it later, and must not run code to do that. `kind` is the class of the object.
 */
export function nameOf(kind: string, options: { readonly name?: string | undefined }): string {
  const { name = '' } = options
  if (typeof name === 'string') return name
  throw new TypeError(`${kind}: its name is a ${typeof name as string}; give it a string`)
}
