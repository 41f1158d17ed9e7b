// Makes an empty FAT32 volume on a device: boot sector, FSInfo, both with their copies, two tables,
// and a root directory.

import type { Kos } from '@kos/libkos'
import { EINVAL, ENOSPC } from '../errno.ts'
import {
  type BlockDevice,
  flushing,
  perform,
  sectorSize,
  type Transfers,
  writing,
} from './block-device.ts'
import { set16, set32, writeInfoSector } from './boot-sector.ts'
import { ATTR_VOLUME_ID, writeShortEntry } from './directory-entry.ts'
import { endOfChain } from './fat-table.ts'
import { stampOf } from './fat-time.ts'
import { maxFat32Clusters, maxTransferSectors, minFat32Clusters } from './limits.ts'
import type { FileClock } from '../fs/file-time.ts'

/** What a volume is made like. */
export interface FormatOptions {
  /** At most eleven characters of ASCII, in upper case; `NO NAME` if left out. */
  readonly label?: string
  /** Identifies the volume, 32 bits; 0 if left out. */
  readonly serial?: number
  /** Sectors of a cluster, a power of two up to 128; chosen by the size if left out. */
  readonly clusterSectors?: number
  /** Whether the volume may have fewer than 65,525 clusters, which some systems take for FAT16. */
  readonly allowFewClusters?: boolean
  /** For the time stamp of the label; 1980 if left out. */
  readonly clock?: FileClock
}

const reserved = 32
const copies = 2
const backup = 6
const noName = 'NO NAME'

/**
 * Makes an empty volume of a device, whose contents are lost. 0, or a negated error number: EINVAL:
 * options that are none; ENOSPC: the device is too small, or too large for clusters of that size;
 * EIO.
 */
export function formatFat32(
  kos: Kos,
  device: BlockDevice,
  options: FormatOptions = {},
): Promise<number> {
  return perform(kos, device, formatting(device.sectors, options))
}

/** The transfers of `formatFat32`. */
export function* formatting(sectors: number, options: FormatOptions = {}): Transfers<number> {
  const { label = noName, serial = 0 } = options
  const clusterSectors = options.clusterSectors ?? usualClusterSectors(sectors)
  if (!/^[A-Z0-9 !#$%&'()@^_`{}~-]{1,11}$/.test(label)) return -EINVAL
  if (![1, 2, 4, 8, 16, 32, 64, 128].includes(clusterSectors) || serial >>> 0 !== serial)
    return -EINVAL
  const tableSectors = tableSectorsFor(sectors, clusterSectors)
  const dataStart = reserved + copies * tableSectors
  const clusters = Math.floor((sectors - dataStart) / clusterSectors)
  const fewest = options.allowFewClusters === true ? 1 : minFat32Clusters
  if (clusters < fewest || clusters > maxFat32Clusters || sectors > 0xffff_ffff) return -ENOSPC
  const boot = bootSector(sectors, tableSectors, clusterSectors, label, serial)
  const info = new Uint8Array(sectorSize)
  writeInfoSector(info, clusters - 1, 3)
  const table = new Uint8Array(sectorSize)
  set32(table, 0, 0x0fff_fff8)
  set32(table, 4, endOfChain)
  set32(table, 8, endOfChain)
  const root = new Uint8Array(sectorSize)
  if (label !== noName) writeLabel(root, label, options.clock)
  // The boot sector is the last: before it there is no volume.
  let fault = yield* writing(0, new Uint8Array(sectorSize))
  fault ||= yield* zeroing(1, dataStart + clusterSectors)
  for (let copy = 0; copy < copies; copy++)
    fault ||= yield* writing(reserved + copy * tableSectors, table)
  fault ||= yield* writing(dataStart, root)
  fault ||= yield* writing(1, info)
  fault ||= yield* writing(backup + 1, info)
  fault ||= yield* writing(backup, boot)
  fault ||= yield* flushing()
  fault ||= yield* writing(0, boot)
  fault ||= yield* flushing()
  return fault
}

/** Clusters as large as other systems choose them. */
function usualClusterSectors(sectors: number): number {
  const mebibytes = sectors / 2048
  if (mebibytes <= 260) return 1
  if (mebibytes <= 8192) return 8
  if (mebibytes <= 16_384) return 16
  return mebibytes <= 32_768 ? 32 : 64
}

/** Sectors of a table for all clusters that fit beside it. */
function tableSectorsFor(sectors: number, clusterSectors: number): number {
  const perTable = clusterSectors * 128 + copies
  return Math.max(1, Math.ceil((sectors - reserved + 2 * clusterSectors) / perTable))
}

function bootSector(
  sectors: number,
  tableSectors: number,
  clusterSectors: number,
  label: string,
  serial: number,
): Uint8Array {
  const bytes = new Uint8Array(sectorSize)
  // A jump over the parameters, for machines that would start from here; there is a halt.
  bytes.set([0xeb, 0x58, 0x90], 0)
  putText(bytes, 3, 'KOS', 8)
  set16(bytes, 11, sectorSize)
  bytes[13] = clusterSectors
  set16(bytes, 14, reserved)
  bytes[16] = copies
  // A disk that is not removed.
  bytes[21] = 0xf8
  // Sectors of a track and heads: nobody uses them any more.
  set16(bytes, 24, 63)
  set16(bytes, 26, 255)
  set32(bytes, 32, sectors)
  set32(bytes, 36, tableSectors)
  set32(bytes, 44, 2)
  set16(bytes, 48, 1)
  set16(bytes, 50, backup)
  bytes[64] = 0x80
  bytes[66] = 0x29
  set32(bytes, 67, serial)
  putText(bytes, 71, label, 11)
  putText(bytes, 82, 'FAT32', 8)
  bytes.set([0xf4, 0xeb, 0xfd], 90)
  set16(bytes, 510, 0xaa55)
  return bytes
}

function putText(bytes: Uint8Array, at: number, text: string, length: number): void {
  const padded = text.padEnd(length)
  for (let i = 0; i < length; i++) bytes[at + i] = padded.charCodeAt(i)
}

function writeLabel(bytes: Uint8Array, label: string, clock: FileClock | undefined): void {
  const now = { seconds: 0, nanoseconds: 0 }
  clock?.read(now)
  const { date, time, hundredths } = stampOf(now)
  writeShortEntry(bytes, 0, {
    short: label.padEnd(11),
    attributes: ATTR_VOLUME_ID,
    caseFlags: 0,
    createdHundredths: hundredths,
    createdTime: time,
    createdDate: date,
    accessedDate: date,
    modifiedTime: time,
    modifiedDate: date,
    cluster: 0,
    size: 0,
  })
}

function* zeroing(from: number, to: number): Transfers<number> {
  const zeros = new Uint8Array(maxTransferSectors * sectorSize)
  for (let at = from; at < to; at += maxTransferSectors) {
    const count = Math.min(maxTransferSectors, to - at)
    const fault = yield* writing(at, zeros.subarray(0, count * sectorSize))
    if (fault !== 0) return fault
  }
  return 0
}
