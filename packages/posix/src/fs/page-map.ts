// The page map of a file: from the index of a page in the file to its number in the pool. Files are
// sparse, a page that was never written is a hole.
//
// Entries stand in leaves of 64. The first leaf grows with the file, so a small file has a small
// map; the others are found in a hash table, made when a file becomes larger than 256 KiB.

/** Entries of a leaf: it maps 256 KiB. */
const leafSize = 64

/** Maps pages of one file. */
export class PageMap {
  // Entries are page numbers plus 1: 0 is a hole.
  #first = new Int32Array(1)
  #others: Map<number, Int32Array> | null = null

  /** The number of a page, -1 for a hole. */
  get(index: number): number {
    if (index < leafSize) return (this.#first[index] ?? 0) - 1
    const leaf = this.#others?.get(Math.floor(index / leafSize))
    return leaf === undefined ? -1 : (leaf[index % leafSize] as number) - 1
  }

  /** Maps a page that was a hole. */
  set(index: number, page: number): void {
    if (index < leafSize) {
      if (index >= this.#first.length) this.#growFirst(index)
      this.#first[index] = page + 1
      return
    }
    this.#others ??= new Map()
    const key = Math.floor(index / leafSize)
    let leaf = this.#others.get(key)
    if (leaf === undefined) this.#others.set(key, (leaf = new Int32Array(leafSize)))
    leaf[index % leafSize] = page + 1
  }

  /**
   * Makes holes of all pages from an index on, and passes the numbers of those that were mapped.
   */
  cut(from: number, drop: (page: number) => void): void {
    cutLeaf(this.#first, from, drop)
    if (this.#others === null) return
    for (const [key, leaf] of this.#others) {
      const start = from - key * leafSize
      if (start >= leafSize) continue
      cutLeaf(leaf, Math.max(start, 0), drop)
      if (start <= 0) this.#others.delete(key)
    }
    if (this.#others.size === 0) this.#others = null
  }

  #growFirst(index: number): void {
    let size = this.#first.length
    while (size <= index) size *= 2
    const grown = new Int32Array(size)
    grown.set(this.#first)
    this.#first = grown
  }
}

function cutLeaf(leaf: Int32Array, from: number, drop: (page: number) => void): void {
  for (let i = from; i < leaf.length; i++) {
    const entry = leaf[i] as number
    if (entry === 0) continue
    leaf[i] = 0
    drop(entry - 1)
  }
}
