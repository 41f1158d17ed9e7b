// `kos gen`: files of the interface languages into TypeScript.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import {
  generate,
  type GeneratedFile,
  loadProject,
  missingFile,
  type Project,
  soundPart,
} from '@kos/idl-compiler'
import { systemFiles } from '@kos/solution'
import { identityOf, readText } from './file-access.ts'
import { includeFolder, inputFiles, shownPath } from './inputs.ts'
import { counted, type Reporter } from './report.ts'
import { describeFolder } from './describe-folder.ts'
import { isStdin, stdinPath } from './stdin.ts'
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
 * Makes TypeScript of the files at `paths`, of which `-` is standard input; returns the exit code.
 * A file that is not there keeps back only what needs it; any other error keeps back everything.
 */
export function generateFiles(
  paths: readonly string[],
  options: GenOptions,
  terminal: Terminal,
  reporter: Reporter,
): number {
  return generateProject(load(paths, options, terminal), options, terminal, reporter)
}

/** What the command line says of the folder of a solution. */
export interface SolutionGenOptions extends Pick<GenOptions, 'runtime' | 'check'> {
  /** Where to write; undefined for where its programs look. */
  readonly out: string | undefined
}

/** Makes TypeScript of the interface files of the solution at `path`; returns the exit code. */
export function generateSolution(
  path: string,
  options: SolutionGenOptions,
  terminal: Terminal,
  reporter: Reporter,
): number {
  const { project, generated } = describeFolder(path, terminal)
  const { out = generated } = options
  const more = { out, include: [], module: [], extension: 'ts' } as const
  return generateProject(project, { ...options, ...more }, terminal, reporter)
}

function generateProject(
  project: Project,
  options: GenOptions,
  { cwd }: Terminal,
  reporter: Reporter,
): number {
  const { runtime, extension } = options
  if (project.hasErrors && !lacksFilesOnly(project)) {
    reporter.diagnostics(project.diagnostics)
    return 1
  }
  const { files, diagnostics } = generate(soundPart(project), { runtime, extension })
  reporter.diagnostics([...project.diagnostics, ...diagnostics])
  const changed = files.filter((file) => readText(target(file, options, cwd)) !== file.text)
  const code = options.check
    ? compare(files, changed, options, cwd, reporter)
    : write(files, changed, options, cwd, reporter)
  return project.hasErrors ? 1 : code
}

function load(paths: readonly string[], options: GenOptions, terminal: Terminal): Project {
  const { cwd } = terminal
  const given = isStdin(paths) ? (terminal.input?.() ?? '') : null
  const own = given === null ? null : stdinPath(given)
  return loadProject(own === null ? inputFiles(paths, cwd) : [own], {
    read: (path) => (path === own ? given : readText(resolve(cwd, path))),
    identity: (path) => (path === own ? path : identityOf(resolve(cwd, path))),
    roots: options.include.map((folder) => includeFolder(folder, cwd)),
    modules: options.module,
    system: systemFiles,
  })
}

function lacksFilesOnly({ diagnostics }: Project): boolean {
  return diagnostics.every(({ severity, code }) => severity !== 'error' || code === missingFile)
}

function compare(
  files: readonly GeneratedFile[],
  changed: readonly GeneratedFile[],
  options: GenOptions,
  cwd: string,
  reporter: Reporter,
): number {
  for (const file of changed)
    reporter.stale(shownPath(target(file, options, cwd), cwd), 'is not up to date')
  if (changed.length > 0) return 1
  reporter.summary(`${counted(files.length, 'file')} up to date`)
  return 0
}

function write(
  files: readonly GeneratedFile[],
  changed: readonly GeneratedFile[],
  options: GenOptions,
  cwd: string,
  reporter: Reporter,
): number {
  for (const file of changed) {
    const path = target(file, options, cwd)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, file.text)
    reporter.written(shownPath(path, cwd))
  }
  const rest = files.length - changed.length
  const written =
    changed.length === 0 ? 'nothing to write' : `${counted(changed.length, 'file')} written`
  reporter.summary(`${written}${rest > 0 ? `, ${rest} up to date` : ''}`)
  return 0
}

function target({ path }: GeneratedFile, { out }: GenOptions, cwd: string): string {
  return join(resolve(cwd, out), path)
}
