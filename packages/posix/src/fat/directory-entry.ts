// The entries of a directory as bytes, 32 each: short entries, which are files, and the parts of long
// names before them. Where entries are is fat-directory.ts.

import { get16, get32, set16, set32 } from './boot-sector.ts'

/** Bytes of an entry. */
export const entryBytes = 32
/** Entries of a sector. */
export const sectorEntries = 16
/** Units of a long name in one entry. */
export const partUnits = 13

/** The file may not be written. */
export const ATTR_READ_ONLY = 0x01
/** The entry is the label of the volume. */
export const ATTR_VOLUME_ID = 0x08
/** The file is a directory. */
export const ATTR_DIRECTORY = 0x10
/** The file has changed since a backup. */
export const ATTR_ARCHIVE = 0x20
/** All bits of a part of a long name. */
export const ATTR_LONG_NAME = 0x0f

/** First byte of an entry that was removed. */
export const removedMark = 0xe5
/** Stands for 0xe5 as the first byte of a name. */
const escapedMark = 0x05
/** In the number of a part: it is the last of the name, and the first on the disk. */
export const lastPart = 0x40

/** What a short entry says. */
export interface ShortEntry {
  /** Eleven characters, one for each byte. */
  short: string
  attributes: number
  caseFlags: number
  createdHundredths: number
  createdTime: number
  createdDate: number
  accessedDate: number
  modifiedTime: number
  modifiedDate: number
  /** The first cluster; 0 if there is none. */
  cluster: number
  size: number
}

/** Reads a short entry. */
export function readShortEntry(bytes: Uint8Array, at: number): ShortEntry {
  const first = bytes[at] as number
  let short = String.fromCharCode(first === escapedMark ? removedMark : first)
  for (let i = 1; i < 11; i++) short += String.fromCharCode(bytes[at + i] as number)
  return {
    short,
    attributes: bytes[at + 11] as number,
    caseFlags: bytes[at + 12] as number,
    createdHundredths: bytes[at + 13] as number,
    createdTime: get16(bytes, at + 14),
    createdDate: get16(bytes, at + 16),
    accessedDate: get16(bytes, at + 18),
    modifiedTime: get16(bytes, at + 22),
    modifiedDate: get16(bytes, at + 24),
    cluster: get16(bytes, at + 26) + (get16(bytes, at + 20) & 0x0fff) * 0x1_0000,
    size: get32(bytes, at + 28),
  }
}

/** Writes a short entry, all of its 32 bytes. */
export function writeShortEntry(bytes: Uint8Array, at: number, entry: Readonly<ShortEntry>): void {
  for (let i = 0; i < 11; i++) bytes[at + i] = entry.short.charCodeAt(i)
  if (bytes[at] === removedMark) bytes[at] = escapedMark
  bytes[at + 11] = entry.attributes
  bytes[at + 12] = entry.caseFlags
  bytes[at + 13] = entry.createdHundredths
  set16(bytes, at + 14, entry.createdTime)
  set16(bytes, at + 16, entry.createdDate)
  set16(bytes, at + 18, entry.accessedDate)
  set16(bytes, at + 20, entry.cluster >>> 16)
  set16(bytes, at + 22, entry.modifiedTime)
  set16(bytes, at + 24, entry.modifiedDate)
  set16(bytes, at + 26, entry.cluster)
  set32(bytes, at + 28, entry.size)
}

/** Where the units of a part are in its entry: five, six, two. */
const unitOffsets = [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30] as const

/** Entries of the long name of so many units. */
export function partsOf(name: string): number {
  return Math.ceil(name.length / partUnits)
}

/** Writes part `number`, from 1 on, of a long name. */
export function writeNamePart(
  bytes: Uint8Array,
  at: number,
  name: string,
  number: number,
  checksum: number,
): void {
  bytes.fill(0, at, at + entryBytes)
  bytes[at] = number | (number === partsOf(name) ? lastPart : 0)
  bytes[at + 11] = ATTR_LONG_NAME
  bytes[at + 13] = checksum
  const start = (number - 1) * partUnits
  for (const [index, offset] of unitOffsets.entries()) {
    const position = start + index
    // A null ends the name if it does not fill its last part; what comes then is 0xffff.
    const past = position === name.length ? 0 : 0xffff
    set16(bytes, at + offset, position < name.length ? name.charCodeAt(position) : past)
  }
}

/** The units of one part, up to a null. */
export function readNamePart(bytes: Uint8Array, at: number): string {
  let part = ''
  for (const offset of unitOffsets) {
    const unit = get16(bytes, at + offset)
    if (unit === 0) break
    part += String.fromCharCode(unit)
  }
  return part
}

/** Puts the parts of long names together, as entries are met one after the other. */
export class NameParts {
  /** The entry that the name begins at; -1 if there is no name. */
  start = -1
  #name = ''
  #next = 0
  #checksum = 0

  /** Forgets what there is. */
  clear(): void {
    this.start = -1
    this.#next = 0
  }

  /** Takes a part that is entry `slot` of the directory. One out of order ends the name. */
  add(bytes: Uint8Array, at: number, slot: number): void {
    const number = bytes[at] as number
    const checksum = bytes[at + 13] as number
    if ((number & lastPart) !== 0) {
      this.start = slot
      this.#name = ''
      this.#next = number & 0x3f
      this.#checksum = checksum
    } else if (this.#next !== number || checksum !== this.#checksum) return this.clear()
    if (this.#next < 1 || this.#next > 20) return this.clear()
    this.#name = readNamePart(bytes, at) + this.#name
    this.#next--
  }

  /** The name that belongs to a short entry with this checksum; null if there is none. */
  nameFor(checksum: number): string | null {
    const isWhole = this.start >= 0 && this.#next === 0
    return isWhole && this.#checksum === checksum ? this.#name : null
  }
}
