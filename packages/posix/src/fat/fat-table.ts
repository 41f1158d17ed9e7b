// The file allocation table: for each cluster the next one of its chain, in 28 bits.
//
// Free clusters are found by sectors of the table: for each one that was seen it is known how many
// of its clusters are free, so none is searched twice in vain.

import { EIO, ENOSPC } from '../errno.ts'
import { ERESTART } from '../fs/file-system.ts'
import type { FatLayout } from './boot-sector.ts'
import { get32, set32 } from './boot-sector.ts'
import { tableReadAhead } from './limits.ts'
import type { SectorCache } from './sector-cache.ts'

/** Entries of a sector of the table. */
const perSector = 128
const valueMask = 0x0fff_ffff
/** Ends a chain; so do the values after 0x0ffffff8. */
export const endOfChain = 0x0fff_ffff
const firstEnd = 0x0fff_fff8
/** What `next` answers at the end of a chain. */
export const chainEnd = 0

/** The table of a volume. */
export class FatTable {
  /** Free clusters, if that is known; else -1. */
  free: number
  /** What the last `find` found. */
  readonly found: number[] = []
  readonly layout: FatLayout
  readonly #cache: SectorCache
  /** Free clusters of a sector of the table, -1 while it was not seen. */
  readonly #freeIn: Int16Array
  /** Sectors of the table that have entries of clusters. */
  readonly #sectors: number
  /** The sector of the table at which a search begins. */
  #hint: number
  /** All before it were counted by `count`. */
  #counted = 0

  constructor(layout: FatLayout, cache: SectorCache, free: number, next: number) {
    this.layout = layout
    this.#cache = cache
    this.free = free
    this.#sectors = Math.ceil((layout.clusters + 2) / perSector)
    this.#freeIn = new Int16Array(this.#sectors).fill(-1)
    this.#hint = next < 0 ? 0 : Math.floor(next / perSector)
  }

  /** The cluster where the next search begins, for FSInfo. */
  get hint(): number {
    return Math.max(2, this.#hint * perSector)
  }

  /** Whether it is the number of a cluster. */
  isCluster(cluster: number): boolean {
    return cluster >= 2 && cluster < this.layout.clusters + 2
  }

  /** The sector of the table that has the entry of a cluster. */
  sectorOf(cluster: number): number {
    return this.layout.tableStart + Math.floor(cluster / perSector)
  }

  /** The first sector of the data of a cluster. */
  dataOf(cluster: number): number {
    return this.layout.dataStart + (cluster - 2) * this.layout.clusterSectors
  }

  /** The entry of a cluster, whose sector is there. */
  entry(cluster: number): number {
    const bytes = this.#cache.bytes(this.sectorOf(cluster))
    return get32(bytes, (cluster % perSector) * 4) & valueMask
  }

  /**
   * The cluster after one, whose sector is there: `chainEnd`, or -EIO if the chain goes on at a
   * cluster that is free, bad or none.
   */
  next(cluster: number): number {
    const value = this.entry(cluster)
    if (value >= firstEnd) return chainEnd
    return this.isCluster(value) ? value : -EIO
  }

  /** Changes the entry of a cluster, whose sector is there. The four high bits stay. */
  set(cluster: number, value: number): void {
    const bytes = this.#cache.edit(this.sectorOf(cluster))
    const at = (cluster % perSector) * 4
    const old = get32(bytes, at)
    set32(bytes, at, ((old & ~valueMask) | value) >>> 0)
    const change = Number(value === 0) - Number((old & valueMask) === 0)
    if (this.free >= 0) this.free += change
    const index = Math.floor(cluster / perSector)
    if ((this.#freeIn[index] as number) >= 0)
      this.#freeIn[index] = (this.#freeIn[index] as number) + change
  }

  /**
   * Finds free clusters, and has their sectors of the table there. 0: `count` are in `found`;
   * -ENOSPC: all that are free are in `found`; -ERESTART, -EIO.
   */
  find(count: number): number {
    const { found } = this
    found.length = 0
    let lacking = 0
    for (let i = 0; i < this.#sectors && found.length + lacking < count; i++) {
      const index = (this.#hint + i) % this.#sectors
      if (this.#freeIn[index] === 0) continue
      const fault = this.#see(index)
      if (fault === -ERESTART && (this.#freeIn[index] as number) > 0)
        lacking += this.#freeIn[index] as number
      else if (fault !== 0) return fault
      else this.#collect(index, count)
    }
    if (lacking > 0) return -ERESTART
    return found.length < count ? -ENOSPC : 0
  }

  /** Has `free` known. 0, -ERESTART, -EIO. */
  count(): number {
    if (this.free >= 0) return 0
    for (; this.#counted < this.#sectors; this.#counted++) {
      if ((this.#freeIn[this.#counted] as number) >= 0) continue
      const fault = this.#see(this.#counted)
      if (fault !== 0) return fault
    }
    this.free = this.#freeIn.reduce((sum, each) => sum + each, 0)
    return 0
  }

  /**
   * Makes a chain of clusters that were found, and hangs it on `tail`, if that is not 0. Entries are
   * set from the end on: at no time does the table lead to a cluster that is free.
   */
  link(tail: number, clusters: readonly number[]): void {
    for (let i = clusters.length - 1; i >= 0; i--)
      this.set(clusters[i] as number, clusters[i + 1] ?? endOfChain)
    if (tail !== 0 && clusters.length > 0) this.set(tail, clusters[0] as number)
    if (clusters.length > 0)
      this.#hint = Math.floor((clusters[clusters.length - 1] as number) / perSector)
  }

  /** Looks at a sector of the table, and those after it. */
  #see(index: number): number {
    const sector = this.layout.tableStart + index
    const fault = this.#cache.need(sector)
    if (fault === -ERESTART) this.#readAhead(index + 1)
    if (fault !== 0) return fault
    if ((this.#freeIn[index] as number) >= 0) return 0
    let free = 0
    this.#each(index, () => free++)
    this.#freeIn[index] = free
    return 0
  }

  #readAhead(from: number): void {
    const end = Math.min(from + tableReadAhead, this.#sectors)
    for (let i = from; i < end; i++)
      if ((this.#freeIn[i] as number) < 0) this.#cache.readAhead(this.layout.tableStart + i)
  }

  #collect(index: number, count: number): void {
    this.#each(index, (cluster) => {
      if (this.found.length < count) this.found.push(cluster)
    })
  }

  /** All free clusters of a sector that is there. */
  #each(index: number, visit: (cluster: number) => void): void {
    const bytes = this.#cache.bytes(this.layout.tableStart + index)
    const first = index * perSector
    const end = Math.min(perSector, this.layout.clusters + 2 - first)
    for (let i = index === 0 ? 2 : 0; i < end; i++)
      if ((get32(bytes, i * 4) & valueMask) === 0) visit(first + i)
  }
}
