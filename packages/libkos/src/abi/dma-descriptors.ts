// Descriptors of the blocks of a DMA buffer, in an `out` buffer of a system call: 8 bytes each, one
// after the other: the `raw` of each, an unsigned 64-bit integer, little endian, whose low
// DMA_FRAME_ORDER_BITS are the order of the block and the rest its address.

import { DMA_FRAME_ORDER_BITS } from '@kos/io-hw/flags'

/** A block of a DMA buffer (topic `dma_info`). */
export interface DmaFrameDescriptor {
  /** The block has 2^order pages. */
  readonly order: number
  /** Its address in bytes, a multiple of its size: physical, or as devices see it. */
  readonly frame: number
  /**
   * Both as one number: the order in the low DMA_FRAME_ORDER_BITS, and above them the bits of the
   * address, whose own low bits are 0.
   */
  readonly raw: number
}

/** The descriptor of a block. */
export function dmaFrameDescriptor(order: number, frame: number): DmaFrameDescriptor {
  return { order, frame, raw: frame + order }
}

/** Bytes of a descriptor. */
export const dmaDescriptorSize = 8

/**
 * Writes the descriptor number `index`. Writes nothing past the end of a buffer that shrank
 * meanwhile.
 */
export function writeDmaDescriptor(
  bytes: Uint8Array,
  index: number,
  descriptor: DmaFrameDescriptor,
): void {
  const at = index * dmaDescriptorSize
  // Assignments to indices that an array does not have do nothing; a DataView would throw.
  let rest = descriptor.raw
  for (let byte = 0; byte < dmaDescriptorSize; byte++) {
    bytes[at + byte] = rest % 256
    rest = Math.floor(rest / 256)
  }
}

/** The first `count` descriptors of a buffer. */
export function readDmaDescriptors(bytes: Uint8Array, count: number): DmaFrameDescriptor[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: count }, (_, index) => {
    const raw = Number(view.getBigUint64(index * dmaDescriptorSize, true))
    const order = raw % 2 ** DMA_FRAME_ORDER_BITS
    return dmaFrameDescriptor(order, raw - order)
  })
}
