// A disk for tests: an image whose transfers are made at once, which remembers what is written and
// fails where it is told to; and a FAT file system on it whose operations are made again as long as
// they must be. Nothing waits, so whole histories are tried out.

import {
  type DirectoryEntry,
  type FileStat,
  type FileSystem,
  type FileSystemStat,
  type LinkTarget,
} from '@kos/posix'
import type { FatOptions, Transfer, Transfers } from '@kos/posix/fat'
import { ERESTART } from '../../src/fs/file-system.ts'
import { FatFileSystem } from '../../src/fat/fat-file-system.ts'
import { type FormatOptions, formatting } from '../../src/fat/format.ts'
import { ManualClock } from '../manual-clock.ts'

const sectorSize = 512

/** One sector that was written. */
export interface SectorWrite {
  readonly sector: number
  readonly bytes: Uint8Array
}

export class FatDisk {
  readonly image: Uint8Array
  /** Sectors that were written, if that is wanted; a flush is null. */
  writes: (SectorWrite | null)[] | null = null
  /** Sectors that cannot be read or written. */
  readonly badSectors = new Set<number>()
  reads = 0

  constructor(bytes: number | Uint8Array) {
    this.image = typeof bytes === 'number' ? new Uint8Array(bytes) : bytes
  }

  get sectors(): number {
    return this.image.length / sectorSize
  }

  /** A disk with an empty volume. */
  static formatted(bytes: number, options: FormatOptions = {}): FatDisk {
    const disk = new FatDisk(bytes)
    const answer = disk.perform(formatting(disk.sectors, { allowFewClusters: true, ...options }))
    if (answer !== 0) throw new Error(`not formatted: ${answer}`)
    return disk
  }

  perform<T>(transfers: Transfers<T>): T {
    for (let answer = 0; ;) {
      const step = transfers.next(answer)
      if (step.done === true) return step.value
      answer = this.#one(step.value)
    }
  }

  #one({ kind, sector, count, bytes }: Transfer): number {
    if (kind === 'flush') return (this.writes?.push(null), 0)
    if (bytes.length !== count * sectorSize) throw new Error('a buffer of another size')
    if (sector < 0 || sector + count > this.sectors) throw new Error(`sector ${sector} is none`)
    for (let i = 0; i < count; i++) if (this.badSectors.has(sector + i)) return -5
    const [start, end] = [sector * sectorSize, (sector + count) * sectorSize]
    if (kind === 'read') {
      this.reads++
      bytes.set(this.image.subarray(start, end))
      return 0
    }
    for (let i = 0; i < count && this.writes !== null; i++) {
      const part = bytes.slice(i * sectorSize, (i + 1) * sectorSize)
      this.writes.push({ sector: sector + i, bytes: part })
    }
    this.image.set(bytes, start)
    return 0
  }
}

/** A FAT file system whose operations never answer ERESTART. */
export class SettledFat implements FileSystem {
  readonly disk: FatDisk
  readonly fat: FatFileSystem
  readonly root: number
  /** Called before each operation, e.g. to forget what is cached. */
  before: () => void = () => {}

  constructor(disk: FatDisk, fat: FatFileSystem) {
    this.disk = disk
    this.fat = fat
    this.root = fat.root
  }

  /** Mounts a disk. */
  static on(disk: FatDisk, options: Partial<FatOptions> = {}): SettledFat {
    const all = { clock: new ManualClock(), ...options }
    const fat = disk.perform(FatFileSystem.mounting(disk.sectors, all))
    if (typeof fat === 'number') throw new Error(`not mounted: ${fat}`)
    return new SettledFat(disk, fat)
  }

  /** Writes everything back. */
  store(): number {
    return this.disk.perform(this.fat.storing())
  }

  #settled(operation: () => number): number {
    this.before()
    for (let again = 0; ; again++) {
      const answer = operation()
      if (answer !== -ERESTART) return answer
      // A livelock would be this.
      if (again > 100_000) throw new Error('made again without end')
      this.disk.perform(this.fat.settling())
    }
  }

  mode(ino: number): number {
    return this.fat.mode(ino)
  }
  lookup(directory: number, name: string): number {
    return this.#settled(() => this.fat.lookup(directory, name))
  }
  getattr(ino: number, into: FileStat): number {
    return this.#settled(() => this.fat.getattr(ino, into))
  }
  setattr(ino: number, mask: number, from: FileStat): number {
    return this.#settled(() => this.fat.setattr(ino, mask, from))
  }
  create(directory: number, name: string, mode: number, uid: number, gid: number): number {
    return this.#settled(() => this.fat.create(directory, name, mode, uid, gid))
  }
  mkdir(directory: number, name: string, mode: number, uid: number, gid: number): number {
    return this.#settled(() => this.fat.mkdir(directory, name, mode, uid, gid))
  }
  symlink(directory: number, name: string, target: string, uid: number, gid: number): number {
    return this.#settled(() => this.fat.symlink(directory, name, target, uid, gid))
  }
  readlink(ino: number, into: LinkTarget): number {
    return this.#settled(() => this.fat.readlink(ino, into))
  }
  link(ino: number, directory: number, name: string): number {
    return this.#settled(() => this.fat.link(ino, directory, name))
  }
  unlink(directory: number, name: string): number {
    return this.#settled(() => this.fat.unlink(directory, name))
  }
  rmdir(directory: number, name: string): number {
    return this.#settled(() => this.fat.rmdir(directory, name))
  }
  rename(directory: number, name: string, newDirectory: number, newName: string): number {
    return this.#settled(() => this.fat.rename(directory, name, newDirectory, newName))
  }
  read(ino: number, position: number, into: Uint8Array, at: number, length: number): number {
    return this.#settled(() => this.fat.read(ino, position, into, at, length))
  }
  write(ino: number, position: number, from: Uint8Array, at: number, length: number): number {
    return this.#settled(() => this.fat.write(ino, position, from, at, length))
  }
  readdir(directory: number, cookie: number, into: DirectoryEntry): number {
    return this.#settled(() => this.fat.readdir(directory, cookie, into))
  }
  statfs(into: FileSystemStat): number {
    return this.#settled(() => this.fat.statfs(into))
  }
  fsync(ino: number): number {
    return this.#settled(() => this.fat.fsync(ino))
  }
  open(ino: number): number {
    return this.fat.open(ino)
  }
  release(ino: number): number {
    return this.fat.release(ino)
  }
}
