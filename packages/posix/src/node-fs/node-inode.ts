// A file of the host that was seen: its number here, what tells it apart on the host, where it was
// found, and the descriptors of the host that it has.

import type { MemoryDirectory } from '../fs/memory-directory.ts'
import type { NodeStats } from './node-fs.ts'

/** What tells a file apart on the host: its inode there; with the device, unless it is the root's. */
export type NodeKey = bigint | string

/** The key of a file, where `rootDev` is the device of the root. */
export function keyOf({ dev, ino }: NodeStats, rootDev: bigint): NodeKey {
  return dev === rootDev ? ino : `${dev}:${ino}`
}

/** A file that was seen. */
export class NodeInode {
  /** The inode number here. None is given twice. */
  readonly number: number
  readonly key: NodeKey
  /** When the file was made: inodes of the host are used again, with another time. */
  readonly born: bigint
  /** The mode when it was seen last; the type is for ever. */
  mode: number
  /** Where it was found last; null for the root, and if that entry is gone. */
  parent: NodeInode | null = null
  name = ''
  /** Number of inodes that were found in it. */
  children = 0
  /** When it was used last, in uses. */
  used = 0
  /** Users: see `FileSystem.open`. */
  opens = 0
  /** Whether its last entry is gone. */
  isRemoved = false
  /** Descriptor that names the file, and can neither read nor write; -1: none. */
  handle = -1
  /** Descriptors to read and to write, which may be one; -1: none. */
  reader = -1
  writer = -1
  /** The entries with their cookies, of a directory that is being read. */
  listing: MemoryDirectory | null = null

  constructor(number: number, key: NodeKey, born: bigint, mode: number) {
    this.number = number
    this.key = key
    this.born = born
    this.mode = mode
  }

  /** A descriptor of the file, whatever for; -1: it has none. */
  get descriptor(): number {
    if (this.handle >= 0) return this.handle
    return this.reader >= 0 ? this.reader : this.writer
  }
}
