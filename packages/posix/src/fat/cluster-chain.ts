// The clusters of one file, in order, as far as they are known. They become known as the chain is
// walked; so an operation that is made again goes on where it lacked a sector of the table.

import { EIO } from '../errno.ts'
import { chainEnd, type FatTable } from './fat-table.ts'

/** A chain of clusters. */
export class ClusterChain {
  readonly clusters: number[] = []
  /** Whether the last of them is the end. */
  isComplete: boolean
  // Brent's search for cycles: the walk is compared with a place that it waits at, for twice as
  // many steps each time.
  #waiting: number
  #steps = 0
  #power = 1

  /** The chain from a cluster on; 0 if there is none. */
  constructor(first: number) {
    this.isComplete = first === 0
    this.#waiting = first
    if (first !== 0) this.clusters.push(first)
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
      if (next === this.#waiting || clusters.length > table.layout.clusters) return -EIO
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
