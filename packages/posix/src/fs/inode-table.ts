// The inodes of a `MemoryFileSystem`: a typed array for each attribute, indexed by inode number. A
// million inodes take 76 MB of columns, and no object each.
//
// Numbers begin with 1, and are used again. What a file contains is elsewhere: file-data.ts,
// memory-directory.ts.

import { maxInodes } from '../limits.ts'
import type { FileStat } from './file-stat.ts'
import type { FileClock, Timespec } from './file-time.ts'

/** For `stamp`: the time of the last access. */
export const ACCESSED = 1
/** The time of the last modification. */
export const MODIFIED = 2
/** The time of the last status change. */
export const CHANGED = 4

const initialSize = 64

/** Attributes in columns. A free inode has mode 0. */
export class InodeTable {
  modes: Int32Array = new Int32Array(initialSize)
  links: Int32Array = new Int32Array(initialSize)
  /** Users: see `FileSystem.open`. */
  opens: Int32Array = new Int32Array(initialSize)
  /** Of a directory: the one that it is in, 0 once it was removed. */
  parents: Int32Array = new Int32Array(initialSize)
  uids: Uint32Array = new Uint32Array(initialSize)
  gids: Uint32Array = new Uint32Array(initialSize)
  sizes: Float64Array = new Float64Array(initialSize)
  #atimeSec = new Float64Array(initialSize)
  #mtimeSec = new Float64Array(initialSize)
  #ctimeSec = new Float64Array(initialSize)
  #atimeNsec = new Int32Array(initialSize)
  #mtimeNsec = new Int32Array(initialSize)
  #ctimeNsec = new Int32Array(initialSize)

  readonly #clock: FileClock
  readonly #now: Timespec = { seconds: 0, nanoseconds: 0 }
  readonly #max: number
  #used = 0
  // Inodes from here on were never used; before it the free ones are linked through `parents`.
  #fresh = 1
  #firstFree = 0

  constructor(clock: FileClock, max: number) {
    this.#clock = clock
    this.#max = Math.min(max, maxInodes)
  }

  /** Number of inodes in use. */
  get used(): number {
    return this.#used
  }

  /** Most inodes in use. */
  get max(): number {
    return this.#max
  }

  /** Takes an inode with no links and no users, and answers its number; 0 if none is left. */
  allocate(mode: number, uid: number, gid: number): number {
    if (this.#used >= this.#max) return 0
    const ino = this.#firstFree === 0 ? this.#fresh++ : this.#firstFree
    if (this.#firstFree !== 0) this.#firstFree = this.parents[ino] as number
    if (ino >= this.modes.length) this.#grow()
    this.#used++
    this.modes[ino] = mode
    this.links[ino] = 0
    this.opens[ino] = 0
    this.parents[ino] = 0
    this.uids[ino] = uid
    this.gids[ino] = gid
    this.sizes[ino] = 0
    this.stamp(ino, ACCESSED | MODIFIED | CHANGED)
    return ino
  }

  /** Gives an inode back. */
  free(ino: number): void {
    this.modes[ino] = 0
    this.parents[ino] = this.#firstFree
    this.#firstFree = ino
    this.#used--
  }

  /** Sets times of an inode (ACCESSED, MODIFIED, CHANGED) to now. */
  stamp(ino: number, which: number): void {
    const now = this.#now
    this.#clock.read(now)
    this.#set(ino, which, now.seconds, now.nanoseconds)
  }

  /** Sets the time of the last access. */
  setAccessed(ino: number, { atimeSec, atimeNsec }: FileStat): void {
    this.#set(ino, ACCESSED, atimeSec, atimeNsec)
  }

  /** Sets the time of the last modification. */
  setModified(ino: number, { mtimeSec, mtimeNsec }: FileStat): void {
    this.#set(ino, MODIFIED, mtimeSec, mtimeNsec)
  }

  /** Writes what is here into a record: all but `dev` and `blocks`. */
  read(ino: number, into: FileStat): void {
    into.ino = ino
    into.mode = this.modes[ino] as number
    into.nlink = this.links[ino] as number
    into.uid = this.uids[ino] as number
    into.gid = this.gids[ino] as number
    into.size = this.sizes[ino] as number
    into.atimeSec = this.#atimeSec[ino] as number
    into.atimeNsec = this.#atimeNsec[ino] as number
    into.mtimeSec = this.#mtimeSec[ino] as number
    into.mtimeNsec = this.#mtimeNsec[ino] as number
    into.ctimeSec = this.#ctimeSec[ino] as number
    into.ctimeNsec = this.#ctimeNsec[ino] as number
  }

  #set(ino: number, which: number, seconds: number, nanoseconds: number): void {
    if ((which & ACCESSED) !== 0) {
      this.#atimeSec[ino] = seconds
      this.#atimeNsec[ino] = nanoseconds
    }
    if ((which & MODIFIED) !== 0) {
      this.#mtimeSec[ino] = seconds
      this.#mtimeNsec[ino] = nanoseconds
    }
    if ((which & CHANGED) !== 0) {
      this.#ctimeSec[ino] = seconds
      this.#ctimeNsec[ino] = nanoseconds
    }
  }

  #grow(): void {
    const size = 2 * this.modes.length
    this.modes = copyOf(this.modes, new Int32Array(size))
    this.links = copyOf(this.links, new Int32Array(size))
    this.opens = copyOf(this.opens, new Int32Array(size))
    this.parents = copyOf(this.parents, new Int32Array(size))
    this.uids = copyOf(this.uids, new Uint32Array(size))
    this.gids = copyOf(this.gids, new Uint32Array(size))
    this.sizes = copyOf(this.sizes, new Float64Array(size))
    this.#atimeSec = copyOf(this.#atimeSec, new Float64Array(size))
    this.#mtimeSec = copyOf(this.#mtimeSec, new Float64Array(size))
    this.#ctimeSec = copyOf(this.#ctimeSec, new Float64Array(size))
    this.#atimeNsec = copyOf(this.#atimeNsec, new Int32Array(size))
    this.#mtimeNsec = copyOf(this.#mtimeNsec, new Int32Array(size))
    this.#ctimeNsec = copyOf(this.#ctimeNsec, new Int32Array(size))
  }
}

function copyOf<A extends Int32Array | Uint32Array | Float64Array>(from: A, into: A): A {
  into.set(from)
  return into
}
