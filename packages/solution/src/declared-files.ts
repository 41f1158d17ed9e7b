// Declared input of processes: the files that kos.json gives them, by name.

import { resolve } from 'node:path'
import type { CheckedFolder } from './process-checks.ts'

/** Absolute paths by process and name. */
export type FilesOfProcesses = ReadonlyMap<string, ReadonlyMap<string, string>>

/** The declared input of the processes of a folder; a file that is not there is an error. */
export function declaredFiles({ files, config }: CheckedFolder): FilesOfProcesses {
  const found = new Map<string, ReadonlyMap<string, string>>()
  for (const [process, byName] of config.files) {
    const paths = new Map<string, string>()
    for (const [name, said] of byName) {
      const path = resolve(files.folder, said.text)
      if (files.has(path)) paths.set(name, path)
      else said.file.error(said.span, `there is no file ${said.text}`, 'missing-file')
    }
    found.set(process, paths)
  }
  return found
}
