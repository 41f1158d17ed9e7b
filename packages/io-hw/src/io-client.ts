// What one process has of a machine: it registers resources, and uses those that it, or another
// process, has registered.
//
// Every operation checks everything first; one that answers a code has changed nothing. What is
// registered lasts until it is released and unused, whoever registered it; uses and attached
// devices end with the process. Made by `ResourceManager.client`.

import {
  type GenericFailure,
  rcAlreadyExists,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOutOfMemory,
  type Retcode,
} from '@kos/retcode'
import { type AddressSpace, PAGE_SIZE, VMM_FLAG_ALIAS } from '@kos/vmm'
import { DmaBuffer } from './dma-buffer.ts'
import { DmaPermission } from './dma-permission.ts'
import { DMA_ZONE_DMA32 } from './flags.ts'
import { IommuDomain } from './iommu.ts'
import type { IrqAttachment, IrqHandler } from './irq-attachment.ts'
import { IrqResource } from './irq-resource.ts'
import { maxDmaBlocks, physicalEnd, portCount } from './limits.ts'
import { MemoryRange } from './memory-range.ts'
import { PortPermission, PortRange } from './port-range.ts'
import { PortPermits } from './port-permits.ts'
import { bufferFlags, bufferMappingFlags, windowFlags } from './resource-flags.ts'
import { ResourceLifetime } from './resource-lifetime.ts'
import type { ResourceManager } from './resource-manager.ts'
import { type DmaMapping, type RegisterMapping, ResourceMapping } from './resource-mapping.ts'
import { ResourceUses } from './resource-use.ts'

/** A process, to a machine. */
export class IoClient {
  readonly name: string
  /** Its address space, into which resources are mapped. */
  readonly space: AddressSpace
  /** Its I/O permission bitmap. */
  readonly permits: PortPermits = new PortPermits()
  /** Its permissions, mappings and attachments. */
  readonly uses: ResourceUses = new ResourceUses()
  readonly #manager: ResourceManager
  #domain: IommuDomain | null = null
  #isAlive = true

  /** For `ResourceManager.client`. */
  constructor(manager: ResourceManager, name: string, space: AddressSpace) {
    this.#manager = manager
    this.name = name
    this.space = space
  }

  /** False once it was destroyed. */
  get isAlive(): boolean {
    return this.#isAlive
  }

  /** True if it has a domain: it has attached a device, or permitted DMA. */
  get hasDomain(): boolean {
    return this.#domain !== null
  }

  /** The I/O address space of its devices; made when it is first asked for. */
  get domain(): IommuDomain {
    this.#domain ??= new IommuDomain(this.name, this.#manager.machine.memory)
    return this.#domain
  }

  /**
   * Registers `size` ports from `first` on (`KnRegisterPorts`). Answers them, or a code:
   * rcInvalidArgument (there are no such ports), rcAlreadyExists (one of them is registered),
   * rcInvalidOperation (the process has ended).
   */
  registerPorts(first: number, size: number): PortRange | GenericFailure {
    if (!this.#isAlive) return rcInvalidOperation
    if (!isRange(first, size, 0, portCount)) return rcInvalidArgument
    const { ports } = this.#manager
    const lifetime = new ResourceLifetime(() => ports.remove(range))
    const range = new PortRange(first, size, this.name, lifetime)
    return ports.add(range) ? range : rcAlreadyExists
  }

  /**
   * Registers `size` bytes of physical memory from `address` on (`KnRegisterPhyMem`). Answers them,
   * or a code: rcInvalidArgument (no whole pages, in RAM, or past the end of all addresses),
   * rcAlreadyExists (a page is registered), rcInvalidOperation (the process has ended).
   */
  registerMemory(address: number, size: number): MemoryRange | GenericFailure {
    const { machine, memory } = this.#manager
    if (!this.#isAlive) return rcInvalidOperation
    if (!isRange(address, size, machine.bus.ramBytes, physicalEnd)) return rcInvalidArgument
    if (address % PAGE_SIZE !== 0 || size % PAGE_SIZE !== 0) return rcInvalidArgument
    const lifetime = new ResourceLifetime(() => memory.remove(range))
    const range = new MemoryRange(address, size, this.name, lifetime)
    return memory.add(range) ? range : rcAlreadyExists
  }

  /**
   * Registers an interrupt (`KnRegisterIrq`); a line may be registered several times. Answers it,
   * or a code: rcInvalidArgument (no such line), rcInvalidOperation (the process has ended).
   */
  registerIrq(irq: number): IrqResource | GenericFailure {
    const { machine, irqs } = this.#manager
    if (!this.#isAlive) return rcInvalidOperation
    if (machine.interrupts.lines[irq] === undefined) return rcInvalidArgument
    const resource = new IrqResource(
      irq,
      this.name,
      new ResourceLifetime(() => irqs.delete(resource)),
    )
    irqs.add(resource)
    return resource
  }

  /**
   * Creates a DMA buffer (`KnIoDmaCreate`) of `size` bytes, in blocks of 2^`order` pages or more,
   * charged to the address space of the process. Answers it, or a code: rcInvalidArgument (no whole
   * pages, an order past `maxOrder` of `@kos/vmm`, flags without a direction or that are not legal
   * together), rcOutOfMemory (too few pages left, no such blocks, or more than maxDmaBlocks of
   * them), rcQuotaExceeded, rcInvalidOperation (the process has ended).
   */
  createDma(order: number, size: number, flags: number): DmaBuffer | GenericFailure {
    const { buffers } = this.#manager
    const memoryFlags = bufferFlags(flags)
    if (!this.#isAlive) return rcInvalidOperation
    if (memoryFlags === null) return rcInvalidArgument
    const zone = (flags & DMA_ZONE_DMA32) === 0 ? 'any' : 'low'
    const mdl = this.space.createMdl(size, memoryFlags, { order, zone })
    if (typeof mdl === 'number') return mdl
    if (mdl.blocks.length > maxDmaBlocks) {
      mdl.release()
      return rcOutOfMemory
    }
    const lifetime = new ResourceLifetime(() => {
      buffers.delete(buffer)
      mdl.release()
    })
    const buffer = new DmaBuffer(mdl, order, size, flags, this.name, lifetime)
    buffers.add(buffer)
    return buffer
  }

  /**
   * Lets the process access ports (`KnIoPermitPort`). Answers the permission, or a code:
   * rcInvalidOperation (the range, or the process, has ended).
   */
  permit(range: PortRange): PortPermission | GenericFailure {
    if (!this.#isAlive || !range.isAlive) return rcInvalidOperation
    return new PortPermission(range, this.permits, this.uses)
  }

  /**
   * Maps registers into the process (`KnIoMapMem`): one mapping of a range at a time, unless all of
   * them have VMM_FLAG_ALIAS. `prot` is READ, WRITE, both, or with EXECUTE all three; `attr` may
   * have a caching, guard pages and VMM_FLAG_ALIAS.
   *
   * Answers the mapping, or a code: rcInvalidArgument (flags), rcAlreadyExists (the range is
   * mapped), rcInvalidOperation (the range, or the process, has ended), rcOutOfMemory (no address,
   * no room for tables), rcQuotaExceeded (regions, tables).
   */
  map(range: MemoryRange, prot: number, attr: number): RegisterMapping | GenericFailure {
    const flags = windowFlags(prot, attr)
    if (!this.#isAlive || !range.isAlive) return rcInvalidOperation
    if (flags === null) return rcInvalidArgument
    for (const other of range.mappings)
      if ((other.flags & flags & VMM_FLAG_ALIAS) === 0) return rcAlreadyExists
    const made = new ResourceMapping(range, null, range.size, flags, this)
    const address = this.space.mapDevice(
      range.first / PAGE_SIZE,
      range.size / PAGE_SIZE,
      0,
      flags & ~VMM_FLAG_ALIAS,
      made.mapping,
    )
    return address > 0 ? made.begin(address) : (address as GenericFailure)
  }

  /**
   * Attaches a handler to a registered interrupt (`KnIoAttachIrq`): one to each. It is masked if
   * the interrupt is. Answers the attachment, or a code: rcAlreadyExists (it has a handler, or
   * others on the line have other flags), rcInvalidArgument (flags), rcBusy (somebody is attached
   * to the line, and one of both does not share), rcInvalidOperation (the interrupt, or the
   * process, has ended).
   */
  attachIrq(irq: IrqResource, flags: number, handler: IrqHandler): IrqAttachment | GenericFailure {
    if (!this.#isAlive || !irq.isAlive) return rcInvalidOperation
    if (irq.attachment !== null) return rcAlreadyExists
    const detached = (attachment: IrqAttachment): void => {
      irq.attachment = null
      this.uses.remove(attachment)
      irq.lifetime.endUse()
      handler.detached?.(attachment)
    }
    const interrupt = (attachment: IrqAttachment): void => handler.interrupt(attachment)
    const { interrupts } = this.#manager.machine
    // Masked until everybody knows of it: what is pending is delivered when the mask goes.
    const attachment = interrupts.attach(irq.irq, flags, { interrupt, detached }, true)
    if (typeof attachment === 'number') return attachment
    irq.attachment = attachment
    irq.client = this.name
    irq.lifetime.use()
    this.uses.add(attachment)
    attachment.mask(irq.isMasked)
    return attachment
  }

  /**
   * Lets the devices of the process access a buffer (`KnIoDmaBegin`). Answers the permission, or a
   * code: rcAlreadyExists (there is one), rcInvalidOperation (the buffer, or the process, has
   * ended), rcOutOfMemory, rcQuotaExceeded.
   */
  begin(buffer: DmaBuffer): DmaPermission | GenericFailure {
    if (!this.#isAlive || !buffer.isAlive) return rcInvalidOperation
    if (buffer.permissions.has(this)) return rcAlreadyExists
    return DmaPermission.of(buffer, this)
  }

  /**
   * Maps `length` bytes of a buffer into the process (`KnIoDmaMap`), from byte `offset` of it on:
   * at `hint` if that is free. `vmflags` is READ, WRITE or both, and may have guard pages.
   *
   * Answers the mapping, or a code: rcInvalidArgument (no whole pages of the buffer, flags),
   * rcInvalidOperation (the buffer, or the process, has ended), rcOutOfMemory, rcQuotaExceeded.
   */
  mapDma(
    buffer: DmaBuffer,
    offset: number,
    length: number,
    hint: number,
    vmflags: number,
  ): DmaMapping | GenericFailure {
    const flags = bufferMappingFlags(vmflags)
    if (!this.#isAlive || !buffer.isAlive) return rcInvalidOperation
    if (flags === null) return rcInvalidArgument
    const made = new ResourceMapping(buffer, buffer.mdl, length, flags, this)
    const address = this.space.map(buffer.mdl, offset, length, hint, flags, made.mapping)
    return address > 0 ? made.begin(address) : (address as GenericFailure)
  }

  /**
   * Attaches a device to the domain of the process (`KnIommuAttachDevice`). Answers rcOk,
   * rcDeviceNotFound (no device has this requester id), rcAlreadyExists (it is attached here),
   * rcBusy (it is attached to another process), rcInvalidOperation (the process has ended).
   */
  attachDevice(bdf: number): Retcode {
    return this.#isAlive ? this.#manager.iommu.attach(bdf, this.domain) : rcInvalidOperation
  }

  /**
   * Detaches a device (`KnIommuDetachDevice`): it reaches no memory any more. Answers rcOk,
   * rcDeviceNotFound, rcNotConnected (it is not attached here), rcInvalidOperation (the process has
   * ended).
   */
  detachDevice(bdf: number): Retcode {
    return this.#isAlive ? this.#manager.iommu.detach(bdf, this.domain) : rcInvalidOperation
  }

  /**
   * The process has ended: its devices reach no memory any more, its handlers are detached, its
   * permissions and mappings end. Does nothing the second time.
   */
  destroy(): void {
    if (!this.#isAlive) return
    this.#isAlive = false
    if (this.#domain !== null) this.#manager.iommu.detachAll(this.#domain)
    this.uses.closeAll()
    this.#domain?.space.destroy()
    this.#domain = null
    this.#manager.clients.delete(this)
  }
}

function isRange(first: number, size: number, least: number, end: number): boolean {
  if (!Number.isInteger(first) || !Number.isInteger(size)) return false
  return first >= least && size > 0 && first + size <= end
}
