// A file system made of the functions of `node:fs`: a folder of the host, or of what has the same
// functions. How files are reached is reach.ts; which are known, node-inode-table.ts; data,
// attributes and the reading of directories are node-data.ts, node-attributes.ts, node-listing.ts.
//
// All is synchronous: the kernel waits for the host. Permissions are checked above (namespace.ts),
// and by the host against the user of the host process: both must allow it.

import {
  EACCES,
  EEXIST,
  EINVAL,
  EISDIR,
  ENAMETOOLONG,
  ENOENT,
  ENOTDIR,
  ENOTEMPTY,
  ENXIO,
  EFBIG,
  EPERM,
  EROFS,
  ESTALE,
  EXDEV,
} from '../errno.ts'
import {
  isDirectory,
  isRegular,
  isSymlink,
  permissionBits,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
} from '../fs/file-mode.ts'
import { isDot, isLongerThan, nameFault, utf8Length } from '../fs/file-name.ts'
import {
  type DirectoryEntry,
  FileStat,
  type FileSystemStat,
  type LinkTarget,
} from '../fs/file-stat.ts'
import {
  type FileSystem,
  SET_ATIME,
  SET_ATIME_NOW,
  SET_MODE,
  SET_MTIME,
  SET_MTIME_NOW,
  SET_SIZE,
} from '../fs/file-system.ts'
import { dotCookie, dotDotCookie } from '../fs/memory-directory.ts'
import { attributesFault } from '../fs/set-attributes.ts'
import { maxFileSize, maxIdleHostFiles, maxKnownHostFiles, NAME_MAX, PATH_MAX } from '../limits.ts'
import { type Owner, readStats, setOwnerAndMode, setTimes } from './node-attributes.ts'
import { NodeData } from './node-data.ts'
import { attempt, attemptVoid } from './node-errno.ts'
import {
  flagsOf,
  fstatOptions,
  lstatOptions,
  type NodeFlags,
  type NodeFs,
  type NodeStats,
} from './node-fs.ts'
import type { NodeInode } from './node-inode.ts'
import { type NodeInodeLimits, NodeInodeTable } from './node-inode-table.ts'
import { NodeListings } from './node-listing.ts'
import { readTarget } from './node-names.ts'
import { PathReach } from './path-reach.ts'
import type { Confinement, Reach } from './reach.ts'

const anyTime = SET_ATIME | SET_ATIME_NOW | SET_MTIME | SET_MTIME_NOW

/** How a folder is used. */
export interface NodeFileSystemOptions {
  /** Nothing is changed in the folder: EROFS. Access times are, if the host counts them. */
  readonly readOnly?: boolean
  /**
   * All files seem to belong to this user and group, and new ones belong to the user of the host
   * process. If left out, ids are those of the host, and who is not root there makes files of its
   * own.
   */
  readonly owner?: Owner
  /** Most files that keep their inode number while nobody has them open: 65,536 if left out. */
  readonly knownFiles?: number
  /** Most files that keep descriptors of the host while nobody has them open: 256 if left out. */
  readonly idleFiles?: number
}

/** Makes the way to the files. */
export type MakeReach = (table: NodeInodeTable) => Reach

/** Files of `node:fs`, or of what has the same functions. Dispose it: it holds descriptors. */
export class NodeFileSystem implements FileSystem, Disposable {
  readonly root: number
  /** How sure it is that nothing outside of the folder is reached. */
  readonly confinement: Confinement
  readonly isReadOnly: boolean
  readonly #fs: NodeFs
  readonly #flags: NodeFlags
  readonly #owner: Owner | null
  readonly #table: NodeInodeTable
  readonly #reach: Reach
  readonly #data: NodeData
  readonly #listings: NodeListings
  readonly #stat = new FileStat()
  /** Resolution of the times that the host sets, in nanoseconds. */
  #timeUnit = 1000
  /** The number of the inode whose mode is that of now. */
  #fresh = 0

  /**
   * The folder at a path, which must be a directory. Throws what `fs` throws if it is not there,
   * and a TypeError if it is none.
   *
   * Nothing keeps symbolic links of the host from leading out of the folder, if somebody puts them
   * there meanwhile: use `hostFileSystem` for folders of the host.
   */
  constructor(
    fs: NodeFs,
    folder: string,
    options: NodeFileSystemOptions = {},
    makeReach?: MakeReach,
  ) {
    const { readOnly = false, owner = null } = options
    const stats = fs.lstatSync(folder, lstatOptions)
    if (stats === undefined || !isDirectory(Number(stats.mode)))
      throw new TypeError(`${folder} is no directory`)
    this.#fs = fs
    this.#flags = flagsOf(fs)
    this.#owner = owner
    this.isReadOnly = readOnly
    this.#table = new NodeInodeTable(fs, stats, limitsOf(options))
    this.#reach =
      makeReach?.(this.#table) ?? new PathReach(fs, this.#table, folder, 'none', this.#flags)
    this.confinement = this.#reach.confinement
    this.#data = new NodeData(fs, this.#table, this.#reach, this.#flags)
    this.#listings = new NodeListings(this.#reach)
    this.root = this.#table.root.number
  }

  /** Closes all descriptors of the host. Then no inode is there: ESTALE. */
  [Symbol.dispose](): void {
    this.#listings.clear()
    this.#table.clear()
  }

  /** Number of files whose number is kept. */
  get knownFiles(): number {
    return this.#table.size
  }

  mode(ino: number): number {
    const inode = this.#table.get(ino)
    if (inode === undefined) return -ESTALE
    const isFresh = this.#fresh === ino || inode.isRemoved
    this.#fresh = 0
    if (isFresh) return inode.mode
    const stats = this.#statOf(inode)
    return typeof stats === 'number' ? stats : inode.mode
  }

  lookup(directory: number, name: string): number {
    const parent = this.#directory(directory)
    if (typeof parent === 'number') return parent
    if (isDot(name)) return name === '.' ? this.#self(parent) : this.#parentOf(parent)
    const stats = this.#find(parent, name)
    if (typeof stats === 'number') return stats
    return (this.#fresh = this.#table.admit(parent, name, stats).number)
  }

  getattr(ino: number, into: FileStat): number {
    const inode = this.#inode(ino)
    if (inode === undefined) return -ESTALE
    const stats = this.#statOf(inode)
    if (typeof stats === 'number') return stats
    readStats(stats, this.#owner, into)
    into.ino = ino
    return 0
  }

  /**
   * See `FileSystem.setattr`. The host knows three steps: owner and permissions, size, times. If it
   * refuses one, those before it stay. EPERM: the owner, if it is one for all files, or if the host
   * process may not change it; EOPNOTSUPP: the permissions of a symbolic link.
   */
  setattr(ino: number, mask: number, from: FileStat): number {
    const inode = this.#inode(ino)
    if (inode === undefined) return -ESTALE
    const now = this.#stat
    const fault = this.getattr(ino, now) || attributesFault(now.mode, mask, from)
    if (fault !== 0) return fault
    if (this.isReadOnly) return -EROFS
    if ((mask & SET_MODE) !== 0 && isRegular(now.mode)) this.#data.prepare(inode)
    const reach = this.#reach
    const refusal = setOwnerAndMode(reach, inode, mask, from, now, this.#owner)
    if (refusal !== 0) return refusal
    const resized = (mask & SET_SIZE) === 0 ? 0 : this.#data.resize(inode, from.size)
    if (resized !== 0) return resized
    const set = setTimes(reach, inode, mask, from, now, this.#timeUnit)
    const isSet = set === 0 && (mask & anyTime) !== 0
    return isSet && this.#timeUnit > 1 ? this.#setFiner(ino, inode, mask, from, now) : set
  }

  // Newer versions of Node keep nanoseconds: what was set shows it, and is set again.
  #setFiner(ino: number, inode: NodeInode, mask: number, from: FileStat, now: FileStat): number {
    const stat = new FileStat()
    const fault = this.getattr(ino, stat)
    if (fault !== 0) return fault
    if (stat.atimeNsec % 1000 === 0 && stat.mtimeNsec % 1000 === 0) return 0
    this.#timeUnit = 1
    return setTimes(this.#reach, inode, mask, from, now, 1)
  }

  /** See `FileSystem.create`. EPERM: Node makes neither FIFOs nor sockets. */
  create(directory: number, name: string, mode: number, uid: number, gid: number): number {
    const type = (mode & S_IFMT) === 0 ? S_IFREG : mode & S_IFMT
    if (type !== S_IFREG && type !== S_IFIFO && type !== S_IFSOCK) return -EINVAL
    const parent = this.#directoryToChange(directory, name)
    if (typeof parent === 'number') return parent
    if (type !== S_IFREG) return -EPERM
    const { O_CREAT, O_EXCL, O_RDWR, O_NOFOLLOW } = this.#flags
    const flags = O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW
    const fd = this.#at(parent, name, (path) => this.#fs.openSync(path, flags, mode & 0o777))
    if (fd < 0) return fd
    const stats = attempt(() => this.#fs.fstatSync(fd, fstatOptions))
    if (typeof stats === 'number') {
      this.#fs.closeSync(fd)
      return stats
    }
    const inode = this.#table.admit(parent, name, stats)
    inode.reader = inode.writer = fd
    this.#table.keep(inode)
    const refusal = this.#dress(inode, stats, mode & permissionBits, uid, gid)
    if (refusal === 0) return (this.#fresh = inode.number)
    this.unlink(directory, name)
    return refusal
  }

  mkdir(directory: number, name: string, mode: number, uid: number, gid: number): number {
    const parent = this.#directoryToChange(directory, name)
    if (typeof parent === 'number') return parent
    const bits = mode & permissionBits
    const fault = this.#do(parent, name, (path) => this.#fs.mkdirSync(path, bits & 0o777))
    if (fault !== 0) return fault
    const inode = this.#made(parent, name, S_IFDIR | bits, uid, gid)
    if (inode < 0) this.rmdir(directory, name)
    return inode
  }

  symlink(directory: number, name: string, target: string, uid: number, gid: number): number {
    if (target === '') return -ENOENT
    if (isLongerThan(target, PATH_MAX - 1)) return -ENAMETOOLONG
    if (target.includes('\0') || utf8Length(target) < 0) return -EINVAL
    const parent = this.#directoryToChange(directory, name)
    if (typeof parent === 'number') return parent
    const fault = this.#do(parent, name, (path) => this.#fs.symlinkSync(target, path))
    if (fault !== 0) return fault
    const inode = this.#made(parent, name, S_IFLNK, uid, gid)
    if (inode < 0) this.unlink(directory, name)
    return inode
  }

  /** See `FileSystem.readlink`. EILSEQ: the target is no UTF-8. */
  readlink(ino: number, into: LinkTarget): number {
    const inode = this.#inode(ino)
    if (inode === undefined) return -ESTALE
    if (!isSymlink(inode.mode)) return -EINVAL
    const stats = this.#statOf(inode)
    if (typeof stats === 'number') return stats
    if (inode.parent === null) return -ESTALE
    const path = this.#reach.entry(inode.parent, inode.name)
    if (typeof path === 'number') return path
    const target = readTarget(this.#fs, path)
    const fault = this.#reach.confirm(inode.parent)
    if (fault !== 0 || typeof target === 'number') return fault || (target as number)
    into.target = target
    return utf8Length(target)
  }

  /** See `FileSystem.link`. ENOENT, too, if the file has entries, but none that was seen here. */
  link(ino: number, directory: number, name: string): number {
    const inode = this.#inode(ino)
    if (inode === undefined) return -ESTALE
    if (isDirectory(inode.mode)) return -EPERM
    const parent = this.#directoryToChange(directory, name)
    if (typeof parent === 'number') return parent
    if (inode.parent === null) return -ENOENT
    const from = this.#reach.entry(inode.parent, inode.name)
    if (typeof from === 'number') return from
    const fault = this.#do(parent, name, (path) => this.#fs.linkSync(from, path))
    if (fault !== 0) return fault
    const stats = this.#find(parent, name)
    if (typeof stats !== 'number' && this.#table.is(inode, stats)) return 0
    // Somebody on the host has put another file in its place.
    this.unlink(directory, name)
    return -ESTALE
  }

  unlink(directory: number, name: string): number {
    const parent = this.#directory(directory)
    if (typeof parent === 'number') return parent
    if (isDot(name)) return parent.isRemoved ? -ENOENT : -EPERM
    const stats = this.#find(parent, name)
    if (typeof stats === 'number') return stats
    if (isDirectory(Number(stats.mode))) return -EPERM
    if (this.isReadOnly) return -EROFS
    const inode = this.#table.find(stats)
    if (inode !== undefined && stats.nlink > 1n) this.#reach.hold(inode)
    const fault = this.#do(parent, name, (path) => this.#fs.unlinkSync(path))
    if (fault !== 0) return fault === -EISDIR ? -EPERM : fault
    if (inode !== undefined) this.#lose(inode, parent, name, stats.nlink <= 1n)
    return 0
  }

  rmdir(directory: number, name: string): number {
    const parent = this.#directory(directory)
    if (typeof parent === 'number') return parent
    if (isDot(name)) return parent.isRemoved ? -ENOENT : -EINVAL
    const stats = this.#find(parent, name)
    if (typeof stats === 'number') return stats
    if (!isDirectory(Number(stats.mode))) return -ENOTDIR
    if (this.isReadOnly) return -EROFS
    const inode = this.#table.find(stats)
    const fault = this.#do(parent, name, (path) => this.#fs.rmdirSync(path))
    if (fault !== 0) return fault === -EEXIST ? -ENOTEMPTY : fault
    if (inode !== undefined) this.#lose(inode, parent, name, true)
    return 0
  }

  rename(directory: number, name: string, newDirectory: number, newName: string): number {
    const from = this.#directory(directory)
    if (typeof from === 'number') return from
    const stats = isDot(name) ? 0 : this.#find(from, name)
    if (stats !== 0 && typeof stats === 'number') return stats
    const to = this.#directory(newDirectory)
    if (typeof to === 'number') return to
    const fault = nameFault(newName)
    if (fault !== 0) return fault
    if (stats === 0 || isDot(newName)) return -EINVAL
    if (this.isReadOnly) return -EROFS
    const target = this.#find(to, newName)
    if (typeof target === 'number' && target !== -ENOENT) return target
    const inode = this.#table.admit(from, name, stats)
    const replaced = typeof target === 'number' ? undefined : target
    return this.#move(inode, { from, name, to, newName }, replaced)
  }

  read(ino: number, position: number, into: Uint8Array, at: number, length: number): number {
    const inode = this.#dataOf(ino, position, into, at, length)
    if (typeof inode === 'number') return inode
    return length === 0 ? 0 : this.#data.read(inode, position, into, at, length)
  }

  write(ino: number, position: number, from: Uint8Array, at: number, length: number): number {
    const inode = this.#dataOf(ino, position, from, at, length)
    if (typeof inode === 'number') return inode
    if (this.isReadOnly) return -EROFS
    if (length === 0) return 0
    if (position >= maxFileSize) return -EFBIG
    return this.#data.write(inode, position, from, at, Math.min(length, maxFileSize - position))
  }

  /**
   * See `FileSystem.readdir`. Names that are no UTF-8 are left out, and so are mounts of the host.
   * A number, and the type with it, is 0 if the host lets the directory be read, and not searched.
   */
  readdir(directory: number, cookie: number, into: DirectoryEntry): number {
    const inode = this.#directory(directory)
    if (typeof inode === 'number') return inode
    if (!Number.isSafeInteger(cookie) || cookie < 0) return -EINVAL
    if (cookie < dotDotCookie) {
      const number = cookie < dotCookie ? this.#self(inode) : this.#parentOf(inode)
      if (number < 0 && number !== -EACCES) return number
      const listing = cookie === 0 ? this.#listings.of(inode, true) : 0
      if (typeof listing === 'number' && listing < 0) return listing
      into.name = cookie < dotCookie ? '.' : '..'
      into.ino = Math.max(number, 0)
      into.type = S_IFDIR
      return cookie + 1
    }
    return inode.isRemoved ? -ENOENT : this.#entryAfter(inode, cookie, into)
  }

  statfs(into: FileSystemStat): number {
    const root = this.#inode(this.root)
    if (root === undefined) return -ESTALE
    const path = this.#reach.entry(root, '.')
    if (typeof path === 'number') return path
    const stats = attempt(() => this.#fs.statfsSync(path))
    if (typeof stats === 'number') return stats
    into.bsize = stats.bsize
    into.blocks = stats.blocks
    into.bfree = stats.bfree
    into.files = stats.files
    into.ffree = stats.ffree
    into.namemax = NAME_MAX
    return 0
  }

  fsync(ino: number): number {
    const inode = this.#inode(ino)
    if (inode === undefined) return -ESTALE
    if (isRegular(inode.mode)) return this.#data.sync(inode)
    if (!isDirectory(inode.mode) || inode.isRemoved) return 0
    const fd = this.#reach.open(inode, this.#flags.O_RDONLY | this.#flags.O_DIRECTORY)
    // Not every host opens directories; then it stores entries in its own time.
    if (fd < 0) return fd === -EISDIR || fd === -EPERM ? 0 : fd
    const answer = attemptVoid(() => this.#fs.fsyncSync(fd))
    this.#fs.closeSync(fd)
    return answer === -EINVAL ? 0 : answer
  }

  /** See `FileSystem.open`. ENXIO: a FIFO, a socket or a device; EACCES: the host refuses it. */
  open(ino: number): number {
    const inode = this.#inode(ino)
    if (inode === undefined) return -ESTALE
    const isData = isRegular(inode.mode)
    if (!isData && !isDirectory(inode.mode) && !isSymlink(inode.mode)) return -ENXIO
    // A descriptor of what is open is not closed for others.
    inode.opens++
    const fault = this.#reach.hold(inode) || (isData ? this.#data.open(inode) : 0)
    if (fault < 0) {
      inode.opens--
      this.#table.keep(inode)
      return fault
    }
    this.#table.pin(inode)
    return inode.opens
  }

  release(ino: number): number {
    const inode = this.#inode(ino)
    if (inode === undefined) return -ESTALE
    if (inode.opens === 0) return -EINVAL
    const left = --inode.opens
    if (left > 0) return left
    if (inode.isRemoved && ino !== this.root) this.#table.forget(inode)
    else this.#table.keep(inode)
    this.#listings.settle(inode)
    return 0
  }

  /** An inode by its number. What was kept of others may be closed now. */
  #inode(ino: number): NodeInode | undefined {
    this.#fresh = 0
    const inode = this.#table.get(ino)
    this.#table.trimIdle()
    // It may have been one that only its descriptor had kept.
    return inode === undefined ? undefined : this.#table.get(ino)
  }

  #directory(ino: number): NodeInode | number {
    const inode = this.#inode(ino)
    if (inode === undefined) return -ESTALE
    return isDirectory(inode.mode) ? inode : -ENOTDIR
  }

  /** A directory that may get a new entry of this name. */
  #directoryToChange(ino: number, name: string): NodeInode | number {
    const inode = this.#directory(ino)
    if (typeof inode === 'number') return inode
    const fault = nameFault(name)
    if (fault !== 0) return fault
    if (isDot(name)) return -EEXIST
    if (inode.isRemoved) return -ENOENT
    return this.isReadOnly ? -EROFS : inode
  }

  /** The file to read from or write to; the numbers are checked here, too. */
  #dataOf(
    ino: number,
    position: number,
    buffer: Uint8Array,
    at: number,
    length: number,
  ): NodeInode | number {
    const inode = this.#inode(ino)
    if (inode === undefined) return -ESTALE
    if (isDirectory(inode.mode)) return -EISDIR
    if (!isRegular(inode.mode) || !Number.isSafeInteger(position) || position < 0) return -EINVAL
    const isRange = Number.isSafeInteger(at) && Number.isSafeInteger(length) && at >= 0
    return isRange && length >= 0 && at + length <= buffer.length ? inode : -EINVAL
  }

  /** What the host says of a file; notes its mode, and whether it has entries. */
  #statOf(inode: NodeInode): NodeStats | number {
    const stats = this.#reach.stat(inode)
    if (typeof stats === 'number') return stats
    inode.mode = Number(stats.mode)
    if (stats.nlink === 0n) inode.isRemoved = true
    return stats
  }

  /** What the host says of an entry. A directory of another file system of the host: EXDEV. */
  #find(directory: NodeInode, name: string): NodeStats | number {
    const fault = nameFault(name)
    if (fault !== 0) return fault
    if (directory.isRemoved) return -ENOENT
    const stats = this.#at(directory, name, (path) => this.#fs.lstatSync(path, lstatOptions))
    if (stats === undefined) return -ENOENT
    if (typeof stats === 'number' || this.confinement === 'none') return stats
    const isMount = stats.dev !== this.#table.rootDev && isDirectory(Number(stats.mode))
    return isMount ? -EXDEV : stats
  }

  #self(inode: NodeInode): number {
    if (inode.isRemoved) return -ENOENT
    const stats = this.#statOf(inode)
    if (typeof stats === 'number') return stats
    return inode.isRemoved ? -ENOENT : (this.#fresh = inode.number)
  }

  /** The directory that another one is in; ESTALE if that is none that was seen. */
  #parentOf(inode: NodeInode): number {
    const self = this.#self(inode)
    if (self < 0 || inode === this.#table.root) return self
    this.#fresh = 0
    if (inode.parent === null) return -ESTALE
    const stats = this.#at(inode, '..', (path) => this.#fs.lstatSync(path, lstatOptions))
    if (typeof stats === 'number') return stats
    if (stats === undefined) return -ENOENT
    const { parent } = inode
    if (this.#table.is(parent, stats)) return parent.number
    return this.#table.find(stats)?.number ?? -ESTALE
  }

  #entryAfter(inode: NodeInode, cookie: number, into: DirectoryEntry): number {
    const listing = this.#listings.of(inode, false)
    if (typeof listing === 'number') return listing
    let at = cookie
    for (;;) {
      const slot = listing.slotAfter(at)
      if (slot < 0) return 0
      const name = listing.nameAt(slot)
      at = listing.cookieAt(slot)
      const stats = this.#find(inode, name)
      if (stats === -ENOENT || stats === -EXDEV) continue
      // A directory that may be read, and not searched, tells names alone.
      const isUnknown = stats === -EACCES
      if (typeof stats === 'number' && !isUnknown) return stats
      const found = typeof stats === 'number' ? null : this.#table.admit(inode, name, stats)
      into.name = name
      into.ino = found?.number ?? 0
      into.type = (found?.mode ?? 0) & S_IFMT
      return at
    }
  }

  /** After a directory or a link was made: its inode, with owner and permissions. */
  #made(directory: NodeInode, name: string, mode: number, uid: number, gid: number): number {
    const stats = this.#find(directory, name)
    if (typeof stats === 'number') return stats
    // Somebody on the host may have put another file there: it is not given away.
    if ((Number(stats.mode) & S_IFMT) !== (mode & S_IFMT)) return -ESTALE
    const inode = this.#table.admit(directory, name, stats)
    const fault = this.#dress(inode, stats, mode & permissionBits, uid, gid)
    return fault === 0 ? (this.#fresh = inode.number) : fault
  }

  /**
   * Gives a new file its owner and permissions, whatever the umask of the host process took. A file
   * that may not be given away stays one of the user of the host process.
   */
  #dress(inode: NodeInode, stats: NodeStats, mode: number, uid: number, gid: number): number {
    const isGiven = this.#owner === null && (Number(stats.uid) !== uid || Number(stats.gid) !== gid)
    if (isGiven) {
      const fault = this.#reach.setOwner(inode, uid, gid)
      if (fault !== 0 && fault !== -EPERM) return fault
    }
    if (isSymlink(inode.mode)) return 0
    const isSame = (Number(stats.mode) & permissionBits) === mode
    inode.mode = (inode.mode & S_IFMT) | mode
    return isSame && !isGiven ? 0 : this.#reach.setMode(inode, mode)
  }

  /** An entry of a file is gone; with the last one the file is, unless it is open. */
  #lose(inode: NodeInode, directory: NodeInode, name: string, wasLast: boolean): void {
    if (wasLast) inode.isRemoved = true
    if (inode.parent === directory && inode.name === name) this.#table.place(inode, null, '')
    if (inode.opens > 0) return
    const isLost = inode.parent === null && inode.descriptor < 0
    if (wasLast || isLost) this.#table.forget(inode)
  }

  #move(inode: NodeInode, { from, name, to, newName }: Move, target?: NodeStats): number {
    const isDir = isDirectory(inode.mode)
    if (isDir && isInside(to, inode)) return -EINVAL
    if (to.isRemoved) return -ENOENT
    if (target !== undefined) {
      if (this.#table.is(inode, target)) return 0
      const isTargetDir = isDirectory(Number(target.mode))
      if (isDir !== isTargetDir) return isDir ? -ENOTDIR : -EISDIR
    }
    const replaced = target === undefined ? undefined : this.#table.find(target)
    if (target !== undefined && isDir && this.confinement === 'none') {
      // Not everything that has the functions of Node looks at this.
      const names = this.#at(to, newName, (path) => this.#fs.readdirSync(path))
      if (typeof names !== 'number' && names.length > 0) return -ENOTEMPTY
    }
    if (replaced !== undefined && (target?.nlink ?? 0n) > 1n) this.#reach.hold(replaced)
    const path = this.#reach.entry(to, newName)
    if (typeof path === 'number') return path
    const fault = this.#do(from, name, (old) => this.#fs.renameSync(old, path))
    if (fault !== 0) return fault === -EEXIST ? -ENOTEMPTY : fault
    if (replaced !== undefined) this.#lose(replaced, to, newName, isDir || target?.nlink === 1n)
    this.#table.place(inode, to, newName)
    return this.#reach.confirm(to)
  }

  /** Does something to an entry of a directory. Answers its result, or a negated error number. */
  #at<T>(directory: NodeInode, name: string, call: (path: string) => T): T | number {
    const path = this.#reach.entry(directory, name)
    if (typeof path === 'number') return path
    const answer = attempt(() => call(path))
    const fault = this.#reach.confirm(directory)
    return fault === 0 ? answer : fault
  }

  /** The same for functions of the host without a result: 0. */
  #do(directory: NodeInode, name: string, call: (path: string) => unknown): number {
    return this.#at(directory, name, (path) => attemptVoid(() => call(path)))
  }
}

/** Where an entry goes. */
interface Move {
  readonly from: NodeInode
  readonly name: string
  readonly to: NodeInode
  readonly newName: string
}

function limitsOf(options: NodeFileSystemOptions): NodeInodeLimits {
  const { knownFiles = maxKnownHostFiles, idleFiles = maxIdleHostFiles } = options
  if (!(knownFiles >= 16)) throw new RangeError(`knownFiles: ${knownFiles} is less than 16`)
  if (!(idleFiles >= 0)) throw new RangeError(`idleFiles: ${idleFiles} is no number of files`)
  return { known: knownFiles, idle: idleFiles }
}

function isInside(directory: NodeInode, ancestor: NodeInode): boolean {
  for (let at: NodeInode | null = directory; at !== null; at = at.parent)
    if (at === ancestor) return true
  return false
}
