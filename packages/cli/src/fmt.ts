// `kos fmt`: files of the interface languages in the one way to write them.

import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Diagnostic, fileKind, type FileKind, formatText } from '@kos/idl-compiler'
import { inputFiles } from './inputs.ts'
import { counted, report } from './report.ts'
import type { Terminal } from './terminal.ts'

/**
 * Formats the files at `paths`, or says which are not formatted; returns the exit code. Files with
 * syntax errors stay as they are.
 */
export function formatFiles(paths: readonly string[], check: boolean, terminal: Terminal): number {
  const files = inputFiles(paths, terminal.cwd)
  const diagnostics: Diagnostic[] = []
  const changed: string[] = []
  for (const file of files) {
    const path = resolve(terminal.cwd, file)
    const text = readFileSync(path, 'utf8')
    const formatted = formatText(file, text, fileKind(file) as FileKind)
    if (formatted.text === null) diagnostics.push(...formatted.diagnostics)
    if (formatted.text === null || formatted.text === text) continue
    changed.push(file)
    if (!check) writeFileSync(path, formatted.text)
  }
  for (const file of changed)
    (check ? terminal.err : terminal.out)(check ? `${file} is not formatted\n` : `${file}\n`)
  if (report(diagnostics, terminal) || (check && changed.length > 0)) return 1
  const done = changed.length === 0 ? '' : `${counted(changed.length, 'file')} formatted, `
  terminal.out(`${done}${files.length - changed.length} as they should be\n`)
  return 0
}
