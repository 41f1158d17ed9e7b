// The resource manager: which process has registered what of a machine, and uses it.
//
// No two registrations of ports or of memory overlap. Processes ask through an `IoClient`; what is
// theirs as data is in `registrations.ts`.

import type { AddressSpace } from '@kos/vmm'
import { DisjointRanges } from './disjoint-ranges.ts'
import type { DmaBuffer } from './dma-buffer.ts'
import { IoClient } from './io-client.ts'
import { Iommu } from './iommu.ts'
import type { IrqResource } from './irq-resource.ts'
import type { Machine } from './machine.ts'
import type { MemoryRange } from './memory-range.ts'
import type { PortRange } from './port-range.ts'
import { type Registrations, registrationsOf } from './registrations.ts'

/** How much there is of everything. */
export interface ResourceCounts {
  /** Registered ranges of ports. */
  readonly ports: number
  /** Registered ranges of physical memory. */
  readonly memory: number
  /** Registered interrupts. */
  readonly irqs: number
  /** DMA buffers. */
  readonly buffers: number
  /** Permissions, mappings and attachments of all processes. */
  readonly uses: number
  /** Processes that were not destroyed. */
  readonly clients: number
  /** Devices that are attached to a process. */
  readonly devices: number
}

/** The resource manager of a machine. */
export class ResourceManager {
  readonly machine: Machine
  readonly iommu: Iommu
  /** Registered ports. For `IoClient` to change, as all four. */
  readonly ports: DisjointRanges<PortRange> = new DisjointRanges()
  /** Registered physical memory. */
  readonly memory: DisjointRanges<MemoryRange> = new DisjointRanges()
  /** Registered interrupts, in the order in which they were registered. */
  readonly irqs: Set<IrqResource> = new Set()
  /** DMA buffers, in the order in which they were created. */
  readonly buffers: Set<DmaBuffer> = new Set()
  /** Processes that were not destroyed, in the order in which they came. */
  readonly clients: Set<IoClient> = new Set()

  /** Gives the machine an IOMMU. A machine has one resource manager. */
  constructor(machine: Machine) {
    this.machine = machine
    this.iommu = new Iommu(machine)
  }

  /** What a process has of the machine: nothing yet. Names are for people, and need not differ. */
  client(name: string, space: AddressSpace): IoClient {
    const client = new IoClient(this, name, space)
    this.clients.add(client)
    return client
  }

  /** Counts, for inspection and tests. */
  get counts(): ResourceCounts {
    let uses = 0
    for (const client of this.clients) uses += client.uses.count
    return {
      ports: this.ports.all.length,
      memory: this.memory.all.length,
      irqs: this.irqs.size,
      buffers: this.buffers.size,
      uses,
      clients: this.clients.size,
      devices: this.iommu.attached,
    }
  }

  /** Who has registered what, and uses it: plain data. */
  registrations(): Registrations {
    return registrationsOf(this)
  }
}
