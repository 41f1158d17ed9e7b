// A disk as file systems know one: a device of sectors whose operations answer 0 or an error number.
// It has the shape of `BlockDevice` of @kos/posix/fat.

import { type Kos, rcOk, type Retcode } from '@kos/libkos'
import { type Disk, diskOf, flushDisk, readSectors, writeSectors } from './disk-client.ts'
import { SectorSize } from './generated/kl/drivers/Block.idl.ts'

/** EIO of `errno.h`: input or output failed. */
const EIO = 5

/** Sectors of a disk, for all threads of the process that opened it. */
export interface DiskDevice {
  readonly sectorSize: 512
  /** Sectors of the disk. */
  readonly sectors: number
  /** Reads `count` sectors from number `sector` on into a buffer of that size. 0, or -5 (EIO). */
  read(kos: Kos, sector: number, count: number, into: Uint8Array): Promise<number>
  /** Writes `count` sectors from a buffer of that size. 0, or -5 (EIO). */
  write(kos: Kos, sector: number, count: number, from: Uint8Array): Promise<number>
  /** Returns when everything that was written before is on the disk. 0, or -5 (EIO). */
  flush(kos: Kos): Promise<number>
}

/**
 * A disk as a device of sectors. Threads may call it, each with its own `kos`, but one at a time: the
 * buffer of the disk is shared. Longer transfers than the buffer are split. It works as long as the
 * disk is not disposed.
 */
export function blockDevice(disk: Disk): DiskDevice {
  const most = disk.size / SectorSize
  return {
    sectorSize: SectorSize,
    sectors: disk.sectors,
    async read(kos, sector, count, into) {
      const own = diskOf(disk, kos)
      for (let done = 0; done < count; done += most) {
        const part = Math.min(most, count - done)
        const rc = await readSectors(own, sector + done, part)
        if (rc !== rcOk) return -EIO
        kos.memory.read(disk.address, into.subarray(done * SectorSize, (done + part) * SectorSize))
      }
      return 0
    },
    async write(kos, sector, count, from) {
      const own = diskOf(disk, kos)
      for (let done = 0; done < count; done += most) {
        const part = Math.min(most, count - done)
        kos.memory.write(disk.address, from.subarray(done * SectorSize, (done + part) * SectorSize))
        const rc = await writeSectors(own, sector + done, part)
        if (rc !== rcOk) return -EIO
      }
      return 0
    },
    async flush(kos) {
      return answerOf(await flushDisk(diskOf(disk, kos)))
    },
  }
}

function answerOf(rc: Retcode): number {
  return rc === rcOk ? 0 : -EIO
}
