// The sectors that a volume has in memory, and how they get back to the device: a write-back cache.
//
// Data and metadata differ. Sectors of file data are dirty or not, and may be written in any order.
// Metadata (tables and directories) goes through a log: each edit adds the sector as it is after it,
// and the log is written in order; so the device always has a state between two edits. A sector that
// is edited again while it is the last of the log takes no second place there.
//
// Who needs a sector that is not there gets ERESTART; `fetching` reads it. It stays until at least
// `keptPasses` further fetches were made, so an operation that is made again finds all of it, however
// small the cache is.

import { EIO } from '../errno.ts'
import { ERESTART } from '../fs/file-system.ts'
import { reading, sectorSize, type Transfers, writing } from './block-device.ts'
import { keptPasses, maxTransferSectors } from './limits.ts'

interface Block {
  readonly sector: number
  bytes: Uint8Array
  /** The pass in which it was needed last. */
  pass: number
  /** It has data that the device lacks. */
  isDirty: boolean
  /** The last entry of the log that has it. */
  entry: LogEntry | null
}

interface LogEntry {
  readonly block: Block
  /** Those of the block, until that is edited again. */
  readonly bytes: Uint8Array
  isWriting: boolean
}

/** Where else a sector is stored: the copies of the table. */
export interface Mirror {
  readonly start: number
  readonly sectors: number
  readonly copies: number
}

/** Sectors by number. */
export class SectorCache {
  readonly #blocks: Map<number, Block> = new Map()
  readonly #wanted: Set<number> = new Set()
  readonly #failed: Set<number> = new Set()
  readonly #dirty: Set<Block> = new Set()
  readonly #log: LogEntry[] = []
  readonly #limit: number
  readonly #mirror: Mirror
  #pass = 0

  constructor(limit: number, mirror: Mirror) {
    this.#limit = limit
    this.#mirror = mirror
  }

  /** Sectors that are in memory. */
  get size(): number {
    return this.#blocks.size
  }

  /** The number of the current pass: see `fetching`. */
  get pass(): number {
    return this.#pass
  }

  /** Sectors that the device lacks: dirty ones and entries of the log. */
  get unwritten(): number {
    return this.#dirty.size + this.#log.length
  }

  /** Whether something has to be written before more is changed. */
  get isFull(): boolean {
    return this.unwritten >= Math.max(1, this.#limit / 2)
  }

  /** 0 if a sector is there; else -ERESTART, and it is wanted; -EIO once if it could not be read. */
  need(sector: number): number {
    const block = this.#blocks.get(sector)
    if (block !== undefined) {
      block.pass = this.#pass
      return 0
    }
    if (this.#failed.delete(sector)) return -EIO
    this.#wanted.add(sector)
    return -ERESTART
  }

  /** Has a sector read with others that are wanted. */
  readAhead(sector: number): void {
    if (!this.#blocks.has(sector) && !this.#failed.has(sector)) this.#wanted.add(sector)
  }

  /** The bytes of a sector that is there, to be read. */
  bytes(sector: number): Uint8Array {
    return (this.#blocks.get(sector) as Block).bytes
  }

  /** The bytes of a sector of metadata that is there, to be changed at once. */
  edit(sector: number): Uint8Array {
    const block = this.#blocks.get(sector) as Block
    const { entry } = block
    const log = this.#log
    if (entry !== null) {
      if (entry === log[log.length - 1] && !entry.isWriting) return block.bytes
      // The earlier entry keeps the bytes as they were.
      block.bytes = block.bytes.slice()
    }
    block.entry = { block, bytes: block.bytes, isWriting: false }
    log.push(block.entry)
    return block.bytes
  }

  /** The bytes of a sector of data that is there, to be changed. */
  editData(sector: number): Uint8Array {
    const block = this.#blocks.get(sector) as Block
    block.isDirty = true
    this.#dirty.add(block)
    return block.bytes
  }

  /** Has a sector of zeros in place of whatever is on the device, which needs not be read. */
  clear(sector: number): void {
    const block = this.#blocks.get(sector)
    if (block === undefined) this.#add(sector, new Uint8Array(sectorSize), -keptPasses)
    else if (block.entry === null) block.bytes.fill(0)
    else block.bytes = new Uint8Array(sectorSize)
    this.#failed.delete(sector)
  }

  /** Begins a new pass, and reads what is wanted; what cannot be read is known as failed. */
  *fetching(): Transfers<void> {
    this.#pass++
    const sectors = [...this.#wanted].sort((one, other) => one - other)
    this.#wanted.clear()
    for (let at = 0, end = 0; at < sectors.length; at = end) {
      const first = sectors[at] as number
      do end++
      while (sectors[end] === first + end - at && end - at < maxTransferSectors)
      yield* this.#fetch(first, end - at)
    }
  }

  /** Reads one sector if it is not there, outside of any operation. 0, or -EIO. */
  *loading(sector: number): Transfers<number> {
    if (!this.#blocks.has(sector)) yield* this.#fetch(sector, 1)
    return this.#failed.delete(sector) ? -EIO : 0
  }

  /** Writes all data that is dirty. 0, or -EIO: then that is dirty still. */
  *writingData(): Transfers<number> {
    const blocks = [...this.#dirty].sort((one, other) => one.sector - other.sector)
    for (let at = 0, end = 0; at < blocks.length; at = end) {
      const { sector } = blocks[at] as Block
      do end++
      while (blocks[end]?.sector === sector + end - at && end - at < maxTransferSectors)
      const run = blocks.slice(at, end)
      const bytes = new Uint8Array(run.length * sectorSize)
      for (const [index, block] of run.entries()) {
        bytes.set(block.bytes, index * sectorSize)
        // What is changed from here on, while the device writes, is dirty again.
        block.isDirty = false
        this.#dirty.delete(block)
      }
      const answer = yield* writing(sector, bytes)
      if (answer === 0) continue
      for (const block of run) {
        block.isDirty = true
        this.#dirty.add(block)
      }
      return answer
    }
    return 0
  }

  /** Writes the log, in order, until it is empty. 0, or -EIO: then the rest of it is still there. */
  *writingLog(): Transfers<number> {
    const log = this.#log
    let written = 0
    let fault = 0
    try {
      for (; written < log.length && fault === 0;) {
        const entry = log[written] as LogEntry
        entry.isWriting = true
        fault = yield* this.#writeEntry(entry)
        if (fault !== 0) break
        written++
        if (entry.block.entry === entry) entry.block.entry = null
      }
    } finally {
      // Also if the thread ends here: entries must not be written again after later ones.
      log.splice(0, written)
    }
    return fault
  }

  /** Forgets sectors that were not used for long, until at most `limit` are left. */
  trim(limit: number = this.#limit, passes: number = keptPasses): void {
    if (this.#blocks.size <= limit) return
    const old = [...this.#blocks.values()].filter(
      ({ isDirty, entry, pass }) => !isDirty && entry === null && pass + passes <= this.#pass,
    )
    old.sort((one, other) => one.pass - other.pass)
    for (const { sector } of old) {
      // A little more than must be, so that not every fetch has to sort.
      if (this.#blocks.size <= limit - limit / 8) break
      this.#blocks.delete(sector)
    }
  }

  *#fetch(first: number, count: number): Transfers<void> {
    const bytes = new Uint8Array(count * sectorSize)
    const answer = yield* reading(first, bytes)
    if (answer !== 0 && count > 1) {
      for (let i = 0; i < count; i++) yield* this.#fetch(first + i, 1)
      return
    }
    if (answer !== 0) return void this.#failed.add(first)
    for (let i = 0; i < count; i++)
      if (!this.#blocks.has(first + i))
        this.#add(first + i, bytes.slice(i * sectorSize, (i + 1) * sectorSize), this.#pass)
  }

  #add(sector: number, bytes: Uint8Array, pass: number): void {
    this.#blocks.set(sector, { sector, bytes, pass, isDirty: false, entry: null })
  }

  *#writeEntry({ block: { sector }, bytes }: LogEntry): Transfers<number> {
    const { start, sectors, copies } = this.#mirror
    const isTable = sector >= start && sector < start + sectors
    for (let copy = 0; copy < (isTable ? copies : 1); copy++) {
      const answer = yield* writing(sector + copy * sectors, bytes)
      if (answer !== 0) return answer
    }
    return 0
  }
}
