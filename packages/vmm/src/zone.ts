// A zone: a run of chunks of physical memory, with an index that finds the lowest chunk with a free
// block of the wanted order.
//
// The index is a complete binary tree, with the chunks as leaves. As in `buddy-chunk.ts`, a node
// holds the order of the largest free block in its subtree, plus one. The tree of a chunk is made
// when the chunk is first allocated from; until then a chunk costs two bytes, its part of the
// index.

import { ALL_FREE, allocateBlock, createChunk, freeFrames, largestFree } from './buddy-chunk.ts'
import { framesPerChunk, maxOrder } from './limits.ts'

/** Chunks of frames. Frames are numbered from 0 in each zone. */
export class Zone {
  readonly #frames: number
  readonly #chunks: (Uint8Array | null)[]
  readonly #index: Uint8Array
  /** Number of leaves of the index: a power of two. */
  readonly #leaves: number

  /** A zone of so many frames, all free. */
  constructor(frames: number) {
    const chunks = Math.ceil(frames / framesPerChunk)
    this.#frames = frames
    this.#chunks = Array.from({ length: chunks }, () => null)
    this.#leaves = chunks <= 1 ? 1 : 1 << (32 - Math.clz32(chunks - 1))
    this.#index = new Uint8Array(2 * this.#leaves)
    this.#initializeIndex(chunks)
  }

  /** The lowest chunk with a free block of 2^`order` frames; -1 if there is none. */
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

  /** Allocates a block of 2^`order` frames in the chunk that `find` answered: its first frame. */
  allocate(chunk: number, order: number): number {
    const tree = (this.#chunks[chunk] ??= createChunk(this.#size(chunk)))
    const frame = allocateBlock(tree, order)
    this.#update(chunk, largestFree(tree))
    return chunk * framesPerChunk + frame
  }

  /**
   * Frees a run of frames in one chunk. Answers true if the whole chunk is free now.
   *
   * @throws RangeError if a frame of it is free or was never allocated.
   */
  free(frame: number, count: number): boolean {
    const chunk = frame >>> maxOrder
    const tree = this.#chunks[chunk]
    if (tree === null || tree === undefined)
      throw new RangeError(`PhysicalMemory: frame ${frame} was never taken.`)
    freeFrames(tree, frame & (framesPerChunk - 1), count)
    const order = largestFree(tree)
    this.#update(chunk, order)
    return order === ALL_FREE
  }

  #size(chunk: number): number {
    return Math.min(framesPerChunk, this.#frames - chunk * framesPerChunk)
  }

  /**
   * Writes the index of a zone whose frames are all free. Each level has nodes with a whole chunk
   * in their subtree, then at most one with a partial chunk only.
   */
  #initializeIndex(chunks: number): void {
    const index = this.#index
    const part = this.#frames & (framesPerChunk - 1)
    let whole = part === 0 ? chunks : chunks - 1
    let all = chunks
    for (let first = this.#leaves; first > 0; first >>= 1) {
      index.fill(ALL_FREE, first, first + whole)
      if (all > whole) index[first + whole] = 32 - Math.clz32(part)
      whole = (whole + 1) >> 1
      all = (all + 1) >> 1
    }
  }

  /** Writes the leaf of a chunk and updates its ancestors. */
  #update(chunk: number, order: number): void {
    const index = this.#index
    let node = this.#leaves + chunk
    index[node] = order
    for (node >>= 1; node > 0; node >>= 1)
      index[node] = Math.max(index[2 * node] as number, index[2 * node + 1] as number)
  }
}
