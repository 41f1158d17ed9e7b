// A buddy allocator over one chunk of 2^10 frames: a complete binary tree in a byte array, one node
// per aligned block of every order.
//
// A node holds the order of the largest free block in its subtree, plus one; 0 if there is none.
// Node 1 is the whole chunk; nodes 2n and 2n + 1 are the buddies that block n splits into. A block
// is allocated or freed by one write to its node and an update of its ancestors. So the subtree of
// a wholly free or wholly allocated node may be out of date: a descent brings the children up to
// date (`split`). An allocated block may be freed in parts. A free block is always found at the
// lowest suitable frame.

import { framesPerChunk, maxOrder } from './limits.ts'

/** What node 1 of a chunk holds if all its frames are free. */
export const ALL_FREE: number = maxOrder + 1

/** The tree of a chunk of which only the first `frames` frames exist, all free. */
export function createChunk(frames: number): Uint8Array {
  const tree = new Uint8Array(2 * framesPerChunk)
  freeFrames(tree, 0, frames)
  return tree
}

/** The order of the largest free block, plus one; 0 if there is none. */
export function largestFree(tree: Uint8Array): number {
  return tree[1] as number
}

/**
 * Allocates the lowest free block of 2^`order` frames and answers its first frame. The caller has
 * checked with `largestFree` that there is one.
 */
export function allocateBlock(tree: Uint8Array, order: number): number {
  let node = 1
  for (let at = maxOrder; at > order; at--) {
    split(tree, node, at)
    node <<= 1
    if ((tree[node] as number) <= order) node++
  }
  tree[node] = 0
  coalesce(tree, node, order)
  return (node << order) - framesPerChunk
}

/**
 * Frees the block of 2^`order` frames that begins at `frame`.
 *
 * @throws RangeError if a frame of it is free: frames that are freed twice would be allocated
 * twice.
 */
export function freeBlock(tree: Uint8Array, frame: number, order: number): void {
  const target = (frame + framesPerChunk) >> order
  for (let at = maxOrder; at > order; at--) split(tree, target >> (at - order), at)
  if (tree[target] !== 0)
    throw new RangeError(`PhysicalMemory: frame ${frame} of a chunk is given back, but it is free.`)
  tree[target] = order + 1
  coalesce(tree, target, order)
}

/** Frees any run of frames, as the largest blocks it is made of. Throws as `freeBlock` does. */
export function freeFrames(tree: Uint8Array, first: number, count: number): void {
  const end = first + count
  for (let frame = first; frame < end;) {
    const order = Math.min(alignmentOf(frame), 31 - Math.clz32(end - frame))
    freeBlock(tree, frame, order)
    frame += 1 << order
  }
}

/** The order of the largest aligned block that begins at a frame. */
function alignmentOf(frame: number): number {
  return frame === 0 ? maxOrder : 31 - Math.clz32(frame & -frame)
}

/**
 * Brings the two buddies of a block up to date, if the block of this order is wholly free or wholly
 * allocated. Otherwise they are up to date.
 */
function split(tree: Uint8Array, node: number, order: number): void {
  const state = tree[node] as number
  if (state !== 0 && state !== order + 1) return
  const buddy = state === 0 ? 0 : order
  tree[2 * node] = buddy
  tree[2 * node + 1] = buddy
}

/** Updates the ancestors of a node of this order that changed. Two free buddies coalesce. */
function coalesce(tree: Uint8Array, node: number, order: number): void {
  // A buddy of order n that is wholly free holds n + 1.
  for (let free = order + 1, parent = node >> 1; parent > 0; free++, parent >>= 1) {
    const low = tree[2 * parent] as number
    const high = tree[2 * parent + 1] as number
    tree[parent] = low === free && high === free ? free + 1 : Math.max(low, high)
  }
}
