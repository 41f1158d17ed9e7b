// The files of a process that chose none: a tree in its own memory, with /tmp and /dev.

import { MemoryFileSystem } from '../fs/memory-file-system.ts'
import { MountTable } from '../fs/mount-table.ts'
import { Namespace } from '../fs/namespace.ts'
import type { Files } from '../io/files.ts'
import { LocalFiles } from '../io/local-files.ts'
import type { FileClock } from '../fs/file-time.ts'

/** A tree of its own, empty but for /tmp and /dev. */
export function defaultFiles(clock: FileClock): Files {
  const namespace = new Namespace(new MountTable(new MemoryFileSystem({ clock })))
  namespace.entries.mkdir(null, '/tmp', 0o777)
  namespace.chmod(null, '/tmp', 0o1777)
  namespace.entries.mkdir(null, '/dev', 0o755)
  return new LocalFiles(namespace)
}
