// Every limit of this package, and the sizes it starts with.
//
// Each limit is tested at its value and one past it (`test/limits.test.ts`).

/** Bytes of an address space: addresses have 48 bits. */
export const addressSpaceSize: number = 2 ** 48
/** Lowest address that can be allocated, so that a null pointer with a small offset faults. */
export const minAddress = 0x1_0000
/** Order of the largest block of frames, and of a chunk: 2^10 frames, 4 MiB. */
export const maxOrder = 10
/** Frames of a chunk, the unit in which host memory is allocated. */
export const framesPerChunk: number = 1 << maxOrder
/** Most bytes of physical memory: 64 GiB, because a page table entry has 24 bits for the frame. */
export const maxPhysicalBytes: number = 2 ** 36
/** Physical pages that an entry can name: frames from 0 on, device windows behind them. */
export const maxPhysicalPages: number = 2 ** 24
/** Frames below 4 GiB, which devices with 32-bit addresses reach. */
export const lowZoneFrames: number = 2 ** 20
/** Most regions of an address space: 2^20. */
export const maxRegions: number = 1 << 20
/** Most tables in the page table of an address space: 2^18, which take 512 MiB. */
export const maxTables: number = 1 << 18
/** Most bytes of a shared buffer: all physical memory there can be. */
export const maxMdlBytes: number = maxPhysicalBytes
/** Most bytes of an object in a slab; larger objects have pages of their own. */
export const maxSlabObjectBytes = 8192
/** Most bytes of the slabs of one heap: 16 GiB. */
export const maxSlabBytes: number = 2 ** 34
/** Most bytes of one object of a heap: 2^40. */
export const maxObjectBytes: number = 2 ** 40

/** Regions for which a new address space has room. */
export const initialRegions = 3
