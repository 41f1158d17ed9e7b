// The bytes of a disk that holds files of the host: an archive as `tar` makes it (ustar,
// IEEE 1003.1-1988). Each file has a header of one sector with its name and its length, and then
// its bytes in whole sectors; two empty sectors end it.
//
// Times and owners are left out, so that equal files are equal disks.

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { SECTOR_BYTES } from '@kos/io-hw/models'
import { maxArchivedBytes, maxArchivedName } from './limits.ts'

const endSectors = 2

// Offsets of the fields of a header that are not empty; numbers are octal digits.
const modeOffset = 100
const sizeOffset = 124
const timeOffset = 136
const checksumOffset = 148
const typeOffset = 156
const magicOffset = 257

/**
 * An archive of these files, each under the last part of its path.
 *
 * @throws RangeError if a name or a file is too long for one; an error of `node:fs` if a file can't
 * be read.
 */
export function archiveOf(paths: readonly string[]): Uint8Array {
  const parts = paths.map((path) => {
    const content = readFileSync(path)
    return { header: headerOf(basename(path), content.length), content }
  })
  const sectors = parts.map(({ content }) => 1 + Math.ceil(content.length / SECTOR_BYTES))
  const total = sectors.reduce((sum, count) => sum + count, endSectors)
  const archive = new Uint8Array(total * SECTOR_BYTES)
  let sector = 0
  for (const [index, { header, content }] of parts.entries()) {
    archive.set(header, sector * SECTOR_BYTES)
    archive.set(content, (sector + 1) * SECTOR_BYTES)
    sector += sectors[index] as number
  }
  return archive
}

function headerOf(name: string, size: number): Uint8Array {
  const bytes = new TextEncoder().encode(name)
  if (bytes.length > maxArchivedName)
    throw new RangeError(`the name ${name} is longer than ${maxArchivedName} bytes`)
  if (size > maxArchivedBytes) throw new RangeError(`the file ${name} is too long for an archive`)
  const header = new Uint8Array(SECTOR_BYTES)
  const put = (offset: number, text: string): void =>
    header.set(Buffer.from(text, 'latin1'), offset)
  header.set(bytes)
  put(modeOffset, '0000644\0')
  put(sizeOffset, octal(size, 11))
  put(timeOffset, octal(0, 11))
  put(typeOffset, '0')
  put(magicOffset, 'ustar\x0000')
  // The sum is made with blanks in its place.
  put(checksumOffset, '        ')
  const sum = header.reduce((total, byte) => total + byte, 0)
  put(checksumOffset, `${octal(sum, 6)}\0 `)
  return header
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}
