// Files of a Linux host through descriptors: none of their paths has more than one name in it.
//
// A directory is a descriptor that can only name it (O_PATH), opened in the descriptor of the
// directory that it was found in, without following a symbolic link. An entry is
// `/proc/self/fd/<directory>/<name>`. The host resolves `/proc/self/fd/<directory>` to the directory
// itself, whatever its path is by now, and `<name>` is neither `..` nor has it a slash.

import { EBADF, ELOOP, ENOENT, ENOTDIR, ESTALE } from '../errno.ts'
import { attempt, attemptVoid } from './node-errno.ts'
import {
  fstatOptions,
  lstatOptions,
  type NodeFlags,
  type NodeFs,
  type NodeStats,
} from './node-fs.ts'
import type { NodeInode } from './node-inode.ts'
import type { NodeInodeTable } from './node-inode-table.ts'
import { readNames } from './node-names.ts'
import type { Reach } from './reach.ts'

/** Open only to name the file: Linux, which Node has no constant for. */
export const O_PATH = 0o10000000

/** `f_type` of the file system at /proc. */
const procMagic = 0x9fa0

/** Through descriptors. */
export class DescriptorReach implements Reach {
  readonly confinement = 'descriptors'
  readonly #fs: NodeFs
  readonly #table: NodeInodeTable
  readonly #flags: number

  constructor(fs: NodeFs, table: NodeInodeTable, flags: NodeFlags) {
    this.#fs = fs
    this.#table = table
    this.#flags = O_PATH | flags.O_NOFOLLOW
  }

  entry(directory: NodeInode, name: string): string | number {
    const handle = this.#handle(directory)
    return handle < 0 ? handle : `/proc/self/fd/${handle}/${name}`
  }

  confirm(): number {
    return 0
  }

  stat(inode: NodeInode): NodeStats | number {
    const { descriptor, parent } = inode
    if (descriptor >= 0) return attempt(() => this.#fs.fstatSync(descriptor, fstatOptions))
    if (parent === null) return -ESTALE
    const path = this.entry(parent, inode.name)
    if (typeof path === 'number') return path
    const stats = attempt(() => this.#fs.lstatSync(path, lstatOptions))
    if (typeof stats === 'number') return stats
    return stats === undefined || !this.#table.is(inode, stats) ? -ESTALE : stats
  }

  hold(inode: NodeInode): number {
    return Math.min(this.#handle(inode), 0)
  }

  open(inode: NodeInode, flags: number): number {
    const path = this.#self(inode)
    return typeof path === 'number' ? path : attempt(() => this.#fs.openSync(path, flags))
  }

  list(inode: NodeInode): string[] | number {
    const path = this.#self(inode)
    return typeof path === 'number' ? path : readNames(this.#fs, path)
  }

  setMode(inode: NodeInode, mode: number): number {
    const path = this.#self(inode)
    return typeof path === 'number' ? path : attemptVoid(() => this.#fs.chmodSync(path, mode))
  }

  setOwner(inode: NodeInode, uid: number, gid: number): number {
    const path = this.#self(inode)
    return typeof path === 'number' ? path : attemptVoid(() => this.#fs.chownSync(path, uid, gid))
  }

  setTimes(inode: NodeInode, atime: number | string, mtime: number | string): number {
    const path = this.#self(inode)
    if (typeof path === 'number') return path
    return attemptVoid(() => this.#fs.utimesSync(path, atime, mtime))
  }

  /** A path that the host takes for the file itself: a symbolic link is not followed further. */
  #self(inode: NodeInode): string | number {
    const handle = this.#handle(inode)
    return handle < 0 ? handle : `/proc/self/fd/${handle}`
  }

  /** The descriptor that names a file, opened where it was found last if it has none. */
  #handle(inode: NodeInode): number {
    if (inode.handle >= 0) return inode.handle
    if (inode.parent === null) return -ESTALE
    const path = this.entry(inode.parent, inode.name)
    if (typeof path === 'number') return path
    const handle = attempt(() => this.#fs.openSync(path, this.#flags))
    if (handle < 0) return [-ENOENT, -ENOTDIR, -ELOOP].includes(handle) ? -ESTALE : handle
    const stats = attempt(() => this.#fs.fstatSync(handle, fstatOptions))
    if (typeof stats === 'number' || !this.#table.is(inode, stats)) {
      this.#fs.closeSync(handle)
      return -ESTALE
    }
    inode.handle = handle
    this.#table.keep(inode)
    return handle
  }
}

/** Opens a folder to be the root. Throws what the host throws. */
export function openFolder(fs: NodeFs, folder: string, { O_DIRECTORY }: NodeFlags): number {
  return fs.openSync(folder, O_PATH | O_DIRECTORY)
}

/** Whether the host has all of it: descriptors that only name, and /proc. */
export function hasDescriptorPaths(fs: NodeFs, flags: NodeFlags): boolean {
  if (!flags.O_NOFOLLOW || !flags.O_DIRECTORY) return false
  const handle = attempt(() => openFolder(fs, '/', flags))
  if (handle < 0) return false
  try {
    if (fs.statfsSync('/proc').type !== procMagic) return false
    const [own, seen] = [
      fs.fstatSync(handle, fstatOptions),
      fs.lstatSync(`/proc/self/fd/${handle}/.`, lstatOptions),
    ]
    const isSame = seen !== undefined && seen.ino === own.ino && seen.dev === own.dev
    // Who ignores O_PATH answers EISDIR.
    const read = attempt(() => fs.readSync(handle, new Uint8Array(1), 0, 1, 0))
    return isSame && read === -EBADF
  } catch {
    return false
  } finally {
    fs.closeSync(handle)
  }
}
