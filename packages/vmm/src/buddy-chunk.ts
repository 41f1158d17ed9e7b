// One chunk of frames under a buddy allocator: a complete binary tree in a byte array, one node per
// aligned block of every order.
//
// A node holds the order of the largest free block below it, plus one; 0 if there is none. Node 1
// is the whole chunk, the halves of node n are 2n and 2n + 1. A node that is wholly free or wholly
// taken says so for all below it, whose own bytes may be out of date: whoever goes down hands the
// state on first. So a block of any size is taken or given by writing one node and the path to it,
// a block that was taken whole can be given back in parts, and the lowest suitable block is always
// the one that is found.

import { framesPerChunk, maxOrder } from './limits.ts'

/** What the first node of a chunk holds if all its frames are free. */
export const WHOLE: number = maxOrder + 1

/** The tree of a chunk of which only the first `frames` frames exist. */
export function createChunk(frames: number): Uint8Array {
  const tree = new Uint8Array(2 * framesPerChunk)
  giveFrames(tree, 0, frames)
  return tree
}

/** The order of the largest free block plus one; 0 for none. */
export function largestFree(tree: Uint8Array): number {
  return tree[1] as number
}

/**
 * Takes the lowest free block of 2^`order` frames and answers its first frame. The caller knows
 * that there is one.
 */
export function takeBlock(tree: Uint8Array, order: number): number {
  let node = 1
  for (let at = maxOrder; at > order; at--) {
    handOn(tree, node, at)
    node <<= 1
    if ((tree[node] as number) <= order) node++
  }
  tree[node] = 0
  refresh(tree, node, order)
  return (node << order) - framesPerChunk
}

/**
 * Gives back the block of 2^`order` frames that begins at `frame`, all of which are taken.
 *
 * @throws RangeError if a frame of it is free: what was given back twice would be handed out twice.
 */
export function giveBlock(tree: Uint8Array, frame: number, order: number): void {
  const target = (frame + framesPerChunk) >> order
  for (let at = maxOrder; at > order; at--) handOn(tree, target >> (at - order), at)
  if (tree[target] !== 0)
    throw new RangeError(`PhysicalMemory: frame ${frame} of a chunk is given back, but it is free.`)
  tree[target] = order + 1
  refresh(tree, target, order)
}

/**
 * Gives back any run of frames, as the largest blocks it is made of. Throws as `giveBlock` does.
 */
export function giveFrames(tree: Uint8Array, first: number, count: number): void {
  const end = first + count
  for (let frame = first; frame < end;) {
    const order = Math.min(alignmentOf(frame), 31 - Math.clz32(end - frame))
    giveBlock(tree, frame, order)
    frame += 1 << order
  }
}

/** The order of the largest block that may begin at a frame. */
function alignmentOf(frame: number): number {
  return frame === 0 ? maxOrder : 31 - Math.clz32(frame & -frame)
}

/**
 * Tells the halves of a node of order `at` that they are as free or as taken as the whole, if the
 * whole is one of these.
 */
function handOn(tree: Uint8Array, node: number, at: number): void {
  const state = tree[node] as number
  if (state !== 0 && state !== at + 1) return
  const half = state === 0 ? 0 : at
  tree[2 * node] = half
  tree[2 * node + 1] = half
}

/** Works out the nodes above one of order `at` that changed. Two free halves are a free whole. */
function refresh(tree: Uint8Array, node: number, at: number): void {
  for (let order = at + 1, above = node >> 1; above > 0; order++, above >>= 1) {
    const low = tree[2 * above] as number
    const high = tree[2 * above + 1] as number
    tree[above] = low === order && high === order ? order + 1 : Math.max(low, high)
  }
}
