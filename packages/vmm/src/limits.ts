// Every limit of this package, and the sizes it starts with.
//
// Each limit is tested at its value and one past it (`test/limits.test.ts`).

/** First address past all address spaces: addresses have 48 bits. */
export const addressSpaceSize: number = 2 ** 48
/**
 * Lowest address that can be allocated: below it nothing ever is, so that a null pointer with an
 * offset is found.
 */
export const minAddress = 0x1_0000
/** Order of the largest block of frames: 2^10 frames, 4 MiB. Also what host memory is taken in. */
export const maxOrder = 10
/** Frames in a chunk, the largest block. */
export const framesPerChunk: number = 1 << maxOrder
/** Most bytes of physical memory: 64 GiB, because a page table entry has 24 bits for the frame. */
export const maxPhysicalBytes: number = 2 ** 36
/** Frames below 4 GiB, which devices with 32-bit addresses reach. */
export const lowZoneFrames: number = 2 ** 20
/** Most regions of an address space: 2^20. */
export const maxRegions: number = 1 << 20
/** Most tables in the page table of an address space: 2^18, which take 512 MiB. */
export const maxTables: number = 1 << 18
/** Most bytes of a shared buffer: all physical memory there can be. */
export const maxMdlBytes: number = maxPhysicalBytes
/** Largest size that a heap puts into slabs; larger areas have pages of their own. */
export const maxSlabObjectBytes = 8192
/** Most bytes of the slabs of one heap: 16 GiB. */
export const maxSlabBytes: number = 2 ** 34
/** Most bytes that one heap area can have: 2^40. */
export const maxObjectBytes: number = 2 ** 40

/** Regions an address space has room for at first. */
export const initialRegions = 16
/** Tables a page table has room for at first. */
export const FIRST_TABLES = 4
