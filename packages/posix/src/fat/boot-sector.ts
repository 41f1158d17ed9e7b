// The boot sector of a FAT32 volume: what it says of the layout (the BIOS parameter block), checked,
// and FSInfo, which has the number of free clusters as a hint.
//
// Layout and names are those of the format's description of Microsoft (fatgen103, 2000). Sizes of
// sectors of up to 4096 bytes are turned into sectors of the device here, and are known nowhere else.

import { EINVAL } from '../errno.ts'
import { sectorSize } from './block-device.ts'
import { maxFat32Clusters } from './limits.ts'

/** Where everything is on a volume, in sectors of 512 bytes. */
export interface FatLayout {
  /** Where the first copy of the table begins; the others follow. */
  readonly tableStart: number
  /** Sectors of one copy. */
  readonly tableSectors: number
  /** Copies that are written, of which the first is read. */
  readonly tables: number
  /** Where cluster 2 begins. */
  readonly dataStart: number
  readonly clusterSectors: number
  /** Number of clusters; the first one is 2. */
  readonly clusters: number
  /** The first cluster of the root directory. */
  readonly rootCluster: number
  /** The sector of FSInfo; 0 if there is none. */
  readonly infoSector: number
  /** Sectors of the volume. */
  readonly sectors: number
  /** The label of the boot sector, without the blanks at its end. */
  readonly label: string
}

const signature = 0xaa55

/** A number of 16 bits, the low byte first. */
export function get16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
}

/** A number of 32 bits without a sign. */
export function get32(bytes: Uint8Array, at: number): number {
  return get16(bytes, at) + get16(bytes, at + 2) * 0x1_0000
}

/** Writes a number of 16 bits. */
export function set16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value
  bytes[at + 1] = value >>> 8
}

/** Writes a number of 32 bits. */
export function set32(bytes: Uint8Array, at: number, value: number): void {
  set16(bytes, at, value)
  set16(bytes, at + 2, value >>> 16)
}

/** The layout that a boot sector describes; -EINVAL if it is none of FAT32, or does not fit. */
export function readBootSector(bytes: Uint8Array, deviceSectors: number): FatLayout | number {
  const bytesPerSector = get16(bytes, 11)
  const clusterSize = bytes[13] as number
  if (get16(bytes, 510) !== signature) return -EINVAL
  if (![512, 1024, 2048, 4096].includes(bytesPerSector)) return -EINVAL
  if (clusterSize === 0 || (clusterSize & (clusterSize - 1)) !== 0) return -EINVAL
  // FAT12 and FAT16 have a root directory of a fixed size, and the size of the table in the old field.
  if (get16(bytes, 17) !== 0 || get16(bytes, 22) !== 0) return -EINVAL
  if (get16(bytes, 42) !== 0) return -EINVAL
  const scale = bytesPerSector / sectorSize
  const layout = layoutOf(bytes, scale, clusterSize)
  return isSound(layout, deviceSectors, scale) ? layout : -EINVAL
}

function layoutOf(bytes: Uint8Array, scale: number, clusterSize: number): FatLayout {
  const flags = get16(bytes, 40)
  const copies = bytes[16] as number
  const reserved = get16(bytes, 14) * scale
  const tableSectors = get32(bytes, 36) * scale
  const sectors = (get16(bytes, 19) || get32(bytes, 32)) * scale
  const dataStart = reserved + copies * tableSectors
  const clusterSectors = clusterSize * scale
  const info = get16(bytes, 48)
  // Bit 7: only the copy that the low bits name is in use.
  const isMirrored = (flags & 0x80) === 0
  return {
    tableStart: reserved + (isMirrored ? 0 : (flags & 15) * tableSectors),
    tableSectors,
    tables: isMirrored ? copies : (flags & 15) < copies ? 1 : 0,
    dataStart,
    clusterSectors,
    clusters: Math.floor((sectors - dataStart) / clusterSectors),
    rootCluster: get32(bytes, 44),
    infoSector: info === 0xffff ? 0 : info * scale,
    sectors,
    label: String.fromCharCode(...bytes.subarray(71, 82)).trimEnd(),
  }
}

function isSound(layout: FatLayout, deviceSectors: number, scale: number): boolean {
  const { tableSectors, tables, tableStart, clusters, clusterSectors, rootCluster } = layout
  if (tables === 0 || tableStart < scale || tableSectors === 0) return false
  if (clusterSectors > 256 || layout.sectors > deviceSectors) return false
  if (!(clusters >= 1) || clusters > maxFat32Clusters) return false
  if ((clusters + 2) * 4 > tableSectors * sectorSize) return false
  if (rootCluster < 2 || rootCluster >= clusters + 2) return false
  return layout.infoSector < layout.tableStart
}

const infoLead = 0x4161_5252
const infoStruct = 0x6141_7272
/** For FSInfo: the number is not known. */
export const unknownCount = 0xffff_ffff

/** What FSInfo says: free clusters, and where to look for one; -1 for what it does not know. */
export function readInfoSector(
  bytes: Uint8Array,
  { clusters }: FatLayout,
): { readonly isInfo: boolean; readonly free: number; readonly next: number } {
  const isInfo =
    get32(bytes, 0) === infoLead &&
    get32(bytes, 484) === infoStruct &&
    get16(bytes, 510) === signature
  const [free, next] = [get32(bytes, 488), get32(bytes, 492)]
  return {
    isInfo,
    free: isInfo && free <= clusters ? free : -1,
    next: isInfo && next >= 2 && next < clusters + 2 ? next : -1,
  }
}

/** Writes a sector of FSInfo; -1 for what is not known. */
export function writeInfoSector(bytes: Uint8Array, free: number, next: number): void {
  bytes.fill(0)
  set32(bytes, 0, infoLead)
  set32(bytes, 484, infoStruct)
  set32(bytes, 488, free < 0 ? unknownCount : free)
  set32(bytes, 492, next < 0 ? unknownCount : next)
  set16(bytes, 510, signature)
}
