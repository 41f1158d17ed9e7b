// The virtio block device (section 5.2 of the specification): one request queue over a
// `BlockStore`.
//
// A request is used completely: what it leaves of its writable bytes is filled with zeros, and
// the last one is the status. So the used length is always that of all its writable bytes.
// Requests are done in their order, at once or, with a latency, one after the other on the
// machine's clock; until then they stay in the ring.

import type { AccessSize, Device, DeviceContext } from '../../device.ts'
import { type BlockStore, SECTOR_BYTES } from './block-store.ts'
import type { DescriptorChain } from './descriptor-chain.ts'
import { maxBlockSegmentBytes, maxQueueSize, maxZeroSectors, maxZeroSegments } from './limits.ts'
import { VIRTIO_MMIO_BYTES } from './registers.ts'
import { VirtioMmio } from './virtio-mmio.ts'
import type { Virtqueue } from './virtqueue.ts'

const BLOCK_DEVICE = 2

const F_SIZE_MAX = 1
const F_SEG_MAX = 2
const F_RO = 5
const F_BLK_SIZE = 6
const F_FLUSH = 9
const F_DISCARD = 13
const F_WRITE_ZEROES = 14

const T_IN = 0
const T_OUT = 1
const T_FLUSH = 4
const T_GET_ID = 8
const T_DISCARD = 11
const T_WRITE_ZEROES = 13

const S_OK = 0
const S_IOERR = 1
const S_UNSUPP = 2
/** No status: the device has failed. */
const S_FAILED = -1

const HEADER_BYTES = 16
const ID_BYTES = 20
const CONFIG_BYTES = 60
const SEGMENT_BYTES = 16
const UNMAP = 1

const bounceBytes = 65_536

/** How a block device is made. */
export interface VirtioBlockOptions {
  /** For people. Default: `virtio-block`. */
  readonly name?: string
  /** What the GET_ID request answers: up to 20 characters of ASCII. Default: the name. */
  readonly id?: string
  /** Milliseconds that each request takes, after those before it. Default 0: done at once. */
  readonly latency?: number
}

/** A disk. It has one interrupt line. */
export class VirtioBlock implements Device {
  readonly name: string
  readonly registerBytes: number = VIRTIO_MMIO_BYTES
  readonly transport: VirtioMmio
  readonly #store: BlockStore
  readonly #id: Uint8Array = new Uint8Array(ID_BYTES)
  readonly #latency: number
  readonly #header: Uint8Array = new Uint8Array(HEADER_BYTES)
  readonly #headerView: DataView = new DataView(this.#header.buffer)
  readonly #segments: Uint8Array = new Uint8Array(maxZeroSegments * SEGMENT_BYTES)
  readonly #segmentsView: DataView = new DataView(this.#segments.buffer)
  readonly #status: Uint8Array = new Uint8Array(1)
  #bounce: Uint8Array | null = null
  #context: DeviceContext | null = null
  #isBusy = false
  /** Bytes that the request has written, from its first writable one on. */
  #written = 0

  /** @throws RangeError if the latency is negative. */
  constructor(store: BlockStore, options: VirtioBlockOptions = {}) {
    const { name = 'virtio-block', id = name, latency = 0 } = options
    if (!(latency >= 0)) throw new RangeError(`${name}: a latency of ${latency} ms is none`)
    this.name = name
    this.#store = store
    this.#latency = latency
    for (let index = 0; index < Math.min(id.length, ID_BYTES); index++)
      this.#id[index] = id.charCodeAt(index)
    this.transport = new VirtioMmio({
      deviceId: BLOCK_DEVICE,
      features: featuresOf(store),
      config: configOf(store),
      queueSizes: [maxQueueSize],
      notified: (queue) => this.#notified(queue),
      reset: () => this.#forget(),
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

  /** The first request is done. */
  tick(): void {
    const [queue] = this.transport.queues
    if (queue === undefined) return
    this.#isBusy = false
    this.#serve(queue, Math.min(queue.available(), 1))
    this.#begin(queue)
  }

  #notified(queue: Virtqueue): void {
    if (this.#latency === 0) this.#serve(queue, queue.available())
    else this.#begin(queue)
  }

  #forget(): void {
    this.#isBusy = false
    this.#context?.cancelTick()
  }

  #begin(queue: Virtqueue): void {
    if (this.#isBusy || queue.available() === 0) return
    this.#isBusy = true
    this.#context?.tickAfter(this.#latency)
  }

  #serve(queue: Virtqueue, count: number): void {
    for (let left = count; left > 0; left--) {
      const chain = queue.peek()
      if (chain === null || !this.#execute(chain)) return
      queue.complete(chain.writableBytes)
    }
    queue.signal()
  }

  #execute(chain: DescriptorChain): boolean {
    const statusAt = chain.writableBytes - 1
    if (statusAt < 0) {
      this.transport.fail('a block request has no room for its status')
      return false
    }
    if (!chain.read(0, this.#header)) return false
    this.#written = 0
    const status = this.#perform(chain, statusAt)
    if (status === S_FAILED || !this.#fillUp(chain, statusAt)) return false
    this.#status[0] = status
    return chain.write(statusAt, this.#status)
  }

  #perform(chain: DescriptorChain, room: number): number {
    const type = this.#headerView.getUint32(0, true)
    const sector = uint64(this.#headerView, 8)
    switch (type) {
      case T_IN:
        return this.#in(chain, sector, room)
      case T_OUT:
        return this.#out(chain, sector, chain.readableBytes - HEADER_BYTES)
      case T_FLUSH:
        return this.#store.flush() ? S_OK : S_IOERR
      case T_GET_ID:
        this.#written = Math.min(room, ID_BYTES)
        return chain.write(0, this.#id.subarray(0, this.#written)) ? S_OK : S_FAILED
      case T_DISCARD:
        return this.#zero(chain, F_DISCARD)
      case T_WRITE_ZEROES:
        return this.#zero(chain, F_WRITE_ZEROES)
      default:
        return S_UNSUPP
    }
  }

  #in(chain: DescriptorChain, sector: number, bytes: number): number {
    const store = this.#store
    if (!isInside(store, sector, bytes)) return S_IOERR
    const view = store.view?.(sector, bytes)
    if (view !== undefined) {
      this.#written = bytes
      return chain.write(0, view) ? S_OK : S_FAILED
    }
    while (this.#written < bytes) {
      const part = this.#bounceOf(bytes - this.#written)
      if (!store.read(sector + this.#written / SECTOR_BYTES, part)) return S_IOERR
      if (!chain.write(this.#written, part)) return S_FAILED
      this.#written += part.length
    }
    return S_OK
  }

  #out(chain: DescriptorChain, sector: number, bytes: number): number {
    const store = this.#store
    if (store.isReadOnly === true || !isInside(store, sector, bytes)) return S_IOERR
    const view = store.view?.(sector, bytes)
    if (view !== undefined) {
      if (!chain.read(HEADER_BYTES, view)) return S_FAILED
      return this.#isStable()
    }
    for (let done = 0; done < bytes;) {
      const part = this.#bounceOf(bytes - done)
      if (!chain.read(HEADER_BYTES + done, part)) return S_FAILED
      if (!store.write(sector + done / SECTOR_BYTES, part)) return S_IOERR
      done += part.length
    }
    return this.#isStable()
  }

  // A driver that did not ask for FLUSH has a write-through disk.
  #isStable(): number {
    return this.transport.hasFeature(F_FLUSH) || this.#store.flush() ? S_OK : S_IOERR
  }

  #zero(chain: DescriptorChain, feature: number): number {
    const bytes = chain.readableBytes - HEADER_BYTES
    if (!this.transport.hasFeature(feature)) return S_UNSUPP
    if (bytes === 0 || bytes % SEGMENT_BYTES !== 0 || bytes > this.#segments.length) return S_IOERR
    if (!chain.read(HEADER_BYTES, this.#segments.subarray(0, bytes))) return S_FAILED
    const legalFlags = feature === F_WRITE_ZEROES ? UNMAP : 0
    for (let at = 0; at < bytes; at += SEGMENT_BYTES) {
      if ((this.#segmentsView.getUint32(at + 12, true) & ~legalFlags) !== 0) return S_UNSUPP
      const sectors = this.#segmentsView.getUint32(at + 8, true)
      const sector = uint64(this.#segmentsView, at)
      if (sectors > maxZeroSectors || !isInside(this.#store, sector, sectors * SECTOR_BYTES))
        return S_IOERR
    }
    for (let at = 0; at < bytes; at += SEGMENT_BYTES) {
      const sectors = this.#segmentsView.getUint32(at + 8, true)
      if (!this.#zeroSectors(uint64(this.#segmentsView, at), sectors * SECTOR_BYTES)) return S_IOERR
    }
    return this.#isStable()
  }

  #zeroSectors(sector: number, bytes: number): boolean {
    for (let done = 0; done < bytes;) {
      const zeros = this.#bounceOf(bytes - done).fill(0)
      if (!this.#store.write(sector + done / SECTOR_BYTES, zeros)) return false
      done += zeros.length
    }
    return true
  }

  #fillUp(chain: DescriptorChain, end: number): boolean {
    for (let at = this.#written; at < end;) {
      const zeros = this.#bounceOf(end - at).fill(0)
      if (!chain.write(at, zeros)) return false
      at += zeros.length
    }
    return true
  }

  #bounceOf(bytes: number): Uint8Array {
    this.#bounce ??= new Uint8Array(bounceBytes)
    return this.#bounce.subarray(0, Math.min(bytes, bounceBytes))
  }
}

function featuresOf(store: BlockStore): number {
  const features = (1 << F_SIZE_MAX) | (1 << F_SEG_MAX) | (1 << F_BLK_SIZE) | (1 << F_FLUSH)
  if (store.isReadOnly === true) return features | (1 << F_RO)
  return features | (1 << F_DISCARD) | (1 << F_WRITE_ZEROES)
}

function configOf(store: BlockStore): Uint8Array {
  const config = new Uint8Array(CONFIG_BYTES)
  const view = new DataView(config.buffer)
  view.setUint32(0, store.sectors % 2 ** 32, true)
  view.setUint32(4, Math.floor(store.sectors / 2 ** 32), true)
  view.setUint32(8, maxBlockSegmentBytes, true)
  // Without the descriptors of header and status.
  view.setUint32(12, maxQueueSize - 2, true)
  view.setUint32(20, SECTOR_BYTES, true)
  if (store.isReadOnly === true) return config
  view.setUint32(36, maxZeroSectors, true)
  view.setUint32(40, maxZeroSegments, true)
  view.setUint32(44, 1, true)
  view.setUint32(48, maxZeroSectors, true)
  view.setUint32(52, maxZeroSegments, true)
  return config
}

// Past 2^53 the number is rounded, and outside of every store.
function uint64(view: DataView, offset: number): number {
  return view.getUint32(offset + 4, true) * 2 ** 32 + view.getUint32(offset, true)
}

function isInside(store: BlockStore, sector: number, bytes: number): boolean {
  return bytes % SECTOR_BYTES === 0 && sector + bytes / SECTOR_BYTES <= store.sectors
}
