// A block device that is bytes in memory: for disk images, and for tests.

import type { BlockDevice } from './block-device.ts'
import { sectorSize } from './block-device.ts'

/**
 * A device of the sectors of an image, which it writes to. Bytes after the last whole sector are not
 * part of it.
 */
export function memoryDevice(image: Uint8Array): BlockDevice {
  const bytesOf = (sector: number, count: number): Uint8Array =>
    image.subarray(sector * sectorSize, (sector + count) * sectorSize)
  return {
    sectorSize,
    sectors: Math.floor(image.length / sectorSize),
    async read(_kos, sector, count, into) {
      into.set(bytesOf(sector, count))
      return 0
    },
    async write(_kos, sector, count, from) {
      bytesOf(sector, count).set(from)
      return 0
    },
    async flush() {
      return 0
    },
  }
}
