// Entries of directories, written and removed: each in two steps. The first finds out whether it can
// be, and has all sectors there; the second cannot fail.
//
// The order of the edits is that of the log. A new entry becomes visible with one sector, whole or
// with its short name; an old one is removed by its short entry, and parts of a long name that are
// left belong to nothing.

import { ENOSPC } from '../errno.ts'
import { ERESTART } from '../fs/file-system.ts'
import {
  entryBytes,
  partsOf,
  removedMark,
  sectorEntries,
  writeNamePart,
} from './directory-entry.ts'
import type { FatDirectory } from './fat-directory.ts'
import { aliasOf, exactShortName, shortNameChecksum, shownShortName } from './fat-name.ts'
import type { FatNode } from './fat-node.ts'
import type { FatVolume } from './fat-volume.ts'

/** A place for an entry, and the names that go there. */
export interface EntryPlan {
  readonly name: string
  readonly short: string
  /** The first slot, and how many. */
  readonly start: number
  readonly slots: number
  /** Clusters by which the directory grows: the first ones that the table found. */
  readonly growth: number
}

/**
 * Finds room for a name in a directory that was read; the entries of `reused` will be gone. Finds
 * `more` free clusters besides those that the directory needs. Answers the plan; -ENOSPC,
 * -ERESTART, -EIO.
 */
export function planEntry(
  volume: FatVolume,
  node: FatNode,
  directory: FatDirectory,
  name: string,
  reused: FatNode | null,
  more: number,
): EntryPlan | number {
  const isTaken = (short: string): boolean => {
    const other = directory.find(shownShortName(short, 0))
    return other !== undefined && other !== reused
  }
  const exact = exactShortName(name)
  const short = exact ?? aliasOf(name, isTaken)
  const slots = 1 + (exact === null ? partsOf(name) : 0)
  const start = directory.room(slots, reused)
  if (start < 0) return start
  const { clusterSectors } = volume.layout
  const clusters = Math.ceil((start + slots) / (clusterSectors * sectorEntries))
  const growth = Math.max(0, clusters - node.chain.clusters.length)
  const fault = worst(
    findClusters(volume, growth + more),
    growth > 0 ? volume.cache.need(volume.table.sectorOf(node.chain.last)) : 0,
    // The slot after the last one gets a mark if the end of the directory moves.
    needSlots(volume, directory, start, slots + 1),
  )
  return fault === 0 ? { name, short, start, slots, growth } : fault
}

/** Finds free clusters; -ENOSPC only if the next write-back frees none. */
export function findClusters(volume: FatVolume, count: number): number {
  const fault = volume.table.find(count)
  return fault === -ENOSPC && volume.hasDropped ? volume.wantStore() : fault
}

/** Has the sectors of slots there, as far as the directory has them. */
export function needSlots(
  { cache }: FatVolume,
  directory: FatDirectory,
  start: number,
  count: number,
): number {
  let fault = 0
  const end = Math.min(start + count, directory.slots)
  for (let slot = start; slot < end; slot = nextSector(slot))
    fault = worst(fault, cache.need(directory.sectorOf(slot)))
  return fault
}

/** Of several answers the one that says most: an error, -ERESTART, 0. All have been asked. */
export function worst(...faults: readonly number[]): number {
  return faults.reduce((worse, fault) => (rank(fault) > rank(worse) ? fault : worse), 0)
}

function rank(fault: number): number {
  return fault === 0 ? 0 : fault === -ERESTART ? 1 : 2
}

/** Writes the entries of a file at the place of a plan, and takes it into the directory. */
export function addEntry(
  volume: FatVolume,
  node: FatNode,
  directory: FatDirectory,
  plan: EntryPlan,
  file: FatNode,
): void {
  grow(volume, node, directory, volume.table.found.slice(0, plan.growth))
  const { start, slots, name, short } = plan
  const end = start + slots
  const isAtEnd = end > directory.end
  if (isAtEnd && end < directory.slots) {
    const bytes = volume.cache.edit(directory.sectorOf(end))
    bytes[(end % sectorEntries) * entryBytes] = 0
  }
  file.parent = node
  file.name = name
  file.firstSlot = start
  file.slot = end - 1
  file.isRemoved = false
  file.entry.short = short
  file.entry.caseFlags = 0
  // At the end of the directory the sector with the old end goes last: it shows all the others.
  const sectors = sectorStarts(start, end)
  for (const first of isAtEnd ? sectors.toReversed() : sectors)
    writeSlots(volume, directory, file, first, Math.min(nextSector(first), end))
  directory.add(file)
}

/** Marks the entries of a file as removed, and takes it out of the directory. */
export function removeEntry(volume: FatVolume, directory: FatDirectory, file: FatNode): void {
  // The short entry goes first.
  for (const first of sectorStarts(file.firstSlot, file.slot + 1).toReversed()) {
    const bytes = volume.cache.edit(directory.sectorOf(first))
    const end = Math.min(nextSector(first), file.slot + 1)
    for (let slot = first; slot < end; slot++)
      bytes[(slot % sectorEntries) * entryBytes] = removedMark
  }
  directory.remove(file)
  volume.markClean(file)
}

/** The first slot of each sector in a range. */
function sectorStarts(start: number, end: number): number[] {
  const starts: number[] = []
  for (let slot = start; slot < end; slot = nextSector(slot)) starts.push(slot)
  return starts
}

function nextSector(slot: number): number {
  return slot - (slot % sectorEntries) + sectorEntries
}

function writeSlots(
  volume: FatVolume,
  directory: FatDirectory,
  file: FatNode,
  from: number,
  to: number,
): void {
  const bytes = volume.cache.edit(directory.sectorOf(from))
  const checksum = shortNameChecksum(file.entry.short)
  for (let slot = from; slot < to; slot++) {
    const at = (slot % sectorEntries) * entryBytes
    if (slot === file.slot) volume.logEntry(file)
    else writeNamePart(bytes, at, file.name, file.slot - slot, checksum)
  }
}

/** Hangs clusters of zeros on the end of a directory. */
function grow(
  volume: FatVolume,
  node: FatNode,
  directory: FatDirectory,
  clusters: readonly number[],
): void {
  if (clusters.length === 0) return
  for (const cluster of clusters) clearCluster(volume, cluster)
  volume.table.link(node.chain.last, clusters)
  node.chain.append(clusters)
  directory.slots = node.chain.clusters.length * volume.layout.clusterSectors * sectorEntries
}

/** Puts a cluster of zeros into the log. */
export function clearCluster({ cache, table, layout }: FatVolume, cluster: number): void {
  const first = table.dataOf(cluster)
  for (let sector = first; sector < first + layout.clusterSectors; sector++) {
    cache.clear(sector)
    cache.edit(sector)
  }
}
