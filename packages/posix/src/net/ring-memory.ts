// A ring in memory that a network process shares with the two ends of a stream: a shared buffer
// (MDL) of the network process. The end that sends may write to it, the other one only read it;
// neither gets more, and neither can pass it on.

import {
  type Handle,
  type Kos,
  type MemoryView,
  type NkHandleDescInit,
  nk_handle_desc,
  OCAP_MDL_READ,
  OCAP_MDL_WRITE,
  rcOk,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import type { RingStorage } from './stream-ring.ts'

/** Memory of a ring, in the network process. */
export class RingMemory implements RingStorage {
  readonly size: number
  readonly #handle: Handle
  readonly #address: number
  readonly #memory: MemoryView
  readonly #release: (memory: RingMemory) => void

  private constructor(
    size: number,
    handle: Handle,
    address: number,
    memory: MemoryView,
    release: (memory: RingMemory) => void,
  ) {
    this.size = size
    this.#handle = handle
    this.#address = address
    this.#memory = memory
    this.#release = release
  }

  /** Makes one of `size` bytes; null if there is no memory. `release` must call `free`. */
  static make(kos: Kos, size: number, release: (memory: RingMemory) => void): RingMemory | null {
    const flags = VMM_FLAG_READ | VMM_FLAG_WRITE
    const made = kos.KnPmmMdlCreate(size, flags)
    if (made.rc !== rcOk) return null
    const mapped = kos.KnPmmMdlMap(made.handle, 0, size, 0, flags)
    if (mapped.rc === rcOk)
      return new RingMemory(size, made.handle, mapped.addr, kos.memory, release)
    kos.KnHandleClose(made.handle)
    return null
  }

  /** The handle for the end that sends. */
  get forSender(): NkHandleDescInit {
    return nk_handle_desc(this.#handle, OCAP_MDL_READ | OCAP_MDL_WRITE)
  }

  /** The handle for the end that receives. */
  get forReceiver(): NkHandleDescInit {
    return nk_handle_desc(this.#handle, OCAP_MDL_READ)
  }

  write(offset: number, from: Uint8Array, at: number, length: number): void {
    this.#memory.write(this.#address + offset, from.subarray(at, at + length))
  }

  read(offset: number, into: Uint8Array, at: number, length: number): void {
    this.#memory.read(this.#address + offset, into.subarray(at, at + length))
  }

  release(): void {
    this.#release(this)
  }

  /** Frees it, in the name of the thread that runs. Ends that mapped it keep their mappings. */
  free(kos: Kos): void {
    kos.KnVmUnmap(this.#address, this.size)
    kos.KnHandleClose(this.#handle)
  }
}
