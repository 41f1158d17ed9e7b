// `kos gen`: files of the interface languages into TypeScript.

import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import {
  generate,
  type GeneratedFile,
  loadProject,
  missingFile,
  type Project,
  soundPart,
} from '@kos/idl-compiler'
import { inputFiles, shownPath } from './inputs.ts'
import { counted, report } from './report.ts'
import type { Terminal } from './terminal.ts'

/** What the command line says beside the files. */
export interface GenOptions {
  /** Where to write. */
  readonly out: string
  /** Folders that names of packages count from. */
  readonly include: readonly string[]
  /** Modules that lie flat in the folders of the files. */
  readonly module: readonly string[]
  readonly runtime: string
  readonly extension: 'js' | 'ts'
  /** Whether to compare only. */
  readonly check: boolean
}

/**
 * Makes TypeScript of the files at `paths`; returns the exit code. A file that is not there keeps
 * back only what needs it; any other error keeps back everything.
 */
export function generateFiles(
  paths: readonly string[],
  options: GenOptions,
  terminal: Terminal,
): number {
  const { cwd } = terminal
  const { runtime, extension } = options
  const project = loadProject(inputFiles(paths, cwd), {
    read: (path) => readText(resolve(cwd, path)),
    identity: (path) => identity(resolve(cwd, path)),
    roots: options.include.map((folder) => shownPath(folder, cwd)),
    modules: options.module,
  })
  if (project.hasErrors && !lacksFilesOnly(project)) {
    report(project.diagnostics, terminal)
    return 1
  }
  const { files, diagnostics } = generate(soundPart(project), { runtime, extension })
  report([...project.diagnostics, ...diagnostics], terminal)
  const changed = files.filter((file) => readText(target(file, options, cwd)) !== file.text)
  const code = options.check
    ? compare(files, changed, options, terminal)
    : write(files, changed, options, terminal)
  return project.hasErrors ? 1 : code
}

function lacksFilesOnly({ diagnostics }: Project): boolean {
  return diagnostics.every(({ severity, code }) => severity !== 'error' || code === missingFile)
}

function compare(
  files: readonly GeneratedFile[],
  changed: readonly GeneratedFile[],
  options: GenOptions,
  terminal: Terminal,
): number {
  for (const file of changed)
    terminal.err(
      `${shownPath(target(file, options, terminal.cwd), terminal.cwd)} is not up to date\n`,
    )
  if (changed.length > 0) return 1
  terminal.out(`${counted(files.length, 'file')} up to date\n`)
  return 0
}

function write(
  files: readonly GeneratedFile[],
  changed: readonly GeneratedFile[],
  options: GenOptions,
  terminal: Terminal,
): number {
  for (const file of changed) {
    const path = target(file, options, terminal.cwd)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, file.text)
    terminal.out(`${shownPath(path, terminal.cwd)}\n`)
  }
  const rest = files.length - changed.length
  const written =
    changed.length === 0 ? 'nothing to write' : `${counted(changed.length, 'file')} written`
  terminal.out(`${written}${rest > 0 ? `, ${rest} up to date` : ''}\n`)
  return 0
}

function target({ path }: GeneratedFile, { out }: GenOptions, cwd: string): string {
  return join(resolve(cwd, out), path)
}

/** The text of a file; null if there is none. */
function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

function identity(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    if (isAbsent(error)) return path
    throw error
  }
}

function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR'
}
