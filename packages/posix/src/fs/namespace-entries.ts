// Entries of directories by path: made, linked, renamed and removed, under the permissions of the
// directory. It is the part of a namespace that changes the tree.
//
// What each of them may answer beside the errors of a path: EACCES, the directory may not be
// written; EROFS; EPERM, the sticky bit; EBUSY, a mount, or the root; and what the file system
// answers.

import { EBUSY, EEXIST, EFAULT, EINVAL, ENOENT, ENOTDIR, EPERM, EXDEV } from '../errno.ts'
import type { Credentials } from './credentials.ts'
import {
  isDirectory,
  permissionBits,
  S_IFMT,
  S_IFREG,
  S_ISGID,
  S_ISVTX,
  W_OK,
  X_OK,
} from './file-mode.ts'
import { isDot } from './file-name.ts'
import { FileStat } from './file-stat.ts'
import { type InodeRef, type Mount, readOnlyFault } from './mount-table.ts'
import { AT_SYMLINK_FOLLOW } from './open-flags.ts'
import type { OpenFile } from './open-file.ts'
import { PathWalk } from './path-walk.ts'

/** What the entries need of their namespace. */
export interface EntriesView {
  readonly root: InodeRef
  readonly credentials: Credentials
  readonly umask: number
  find(base: OpenFile | null, path: string, follow: boolean, walk: PathWalk): number
}

/** Changes entries of directories. It is the field `entries` of a namespace. */
export class NamespaceEntries {
  readonly #view: EntriesView
  readonly #walk: PathWalk
  /** The second path of `link` and `rename`. */
  readonly #target: PathWalk
  readonly #directory = new FileStat()
  readonly #stat = new FileStat()
  /** The group of the next new file, and what the mode of a new directory gets. */
  #newGid = 0
  #inherited = 0

  /** @internal It is made by `Namespace`. */
  constructor(view: EntriesView) {
    this.#view = view
    this.#walk = new PathWalk(view.root)
    this.#target = new PathWalk(view.root)
  }

  /** @internal Makes the regular file that a walk missed, and answers its inode. */
  createAt(walk: PathWalk, mode: number): number {
    return this.#create(walk, S_IFREG | this.#modeOf(mode))
  }

  /**
   * Makes a file of the type in `mode`: S_IFREG (also if it has none), S_IFIFO, S_IFSOCK, else
   * EINVAL. EEXIST; ENOENT: the path ends with a slash.
   */
  mknod(base: OpenFile | null, path: string, mode: number): number {
    const fault = this.#findMissing(base, path)
    if (fault !== 0) return fault
    if (this.#walk.hasTrailingSlash) return -ENOENT
    return Math.min(this.#create(this.#walk, (mode & S_IFMT) | this.#modeOf(mode)), 0)
  }

  /** Makes a directory. EEXIST; EMLINK. */
  mkdir(base: OpenFile | null, path: string, mode: number): number {
    const walk = this.#walk
    const fault = this.#findMissing(base, path) || this.#newEntryFault(walk)
    if (fault !== 0) return fault
    const { uid } = this.#view.credentials
    const bits = (this.#modeOf(mode) & ~S_ISGID) | this.#inherited
    const { fileSystem } = walk.mount
    return Math.min(fileSystem.mkdir(walk.parent, walk.name, bits, uid, this.#newGid), 0)
  }

  /** Makes a symbolic link; the target need not be there. EEXIST; ENOENT: the target is empty. */
  symlink(target: string, base: OpenFile | null, path: string): number {
    const walk = this.#walk
    const fault = this.#findMissing(base, path)
    if (fault !== 0) return fault
    if (typeof target !== 'string') return -EFAULT
    if (target === '' || walk.hasTrailingSlash) return -ENOENT
    const refusal = this.#newEntryFault(walk)
    if (refusal !== 0) return refusal
    const { uid } = this.#view.credentials
    const { fileSystem } = walk.mount
    return Math.min(fileSystem.symlink(walk.parent, walk.name, target, uid, this.#newGid), 0)
  }

  /**
   * Makes another entry for a file; of a symbolic link for the link itself, unless flags have
   * AT_SYMLINK_FOLLOW. EPERM: a directory; EXDEV: in another mount; EEXIST; EMLINK.
   */
  link(
    base: OpenFile | null,
    path: string,
    newBase: OpenFile | null,
    newPath: string,
    flags: number = 0,
  ): number {
    const [from, to] = [this.#walk, this.#target]
    const view = this.#view
    const fault = view.find(base, path, (flags & AT_SYMLINK_FOLLOW) !== 0, from)
    if (fault !== 0) return fault
    if (from.ino < 0) return -ENOENT
    const targetFault = view.find(newBase, newPath, false, to)
    if (targetFault !== 0) return targetFault
    if (to.ino >= 0) return -EEXIST
    if (to.hasTrailingSlash) return -ENOENT
    if (from.mount !== to.mount) return -EXDEV
    const refusal = this.#newEntryFault(to)
    return refusal === 0 ? to.mount.fileSystem.link(from.ino, to.parent, to.name) : refusal
  }

  /** Removes the entry of a file. EPERM: a directory. What is open lives on. */
  unlink(base: OpenFile | null, path: string): number {
    const walk = this.#walk
    const fault = this.#findThere(base, path)
    if (fault !== 0) return fault
    if (walk.name === '') return -EPERM
    const refusal = this.#removalFault(walk)
    if (refusal !== 0) return refusal
    if (isDirectory(walk.mode)) return -EPERM
    return walk.mount.fileSystem.unlink(walk.parent, walk.name)
  }

  /** Removes an empty directory. ENOTDIR, ENOTEMPTY; EINVAL: the last component is `.` or `..`. */
  rmdir(base: OpenFile | null, path: string): number {
    const walk = this.#walk
    const fault = this.#findThere(base, path)
    if (fault !== 0) return fault
    if (isDot(walk.name)) return -EINVAL
    if (walk.name === '') return -EBUSY
    const refusal = this.#removalFault(walk)
    if (refusal !== 0) return refusal
    if (walk.mount !== walk.parentMount) return -EBUSY
    return walk.mount.fileSystem.rmdir(walk.parent, walk.name)
  }

  /**
   * Gives a file another path, in place of what is there: see `FileSystem.rename`. EXDEV: in
   * another mount; EINVAL: one of the last components is `.` or `..`.
   */
  rename(base: OpenFile | null, path: string, newBase: OpenFile | null, newPath: string): number {
    const [from, to] = [this.#walk, this.#target]
    const view = this.#view
    const fault = view.find(base, path, false, from) || view.find(newBase, newPath, false, to)
    if (fault !== 0) return fault
    if (from.parentMount !== to.parentMount) return -EXDEV
    if (isDot(from.name) || isDot(to.name)) return -EINVAL
    if (from.name === '' || to.name === '') return -EBUSY
    if (from.ino < 0) return -ENOENT
    const isDir = isDirectory(from.mode)
    if (to.ino < 0 && to.hasTrailingSlash && !isDir) return -ENOTDIR
    if (from.mount !== from.parentMount || to.mount !== to.parentMount) return -EBUSY
    // Two names of one file, or one name: nothing is done, whatever may be done there.
    if (from.ino === to.ino) return readOnlyFault(from.mount)
    const refusal = this.#removalFault(from) || this.#renameFault(from, to, isDir)
    if (refusal !== 0) return refusal
    return from.mount.fileSystem.rename(from.parent, from.name, to.parent, to.name)
  }

  #renameFault(from: PathWalk, to: PathWalk, isDir: boolean): number {
    const fault = to.ino < 0 ? this.#newEntryFault(to) : this.#removalFault(to)
    // Its entry `..` is to be changed.
    const moves = isDir && from.parent !== to.parent
    return fault !== 0 || !moves ? fault : to.permission(this.#view, from.mount, from.ino, W_OK)
  }

  #create(walk: PathWalk, mode: number): number {
    const fault = this.#newEntryFault(walk)
    if (fault !== 0) return fault
    const { uid } = this.#view.credentials
    return walk.mount.fileSystem.create(walk.parent, walk.name, mode, uid, this.#newGid)
  }

  #modeOf(mode: number): number {
    return mode & permissionBits & ~this.#view.umask
  }

  #findThere(base: OpenFile | null, path: string): number {
    const fault = this.#view.find(base, path, false, this.#walk)
    if (fault !== 0) return fault
    return this.#walk.ino < 0 ? -ENOENT : 0
  }

  #findMissing(base: OpenFile | null, path: string): number {
    const fault = this.#view.find(base, path, false, this.#walk)
    if (fault !== 0) return fault
    return this.#walk.ino < 0 ? 0 : -EEXIST
  }

  /** What is against a new entry; finds the group that it gets. */
  #newEntryFault(walk: PathWalk): number {
    const fault = this.#directoryFault(walk, walk.parentMount, walk.parent)
    if (fault !== 0) return fault
    this.#inherited = this.#directory.mode & S_ISGID
    this.#newGid = this.#inherited === 0 ? this.#view.credentials.gid : this.#directory.gid
    return 0
  }

  /** What is against removing the entry that a walk found. */
  #removalFault(walk: PathWalk): number {
    const { parentMount, parent } = walk
    const fault = this.#directoryFault(walk, parentMount, parent)
    if (fault !== 0) return fault
    const { uid } = this.#view.credentials
    if (uid === 0 || (this.#directory.mode & S_ISVTX) === 0 || this.#directory.uid === uid) return 0
    const answer = walk.mount.fileSystem.getattr(walk.ino, this.#stat)
    return answer !== 0 || this.#stat.uid === uid ? answer : -EPERM
  }

  /** What is against changing a directory; has its attributes in `#directory`. */
  #directoryFault(walk: PathWalk, mount: Mount, ino: number): number {
    if (mount.isReadOnly) return readOnlyFault(mount)
    const answer = mount.fileSystem.getattr(ino, this.#directory)
    if (answer !== 0) return answer
    return walk.permission(this.#view, mount, ino, W_OK | X_OK)
  }
}
