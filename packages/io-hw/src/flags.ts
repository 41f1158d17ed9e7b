// Entry `@kos/io-hw/flags`: flags and limits of DMA buffers (documented header `io/io_dma.h`), flags
// of interrupts (`io/io_irq.h`), shared by programs, kernel and machine.
//
// The names are documented, the values are not public: these are ours; flags are one bit each, in
// documented order. Nothing is imported here.

/** Most blocks of a DMA buffer (topic `dma_info`). */
export const DMA_FRAMES_COUNT_MAX = 1024
/** Bits of the descriptor of a block that are its order. */
export const DMA_FRAME_ORDER_BITS = 12
/** The other bits of the descriptor, which are the address of the block. */
export const DMA_FRAME_BASE_BITS = 52

/** The device may read the buffer: transfers from main memory to the device. */
export const DMA_DIR_TO_DEVICE = 0x0001
/** The device may write the buffer: transfers from the device to main memory. */
export const DMA_DIR_FROM_DEVICE = 0x0002
/** Both directions. */
export const DMA_DIR_BIDIR = 0x0003
/** All frames of the buffer are in the first 4 GiB. */
export const DMA_ZONE_DMA32 = 0x0004
/** Caching: write-back. Recorded, without effect here, as all four. */
export const DMA_ATTR_WRITE_BACK = 0x0008
/** Caching: write-through. */
export const DMA_ATTR_WRITE_THROUGH = 0x0010
/** Caching: none. */
export const DMA_ATTR_CACHE_DISABLE = 0x0020
/** Caching: writes are gathered. */
export const DMA_ATTR_WRITE_COMBINE = 0x0040

/** The interrupt is active while its line is low. */
export const IRQ_LEVEL_LOW = 0x0001
/** The interrupt is active while its line is high. */
export const IRQ_LEVEL_HIGH = 0x0002
/** The interrupt is the change of its line from low to high. */
export const IRQ_EDGE_RAISE = 0x0004
/** The interrupt is the change of its line from high to low. */
export const IRQ_EDGE_FALL = 0x0008
/** Others may attach to the same line, with equal flags. */
export const IRQ_SHARED = 0x0010
/** Of interrupts that are pending at once, this one comes after those of other priorities. */
export const IRQ_PRIO_LOW = 0x0020
/** The priority of an interrupt whose flags have none. */
export const IRQ_PRIO_NORMAL = 0x0040
/** It comes before those of normal priority. */
export const IRQ_PRIO_HIGH = 0x0080
/** It comes first. */
export const IRQ_PRIO_RT = 0x0100
