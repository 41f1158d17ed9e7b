// Where the sectors of a block device are: memory here, a file of the host in the entry
// `@kos/io-hw/node`.

/** Bytes of a sector, whatever the block size of a device. */
export const SECTOR_BYTES = 512

/** Sectors. A block device accesses only those that there are, and whole ones. */
export interface BlockStore {
  /** How many sectors there are. Does not change. */
  readonly sectors: number
  /** True if nothing may be written. Default: false. */
  readonly isReadOnly?: boolean
  /** Fills `target` with the sectors from `sector` on; false if that failed. */
  read(sector: number, target: Uint8Array): boolean
  /** Writes `source` to the sectors from `sector` on; false if that failed. */
  write(sector: number, source: Uint8Array): boolean
  /** Makes everything that was written last; false if that failed. */
  flush(): boolean
  /**
   * The bytes of the sectors from `sector` on, themselves: what is written there is written to the
   * store. A store that has it is read and written without a copy in between.
   */
  view?(sector: number, bytes: number): Uint8Array
}

/**
 * The sectors in `bytes`, which is not copied.
 *
 * @throws RangeError if `bytes` is no whole number of sectors.
 */
export function memoryStore(
  bytes: Uint8Array,
  { isReadOnly = false }: { readonly isReadOnly?: boolean } = {},
): BlockStore {
  return new MemoryStore(bytes, isReadOnly)
}

/** `bytes` as sectors, or a RangeError that names `what`. */
export function sectorsOf(bytes: number, what: string): number {
  if (bytes % SECTOR_BYTES === 0) return bytes / SECTOR_BYTES
  throw new RangeError(
    `${what}: ${bytes} bytes are no whole number of ${SECTOR_BYTES}-byte sectors`,
  )
}

class MemoryStore implements BlockStore {
  readonly sectors: number
  readonly isReadOnly: boolean
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array, isReadOnly: boolean) {
    this.sectors = sectorsOf(bytes.length, 'memoryStore')
    this.isReadOnly = isReadOnly
    this.#bytes = bytes
  }

  read(sector: number, target: Uint8Array): boolean {
    target.set(this.view(sector, target.length))
    return true
  }

  write(sector: number, source: Uint8Array): boolean {
    this.#bytes.set(source, sector * SECTOR_BYTES)
    return true
  }

  flush(): boolean {
    return true
  }

  view(sector: number, bytes: number): Uint8Array {
    const start = sector * SECTOR_BYTES
    return this.#bytes.subarray(start, start + bytes)
  }
}
