// What options an object or an operation has. A name that is no option is an error: a misspelt
// `timeout` would wait for ever, and nobody would see why.

export { checkOptions, described } from '@kos/retcode/nearest'

/** The names of all options of one object or operation. */
export type OptionNames = readonly string[]
