// The path of a directory, found by walking up to the root: in each parent the entry is looked for
// that leads down again.

import { ENOENT } from '../errno.ts'
import { DirectoryEntry } from './file-stat.ts'
import type { InodeRef } from './mount-table.ts'

/**
 * The absolute path of a directory as seen from `root`, through mounts. Or a negated error number:
 * ENOENT, it was removed, or is not below the root; and those of `FileSystem.readdir`.
 */
export function directoryPath(root: InodeRef, { mount, ino }: InodeRef): string | number {
  const names: string[] = []
  let [on, at] = [mount, ino]
  while (on !== root.mount || at !== root.ino) {
    if (at === on.fileSystem.root) {
      if (on.parent === null) return -ENOENT
      at = on.covered
      on = on.parent
      continue
    }
    const parent = on.fileSystem.lookup(at, '..')
    if (parent < 0) return parent
    const name = nameOf(on.fileSystem, parent, at)
    if (typeof name === 'number') return name
    names.push(name)
    at = parent
  }
  return `/${names.reverse().join('/')}`
}

function nameOf(
  fileSystem: InodeRef['mount']['fileSystem'],
  parent: number,
  ino: number,
): string | number {
  const entry = new DirectoryEntry()
  for (let cookie = 0; ;) {
    cookie = fileSystem.readdir(parent, cookie, entry)
    if (cookie <= 0) return cookie === 0 ? -ENOENT : cookie
    if (entry.ino === ino && entry.name !== '.' && entry.name !== '..') return entry.name
  }
}
