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
  readonly #byNumber = new Map<number, NodeInode>()
  readonly #byKey = new Map<NodeKey, NodeInode>()
  /** Files with descriptors that nobody has open. */
  readonly #idle = new Set<NodeInode>()
  #nextNumber = 1
  /** Counts uses. */
  #time = 0

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
    if (inode !== undefined) inode.used = ++this.#time
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
    }
    inode.used = ++this.#time
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
    this.#idle.add(inode)
  }

  /** Nobody closes the descriptors of a file any more: somebody has it open. */
  pin(inode: NodeInode): void {
    this.#idle.delete(inode)
  }

  /**
   * If too many files that nobody has open have descriptors: closes those that were not used for
   * longest, a quarter at once. Between operations only.
   */
  trimIdle(): void {
    const { idle } = this.#limits
    if (this.#idle.size <= idle) return
    for (const inode of leastUsed(this.#idle, this.#idle.size - Math.floor(0.75 * idle))) {
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

  /** Makes room for one more, and for an eighth at once. */
  #trimKnown(): void {
    const { known } = this.#limits
    if (this.#byNumber.size < known) return
    const mayGo: NodeInode[] = []
    for (const inode of this.#byNumber.values()) {
      const isUsed = inode.opens > 0 || inode.children > 0 || inode === this.root
      if (!isUsed && inode.used <= this.#time - fewInOperation) mayGo.push(inode)
    }
    const excess = this.#byNumber.size - Math.floor(0.875 * known)
    for (const inode of leastUsed(mayGo, excess)) this.forget(inode)
  }
}

/** So many files an operation is about, at most: they are not forgotten meanwhile. */
const fewInOperation = 8

/** The first of those that were not used for longest. */
function leastUsed(inodes: Iterable<NodeInode>, count: number): NodeInode[] {
  return [...inodes].sort((a, b) => a.used - b.used).slice(0, count)
}
