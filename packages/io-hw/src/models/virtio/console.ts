// The virtio console device (section 5.3 of the specification): one port with its two queues, and
// the size of the console. The host is at the other end: `receive` and `onTransmit`.
//
// What the host sends waits here until the driver has buffers for it, also before there is a
// driver and over resets.

import type { AccessSize, Device, DeviceContext } from '../../device.ts'
import { maxConsoleInput, maxQueueSize } from './limits.ts'
import { VIRTIO_MMIO_BYTES } from './registers.ts'
import { VirtioMmio } from './virtio-mmio.ts'
import type { Virtqueue } from './virtqueue.ts'

const CONSOLE_DEVICE = 3
const F_SIZE = 0
const RECEIVE_QUEUE = 0
const TRANSMIT_QUEUE = 1

/** How a console is made. */
export interface VirtioConsoleOptions {
  /** For people. Default: `virtio-console`. */
  readonly name?: string
  /** Characters of a line. Default: 80. */
  readonly columns?: number
  /** Lines. Default: 25. */
  readonly rows?: number
}

/** A console. It has one interrupt line. */
export class VirtioConsole implements Device {
  readonly name: string
  readonly registerBytes: number = VIRTIO_MMIO_BYTES
  readonly transport: VirtioMmio
  readonly #config: DataView = new DataView(new ArrayBuffer(4))
  #context: DeviceContext | null = null
  #listener: (bytes: Uint8Array) => void = ignore
  #input: Uint8Array = new Uint8Array(0)

  constructor(options: VirtioConsoleOptions = {}) {
    const { name = 'virtio-console', columns = 80, rows = 25 } = options
    this.name = name
    this.#setConfig(columns, rows)
    this.transport = new VirtioMmio({
      deviceId: CONSOLE_DEVICE,
      features: 1 << F_SIZE,
      config: new Uint8Array(this.#config.buffer),
      queueSizes: [maxQueueSize, maxQueueSize],
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

  /**
   * The host sends bytes to the driver. Answers how many were taken: up to 65,536 wait for
   * buffers.
   */
  receive(bytes: Uint8Array): number {
    const before = this.#input
    const count = Math.min(bytes.length, maxConsoleInput - before.length)
    const input = new Uint8Array(before.length + count)
    input.set(before)
    input.set(bytes.subarray(0, count), before.length)
    this.#input = input
    this.#context?.batch(() => this.#deliver())
    return count
  }

  /** Who hears of the bytes that the driver transmits, in order. The bytes are the listener's. */
  onTransmit(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener
  }

  /** Another size, 0 to 65,535 each: the driver is told. */
  setSize(columns: number, rows: number): void {
    this.#setConfig(columns, rows)
    this.#context?.batch(() => this.transport.configChanged())
  }

  #setConfig(columns: number, rows: number): void {
    this.#config.setUint16(0, columns, true)
    this.#config.setUint16(2, rows, true)
  }

  #notified(queue: Virtqueue): void {
    if (queue.index === RECEIVE_QUEUE) this.#deliver()
    if (queue.index === TRANSMIT_QUEUE) this.#transmit(queue)
  }

  #deliver(): void {
    const queue = this.transport.queues[RECEIVE_QUEUE]
    if (queue === undefined) return
    for (let left = queue.available(); left > 0 && this.#input.length > 0; left--) {
      const chain = queue.peek()
      if (chain === null) return
      const count = Math.min(chain.writableBytes, this.#input.length)
      if (!chain.write(0, this.#input.subarray(0, count))) return
      this.#input = this.#input.subarray(count)
      queue.complete(count)
    }
    queue.signal()
  }

  // The listener may lead back to here, so the ring is looked at again after each call.
  #transmit(queue: Virtqueue): void {
    for (let left = queue.available(); left > 0 && queue.available() > 0; left--) {
      const chain = queue.peek()
      if (chain === null) return
      const bytes = new Uint8Array(chain.readableBytes)
      if (!chain.read(0, bytes)) return
      queue.complete(0)
      this.#listener(bytes)
    }
    queue.signal()
  }
}

function ignore(): void {}
