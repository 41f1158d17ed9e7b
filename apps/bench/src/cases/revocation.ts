// Many handles at a time: a million handles that descend from one, which is revoked, and a long
// chain of handles that is closed from its end, where the last one has many children. Handles lead
// through sixteen spaces, as if so many processes had passed them on. A revocation is done as a
// kernel does it, in slices; what threads notice of it is in revoke-pause.ts.
import {
  HANDLE_TYPE_USER_FIRST,
  HandleTable,
  KernelObject,
  OCAP_HANDLE_TRANSFER,
  isError,
} from '@kos/handles'
import type { Space } from '@kos/handles'
import { defineCase, limit } from '../case.ts'
import type { RatioCase, Reference } from '../case.ts'
import { consume } from '../sink.ts'

const spaces = 16
const slice = 4096
const leaves = 20_000

/** From which of the handles before it a handle descends. */
type ParentOf = (index: number) => number

/** A tree of handles: the first is its root. */
class Tree {
  readonly table: HandleTable = new HandleTable({ entropy: () => 0x2545_f491 })
  readonly #spaces: readonly Space[] = Array.from({ length: spaces }, () =>
    this.table.createSpace(),
  )
  readonly #handles: Int32Array
  #count = 1

  constructor(mostHandles: number) {
    this.#handles = new Int32Array(mostHandles)
    const root = this.#space(0)
    this.#handles[0] = root.create(
      new KernelObject(HANDLE_TYPE_USER_FIRST, root, 0, undefined),
      OCAP_HANDLE_TRANSFER,
    )
  }

  grow(count: number, parentOf: ParentOf): void {
    for (const end = this.#count + count; this.#count < end; this.#count++) {
      const parent = parentOf(this.#count)
      const handle = this.#space(parent).transfer(
        this.#handle(parent),
        this.#space(this.#count),
        OCAP_HANDLE_TRANSFER,
      )
      if (isError(handle)) throw new Error(`No handle: ${handle}`)
      this.#handles[this.#count] = handle
    }
  }

  /** Closes a handle; 0 if it did. */
  close(index: number): number {
    return this.#space(index).close(this.#handle(index))
  }

  /** Revokes all but the root, which goes as well. */
  revoke(): void {
    const revoked = this.#space(0).revoke(this.#handle(0))
    while (!this.table.finish(slice)) continue
    if (revoked !== 0 || this.table.statistics().revoked !== this.#count - 1)
      throw new Error('Not all were revoked')
  }

  #space(index: number): Space {
    return this.#spaces[index & (spaces - 1)] as Space
  }

  #handle(index: number): number {
    return this.#handles[index] ?? 0
  }
}

/**
 * Entries that are taken out one after the other, in the order in which they came, of a map that
 * begins with so many an iteration.
 */
function mapDelete(name: string, perIteration: number): Reference {
  return limit(name, {
    awaits: false,
    start: (count) => {
      const map = new Map<number, number>()
      for (let key = 0; key < count * perIteration; key++) map.set(key, key)
      return (iterations) => {
        let deleted = 0
        for (let key = 0; key < iterations; key++) if (map.delete(key)) deleted++
        consume(deleted)
      }
    },
  })
}

/** An iteration is one of a million handles that are revoked together. */
function revokeMillion(shape: string, parentOf: ParentOf): RatioCase {
  return defineCase({
    name: 'handles/revoke-1M',
    awaits: false,
    iterations: 1_000_000,
    start: (count) => {
      const tree = new Tree(count + 1)
      tree.grow(count, parentOf)
      return () => tree.revoke()
    },
    against: [mapDelete(`Map.delete, ${shape}`, 1)],
  })
}

/** Each handle descends from the one before it. */
export const revokeChain: RatioCase = revokeMillion('chain', (index) => index - 1)

/** All handles descend from the first. */
export const revokeStar: RatioCase = revokeMillion('star', () => 0)

/** Each handle descends from any of those before it. */
export const revokeRandom: RatioCase = revokeMillion(
  'random',
  (index) => (Math.imul(index, 0x9e37_79b1) >>> 0) % index,
)

/**
 * Closes a chain from its end, which has so many leaves: naively each close would move all of them
 * up by one.
 */
export const closeChainOverStar: RatioCase = defineCase({
  name: 'handles/close-chain-over-star',
  awaits: false,
  iterations: 20_000,
  start: (count) => {
    const tree = new Tree(count + leaves + 1)
    tree.grow(count, (index) => index - 1)
    tree.grow(leaves, () => count)
    return (iterations) => {
      let refusals = 0
      for (let index = iterations; index > 0; index--) if (tree.close(index) !== 0) refusals++
      consume(refusals)
      if (refusals > 0) throw new Error(`${refusals} handles were not closed`)
    }
  },
  against: [mapDelete('Map.delete', 2)],
})
