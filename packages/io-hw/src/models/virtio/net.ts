// The virtio network device (section 5.1 of the specification): one receive and one transmit
// queue, a MAC address and the state of the link. No offloads, no control queue: the header in
// front of each frame has nothing in it. The host side is a `Link`.
//
// A frame that arrives while the driver has no buffer waits, with others, up to a number. What
// does not wait, and what can't be a frame, is dropped and counted.

import type { AccessSize, Device, DeviceContext } from '../../device.ts'
import type { DescriptorChain } from './descriptor-chain.ts'
import { maxFrameBytes, maxQueuedFrames, maxQueueSize, minFrameBytes } from './limits.ts'
import type { Link } from './link.ts'
import { VIRTIO_MMIO_BYTES } from './registers.ts'
import { VirtioMmio } from './virtio-mmio.ts'
import type { Virtqueue } from './virtqueue.ts'

const NETWORK_DEVICE = 1
const F_MAC = 5
const F_STATUS = 16
const RECEIVE_QUEUE = 0
const TRANSMIT_QUEUE = 1
const STATUS_AT = 6
const CONFIG_BYTES = 8
const S_LINK_UP = 1
const HEADER_BYTES = 12
const NUM_BUFFERS_AT = 10

const macPattern = /^[\da-f]{2}(:[\da-f]{2}){5}$/i

/** How a network function is made. */
export interface VirtioNetOptions {
  /** Its address: six bytes in hexadecimal, with colons. Default: `02:00:00:00:00:01`. */
  readonly mac?: string
  /** For people. Default: `virtio-net`. */
  readonly name?: string
}

/** A network interface. It has one interrupt line. */
export class VirtioNet implements Device {
  readonly name: string
  readonly registerBytes: number = VIRTIO_MMIO_BYTES
  readonly transport: VirtioMmio
  /** Where a cable is plugged in: `send` gives the driver a frame, `onFrame` hears its frames. */
  readonly link: Link = { send: (frame) => this.#receive(frame), onFrame: null }
  readonly #config: Uint8Array = new Uint8Array(CONFIG_BYTES)
  readonly #header: Uint8Array = new Uint8Array(HEADER_BYTES)
  readonly #waiting: Uint8Array[] = []
  #context: DeviceContext | null = null
  #droppedFrames = 0

  /** @throws RangeError if `mac` is none, or is the address of a group. */
  constructor(options: VirtioNetOptions = {}) {
    const { mac = '02:00:00:00:00:01', name = 'virtio-net' } = options
    const bytes = mac.split(':').map((byte) => Number.parseInt(byte, 16))
    if (!macPattern.test(mac) || ((bytes[0] ?? 1) & 1) !== 0)
      throw new RangeError(`${name}: ${mac} is no MAC address of an interface`)
    this.name = name
    this.#config.set(bytes)
    this.#config[STATUS_AT] = S_LINK_UP
    this.transport = new VirtioMmio({
      deviceId: NETWORK_DEVICE,
      features: (1 << F_MAC) | (1 << F_STATUS),
      config: this.#config,
      queueSizes: [maxQueueSize, maxQueueSize],
      notified: (queue) => this.#notified(queue),
      reset: () => void this.#waiting.splice(0),
    })
  }

  /** Frames of both directions that were dropped. */
  get droppedFrames(): number {
    return this.#droppedFrames
  }

  /** True if the link is up, as it is in the beginning. */
  get isLinkUp(): boolean {
    return this.#config[STATUS_AT] === S_LINK_UP
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

  /** Takes the link up or down: the driver is told. While it is down, all frames are dropped. */
  setLinkUp(isUp: boolean): void {
    if (isUp === this.isLinkUp) return
    this.#config[STATUS_AT] = isUp ? S_LINK_UP : 0
    this.#context?.batch(() => this.transport.configChanged())
  }

  #notified(queue: Virtqueue): void {
    if (queue.index === RECEIVE_QUEUE) this.#deliver()
    if (queue.index === TRANSMIT_QUEUE) this.#transmit(queue)
  }

  #receive(frame: Uint8Array): void {
    const { length } = frame
    const isFrame = length >= minFrameBytes && length <= maxFrameBytes
    if (!isFrame || !this.isLinkUp || !this.transport.isRunning) return this.#drop()
    if (this.#waiting.length === maxQueuedFrames) return this.#drop()
    this.#waiting.push(frame)
    this.#context?.batch(() => this.#deliver())
  }

  #deliver(): void {
    const queue = this.transport.queues[RECEIVE_QUEUE]
    if (queue === undefined) return
    let left = queue.available()
    while (left > 0) {
      const frame = this.#waiting.shift()
      if (frame === undefined) break
      const chain = queue.peek()
      if (chain === null) return
      if (chain.writableBytes < HEADER_BYTES + frame.length) {
        this.#drop()
        continue
      }
      if (!this.#fill(chain, frame)) return
      queue.complete(HEADER_BYTES + frame.length)
      left--
    }
    queue.signal()
  }

  #fill(chain: DescriptorChain, frame: Uint8Array): boolean {
    this.#header.fill(0)
    this.#header[NUM_BUFFERS_AT] = 1
    return chain.write(0, this.#header) && chain.write(HEADER_BYTES, frame)
  }

  // `onFrame` may lead back to here, so the ring is looked at again after each call.
  #transmit(queue: Virtqueue): void {
    for (let left = queue.available(); left > 0 && queue.available() > 0; left--) {
      const chain = queue.peek()
      if (chain === null || !chain.read(0, this.#header)) return
      const length = chain.readableBytes - HEADER_BYTES
      const isFrame = length >= minFrameBytes && length <= maxFrameBytes
      const frame = new Uint8Array(isFrame ? length : 0)
      if (!chain.read(HEADER_BYTES, frame)) return
      queue.complete(0)
      const { onFrame } = this.link
      if (isFrame && this.isLinkUp && onFrame !== null) onFrame(frame)
      else this.#drop()
    }
    queue.signal()
  }

  #drop(): void {
    this.#droppedFrames++
  }
}
