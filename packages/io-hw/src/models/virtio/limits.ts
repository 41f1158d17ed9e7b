// Every limit of the virtio devices.
//
// Each limit is tested at its value and one past it (`test/virtio/limits.test.ts`).

/** Entries of a virtqueue at most (QueueNumMax), and descriptors of a chain. */
export const maxQueueSize = 256
/** Bytes of all buffers of a chain: 32 MiB. */
export const maxChainBytes = 33_554_432
/** Bytes that one buffer gets from an entropy device. */
export const maxEntropyBytes = 4096
/** Bytes from the host that wait in a console for buffers of the driver. */
export const maxConsoleInput = 65_536
/** Bytes of an Ethernet frame without its check sequence: header and 1500 bytes. */
export const maxFrameBytes = 1514
/** Bytes of an Ethernet header, the shortest frame. */
export const minFrameBytes = 14
/** Frames that wait in a network function for buffers of the driver. */
export const maxQueuedFrames = 64
/** Bytes of a segment of a block request (`size_max`). */
export const maxBlockSegmentBytes = 131_072
/** Sectors of a segment of a discard or write zeroes request. */
export const maxZeroSectors = 8192
/** Segments of a discard or write zeroes request. */
export const maxZeroSegments = 4
