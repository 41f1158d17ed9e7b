// Who has registered what of a machine, and uses it: plain data, for inspection.

import { PAGE_SIZE } from '@kos/vmm'
import type { DmaBuffer } from './dma-buffer.ts'
import type { ResourceManager } from './resource-manager.ts'

/** A mapping of registers or of a DMA buffer. */
export interface MappingEntry {
  /** Name of the process. */
  readonly process: string
  /** Address in the process. */
  readonly address: number
  /** Bytes. */
  readonly size: number
}

/** Registered ports. */
export interface PortEntry {
  readonly owner: string
  readonly first: number
  readonly size: number
  /** Names of the processes that may access them. */
  readonly permitted: readonly string[]
}

/** Registered physical memory. */
export interface MemoryEntry {
  readonly owner: string
  readonly address: number
  readonly size: number
  readonly mappings: readonly MappingEntry[]
}

/** A registered interrupt. */
export interface IrqEntry {
  readonly owner: string
  readonly irq: number
  /** Name of the process whose handler is attached; null if none is. */
  readonly handler: string | null
  /** Complete flags of the attachment (`IRQ_...`); 0 without one. */
  readonly flags: number
  readonly isMasked: boolean
  /** Interrupts of the line that were taken, by anybody. */
  readonly taken: number
}

/** A DMA buffer. */
export interface DmaEntry {
  readonly owner: string
  readonly size: number
  /** Flags with which it was created (`DMA_...`). */
  readonly flags: number
  /** Physical address and bytes of each block. */
  readonly blocks: readonly { readonly address: number; readonly size: number }[]
  /** The processes whose devices may access it, and the I/O address at which they do. */
  readonly permitted: readonly { readonly process: string; readonly address: number }[]
  readonly mappings: readonly MappingEntry[]
}

/** The domain of a process. */
export interface DomainEntry {
  readonly process: string
  /** Requester ids of the devices. */
  readonly devices: readonly number[]
  /** Bytes that are mapped for them. */
  readonly mapped: number
}

/** Everything that is registered. */
export interface Registrations {
  readonly ports: readonly PortEntry[]
  readonly memory: readonly MemoryEntry[]
  readonly irqs: readonly IrqEntry[]
  readonly dma: readonly DmaEntry[]
  readonly domains: readonly DomainEntry[]
}

/** See `ResourceManager.registrations`. */
export function registrationsOf(manager: ResourceManager): Registrations {
  const { machine, iommu } = manager
  const clients = [...manager.clients]
  return {
    ports: manager.ports.all.map((range) => ({
      owner: range.owner,
      first: range.first,
      size: range.end - range.first,
      permitted: clients.filter((each) => each.permits.has(range)).map(({ name }) => name),
    })),
    memory: manager.memory.all.map((range) => ({
      owner: range.owner,
      address: range.first,
      size: range.size,
      mappings: mappingsOf(range.mappings),
    })),
    irqs: Array.from(manager.irqs, ({ owner, irq, attachment, client, isMasked }) => ({
      owner,
      irq,
      handler: attachment === null ? null : client,
      flags: attachment?.flags ?? 0,
      isMasked,
      taken: machine.interrupts.lines[irq]?.taken ?? 0,
    })),
    dma: Array.from(manager.buffers, dmaEntry),
    domains: clients
      .filter((each) => each.hasDomain)
      .map(({ name, domain }) => ({
        process: name,
        devices: iommu.devicesOf(domain),
        mapped: domain.space.statistics().shared * PAGE_SIZE,
      })),
  }
}

function dmaEntry(buffer: DmaBuffer): DmaEntry {
  return {
    owner: buffer.owner,
    size: buffer.size,
    flags: buffer.flags,
    blocks: buffer.blocks.map(({ order, frame }) => ({
      address: frame * PAGE_SIZE,
      size: PAGE_SIZE << order,
    })),
    permitted: Array.from(buffer.permissions.values(), ({ client, address }) => ({
      process: client.name,
      address,
    })),
    mappings: mappingsOf(buffer.mappings),
  }
}

function mappingsOf(
  mappings: Iterable<{ readonly client: string; readonly address: number; readonly size: number }>,
): MappingEntry[] {
  return Array.from(mappings, ({ client, address, size }) => ({ process: client, address, size }))
}
