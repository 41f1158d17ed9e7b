// Reading directories of the host: the names as they were when the reading began, each with a cookie
// that stays, and what the entry is when it is read.
//
// A listing is kept while somebody has the directory open; of the others only the last few are. One
// that was lost is made anew, and its cookies count the names in the order of the host.

import { MemoryDirectory } from '../fs/memory-directory.ts'
import type { NodeInode } from './node-inode.ts'
import type { Reach } from './reach.ts'

/** So many directories keep their cookies that nobody has open. */
const maxIdleListings = 16

/** Any number but 0: a listing has no inodes. */
const present = 1

/** The listings of directories. */
export class NodeListings {
  readonly #reach: Reach
  readonly #idle = new Set<NodeInode>()

  constructor(reach: Reach) {
    this.#reach = reach
  }

  /** The listing of a directory; brought up to date if `anew`. Or a negated error number. */
  of(inode: NodeInode, anew: boolean): MemoryDirectory | number {
    if (inode.listing === null || anew) {
      const names = this.#reach.list(inode)
      if (typeof names === 'number') return names
      inode.listing = updated(inode.listing ?? new MemoryDirectory(), names)
    }
    this.settle(inode)
    return inode.listing
  }

  /** After a directory was opened, released or read: too many listings are not kept. */
  settle(inode: NodeInode): void {
    this.#idle.delete(inode)
    if (inode.opens > 0 || inode.listing === null) return
    this.#idle.add(inode)
    for (const oldest of this.#idle) {
      if (this.#idle.size <= maxIdleListings) return
      this.#idle.delete(oldest)
      oldest.listing = null
    }
  }

  /** All of them go. */
  clear(): void {
    this.#idle.clear()
  }
}

function updated(listing: MemoryDirectory, names: readonly string[]): MemoryDirectory {
  const there = new Set(names)
  for (const name of listing.names()) if (!there.has(name)) listing.remove(name)
  for (const name of names) if (listing.find(name) === 0) listing.add(name, present)
  return listing
}
