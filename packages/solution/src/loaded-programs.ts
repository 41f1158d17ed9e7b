// The programs that modules export, and what is wrong with those that export none.

import { readFileSync } from 'node:fs'
import { type Diagnostic, notPublic } from '@kos/idl-compiler'
import { Diagnostics, SourceFile, type Span } from '@kos/idl-compiler/text'
import type { Program } from '@kos/libkos'
import type { SolutionCode } from './codes.ts'
import type { SolutionDescription } from './description.ts'
import { isProgram, mismatchOf } from './program-checks.ts'
import type { ModuleOutcome } from './program-modules.ts'
import { placeInStack } from './stack-place.ts'
import { systemFiles } from './system-files.ts'

/** Programs of a folder. */
export interface LoadedPrograms {
  /** By the absolute path of their files. */
  readonly byPath: ReadonlyMap<string, Program>
  readonly diagnostics: readonly Diagnostic[]
}

/** The programs of modules; `shown` is a path as people see it. */
export function loadedPrograms(
  outcomes: readonly ModuleOutcome[],
  description: SolutionDescription,
  shown: (path: string) => string,
): LoadedPrograms {
  const diagnostics = new Diagnostics()
  const byPath = new Map<string, Program>()
  for (const outcome of outcomes) {
    const path = outcome.bundle.program
    const source = new SourceFile(shown(path), readFileSync(path, 'utf8'))
    if ('thrown' in outcome) reportThrown(outcome, description, shown, diagnostics)
    else if (!isProgram(outcome.exported)) reportNone(outcome.exported, source, diagnostics)
    else {
      byPath.set(path, outcome.exported)
      reportMismatches(path, outcome.exported, source, description, diagnostics)
    }
  }
  return { byPath, diagnostics: diagnostics.list }
}

function reportThrown(
  { bundle, path, thrown }: ModuleOutcome & { readonly thrown: unknown },
  { folder }: SolutionDescription,
  shown: (path: string) => string,
  diagnostics: Diagnostics,
): void {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  const place = placeInStack(stack, path, bundle.text, folder)
  const file = place?.path ?? bundle.program
  const text = readFileSync(file, 'utf8')
  const source = new SourceFile(shown(file), text)
  const isImport = thrown instanceof SyntaxError
  const code: SolutionCode = isImport ? 'bad-import' : 'throwing-program'
  const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  const message = isImport ? importMessage(thrown) : `the module throws ${what}`
  const span = place === null ? { start: 0, end: 0 } : spanAt(text, place.line, place.column)
  const hint = isImport ? undefined : 'what a process does stands in the function given to program'
  diagnostics.error(source, span, message, hint, code)
}

// Only built-ins of Node.js are imported when a module runs: all else is inside of its bundle.
function importMessage({ message }: SyntaxError): string {
  const found = /module '(.*)' does not provide an export named '(.*)'/.exec(message)
  return found === null ? message : `${found[1]} exports no ${found[2]}`
}

function reportNone(exported: unknown, source: SourceFile, diagnostics: Diagnostics): void {
  const code: SolutionCode = 'no-program'
  const what =
    exported === undefined
      ? 'the module has no default export'
      : `the default export is no program but ${kindOf(exported)}`
  const hint = 'write export default program(async (kos) => { ... })'
  diagnostics.error(source, exportSpan(source), what, hint, code)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return typeof value === 'object' ? 'an object without main' : `of type ${typeof value}`
}

function reportMismatches(
  path: string,
  program: Program,
  source: SourceFile,
  { processes, otherPrograms, classes }: SolutionDescription,
  diagnostics: Diagnostics,
): void {
  const own = processes.filter((each) => each.program === path).map(({ className }) => className)
  const others = [...otherPrograms].filter(([, file]) => file === path).map(([name]) => name)
  const names = new Set([...own, ...others])
  for (const name of names) {
    const component = classes.get(name)
    if (component === undefined) continue
    if (notPublic(component.file.source.path, { read: () => null, system: systemFiles }) !== null)
      continue
    const mismatch = mismatchOf(program, component)
    const code: SolutionCode = 'endpoint-mismatch'
    if (mismatch !== null)
      diagnostics.error(source, exportSpan(source), mismatch.message, mismatch.hint, code)
  }
}

function exportSpan({ text }: SourceFile): Span {
  const found = /^export default\b[^\r\n{]*/m.exec(text)
  const start = found?.index ?? 0
  return { start, end: start + (found?.[0].trimEnd().length ?? 0) }
}

/** The word at a line and column. */
function spanAt(text: string, line: number, column: number): Span {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/)
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length, 0)
  const start = before + column - 1
  const word = /^[\w$]+/.exec(text.slice(start))?.[0].length ?? 1
  return { start, end: start + word }
}
