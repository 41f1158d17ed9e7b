// The virtio-mmio transport, version 2 (section 4.2 of the specification): registers, negotiation
// of features, device status, interrupt, configuration space, and the virtqueues of a device.
//
// What the device does with its queues is its `VirtioDeviceType`, in the file of the model. The
// model has a transport, and passes the accesses to its registers on.

import type { AccessSize, DeviceContext } from '../../device.ts'
import {
  ACKNOWLEDGE,
  CONFIG,
  CONFIG_GENERATION,
  CONFIGURATION_CHANGE,
  DEVICE_FEATURES,
  DEVICE_FEATURES_SEL,
  DEVICE_ID,
  DEVICE_NEEDS_RESET,
  DEVICE_VERSION,
  DRIVER,
  DRIVER_FEATURES,
  DRIVER_FEATURES_SEL,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
  INTERRUPT_ACK,
  INTERRUPT_STATUS,
  MAGIC,
  MAGIC_VALUE,
  QUEUE_DESC_HIGH,
  QUEUE_DESC_LOW,
  QUEUE_DEVICE_HIGH,
  QUEUE_DEVICE_LOW,
  QUEUE_DRIVER_HIGH,
  QUEUE_DRIVER_LOW,
  QUEUE_NOTIFY,
  QUEUE_NUM,
  QUEUE_NUM_MAX,
  QUEUE_READY,
  QUEUE_SEL,
  SHM_BASE_HIGH,
  SHM_BASE_LOW,
  SHM_LEN_HIGH,
  SHM_LEN_LOW,
  STATUS,
  USED_BUFFER,
  VENDOR,
  VENDOR_ID,
  VERSION,
  VIRTIO_F_ACCESS_PLATFORM,
  VIRTIO_F_EVENT_IDX,
  VIRTIO_F_INDIRECT_DESC,
  VIRTIO_F_VERSION_1,
} from './registers.ts'
import { Virtqueue, type VirtqueueDevice } from './virtqueue.ts'

/** What makes a virtio device a disk, a console, and so on. */
export interface VirtioDeviceType {
  /** The number of the type (section 5 of the specification). */
  readonly deviceId: number
  /** Features of the type that are offered: bits 0 to 23. */
  readonly features: number
  /** Configuration space, at most 256 bytes. Behind it, reads give 0; writes are lost. */
  readonly config: Uint8Array
  /** The most entries of each queue: powers of 2. */
  readonly queueSizes: readonly number[]
  /** Available buffer notification: there may be new chains in a queue, and the device runs. */
  notified(queue: Virtqueue): void
  /** The device is reset: what it was doing is forgotten. */
  reset(): void
}

const driverBits = ACKNOWLEDGE | DRIVER | DRIVER_OK | FEATURES_OK | FAILED
/** Words of feature bits: types may use bits up to 127. */
const featureWords = 4

/** The registers of a virtio device. */
export class VirtioMmio implements VirtqueueDevice {
  readonly queues: readonly Virtqueue[]
  readonly #type: VirtioDeviceType
  readonly #offered: Uint32Array = new Uint32Array(featureWords)
  readonly #accepted: Uint32Array = new Uint32Array(featureWords)
  #context: DeviceContext | null = null
  #status = 0
  #interruptStatus = 0
  #configGeneration = 0
  #deviceFeaturesSel = 0
  #driverFeaturesSel = 0
  #queueSel = 0
  #failure: string | null = null

  constructor(type: VirtioDeviceType) {
    this.#type = type
    this.queues = type.queueSizes.map((size, index) => new Virtqueue(this, index, size))
    this.#offered[0] = type.features
    for (const bit of [
      VIRTIO_F_INDIRECT_DESC,
      VIRTIO_F_EVENT_IDX,
      VIRTIO_F_VERSION_1,
      VIRTIO_F_ACCESS_PLATFORM,
    ])
      (this.#offered[bit >>> 5] as number) |= 1 << (bit & 31)
  }

  /** Device status. */
  get status(): number {
    return this.#status
  }

  /** Why the device needs a reset, for people; null if it does not. */
  get failure(): string | null {
    return this.#failure
  }

  get isRunning(): boolean {
    return (this.#status & (DRIVER_OK | DEVICE_NEEDS_RESET | FAILED)) === DRIVER_OK
  }

  hasFeature(bit: number): boolean {
    return ((this.#accepted[bit >>> 5] as number) & (1 << (bit & 31))) !== 0
  }

  attach(context: DeviceContext): void {
    this.#context = context
  }

  reset(): void {
    this.#status = 0
    this.#failure = null
    this.#setInterruptStatus(0)
    this.#deviceFeaturesSel = 0
    this.#driverFeaturesSel = 0
    this.#queueSel = 0
    this.#accepted.fill(0)
    for (const queue of this.queues) queue.reset()
    this.#type.reset()
  }

  /** Control registers are accessed by 4 bytes; other reads give 0. */
  read(offset: number, size: AccessSize): number {
    if (offset >= CONFIG) return this.#readConfig(offset - CONFIG, size)
    if (size !== 4) return 0
    switch (offset) {
      case MAGIC_VALUE:
        return MAGIC
      case DEVICE_VERSION:
        return VERSION
      case DEVICE_ID:
        return this.#type.deviceId
      case VENDOR_ID:
        return VENDOR
      case DEVICE_FEATURES:
        return this.#offered[this.#deviceFeaturesSel] ?? 0
      case QUEUE_NUM_MAX:
        return this.#queue?.maxSize ?? 0
      case QUEUE_READY:
        return this.#queue?.isReady === true ? 1 : 0
      case INTERRUPT_STATUS:
        return this.#interruptStatus
      case STATUS:
        return this.#status
      case SHM_LEN_LOW:
      case SHM_LEN_HIGH:
      case SHM_BASE_LOW:
      case SHM_BASE_HIGH:
        return 0xffff_ffff
      case CONFIG_GENERATION:
        return this.#configGeneration
      default:
        return 0
    }
  }

  /** Control registers are accessed by 4 bytes; other writes are lost. */
  write(offset: number, size: AccessSize, value: number): void {
    if (size !== 4) return
    switch (offset) {
      case DEVICE_FEATURES_SEL:
        this.#deviceFeaturesSel = value
        break
      case DRIVER_FEATURES:
        this.#accept(value)
        break
      case DRIVER_FEATURES_SEL:
        this.#driverFeaturesSel = value
        break
      case QUEUE_SEL:
        this.#queueSel = value
        break
      case QUEUE_NUM:
        this.#queue?.setSize(value)
        break
      case QUEUE_READY:
        this.#queue?.setReady((value & 1) === 1)
        break
      case QUEUE_NOTIFY:
        this.#notify(value)
        break
      case INTERRUPT_ACK:
        this.#setInterruptStatus(this.#interruptStatus & ~value)
        break
      case STATUS:
        this.#setStatus(value)
        break
      case QUEUE_DESC_LOW:
      case QUEUE_DESC_HIGH:
      case QUEUE_DRIVER_LOW:
      case QUEUE_DRIVER_HIGH:
      case QUEUE_DEVICE_LOW:
      case QUEUE_DEVICE_HIGH:
        this.#queue?.setArea(((offset - QUEUE_DESC_LOW) >> 3) + ((offset >> 2) & 1), value)
        break
      default:
    }
  }

  dmaRead(address: number, target: Uint8Array): boolean {
    return this.#context?.dmaRead(address, target) ?? false
  }

  dmaWrite(address: number, source: Uint8Array): boolean {
    return this.#context?.dmaWrite(address, source) ?? false
  }

  notifyUsed(): void {
    this.#setInterruptStatus(this.#interruptStatus | USED_BUFFER)
  }

  /** The type has changed its configuration space. */
  configChanged(): void {
    this.#configGeneration = (this.#configGeneration + 1) >>> 0
    if (this.isRunning) this.#setInterruptStatus(this.#interruptStatus | CONFIGURATION_CHANGE)
  }

  fail(reason: string): void {
    if (this.#failure !== null) return
    this.#failure = reason
    this.#status |= DEVICE_NEEDS_RESET
    if ((this.#status & DRIVER_OK) !== 0)
      this.#setInterruptStatus(this.#interruptStatus | CONFIGURATION_CHANGE)
  }

  get #queue(): Virtqueue | undefined {
    return this.queues[this.#queueSel]
  }

  #setInterruptStatus(bits: number): void {
    this.#interruptStatus = bits
    this.#context?.setLine(0, bits !== 0)
  }

  #accept(bits: number): void {
    if ((this.#status & FEATURES_OK) !== 0 || this.#driverFeaturesSel >= featureWords) return
    this.#accepted[this.#driverFeaturesSel] = bits
  }

  get #areFeaturesLegal(): boolean {
    const isSubset = this.#accepted.every(
      (bits, word) => (bits & ~(this.#offered[word] as number)) === 0,
    )
    return isSubset && this.hasFeature(VIRTIO_F_VERSION_1)
  }

  // Bits are set in the order of the initialization, and stay: only a reset clears them.
  #setStatus(value: number): void {
    if (value === 0) return this.reset()
    let next = this.#status | (value & driverBits)
    if ((next & ACKNOWLEDGE) === 0) next &= ~DRIVER
    const wantsFeatures = (next & ~this.#status & FEATURES_OK) !== 0
    if (wantsFeatures && ((next & DRIVER) === 0 || !this.#areFeaturesLegal)) next &= ~FEATURES_OK
    if ((next & FEATURES_OK) === 0) next &= ~DRIVER_OK
    this.#status = next
  }

  #notify(index: number): void {
    const queue = this.queues[index]
    if (queue !== undefined && queue.isReady && this.isRunning) this.#type.notified(queue)
  }

  #readConfig(offset: number, size: AccessSize): number {
    const { config } = this.#type
    let value = 0
    for (let index = size - 1; index >= 0; index--)
      value = value * 256 + (config[offset + index] ?? 0)
    return value
  }
}
