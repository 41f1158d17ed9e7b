// Finds the EDL file of a class for files of another language, such as policies, as EDL files find
// what they mention: near the file, in roots and modules, then among the files of the system.

import { type FileAccess, sdkHint, systemPath } from './files.ts'
import { parseFile } from './parse.ts'
import { flatPaths, inFolder, pathOfName, searchFolders } from './paths.ts'
import { Diagnostics } from './text/index.ts'

/** Where the EDL file of a class is. */
export interface ProcessFile {
  /** Null if there is none. */
  readonly path: string | null
  /** The paths at which it may be. */
  readonly lookedFor: readonly string[]
  /** What to do about one that is missing or not all public: where the SDK has it. */
  readonly hint: string
}

/** The EDL file of a class that the file at `from` mentions. */
export function findProcessFile(name: string, from: string, access: FileAccess): ProcessFile {
  const { roots = [], modules = [], system, read } = access
  const folders = searchFolders(from, '', roots)
  const own = pathOfName(name, 'edl')
  const lookedFor = folders.map((folder) => inFolder(folder, own))
  const path =
    access.declaring?.(name, 'edl') ??
    lookedFor.find((each) => read(each) !== null) ??
    flatPaths(from, name, 'edl', folders, modules).find((each) => declares(each, name, access))
  const hint = sdkHint(own)
  if (path !== undefined) return { path, lookedFor, hint }
  const isOfSystem = system !== undefined && system.read(own) !== null
  return { path: isOfSystem ? inFolder(system.root, own) : null, lookedFor, hint }
}

function declares(path: string, name: string, { read }: FileAccess): boolean {
  const text = read(path)
  return text !== null && parseFile(path, text, 'edl', new Diagnostics()).name.text === name
}

/** What of a file is not public, in a few words; null if nothing is known to be missing. */
export function notPublic(path: string, access: FileAccess): string | null {
  const own = systemPath(path, access)
  return own === null ? null : (access.system?.notPublic(own) ?? null)
}
