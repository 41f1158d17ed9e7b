// Declared input of processes: the files that kos.json or whoever loads the folder gives them, by
// name.

import { resolve } from 'node:path'
import type { FilesByProcess } from './description.ts'
import type { CheckedFolder } from './process-checks.ts'

/** Absolute paths by process and name. */
export type FilesOfProcesses = ReadonlyMap<string, ReadonlyMap<string, string>>

/**
 * The declared input of the processes of a folder: `given` with absolute paths, before what kos.json
 * says. A file of kos.json that is not there is an error, unless another one is given for it.
 */
export function declaredFiles(
  { files, config }: CheckedFolder,
  given: FilesByProcess,
): FilesOfProcesses {
  const found = new Map(
    Object.entries(given).map(([process, byName]) => [process, new Map(Object.entries(byName))]),
  )
  for (const [process, byName] of config.files) {
    const paths = found.get(process) ?? new Map<string, string>()
    found.set(process, paths)
    for (const [name, said] of byName) {
      if (paths.has(name)) continue
      const path = resolve(files.folder, said.text)
      if (files.has(path)) paths.set(name, path)
      else said.file.error(said.span, `there is no file ${said.text}`, 'missing-file')
    }
  }
  return found
}
