// The permission of a process for its devices to access a DMA buffer (`KnIoDmaBegin`): the buffer
// is mapped in the I/O address space of the process until it ends.
//
// Devices may read it, write it, or both, as the flags of the buffer say.

import { Mapping, PAGE_SIZE } from '@kos/vmm'
import type { GenericFailure } from '@kos/retcode'
import type { DmaBuffer } from './dma-buffer.ts'
import type { IoClient } from './io-client.ts'
import type { ResourceUse } from './resource-use.ts'

/** What devices of a process may do with a buffer. Made by `IoClient.begin`. */
export class DmaPermission implements ResourceUse {
  readonly buffer: DmaBuffer
  readonly client: IoClient
  /** The I/O address of the first block; the others follow. */
  readonly address: number
  onEnded: (() => void) | null = null
  readonly #mapping: Mapping
  #isAlive = true

  /** Answers a permission, or a code: rcOutOfMemory, rcQuotaExceeded (addresses, page tables). */
  static of(buffer: DmaBuffer, client: IoClient): DmaPermission | GenericFailure {
    const { mdl, protection } = buffer
    const mapping = new Mapping(mdl, protection)
    const address = client.domain.space.map(mdl, 0, mdl.frames * PAGE_SIZE, 0, protection, mapping)
    if (address <= 0) return address as GenericFailure
    return new DmaPermission(buffer, client, mapping, address)
  }

  private constructor(buffer: DmaBuffer, client: IoClient, mapping: Mapping, address: number) {
    this.buffer = buffer
    this.client = client
    this.address = address
    this.#mapping = mapping
    buffer.permissions.set(client, this)
    buffer.lifetime.use()
    client.uses.add(this)
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  close(): void {
    if (!this.#isAlive) return
    this.revoke()
    this.onEnded?.()
  }

  revoke(): void {
    if (!this.#isAlive) return
    const { buffer, client } = this
    this.#isAlive = false
    client.domain.space.release(this.#mapping, this.address, buffer.mdl.frames * PAGE_SIZE)
    buffer.permissions.delete(client)
    client.uses.remove(this)
    buffer.lifetime.endUse()
  }
}
