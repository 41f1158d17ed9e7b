// A machine without a kernel: see README.md.

// The machine
export { Machine, type MachineOptions } from './machine.ts'
export type { PlacedDevice, Placement } from './placement.ts'
export { type MachineTime, ManualTime, timeOf } from './machine-time.ts'

// Devices
export type { AccessSize, Device, DeviceContext } from './device.ts'
export type { DeviceFailureListener } from './device-failures.ts'

// Buses
export type { BusWindow, WindowRegisters } from './bus-window.ts'
export type { PortBus } from './port-bus.ts'
export type { MemoryBus } from './memory-bus.ts'

// PCI
export { PciBus, type PciBusOptions } from './pci-bus.ts'
export type { PciBar, PciBarOptions } from './pci-bar.ts'
export type { PciFunction, PciIds, PciPlacement } from './pci-function.ts'

// Interrupts
export { InterruptController } from './interrupt-controller.ts'
export type { IrqAttachment, IrqHandler } from './irq-attachment.ts'
export { completeIrqFlags } from './irq-flags.ts'
export type { IrqLine, IrqSource } from './irq-line.ts'

// DMA
export {
  type DmaDirection,
  type DmaDomain,
  type DmaDomains,
  type DmaTransfer,
  formatBdf,
  type StrayDma,
} from './dma.ts'
export { Iommu, type IommuDomain } from './iommu.ts'

// Processes and what they have of a machine
export { ResourceManager, type ResourceCounts } from './resource-manager.ts'
export type { IoClient } from './io-client.ts'
export type { ResourceUse } from './resource-use.ts'
export type { PortPermission, PortRange } from './port-range.ts'
export type { PortPermits } from './port-permits.ts'
export type { MemoryRange } from './memory-range.ts'
export type { DmaMapping, RegisterMapping } from './resource-mapping.ts'
export type { IrqResource } from './irq-resource.ts'
export type { DmaBuffer } from './dma-buffer.ts'
export type { DmaPermission } from './dma-permission.ts'
export type { Registrations } from './registrations.ts'
export { describePhysicalMap, physicalMap, type PhysicalMapRow } from './physical-map.ts'

// Limits
export {
  defaultIrqLines,
  maxBars,
  maxDmaBlocks,
  maxIrqLines,
  physicalEnd,
  portCount,
} from './limits.ts'
