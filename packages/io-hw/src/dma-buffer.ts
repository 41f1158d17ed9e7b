// A DMA buffer: memory in contiguous blocks, which processes map, and devices reach while a
// process permits it.
//
// When devices reach it is in `dma-permission.ts`.

import { type FrameBlock, type Mdl, PAGE_SIZE, VMM_FLAG_READ, VMM_FLAG_WRITE } from '@kos/vmm'
import type { DmaPermission } from './dma-permission.ts'
import { DMA_DIR_FROM_DEVICE, DMA_DIR_TO_DEVICE } from './flags.ts'
import type { IoClient } from './io-client.ts'
import type { ResourceLifetime } from './resource-lifetime.ts'
import type { DmaMapping } from './resource-mapping.ts'

/** A DMA buffer. Made by `IoClient.createDma`. */
export class DmaBuffer {
  /** Flags with which it was created (`DMA_...`). */
  readonly flags: number
  /** Each block has 2^orderMin pages at least. */
  readonly orderMin: number
  /** Bytes that were asked for; the blocks together may have more. */
  readonly size: number
  /** Its blocks, in the order of the buffer. `frame` is the number of a physical page. */
  readonly blocks: readonly FrameBlock[]
  /** Name of the process that created it. */
  readonly owner: string
  /** Its mappings, in all processes. */
  readonly mappings: Set<DmaMapping> = new Set()
  /** The permissions of devices, by process: one each. */
  readonly permissions: Map<IoClient, DmaPermission> = new Map()
  /** For permissions and mappings. */
  readonly lifetime: ResourceLifetime
  /** For permissions and mappings: the memory. */
  readonly mdl: Mdl

  constructor(
    mdl: Mdl,
    order: number,
    size: number,
    flags: number,
    owner: string,
    lifetime: ResourceLifetime,
  ) {
    this.mdl = mdl
    this.orderMin = order
    this.size = size
    this.flags = flags
    this.owner = owner
    this.blocks = mdl.blocks
    this.lifetime = lifetime
  }

  get isAlive(): boolean {
    return this.lifetime.isAlive
  }

  /** What devices may do with it: VMM_FLAG_READ, VMM_FLAG_WRITE or both. */
  get protection(): number {
    const isRead = (this.flags & DMA_DIR_TO_DEVICE) !== 0
    const isWritten = (this.flags & DMA_DIR_FROM_DEVICE) !== 0
    return (isRead ? VMM_FLAG_READ : 0) | (isWritten ? VMM_FLAG_WRITE : 0)
  }

  /**
   * The I/O addresses of the blocks, for the devices of a process; null if the process has given no
   * permission. The physical addresses are in `blocks`.
   */
  addressesFor(client: IoClient): readonly number[] | null {
    let address = this.permissions.get(client)?.address
    if (address === undefined) return null
    const addresses: number[] = []
    for (const { order } of this.blocks) {
      addresses.push(address)
      address += PAGE_SIZE << order
    }
    return addresses
  }

  /** Nobody holds it any more: it ends with its last permission or mapping. */
  release(): void {
    this.lifetime.release()
  }
}
