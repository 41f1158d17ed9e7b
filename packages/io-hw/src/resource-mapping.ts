// A mapping of a registered resource into the address space of a process: of registers, or of a DMA
// buffer.
//
// It ends when it is closed or revoked, when the process has unmapped its last page, or when the
// process ends. Revocation leaves the addresses allocated until it is closed: accesses fault.

import { type AddressSpace, Mapping, type Mdl, VMM_FLAG_RWX_MASK } from '@kos/vmm'
import type { DmaBuffer } from './dma-buffer.ts'
import type { MemoryRange } from './memory-range.ts'
import type { ResourceLifetime } from './resource-lifetime.ts'
import type { ResourceUse, ResourceUses } from './resource-use.ts'

/** What can be mapped. */
export interface MappedResource<Mapped> {
  readonly lifetime: ResourceLifetime
  readonly mappings: Set<Mapped>
}

/** A mapping of registers. Made by `IoClient.map`. */
export type RegisterMapping = ResourceMapping<MemoryRange>
/** A mapping of a DMA buffer. Made by `IoClient.mapDma`. */
export type DmaMapping = ResourceMapping<DmaBuffer>

/** A mapping of a resource. */
export class ResourceMapping<R extends MappedResource<ResourceMapping<R>>> implements ResourceUse {
  readonly resource: R
  /** Name of the process. */
  readonly client: string
  /** The flags with which it was made: protection, caching, guard pages, VMM_FLAG_ALIAS. */
  readonly flags: number
  /** Bytes. */
  readonly size: number
  onEnded: (() => void) | null = null
  /** For the address space. */
  readonly mapping: Mapping
  readonly #space: AddressSpace
  readonly #uses: ResourceUses
  #address = 0
  #isAlive = false
  #isClosed = false

  /** A mapping that is not there yet: `begin` says where it is. */
  constructor(
    resource: R,
    mdl: Mdl | null,
    size: number,
    flags: number,
    client: { readonly name: string; readonly space: AddressSpace; readonly uses: ResourceUses },
  ) {
    this.resource = resource
    this.client = client.name
    this.flags = flags
    this.size = size
    this.mapping = new Mapping(mdl, flags & VMM_FLAG_RWX_MASK, () => this.#unmapped())
    this.#space = client.space
    this.#uses = client.uses
  }

  /** Address of the first byte in the process. */
  get address(): number {
    return this.#address
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  /** For the client: the space has mapped it at an address. */
  begin(address: number): this {
    this.#address = address
    this.#isAlive = true
    this.resource.mappings.add(this)
    this.resource.lifetime.use()
    this.#uses.add(this)
    return this
  }

  /** Ends it, and frees the addresses; those also if it was revoked. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    const wasAlive = this.#isAlive
    this.#isAlive = false
    this.#space.release(this.mapping, this.#address, this.size)
    if (wasAlive) this.#end()
    if (wasAlive) this.onEnded?.()
  }

  /** Ends it: accesses fault from now on. */
  revoke(): void {
    if (!this.#isAlive) return
    this.#isAlive = false
    this.#space.revoke(this.mapping, this.#address, this.size)
    this.#end()
  }

  /** The process has unmapped the last page itself. */
  #unmapped(): void {
    if (!this.#isAlive) return
    this.#isAlive = false
    this.#isClosed = true
    this.#end()
    this.onEnded?.()
  }

  #end(): void {
    this.resource.mappings.delete(this)
    this.#uses.remove(this)
    this.resource.lifetime.endUse()
  }
}
