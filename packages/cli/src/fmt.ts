// `kos fmt`: files of the interface languages in the one way to write them.

import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Diagnostic, fileKind, type FileKind, formatText } from '@kos/idl-compiler'
import { inputFiles } from './inputs.ts'
import { counted, hasErrors, type Reporter } from './report.ts'
import { isStdin, kindOfText, stdinName } from './stdin.ts'
import type { Terminal } from './terminal.ts'

/**
 * Formats the files at `paths`, or says which are not formatted; returns the exit code. Files with
 * syntax errors stay as they are. `-` is standard input, and formatted to standard output.
 */
export function formatFiles(
  paths: readonly string[],
  check: boolean,
  terminal: Terminal,
  reporter: Reporter,
): number {
  if (isStdin(paths)) return formatStdin(check, terminal, reporter)
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
    if (check) reporter.stale(file, 'is not formatted')
    else reporter.written(file)
  reporter.diagnostics(diagnostics)
  if (hasErrors(diagnostics) || (check && changed.length > 0)) return 1
  const done = changed.length === 0 ? '' : `${counted(changed.length, 'file')} formatted, `
  reporter.summary(`${done}${files.length - changed.length} as they should be`)
  return 0
}

function formatStdin(check: boolean, terminal: Terminal, reporter: Reporter): number {
  const text = terminal.input?.() ?? ''
  const formatted = formatText(stdinName, text, kindOfText(text))
  if (formatted.text === null) {
    reporter.diagnostics(formatted.diagnostics)
    return 1
  }
  if (!check) reporter.text(formatted.text)
  else if (formatted.text !== text) reporter.stale(stdinName, 'is not formatted')
  return check && formatted.text !== text ? 1 : 0
}
