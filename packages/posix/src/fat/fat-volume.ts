// A mounted volume: its layout, cache, table and known files, and how all that changed gets to the
// device: the write-back.
//
// What a power cut leaves, at any write: data of files is written first, into clusters that the disk
// holds for free or for that file. Then comes the log, in which each edit makes sense without those
// after it. Clusters are freed last, when no entry on the disk leads to them, and none is used again
// before. So a cut costs lost clusters at worst, or a file that was being renamed between directories.

import { ERESTART } from '../fs/file-system.ts'
import { flushing, sectorSize, type Transfers, writing } from './block-device.ts'
import { type FatLayout, writeInfoSector } from './boot-sector.ts'
import { sectorEntries, entryBytes, writeShortEntry } from './directory-entry.ts'
import { type FatNode, NodeTable } from './fat-node.ts'
import { endOfChain, FatTable } from './fat-table.ts'
import { keptPasses } from './limits.ts'
import { SectorCache } from './sector-cache.ts'

/** What FSInfo says on the disk. */
export interface InfoHint {
  readonly isInfo: boolean
  readonly free: number
  readonly next: number
}

/** A volume that is mounted. */
export class FatVolume {
  readonly layout: FatLayout
  readonly cache: SectorCache
  readonly table: FatTable
  readonly nodes: NodeTable = new NodeTable()
  /** Files whose entries on the disk are older than they are. */
  readonly #dirty: Set<FatNode> = new Set()
  /** Files that got clusters which their sizes do not show yet, and the pass in which they did. */
  readonly #stretched: Map<FatNode, number> = new Map()
  /** First clusters of chains that no entry leads to any more, once the log is written. */
  readonly #dropped: number[] = []
  readonly #hasInfo: boolean
  /** Free clusters in FSInfo on the disk; -1 if it says that they are not known. */
  #storedFree: number
  #changes = 0
  #stored = 0
  #isStoreWanted = false
  #storeFault = 0

  constructor(layout: FatLayout, info: InfoHint, cacheSectors: number) {
    this.layout = layout
    const { tableStart: start, tableSectors: sectors, tables: copies } = layout
    this.cache = new SectorCache(cacheSectors, { start, sectors, copies })
    this.table = new FatTable(layout, this.cache, info.free, info.next)
    this.#hasInfo = info.isInfo && layout.infoSector !== 0
    this.#storedFree = info.free
  }

  /** Whether clusters are to be freed by the next write-back. */
  get hasDropped(): boolean {
    return this.#dropped.length > 0
  }

  /** Notes that files are changed by what is being done. */
  changed(...nodes: readonly FatNode[]): void {
    this.#changes++
    for (const node of nodes) node.change = this.#changes
  }

  /** Has the entry of a file written with the next write-back; the root has none. */
  markDirty(node: FatNode): void {
    if (node.slot >= 0 && !node.isRemoved) this.#dirty.add(node)
  }

  /** The entry of a file is in the log as it is, or there is none any more. */
  markClean(node: FatNode): void {
    this.#dirty.delete(node)
  }

  /** Whether the entry of a file is to be written. */
  isDirty(node: FatNode): boolean {
    return this.#dirty.has(node)
  }

  /** A file has got clusters of zeros behind its end, as part of an operation that goes on. */
  stretched(node: FatNode): void {
    this.#stretched.set(node, this.cache.pass)
  }

  /** Has a chain freed, by its first cluster: 0 for none. */
  drop(first: number): void {
    if (this.table.isCluster(first)) this.#dropped.push(first)
  }

  /** Whether a file is on the device as it is. */
  isStored(node: FatNode): boolean {
    return node.change <= this.#stored
  }

  /** Wants a write-back: -ERESTART; or the error that the last one ended with, once. */
  wantStore(): number {
    const fault = this.#storeFault
    this.#storeFault = 0
    if (fault !== 0) return fault
    this.#isStoreWanted = true
    return -ERESTART
  }

  /** Puts the short entry of a file into the log; its sector is there. */
  logEntry(node: FatNode): void {
    const { slot, entry } = node
    entry.cluster = node.chain.first
    const bytes = this.cache.edit(this.sectorOf(node))
    writeShortEntry(bytes, (slot % sectorEntries) * entryBytes, entry)
    this.markClean(node)
  }

  /** The sector that has the short entry of a file. */
  sectorOf({ parent, slot }: FatNode): number {
    const { clusterSectors } = this.layout
    const sector = Math.floor(slot / sectorEntries)
    const cluster = parent.chain.clusters[Math.floor(sector / clusterSectors)] as number
    return this.table.dataOf(cluster) + (sector % clusterSectors)
  }

  /** Fetches and writes what operations that answered ERESTART want. */
  *settling(): Transfers<number> {
    yield* this.cache.fetching()
    if (this.#isStoreWanted) {
      this.#isStoreWanted = false
      this.#storeFault = yield* this.storing(false)
    }
    this.cache.trim()
    this.nodes.forget(this.cache.pass, (node) => this.#isInUse(node))
    return 0
  }

  /** Forgets sectors that can be read again, and files, if that is wanted. */
  forget(files: boolean): void {
    this.cache.trim(0, 0)
    if (!files) return
    this.nodes.forget(this.cache.pass, (node) => this.#isInUse(node), 0, 0)
  }

  /**
   * Writes back all that changed before; with `isLast` no operation is under way. 0, or -EIO: what is
   * not written yet will be by the next.
   */
  *storing(isLast: boolean): Transfers<number> {
    const cut = yield* this.#unstretching(isLast)
    if (cut !== 0) return cut
    const [target, drops] = [this.#changes, this.#dropped.length]
    if (target === this.#stored && drops === 0 && this.#dirty.size === 0) return 0
    for (const step of [
      () => this.#hidingFree(drops),
      () => this.#loggingEntries(),
      () => this.cache.writingData(),
      flushing,
      () => this.cache.writingLog(),
      flushing,
      () => this.#freeing(drops),
      () => this.cache.writingLog(),
      () => this.#showingFree(),
      flushing,
    ]) {
      const fault = yield* step()
      if (fault !== 0) return fault
    }
    this.#stored = target
    return 0
  }

  /** Takes clusters back from files whose operation was given up, or failed for lack of space. */
  *#unstretching(isLast: boolean): Transfers<number> {
    for (const [node, pass] of this.#stretched) {
      const isOld = isLast || pass + keptPasses <= this.cache.pass
      if (node.zeroedTo > node.entry.size && !node.isRemoved && !isOld) continue
      const fault = yield* this.#cutting(node)
      if (fault !== 0) return fault
      if (this.#stretched.get(node) === pass) this.#stretched.delete(node)
    }
    return 0
  }

  /** Lets the chain of a file end where its size does. */
  *#cutting(node: FatNode): Transfers<number> {
    const size = this.layout.clusterSectors * sectorSize
    const keptOf = (): number => Math.ceil(node.entry.size / size)
    const { clusters } = node.chain
    const last = clusters[keptOf() - 1] ?? 0
    const sectors = [this.sectorOf(node), ...(last === 0 ? [] : [this.table.sectorOf(last)])]
    for (const sector of node.isRemoved ? [] : sectors) {
      const fault = yield* this.cache.loading(sector)
      if (fault !== 0) return fault
    }
    const kept = keptOf()
    const next = clusters[kept]
    // It was used, cut or removed meanwhile.
    if (node.isRemoved || node.chain.clusters !== clusters || next === undefined) return 0
    if ((clusters[kept - 1] ?? 0) !== last || this.sectorOf(node) !== sectors[0]) return 0
    node.chain.cut(kept)
    node.zeroedTo = node.entry.size
    this.logEntry(node)
    if (last !== 0) this.table.set(last, endOfChain)
    this.drop(next)
    return 0
  }

  #isInUse(node: FatNode): boolean {
    return this.#dirty.has(node) || this.#stretched.has(node) || !this.isStored(node)
  }

  *#loggingEntries(): Transfers<number> {
    for (const node of Array.from(this.#dirty)) {
      // It may be moved or removed while its sector is read.
      for (let isThere = false; this.#dirty.has(node) && !isThere;) {
        const sector = this.sectorOf(node)
        const fault = yield* this.cache.loading(sector)
        if (fault !== 0) return fault
        isThere = this.#dirty.has(node) && this.sectorOf(node) === sector
        if (isThere) this.logEntry(node)
      }
    }
    return 0
  }

  /** Frees the first chains of those that were dropped, from their first clusters on. */
  *#freeing(count: number): Transfers<number> {
    const { table, cache } = this
    for (let left = count; left > 0;) {
      const cluster = this.#dropped[0] as number
      const fault = yield* cache.loading(table.sectorOf(cluster))
      if (fault !== 0) return fault
      const next = table.entry(cluster)
      if (next !== 0) table.set(cluster, 0)
      // A chain that leads to what is free, or no cluster, was broken before.
      if (next !== 0 && table.isCluster(next)) this.#dropped[0] = next
      else {
        this.#dropped.shift()
        left--
      }
      const refusal = cache.isFull ? yield* cache.writingLog() : 0
      if (refusal !== 0) return refusal
    }
    return 0
  }

  /** Before the table changes FSInfo says that the free clusters are not known. */
  *#hidingFree(drops: number): Transfers<number> {
    if (!this.#hasInfo || this.#storedFree < 0) return 0
    if (this.#storedFree === this.table.free && drops === 0) return 0
    return yield* this.#writingInfo(-1)
  }

  *#showingFree(): Transfers<number> {
    if (!this.#hasInfo || this.#storedFree === this.table.free) return 0
    return yield* this.#writingInfo(this.table.free)
  }

  *#writingInfo(free: number): Transfers<number> {
    const bytes = new Uint8Array(sectorSize)
    writeInfoSector(bytes, free, this.table.hint)
    const fault = yield* writing(this.layout.infoSector, bytes)
    if (fault === 0) this.#storedFree = free
    return fault
  }
}
