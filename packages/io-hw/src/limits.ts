// Every limit of this package.
//
// Each limit is tested at its value and one past it (`test/limits.test.ts`).

import { DMA_FRAMES_COUNT_MAX } from './flags.ts'

/** I/O ports of a machine. */
export const portCount = 65_536
/** Physical addresses lie below this one, 64 GiB: a page table entry has 24 bits for the page. */
export const physicalEnd: number = 2 ** 36
/** Interrupt lines of a machine unless its options say otherwise. */
export const defaultIrqLines = 64
/** Most interrupt lines of a machine: those of the GIC architecture without extended ranges. */
export const maxIrqLines = 1_020
/** Requester ids: PCI has 8 bits for the bus, 5 for the device, 3 for the function. */
export const requesterCount = 65_536
/** Base address registers of a PCI function with a header of type 0. */
export const maxBars = 6
/** Most blocks of a DMA buffer. */
export const maxDmaBlocks: number = DMA_FRAMES_COUNT_MAX
