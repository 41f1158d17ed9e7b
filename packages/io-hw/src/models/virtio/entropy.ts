// The virtio entropy device (section 5.4 of the specification): fills buffers with the random bits
// of the machine, which are seeded under virtual time.

import type { AccessSize, Device, DeviceContext } from '../../device.ts'
import { maxEntropyBytes, maxQueueSize } from './limits.ts'
import { VIRTIO_MMIO_BYTES } from './registers.ts'
import { VirtioMmio } from './virtio-mmio.ts'
import type { Virtqueue } from './virtqueue.ts'

const ENTROPY_DEVICE = 4

/** A source of random bytes. It has one interrupt line. */
export class VirtioEntropy implements Device {
  readonly name: string
  readonly registerBytes: number = VIRTIO_MMIO_BYTES
  readonly transport: VirtioMmio
  readonly #bytes: Uint8Array = new Uint8Array(maxEntropyBytes)
  readonly #view: DataView = new DataView(this.#bytes.buffer)
  #context: DeviceContext | null = null

  /** `name` is for people; default: `virtio-entropy`. */
  constructor({ name = 'virtio-entropy' }: { readonly name?: string } = {}) {
    this.name = name
    this.transport = new VirtioMmio({
      deviceId: ENTROPY_DEVICE,
      features: 0,
      config: new Uint8Array(0),
      queueSizes: [maxQueueSize],
      notified: (queue) => this.#notified(queue),
      reset: () => {},
    })
  }

  attach(context: DeviceContext): void {
    this.#context = context
    this.transport.attach(context)
  }

  read(offset: number, size: AccessSize): number {
    return this.transport.read(offset, size)
  }

  write(offset: number, size: AccessSize, value: number): void {
    this.transport.write(offset, size, value)
  }

  reset(): void {
    this.transport.reset()
  }

  #notified(queue: Virtqueue): void {
    const context = this.#context
    if (context === null) return
    for (let left = queue.available(); left > 0; left--) {
      const chain = queue.peek()
      if (chain === null) return
      const count = Math.min(chain.writableBytes, maxEntropyBytes)
      for (let at = 0; at < count; at += 4) this.#view.setUint32(at, context.entropy(), true)
      if (!chain.write(0, this.#bytes.subarray(0, count))) return
      queue.complete(count)
    }
    queue.signal()
  }
}
