// Entry `@kos/io-hw/models`: device models.

export { Mc146818, type Mc146818Options } from './models/mc146818.ts'
export {
  type ModemInputs,
  type ModemOutputs,
  Ns16550a,
  type Ns16550aOptions,
  type SerialFault,
} from './models/ns16550a.ts'
export { Pl061, type Pl061Options, type PinLevel, type PinListener } from './models/pl061.ts'

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
