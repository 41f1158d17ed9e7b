// A file system in memory: inodes in columns (inode-table.ts), directories as hash tables
// (memory-directory.ts), data in sparse pages (file-data.ts), which memory-tree.ts puts together.
//
// Here are the checks: each operation decides whether it can be, and then lets the tree do it.

import {
  EDQUOT,
  EEXIST,
  EFBIG,
  EINVAL,
  EISDIR,
  EMLINK,
  ENAMETOOLONG,
  ENOENT,
  ENOSPC,
  ENOTDIR,
  ENOTEMPTY,
  EPERM,
  ESTALE,
} from '../errno.ts'
import {
  defaultBytes,
  defaultInodes,
  LINK_MAX,
  maxBytes,
  maxFileSize,
  NAME_MAX,
  pageSize,
  PATH_MAX,
} from '../limits.ts'
import type { FileData } from './file-data.ts'
import {
  isDirectory,
  isRegular,
  permissionBits,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
} from './file-mode.ts'
import { isDot, isLongerThan, nameFault, utf8Length } from './file-name.ts'
import type { DirectoryEntry, FileStat, FileSystemStat, LinkTarget } from './file-stat.ts'
import {
  type FileSystem,
  SET_ATIME,
  SET_ATIME_NOW,
  SET_GID,
  SET_MODE,
  SET_MTIME,
  SET_MTIME_NOW,
  SET_SIZE,
  SET_UID,
} from './file-system.ts'
import type { FileClock } from './file-time.ts'
import { ACCESSED, CHANGED, InodeTable, MODIFIED } from './inode-table.ts'
import { dotCookie, dotDotCookie, MemoryDirectory } from './memory-directory.ts'
import { entryCost, MemoryTree } from './memory-tree.ts'
import { type Quota, QuotaAccounts } from './quota.ts'
import { attributesFault } from './set-attributes.ts'

/** In place of a user: no inode is taken. */
const noUser = -1

/** What a file system in memory is made of. */
export interface MemoryFileSystemOptions {
  /** Where time stamps come from. */
  readonly clock: FileClock
  /** Most bytes of data and names; 1 GiB if left out. */
  readonly bytes?: number
  /** Most inodes, the root included; 4 million if left out. */
  readonly inodes?: number
  /** What the files of a user may take, by user; who is not in it has no limits. */
  readonly quotas?: ReadonlyMap<number, Quota>
  /** Permissions of the root directory; 0o755 if left out. */
  readonly mode?: number
  /** Owner of the root directory; 0 if left out, like `gid`. */
  readonly uid?: number
  readonly gid?: number
}

/** A file system that is in memory. */
export class MemoryFileSystem implements FileSystem {
  readonly root: number
  readonly #inodes: InodeTable
  readonly #tree: MemoryTree
  readonly #maxBytes: number

  /** Throws a RangeError for sizes that are none. */
  constructor(options: MemoryFileSystemOptions) {
    const { bytes = defaultBytes, inodes = defaultInodes } = options
    const { mode = 0o755, uid = 0, gid = 0 } = options
    if (!(bytes >= 0)) throw new RangeError(`bytes: ${bytes} is no size`)
    if (!(inodes >= 1)) throw new RangeError(`inodes: ${inodes}, and the root needs one`)
    this.#maxBytes = Math.min(bytes, maxBytes)
    this.#inodes = new InodeTable(options.clock, inodes)
    const { quotas } = options
    const accounts = quotas === undefined ? null : new QuotaAccounts(quotas)
    this.#tree = new MemoryTree(this.#inodes, accounts)
    this.root = this.#tree.allocate(
      S_IFDIR | (mode & permissionBits),
      uid,
      gid,
      new MemoryDirectory(),
    )
    this.#inodes.links[this.root] = 2
    this.#inodes.parents[this.root] = this.root
  }

  /** Inodes in use: the root, what it leads to, and removed files that are open. */
  get usedInodes(): number {
    return this.#inodes.used
  }

  /** Bytes of data and names that are charged. */
  get usedBytes(): number {
    return this.#tree.usedBytes
  }

  /** What is charged to a user; nothing, if there are no quotas. */
  usageOf(uid: number): { readonly bytes: number; readonly inodes: number } {
    return this.#tree.accounts?.usage(uid) ?? { bytes: 0, inodes: 0 }
  }

  mode(ino: number): number {
    return this.#inodes.modes[ino] || -ESTALE
  }

  lookup(directory: number, name: string): number {
    const fault = this.#directoryFault(directory)
    if (fault !== 0) return fault
    const found = this.#tree.directory(directory).find(name)
    if (found !== 0) return found
    if (isDot(name)) {
      const parent = this.#inodes.parents[directory] as number
      if (parent === 0) return -ENOENT
      return name === '.' ? directory : parent
    }
    return isLongerThan(name, NAME_MAX) ? -ENAMETOOLONG : -ENOENT
  }

  getattr(ino: number, into: FileStat): number {
    const mode = this.mode(ino)
    if (mode < 0) return mode
    this.#inodes.read(ino, into)
    const contents = this.#tree.contents[ino]
    const pages = isRegular(mode) && contents !== null ? (contents as FileData).pages : 0
    into.blksize = pageSize
    into.blocks = pages * (pageSize / 512)
    return 0
  }

  setattr(ino: number, mask: number, from: FileStat): number {
    const mode = this.mode(ino)
    if (mode < 0) return mode
    const fault = attributesFault(mode, mask, from)
    if (fault !== 0) return fault
    const inodes = this.#inodes
    const { uids, gids, modes } = inodes
    const isGiven = (mask & SET_UID) !== 0 && from.uid !== uids[ino]
    if (isGiven && this.#mayNotOwn(from.uid, ino)) return -EDQUOT
    if ((mask & SET_SIZE) !== 0) this.#tree.resize(ino, from.size)
    if ((mask & SET_MODE) !== 0) modes[ino] = (mode & S_IFMT) | (from.mode & permissionBits)
    if (isGiven) this.#tree.chown(ino, from.uid)
    if ((mask & SET_GID) !== 0) gids[ino] = from.gid
    if ((mask & SET_ATIME) !== 0) inodes.setAccessed(ino, from)
    if ((mask & SET_MTIME) !== 0) inodes.setModified(ino, from)
    let stamps = CHANGED
    if ((mask & SET_ATIME_NOW) !== 0) stamps |= ACCESSED
    if ((mask & (SET_MTIME_NOW | SET_SIZE)) !== 0) stamps |= MODIFIED
    inodes.stamp(ino, stamps)
    return 0
  }

  create(directory: number, name: string, mode: number, uid: number, gid: number): number {
    const type = (mode & S_IFMT) === 0 ? S_IFREG : mode & S_IFMT
    if (type !== S_IFREG && type !== S_IFIFO && type !== S_IFSOCK) return -EINVAL
    const fault = this.#newEntryFault(directory, name, 0, uid)
    if (fault !== 0) return fault
    return this.#tree.add(directory, name, type | (mode & permissionBits), uid, gid, null)
  }

  mkdir(directory: number, name: string, mode: number, uid: number, gid: number): number {
    const fault = this.#newEntryFault(directory, name, 0, uid)
    if (fault !== 0) return fault
    if ((this.#inodes.links[directory] as number) >= LINK_MAX) return -EMLINK
    const bits = S_IFDIR | (mode & permissionBits)
    const ino = this.#tree.add(directory, name, bits, uid, gid, new MemoryDirectory())
    if (ino < 0) return ino
    this.#inodes.links[ino] = 2
    this.#inodes.parents[ino] = directory
    this.#tree.addLinks(directory, 1)
    return ino
  }

  symlink(directory: number, name: string, target: string, uid: number, gid: number): number {
    if (target === '') return -ENOENT
    if (isLongerThan(target, PATH_MAX - 1)) return -ENAMETOOLONG
    if (target.includes('\0') || utf8Length(target) < 0) return -EINVAL
    const fault = this.#newEntryFault(directory, name, 2 * target.length, uid)
    if (fault !== 0) return fault
    const ino = this.#tree.add(directory, name, S_IFLNK | 0o777, uid, gid, target)
    if (ino < 0) return ino
    this.#tree.charge(ino, 2 * target.length)
    this.#inodes.sizes[ino] = utf8Length(target)
    return ino
  }

  readlink(ino: number, into: LinkTarget): number {
    const mode = this.mode(ino)
    if (mode < 0) return mode
    if ((mode & S_IFMT) !== S_IFLNK) return -EINVAL
    this.#inodes.stamp(ino, ACCESSED)
    into.target = this.#tree.contents[ino] as string
    return this.#inodes.sizes[ino] as number
  }

  link(ino: number, directory: number, name: string): number {
    const mode = this.mode(ino)
    if (mode < 0) return mode
    if (isDirectory(mode)) return -EPERM
    const fault = this.#newEntryFault(directory, name, 0, noUser)
    if (fault !== 0) return fault
    const links = this.#inodes.links[ino] as number
    if (links === 0) return -ENOENT
    if (links >= LINK_MAX) return -EMLINK
    this.#tree.addEntry(directory, name, ino)
    this.#inodes.stamp(ino, CHANGED)
    return 0
  }

  unlink(directory: number, name: string): number {
    const ino = this.lookup(directory, name)
    if (ino < 0) return ino
    if (isDirectory(this.mode(ino))) return -EPERM
    this.#tree.removeEntry(directory, name)
    this.#tree.dropLink(ino)
    return 0
  }

  rmdir(directory: number, name: string): number {
    const ino = this.lookup(directory, name)
    if (ino < 0) return ino
    if (!isDirectory(this.mode(ino))) return -ENOTDIR
    if (isDot(name)) return -EINVAL
    if (this.#tree.directory(ino).size > 0) return -ENOTEMPTY
    this.#tree.removeEntry(directory, name)
    this.#tree.dropDirectory(ino, directory)
    return 0
  }

  rename(directory: number, name: string, newDirectory: number, newName: string): number {
    const ino = this.lookup(directory, name)
    if (ino < 0) return ino
    const fault = this.#directoryFault(newDirectory) || nameFault(newName)
    if (fault !== 0) return fault
    const isDir = isDirectory(this.mode(ino))
    if (isDot(name) || isDot(newName)) return -EINVAL
    if (isDir && this.#tree.isInside(newDirectory, ino)) return -EINVAL
    const target = this.#tree.directory(newDirectory).find(newName)
    if (target === ino) return 0
    const refusal =
      target === 0
        ? this.#newPlaceFault(directory, name, newDirectory, newName, isDir)
        : this.#replaceFault(isDir, target)
    if (refusal !== 0) return refusal
    this.#tree.move(ino, directory, name, newDirectory, newName, target)
    return 0
  }

  read(ino: number, position: number, into: Uint8Array, at: number, length: number): number {
    const fault = this.#dataFault(ino, position, into, at, length)
    if (fault !== 0) return fault
    if (length === 0) return 0
    this.#inodes.stamp(ino, ACCESSED)
    const left = (this.#inodes.sizes[ino] as number) - position
    if (left <= 0) return 0
    const count = Math.min(length, left)
    const data = this.#tree.contents[ino] as FileData | null
    if (data === null) into.fill(0, at, at + count)
    else data.read(position, into, at, count)
    return count
  }

  write(ino: number, position: number, from: Uint8Array, at: number, length: number): number {
    const fault = this.#dataFault(ino, position, from, at, length)
    if (fault !== 0) return fault
    if (length === 0) return 0
    if (position >= maxFileSize) return -EFBIG
    const data = this.#tree.data(ino)
    const before = data.pages
    const room = Math.floor((this.#maxBytes - this.#tree.usedBytes) / pageSize)
    const allowed = this.#pagesAllowed(ino)
    const most = Math.min(length, maxFileSize - position)
    const count = data.write(position, from, at, most, Math.min(room, allowed))
    if (count === 0) return allowed < room ? -EDQUOT : -ENOSPC
    this.#tree.charge(ino, (data.pages - before) * pageSize)
    const { sizes } = this.#inodes
    if (position + count > (sizes[ino] as number)) sizes[ino] = position + count
    this.#inodes.stamp(ino, MODIFIED | CHANGED)
    return count
  }

  readdir(directory: number, cookie: number, into: DirectoryEntry): number {
    const fault = this.#directoryFault(directory)
    if (fault !== 0) return fault
    if (!Number.isSafeInteger(cookie) || cookie < 0) return -EINVAL
    const parent = this.#inodes.parents[directory] as number
    if (parent === 0) return -ENOENT
    if (cookie === 0) this.#inodes.stamp(directory, ACCESSED)
    if (cookie < dotDotCookie) {
      into.name = cookie < dotCookie ? '.' : '..'
      into.ino = cookie < dotCookie ? directory : parent
      into.type = S_IFDIR
      return cookie + 1
    }
    const entries = this.#tree.directory(directory)
    const slot = entries.slotAfter(cookie)
    if (slot < 0) return 0
    into.name = entries.nameAt(slot)
    into.ino = entries.inoAt(slot)
    into.type = this.mode(into.ino) & S_IFMT
    return entries.cookieAt(slot)
  }

  statfs(into: FileSystemStat): number {
    into.bsize = pageSize
    into.blocks = Math.floor(this.#maxBytes / pageSize)
    into.bfree = Math.floor((this.#maxBytes - this.#tree.usedBytes) / pageSize)
    into.files = this.#inodes.max
    into.ffree = this.#inodes.max - this.#inodes.used
    into.namemax = NAME_MAX
    return 0
  }

  fsync(ino: number): number {
    return Math.min(this.mode(ino), 0)
  }

  open(ino: number): number {
    const mode = this.mode(ino)
    if (mode < 0) return mode
    return (this.#inodes.opens[ino] = (this.#inodes.opens[ino] as number) + 1)
  }

  release(ino: number): number {
    const mode = this.mode(ino)
    if (mode < 0) return mode
    const opens = this.#inodes.opens[ino] as number
    if (opens === 0) return -EINVAL
    this.#inodes.opens[ino] = opens - 1
    this.#tree.reap(ino)
    return opens - 1
  }

  #directoryFault(ino: number): number {
    const mode = this.mode(ino)
    if (mode < 0) return mode
    return isDirectory(mode) ? 0 : -ENOTDIR
  }

  /** Whether a user may not take so much more. */
  #isOverQuota(uid: number, bytes: number, inodes: number): boolean {
    const { accounts } = this.#tree
    if (accounts === null) return false
    return accounts.bytesLeft(uid) < bytes || accounts.inodesLeft(uid) < inodes
  }

  /** Whether a user has no room for a file that it is given. */
  #mayNotOwn(uid: number, ino: number): boolean {
    return this.#tree.accounts !== null && this.#isOverQuota(uid, this.#tree.costOf(ino), 1)
  }

  /** Pages that the owner of a file may still take. */
  #pagesAllowed(ino: number): number {
    const { accounts } = this.#tree
    if (accounts === null) return Infinity
    return Math.floor(accounts.bytesLeft(this.#inodes.uids[ino] as number) / pageSize)
  }

  /**
   * What is against an entry of this name, for a new file of a user, which is charged `bytes` itself;
   * or, without user, for another entry of a file.
   */
  #newEntryFault(directory: number, name: string, bytes: number, uid: number): number {
    const fault = this.#directoryFault(directory) || nameFault(name)
    if (fault !== 0) return fault
    if (isDot(name) || this.#tree.directory(directory).find(name) !== 0) return -EEXIST
    if (this.#inodes.parents[directory] === 0) return -ENOENT
    const cost = entryCost(name)
    if (this.#tree.usedBytes + cost + bytes > this.#maxBytes) return -ENOSPC
    if (this.#tree.accounts === null) return 0
    const owner = this.#inodes.uids[directory] as number
    const isOver =
      uid === owner
        ? this.#isOverQuota(uid, cost + bytes, 1)
        : this.#isOverQuota(owner, cost, 0) || (uid !== noUser && this.#isOverQuota(uid, bytes, 1))
    return isOver ? -EDQUOT : 0
  }

  #newPlaceFault(
    directory: number,
    name: string,
    newDirectory: number,
    newName: string,
    isDir: boolean,
  ): number {
    const { links, parents } = this.#inodes
    if (parents[newDirectory] === 0) return -ENOENT
    const isFull = (links[newDirectory] as number) >= LINK_MAX
    if (isDir && directory !== newDirectory && isFull) return -EMLINK
    const bytes = entryCost(newName) - entryCost(name)
    if (bytes > 0 && this.#tree.usedBytes + bytes > this.#maxBytes) return -ENOSPC
    const { uids } = this.#inodes
    const owner = uids[newDirectory] as number
    const more = owner === uids[directory] ? bytes : entryCost(newName)
    return more > 0 && this.#isOverQuota(owner, more, 0) ? -EDQUOT : 0
  }

  #replaceFault(isDir: boolean, target: number): number {
    const isTargetDir = isDirectory(this.mode(target))
    if (isDir !== isTargetDir) return isDir ? -ENOTDIR : -EISDIR
    return isDir && this.#tree.directory(target).size > 0 ? -ENOTEMPTY : 0
  }

  /** What is against reading or writing: numbers are checked here, too. */
  #dataFault(
    ino: number,
    position: number,
    buffer: Uint8Array,
    at: number,
    length: number,
  ): number {
    const mode = this.mode(ino)
    if (mode < 0) return mode
    if (isDirectory(mode)) return -EISDIR
    if (!isRegular(mode) || !Number.isSafeInteger(position) || position < 0) return -EINVAL
    const isRange = Number.isSafeInteger(at) && Number.isSafeInteger(length) && at >= 0
    return isRange && length >= 0 && at + length <= buffer.length ? 0 : -EINVAL
  }
}
