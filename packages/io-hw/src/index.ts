// A machine without a kernel: see README.md.

// The machine
export { Machine, type MachineOptions, type PlacedDevice, type Placement } from './machine.ts'
export { type MachineTime, ManualTime, timeOf } from './machine-time.ts'

// Devices
export type { AccessSize, Device, DeviceContext } from './device.ts'
export type { DeviceFailureListener } from './device-failures.ts'

// Buses
export { PortBus, type PortWindow } from './port-bus.ts'
export { MemoryBus, type MemoryWindow } from './memory-bus.ts'

// Interrupts
export {
  completeIrqFlags,
  InterruptController,
  IrqAttachment,
  type IrqHandler,
  IrqLine,
  IrqSource,
} from './interrupt-controller.ts'

// DMA
export type { DmaDirection, DmaDomain, DmaDomains, StrayDma } from './dma.ts'

// Limits
export { defaultIrqLines } from './limits.ts'
