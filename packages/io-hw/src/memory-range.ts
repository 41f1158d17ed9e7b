// A registered range of physical memory: pages outside of RAM, where registers of devices are.
//
// Registering says whose the pages are; nobody else can register them meanwhile. Access takes a
// mapping (`resource-mapping.ts`).

import type { NumberRange } from './disjoint-ranges.ts'
import type { ResourceLifetime } from './resource-lifetime.ts'
import type { RegisterMapping } from './resource-mapping.ts'

/** Registered pages. Made by `IoClient.registerMemory`. */
export class MemoryRange implements NumberRange {
  /** The physical address of the first byte. */
  readonly first: number
  /** The address behind the last byte. */
  readonly end: number
  /** Name of the process that registered it. */
  readonly owner: string
  /** Its mappings, in all processes. */
  readonly mappings: Set<RegisterMapping> = new Set()
  /** For mappings. */
  readonly lifetime: ResourceLifetime

  constructor(first: number, size: number, owner: string, lifetime: ResourceLifetime) {
    this.first = first
    this.end = first + size
    this.owner = owner
    this.lifetime = lifetime
  }

  /** Bytes. */
  get size(): number {
    return this.end - this.first
  }

  get isAlive(): boolean {
    return this.lifetime.isAlive
  }

  /** Nobody holds it any more: it ends with its last mapping. */
  release(): void {
    this.lifetime.release()
  }
}
