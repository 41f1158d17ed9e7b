// The sectors of a block device in a file of the host, which is opened once and accessed by its
// descriptor only: nothing behind its end, and no other file.

import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs'
import { type BlockStore, SECTOR_BYTES, sectorsOf } from '../models/virtio/block-store.ts'

/** How a file is opened. */
export interface FileStoreOptions {
  /** True: the file is opened for reading only. Default: false. */
  readonly isReadOnly?: boolean
  /** Hears of what the host's file system answers; the request fails. Default: nobody. */
  readonly onError?: (error: unknown) => void
}

/** The sectors of a file. */
export interface FileStore extends BlockStore, Disposable {
  /** Closes the file. All requests fail from then on. */
  close(): void
}

/**
 * Opens a file as a store, of the size that it has now.
 *
 * @throws RangeError if it is no regular file, or no whole number of sectors; an error of
 * `node:fs` if it can't be opened.
 */
export function fileStore(path: string, options: FileStoreOptions = {}): FileStore {
  const { isReadOnly = false, onError = ignore } = options
  // A FIFO must not block here.
  const flags = (isReadOnly ? constants.O_RDONLY : constants.O_RDWR) | (constants.O_NONBLOCK ?? 0)
  const descriptor = openSync(path, flags)
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw new RangeError(`${path} is no regular file`)
    return new OpenFile(descriptor, sectorsOf(stat.size, path), isReadOnly, onError)
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

class OpenFile implements FileStore {
  readonly sectors: number
  readonly isReadOnly: boolean
  readonly #onError: (error: unknown) => void
  #descriptor: number | null

  constructor(
    descriptor: number,
    sectors: number,
    isReadOnly: boolean,
    onError: (error: unknown) => void,
  ) {
    this.#descriptor = descriptor
    this.sectors = sectors
    this.isReadOnly = isReadOnly
    this.#onError = onError
  }

  read(sector: number, target: Uint8Array): boolean {
    return this.#transfer(readSync, sector, target)
  }

  write(sector: number, source: Uint8Array): boolean {
    return this.#transfer(writeSync, sector, source)
  }

  flush(): boolean {
    return this.#attempt((descriptor) => {
      fdatasyncSync(descriptor)
      return true
    })
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor)
    this.#descriptor = null
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #transfer(
    move: (fd: number, bytes: Uint8Array, offset: number, length: number, at: number) => number,
    sector: number,
    bytes: Uint8Array,
  ): boolean {
    return this.#attempt((descriptor) => {
      for (let done = 0; done < bytes.length;) {
        const at = sector * SECTOR_BYTES + done
        const count = move(descriptor, bytes, done, bytes.length - done, at)
        if (count === 0) throw new RangeError(`the file ends at ${at}: it was cut`)
        done += count
      }
      return true
    })
  }

  #attempt(operation: (descriptor: number) => boolean): boolean {
    if (this.#descriptor === null) return false
    try {
      return operation(this.#descriptor)
    } catch (error) {
      this.#onError(error)
      return false
    }
  }
}

function ignore(): void {}
