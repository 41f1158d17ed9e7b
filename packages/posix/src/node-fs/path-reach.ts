// Files by paths that are made of the names of the directories that they were found in: for hosts
// without /proc, and for whatever else has the functions of `node:fs`.
//
// With checks each directory of a path must be the one that was found there, before and after the
// operation. In between the host resolves the path by itself: that gap can't be closed this way.

import { EACCES, EOPNOTSUPP, ESTALE } from '../errno.ts'
import { isDirectory, isRegular, isSymlink } from '../fs/file-mode.ts'
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

/** By paths. */
export class PathReach implements Reach {
  readonly confinement: 'checked' | 'none'
  readonly #fs: NodeFs
  readonly #table: NodeInodeTable
  readonly #root: string
  readonly #flags: NodeFlags

  /** `root` is the path of the folder. */
  constructor(
    fs: NodeFs,
    table: NodeInodeTable,
    root: string,
    confinement: 'checked' | 'none',
    flags: NodeFlags,
  ) {
    this.#fs = fs
    this.#table = table
    this.#root = root.replace(/\/+$/, '')
    this.confinement = confinement
    this.#flags = flags
  }

  entry(directory: NodeInode, name: string): string | number {
    const fault = this.confirm(directory)
    if (fault !== 0) return fault
    const prefix = this.#prefix(directory)
    return typeof prefix === 'number' ? prefix : `${prefix}/${name}`
  }

  confirm(directory: NodeInode): number {
    if (this.confinement === 'none') return 0
    for (let at: NodeInode | null = directory; at !== null; at = at.parent) {
      const stats = this.#stat(at)
      if (typeof stats === 'number') return stats
    }
    return 0
  }

  stat(inode: NodeInode): NodeStats | number {
    const { descriptor } = inode
    if (descriptor >= 0) return attempt(() => this.#fs.fstatSync(descriptor, fstatOptions))
    const fault = inode.parent === null ? 0 : this.confirm(inode.parent)
    return fault === 0 ? this.#stat(inode) : fault
  }

  /** A regular file is held by a descriptor to read or write it. */
  hold(): number {
    return 0
  }

  open(inode: NodeInode, flags: number): number {
    const fd = this.#by(inode, (path) => this.#fs.openSync(path, flags | this.#flags.O_NOFOLLOW))
    if (fd < 0) return fd
    const stats = attempt(() => this.#fs.fstatSync(fd, fstatOptions))
    if (typeof stats !== 'number' && this.#table.is(inode, stats)) return fd
    this.#fs.closeSync(fd)
    return -ESTALE
  }

  list(inode: NodeInode): string[] | number {
    const path = this.#find(inode)
    if (typeof path === 'number') return path
    const names = readNames(this.#fs, path)
    const fault = this.confirm(inode)
    return fault === 0 ? names : fault
  }

  setMode(inode: NodeInode, mode: number): number {
    if (isSymlink(inode.mode)) return -EOPNOTSUPP
    return this.#set(
      inode,
      (fd) => this.#fs.fchmodSync(fd, mode),
      (path) => this.#fs.chmodSync(path, mode),
    )
  }

  setOwner(inode: NodeInode, uid: number, gid: number): number {
    return this.#set(
      inode,
      (fd) => this.#fs.fchownSync(fd, uid, gid),
      (path) => this.#fs.lchownSync(path, uid, gid),
    )
  }

  setTimes(inode: NodeInode, atime: number | string, mtime: number | string): number {
    return this.#set(
      inode,
      (fd) => this.#fs.futimesSync(fd, atime, mtime),
      (path) => this.#fs.lutimesSync(path, atime, mtime),
    )
  }

  /** Sets something, through a descriptor if the host gives one: then it is the same file. */
  #set(inode: NodeInode, byFd: (fd: number) => void, byPath: (path: string) => void): number {
    const { descriptor, mode } = inode
    if (descriptor >= 0) return attemptVoid(() => byFd(descriptor))
    const opens = this.confinement === 'checked' && (isRegular(mode) || isDirectory(mode))
    const fd = opens ? this.open(inode, this.#flags.O_RDONLY | this.#flags.O_NONBLOCK) : -EACCES
    if (fd === -ESTALE) return fd
    if (fd < 0) return this.#by(inode, (path) => done(byPath(path)))
    const answer = attemptVoid(() => byFd(fd))
    this.#fs.closeSync(fd)
    return answer
  }

  /** Does something to the file at its path, which is checked before and after. */
  #by(inode: NodeInode, action: (path: string) => number): number {
    const path = this.#find(inode)
    if (typeof path === 'number') return path
    const answer = attempt(() => action(path))
    const fault = inode.parent === null ? 0 : this.confirm(inode.parent)
    return fault === 0 || answer < 0 ? answer : fault
  }

  /** The path of a file, at which it is. */
  #find(inode: NodeInode): string | number {
    const fault = inode.parent === null ? 0 : this.confirm(inode.parent)
    if (fault !== 0) return fault
    const stats = this.#stat(inode)
    return typeof stats === 'number' ? stats : this.#path(inode)
  }

  #path(inode: NodeInode): string | number {
    return this.#prefix(inode) || '/'
  }

  /** What comes before `/name` of an entry. */
  #prefix(inode: NodeInode): string | number {
    let path = ''
    for (let at = inode; at !== this.#table.root; at = at.parent) {
      if (at.parent === null) return -ESTALE
      path = `/${at.name}${path}`
    }
    return this.#root + path
  }

  #stat(inode: NodeInode): NodeStats | number {
    const path = this.#path(inode)
    if (typeof path === 'number') return path
    const stats = attempt(() => this.#fs.lstatSync(path, lstatOptions))
    if (typeof stats === 'number') return stats
    return stats === undefined || !this.#table.is(inode, stats) ? -ESTALE : stats
  }
}

function done(_nothing: void): number {
  return 0
}
