// The IOMMU: which device is in which I/O address space.
//
// Each process has one such space, its domain. A device is attached to one domain at most, by its
// requester id, and reaches there what DMA permissions have mapped (`dma-permission.ts`); a device
// that is attached to none reaches nothing.

import { AddressSpace, FaultReason, type PhysicalMemory } from '@kos/vmm'
import { rcAlreadyExists, rcBusy, rcDeviceNotFound, rcNotConnected, rcOk } from '@kos/retcode'
import type { Retcode } from '@kos/retcode'
import type { DmaDomain, DmaDomains } from './dma.ts'
import type { Machine } from './machine.ts'

/** Memory as the devices of one process see it. */
export class IommuDomain implements DmaDomain {
  /** Name of the process. */
  readonly name: string
  /** What is mapped; for permissions. */
  readonly space: AddressSpace

  constructor(name: string, memory: PhysicalMemory) {
    this.name = name
    this.space = new AddressSpace(memory, { forDevices: true })
  }

  read(address: number, target: Uint8Array): string | null {
    const reason = this.space.memory.tryRead(address, target)
    return reason === 0 ? null : this.#explain(reason, 'read')
  }

  write(address: number, source: Uint8Array): string | null {
    const reason = this.space.memory.tryWrite(address, source)
    return reason === 0 ? null : this.#explain(reason, 'write')
  }

  #explain(reason: FaultReason, verb: 'read' | 'write'): string {
    const isMapped = reason === FaultReason.protection
    const what = isMapped ? `devices may not ${verb} the buffer` : 'no buffer is mapped'
    return `${what} at 0x${this.space.memory.faultAddress.toString(16)} of ${this.name}`
  }
}

/** The IOMMU of a machine. */
export class Iommu implements DmaDomains {
  readonly #machine: Machine
  readonly #domains: Map<number, IommuDomain> = new Map()

  /** Becomes that of the machine. */
  constructor(machine: Machine) {
    this.#machine = machine
    machine.domains = this
  }

  /** Devices that are attached to a domain. */
  get attached(): number {
    return this.#domains.size
  }

  domainOf(bdf: number): IommuDomain | string {
    return this.#domains.get(bdf) ?? 'the device is attached to no process'
  }

  /** The requester ids of the devices of a domain, in the order in which they were attached. */
  devicesOf(domain: IommuDomain): number[] {
    return [...this.#domains].filter(([, each]) => each === domain).map(([bdf]) => bdf)
  }

  /**
   * Attaches a device to a domain. Answers rcOk, rcDeviceNotFound (no device has this requester
   * id), rcAlreadyExists (it is attached to this domain), rcBusy (it is attached to another one).
   */
  attach(bdf: number, domain: IommuDomain): Retcode {
    const present = this.#domains.get(bdf)
    if (this.#machine.deviceAt(bdf) === null) return rcDeviceNotFound
    if (present !== undefined) return present === domain ? rcAlreadyExists : rcBusy
    this.#domains.set(bdf, domain)
    return rcOk
  }

  /**
   * Detaches a device from a domain: it reaches nothing any more. Answers rcOk, rcDeviceNotFound
   * (no device has this requester id), rcNotConnected (it is not attached to this domain).
   */
  detach(bdf: number, domain: IommuDomain): Retcode {
    if (this.#machine.deviceAt(bdf) === null) return rcDeviceNotFound
    if (this.#domains.get(bdf) !== domain) return rcNotConnected
    this.#domains.delete(bdf)
    return rcOk
  }

  /** Detaches all devices of a domain. */
  detachAll(domain: IommuDomain): void {
    for (const bdf of this.devicesOf(domain)) this.#domains.delete(bdf)
  }
}
