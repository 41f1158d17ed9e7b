// The files of a volume that are known, by inode number: what their entries say, and who uses them.
//
// A volume has no inodes. A number is given to a file when its directory is read, and is its number
// until that directory is forgotten: files that are open, changed or in the middle of an operation
// are never. Numbers are not used again.

import { ClusterChain } from './cluster-chain.ts'
import { ATTR_DIRECTORY, type ShortEntry } from './directory-entry.ts'
import type { FatDirectory } from './fat-directory.ts'
import { keptNodes, keptPasses } from './limits.ts'

/** A file or a directory. */
export class FatNode {
  readonly ino: number
  /** What its short entry says; `cluster` is that of the chain when it is written. */
  readonly entry: ShortEntry
  /** The directory that it is in; the root is in itself. */
  parent: FatNode
  /** Its name. */
  name: string
  /** Where its short entry is, and where the entries of its long name begin; -1 for the root. */
  slot: number
  firstSlot: number
  chain: ClusterChain
  /** Bytes from the size of the file up to here are zeros on the disk, or will be. */
  zeroedTo: number
  /** Users: see `FileSystem.open`. */
  opens = 0
  isRemoved = false
  /** What is in it, if it is a directory that was looked into. */
  directory: FatDirectory | null = null
  /** The number of the last change of it, for `fsync`. */
  change = 0

  constructor(
    ino: number,
    entry: ShortEntry,
    parent: FatNode | null,
    name: string,
    slot: number,
    firstSlot: number,
  ) {
    this.ino = ino
    this.entry = entry
    this.parent = parent ?? this
    this.name = name
    this.slot = slot
    this.firstSlot = firstSlot
    this.chain = new ClusterChain(entry.cluster)
    this.zeroedTo = entry.size
  }

  get isDirectory(): boolean {
    return (this.entry.attributes & ATTR_DIRECTORY) !== 0
  }
}

/** Files by number. */
export class NodeTable {
  readonly #nodes: Map<number, FatNode> = new Map()
  /** Directories that were looked into, but for the root. */
  readonly #directories: Set<FatNode> = new Set()
  #next = 1

  /** Number of files that are known. */
  get size(): number {
    return this.#nodes.size
  }

  /** The file of a number; undefined if there is none. */
  get(ino: number): FatNode | undefined {
    return this.#nodes.get(ino)
  }

  /** Gives a number to a file. */
  add(
    entry: ShortEntry,
    parent: FatNode | null,
    name: string,
    slot: number,
    firstSlot: number,
  ): FatNode {
    const node = new FatNode(this.#next++, entry, parent, name, slot, firstSlot)
    this.#nodes.set(node.ino, node)
    return node
  }

  /** Takes the number of a file away. */
  remove(node: FatNode): void {
    this.#nodes.delete(node.ino)
    this.#directories.delete(node)
  }

  /** Counts a directory among those that may be forgotten. */
  track(node: FatNode): void {
    if (node.parent !== node) this.#directories.add(node)
  }

  /**
   * Forgets what is in directories that nobody used lately, until at most `limit` files are known.
   * `isInUse` tells files that must stay.
   */
  forget(
    pass: number,
    isInUse: (node: FatNode) => boolean,
    limit: number = keptNodes,
    passes: number = keptPasses,
  ): void {
    if (this.#nodes.size <= limit) return
    // Inner directories come after the outer ones that led to them.
    for (const node of [...this.#directories].toReversed()) {
      const { directory } = node
      if (directory === null || node.isRemoved || directory.pass + passes > pass) continue
      const nodes = directory.nodes()
      if (nodes.some((each) => each.opens > 0 || each.directory !== null || isInUse(each))) continue
      for (const each of nodes) this.#nodes.delete(each.ino)
      node.directory = null
      this.#directories.delete(node)
      if (this.#nodes.size <= limit) return
    }
  }
}
