// Heaps: what an object of a random size and a random life time costs beside an index from a free
// list, and how much memory the live objects take.
import { AddressSpace, Heap, PhysicalMemory } from '@kos/vmm'
import { defineCase, defineMemoryCase, limit } from '../case.ts'
import type { MemoryCase, RatioCase, Reference } from '../case.ts'
import { consume } from '../sink.ts'

/** Number of live objects. */
const alive = 1 << 14
/**
 * Random numbers are drawn beforehand: which object is freed, and the size of the one that is
 * allocated in its place.
 */
const draws = 1 << 16

interface Draws {
  readonly places: Int32Array
  readonly sizes: Int32Array
}

function draw(): Draws {
  let seed = 1
  const next = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0
    return seed >>> 8
  }
  return {
    places: Int32Array.from({ length: draws }, () => next() % alive),
    sizes: Int32Array.from({ length: draws }, () => 16 + (next() % 497)),
  }
}

function newHeap(bytes: number): Heap {
  return new Heap(new AddressSpace(new PhysicalMemory({ bytes })))
}

/** An index is taken from a list of free ones, linked through an array, and given back to it. */
const freeList: Reference = limit('free list of indices', {
  awaits: false,
  start: () => {
    const { places, sizes } = draw()
    const next = Int32Array.from({ length: 2 * alive }, (_, index) => index + 1)
    let head = 0
    const held = Float64Array.from({ length: alive }, () => head++)
    let at = 0
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++) {
        const place = places[at] ?? 0
        const index = held[place] ?? 0
        next[index] = head
        head = index
        const taken = head
        head = next[taken] ?? 0
        held[place] = taken
        sum += sizes[at] ?? 0
        at = (at + 1) & (draws - 1)
      }
      consume(sum)
    }
  },
})

/** Frees a random object and allocates one of 16 to 512 bytes in its place. */
export const vmmHeap: RatioCase = defineCase({
  name: 'vmm/heap',
  awaits: false,
  start: () => {
    const { places, sizes } = draw()
    const heap = newHeap(256 * 1024 * 1024)
    const held = Float64Array.from({ length: alive }, (_, index) => heap.alloc(sizes[index] ?? 16))
    let at = 0
    return (iterations) => {
      let refusals = 0
      for (let i = 0; i < iterations; i++) {
        const place = places[at] ?? 0
        if (heap.free(held[place] ?? 0) !== 0) refusals++
        const address = heap.alloc(sizes[at] ?? 16)
        if (address === 0) refusals++
        held[place] = address
        at = (at + 1) & (draws - 1)
      }
      consume(refusals)
      if (refusals > 0) throw new Error(`${refusals} operations were refused`)
    }
  },
  against: [freeList],
})

/**
 * Bytes of the host for an object of 64 bytes, with its share of metadata and page tables.
 */
export const vmmHeapOverhead: MemoryCase = defineMemoryCase({
  name: 'vmm/heap-overhead',
  count: 1_000_000,
  things: {
    'object of 64 B, of a million': (count) => {
      const heap = newHeap(256 * 1024 * 1024)
      for (let i = 0; i < count; i++) if (heap.alloc(64) === 0) throw new Error('No memory')
      return heap
    },
  },
})

const operations = 10_000_000

/** Bytes of the host for each byte that is alive, after ten million operations. */
export const vmmHeapFragmentation: MemoryCase = defineMemoryCase({
  name: 'vmm/heap-fragmentation',
  count: 32 * 1024 * 1024,
  things: {
    'live byte, after 10 M operations': (count) => {
      const heap = newHeap(256 * 1024 * 1024)
      churn(heap, count)
      return heap
    },
  },
})

/** Allocates and frees at random around so many live bytes, and ends with as many. */
function churn(heap: Heap, bytes: number): void {
  const held = new Float64Array(bytes / 16)
  let count = 0
  let live = 0
  let seed = 1
  for (let i = 0; i < operations; i++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0
    const random = seed >>> 8
    // Now and then a tenth more or less is alive than in the middle.
    const aim = bytes * ((i >> 17) & 1 ? 1 : 0.9)
    if (live < aim) {
      const size = 16 + (random % 497)
      held[count++] = heap.alloc(size)
      live += size
    } else {
      const place = random % count
      live -= heap.sizeOf(held[place] ?? 0)
      heap.free(held[place] ?? 0)
      held[place] = held[--count] ?? 0
    }
  }
  while (live < bytes) {
    const size = Math.min(512, bytes - live)
    if (heap.alloc(size) === 0) throw new Error('No memory')
    live += size
  }
}
