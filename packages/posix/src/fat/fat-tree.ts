// The tree of a volume: which file is where, found, made, removed and given other places.
//
// As everywhere here, an operation checks whether it can be and has all sectors there that it
// needs, and then does what cannot fail. Never are there two entries of one file, nor is a name
// that is taken over without one: what is written in between is sound. Entries are in
// fat-entries.ts.

import {
  EEXIST,
  EINVAL,
  EIO,
  EISDIR,
  ENAMETOOLONG,
  ENOENT,
  ENOTDIR,
  ENOTEMPTY,
  ESTALE,
} from '../errno.ts'
import { isDot, isLongerThan } from '../fs/file-name.ts'
import { NAME_MAX } from '../limits.ts'
import { ATTR_DIRECTORY, entryBytes, writeShortEntry } from './directory-entry.ts'
import type { FatAttributes } from './fat-attributes.ts'
import { FatDirectory } from './fat-directory.ts'
import {
  addEntry,
  clearCluster,
  type EntryPlan,
  needSlots,
  planEntry,
  removeEntry,
  worst,
} from './fat-entries.ts'
import { fatNameFault } from './fat-name.ts'
import type { FatNode } from './fat-node.ts'
import type { FatVolume } from './fat-volume.ts'

/** The files of a volume by their places. Errors are negated numbers. */
export class FatTree {
  readonly root: FatNode
  readonly #volume: FatVolume
  readonly #attributes: FatAttributes
  #orphans = 0

  constructor(volume: FatVolume, attributes: FatAttributes) {
    this.#volume = volume
    this.#attributes = attributes
    const entry = attributes.newEntry(ATTR_DIRECTORY)
    entry.cluster = volume.layout.rootCluster
    this.root = volume.nodes.add(entry, null, '', -1, -1)
  }

  /** Files that were removed and are open. */
  get orphans(): number {
    return this.#orphans
  }

  /** A directory by its number: ESTALE, ENOTDIR. */
  directory(ino: number): FatNode | number {
    const node = this.#volume.nodes.get(ino)
    if (node === undefined) return -ESTALE
    return node.isDirectory ? node : -ENOTDIR
  }

  /** Has a directory read, which was not removed. */
  load(node: FatNode): number {
    const { nodes } = this.#volume
    node.directory ??= new FatDirectory(this.#volume, node)
    nodes.track(node)
    return node.directory.load()
  }

  /** The number of an entry: see `FileSystem.lookup`. */
  lookup(directory: number, name: string): number {
    const node = this.directory(directory)
    if (typeof node === 'number') return node
    if (node.isRemoved) return -ENOENT
    if (name === '.') return node.ino
    if (name === '..') return node.parent.ino
    const fault = this.load(node)
    if (fault !== 0) return fault
    const found = (node.directory as FatDirectory).find(name)
    if (found !== undefined) return found.ino
    return isLongerThan(name, NAME_MAX) ? -ENAMETOOLONG : -ENOENT
  }

  /** The file of an entry. */
  find(directory: number, name: string): FatNode | number {
    const ino = this.lookup(directory, name)
    return ino < 0 ? ino : (this.#volume.nodes.get(ino) as FatNode)
  }

  /** What is against a new entry. */
  newFault(directory: number, name: string): number {
    const found = this.lookup(directory, name)
    if (found >= 0) return -EEXIST
    if (found !== -ENOENT && found !== -ENAMETOOLONG) return found
    if (this.#volume.nodes.get(directory)?.isRemoved === true) return -ENOENT
    const fault = fatNameFault(name)
    if (fault !== 0) return fault
    return this.#volume.cache.isFull ? this.#volume.wantStore() : 0
  }

  /** What it takes to make an entry, and so many clusters besides. */
  planNew(directory: number, name: string, clusters: number): EntryPlan | number {
    const fault = this.newFault(directory, name)
    if (fault !== 0) return fault
    const node = this.#volume.nodes.get(directory) as FatNode
    return planEntry(this.#volume, node, node.directory as FatDirectory, name, null, clusters)
  }

  /** Makes a file as planned: its number. */
  add(directory: number, plan: EntryPlan, attributes: number, cluster: number): number {
    const { nodes } = this.#volume
    const parent = nodes.get(directory) as FatNode
    const entry = this.#attributes.newEntry(attributes)
    entry.cluster = cluster
    const node = nodes.add(entry, parent, plan.name, -1, -1)
    addEntry(this.#volume, parent, parent.directory as FatDirectory, plan, node)
    this.#touch(parent)
    this.#volume.changed(node)
    return node.ino
  }

  /** Makes a directory in the cluster that was planned for it: its number. */
  addDirectory(directory: number, plan: EntryPlan): number {
    const { table, nodes } = this.#volume
    const cluster = table.found[plan.growth] as number
    this.#fillDirectory(cluster, nodes.get(directory) as FatNode)
    table.link(0, [cluster])
    return this.add(directory, plan, ATTR_DIRECTORY, cluster)
  }

  /** Removes the entry of a file, and the file, unless it is open. */
  remove(node: FatNode): number {
    if (this.#volume.cache.isFull) return this.#volume.wantStore()
    const { parent, firstSlot, slot } = node
    const directory = parent.directory as FatDirectory
    const fault = needSlots(this.#volume, directory, firstSlot, slot + 1 - firstSlot)
    if (fault !== 0) return fault
    removeEntry(this.#volume, directory, node)
    this.#touch(parent)
    this.#removed(node)
    return 0
  }

  /** In place of another file the name stays as that one has it, in its case. */
  rename(directory: number, name: string, newDirectory: number, newName: string): number {
    const node = this.find(directory, name)
    if (typeof node === 'number') return node
    const parent = this.directory(newDirectory)
    if (typeof parent === 'number') return parent
    const fault = fatNameFault(newName)
    if (fault !== 0) return fault
    if (isDot(name) || isDot(newName)) return -EINVAL
    if (node.isDirectory && isInside(parent, node)) return -EINVAL
    if (parent.isRemoved) return -ENOENT
    const lacking = this.load(parent)
    if (lacking !== 0) return lacking
    const target = (parent.directory as FatDirectory).find(newName)
    if (target === node && node.name === newName) return 0
    if (target === undefined || target === node) return this.#move(node, parent, newName)
    const refusal = this.#replaceFault(node, target)
    return refusal === 0 ? this.#replace(node, target) : refusal
  }

  /** Nobody has a file open any more. */
  closed(node: FatNode): void {
    if (!node.isRemoved) return
    this.#orphans--
    this.#forgetRemoved(node)
  }

  /** Puts the first cluster of a directory into the log: `.`, `..` and zeros. */
  #fillDirectory(cluster: number, parent: FatNode): void {
    clearCluster(this.#volume, cluster)
    const bytes = this.#volume.cache.edit(this.#volume.table.dataOf(cluster))
    const entry = this.#attributes.newEntry(ATTR_DIRECTORY)
    writeShortEntry(bytes, 0, { ...entry, short: '.'.padEnd(11), cluster })
    const outer = this.#dotDotCluster(parent)
    writeShortEntry(bytes, entryBytes, { ...entry, short: '..'.padEnd(11), cluster: outer })
  }

  /** How `..` names a directory: the root is cluster 0. */
  #dotDotCluster(parent: FatNode): number {
    return parent === this.root ? 0 : parent.chain.first
  }

  /** A directory has got, or lost, an entry. */
  #touch(node: FatNode): void {
    this.#attributes.setModified(node)
    this.#volume.changed(node)
    this.#volume.markDirty(node)
  }

  /** A file has no entry any more. */
  #removed(node: FatNode): void {
    this.#volume.markClean(node)
    node.isRemoved = true
    node.directory = null
    this.#volume.changed(node)
    if (node.opens > 0) this.#orphans++
    else this.#forgetRemoved(node)
  }

  #forgetRemoved(node: FatNode): void {
    this.#volume.drop(node.chain.first)
    this.#volume.nodes.remove(node)
  }

  #replaceFault(node: FatNode, target: FatNode): number {
    if (node.isDirectory !== target.isDirectory) return node.isDirectory ? -ENOTDIR : -EISDIR
    if (!target.isDirectory) return 0
    const fault = this.load(target)
    if (fault !== 0) return fault
    return (target.directory as FatDirectory).count > 0 ? -ENOTEMPTY : 0
  }

  /** To a name that no other file has. */
  #move(node: FatNode, parent: FatNode, name: string): number {
    const volume = this.#volume
    if (volume.cache.isFull) return volume.wantStore()
    const old = node.parent
    const [from, to] = [old.directory as FatDirectory, parent.directory as FatDirectory]
    const plan = planEntry(volume, parent, to, name, old === parent ? node : null, 0)
    const fault = worst(typeof plan === 'number' ? plan : 0, this.#needToLeave(node, parent))
    if (fault !== 0 || typeof plan === 'number') return fault
    // Never are there two entries of one file: the old one goes first.
    removeEntry(volume, from, node)
    this.#setDotDot(node, parent)
    addEntry(volume, parent, to, plan, node)
    this.#moved(node, old, parent)
    return 0
  }

  /**
   * In place of another file, whose short entry then names this one: the name has a file always.
   */
  #replace(node: FatNode, target: FatNode): number {
    const volume = this.#volume
    if (volume.cache.isFull) return volume.wantStore()
    const [old, parent] = [node.parent, target.parent]
    const fault = worst(volume.cache.need(volume.sectorOf(target)), this.#needToLeave(node, parent))
    if (fault !== 0) return fault
    removeEntry(volume, old.directory as FatDirectory, node)
    this.#setDotDot(node, parent)
    const to = parent.directory as FatDirectory
    to.remove(target)
    node.parent = parent
    node.name = target.name
    node.slot = target.slot
    node.firstSlot = target.firstSlot
    node.entry.short = target.entry.short
    node.entry.caseFlags = target.entry.caseFlags
    to.add(node)
    volume.logEntry(node)
    this.#moved(node, old, parent)
    this.#removed(target)
    return 0
  }

  #moved(node: FatNode, old: FatNode, parent: FatNode): void {
    this.#touch(old)
    this.#touch(parent)
    this.#volume.changed(node)
  }

  /** Has the sectors there with which a file leaves its directory. */
  #needToLeave(node: FatNode, parent: FatNode): number {
    const directory = node.parent.directory as FatDirectory
    const { table, cache } = this.#volume
    const fault = needSlots(this.#volume, directory, node.firstSlot, node.slot + 1 - node.firstSlot)
    if (!node.isDirectory || node.parent === parent) return fault
    if (!table.isCluster(node.chain.first)) return worst(fault, -EIO)
    return worst(fault, cache.need(table.dataOf(node.chain.first)))
  }

  /** The `..` of a directory that goes to another one. */
  #setDotDot(node: FatNode, parent: FatNode): void {
    if (!node.isDirectory || node.parent === parent) return
    const { table, cache } = this.#volume
    const sector = table.dataOf(node.chain.first)
    const bytes = cache.bytes(sector)
    // A directory without it was broken before.
    if (bytes[entryBytes] !== 0x2e || bytes[entryBytes + 1] !== 0x2e) return
    const entry = this.#attributes.newEntry(ATTR_DIRECTORY)
    entry.cluster = this.#dotDotCluster(parent)
    entry.short = '..'.padEnd(11)
    writeShortEntry(cache.edit(sector), entryBytes, entry)
  }
}

/** Whether a directory is another one, or below it. */
function isInside(node: FatNode, outer: FatNode): boolean {
  for (let at = node; ; at = at.parent) {
    if (at === outer) return true
    if (at === at.parent) return false
  }
}
