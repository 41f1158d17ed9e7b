// What is in a directory: its files by name and by place, read once, entry by entry, and kept in
// step with the entries on the disk by fat-entries.ts.
//
// A place is the number of an entry of 32 bytes, a slot. A file has the slot of its short entry, and
// those of its long name before it.

import { EIO, ENOSPC } from '../errno.ts'
import {
  ATTR_DIRECTORY,
  ATTR_LONG_NAME,
  ATTR_VOLUME_ID,
  entryBytes,
  NameParts,
  readShortEntry,
  removedMark,
  sectorEntries,
} from './directory-entry.ts'
import { foldedName, isUsableName, shortNameChecksum, shownShortName } from './fat-name.ts'
import type { FatNode } from './fat-node.ts'
import type { FatVolume } from './fat-volume.ts'
import { maxDirectoryBytes } from './limits.ts'

const maxSlots: number = maxDirectoryBytes / entryBytes

/** The files of a directory. */
export class FatDirectory {
  /** Slots of its clusters, once it was read. */
  slots = 0
  /** The slot at which nothing was ever written: all from there on are free. */
  end = 0
  /** The label of the volume, if it has one here. */
  label: string | null = null
  /** Number of files, and how many of them are directories. */
  count = 0
  subdirectories = 0
  /** The pass of the cache in which it was used last. */
  pass = 0
  readonly #volume: FatVolume
  readonly #node: FatNode
  readonly #names: Map<string, FatNode> = new Map()
  readonly #bySlot: (FatNode | undefined)[] = []
  readonly #isUsed: boolean[] = []
  readonly #parts = new NameParts()
  /** No slot before it is free. */
  #firstFree = 0
  #isLoaded = false
  #isAtEnd = false
  #next = 0

  constructor(volume: FatVolume, node: FatNode) {
    this.#volume = volume
    this.#node = node
  }

  get #slotsPerCluster(): number {
    return this.#volume.layout.clusterSectors * sectorEntries
  }

  /**
   * Has all entries read. 0; -ERESTART; -EIO: its clusters are no chain, or too many, or those of a
   * directory that it is in.
   */
  load(): number {
    const { cache, table } = this.#volume
    this.pass = cache.pass
    if (this.#isLoaded) return 0
    if (this.#next === 0 && this.#isInItself()) return -EIO
    const { chain } = this.#node
    const most = maxSlots / this.#slotsPerCluster
    const need = (sector: number): number => cache.need(sector)
    while (!this.#isAtEnd) {
      const index = Math.floor(this.#next / this.#slotsPerCluster)
      const fault = chain.extendTo(index + 1, table, need)
      if (fault !== 0) return fault
      if (index >= chain.clusters.length || this.#next >= maxSlots) break
      const refusal = this.#loadSector()
      if (refusal !== 0) return refusal
    }
    const fault = chain.extendTo(most + 1, table, need)
    if (fault !== 0) return fault
    if (chain.clusters.length > most) return -EIO
    this.slots = chain.clusters.length * this.#slotsPerCluster
    this.end = this.#isAtEnd ? this.#next : this.slots
    this.#isLoaded = true
    return 0
  }

  /** The sector that has a slot. */
  sectorOf(slot: number): number {
    const cluster = this.#node.chain.clusters[Math.floor(slot / this.#slotsPerCluster)] as number
    const sector = Math.floor((slot % this.#slotsPerCluster) / sectorEntries)
    return this.#volume.table.dataOf(cluster) + sector
  }

  /** The file of a name, long or short, whatever its case. */
  find(name: string): FatNode | undefined {
    return this.#names.get(foldedName(name))
  }

  /** All files. */
  nodes(): FatNode[] {
    return this.#bySlot.filter((each) => each !== undefined)
  }

  /** The first file whose short entry is at a slot or after it. */
  from(slot: number): FatNode | undefined {
    for (let at = slot; at < this.#bySlot.length; at++) {
      const node = this.#bySlot[at]
      if (node !== undefined) return node
    }
    return undefined
  }

  /**
   * The first of so many free slots in a row, which may go past the last one; those of `reused` count
   * as free. -ENOSPC: the directory would be too large.
   */
  room(count: number, reused: FatNode | null): number {
    while (this.#isUsed[this.#firstFree] === true) this.#firstFree++
    let start = Math.min(this.#firstFree, reused?.firstSlot ?? maxSlots)
    for (let slot = start; slot < this.slots && slot - start < count; slot++) {
      const isReused = reused !== null && slot >= reused.firstSlot && slot <= reused.slot
      if (slot < this.end && this.#isUsed[slot] === true && !isReused) start = slot + 1
    }
    return start + count > maxSlots ? -ENOSPC : start
  }

  /** Takes a file in, whose slots are set. */
  add(node: FatNode): void {
    for (let slot = node.firstSlot; slot <= node.slot; slot++) this.#isUsed[slot] = true
    this.#bySlot[node.slot] = node
    this.end = Math.max(this.end, node.slot + 1)
    this.count++
    if (node.isDirectory) this.subdirectories++
    for (const key of keysOf(node)) if (!this.#names.has(key)) this.#names.set(key, node)
  }

  /** Takes a file out. */
  remove(node: FatNode): void {
    for (let slot = node.firstSlot; slot <= node.slot; slot++) this.#isUsed[slot] = false
    this.#firstFree = Math.min(this.#firstFree, node.firstSlot)
    this.#bySlot[node.slot] = undefined
    this.count--
    if (node.isDirectory) this.subdirectories--
    for (const key of keysOf(node)) if (this.#names.get(key) === node) this.#names.delete(key)
  }

  #loadSector(): number {
    const { cache, layout } = this.#volume
    const sector = this.sectorOf(this.#next)
    const fault = cache.need(sector)
    if (fault !== 0) {
      const offset = Math.floor((this.#next % this.#slotsPerCluster) / sectorEntries)
      for (let i = 1; i < layout.clusterSectors - offset; i++) cache.readAhead(sector + i)
      return fault
    }
    const bytes = cache.bytes(sector)
    for (let at = 0; at < bytes.length && !this.#isAtEnd; at += entryBytes) {
      if (bytes[at] === 0) this.#isAtEnd = true
      else this.#take(bytes, at, this.#next++)
    }
    return 0
  }

  #take(bytes: Uint8Array, at: number, slot: number): void {
    const attributes = bytes[at + 11] as number
    if (bytes[at] === removedMark) return this.#parts.clear()
    if ((attributes & 0x3f) === ATTR_LONG_NAME) return this.#parts.add(bytes, at, slot)
    const entry = readShortEntry(bytes, at)
    const isDot = entry.short.startsWith('.')
    if ((attributes & ATTR_VOLUME_ID) !== 0 || isDot) {
      if (!isDot) this.label ??= entry.short.trimEnd()
      this.#isUsed[slot] = true
      return this.#parts.clear()
    }
    const long = this.#parts.nameFor(shortNameChecksum(entry.short))
    const first = long === null ? slot : this.#parts.start
    this.#parts.clear()
    const name =
      long !== null && isUsableName(long) ? long : shownShortName(entry.short, entry.caseFlags)
    if ((attributes & ATTR_DIRECTORY) !== 0) entry.size = 0
    this.add(this.#volume.nodes.add(entry, this.#node, name, slot, first))
  }

  /** Whether its first cluster is none, or that of a directory around it. */
  #isInItself(): boolean {
    const { chain, parent } = this.#node
    if (chain.first === 0) return true
    for (let [at, inner] = [parent, this.#node]; at !== inner; [at, inner] = [at.parent, at])
      if (at.chain.first === chain.first) return true
    return false
  }
}

/** The names under which a file is found. */
function keysOf(node: FatNode): readonly string[] {
  return [foldedName(node.name), foldedName(shownShortName(node.entry.short, 0))]
}
