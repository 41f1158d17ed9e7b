// `kos fmt`: files of the interface languages, policies, init.yaml and kos.json, in the one way to
// write them.

import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  type Diagnostic,
  Diagnostics,
  fileKind,
  type FileKind,
  type Formatted,
  formatText,
} from '@kos/idl-compiler'
import { formatPsl, parsePsl } from '@kos/security/psl'
import { inputFiles, interfaceEndings } from './inputs.ts'
import { counted, hasErrors, type Reporter } from './report.ts'
import { isStdin, isPolicyText, kindOfText, stdinName } from './stdin.ts'
import type { Terminal } from './terminal.ts'
import { formatJson } from './json-format.ts'
import { formatYaml } from './yaml-format.ts'

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
  const files = inputFiles(paths, terminal.cwd, formattedEndings)
  const diagnostics: Diagnostic[] = []
  const changed: string[] = []
  for (const file of files) {
    const path = resolve(terminal.cwd, file)
    const text = readFileSync(path, 'utf8')
    const formatted = format(file, text, kindOf(file))
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

// Templates are none: what they say is known when they are expanded only.
const formattedEndings = [...interfaceEndings, '.psl', 'init.yaml', 'kos.json']

type Kind = FileKind | 'psl' | 'yaml' | 'json'

function kindOf(path: string): Kind {
  if (path.endsWith('.yaml')) return 'yaml'
  return path.endsWith('.json') ? 'json' : (fileKind(path) ?? 'psl')
}

function format(path: string, text: string, kind: Kind): Formatted {
  if (kind === 'yaml') return formatYaml(path, text)
  if (kind === 'json') return formatJson(path, text)
  if (kind !== 'psl') return formatText(path, text, kind)
  const diagnostics = new Diagnostics()
  const file = parsePsl(path, text, diagnostics)
  return { text: file.isPartial ? null : formatPsl(file), diagnostics: diagnostics.list }
}

function formatStdin(check: boolean, terminal: Terminal, reporter: Reporter): number {
  const text = terminal.input?.() ?? ''
  const formatted = format(stdinName, text, isPolicyText(text) ? 'psl' : kindOfText(text))
  if (formatted.text === null) {
    reporter.diagnostics(formatted.diagnostics)
    return 1
  }
  if (!check) reporter.text(formatted.text)
  else if (formatted.text !== text) reporter.stale(stdinName, 'is not formatted')
  return check && formatted.text !== text ? 1 : 0
}
