// The ring of a stream in the memory of one of its ends: mapped, and read or written at positions that
// the network process knows, too.

import { type Handle, type Kos, rcOk, VMM_FLAG_READ, VMM_FLAG_WRITE } from '@kos/libkos'

/** A mapped ring. */
export class RingMapping {
  /** Where the next byte is written or read. */
  position: number
  /** Bytes that can be written or read before the network process is asked. */
  ready = 0
  readonly #address: number
  readonly #size: number
  readonly #handle: Handle

  private constructor(address: number, size: number, handle: Handle, position: number) {
    this.#address = address
    this.#size = size
    this.#handle = handle
    this.position = position
  }

  /** Maps a ring; null, and the handle is closed, if there is no memory. */
  static map(
    kos: Kos,
    handle: Handle,
    size: number,
    position: number,
    isSender: boolean,
  ): RingMapping | null {
    const access = isSender ? VMM_FLAG_READ | VMM_FLAG_WRITE : VMM_FLAG_READ
    const { rc, addr } = kos.KnPmmMdlMap(handle, 0, size, 0, access)
    if (rc === rcOk) return new RingMapping(addr, size, handle, position)
    kos.KnHandleClose(handle)
    return null
  }

  /** Writes at the position; false if the memory was taken away. */
  write({ memory }: Kos, from: Uint8Array, at: number, length: number): boolean {
    const offset = this.position & (this.#size - 1)
    const first = Math.min(length, this.#size - offset)
    if (memory.tryWrite(this.#address + offset, from.subarray(at, at + first)) !== 0) return false
    if (length === first) return true
    return memory.tryWrite(this.#address, from.subarray(at + first, at + length)) === 0
  }

  /** Reads from the position. Likewise. */
  read({ memory }: Kos, into: Uint8Array, at: number, length: number): boolean {
    const offset = this.position & (this.#size - 1)
    const first = Math.min(length, this.#size - offset)
    if (memory.tryRead(this.#address + offset, into.subarray(at, at + first)) !== 0) return false
    if (length === first) return true
    return memory.tryRead(this.#address, into.subarray(at + first, at + length)) === 0
  }

  /** So many bytes were written or read. */
  advance(count: number): void {
    this.position = (this.position + count) >>> 0
  }

  /** Unmaps it. */
  unmap(kos: Kos): void {
    kos.KnVmUnmap(this.#address, this.#size)
    kos.KnHandleClose(this.#handle)
  }
}
