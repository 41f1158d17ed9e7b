// The file on the disk. The disk holds an archive as tar makes it (ustar), of which FileServer knows
// the first file: a header of one sector with its name and its length in octal digits, and from the
// next sector on its bytes. So a block of the file is a run of sectors, which the driver reads into
// the buffer that it shares with us (an MDL), in one request.

import { type Disk, openDisk, readSectors } from '@kos/drivers'
import { type Kos, rcInvalidArgument, rcOk, type Result, type Retcode } from '@kos/libkos'

const sectorBytes = 512
const sizeOffset = 124
const sizeDigits = 11
const magicOffset = 257

/** The file of an archive on a disk, for the thread that opened it. */
export class ArchivedFile implements Disposable {
  readonly size: number
  readonly #kos: Kos
  readonly #disk: Disk

  private constructor(kos: Kos, disk: Disk, size: number) {
    this.#kos = kos
    this.#disk = disk
    this.size = size
  }

  /** rcInvalidArgument: the disk holds no archive. Codes of `openDisk` and `readSectors`. */
  static async open(kos: Kos, channel: string): Promise<Result<{ readonly file: ArchivedFile }>> {
    const opened = await openDisk(kos, channel)
    if (opened.rc !== rcOk) return opened
    const { disk } = opened
    const rc: Retcode = await readSectors(disk, 0, 1)
    const size = rc === rcOk ? sizeIn(kos, disk) : null
    if (size !== null) return { rc: rcOk, file: new ArchivedFile(kos, disk, size) }
    disk[Symbol.dispose]()
    return { rc: rc === rcOk ? rcInvalidArgument : rc }
  }

  /** The bytes from `offset` on, `length` at most: less at the end. Codes of `readSectors`. */
  async read(offset: number, length: number): Promise<Result<{ readonly block: Uint8Array }>> {
    const end = Math.min(offset + length, this.size)
    const block = new Uint8Array(Math.max(end - offset, 0))
    if (block.length === 0) return { rc: rcOk, block }
    const first = Math.floor(offset / sectorBytes)
    const count = Math.ceil(end / sectorBytes) - first
    // Behind the header.
    const rc = await readSectors(this.#disk, 1 + first, count)
    if (rc !== rcOk) return { rc }
    this.#kos.memory.read(this.#disk.address + (offset % sectorBytes), block)
    return { rc, block }
  }

  [Symbol.dispose](): void {
    this.#disk[Symbol.dispose]()
  }
}

function sizeIn(kos: Kos, disk: Disk): number | null {
  const header = new Uint8Array(sectorBytes)
  kos.memory.read(disk.address, header)
  const text = Buffer.from(header).toString('latin1')
  const digits = text.slice(sizeOffset, sizeOffset + sizeDigits)
  const isArchive = text.startsWith('ustar', magicOffset) && /^[0-7]{11}$/.test(digits)
  const size = isArchive ? Number.parseInt(digits, 8) : Infinity
  return 1 + Math.ceil(size / sectorBytes) <= disk.sectors ? size : null
}
