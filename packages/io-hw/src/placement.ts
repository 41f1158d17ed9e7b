// Where a device is in a machine: on its buses, at its interrupt lines, and as who it makes DMA.

import type { Device } from './device.ts'
import type { IrqSource } from './irq-line.ts'

/** Where a device is. What is left out it does not have. */
export interface Placement {
  /** Its first port. */
  readonly ports?: number
  /** The physical address of its first register, a multiple of the page size. */
  readonly memory?: number
  /** Its interrupt lines, in the order in which the model counts them. */
  readonly irqs?: readonly number[]
  /** Its requester id for DMA and the IOMMU, 0 to 65535; without one it can make no DMA. */
  readonly bdf?: number
  /** Why it may make no DMA now, in words; null: it may. Left out: it may always. */
  readonly dmaObstacle?: () => string | null
}

/** A device in its place. */
export interface PlacedDevice {
  readonly device: Device
  readonly placement: Placement
  /** Its ends of the interrupt lines. */
  readonly sources: readonly IrqSource[]
}
