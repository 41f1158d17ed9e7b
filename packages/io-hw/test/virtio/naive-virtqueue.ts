// Virtqueues as naively as section 2.7 of the specification can be written down: what an entropy
// device does with chains, to compare a device with.

import { MEMORY_BASE } from './rig.ts'

/** Entries of the queue. */
export const QUEUE_SIZE = 8
/** Bytes of memory that the device reaches. */
export const MEMORY_BYTES = 8192

/** A descriptor. */
export interface Descriptor {
  readonly address: number
  readonly length: number
  readonly flags: number
  readonly next: number
}

/** What a naive device makes of a queue: what it uses, and whether it fails. */
export interface Expectation {
  readonly used: { id: number; length: number }[]
  readonly writable: readonly (readonly [start: number, end: number])[]
  readonly fails: boolean
}

/** One chain of a table as section 2.7 says; null: it is not legal. */
function naiveChain(
  read: (at: number) => Descriptor | null,
  table: number,
  head: number,
  hasTables: boolean,
): Descriptor[] | null {
  const chain: Descriptor[] = []
  let [start, length, index, isInside] = [table, QUEUE_SIZE, head, false]
  while (chain.length <= 256) {
    const entry = index < length ? read(start + 16 * index) : null
    if (entry === null) return null
    if ((entry.flags & 4) !== 0) {
      const isLegal = hasTables && !isInside && (entry.flags & 1) === 0
      if (!isLegal || entry.length === 0 || entry.length % 16 !== 0) return null
      ;[start, length, index, isInside] = [entry.address, entry.length / 16, 0, true]
      continue
    }
    const isReadable = (entry.flags & 2) === 0
    if (isReadable && chain.some(({ flags }) => (flags & 2) !== 0)) return null
    chain.push(entry)
    if (chain.reduce((sum, { length: bytes }) => sum + bytes, 0) > 2 ** 25) return null
    if ((entry.flags & 1) === 0) return chain.length <= 256 ? chain : null
    index = entry.next
  }
  return null
}

/** What an entropy device makes of `heads`. */
export function naiveEntropy(
  read: (at: number) => Descriptor | null,
  table: number,
  heads: readonly number[],
  hasTables: boolean,
): Expectation {
  const used: { id: number; length: number }[] = []
  const writable: (readonly [number, number])[] = []
  for (const id of heads) {
    const chain = naiveChain(read, table, id, hasTables)
    if (chain === null) return { used, writable, fails: true }
    let left = 4096
    let length = 0
    for (const entry of chain.filter(({ flags }) => (flags & 2) !== 0)) {
      const count = Math.min(entry.length, left)
      const end = entry.address + count
      const isMapped = entry.address >= MEMORY_BASE && end <= MEMORY_BASE + MEMORY_BYTES
      if (count > 0 && !isMapped) return { used, writable, fails: true }
      writable.push([entry.address, end])
      left -= count
      length += count
    }
    used.push({ id, length })
  }
  return { used, writable, fails: false }
}
