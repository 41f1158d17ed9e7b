// Type numbers of objects (documented header `handle/handletype.h`).
//
// The bounds for user resources are documented by name only; the values are ours (a public sample
// agrees with the upper one). System types lie below them; their names and values are ours.
// Programs import this file as well, so it imports nothing.

/** First type number of a user resource. */
export const HANDLE_TYPE_USER_FIRST = 0x00010000
/** Last type number of a user resource. */
export const HANDLE_TYPE_USER_LAST = 0x0001ffff

/** A badge: the object of a resource transfer context. */
export const HANDLE_TYPE_BADGE = 0x0001
/** One end of an IPC channel, or a listener. */
export const HANDLE_TYPE_IPC = 0x0002
/** A process. */
export const HANDLE_TYPE_TASK = 0x0003
/** A thread. */
export const HANDLE_TYPE_THREAD = 0x0004
/** A notification receiver. */
export const HANDLE_TYPE_NOTICE = 0x0005
/** A range of I/O ports. */
export const HANDLE_TYPE_IOPORT = 0x0006
/** A memory-mapped I/O region. */
export const HANDLE_TYPE_MMIO = 0x0007
/** A DMA buffer. */
export const HANDLE_TYPE_DMA = 0x0008
/** An interrupt. */
export const HANDLE_TYPE_IRQ = 0x0009
/** A shared memory buffer. */
export const HANDLE_TYPE_MDL = 0x000a
/** An IPC synchronization object. */
export const HANDLE_TYPE_IPC_SYNC = 0x000b
/** A list of processes, or an item of one. */
export const HANDLE_TYPE_STATISTICS = 0x000c
/** The log of the security audit. */
export const HANDLE_TYPE_AUDIT = 0x000d

/**
 * True for a type number that a user resource may have: HANDLE_TYPE_USER_FIRST to
 * HANDLE_TYPE_USER_LAST, both included.
 */
export function isUserHandleType(type: number): boolean {
  return type >= HANDLE_TYPE_USER_FIRST && type <= HANDLE_TYPE_USER_LAST
}
