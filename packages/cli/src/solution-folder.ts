// Folders of solutions on the command line.

import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isPassedOver, UsageError } from './inputs.ts'
import type { Terminal } from './terminal.ts'

/** What makes a folder one of a solution. */
const solutionFiles: readonly string[] = [
  'init.yaml',
  'init.yaml.in',
  'einit/src/init.yaml',
  'einit/src/init.yaml.in',
  'kos.json',
]

/** Whether a folder, by its absolute path, is one of a solution. */
export function isSolutionFolder(folder: string): boolean {
  return solutionFiles.some((name) => existsSync(join(folder, name)))
}

/** Whether there is the folder of a solution at `path`. */
export function isSolution(path: string, { cwd }: Terminal): boolean {
  const folder = resolve(cwd, path)
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
  return isFolder && isSolutionFolder(folder)
}

/** The folders of solutions in `folder`, itself among them, by their absolute paths. */
export function solutionFoldersIn(folder: string): readonly string[] {
  if (isSolutionFolder(folder)) return [folder]
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !isPassedOver(entry.name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => solutionFoldersIn(join(folder, entry.name)))
}

/** The folders of solutions that a file is in, by its absolute path; the innermost first. */
export function solutionFoldersAround(file: string): readonly string[] {
  const folder = dirname(file)
  const outer = folder === file ? [] : solutionFoldersAround(folder)
  return isSolutionFolder(folder) ? [folder, ...outer] : outer
}

/** The absolute path of the folder of a solution. Throws UsageError if `path` is none. */
export function solutionFolder(path: string, { cwd }: Terminal): string {
  const folder = resolve(cwd, path)
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats === undefined) throw new UsageError(`there is no folder ${path}`)
  if (!stats.isDirectory()) throw new UsageError(`${path} is no folder: name that of a solution`)
  if (isSolutionFolder(folder)) return folder
  const where = path === '.' ? 'this folder' : path
  throw new UsageError(
    `there is no init.yaml in ${where}, so it is no solution; kos new ${path} makes one`,
  )
}
