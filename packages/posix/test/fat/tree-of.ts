// All that can be seen of a file system: a line for each file, in order.

import { DirectoryEntry, type FileSystem, isDirectory } from '@kos/posix'
import { statOf } from '@kos/posix/conformance'

/** The paths below a directory with the contents of files. */
export function treeOf(fs: FileSystem, directory: number = fs.root, path = ''): string[] {
  const entry = new DirectoryEntry()
  const lines: string[] = []
  for (let at = 0; (at = fs.readdir(directory, at, entry)) > 0;) {
    const { name, ino, type } = entry
    if (name === '.' || name === '..') continue
    if (isDirectory(type)) lines.push(`${path}/${name}/`, ...treeOf(fs, ino, `${path}/${name}`))
    else lines.push(`${path}/${name} ${contentOf(fs, ino)}`)
  }
  return lines.sort()
}

/** The size of a file and a hash of its bytes. */
export function contentOf(fs: FileSystem, ino: number): string {
  const bytes = new Uint8Array(statOf(fs, ino).size)
  const count = fs.read(ino, 0, bytes, 0, bytes.length)
  if (count !== bytes.length) return `${count} of ${bytes.length}`
  let hash = 0
  for (const byte of bytes) hash = (Math.imul(hash, 31) + byte) | 0
  return `${bytes.length} ${hash}`
}
