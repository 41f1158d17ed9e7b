// The tree of a `MemoryFileSystem`: inodes, what they contain, and what that is charged. These are
// the steps that cannot fail; what must hold before is checked in memory-file-system.ts.
//
// A page is charged 4 KiB, an entry 64 bytes and two for each unit of its name, a symbolic link two
// for each unit of its target. A file is freed when it has neither link nor user.

import { ENOSPC } from '../errno.ts'
import { pageSize } from '../limits.ts'
import { FileData } from './file-data.ts'
import { isDirectory, isRegular } from './file-mode.ts'
import { CHANGED, type InodeTable, MODIFIED } from './inode-table.ts'
import { MemoryDirectory } from './memory-directory.ts'
import { PagePool } from './page-pool.ts'
import type { QuotaAccounts } from './quota.ts'

/** What an inode contains; null: an empty file, or one that has no data. */
export type Contents = FileData | MemoryDirectory | string | null

const entryBytes = 64

/** What an entry is charged. */
export function entryCost(name: string): number {
  return entryBytes + 2 * name.length
}

/** Inodes with their contents. */
export class MemoryTree {
  readonly inodes: InodeTable
  // By inode. One array that grows by one at a time: an engine keeps it dense.
  readonly contents: Contents[] = [null]
  /** Bytes that are charged. */
  usedBytes = 0
  readonly pool: PagePool = new PagePool()
  /** Who has what, if there are quotas. */
  readonly accounts: QuotaAccounts | null

  constructor(inodes: InodeTable, accounts: QuotaAccounts | null) {
    this.inodes = inodes
    this.accounts = accounts
  }

  /** Charges bytes for an inode: its data, or an entry of a directory. */
  charge(ino: number, bytes: number): void {
    this.usedBytes += bytes
    if (this.accounts !== null) this.accounts.charge(this.inodes.uids[ino] as number, bytes, 0)
  }

  /** Bytes that are charged for an inode. */
  costOf(ino: number): number {
    const contents = this.contents[ino] ?? null
    if (contents === null) return 0
    if (typeof contents === 'string') return 2 * contents.length
    if (contents instanceof FileData) return contents.pages * pageSize
    return contents.names().reduce((cost, name) => cost + entryCost(name), 0)
  }

  /** Gives an inode to another user. */
  chown(ino: number, uid: number): void {
    const { uids } = this.inodes
    if (this.accounts !== null) {
      const cost = this.costOf(ino)
      this.accounts.charge(uids[ino] as number, -cost, -1)
      this.accounts.charge(uid, cost, 1)
    }
    uids[ino] = uid
  }

  directory(ino: number): MemoryDirectory {
    return this.contents[ino] as MemoryDirectory
  }

  /** The step of a rename that cannot fail. */
  move(
    ino: number,
    directory: number,
    name: string,
    newDirectory: number,
    newName: string,
    target: number,
  ): void {
    const { inodes } = this
    this.directory(directory).remove(name)
    this.charge(directory, -entryCost(name))
    if (target === 0) {
      this.directory(newDirectory).add(newName, ino)
      this.charge(newDirectory, entryCost(newName))
    } else this.directory(newDirectory).replace(newName, ino)
    if (isDirectory(this.inodes.modes[ino] as number) && directory !== newDirectory) {
      this.addLinks(directory, -1)
      this.addLinks(newDirectory, 1)
      inodes.parents[ino] = newDirectory
    }
    inodes.stamp(directory, MODIFIED | CHANGED)
    inodes.stamp(newDirectory, MODIFIED | CHANGED)
    inodes.stamp(ino, CHANGED)
    if (target === 0) return
    if (isDirectory(this.inodes.modes[target] as number)) this.dropDirectory(target, newDirectory)
    else this.dropLink(target)
  }

  allocate(mode: number, uid: number, gid: number, contents: Contents): number {
    const ino = this.inodes.allocate(mode, uid, gid)
    if (ino === 0) return -ENOSPC
    if (ino === this.contents.length) this.contents.push(contents)
    else this.contents[ino] = contents
    this.accounts?.charge(uid, 0, 1)
    return ino
  }

  add(
    directory: number,
    name: string,
    mode: number,
    uid: number,
    gid: number,
    contents: Contents,
  ): number {
    const ino = this.allocate(mode, uid, gid, contents)
    if (ino > 0) this.addEntry(directory, name, ino)
    return ino
  }

  addEntry(directory: number, name: string, ino: number): void {
    this.directory(directory).add(name, ino)
    this.charge(directory, entryCost(name))
    this.addLinks(ino, 1)
    this.inodes.stamp(directory, MODIFIED | CHANGED)
  }

  removeEntry(directory: number, name: string): void {
    this.directory(directory).remove(name)
    this.charge(directory, -entryCost(name))
    this.inodes.stamp(directory, MODIFIED | CHANGED)
  }

  addLinks(ino: number, count: number): void {
    this.inodes.links[ino] = (this.inodes.links[ino] as number) + count
  }

  dropLink(ino: number): void {
    this.addLinks(ino, -1)
    this.inodes.stamp(ino, CHANGED)
    this.reap(ino)
  }

  dropDirectory(ino: number, parent: number): void {
    this.inodes.links[ino] = 0
    this.inodes.parents[ino] = 0
    this.addLinks(parent, -1)
    this.inodes.stamp(ino, CHANGED)
    this.reap(ino)
  }

  /** Frees a file that has neither link nor user. */
  reap(ino: number): void {
    const { links, opens } = this.inodes
    if (links[ino] !== 0 || opens[ino] !== 0) return
    const contents = this.contents[ino]
    if (typeof contents === 'string') this.charge(ino, -2 * contents.length)
    else if (isRegular(this.inodes.modes[ino] as number)) this.resize(ino, 0)
    this.contents[ino] = null
    this.accounts?.charge(this.inodes.uids[ino] as number, 0, -1)
    this.inodes.free(ino)
  }

  resize(ino: number, size: number): void {
    const { sizes } = this.inodes
    const data = this.contents[ino] as FileData | null
    if (data !== null && size < (sizes[ino] as number)) {
      const before = data.pages
      data.cut(size)
      this.charge(ino, (data.pages - before) * pageSize)
    }
    sizes[ino] = size
  }

  /** Whether a directory is another one, or below it. */
  isInside(directory: number, ancestor: number): boolean {
    const { parents } = this.inodes
    let at = directory
    // The root is its own parent; a removed directory has none.
    while (at !== ancestor && at !== 0 && at !== parents[at]) at = parents[at] as number
    return at === ancestor
  }

  /** The data of a regular file, made when it is written first. */
  data(ino: number): FileData {
    const data = this.contents[ino] as FileData | null
    return data ?? (this.contents[ino] = new FileData(this.pool))
  }
}
