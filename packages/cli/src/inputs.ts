// Paths on the command line into files: folders stand for all files in them that a command takes.

import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'

/** A command line that makes no sense. */
export class UsageError extends Error {}

/** Endings of files of the interface languages. */
export const interfaceEndings: readonly string[] = ['.idl', '.cdl', '.edl']

/** Endings of policies; the last is that of templates. */
export const policyEndings: readonly string[] = ['.psl', '.psl.in']

/**
 * The files that `paths` stand for, by their paths from `cwd` with `/` between folders, sorted in
 * each folder. Throws UsageError for what is not there, a file of another ending, and a folder
 * without such files.
 */
export function inputFiles(
  paths: readonly string[],
  cwd: string,
  endings: readonly string[] = interfaceEndings,
): string[] {
  const files = paths.flatMap((path) => filesAt(path, cwd, endings))
  return [...new Map(files.map((file) => [realpathSync(resolve(cwd, file)), file])).values()]
}

/** A folder of `--include`, as it is shown. Throws UsageError if it is none. */
export function includeFolder(path: string, cwd: string): string {
  const stats = statSync(resolve(cwd, path), { throwIfNoEntry: false })
  if (stats?.isDirectory() === true) return shownPath(path, cwd)
  const what = stats === undefined ? 'there is no folder' : 'this is no folder:'
  throw new UsageError(`--include: ${what} ${path}`)
}

/** A path as it is shown: from `cwd`, with `/` between folders. */
export function shownPath(path: string, cwd: string): string {
  const shown = relative(cwd, resolve(cwd, path)) || '.'
  return sep === '/' ? shown : shown.replaceAll(sep, '/')
}

/** Whether the name of a file has one of the endings. */
export function endsIn(path: string, endings: readonly string[]): boolean {
  return endings.some((ending) => path.endsWith(ending))
}

function filesAt(path: string, cwd: string, endings: readonly string[]): string[] {
  const absolute = resolve(cwd, path)
  const stats = statSync(absolute, { throwIfNoEntry: false })
  if (stats === undefined) throw new UsageError(`there is no file or folder ${path}`)
  if (!stats.isDirectory()) {
    if (!endsIn(path, endings)) throw new UsageError(`${path} is none of ${endings.join(', ')}`)
    return [shownPath(path, cwd)]
  }
  const found = filesIn(absolute, endings).map((file) => shownPath(file, cwd))
  if (found.length === 0) throw new UsageError(`there are no ${listed(endings)} files in ${path}`)
  return found
}

/** The files with such endings in folders; none is no mistake. */
export function filesBeside(
  folders: readonly string[],
  cwd: string,
  endings: readonly string[],
): readonly string[] {
  return folders.flatMap((folder) =>
    filesIn(resolve(cwd, folder), endings).map((file) => shownPath(file, cwd)),
  )
}

function listed(endings: readonly string[]): string {
  return `${endings.slice(0, -1).join(', ')} or ${endings.at(-1)}`
}

/** Whether folders of this name are not looked into. */
export function isPassedOver(name: string): boolean {
  return name === 'node_modules' || name.startsWith('.')
}

function filesIn(folder: string, endings: readonly string[]): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return isPassedOver(entry.name) ? [] : filesIn(path, endings)
    return entry.isFile() && endsIn(entry.name, endings) ? [path] : []
  })
}
