// Paths on the command line into files: folders stand for all .idl, .cdl and .edl files in them.

import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { fileKind } from '@kos/idl-compiler'

/** A command line that makes no sense. */
export class UsageError extends Error {}

/**
 * The files that `paths` stand for, by their paths from `cwd` with `/` between folders, sorted in
 * each folder. Throws UsageError for what is not there, a file of another kind, and a folder
 * without such files.
 */
export function inputFiles(paths: readonly string[], cwd: string): string[] {
  const files = paths.flatMap((path) => filesAt(path, cwd))
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

function filesAt(path: string, cwd: string): string[] {
  const absolute = resolve(cwd, path)
  const stats = statSync(absolute, { throwIfNoEntry: false })
  if (stats === undefined) throw new UsageError(`there is no file or folder ${path}`)
  if (!stats.isDirectory()) {
    if (fileKind(path) === null) throw new UsageError(`${path} is none of .idl, .cdl, .edl`)
    return [shownPath(path, cwd)]
  }
  const found = filesIn(absolute).map((file) => shownPath(file, cwd))
  if (found.length === 0) throw new UsageError(`there are no .idl, .cdl or .edl files in ${path}`)
  return found
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory())
      return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : filesIn(path)
    return entry.isFile() && fileKind(entry.name) !== null ? [path] : []
  })
}
