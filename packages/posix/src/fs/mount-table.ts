// Mounts: file systems put together to one tree. A mount covers a directory of another one, and its
// root appears in that directory's place. A table may be shared by namespaces.

import type { Kos } from '@kos/libkos'
import { EBUSY, EINVAL, ENOTDIR, EROFS } from '../errno.ts'
import { isDirectory } from './file-mode.ts'
import type { FileSystem } from './file-system.ts'
import type { LockOwner, RecordLocks } from './record-locks.ts'

/** How a file system is mounted. */
export interface MountOptions {
  /** Nothing may be changed through this mount: EROFS. */
  readonly readOnly?: boolean
}

/** A file system in its place. */
export class Mount {
  readonly fileSystem: FileSystem
  readonly isReadOnly: boolean
  /** The number of the mount: `dev` in the attributes of its files. */
  readonly dev: number
  /** The mount that it is in, null for the first one. */
  readonly parent: Mount | null
  /** The directory of the parent that it covers. */
  readonly covered: number
  /** Mounts on directories of this one, by inode; null if there are none. */
  mounts: Map<number, Mount> | null = null
  /** Open files, roots and working directories in this mount. */
  users = 0
  /** Record locks of its files; null until the first one. */
  locks: RecordLocks | null = null

  /** @internal Mounts are made by `MountTable`. */
  constructor(
    fileSystem: FileSystem,
    dev: number,
    parent: Mount | null,
    covered: number,
    { readOnly = false }: MountOptions,
  ) {
    this.fileSystem = fileSystem
    this.dev = dev
    this.parent = parent
    this.covered = covered
    this.isReadOnly = readOnly
  }

  /** Counts an open file, a root or a working directory. Answers 0 or a negated error number. */
  acquire(ino: number): number {
    const answer = this.fileSystem.open(ino)
    if (answer < 0) return answer
    this.users++
    return 0
  }

  /** Ends what `acquire` began. */
  drop(ino: number): number {
    this.users--
    return this.fileSystem.release(ino)
  }
}

/** A directory or another file: the mount that it is in, and its inode. */
export interface InodeRef {
  readonly mount: Mount
  readonly ino: number
}

/** The mounts of a tree. */
export class MountTable {
  /** The mount at `/`. */
  readonly root: Mount
  #nextDev = 1
  #size = 1

  constructor(fileSystem: FileSystem, options: MountOptions = {}) {
    this.root = new Mount(fileSystem, this.#nextDev++, null, 0, options)
  }

  /**
   * After an operation that answered ERESTART: lets the file systems of all mounts fetch what they
   * lack. Answers 0, or the negated error number of the first that can't.
   */
  async settle(kos: Kos): Promise<number> {
    return settleBelow(this.root, kos)
  }

  /** Drops all record locks of an owner. */
  dropLocks(owner: LockOwner): void {
    dropLocksBelow(this.root, owner)
  }

  /** Number of mounts, the first one included. */
  get size(): number {
    return this.#size
  }

  /**
   * Mounts a file system on a directory. Answers the mount, or a negated error number: ENOTDIR; EBUSY
   * if something is mounted there already; ESTALE if the directory is not there.
   */
  mount(
    { mount, ino }: InodeRef,
    fileSystem: FileSystem,
    options: MountOptions = {},
  ): Mount | number {
    const mode = mount.fileSystem.mode(ino)
    if (mode < 0) return mode
    if (!isDirectory(mode)) return -ENOTDIR
    if (mount.mounts?.has(ino) === true) return -EBUSY
    const fault = mount.acquire(ino)
    if (fault < 0) return fault
    const made = new Mount(fileSystem, this.#nextDev++, mount, ino, options)
    mount.mounts ??= new Map()
    mount.mounts.set(ino, made)
    this.#size++
    return made
  }

  /**
   * Takes a mount away. EBUSY if a file of it is open, a root or a working directory, or if something
   * is mounted in it; EINVAL for the first mount, or for one that is not mounted.
   */
  unmount(mount: Mount): number {
    const { parent, covered } = mount
    if (parent === null || parent.mounts?.get(covered) !== mount) return -EINVAL
    if (mount.users > 0) return -EBUSY
    parent.mounts.delete(covered)
    if (parent.mounts.size === 0) parent.mounts = null
    parent.drop(covered)
    this.#size--
    return 0
  }
}

async function settleBelow(mount: Mount, kos: Kos): Promise<number> {
  const own = (await mount.fileSystem.settle?.(kos)) ?? 0
  if (own < 0) return own
  for (const each of mount.mounts?.values() ?? []) {
    const answer = await settleBelow(each, kos)
    if (answer < 0) return answer
  }
  return 0
}

function dropLocksBelow(mount: Mount, owner: LockOwner): void {
  mount.locks?.dropAll(owner)
  for (const each of mount.mounts?.values() ?? []) dropLocksBelow(each, owner)
}

/** EROFS, negated, if nothing may be changed through a mount; else 0. */
export function readOnlyFault(mount: Mount): number {
  return mount.isReadOnly ? -EROFS : 0
}
