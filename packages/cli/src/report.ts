// What is wrong with files, for people: each diagnostic as compilers show it, then how many there
// were.

import { type Diagnostic, formatDiagnostic } from '@kos/idl-compiler'
import type { Terminal } from './terminal.ts'

/** Shows diagnostics; returns whether there are errors among them. */
export function report(
  diagnostics: readonly Diagnostic[],
  terminal: Pick<Terminal, 'err'>,
): boolean {
  if (diagnostics.length === 0) return false
  for (const diagnostic of diagnostics) terminal.err(`${formatDiagnostic(diagnostic)}\n\n`)
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const warnings = diagnostics.length - errors
  const counts = [counted(errors, 'error'), counted(warnings, 'warning')].filter(
    (text) => text !== '',
  )
  terminal.err(`${counts.join(', ')}\n`)
  return errors > 0
}

/** `3 files`, `1 file`; nothing for none. */
export function counted(count: number, thing: string): string {
  return count === 0 ? '' : `${count} ${thing}${count === 1 ? '' : 's'}`
}
