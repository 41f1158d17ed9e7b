// The clusters of one file, in order, as far as they are known. They become known as the chain is
// walked; so an operation that is made again goes on where it lacked a sector of the table.

import { EIO } from '../errno.ts'
import { chainEnd, type FatTable } from './fat-table.ts'

/** Clusters of a chain that are remembered to find cycles. */
const maxRemembered = 16_384

/** A chain of clusters. */
export class ClusterChain {
  readonly clusters: number[] = []
  /** Whether the last of them is the end. */
  isComplete: boolean
  // A cycle leads to a cluster that was met. The first ones are remembered. Longer cycles are found
  // as Brent does: the walk is compared with a place that waits for it, twice as many steps each time.
  readonly #met: Set<number> = new Set()
  #waiting: number
  #steps = 0
  #power = 1

  /** The chain from a cluster on; 0 if there is none. */
  constructor(first: number) {
    this.isComplete = first === 0
    this.#waiting = first
    if (first === 0) return
    this.clusters.push(first)
    this.#met.add(first)
  }

  /** The first cluster; 0 if there is none. */
  get first(): number {
    return this.clusters[0] ?? 0
  }

  /** The last cluster that is known; 0 if there is none. */
  get last(): number {
    return this.clusters[this.clusters.length - 1] ?? 0
  }

  /**
   * Has so many clusters known, or all. 0; -ERESTART; -EIO: the chain has a cycle, or leads to what
   * is no cluster of a file.
   */
  extendTo(count: number, table: FatTable, need: (sector: number) => number): number {
    const { clusters } = this
    if (!this.isComplete && clusters.length === 1 && !table.isCluster(this.first)) return -EIO
    while (clusters.length < count && !this.isComplete) {
      const { last } = this
      const fault = need(table.sectorOf(last))
      if (fault !== 0) return fault
      const next = table.next(last)
      if (next < 0) return next
      if (next === chainEnd) {
        this.isComplete = true
        break
      }
      if (next === this.#waiting || this.#met.has(next)) return -EIO
      if (clusters.length > table.layout.clusters) return -EIO
      if (this.#met.size < maxRemembered) this.#met.add(next)
      clusters.push(next)
      if (++this.#steps === this.#power) {
        this.#waiting = next
        this.#power *= 2
        this.#steps = 0
      }
    }
    return 0
  }

  /** Takes clusters that were hung on the end of a complete chain. */
  append(clusters: readonly number[]): void {
    for (const cluster of clusters) this.clusters.push(cluster)
    this.isComplete = true
  }

  /** Forgets all but the first clusters: the chain ends there. */
  cut(count: number): void {
    this.clusters.length = count
    this.isComplete = true
  }
}
