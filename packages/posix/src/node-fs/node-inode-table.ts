// The files of the host that were seen, by number and by key. There are at most so many: those that
// were not used for longest are forgotten, but none that is in use or that others were found in.
//
// Descriptors of the host are bounded likewise: files that nobody has open keep theirs while they are
// among the last that were used. A file that has neither an entry nor a descriptor is forgotten.

import type { NodeFs, NodeStats } from './node-fs.ts'
import { keyOf, NodeInode, type NodeKey } from './node-inode.ts'

/** How many are kept that nobody has open. */
export interface NodeInodeLimits {
  /** Most files that are known. */
  readonly known: number
  /** Most files that have descriptors. */
  readonly idle: number
}

/** Inodes by number and by key. */
export class NodeInodeTable {
  readonly root: NodeInode
  readonly rootDev: bigint
  readonly #fs: NodeFs
  readonly #limits: NodeInodeLimits
  // In order of use: what was not used for longest comes first.
  readonly #byNumber = new Map<number, NodeInode>()
  readonly #byKey = new Map<NodeKey, NodeInode>()
  /** Files with descriptors that nobody has open. */
  readonly #idle = new Set<NodeInode>()
  #nextNumber = 1

  constructor(fs: NodeFs, root: NodeStats, limits: NodeInodeLimits) {
    this.#fs = fs
    this.#limits = limits
    this.rootDev = root.dev
    this.root = this.#add(keyOf(root, root.dev), root)
  }

  /** Number of files that are known. */
  get size(): number {
    return this.#byNumber.size
  }

  /** A file by its number, which is used now: an operation never loses the files that it is about. */
  get(number: number): NodeInode | undefined {
    const inode = this.#byNumber.get(number)
    if (inode !== undefined) this.#use(inode)
    return inode
  }

  /** The file that the host says this of, if it is known. */
  find(stats: NodeStats): NodeInode | undefined {
    const inode = this.#byKey.get(keyOf(stats, this.rootDev))
    if (inode === undefined || this.is(inode, stats)) return inode
    // The host has used its inode again.
    this.forget(inode)
    return undefined
  }

  /** Whether the host says this of a file: it is the same one. */
  is(inode: NodeInode, stats: NodeStats): boolean {
    return inode.key === keyOf(stats, this.rootDev) && inode.born === stats.birthtimeNs
  }

  /** The file that was found in a directory, made known if it is not. */
  admit(directory: NodeInode, name: string, stats: NodeStats): NodeInode {
    let inode = this.find(stats)
    if (inode === undefined) {
      this.#trimKnown()
      inode = this.#add(keyOf(stats, this.rootDev), stats)
    } else this.#use(inode)
    inode.mode = Number(stats.mode)
    this.place(inode, directory, name)
    return inode
  }

  /** Notes where a file is; with null: nowhere. */
  place(inode: NodeInode, directory: NodeInode | null, name: string): void {
    inode.name = name
    if (inode.parent === directory || inode === this.root) return
    if (inode.parent !== null) inode.parent.children--
    if (directory !== null) directory.children++
    inode.parent = directory
  }

  /** After descriptors were opened: they are kept while they are among the last that were used. */
  keep(inode: NodeInode): void {
    if (inode.opens > 0 || inode === this.root) return
    this.#idle.delete(inode)
    this.#idle.add(inode)
  }

  /** Nobody closes the descriptors of a file any more: somebody has it open. */
  pin(inode: NodeInode): void {
    this.#idle.delete(inode)
  }

  /** Closes descriptors of files that nobody has open, all but `most`. Not while they are used. */
  trimIdle(most: number = this.#limits.idle): void {
    for (const inode of this.#idle) {
      if (this.#idle.size <= most) return
      this.close(inode)
      // Without an entry nobody finds it again.
      if (inode.parent === null) this.forget(inode)
    }
  }

  /** Closes the descriptors of a file. */
  close(inode: NodeInode): void {
    this.#idle.delete(inode)
    const { handle, reader, writer } = inode
    inode.handle = inode.reader = inode.writer = -1
    if (handle >= 0) this.#fs.closeSync(handle)
    if (reader >= 0) this.#fs.closeSync(reader)
    if (writer >= 0 && writer !== reader) this.#fs.closeSync(writer)
  }

  /** Its number is no file's any more. */
  forget(inode: NodeInode): void {
    this.close(inode)
    this.place(inode, null, '')
    this.#byNumber.delete(inode.number)
    if (this.#byKey.get(inode.key) === inode) this.#byKey.delete(inode.key)
  }

  /** Forgets all, the root too. */
  clear(): void {
    for (const inode of this.#byNumber.values()) this.close(inode)
    this.#byNumber.clear()
    this.#byKey.clear()
  }

  #add(key: NodeKey, { birthtimeNs, mode }: NodeStats): NodeInode {
    const inode = new NodeInode(this.#nextNumber++, key, birthtimeNs, Number(mode))
    this.#byNumber.set(inode.number, inode)
    this.#byKey.set(key, inode)
    return inode
  }

  #use(inode: NodeInode): void {
    this.#byNumber.delete(inode.number)
    this.#byNumber.set(inode.number, inode)
  }

  #trimKnown(): void {
    let looked = this.#byNumber.size
    for (const inode of this.#byNumber.values()) {
      if (this.#byNumber.size < this.#limits.known || looked-- === 0) return
      if (inode.opens === 0 && inode.children === 0 && inode !== this.root) this.forget(inode)
      else this.#use(inode)
    }
  }
}
