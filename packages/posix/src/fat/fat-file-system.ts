// A FAT32 file system on a block device, with long names, to be read and written.
//
// This file has the operations: each checks whether it can be and has all sectors there that it
// needs, and then does what cannot fail. Data is in fat-data.ts, entries are in fat-entries.ts, and
// how all gets to the device is in fat-volume.ts.

import { type Kos, KosInitializedMutex } from '@kos/libkos'
import {
  EEXIST,
  EINVAL,
  EIO,
  EISDIR,
  ENAMETOOLONG,
  ENOENT,
  ENOTDIR,
  ENOTEMPTY,
  EPERM,
  ESTALE,
} from '../errno.ts'
import { S_IFDIR, S_IFIFO, S_IFMT, S_IFREG, S_IFSOCK } from '../fs/file-mode.ts'
import { isDot, isLongerThan } from '../fs/file-name.ts'
import type { DirectoryEntry, FileStat, FileSystemStat, LinkTarget } from '../fs/file-stat.ts'
import {
  ERESTART,
  type FileSystem,
  SET_ATIME,
  SET_ATIME_NOW,
  SET_GID,
  SET_MODE,
  SET_MTIME,
  SET_MTIME_NOW,
  SET_SIZE,
  SET_UID,
} from '../fs/file-system.ts'
import type { FileClock, Timespec } from '../fs/file-time.ts'
import { attributesFault } from '../fs/set-attributes.ts'
import { NAME_MAX } from '../limits.ts'
import { type BlockDevice, perform, reading, sectorSize, type Transfers } from './block-device.ts'
import { readBootSector, readInfoSector } from './boot-sector.ts'
import {
  ATTR_ARCHIVE,
  ATTR_DIRECTORY,
  ATTR_READ_ONLY,
  entryBytes,
  type ShortEntry,
  writeShortEntry,
} from './directory-entry.ts'
import { FatData } from './fat-data.ts'
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
import { fatStampOf, secondsOf, stampOf } from './fat-time.ts'
import { FatVolume } from './fat-volume.ts'
import { defaultCacheSectors } from './limits.ts'

/** How a volume is mounted. */
export interface FatOptions {
  /** Where time stamps come from. They are stored as UTC. */
  readonly clock: FileClock
  /** The owner of all files; 0 if left out, like `gid`. */
  readonly uid?: number
  readonly gid?: number
  /** Permissions that no file has; 0o022 if left out. */
  readonly umask?: number
  /** Sectors that are kept in memory, one at least; 2048 if left out. More while they are needed. */
  readonly cacheSectors?: number
}

/** A FAT32 file system. */
export class FatFileSystem implements FileSystem {
  readonly root: number
  readonly #volume: FatVolume
  readonly #data: FatData
  readonly #root: FatNode
  readonly #options: FatOptions
  readonly #device: BlockDevice | null
  readonly #mutex = KosInitializedMutex()
  readonly #now: Timespec = { seconds: 0, nanoseconds: 0 }
  #orphans = 0

  private constructor(volume: FatVolume, device: BlockDevice | null, options: FatOptions) {
    this.#volume = volume
    this.#data = new FatData(volume)
    this.#device = device
    this.#options = options
    const entry = this.#newEntry(ATTR_DIRECTORY)
    entry.cluster = volume.layout.rootCluster
    this.#root = volume.nodes.add(entry, null, '', -1, -1)
    this.root = this.#root.ino
  }

  /**
   * Mounts the volume of a device. Answers the file system, or a negated error number: EINVAL: it
   * is no FAT32 (but FAT12, FAT16, or anything else), or larger than the device; EIO: it cannot be
   * read, or its root directory is broken. Throws a RangeError for `cacheSectors` of less than 1.
   */
  static mount(
    kos: Kos,
    device: BlockDevice,
    options: FatOptions,
  ): Promise<FatFileSystem | number> {
    return perform(kos, device, FatFileSystem.mounting(device.sectors, options, device))
  }

  /** The transfers of `mount`. Without a device the caller makes those of `settling`, too. */
  static *mounting(
    sectors: number,
    options: FatOptions,
    device: BlockDevice | null = null,
  ): Transfers<FatFileSystem | number> {
    const { cacheSectors = defaultCacheSectors } = options
    if (!(cacheSectors >= 1)) throw new RangeError(`cacheSectors: ${cacheSectors} is no number`)
    const bytes = new Uint8Array(sectorSize)
    if (sectors < 1 || (yield* reading(0, bytes)) !== 0) return -EIO
    const layout = readBootSector(bytes, sectors)
    if (typeof layout === 'number') return layout
    const hasInfo = layout.infoSector !== 0 && (yield* reading(layout.infoSector, bytes)) === 0
    const none = { isInfo: false, free: -1, next: -1 }
    const info = hasInfo ? readInfoSector(bytes, layout) : none
    const volume = new FatVolume(layout, info, cacheSectors)
    const made = new FatFileSystem(volume, device, options)
    for (;;) {
      const fault = made.#load(made.#root)
      if (fault !== -ERESTART) return fault === 0 ? made : fault
      yield* made.settling()
    }
  }

  /** The label of the volume; empty if it has none. */
  get label(): string {
    return this.#root.directory?.label ?? this.#volume.layout.label
  }

  /** Files that were removed and are open. */
  get orphans(): number {
    return this.#orphans
  }

  /** Files that are known, and sectors in memory. */
  get cached(): { readonly files: number; readonly sectors: number } {
    return { files: this.#volume.nodes.size, sectors: this.#volume.cache.size }
  }

  mode(ino: number): number {
    const node = this.#volume.nodes.get(ino)
    return node === undefined ? -ESTALE : this.#modeOf(node)
  }

  lookup(directory: number, name: string): number {
    const node = this.#directory(directory)
    if (typeof node === 'number') return node
    if (node.isRemoved) return -ENOENT
    if (name === '.') return node.ino
    if (name === '..') return node.parent.ino
    const fault = this.#load(node)
    if (fault !== 0) return fault
    const found = (node.directory as FatDirectory).find(name)
    if (found !== undefined) return found.ino
    return isLongerThan(name, NAME_MAX) ? -ENAMETOOLONG : -ENOENT
  }

  getattr(ino: number, into: FileStat): number {
    const node = this.#volume.nodes.get(ino)
    if (node === undefined) return -ESTALE
    const { clusterSectors } = this.#volume.layout
    let sectors = Math.ceil(node.entry.size / (clusterSectors * sectorSize)) * clusterSectors
    into.nlink = node.isRemoved ? 0 : 1
    into.size = node.entry.size
    if (node.isDirectory) {
      const fault = node.isRemoved ? 0 : this.#load(node)
      if (fault !== 0) return fault
      sectors = node.chain.clusters.length * clusterSectors
      into.nlink = node.isRemoved ? 0 : 2 + (node.directory as FatDirectory).subdirectories
      into.size = sectors * sectorSize
    }
    const { accessedDate, modifiedDate, modifiedTime } = node.entry
    into.ino = ino
    into.mode = this.#modeOf(node)
    into.uid = this.#options.uid ?? 0
    into.gid = this.#options.gid ?? 0
    into.blksize = clusterSectors * sectorSize
    into.blocks = sectors
    into.atimeSec = secondsOf(accessedDate, 0)
    into.mtimeSec = into.ctimeSec = secondsOf(modifiedDate, modifiedTime)
    into.atimeNsec = into.mtimeNsec = into.ctimeNsec = 0
    return 0
  }

  /**
   * Permissions are those of the mount; of `mode` counts only whether anybody may write a file. EPERM:
   * another owner than that of the mount. Times before 1980 and after 2107 become the first and the
   * last that can be stored.
   */
  setattr(ino: number, mask: number, from: FileStat): number {
    const node = this.#volume.nodes.get(ino)
    if (node === undefined) return -ESTALE
    const fault = attributesFault(this.#modeOf(node), mask, from)
    if (fault !== 0) return fault
    const { uid = 0, gid = 0 } = this.#options
    if ((mask & SET_UID) !== 0 && from.uid !== uid) return -EPERM
    if ((mask & SET_GID) !== 0 && from.gid !== gid) return -EPERM
    const refusal = (mask & SET_SIZE) === 0 ? 0 : this.#data.resize(node, from.size)
    if (refusal !== 0) return refusal
    if ((mask & SET_MODE) !== 0 && !node.isDirectory) {
      node.entry.attributes &= ~ATTR_READ_ONLY
      if ((from.mode & 0o222) === 0) node.entry.attributes |= ATTR_READ_ONLY
    }
    if ((mask & SET_ATIME) !== 0)
      node.entry.accessedDate = fatStampOf(from.atimeSec, from.atimeNsec).date
    if ((mask & SET_ATIME_NOW) !== 0) node.entry.accessedDate = stampOf(this.#time()).date
    if ((mask & (SET_SIZE | SET_MTIME_NOW)) !== 0) this.#setModified(node)
    if ((mask & SET_MTIME) !== 0) {
      const { date, time } = fatStampOf(from.mtimeSec, from.mtimeNsec)
      node.entry.modifiedDate = date
      node.entry.modifiedTime = time
    }
    this.#volume.changed(node)
    this.#volume.markDirty(node)
    return 0
  }

  /** EPERM: a FIFO or a socket, which FAT has not. */
  create(directory: number, name: string, mode: number, _uid: number, _gid: number): number {
    const type = mode & S_IFMT
    if (type === S_IFIFO || type === S_IFSOCK) return -EPERM
    if (type !== 0 && type !== S_IFREG) return -EINVAL
    const plan = this.#planNew(directory, name, 0)
    if (typeof plan === 'number') return plan
    const isReadOnly = (mode & 0o222) === 0
    return this.#add(directory, plan, ATTR_ARCHIVE | (isReadOnly ? ATTR_READ_ONLY : 0), 0)
  }

  mkdir(directory: number, name: string, _mode: number, _uid: number, _gid: number): number {
    const plan = this.#planNew(directory, name, 1)
    if (typeof plan === 'number') return plan
    const { table, nodes } = this.#volume
    const cluster = table.found[plan.growth] as number
    this.#fillDirectory(cluster, nodes.get(directory) as FatNode)
    table.link(0, [cluster])
    const ino = this.#add(directory, plan, ATTR_DIRECTORY, cluster)
    // What is in it is known: nothing.
    return ino
  }

  /** EPERM: FAT has no symbolic links. */
  symlink(directory: number, name: string, _target: string, _uid: number, _gid: number): number {
    const fault = this.#newFault(directory, name)
    return fault === 0 ? -EPERM : fault
  }

  readlink(ino: number, _into: LinkTarget): number {
    return this.#volume.nodes.get(ino) === undefined ? -ESTALE : -EINVAL
  }

  /** EPERM: in FAT a file has one name. */
  link(ino: number, directory: number, name: string): number {
    const node = this.#volume.nodes.get(ino)
    if (node === undefined) return -ESTALE
    const fault = this.#newFault(directory, name)
    if (fault !== 0) return fault
    return node.isRemoved ? -ENOENT : -EPERM
  }

  unlink(directory: number, name: string): number {
    const node = this.#find(directory, name)
    if (typeof node === 'number') return node
    return node.isDirectory ? -EPERM : this.#remove(node)
  }

  rmdir(directory: number, name: string): number {
    const node = this.#find(directory, name)
    if (typeof node === 'number') return node
    if (!node.isDirectory) return -ENOTDIR
    if (isDot(name)) return -EINVAL
    const fault = this.#load(node)
    if (fault !== 0) return fault
    return (node.directory as FatDirectory).count > 0 ? -ENOTEMPTY : this.#remove(node)
  }

  /** In place of another file the name stays as that one has it, in its case. */
  rename(directory: number, name: string, newDirectory: number, newName: string): number {
    const node = this.#find(directory, name)
    if (typeof node === 'number') return node
    const parent = this.#directory(newDirectory)
    if (typeof parent === 'number') return parent
    const fault = fatNameFault(newName)
    if (fault !== 0) return fault
    if (isDot(name) || isDot(newName)) return -EINVAL
    if (node.isDirectory && isInside(parent, node)) return -EINVAL
    if (parent.isRemoved) return -ENOENT
    const lacking = this.#load(parent)
    if (lacking !== 0) return lacking
    const target = (parent.directory as FatDirectory).find(newName)
    if (target === node && node.name === newName) return 0
    if (target === undefined || target === node) return this.#move(node, parent, newName)
    const refusal = this.#replaceFault(node, target)
    return refusal === 0 ? this.#replace(node, target) : refusal
  }

  read(ino: number, position: number, into: Uint8Array, at: number, length: number): number {
    const node = this.#file(ino, position, into, at, length)
    if (typeof node === 'number') return node
    if (length === 0) return 0
    const count = this.#data.read(node, position, into, at, length)
    if (count < 0) return count
    const { date } = stampOf(this.#time())
    if (date === node.entry.accessedDate) return count
    node.entry.accessedDate = date
    this.#volume.changed(node)
    this.#volume.markDirty(node)
    return count
  }

  write(ino: number, position: number, from: Uint8Array, at: number, length: number): number {
    const node = this.#file(ino, position, from, at, length)
    if (typeof node === 'number') return node
    if (length === 0) return 0
    const count = this.#data.write(node, position, from, at, length)
    if (count < 0) return count
    this.#setModified(node)
    node.entry.attributes |= ATTR_ARCHIVE
    this.#volume.changed(node)
    this.#volume.markDirty(node)
    return count
  }

  readdir(directory: number, cookie: number, into: DirectoryEntry): number {
    const node = this.#directory(directory)
    if (typeof node === 'number') return node
    if (!Number.isSafeInteger(cookie) || cookie < 0) return -EINVAL
    if (node.isRemoved) return -ENOENT
    if (cookie < firstCookie - 1) {
      into.name = cookie === 0 ? '.' : '..'
      into.ino = cookie === 0 ? node.ino : node.parent.ino
      into.type = S_IFDIR
      return cookie + 1
    }
    const fault = this.#load(node)
    if (fault !== 0) return fault
    // The cookie of a file is its slot and `firstCookie`; so this is the slot after it.
    const next = (node.directory as FatDirectory).from(cookie + 1 - firstCookie)
    if (next === undefined) return 0
    into.name = next.name
    into.ino = next.ino
    into.type = next.isDirectory ? S_IFDIR : S_IFREG
    return next.slot + firstCookie
  }

  statfs(into: FileSystemStat): number {
    const { table, layout, hasDropped } = this.#volume
    const fault = hasDropped ? this.#volume.wantStore() : table.count()
    if (fault !== 0) return fault
    into.bsize = layout.clusterSectors * sectorSize
    into.blocks = layout.clusters
    into.bfree = Math.min(Math.max(table.free, 0), layout.clusters)
    into.files = into.ffree = 0
    into.namemax = NAME_MAX
    return 0
  }

  fsync(ino: number): number {
    const node = this.#volume.nodes.get(ino)
    if (node === undefined) return -ESTALE
    return this.#volume.isStored(node) ? 0 : this.#volume.wantStore()
  }

  open(ino: number): number {
    const node = this.#volume.nodes.get(ino)
    return node === undefined ? -ESTALE : ++node.opens
  }

  release(ino: number): number {
    const node = this.#volume.nodes.get(ino)
    if (node === undefined) return -ESTALE
    if (node.opens === 0) return -EINVAL
    node.opens--
    if (node.opens > 0 || !node.isRemoved) return node.opens
    this.#orphans--
    this.#forgetRemoved(node)
    return 0
  }

  async settle(kos: Kos): Promise<number> {
    return this.#perform(kos, this.settling())
  }

  /**
   * Writes back all that has changed: call it before the file system is given up. 0, or EIO, negated:
   * what could not be written is kept, and written by the next time.
   */
  async sync(kos: Kos): Promise<number> {
    return this.#perform(kos, this.storing())
  }

  /** The transfers of `settle`. One at a time. */
  settling(): Transfers<number> {
    return this.#volume.settling()
  }

  /** The transfers of `sync`. One at a time. */
  storing(): Transfers<number> {
    return this.#volume.storing(true)
  }

  /**
   * Forgets sectors that can be read again, and the numbers of files that nobody has open, if
   * `files`; not while an operation is to be made again.
   */
  dropCaches(files: boolean = true): void {
    this.#volume.forget(files)
  }

  /** One thread at a time: the order of what is written is that of one write-back. */
  async #perform(kos: Kos, transfers: Transfers<number>): Promise<number> {
    if (this.#device === null) return -EIO
    await kos.KosMutexLock(this.#mutex)
    try {
      return await perform(kos, this.#device, transfers)
    } finally {
      kos.KosMutexUnlock(this.#mutex)
    }
  }

  #modeOf({ isDirectory, entry }: FatNode): number {
    const { umask = 0o022 } = this.#options
    if (isDirectory) return S_IFDIR | (0o777 & ~umask)
    const bits = (entry.attributes & ATTR_READ_ONLY) === 0 ? 0o666 : 0o444
    return S_IFREG | (bits & ~umask)
  }

  #time(): Timespec {
    this.#options.clock.read(this.#now)
    return this.#now
  }

  #setModified({ entry }: FatNode): void {
    const { date, time } = stampOf(this.#time())
    entry.modifiedDate = date
    entry.modifiedTime = time
  }

  #newEntry(attributes: number): ShortEntry {
    const { date, time, hundredths } = stampOf(this.#time())
    return {
      short: '',
      attributes,
      caseFlags: 0,
      createdHundredths: hundredths,
      createdTime: time,
      createdDate: date,
      accessedDate: date,
      modifiedTime: time,
      modifiedDate: date,
      cluster: 0,
      size: 0,
    }
  }

  #directory(ino: number): FatNode | number {
    const node = this.#volume.nodes.get(ino)
    if (node === undefined) return -ESTALE
    return node.isDirectory ? node : -ENOTDIR
  }

  /** A regular file and a range of a buffer that can be read or written. */
  #file(
    ino: number,
    position: number,
    buffer: Uint8Array,
    at: number,
    length: number,
  ): FatNode | number {
    const node = this.#volume.nodes.get(ino)
    if (node === undefined) return -ESTALE
    if (node.isDirectory) return -EISDIR
    if (!Number.isSafeInteger(position) || position < 0) return -EINVAL
    const isRange = Number.isSafeInteger(at) && Number.isSafeInteger(length) && at >= 0
    return isRange && length >= 0 && at + length <= buffer.length ? node : -EINVAL
  }

  /** Has a directory read, which was not removed. */
  #load(node: FatNode): number {
    const { nodes } = this.#volume
    node.directory ??= new FatDirectory(this.#volume, node)
    nodes.track(node)
    return node.directory.load()
  }

  #find(directory: number, name: string): FatNode | number {
    const ino = this.lookup(directory, name)
    return ino < 0 ? ino : (this.#volume.nodes.get(ino) as FatNode)
  }

  /** What is against a new entry. */
  #newFault(directory: number, name: string): number {
    const found = this.lookup(directory, name)
    if (found >= 0) return -EEXIST
    if (found !== -ENOENT && found !== -ENAMETOOLONG) return found
    if (this.#volume.nodes.get(directory)?.isRemoved === true) return -ENOENT
    const fault = fatNameFault(name)
    if (fault !== 0) return fault
    return this.#volume.cache.isFull ? this.#volume.wantStore() : 0
  }

  #planNew(directory: number, name: string, clusters: number): EntryPlan | number {
    const fault = this.#newFault(directory, name)
    if (fault !== 0) return fault
    const node = this.#volume.nodes.get(directory) as FatNode
    return planEntry(this.#volume, node, node.directory as FatDirectory, name, null, clusters)
  }

  #add(directory: number, plan: EntryPlan, attributes: number, cluster: number): number {
    const { nodes } = this.#volume
    const parent = nodes.get(directory) as FatNode
    const entry = this.#newEntry(attributes)
    entry.cluster = cluster
    const node = nodes.add(entry, parent, plan.name, -1, -1)
    addEntry(this.#volume, parent, parent.directory as FatDirectory, plan, node)
    this.#touch(parent)
    this.#volume.changed(node)
    return node.ino
  }

  /** Puts the first cluster of a directory into the log: `.`, `..` and zeros. */
  #fillDirectory(cluster: number, parent: FatNode): void {
    clearCluster(this.#volume, cluster)
    const bytes = this.#volume.cache.edit(this.#volume.table.dataOf(cluster))
    const entry = this.#newEntry(ATTR_DIRECTORY)
    writeShortEntry(bytes, 0, { ...entry, short: '.'.padEnd(11), cluster })
    const outer = this.#dotDotCluster(parent)
    writeShortEntry(bytes, entryBytes, { ...entry, short: '..'.padEnd(11), cluster: outer })
  }

  /** How `..` names a directory: the root is cluster 0. */
  #dotDotCluster(parent: FatNode): number {
    return parent === this.#root ? 0 : parent.chain.first
  }

  /** A directory has got, or lost, an entry. */
  #touch(node: FatNode): void {
    this.#setModified(node)
    this.#volume.changed(node)
    this.#volume.markDirty(node)
  }

  /** Removes the entry of a file, and the file, unless it is open. */
  #remove(node: FatNode): number {
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
    const fault = this.#load(target)
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

  /** In place of another file, whose short entry then names this one: the name has a file always. */
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
    const entry = this.#newEntry(ATTR_DIRECTORY)
    entry.cluster = this.#dotDotCluster(parent)
    entry.short = '..'.padEnd(11)
    writeShortEntry(cache.edit(sector), entryBytes, entry)
  }
}

/** The cookies of `.` and `..` are 1 and 2; that of the file in slot 0 is this. */
const firstCookie = 3

/** Whether a directory is another one, or below it. */
function isInside(node: FatNode, outer: FatNode): boolean {
  for (let at = node; ; at = at.parent) {
    if (at === outer) return true
    if (at === at.parent) return false
  }
}
