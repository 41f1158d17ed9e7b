// ROMFS: the files of the image of a solution, which here are the declared files of the process. A
// name with slashes is that of a file in directories.

import type { FileClock } from '../fs/file-time.ts'
import { MemoryFileSystem } from '../fs/memory-file-system.ts'
import { MountTable } from '../fs/mount-table.ts'
import { Namespace } from '../fs/namespace.ts'
import { O_CREAT, O_EXCL, O_WRONLY } from '../fs/open-flags.ts'
import { plainPathOf } from './plain-path.ts'

/** Declared files, by name. */
export type ImageFiles = Readonly<Record<string, Uint8Array>>

/** The bytes of a file of the image; null if there is none. */
export function imageFile(files: ImageFiles, path: string): Uint8Array | null {
  const place = plainPathOf('/', path)
  const name = Object.keys(files).find((each) => plainPathOf('/', each) === place)
  return name === undefined ? null : (files[name] as Uint8Array)
}

/** A file system of them; it is mounted read-only. A name that no file can have is left out. */
export function imageFileSystem(files: ImageFiles, clock: FileClock): MemoryFileSystem {
  const fileSystem = new MemoryFileSystem({ clock })
  using namespace = new Namespace(new MountTable(fileSystem))
  for (const [name, bytes] of Object.entries(files)) {
    const path = plainPathOf('/', name)
    for (const directory of directoriesOf(path)) namespace.entries.mkdir(null, directory, 0o755)
    const file = namespace.open(null, path, O_CREAT | O_EXCL | O_WRONLY, 0o444)
    if (typeof file === 'number') continue
    file.write(bytes)
    file.close()
  }
  return fileSystem
}

/** The directories on the way to a path, from the root down, without the root. */
export function directoriesOf(path: string): readonly string[] {
  const names = path.split('/').slice(1, -1)
  return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`)
}
