// Pages of memory for the data of files: 4 KiB each, allocated by chunks, numbered, used again.
//
// A pool never gives a chunk back to the host: it has as much memory as was once in use.

import { pageSize } from '../limits.ts'

/** Pages of a chunk: 256 KiB. */
const pagesPerChunk = 64

/** Hands out pages by number. */
export class PagePool {
  readonly #pages: Uint8Array[] = []
  readonly #free: number[] = []
  #used = 0

  /** Number of pages that are handed out. */
  get used(): number {
    return this.#used
  }

  /** The bytes of a page that was handed out. */
  page(number: number): Uint8Array {
    return this.#pages[number] as Uint8Array
  }

  /** Hands out a page, with anything in it; the caller zeroes what it does not write. */
  take(): number {
    if (this.#free.length === 0) this.#addChunk()
    this.#used++
    return this.#free.pop() as number
  }

  /** Takes a page back. */
  give(number: number): void {
    this.#free.push(number)
    this.#used--
  }

  #addChunk(): void {
    const bytes = new Uint8Array(pagesPerChunk * pageSize)
    const first = this.#pages.length
    for (let i = 0; i < pagesPerChunk; i++)
      this.#pages.push(bytes.subarray(i * pageSize, (i + 1) * pageSize))
    for (let i = pagesPerChunk - 1; i >= 0; i--) this.#free.push(first + i)
  }
}
