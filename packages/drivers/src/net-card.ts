// A virtio network card for the threads of its driver: section 5.1 of the specification. Frames lie
// in buffers of DMA memory, each with the header of the device in front, which is zero here: no
// offloads are agreed on.
//
// Each buffer has the descriptor of its number. All buffers for arriving frames are with the device,
// but for those whose frames nobody has taken yet.

import {
  type Handle,
  type Kos,
  type KosEvent,
  KosInitializedEvent,
  KosInitializedMutex,
  type KosMutex,
  PAGE_SIZE,
  type Result,
  type Retcode,
  rcBufferTooSmall,
  rcNotReady,
  rcOk,
  rcTimeout,
} from '@kos/libkos'
import { copyFromClient, copyToClient } from './client-buffer.ts'
import { MaxFrame, MaxWait, MinFrame } from './generated/kl/drivers/Net.idl.ts'
import { type DmaMemory, openDmaMemory } from './io-resources.ts'
import { netBufferBytes, netReceiveBuffers, netSendBuffers, requestTimeout } from './limits.ts'
import type { DeviceDescription } from './machine-file.ts'
import { deviceIdNet } from './virtio/registers.ts'
import { descriptorWrite, queueBroken, queueEmpty, SplitQueue } from './virtio/split-queue.ts'
import { VirtioDevice, type VirtioListener } from './virtio/virtio-device.ts'
import { WaitingClients } from './waiting-clients.ts'

const featureMac = 5
const featureStatus = 16
const macBytes = 6
const statusOffset = 6
const statusLinkUp = 1

/** Bytes of the header in front of each frame. */
const headerBytes = 12

/** A frame that arrived. */
interface ArrivedFrame {
  readonly buffer: number
  readonly length: number
}

/** The card. */
export class NetCard implements VirtioListener {
  /** Frames that were lost, since they were malformed, or too long for who took them. */
  lost = 0
  readonly #device: VirtioDevice
  readonly #receiving: DmaMemory
  readonly #sending: DmaMemory
  readonly #receiveQueue: SplitQueue
  readonly #sendQueue: SplitQueue
  readonly #waiting: WaitingClients = new WaitingClients(MaxWait)
  readonly #starting: KosMutex = KosInitializedMutex('start of the card')
  readonly #arrival: KosEvent = KosInitializedEvent('arrival')
  readonly #sent: KosEvent = KosInitializedEvent('sent')
  readonly #arrived: ArrivedFrame[] = []
  /** Buffers that the device has, by number. */
  readonly #offered: boolean[] = []
  readonly #free: number[] = []

  private constructor(
    device: VirtioDevice,
    control: DmaMemory,
    receiving: DmaMemory,
    sending: DmaMemory,
  ) {
    const { addr, deviceAddr } = control
    this.#device = device
    this.#receiving = receiving
    this.#sending = sending
    this.#receiveQueue = new SplitQueue(0, netReceiveBuffers, addr, deviceAddr)
    this.#sendQueue = new SplitQueue(1, netSendBuffers, addr + PAGE_SIZE, deviceAddr + PAGE_SIZE)
  }

  /** Finds the card and starts it. Codes as `VirtioDevice.open` and `start`. */
  static async open(
    kos: Kos,
    place: DeviceDescription,
  ): Promise<Result<{ readonly device: NetCard }>> {
    const opened = await VirtioDevice.open(kos, place, deviceIdNet)
    if (opened.rc !== rcOk) return { rc: opened.rc }
    const control = openDmaMemory(kos, 2 * PAGE_SIZE)
    if (control.rc !== rcOk) return { rc: control.rc }
    const receiving = openDmaMemory(kos, netReceiveBuffers * netBufferBytes)
    if (receiving.rc !== rcOk) return { rc: receiving.rc }
    const sending = openDmaMemory(kos, netSendBuffers * netBufferBytes)
    if (sending.rc !== rcOk) return { rc: sending.rc }
    const card = new NetCard(opened.device, control, receiving, sending)
    const rc = await card.start(kos)
    return rc === rcOk ? { rc, device: card } : { rc }
  }

  /** Starts the card, unless it runs. Codes as `VirtioDevice.start`. */
  async start(kos: Kos): Promise<Retcode> {
    await kos.KosMutexLock(this.#starting)
    const rc = this.#device.isRunning ? rcOk : await this.#startDevice(kos)
    kos.KosMutexUnlock(this.#starting)
    return rc
  }

  /** Its address; zeros if it has none. */
  mac(kos: Kos): number[] {
    const has = this.#device.features.has(featureMac)
    return Array.from({ length: macBytes }, (_, index) =>
      has ? this.#device.config8(kos, index) : 0,
    )
  }

  isUp(kos: Kos): boolean {
    if (!this.#device.features.has(featureStatus)) return true
    return (this.#device.config16(kos, statusOffset) & statusLinkUp) !== 0
  }

  /**
   * Sends a frame of the buffer of a client. rcTimeout: the card does not send; rcBusy: too many
   * clients wait; codes of `copyFromClient` and `start`.
   */
  async send(kos: Kos, buffer: Handle, offset: number, length: number): Promise<Retcode> {
    const started = await this.start(kos)
    if (started !== rcOk) return started
    const waited = await this.#waiting.wait(
      kos,
      this.#sent,
      requestTimeout,
      () => this.#free.length > 0,
    )
    if (waited === rcTimeout) this.#device.fail(kos, 'it did not send in time')
    if (waited !== rcOk) return waited
    const index = this.#free.pop() as number
    const { bytes, deviceAddr } = this.#sending
    const start = index * netBufferBytes
    const frame = start + headerBytes
    bytes.fill(0, start, frame)
    const rc = copyFromClient(kos, buffer, offset, bytes.subarray(frame, frame + length))
    if (rc !== rcOk || !this.#device.isRunning) {
      this.#free.push(index)
      return rc
    }
    this.#sendQueue.describe(kos, index, deviceAddr + start, headerBytes + length, 0)
    this.#sendQueue.offer(kos, index)
    this.#device.notify(kos, this.#sendQueue)
    return rcOk
  }

  /**
   * Takes the next frame, into the buffer of a client. rcTimeout; rcBusy: too many clients wait;
   * rcNotReady: the card was stopped meanwhile; rcBufferTooSmall: the frame is longer than `limit`,
   * and lost; codes of `copyToClient` and `start`.
   */
  async receive(
    kos: Kos,
    buffer: Handle,
    offset: number,
    limit: number,
    timeout: number,
  ): Promise<Result<{ readonly length: number }>> {
    const started = await this.start(kos)
    if (started !== rcOk) return { rc: started }
    const isOver = (): boolean => this.#arrived.length > 0 || !this.#device.isRunning
    const waited = await this.#waiting.wait(kos, this.#arrival, timeout, isOver)
    if (waited !== rcOk) return { rc: waited }
    const [frame] = this.#arrived
    if (frame === undefined) return { rc: rcNotReady }
    const { buffer: index, length } = frame
    const isTooLong = length > limit
    if (!isTooLong) {
      const start = index * netBufferBytes + headerBytes
      const bytes = this.#receiving.bytes.subarray(start, start + length)
      const rc = copyToClient(kos, buffer, offset, bytes)
      // It stays, for one who has a buffer.
      if (rc !== rcOk) return { rc }
    }
    this.#arrived.shift()
    this.#offerBuffer(kos, index)
    this.#device.notify(kos, this.#receiveQueue)
    if (!isTooLong) return { rc: rcOk, length }
    this.lost++
    return { rc: rcBufferTooSmall }
  }

  used(kos: Kos): void {
    this.#takeReceived(kos)
    if (this.#device.isRunning) this.#takeSent(kos)
  }

  stopped(kos: Kos): void {
    this.#arrived.length = 0
    kos.KosEventSet(this.#arrival)
    kos.KosEventSet(this.#sent)
  }

  async #startDevice(kos: Kos): Promise<Retcode> {
    const queues = [this.#receiveQueue, this.#sendQueue]
    const rc = await this.#device.start(kos, [featureMac, featureStatus], queues, this)
    if (rc !== rcOk) return rc
    this.#arrived.length = 0
    this.#free.length = 0
    for (let index = 0; index < netSendBuffers; index++) this.#free.push(index)
    for (let index = 0; index < netReceiveBuffers; index++) this.#offerBuffer(kos, index)
    this.#device.notify(kos, this.#receiveQueue)
    return rc
  }

  #offerBuffer(kos: Kos, index: number): void {
    const deviceAt = this.#receiving.deviceAddr + index * netBufferBytes
    this.#offered[index] = true
    this.#receiveQueue.describe(kos, index, deviceAt, netBufferBytes, descriptorWrite)
    this.#receiveQueue.offer(kos, index)
  }

  // No more than there are buffers: those that were offered again come with the next interrupt.
  #takeReceived(kos: Kos): void {
    let lost = 0
    for (let count = 0; count < netReceiveBuffers; count++) {
      const index = this.#receiveQueue.take(kos)
      if (index === queueEmpty) break
      if (index === queueBroken || this.#offered[index] !== true)
        return this.#device.fail(kos, 'it received into a buffer that it does not have')
      this.#offered[index] = false
      const length = this.#receiveQueue.takenBytes - headerBytes
      if (length >= MinFrame && length <= MaxFrame) {
        this.#arrived.push({ buffer: index, length })
        kos.KosEventSet(this.#arrival)
      } else {
        lost++
        this.#offerBuffer(kos, index)
      }
    }
    this.lost += lost
    if (lost > 0) this.#device.notify(kos, this.#receiveQueue)
  }

  #takeSent(kos: Kos): void {
    for (let count = 0; count <= netSendBuffers; count++) {
      const index = this.#sendQueue.take(kos)
      if (index === queueEmpty) return
      if (index === queueBroken || this.#free.includes(index))
        return this.#device.fail(kos, 'it sent a frame that it does not have')
      this.#free.push(index)
      kos.KosEventSet(this.#sent)
    }
  }
}
