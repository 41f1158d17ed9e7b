// Data of regular files of the host: descriptors to read and to write, opened when they are needed.
//
// A file that somebody has open keeps its descriptors, so that it can be read and written when its
// entry or its permissions are gone.

import { EACCES } from '../errno.ts'
import { attempt, attemptVoid } from './node-errno.ts'
import type { NodeFlags, NodeFs } from './node-fs.ts'
import type { NodeInode } from './node-inode.ts'
import type { NodeInodeTable } from './node-inode-table.ts'
import type { Reach } from './reach.ts'

/** Most bytes that a host moves in one call. */
const maxTransfer = 0x7fff_f000

/** Reads and writes. */
export class NodeData {
  readonly #fs: NodeFs
  readonly #table: NodeInodeTable
  readonly #reach: Reach
  readonly #flags: NodeFlags
  readonly #always: number

  constructor(fs: NodeFs, table: NodeInodeTable, reach: Reach, flags: NodeFlags) {
    this.#fs = fs
    this.#table = table
    this.#reach = reach
    this.#flags = flags
    this.#always = flags.O_NONBLOCK | flags.O_NOCTTY
  }

  /** Opens a file that may be read, or at least written. EACCES: neither. */
  open(inode: NodeInode): number {
    const fd = this.#reader(inode)
    return Math.min(fd === -EACCES ? this.#writer(inode) : fd, 0)
  }

  read(inode: NodeInode, position: number, into: Uint8Array, at: number, length: number): number {
    const fd = this.#reader(inode)
    if (fd < 0) return fd
    const count = Math.min(length, maxTransfer)
    return attempt(() => this.#fs.readSync(fd, into, at, count, position))
  }

  write(inode: NodeInode, position: number, from: Uint8Array, at: number, length: number): number {
    const fd = this.#writer(inode)
    if (fd < 0) return fd
    const count = Math.min(length, maxTransfer)
    return attempt(() => this.#fs.writeSync(fd, from, at, count, position))
  }

  resize(inode: NodeInode, size: number): number {
    const fd = this.#writer(inode)
    return fd < 0 ? fd : attemptVoid(() => this.#fs.ftruncateSync(fd, size))
  }

  sync(inode: NodeInode): number {
    const opened = this.open(inode)
    if (opened < 0) return opened
    const fd = inode.writer >= 0 ? inode.writer : inode.reader
    return attemptVoid(() => this.#fs.fsyncSync(fd))
  }

  /** Before permissions are taken from a file that is open: it stays open for both. */
  prepare(inode: NodeInode): void {
    if (inode.opens === 0) return
    this.#reader(inode)
    this.#writer(inode)
  }

  #reader(inode: NodeInode): number {
    if (inode.reader >= 0) return inode.reader
    const fd = this.#reach.open(inode, this.#flags.O_RDONLY | this.#always)
    if (fd < 0) return fd
    this.#table.keep(inode)
    return (inode.reader = fd)
  }

  #writer(inode: NodeInode): number {
    if (inode.writer >= 0) return inode.writer
    const fd = this.#reach.open(inode, this.#flags.O_WRONLY | this.#always)
    if (fd < 0) return fd
    this.#table.keep(inode)
    return (inode.writer = fd)
  }
}
