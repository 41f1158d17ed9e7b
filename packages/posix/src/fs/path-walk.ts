// The walk along a path: from the root or a directory, component by component, through mounts and
// symbolic links, to a file, or to the directory in which it would be.
//
// A walk is made once and used again; what it found stands in its fields until the next one. Whether
// a file must be there, and what may be done to it, is decided by who asked for the walk.

import { EACCES, EFAULT, EINVAL, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR } from '../errno.ts'
import { PATH_MAX, SYMLOOP_MAX } from '../limits.ts'
import { type Credentials, permits } from './credentials.ts'
import { isDirectory, isSymlink, X_OK } from './file-mode.ts'
import { isLongerThan } from './file-name.ts'
import { FileStat, LinkTarget } from './file-stat.ts'
import type { InodeRef, Mount } from './mount-table.ts'

/** From where paths are seen, and by whom. */
export interface PathView {
  readonly root: InodeRef
  readonly credentials: Credentials
  /** False: a symbolic link that would be followed is ELOOP, as if there were too many. */
  readonly followsLinks?: boolean
}

const slash = 0x2f

/** Finds files by their paths. */
export class PathWalk {
  /** The mount of the file. */
  mount: Mount
  /** The file; -1 if the last component of the path is not there. */
  ino: number
  /** The mode of the file. */
  mode = 0
  /** The directory that has, or would have, the last component. */
  parentMount: Mount
  parent: number
  /** The last component, as it is after links; empty if the path was the root. */
  name = ''
  /** Whether the path ended with a slash. */
  hasTrailingSlash = false

  #directoryMode = 0
  readonly #stat = new FileStat()
  readonly #link = new LinkTarget()

  constructor({ mount, ino }: InodeRef) {
    this.mount = this.parentMount = mount
    this.ino = this.parent = ino
  }

  /**
   * Walks along a path from `start`, or from the root if it begins with a slash. The last component
   * may be missing (`ino` is -1); if it is a symbolic link, it is followed if `follow` or if a slash
   * comes after it. Answers 0, or a negated error number: ENOENT (empty path, or a component before
   * the last is missing), ENOTDIR, EACCES (a directory may not be searched), ELOOP (more than
   * SYMLOOP_MAX links), ENAMETOOLONG, EINVAL (null byte), EFAULT (no string), or one that the file
   * system has.
   */
  walk(view: PathView, start: InodeRef, path: string, follow: boolean): number {
    const fault = pathFault(path)
    if (fault !== 0) return fault
    this.#begin(path.charCodeAt(0) === slash ? view.root : start)
    this.name = ''
    let rest = path
    let at = skipSlashes(path, 0)
    let links = 0
    while (at < rest.length) {
      const found = rest.indexOf('/', at)
      const end = found < 0 ? rest.length : found
      const name = rest.slice(at, end)
      const next = skipSlashes(rest, end)
      const isLast = next === rest.length
      this.hasTrailingSlash = isLast && next > end
      const answer = this.#step(view, name)
      if (answer === -ENOENT && isLast) return this.#miss(name)
      if (answer < 0) return answer
      at = next
      if (isSymlink(this.mode) && (!isLast || follow || this.hasTrailingSlash)) {
        if (++links > SYMLOOP_MAX || view.followsLinks === false) return -ELOOP
        const read = this.mount.fileSystem.readlink(this.ino, this.#link)
        if (read < 0) return read
        const { target } = this.#link
        // The slashes after the link stay: they decide what the last component may be.
        rest = target + rest.slice(end)
        if (isLongerThan(rest, PATH_MAX - 1)) return -ENAMETOOLONG
        this.#continueAt(target.charCodeAt(0) === slash ? view.root : null)
        at = skipSlashes(rest, 0)
        continue
      }
      if (isLast) this.name = name
    }
    return this.hasTrailingSlash && !isDirectory(this.mode) ? -ENOTDIR : 0
  }

  /** EACCES, negated, if the permission bits do not allow what is wanted; else 0. */
  permission(view: PathView, mount: Mount, ino: number, wanted: number): number {
    const answer = mount.fileSystem.getattr(ino, this.#stat)
    if (answer < 0) return answer
    return permits(view.credentials, this.#stat, wanted) ? 0 : -EACCES
  }

  #begin({ mount, ino }: InodeRef): void {
    this.hasTrailingSlash = false
    this.mount = this.parentMount = mount
    this.ino = this.parent = ino
    this.mode = mount.fileSystem.mode(ino)
  }

  /** After a symbolic link: goes on at the root, or else in the directory that has the link. */
  #continueAt(place: InodeRef | null): void {
    if (place !== null) return this.#begin(place)
    this.mount = this.parentMount
    this.ino = this.parent
    this.mode = this.#directoryMode
  }

  /** From a directory to one of its entries. */
  #step(view: PathView, name: string): number {
    const { mount, ino, mode } = this
    if (mode < 0) return mode
    if (!isDirectory(mode)) return -ENOTDIR
    // Most directories may be searched by everybody (`posix/fs-stat`).
    if ((mode & 0o111) !== 0o111) {
      const fault = this.permission(view, mount, ino, X_OK)
      if (fault !== 0) return fault
    }
    this.parentMount = mount
    this.parent = ino
    this.#directoryMode = mode
    if (name === '..') return this.#climb(view)
    const child = name === '.' ? ino : mount.fileSystem.lookup(ino, name)
    return child < 0 ? child : this.#enter(mount, child)
  }

  /** To the parent. The root of the view is its own parent, and that of a mount is in the covered one. */
  #climb(view: PathView): number {
    let { mount, ino } = this
    while (mount !== view.root.mount || ino !== view.root.ino) {
      if (ino !== mount.fileSystem.root || mount.parent === null) {
        const parent = mount.fileSystem.lookup(ino, '..')
        return parent < 0 ? parent : this.#enter(mount, parent)
      }
      ino = mount.covered
      mount = mount.parent
    }
    return this.#enter(mount, ino)
  }

  /** To a file, or to the root of what is mounted on it. */
  #enter(mount: Mount, ino: number): number {
    let [at, on] = [ino, mount]
    for (let over = on.mounts?.get(at); over !== undefined; over = on.mounts?.get(at)) {
      on = over
      at = over.fileSystem.root
    }
    this.mount = on
    this.ino = at
    this.mode = on.fileSystem.mode(at)
    return Math.min(this.mode, 0)
  }

  #miss(name: string): number {
    this.mount = this.parentMount
    this.name = name
    this.ino = -1
    this.mode = 0
    return 0
  }
}

function pathFault(path: string): number {
  if (typeof path !== 'string') return -EFAULT
  if (path === '') return -ENOENT
  if (isLongerThan(path, PATH_MAX - 1)) return -ENAMETOOLONG
  return path.includes('\0') ? -EINVAL : 0
}

function skipSlashes(path: string, from: number): number {
  let at = from
  while (path.charCodeAt(at) === slash) at++
  return at
}
