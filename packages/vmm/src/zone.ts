// A zone: a run of chunks of physical memory, with an index that finds the lowest chunk with a free
// block of the wanted order.
//
// The index is a binary tree as in `buddy-chunk.ts`: each node holds the most that a chunk below it
// has to offer. A chunk that was never used has no tree of its own yet, so a zone costs two bytes a
// chunk until it is used.

import { createChunk, giveFrames, largestFree, takeBlock, WHOLE } from './buddy-chunk.ts'
import { framesPerChunk, maxOrder } from './limits.ts'

/** Chunks of frames. Frames are numbered from 0 in each zone. */
export class Zone {
  readonly #frames: number
  readonly #chunks: (Uint8Array | null)[]
  readonly #index: Uint8Array
  /** Leaves of the index, a power of two. */
  readonly #leaves: number

  /** A zone of so many frames, all free. */
  constructor(frames: number) {
    const chunks = Math.ceil(frames / framesPerChunk)
    this.#frames = frames
    this.#chunks = Array.from({ length: chunks }, () => null)
    this.#leaves = chunks <= 1 ? 1 : 1 << (32 - Math.clz32(chunks - 1))
    this.#index = new Uint8Array(2 * this.#leaves)
    this.#offerAll(chunks)
  }

  /** The chunk whose block of 2^`order` frames `take` would take; -1 if there is none. */
  find(order: number): number {
    const index = this.#index
    if ((index[1] as number) <= order) return -1
    let node = 1
    while (node < this.#leaves) {
      node <<= 1
      if ((index[node] as number) <= order) node++
    }
    return node - this.#leaves
  }

  /**
   * Takes a block of 2^`order` frames of the chunk that `find` answered, and answers its first
   * frame.
   */
  take(chunk: number, order: number): number {
    const tree = (this.#chunks[chunk] ??= createChunk(this.#size(chunk)))
    const frame = takeBlock(tree, order)
    this.#note(chunk, largestFree(tree))
    return chunk * framesPerChunk + frame
  }

  /**
   * Gives back a run of frames that lies in one chunk. Answers true if the whole chunk is free now.
   *
   * @throws RangeError if a frame of it is free or was never taken.
   */
  give(frame: number, count: number): boolean {
    const chunk = frame >>> maxOrder
    const tree = this.#chunks[chunk]
    if (tree === null || tree === undefined)
      throw new RangeError(`PhysicalMemory: frame ${frame} was never taken.`)
    giveFrames(tree, frame & (framesPerChunk - 1), count)
    const free = largestFree(tree)
    this.#note(chunk, free)
    return free === WHOLE
  }

  #size(chunk: number): number {
    return Math.min(framesPerChunk, this.#frames - chunk * framesPerChunk)
  }

  /**
   * Writes the index of a zone that was never used: at each level nodes with a whole chunk below
   * them, then one with a part at most.
   */
  #offerAll(chunks: number): void {
    const index = this.#index
    const part = this.#frames & (framesPerChunk - 1)
    let whole = part === 0 ? chunks : chunks - 1
    let all = chunks
    for (let first = this.#leaves; first > 0; first >>= 1) {
      index.fill(WHOLE, first, first + whole)
      if (all > whole) index[first + whole] = 32 - Math.clz32(part)
      whole = (whole + 1) >> 1
      all = (all + 1) >> 1
    }
  }

  #note(chunk: number, free: number): void {
    let node = this.#leaves + chunk
    this.#index[node] = free
    for (node >>= 1; node > 0; node >>= 1) this.#refreshNode(node)
  }

  #refreshNode(node: number): void {
    this.#index[node] = Math.max(
      this.#index[2 * node] as number,
      this.#index[2 * node + 1] as number,
    )
  }
}
