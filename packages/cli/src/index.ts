// Table of contents of @kos/cli: the command as a function.

export { main } from './main.ts'
export type { Terminal } from './terminal.ts'
