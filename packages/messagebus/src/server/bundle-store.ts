// The bundles of a bus process by id: memory that messages lead to. The store copies nothing.

import {
  type HandleDesc,
  type Kos,
  own,
  rcInvalidArgument,
  rcOk,
  rcQuotaExceeded,
  type Result,
} from '@kos/libkos'
import type { IdKeeper, Kept } from '../core/id-keeper.ts'
import { checkMemory, pageBytes } from './bundle-memory.ts'
import { BundleShares } from './bundle-shares.ts'
import { StoredBundle } from './stored-bundle.ts'

/** All bundles of a bus. */
export class BundleStore implements IdKeeper<bigint> {
  /** Counts of the processes. */
  readonly shares: BundleShares
  readonly #bundles: Map<bigint, StoredBundle> = new Map()
  readonly #ended = (bundle: StoredBundle): void => this.#forget(bundle)
  readonly #firstId: bigint
  #count = 0
  /** The bundle that was put last: its handle may have failed. */
  #last: StoredBundle | null = null

  /**
   * `start` is a number of 32 bits that no other bus process of this kernel had: ids are never used
   * again. All bundles together have `maxBytes` bytes at most.
   */
  constructor(start: number, maxBytes: number) {
    this.#firstId = BigInt(start) << 32n
    this.shares = new BundleShares(maxBytes)
  }

  /** How many there are. */
  get size(): number {
    return this.#bundles.size
  }

  keep(topic: string, id: bigint): Kept | null {
    if (this.#bundles.size === 0) return null
    return this.find(topic, id)?.keep() ?? null
  }

  /** The bundle of an id that was put for a topic. */
  find(topic: string, id: bigint): StoredBundle | undefined {
    const bundle = this.#bundles.get(id)
    return bundle?.topic === topic ? bundle : undefined
  }

  /**
   * Keeps memory for a process, to which a handle in its request leads. The answer to that request
   * must `hold` the bundle: the next `put` ends it if it did not.
   *
   * rcQuotaExceeded: the process, or all, have their share; codes of `checkMemory`.
   */
  put(
    kos: Kos,
    topic: string,
    memory: HandleDesc,
    length: bigint,
    owner: number,
  ): Result<{ readonly bundle: StoredBundle }> {
    this.#settle()
    if (topic === '' || length === 0n) return { rc: rcInvalidArgument }
    const bytes = pageBytes(length)
    if (!this.shares.hasRoomFor(owner, bytes) || this.#count === maxCount)
      return { rc: rcQuotaExceeded }
    const rc = checkMemory(kos, memory, bytes)
    if (rc !== rcOk) return { rc }
    const id = this.#firstId + BigInt(++this.#count)
    const bundle = new StoredBundle(id, topic, length, owner, own(kos, memory), this.#ended)
    this.#bundles.set(id, bundle)
    this.shares.add(owner, bytes)
    this.#last = bundle
    return { rc: rcOk, bundle }
  }

  #settle(): void {
    const last = this.#last
    this.#last = null
    // It may have ended meanwhile.
    if (last !== null && this.#bundles.has(last.id)) last.endIfUnused()
  }

  #forget({ id, owner, length }: StoredBundle): void {
    this.#bundles.delete(id)
    this.shares.remove(owner, pageBytes(length))
  }
}

const maxCount = 2 ** 32 - 1
