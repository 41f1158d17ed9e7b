// The entries of one directory: a hash table from name to slot, and slots in the order in which the
// entries came, each with a cookie.
//
// Cookies only grow, and none is given twice. So the slots are sorted by them, and can be moved
// together when many are free: a reader finds its place again by its cookie.

/** Cookies of `.` and `..`; entries have higher ones. */
export const dotCookie = 1
export const dotDotCookie = 2
const firstCookie = 3

/** So many free slots at least before the others are moved together. */
const minFreeSlots = 32

/** Entries by name and in order. */
export class MemoryDirectory {
  readonly #slots = new Map<string, number>()
  // By slot. A free slot has inode 0.
  #names: string[] = []
  #inos: number[] = []
  #cookies: number[] = []
  #nextCookie = firstCookie
  // Where the last search ended: readers go on from there.
  #lastFound = 0

  /** Number of entries, without `.` and `..`. */
  get size(): number {
    return this.#slots.size
  }

  /** The names of all entries. */
  names(): string[] {
    return [...this.#slots.keys()]
  }

  /** The inode of an entry, 0 if there is none. */
  find(name: string): number {
    const slot = this.#slots.get(name)
    return slot === undefined ? 0 : (this.#inos[slot] as number)
  }

  /** Adds an entry; the name must be free. */
  add(name: string, ino: number): void {
    this.#slots.set(name, this.#names.length)
    this.#names.push(name)
    this.#inos.push(ino)
    this.#cookies.push(this.#nextCookie++)
  }

  /** Changes the inode of an entry, which must be there. */
  replace(name: string, ino: number): void {
    this.#inos[this.#slots.get(name) as number] = ino
  }

  /** Removes an entry, which must be there. */
  remove(name: string): void {
    const slot = this.#slots.get(name) as number
    this.#slots.delete(name)
    this.#inos[slot] = 0
    this.#names[slot] = ''
    while (this.#inos.length > 0 && this.#inos[this.#inos.length - 1] === 0) this.#pop()
    const free = this.#inos.length - this.size
    if (free > minFreeSlots && free > this.size) this.#compact()
  }

  /** The slot of the first entry whose cookie is higher, -1 if there is none. */
  slotAfter(cookie: number): number {
    let slot =
      this.#cookies[this.#lastFound] === cookie ? this.#lastFound + 1 : this.#search(cookie)
    while (this.#inos[slot] === 0) slot++
    if (slot >= this.#inos.length) return -1
    this.#lastFound = slot
    return slot
  }

  nameAt(slot: number): string {
    return this.#names[slot] as string
  }

  inoAt(slot: number): number {
    return this.#inos[slot] as number
  }

  cookieAt(slot: number): number {
    return this.#cookies[slot] as number
  }

  #search(cookie: number): number {
    let [low, high] = [0, this.#cookies.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#cookies[middle] as number) > cookie) high = middle
      else low = middle + 1
    }
    return low
  }

  #pop(): void {
    this.#names.pop()
    this.#inos.pop()
    this.#cookies.pop()
  }

  #compact(): void {
    const [names, inos, cookies] = [this.#names, this.#inos, this.#cookies]
    this.#names = []
    this.#inos = []
    this.#cookies = []
    for (const [slot, name] of names.entries()) {
      if (inos[slot] === 0) continue
      this.#slots.set(name, this.#names.length)
      this.#names.push(name)
      this.#inos.push(inos[slot] as number)
      this.#cookies.push(cookies[slot] as number)
    }
  }
}
