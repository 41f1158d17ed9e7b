// The data of one regular file: bytes in pages of a pool, found by a page map.
//
// Positions and lengths have been checked by the caller, who also knows the size of the file and
// the space that is left.

import { pageSize } from '../limits.ts'
import { PageMap } from './page-map.ts'
import type { PagePool } from './page-pool.ts'

/** Up to so many bytes a loop is faster than a view on them. */
const shortCopy = 48

/** Bytes of a file. */
export class FileData {
  readonly #pool: PagePool
  readonly #map = new PageMap()
  #pages = 0

  constructor(pool: PagePool) {
    this.#pool = pool
  }

  /** Number of pages that are allocated. */
  get pages(): number {
    return this.#pages
  }

  /** Copies bytes of the file into a buffer; holes are zeros. */
  read(position: number, into: Uint8Array, at: number, length: number): void {
    let index = Math.floor(position / pageSize)
    let start = position - index * pageSize
    for (let done = 0; done < length; index++, start = 0) {
      const count = Math.min(pageSize - start, length - done)
      const page = this.#map.get(index)
      if (page < 0) into.fill(0, at + done, at + done + count)
      else copy(this.#pool.page(page), start, count, into, at + done)
      done += count
    }
  }

  /**
   * Copies bytes of a buffer into the file, allocates at most `room` pages, and answers how many
   * bytes found place.
   */
  write(position: number, from: Uint8Array, at: number, length: number, room: number): number {
    let index = Math.floor(position / pageSize)
    let start = position - index * pageSize
    let done = 0
    for (let left = room; done < length; index++, start = 0) {
      const count = Math.min(pageSize - start, length - done)
      let page = this.#map.get(index)
      if (page < 0) {
        if (left-- <= 0) break
        page = this.#add(index, count < pageSize)
      }
      copy(from, at + done, count, this.#pool.page(page), start)
      done += count
    }
    return done
  }

  /** Cuts the file to so many bytes: what a later write does not reach will be zeros. */
  cut(size: number): void {
    const kept = Math.ceil(size / pageSize)
    this.#map.cut(kept, (page) => {
      this.#pool.give(page)
      this.#pages--
    })
    const last = size % pageSize === 0 ? -1 : this.#map.get(kept - 1)
    if (last >= 0) this.#pool.page(last).fill(0, size % pageSize)
  }

  #add(index: number, isPart: boolean): number {
    const page = this.#pool.take()
    if (isPart) this.#pool.page(page).fill(0)
    this.#map.set(index, page)
    this.#pages++
    return page
  }
}

/** Copies without a view where it can (`posix/fs-pread-4K`): a whole array, or a few bytes. */
function copy(from: Uint8Array, start: number, count: number, into: Uint8Array, at: number): void {
  if (count === from.length) return into.set(from, at)
  if (count > shortCopy) return into.set(from.subarray(start, start + count), at)
  for (let i = 0; i < count; i++) into[at + i] = from[start + i] as number
}
