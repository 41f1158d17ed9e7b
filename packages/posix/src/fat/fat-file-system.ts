// A FAT32 file system on a block device, with long names, to be read and written.
//
// This file has the operations: each checks whether it can be and has all sectors there that it
// needs, and then does what cannot fail. Places of files are in fat-tree.ts, attributes are in
// fat-attributes.ts, data is in fat-data.ts, and how all gets to the device is in fat-volume.ts.

import { type Kos, KosInitializedMutex } from '@kos/libkos'
import { EINVAL, EIO, EISDIR, ENOENT, ENOTDIR, ENOTEMPTY, EPERM, ESTALE } from '../errno.ts'
import { S_IFDIR, S_IFIFO, S_IFMT, S_IFREG, S_IFSOCK } from '../fs/file-mode.ts'
import { isDot } from '../fs/file-name.ts'
import type { DirectoryEntry, FileStat, FileSystemStat, LinkTarget } from '../fs/file-stat.ts'
import { ERESTART, type FileSystem, SET_SIZE } from '../fs/file-system.ts'
import { attributesFault } from '../fs/set-attributes.ts'
import { NAME_MAX } from '../limits.ts'
import { type BlockDevice, perform, reading, sectorSize, type Transfers } from './block-device.ts'
import { readBootSector, readInfoSector } from './boot-sector.ts'
import { ATTR_ARCHIVE, ATTR_READ_ONLY } from './directory-entry.ts'
import { FatAttributes, type FatOwnership } from './fat-attributes.ts'
import { FatData } from './fat-data.ts'
import type { FatDirectory } from './fat-directory.ts'
import type { FatNode } from './fat-node.ts'
import { FatTree } from './fat-tree.ts'
import { FatVolume } from './fat-volume.ts'
import { defaultCacheSectors } from './limits.ts'

/** The cookies of `.` and `..` are 1 and 2; that of the file in slot 0 is this. */
const firstCookie = 3

/** How a volume is mounted. */
export interface FatOptions extends FatOwnership {
  /**
   * Sectors that are kept in memory, one at least; 2048 if left out. More while they are needed.
   */
  readonly cacheSectors?: number
}

/** A FAT32 file system. */
export class FatFileSystem implements FileSystem {
  readonly root: number
  readonly #volume: FatVolume
  readonly #data: FatData
  readonly #attributes: FatAttributes
  readonly #tree: FatTree
  readonly #device: BlockDevice | null
  readonly #mutex = KosInitializedMutex()

  private constructor(volume: FatVolume, device: BlockDevice | null, options: FatOptions) {
    this.#volume = volume
    this.#data = new FatData(volume)
    this.#attributes = new FatAttributes(options)
    this.#tree = new FatTree(volume, this.#attributes)
    this.#device = device
    this.root = this.#tree.root.ino
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
      const fault = made.#tree.load(made.#tree.root)
      if (fault !== -ERESTART) return fault === 0 ? made : fault
      yield* made.settling()
    }
  }

  /** The label of the volume; empty if it has none. */
  get label(): string {
    return this.#tree.root.directory?.label ?? this.#volume.layout.label
  }

  /** Files that were removed and are open. */
  get orphans(): number {
    return this.#tree.orphans
  }

  /** Files that are known, and sectors in memory. */
  get cached(): { readonly files: number; readonly sectors: number } {
    return { files: this.#volume.nodes.size, sectors: this.#volume.cache.size }
  }

  mode(ino: number): number {
    const node = this.#volume.nodes.get(ino)
    return node === undefined ? -ESTALE : this.#attributes.modeOf(node)
  }

  lookup(directory: number, name: string): number {
    return this.#tree.lookup(directory, name)
  }

  getattr(ino: number, into: FileStat): number {
    const node = this.#volume.nodes.get(ino)
    if (node === undefined) return -ESTALE
    const { clusterSectors } = this.#volume.layout
    let sectors = Math.ceil(node.entry.size / (clusterSectors * sectorSize)) * clusterSectors
    into.nlink = node.isRemoved ? 0 : 1
    into.size = node.entry.size
    if (node.isDirectory) {
      const fault = node.isRemoved ? 0 : this.#tree.load(node)
      if (fault !== 0) return fault
      sectors = node.chain.clusters.length * clusterSectors
      into.nlink = node.isRemoved ? 0 : 2 + (node.directory as FatDirectory).subdirectories
      into.size = sectors * sectorSize
    }
    into.blksize = clusterSectors * sectorSize
    into.blocks = sectors
    this.#attributes.tell(node, into)
    return 0
  }

  /**
   * Permissions are those of the mount; of `mode` counts only whether anybody may write a file.
   * EPERM: another owner than that of the mount. Times before 1980 and after 2107 become the first
   * and the last that can be stored.
   */
  setattr(ino: number, mask: number, from: FileStat): number {
    const node = this.#volume.nodes.get(ino)
    if (node === undefined) return -ESTALE
    const fault = attributesFault(this.#attributes.modeOf(node), mask, from)
    if (fault !== 0) return fault
    const foreign = this.#attributes.ownerFault(mask, from)
    if (foreign !== 0) return foreign
    const refusal = (mask & SET_SIZE) === 0 ? 0 : this.#data.resize(node, from.size)
    if (refusal !== 0) return refusal
    this.#attributes.set(node, mask, from)
    this.#changed(node)
    return 0
  }

  /** EPERM: a FIFO or a socket, which FAT has not. */
  create(directory: number, name: string, mode: number, _uid: number, _gid: number): number {
    const type = mode & S_IFMT
    if (type === S_IFIFO || type === S_IFSOCK) return -EPERM
    if (type !== 0 && type !== S_IFREG) return -EINVAL
    const plan = this.#tree.planNew(directory, name, 0)
    if (typeof plan === 'number') return plan
    const isReadOnly = (mode & 0o222) === 0
    return this.#tree.add(directory, plan, ATTR_ARCHIVE | (isReadOnly ? ATTR_READ_ONLY : 0), 0)
  }

  mkdir(directory: number, name: string, _mode: number, _uid: number, _gid: number): number {
    const plan = this.#tree.planNew(directory, name, 1)
    return typeof plan === 'number' ? plan : this.#tree.addDirectory(directory, plan)
  }

  /** EPERM: FAT has no symbolic links. */
  symlink(directory: number, name: string, _target: string, _uid: number, _gid: number): number {
    const fault = this.#tree.newFault(directory, name)
    return fault === 0 ? -EPERM : fault
  }

  readlink(ino: number, _into: LinkTarget): number {
    return this.#volume.nodes.get(ino) === undefined ? -ESTALE : -EINVAL
  }

  /** EPERM: in FAT a file has one name. */
  link(ino: number, directory: number, name: string): number {
    const node = this.#volume.nodes.get(ino)
    if (node === undefined) return -ESTALE
    const fault = this.#tree.newFault(directory, name)
    if (fault !== 0) return fault
    return node.isRemoved ? -ENOENT : -EPERM
  }

  unlink(directory: number, name: string): number {
    const node = this.#tree.find(directory, name)
    if (typeof node === 'number') return node
    return node.isDirectory ? -EPERM : this.#tree.remove(node)
  }

  rmdir(directory: number, name: string): number {
    const node = this.#tree.find(directory, name)
    if (typeof node === 'number') return node
    if (!node.isDirectory) return -ENOTDIR
    if (isDot(name)) return -EINVAL
    const fault = this.#tree.load(node)
    if (fault !== 0) return fault
    return (node.directory as FatDirectory).count > 0 ? -ENOTEMPTY : this.#tree.remove(node)
  }

  /** In place of another file the name stays as that one has it, in its case. */
  rename(directory: number, name: string, newDirectory: number, newName: string): number {
    return this.#tree.rename(directory, name, newDirectory, newName)
  }

  read(ino: number, position: number, into: Uint8Array, at: number, length: number): number {
    const node = this.#file(ino, position, into, at, length)
    if (typeof node === 'number') return node
    if (length === 0) return 0
    const count = this.#data.read(node, position, into, at, length)
    if (count < 0) return count
    if (this.#attributes.setAccessed(node)) this.#changed(node)
    return count
  }

  write(ino: number, position: number, from: Uint8Array, at: number, length: number): number {
    const node = this.#file(ino, position, from, at, length)
    if (typeof node === 'number') return node
    if (length === 0) return 0
    const count = this.#data.write(node, position, from, at, length)
    if (count < 0) return count
    this.#attributes.setModified(node)
    node.entry.attributes |= ATTR_ARCHIVE
    this.#changed(node)
    return count
  }

  readdir(directory: number, cookie: number, into: DirectoryEntry): number {
    const node = this.#tree.directory(directory)
    if (typeof node === 'number') return node
    if (!Number.isSafeInteger(cookie) || cookie < 0) return -EINVAL
    if (node.isRemoved) return -ENOENT
    if (cookie < firstCookie - 1) {
      into.name = cookie === 0 ? '.' : '..'
      into.ino = cookie === 0 ? node.ino : node.parent.ino
      into.type = S_IFDIR
      return cookie + 1
    }
    const fault = this.#tree.load(node)
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
    if (node.opens === 0) this.#tree.closed(node)
    return node.opens
  }

  async settle(kos: Kos): Promise<number> {
    return this.#perform(kos, this.settling())
  }

  /**
   * Writes back all that has changed: call it before the file system is given up. 0, or EIO,
   * negated: what could not be written is kept, and written by the next time.
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

  /** The entry of a file was changed. */
  #changed(node: FatNode): void {
    this.#volume.changed(node)
    this.#volume.markDirty(node)
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
}
