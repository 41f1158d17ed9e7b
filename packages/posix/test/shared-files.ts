// One tree of files that several processes of a test share, each with a namespace of its own.

import {
  type Credentials,
  LocalFiles,
  MemoryFileSystem,
  type MemoryFileSystemOptions,
  MountTable,
  Namespace,
  type PosixOptions,
} from '@kos/posix'
import { expect } from 'vitest'
import { ManualClock } from './manual-clock.ts'

/** A tree in memory, whose root anybody may write. */
export class SharedFiles {
  readonly fileSystem: MemoryFileSystem
  readonly mounts: MountTable

  constructor(options: Partial<MemoryFileSystemOptions> = {}) {
    this.fileSystem = new MemoryFileSystem({ clock: new ManualClock(), mode: 0o777, ...options })
    this.mounts = new MountTable(this.fileSystem)
  }

  /** The options of a process, which has `pid` for record locks. */
  for(pid: number, credentials: Credentials = { uid: 0, gid: 0, groups: [] }): PosixOptions {
    return { files: new LocalFiles(new Namespace(this.mounts, { credentials }), pid) }
  }

  /** No process has anything of it any more: files open, working directories, locks. */
  expectUnused(): void {
    expect(this.mounts.root.users).toBe(0)
    const { locks } = this.mounts.root
    expect([locks?.size ?? 0, locks?.waiting ?? 0]).toEqual([0, 0])
  }
}
