// What a process sees of the files: a root, a working directory, mounts, and the credentials with
// which it looks. Operations on paths, as the functions of POSIX need them.
//
// This file has what finds and changes files that are there, and opens them; entries of directories
// are made, moved and removed in namespace-entries.ts. Every operation takes a base first, for the
// `*at` functions: an open directory, or null for the working directory. All answer 0 or more, or a
// negated error number; those of the path itself (`PathWalk.walk`) are not repeated below.

import {
  EACCES,
  EBADF,
  EEXIST,
  EINVAL,
  EISDIR,
  ELOOP,
  ENOENT,
  ENOTDIR,
  ENXIO,
  EOPNOTSUPP,
  EPERM,
} from '../errno.ts'
import { type Credentials, isInGroup } from './credentials.ts'
import { directoryPath } from './directory-path.ts'
import {
  isDirectory,
  isRegular,
  isSymlink,
  permissionBits,
  R_OK,
  S_IFIFO,
  S_IFMT,
  S_IFSOCK,
  S_ISGID,
  S_ISUID,
  W_OK,
  X_OK,
} from './file-mode.ts'
import { FileStat, type FileSystemStat, LinkTarget } from './file-stat.ts'
import {
  SET_ATIME,
  SET_ATIME_NOW,
  SET_GID,
  SET_MODE,
  SET_MTIME,
  SET_MTIME_NOW,
  SET_SIZE,
  SET_UID,
} from './file-system.ts'
import { isTime, UTIME_NOW, UTIME_OMIT } from './file-time.ts'
import { Identity } from './identity.ts'
import { type InodeRef, type MountTable, readOnlyFault } from './mount-table.ts'
import { NamespaceEntries } from './namespace-entries.ts'
import {
  AT_EACCESS,
  AT_EMPTY_PATH,
  AT_SYMLINK_NOFOLLOW,
  O_ACCMODE,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
} from './open-flags.ts'
import { OpenFile } from './open-file.ts'
import { PathWalk } from './path-walk.ts'
import { isId } from './set-attributes.ts'

/** What a namespace begins with. */
export interface NamespaceOptions {
  /** Root, without groups, if left out. */
  readonly credentials?: Credentials
  /** Permissions that new files do not get; 0o022 if left out. */
  readonly umask?: number
  /** False: a symbolic link that would be followed is ELOOP. True if left out. */
  readonly followsLinks?: boolean
}

/** The files of a process. It begins with the root of the mounts as root and working directory. */
export class Namespace {
  readonly mounts: MountTable
  /** Makes, moves and removes entries of directories. */
  readonly entries: NamespaceEntries
  /** Who asks. */
  readonly identity: Identity
  /** Permissions that new files do not get. */
  umask: number
  readonly followsLinks: boolean
  #root: InodeRef
  #cwd: InodeRef
  readonly #walk: PathWalk
  readonly #stat = new FileStat()
  readonly #link = new LinkTarget()
  #isDisposed = false

  constructor(mounts: MountTable, options: NamespaceOptions = {}) {
    const { credentials = { uid: 0, gid: 0, groups: [] }, umask = 0o022 } = options
    this.mounts = mounts
    this.identity = new Identity(credentials)
    this.umask = umask & 0o777
    this.followsLinks = options.followsLinks ?? true
    const mount = mounts.root
    this.#root = this.#cwd = { mount, ino: mount.fileSystem.root }
    for (const place of [this.#root, this.#cwd]) place.mount.acquire(place.ino)
    this.#walk = new PathWalk(this.#root)
    this.entries = new NamespaceEntries(this)
  }

  /** The effective ids, with which permissions are checked. */
  get credentials(): Credentials {
    return this.identity.effective
  }

  /** The root: `..` does not lead out of it. */
  get root(): InodeRef {
    return this.#root
  }

  /** The working directory. */
  get cwd(): InodeRef {
    return this.#cwd
  }

  /**
   * Gives root and working directory back; what is asked for after that answers EBADF. Only the first
   * call does anything.
   */
  [Symbol.dispose](): void {
    if (this.#isDisposed) return
    this.#isDisposed = true
    for (const place of [this.#root, this.#cwd]) place.mount.drop(place.ino)
  }

  /**
   * Opens a file; with O_CREAT it is made if it is not there, with the permissions of `mode` without
   * those of the umask, and this opening may do with it whatever its flags say. Answers the open
   * file, or a negated error number: EEXIST (O_CREAT and O_EXCL), ELOOP (a symbolic link and
   * O_NOFOLLOW), ENOTDIR (O_DIRECTORY), EISDIR (a directory, to write or to create), EACCES, EROFS,
   * ENXIO (a FIFO), EOPNOTSUPP (a socket), EINVAL (flags), and those of `FileSystem.create`.
   */
  open(base: OpenFile | null, path: string, flags: number, mode: number = 0): OpenFile | number {
    if (!Number.isInteger(flags) || (flags & O_ACCMODE) === O_ACCMODE) return -EINVAL
    const isNew = (flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0
    const fault = this.find(base, path, (flags & O_NOFOLLOW) === 0 && !isNew)
    if (fault !== 0) return fault
    const walk = this.#walk
    if (walk.ino >= 0) {
      const refusal = isNew ? -EEXIST : this.#openFault(flags)
      if (refusal !== 0) return refusal
    } else {
      if ((flags & O_CREAT) === 0) return -ENOENT
      if (walk.hasTrailingSlash) return -EISDIR
      if ((flags & O_DIRECTORY) !== 0) return -EINVAL
      const made = this.entries.createAt(walk, mode)
      if (made < 0) return made
      walk.ino = made
    }
    const answer = walk.mount.acquire(walk.ino)
    return answer < 0 ? answer : new OpenFile(walk.mount, walk.ino, flags)
  }

  /** Writes the attributes of a file. Flags: AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH. */
  stat(base: OpenFile | null, path: string, into: FileStat, flags: number = 0): number {
    const fault = this.#findThere(base, path, flags)
    if (fault !== 0) return fault
    const { mount, ino } = this.#walk
    const answer = mount.fileSystem.getattr(ino, into)
    if (answer === 0) into.dev = mount.dev
    return answer
  }

  /** Writes the sizes of the file system that a file is in. */
  statfs(base: OpenFile | null, path: string, into: FileSystemStat, flags: number = 0): number {
    const fault = this.#findThere(base, path, flags)
    return fault === 0 ? this.#walk.mount.fileSystem.statfs(into) : fault
  }

  /**
   * Whether a file may be used so: 0 if all of `wanted` (R_OK, W_OK, X_OK; F_OK: it is there) is
   * allowed to the real ids, or with AT_EACCESS to the effective ones; else negated EACCES, EROFS, or
   * EINVAL for other bits.
   */
  access(base: OpenFile | null, path: string, wanted: number, flags: number = 0): number {
    if (!Number.isInteger(wanted) || (wanted & ~(R_OK | W_OK | X_OK)) !== 0) return -EINVAL
    const { identity } = this
    const { effective, real } = identity
    if ((flags & AT_EACCESS) === 0) identity.effective = real
    const answer = this.#access(base, path, wanted, flags)
    identity.effective = effective
    return answer
  }

  /** The target of a symbolic link, or a negated error number: EINVAL (it is none). */
  readlink(base: OpenFile | null, path: string): string | number {
    const fault = this.#findThere(base, path, AT_SYMLINK_NOFOLLOW)
    if (fault !== 0) return fault
    const { mount, ino } = this.#walk
    const answer = mount.fileSystem.readlink(ino, this.#link)
    return answer < 0 ? answer : this.#link.target
  }

  /**
   * Changes the permissions. EPERM: neither owner nor root. S_ISGID of a regular file goes if its
   * group is none of the caller's. EOPNOTSUPP: of a symbolic link.
   */
  chmod(base: OpenFile | null, path: string, mode: number, flags: number = 0): number {
    const fault = this.#findToChange(base, path, flags)
    if (fault !== 0) return fault
    const { credentials } = this
    const stat = this.#stat
    if (isSymlink(stat.mode)) return -EOPNOTSUPP
    if (!this.#isOwner()) return -EPERM
    const keepsGroup = credentials.uid === 0 || isInGroup(credentials, stat.gid)
    const dropped = isRegular(stat.mode) && !keepsGroup ? S_ISGID : 0
    stat.mode = mode & permissionBits & ~dropped
    return this.#setattr(SET_MODE)
  }

  /**
   * Changes owner and group; -1 leaves one as it is. Root may do all, the owner may give the file to
   * another group of its own; else EPERM. S_ISUID and S_ISGID of an executable go, unless root asks.
   * EINVAL: no ids.
   */
  chown(base: OpenFile | null, path: string, uid: number, gid: number, flags: number = 0): number {
    if ((uid !== -1 && !isId(uid)) || (gid !== -1 && !isId(gid))) return -EINVAL
    const fault = this.#findToChange(base, path, flags)
    if (fault !== 0) return fault
    const { credentials } = this
    const stat = this.#stat
    if (credentials.uid !== 0) {
      if (uid !== -1 && (uid !== stat.uid || !this.#isOwner())) return -EPERM
      if (gid !== -1 && (!this.#isOwner() || !(gid === stat.gid || isInGroup(credentials, gid))))
        return -EPERM
    }
    const isProgram = isRegular(stat.mode) && (stat.mode & 0o111) !== 0
    if (uid !== -1) stat.uid = uid
    if (gid !== -1) stat.gid = gid
    if (isProgram && credentials.uid !== 0) stat.mode &= ~(S_ISUID | S_ISGID)
    return this.#setattr(SET_UID | SET_GID | SET_MODE)
  }

  /** Cuts or extends a file, which must be writable. EISDIR, EACCES, EINVAL, EFBIG. */
  truncate(base: OpenFile | null, path: string, size: number): number {
    const fault = this.#findToChange(base, path, 0)
    if (fault !== 0) return fault
    if (isDirectory(this.#stat.mode)) return -EISDIR
    const { mount, ino } = this.#walk
    const refusal = this.#walk.permission(this, mount, ino, W_OK)
    if (refusal !== 0) return refusal
    this.#stat.size = size
    return this.#setattr(SET_SIZE)
  }

  /**
   * Sets the times of the last access and the last modification (`utimensat`): seconds since 1970 and
   * nanoseconds; UTIME_NOW and UTIME_OMIT in place of nanoseconds. EINVAL: no times; EPERM: neither
   * owner nor root; EACCES: both are now, and the file may not be written either.
   */
  utimens(
    base: OpenFile | null,
    path: string,
    atime: readonly [seconds: number, nanoseconds: number],
    mtime: readonly [seconds: number, nanoseconds: number],
    flags: number = 0,
  ): number {
    if (!isTimeOrMark(atime) || !isTimeOrMark(mtime)) return -EINVAL
    const fault = this.#findToChange(base, path, flags)
    if (fault !== 0) return fault
    const [omitsAtime, omitsMtime] = [atime[1] === UTIME_OMIT, mtime[1] === UTIME_OMIT]
    if (omitsAtime && omitsMtime) return 0
    const isNow = atime[1] === UTIME_NOW && mtime[1] === UTIME_NOW
    if (!this.#isOwner()) {
      const { mount, ino } = this.#walk
      if (!isNow) return -EPERM
      if (this.#walk.permission(this, mount, ino, W_OK) !== 0) return -EACCES
    }
    const stat = this.#stat
    ;[stat.atimeSec, stat.atimeNsec] = atime
    ;[stat.mtimeSec, stat.mtimeNsec] = mtime
    const atimeMask = omitsAtime ? 0 : atime[1] === UTIME_NOW ? SET_ATIME_NOW : SET_ATIME
    const mtimeMask = omitsMtime ? 0 : mtime[1] === UTIME_NOW ? SET_MTIME_NOW : SET_MTIME
    return this.#setattr(atimeMask | mtimeMask)
  }

  /** Changes the working directory. ENOTDIR; EACCES: it may not be searched. */
  chdir(base: OpenFile | null, path: string, flags: number = 0): number {
    const place = this.#findDirectory(base, path, flags)
    if (typeof place === 'number') return place
    this.#cwd.mount.drop(this.#cwd.ino)
    this.#cwd = place
    return 0
  }

  /** Changes the root. The working directory stays where it is. EPERM: only root may. */
  chroot(base: OpenFile | null, path: string): number {
    if (this.credentials.uid !== 0) return -EPERM
    const place = this.#findDirectory(base, path, 0)
    if (typeof place === 'number') return place
    this.#root.mount.drop(this.#root.ino)
    this.#root = place
    return 0
  }

  /**
   * The absolute path of the working directory, or a negated error number: ENOENT, it was removed or
   * is not below the root.
   */
  getcwd(): string | number {
    return this.#isDisposed ? -EBADF : directoryPath(this.#root, this.#cwd)
  }

  /** The inode of a file with its mount, e.g. for `MountTable.mount`; or a negated error number. */
  lookup(base: OpenFile | null, path: string): InodeRef | number {
    const fault = this.#findThere(base, path, 0)
    return fault === 0 ? { mount: this.#walk.mount, ino: this.#walk.ino } : fault
  }

  /** @internal Walks from a base; the last component may be missing. */
  find(base: OpenFile | null, path: string, follow: boolean, walk: PathWalk = this.#walk): number {
    if (this.#isDisposed) return -EBADF
    if (base !== null && !base.isOpen && !(typeof path === 'string' && path.startsWith('/')))
      return -EBADF
    return walk.walk(this, base ?? this.#cwd, path, follow)
  }

  #findThere(base: OpenFile | null, path: string, flags: number): number {
    const walk = this.#walk
    if (path === '' && (flags & AT_EMPTY_PATH) !== 0) return this.#findBase(base)
    const fault = this.find(base, path, (flags & AT_SYMLINK_NOFOLLOW) === 0)
    if (fault !== 0) return fault
    return walk.ino < 0 ? -ENOENT : 0
  }

  #findBase(base: OpenFile | null): number {
    if (this.#isDisposed || base?.isOpen === false) return -EBADF
    const { mount, ino } = base ?? this.#cwd
    this.#walk.mount = mount
    this.#walk.ino = ino
    return 0
  }

  #access(base: OpenFile | null, path: string, wanted: number, flags: number): number {
    const fault = this.#findThere(base, path, flags)
    if (fault !== 0) return fault
    const { mount, ino } = this.#walk
    if ((wanted & W_OK) !== 0 && mount.isReadOnly) return readOnlyFault(mount)
    return this.#walk.permission(this, mount, ino, wanted)
  }

  /** Finds a file, and has its attributes in `#stat`. */
  #findToChange(base: OpenFile | null, path: string, flags: number): number {
    const fault = this.#findThere(base, path, flags)
    if (fault !== 0) return fault
    const { mount, ino } = this.#walk
    return mount.fileSystem.getattr(ino, this.#stat) || readOnlyFault(mount)
  }

  #setattr(mask: number): number {
    const { mount, ino } = this.#walk
    return mount.fileSystem.setattr(ino, mask, this.#stat)
  }

  #isOwner(): boolean {
    return this.credentials.uid === 0 || this.credentials.uid === this.#stat.uid
  }

  /** What is against opening the file that the walk found; cuts it if the flags say so. */
  #openFault(flags: number): number {
    const { mount, ino, mode } = this.#walk
    const type = mode & S_IFMT
    const access = flags & O_ACCMODE
    const writes = access !== O_RDONLY || (flags & O_TRUNC) !== 0
    if (isSymlink(mode)) return (flags & O_DIRECTORY) === 0 ? -ELOOP : -ENOTDIR
    if (!isDirectory(mode) && (flags & O_DIRECTORY) !== 0) return -ENOTDIR
    if (isDirectory(mode) && (writes || (flags & O_CREAT) !== 0)) return -EISDIR
    const wanted = (access === O_WRONLY ? 0 : R_OK) | (writes ? W_OK : 0)
    const fault = this.#walk.permission(this, mount, ino, wanted)
    if (fault !== 0) return fault
    if (type === S_IFSOCK) return -EOPNOTSUPP
    if (type === S_IFIFO) return -ENXIO
    if (writes && mount.isReadOnly) return readOnlyFault(mount)
    if ((flags & O_TRUNC) === 0) return 0
    this.#stat.size = 0
    return this.#setattr(SET_SIZE)
  }

  /** Finds a directory that may be searched, and acquires it. */
  #findDirectory(base: OpenFile | null, path: string, flags: number): InodeRef | number {
    const fault = this.#findThere(base, path, flags)
    if (fault !== 0) return fault
    const { mount, ino } = this.#walk
    if (!isDirectory(mount.fileSystem.mode(ino))) return -ENOTDIR
    const refusal = this.#walk.permission(this, mount, ino, X_OK) || mount.acquire(ino)
    return refusal === 0 ? { mount, ino } : refusal
  }
}

function isTimeOrMark([seconds, nanoseconds]: readonly [number, number]): boolean {
  if (nanoseconds === UTIME_NOW || nanoseconds === UTIME_OMIT) return true
  return isTime(seconds, nanoseconds)
}
