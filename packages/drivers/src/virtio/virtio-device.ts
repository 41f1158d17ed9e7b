// A virtio device in memory, the driver's side: found, reset, features, queues, notifications:
// sections 3.1 and 4.2 of the specification.
//
// A device that does not do what the specification says is stopped (`fail`). Who wants something of
// it starts it again then, from the reset on.

import {
  type Kos,
  type Result,
  type Retcode,
  rcDeviceNotFound,
  rcNotReady,
  rcOk,
  rcUnimplemented,
} from '@kos/libkos'
import { openMemory } from '../io-resources.ts'
import { startInterruptThread } from '../interrupt-thread.ts'
import { maxResetPolls } from '../limits.ts'
import type { DeviceDescription } from '../machine-file.ts'
import {
  featureAccessPlatform,
  featureVersion1,
  registerConfig,
  registerConfigGeneration,
  registerDeviceFeatures,
  registerDeviceFeaturesSel,
  registerDeviceId,
  registerDriverFeatures,
  registerDriverFeaturesSel,
  registerInterruptAck,
  registerInterruptStatus,
  registerMagic,
  registerQueueDescHigh,
  registerQueueDescLow,
  registerQueueDeviceHigh,
  registerQueueDeviceLow,
  registerQueueDriverHigh,
  registerQueueDriverLow,
  registerQueueNotify,
  registerQueueNum,
  registerQueueNumMax,
  registerQueueReady,
  registerQueueSel,
  registerStatus,
  registerVersion,
  statusAcknowledge,
  statusDriver,
  statusDriverOk,
  statusFeaturesOk,
  virtioMagic,
  virtioRegisterBytes,
  virtioVersion,
} from './registers.ts'
import type { SplitQueue } from './split-queue.ts'

/** Hears of the interrupts of a device, and of its end. */
export interface VirtioListener {
  /** The device may have used what it was offered. */
  used(kos: Kos): void
  /** The device was stopped: nothing that it was offered comes back. */
  stopped(kos: Kos): void
}

/** A virtio device. */
export class VirtioDevice {
  /** The features that were agreed on when it was started, as numbers of bits. */
  features: ReadonlySet<number> = new Set()
  readonly #addr: number
  #listener: VirtioListener | null = null
  #isRunning = false

  private constructor(addr: number) {
    this.#addr = addr
  }

  /**
   * Finds a device of a kind and takes it: its registers, its interrupt, and its accesses to memory
   * into the IOMMU domain of this process. It stands still.
   *
   * rcDeviceNotFound: there is none, or another one; codes of the functions for these resources.
   */
  static async open(
    kos: Kos,
    { memory, irqs, bdf }: DeviceDescription,
    deviceId: number,
  ): Promise<Result<{ readonly device: VirtioDevice }>> {
    const [irq] = irqs
    if (memory === null || irq === undefined || bdf === null) return { rc: rcDeviceNotFound }
    const opened = openMemory(kos, memory, virtioRegisterBytes)
    if (opened.rc !== rcOk) return { rc: opened.rc }
    const device = new VirtioDevice(opened.addr)
    const isOne =
      device.#read(kos, registerMagic) === virtioMagic &&
      device.#read(kos, registerVersion) === virtioVersion &&
      device.#read(kos, registerDeviceId) === deviceId
    if (!isOne) return { rc: rcDeviceNotFound }
    // Nothing that a driver before this one began goes on once it can reach our memory.
    device.#write(kos, registerStatus, 0)
    const attached = kos.KnIommuAttachDevice(bdf)
    if (attached !== rcOk) return { rc: attached }
    const thread = await startInterruptThread(kos, irq, (own) => device.#interrupt(own))
    return thread.rc === rcOk ? { rc: rcOk, device } : { rc: thread.rc }
  }

  /** True from a start until it fails. */
  get isRunning(): boolean {
    return this.#isRunning
  }

  /**
   * Starts the device: resets it, agrees on those of `wanted` that it offers, and gives it the
   * queues.
   *
   * rcNotReady: it does not finish the reset, or refuses the features or the queues;
   * rcUnimplemented: it is of an older version than 1.
   */
  async start(
    kos: Kos,
    wanted: readonly number[],
    queues: readonly SplitQueue[],
    listener: VirtioListener,
  ): Promise<Retcode> {
    this.#listener = listener
    if (!(await this.#reset(kos))) return rcNotReady
    this.#status(kos, statusAcknowledge)
    this.#status(kos, statusAcknowledge | statusDriver)
    const features = this.#agree(kos, [...wanted, featureVersion1, featureAccessPlatform])
    if (!features.has(featureVersion1)) return rcUnimplemented
    const chosen = statusAcknowledge | statusDriver | statusFeaturesOk
    this.#status(kos, chosen)
    if ((this.#read(kos, registerStatus) & statusFeaturesOk) === 0) return rcNotReady
    if (!queues.every((queue) => this.#give(kos, queue))) return rcNotReady
    this.features = features
    this.#status(kos, chosen | statusDriverOk)
    this.#isRunning = true
    return rcOk
  }

  /** Stops a device that does not do what it should; `why` is for people. */
  fail(kos: Kos, why: string): void {
    if (!this.#isRunning) return
    this.#isRunning = false
    this.#write(kos, registerStatus, 0)
    kos.log(`the device is reset: ${why}`)
    this.#listener?.stopped(kos)
  }

  /** Tells the device that a queue has something new. */
  notify(kos: Kos, queue: SplitQueue): void {
    this.#write(kos, registerQueueNotify, queue.index)
  }

  /** The byte of its configuration at an offset. */
  config8(kos: Kos, offset: number): number {
    return kos.IoReadMmReg8(this.#addr + registerConfig + offset)
  }

  /** 16 bits of its configuration. */
  config16(kos: Kos, offset: number): number {
    return kos.IoReadMmReg16(this.#addr + registerConfig + offset)
  }

  /** 32 bits of its configuration. */
  config32(kos: Kos, offset: number): number {
    return kos.IoReadMmReg32(this.#addr + registerConfig + offset)
  }

  /** 64 bits of its configuration, as they were at one time; exact up to 2^53. */
  config64(kos: Kos, offset: number): number {
    const at = this.#addr + registerConfig + offset
    for (let tries = 0; ; tries++) {
      const before = this.#read(kos, registerConfigGeneration)
      const value = kos.IoReadMmReg32(at) + kos.IoReadMmReg32(at + 4) * 2 ** 32
      if (this.#read(kos, registerConfigGeneration) === before || tries === maxResetPolls)
        return value
    }
  }

  async #reset(kos: Kos): Promise<boolean> {
    this.#write(kos, registerStatus, 0)
    for (let polls = 0; polls < maxResetPolls; polls++) {
      if (this.#read(kos, registerStatus) === 0) return true
      await kos.KnSleep(1)
    }
    return false
  }

  #status(kos: Kos, status: number): void {
    this.#write(kos, registerStatus, status)
  }

  #agree(kos: Kos, wanted: readonly number[]): Set<number> {
    const agreed = new Set<number>()
    for (const word of [0, 1]) {
      this.#write(kos, registerDeviceFeaturesSel, word)
      const offered = this.#read(kos, registerDeviceFeatures)
      let mask = 0
      for (const bit of wanted) {
        if (bit >>> 5 !== word || ((offered >>> (bit & 31)) & 1) === 0) continue
        agreed.add(bit)
        mask |= 1 << (bit & 31)
      }
      this.#write(kos, registerDriverFeaturesSel, word)
      this.#write(kos, registerDriverFeatures, mask >>> 0)
    }
    return agreed
  }

  #give(kos: Kos, queue: SplitQueue): boolean {
    this.#write(kos, registerQueueSel, queue.index)
    if (this.#read(kos, registerQueueReady) !== 0) return false
    if (this.#read(kos, registerQueueNumMax) < queue.size) return false
    queue.clear(kos)
    this.#write(kos, registerQueueNum, queue.size)
    this.#write64(kos, registerQueueDescLow, registerQueueDescHigh, queue.descriptorsAt)
    this.#write64(kos, registerQueueDriverLow, registerQueueDriverHigh, queue.availableAt)
    this.#write64(kos, registerQueueDeviceLow, registerQueueDeviceHigh, queue.usedAt)
    this.#write(kos, registerQueueReady, 1)
    return true
  }

  // First the acknowledgement, then the rings: what the device uses in between interrupts again.
  #interrupt(kos: Kos): void {
    const status = this.#read(kos, registerInterruptStatus)
    this.#write(kos, registerInterruptAck, status)
    if (this.#isRunning) this.#listener?.used(kos)
  }

  #read(kos: Kos, register: number): number {
    return kos.IoReadMmReg32(this.#addr + register)
  }

  #write(kos: Kos, register: number, value: number): void {
    kos.IoWriteMmReg32(this.#addr + register, value)
  }

  #write64(kos: Kos, low: number, high: number, value: number): void {
    this.#write(kos, low, value % 2 ** 32)
    this.#write(kos, high, Math.floor(value / 2 ** 32))
  }
}
