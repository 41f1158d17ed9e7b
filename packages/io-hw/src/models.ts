// Entry `@kos/io-hw/models`: device models.

// Virtio devices on MMIO
export { type BlockStore, memoryStore, SECTOR_BYTES } from './models/virtio/block-store.ts'
export { VirtioBlock, type VirtioBlockOptions } from './models/virtio/block.ts'
export { VirtioConsole, type VirtioConsoleOptions } from './models/virtio/console.ts'
export { VirtioEntropy } from './models/virtio/entropy.ts'
export type { DescriptorChain } from './models/virtio/descriptor-chain.ts'
export { connectLinks, type Link } from './models/virtio/link.ts'
export { VirtioNet, type VirtioNetOptions } from './models/virtio/net.ts'
export { type VirtioDeviceType, VirtioMmio } from './models/virtio/virtio-mmio.ts'
export type { Virtqueue } from './models/virtio/virtqueue.ts'
