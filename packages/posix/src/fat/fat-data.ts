// The data of files: read, written, cut and extended.
//
// FAT has no holes. Where a file is written behind its end, or extended, zeros are stored: step by
// step, in clusters that its size does not show before all are there.

import { EFBIG, EIO, ENOSPC } from '../errno.ts'
import { ERESTART } from '../fs/file-system.ts'
import { sectorSize } from './block-device.ts'
import { findClusters, worst } from './fat-entries.ts'
import type { FatNode } from './fat-node.ts'
import { chainEnd, endOfChain } from './fat-table.ts'
import type { FatVolume } from './fat-volume.ts'
import { maxFatFileSize } from './limits.ts'
import { ClusterChain } from './cluster-chain.ts'

/** Bytes of zeros that are added in one step. */
const zerosPerStep = 32_768

/** The data of the files of a volume. Arguments have been checked. */
export class FatData {
  readonly #volume: FatVolume
  readonly #clusterSize: number
  readonly #need: (sector: number) => number

  constructor(volume: FatVolume) {
    this.#volume = volume
    this.#clusterSize = volume.layout.clusterSectors * sectorSize
    this.#need = (sector) => volume.cache.need(sector)
  }

  /** Reads, and answers how many bytes: 0 at the end. -ERESTART, -EIO. */
  read(node: FatNode, position: number, into: Uint8Array, at: number, length: number): number {
    const count = Math.min(length, node.entry.size - position)
    if (count <= 0) return 0
    const fault = this.#know(node, position + count) || this.#needSectors(node, position, count)
    if (fault !== 0) return fault
    const { cache } = this.#volume
    for (let done = 0; done < count;) {
      const offset = (position + done) % sectorSize
      const part = Math.min(sectorSize - offset, count - done)
      const bytes = cache.bytes(this.#sectorAt(node, position + done))
      const whole = part === sectorSize ? bytes : bytes.subarray(offset, offset + part)
      into.set(whole, at + done)
      done += part
    }
    return count
  }

  /**
   * Writes, and answers how many bytes: fewer if no more fit. -ENOSPC: none fit; -EFBIG: the position
   * is past the largest file; -ERESTART, -EIO.
   */
  write(node: FatNode, position: number, from: Uint8Array, at: number, length: number): number {
    if (position >= maxFatFileSize) return -EFBIG
    if (this.#volume.cache.isFull) return this.#volume.wantStore()
    const wanted = Math.min(position + length, maxFatFileSize)
    const known =
      this.#know(node, Math.min(wanted, node.entry.size)) ||
      this.#zero(node, position, position + 1)
    if (known !== 0) return known
    const room = this.#room(node, wanted)
    if (room < 0) return room
    const end = Math.min(wanted, room)
    if (end <= position) return -ENOSPC
    const fault = this.#needPartial(node, position, end)
    if (fault !== 0) return fault
    const filled = this.#filled(node)
    this.#attach(node, end)
    this.#store(node, position, end, filled, from, at)
    node.zeroedTo = Math.max(filled, end)
    node.entry.size = Math.max(node.entry.size, end)
    return end - position
  }

  /** Cuts or extends. 0; -EFBIG, -ENOSPC, -ERESTART, -EIO. */
  resize(node: FatNode, size: number): number {
    if (size > maxFatFileSize) return -EFBIG
    if (this.#volume.cache.isFull) return this.#volume.wantStore()
    if (size < node.entry.size) return this.#cut(node, size)
    const fault = this.#know(node, node.entry.size) || this.#zero(node, size, size)
    if (fault === 0) node.entry.size = size
    return fault
  }

  /** Bytes up to which what is stored is data of the file, or zeros. */
  #filled(node: FatNode): number {
    return Math.max(node.entry.size, node.zeroedTo)
  }

  /** Has the clusters up to a position known. -EIO: the chain is too short for it. */
  #know(node: FatNode, end: number): number {
    const count = Math.ceil(end / this.#clusterSize)
    const { chain } = node
    const fault = chain.extendTo(count, this.#volume.table, this.#need)
    if (fault !== 0) return fault
    return chain.clusters.length < count ? -EIO : 0
  }

  /** The sector of a position, whose cluster is known. */
  #sectorAt(node: FatNode, position: number): number {
    const size = this.#clusterSize
    const cluster = node.chain.clusters[Math.floor(position / size)] as number
    return this.#volume.table.dataOf(cluster) + Math.floor((position % size) / sectorSize)
  }

  #needSectors(node: FatNode, position: number, count: number): number {
    const { cache } = this.#volume
    let fault = 0
    let at = position - (position % sectorSize)
    for (; at < position + count; at += sectorSize) {
      const answer = cache.need(this.#sectorAt(node, at))
      if (answer !== 0) fault = worst(fault, answer)
    }
    // The rest of the cluster will be wanted next.
    if (fault === -ERESTART)
      for (; at % this.#clusterSize !== 0 && at < node.entry.size; at += sectorSize)
        cache.readAhead(this.#sectorAt(node, at))
    return fault
  }

  /**
   * Finds the clusters that a file lacks to have so many bytes, and has their sectors of the table
   * there. Answers to how many bytes it could be extended; -ERESTART, -EIO.
   */
  #room(node: FatNode, end: number): number {
    const { table, cache } = this.#volume
    const { chain } = node
    const count = Math.ceil(end / this.#clusterSize)
    const fault = chain.extendTo(count, table, this.#need)
    if (fault !== 0) return fault
    const lacking = count - chain.clusters.length
    if (lacking <= 0) {
      table.found.length = 0
      return end
    }
    const answer = worst(
      findClusters(this.#volume, lacking),
      chain.last === 0 ? 0 : cache.need(table.sectorOf(chain.last)),
    )
    if (answer !== 0 && answer !== -ENOSPC) return answer
    // The worst of two is known: that the tail of the chain is there is another question.
    const tail = chain.last === 0 ? 0 : cache.need(table.sectorOf(chain.last))
    if (tail !== 0) return tail
    return (chain.clusters.length + table.found.length) * this.#clusterSize
  }

  /** Has the sectors there that are changed in part only, and have something that must stay. */
  #needPartial(node: FatNode, position: number, end: number): number {
    const filled = this.#filled(node)
    const first = position - (position % sectorSize)
    const last = end - (end % sectorSize)
    let fault = 0
    if (first < position && first < filled)
      fault = this.#volume.cache.need(this.#sectorAt(node, first))
    if (last < end && last >= position && last < filled)
      fault = worst(fault, this.#volume.cache.need(this.#sectorAt(node, last)))
    return fault
  }

  /** Hangs clusters that were found on the chain of a file, as many as it lacks for so many bytes. */
  #attach(node: FatNode, end: number): void {
    const { chain } = node
    const lacking = Math.ceil(end / this.#clusterSize) - chain.clusters.length
    if (lacking <= 0) return
    const { table } = this.#volume
    const clusters = table.found.slice(0, lacking)
    table.link(chain.last, clusters)
    // The first cluster is in the entry.
    if (chain.last === 0) this.#volume.markDirty(node)
    chain.append(clusters)
  }

  /** Puts bytes of a buffer, or zeros, into sectors whose clusters are there. */
  #store(
    node: FatNode,
    position: number,
    end: number,
    filled: number,
    from: Uint8Array | null,
    start: number,
  ): void {
    const { cache } = this.#volume
    for (let at = position; at < end;) {
      const offset = at % sectorSize
      const part = Math.min(sectorSize - offset, end - at)
      const sector = this.#sectorAt(node, at)
      if (part === sectorSize || at - offset >= filled) cache.clear(sector)
      const bytes = cache.editData(sector)
      if (from === null) bytes.fill(0, offset, offset + part)
      else bytes.set(from.subarray(start + at - position, start + at - position + part), offset)
      at += part
    }
  }

  /**
   * Has zeros from the end of the file up to a position. Its size does not change. Begins only if
   * there is room for so many `bytes`.
   */
  #zero(node: FatNode, to: number, bytes: number): number {
    for (;;) {
      const from = this.#filled(node)
      if (from >= to) return 0
      const { cache } = this.#volume
      const space = this.#spaceFor(node, bytes)
      if (space !== 0) return space
      if (cache.isFull) return this.#volume.wantStore()
      const end = Math.min(to, from + zerosPerStep)
      const room = this.#room(node, end)
      if (room < 0) return room
      if (room < end) return -ENOSPC
      const fault = this.#needPartial(node, from, end)
      if (fault !== 0) return fault
      this.#attach(node, end)
      this.#store(node, from, end, from, null, 0)
      node.zeroedTo = end
      this.#volume.changed(node)
      this.#volume.stretched(node)
    }
  }

  /** -ENOSPC before zeros are stored, if there will not be room for all of them. */
  #spaceFor(node: FatNode, to: number): number {
    const { table } = this.#volume
    const lacking = Math.ceil(to / this.#clusterSize) - node.chain.clusters.length
    if (lacking <= 0) return 0
    const fault = table.count()
    if (fault !== 0 || table.free >= lacking) return fault
    return this.#volume.hasDropped ? this.#volume.wantStore() : -ENOSPC
  }

  /** Cuts. The smaller size is in the log before the chain ends earlier; freed is later. */
  #cut(node: FatNode, size: number): number {
    const { chain } = node
    const kept = Math.ceil(size / this.#clusterSize)
    if (kept === 0) {
      const { first } = chain
      this.#resized(node, 0, new ClusterChain(0))
      this.#volume.drop(first)
      return 0
    }
    const { table, cache } = this.#volume
    const fault =
      this.#know(node, size) || cache.need(table.sectorOf(chain.clusters[kept - 1] as number))
    if (fault !== 0) return fault
    const last = chain.clusters[kept - 1] as number
    const next = table.next(last)
    if (next < 0) return next
    if (next === chainEnd) {
      this.#resized(node, size, chain)
      return 0
    }
    const lacking = node.isRemoved ? 0 : cache.need(this.#volume.sectorOf(node))
    if (lacking !== 0) return lacking
    this.#resized(node, size, chain)
    if (!node.isRemoved) this.#volume.logEntry(node)
    table.set(last, endOfChain)
    chain.cut(kept)
    this.#volume.drop(next)
    return 0
  }

  #resized(node: FatNode, size: number, chain: ClusterChain): void {
    node.chain = chain
    node.entry.size = size
    node.zeroedTo = size
    this.#volume.markDirty(node)
  }
}
