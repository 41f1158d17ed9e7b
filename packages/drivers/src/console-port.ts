// A virtio console for the threads of its driver: the first port of section 5.3 of the
// specification. There is a fixed number of buffers in DMA memory for each direction; each has the
// descriptor of its number.
//
// A buffer that bytes arrived in goes back to the device when somebody has read all of them. So what
// nobody reads is not lost here: it stays with the host.

import {
  type Kos,
  type KosEvent,
  KosInitializedEvent,
  KosInitializedMutex,
  type KosMutex,
  PAGE_SIZE,
  type Result,
  type Retcode,
  rcNotReady,
  rcOk,
  rcTimeout,
  rcUnimplemented,
} from '@kos/libkos'
import { type Config, MaxWait, ParityNone } from './generated/kl/drivers/Serial.idl.ts'
import { type DmaMemory, openDmaMemory } from './io-resources.ts'
import { consoleBufferBytes, consoleBuffers, requestTimeout } from './limits.ts'
import type { DeviceDescription } from './machine-file.ts'
import type { SerialDevice } from './serial-endpoint.ts'
import { deviceIdConsole } from './virtio/registers.ts'
import { descriptorWrite, queueBroken, queueEmpty, SplitQueue } from './virtio/split-queue.ts'
import { VirtioDevice, type VirtioListener } from './virtio/virtio-device.ts'
import { WaitingClients } from './waiting-clients.ts'

const dataBytes = consoleBuffers * consoleBufferBytes

/** Bytes that arrived in a buffer, and nobody has read. */
interface ArrivedBytes {
  readonly buffer: number
  start: number
  readonly end: number
}

/** The console. */
export class ConsolePort implements SerialDevice, VirtioListener {
  /** Bytes that had arrived and were not read when the device was reset. */
  lost = 0
  /** None do: there is no line. */
  readonly damaged = 0
  /** Bytes of 8 bits, without a speed. */
  readonly config: Config = { baudRate: 0, dataBits: 8, stopBits: 1, parity: ParityNone }
  readonly #device: VirtioDevice
  readonly #receiving: DmaMemory
  readonly #sending: DmaMemory
  readonly #receiveQueue: SplitQueue
  readonly #sendQueue: SplitQueue
  readonly #waiting: WaitingClients = new WaitingClients(MaxWait)
  readonly #starting: KosMutex = KosInitializedMutex('start of the console')
  readonly #hasInput: KosEvent = KosInitializedEvent('input')
  readonly #hasRoom: KosEvent = KosInitializedEvent('room for output')
  readonly #arrived: ArrivedBytes[] = []
  /** Buffers for input that the device has, by number. */
  readonly #offered: boolean[] = []
  /** Buffers for output that the device does not have. */
  readonly #free: number[] = []
  /** When the device last gave back a buffer for output, or got one and had none. */
  #lastSent = 0

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
    this.#receiveQueue = new SplitQueue(0, consoleBuffers, addr, deviceAddr)
    this.#sendQueue = new SplitQueue(1, consoleBuffers, addr + PAGE_SIZE, deviceAddr + PAGE_SIZE)
  }

  /** Finds the console and starts it. Codes as `VirtioDevice.open` and `start`. */
  static async open(
    kos: Kos,
    place: DeviceDescription,
  ): Promise<Result<{ readonly device: ConsolePort }>> {
    const opened = await VirtioDevice.open(kos, place, deviceIdConsole)
    if (opened.rc !== rcOk) return { rc: opened.rc }
    const control = openDmaMemory(kos, 2 * PAGE_SIZE)
    if (control.rc !== rcOk) return { rc: control.rc }
    const receiving = openDmaMemory(kos, dataBytes)
    if (receiving.rc !== rcOk) return { rc: receiving.rc }
    const sending = openDmaMemory(kos, dataBytes)
    if (sending.rc !== rcOk) return { rc: sending.rc }
    const port = new ConsolePort(opened.device, control, receiving, sending)
    const rc = await port.#start(kos)
    return rc === rcOk ? { rc, device: port } : { rc }
  }

  /** Answers rcUnimplemented: a console has neither speed nor format. */
  setConfig(): Retcode {
    return rcUnimplemented
  }

  /**
   * Takes as many bytes to send as there is room for, at least one. rcTimeout; rcBusy: too many
   * clients wait; rcNotReady: the console was stopped meanwhile; codes of `VirtioDevice.start`.
   */
  async write(
    kos: Kos,
    bytes: Uint8Array,
    timeout: number,
  ): Promise<Result<{ readonly count: number }>> {
    const started = await this.#start(kos)
    if (started !== rcOk) return { rc: started }
    const isOver = (): boolean => this.#free.length > 0 || !this.#device.isRunning
    const waited = await this.#waiting.wait(kos, this.#hasRoom, timeout, isOver)
    if (waited === rcTimeout && kos.KnGetMSecSinceStart() - this.#lastSent >= requestTimeout)
      this.#device.fail(kos, 'it did not send in time')
    if (waited !== rcOk) return { rc: waited }
    if (!this.#device.isRunning) return { rc: rcNotReady }
    if (this.#free.length === consoleBuffers) this.#lastSent = kos.KnGetMSecSinceStart()
    let count = 0
    while (count < bytes.length && this.#free.length > 0)
      count += this.#send(kos, bytes.subarray(count, count + consoleBufferBytes))
    this.#device.notify(kos, this.#sendQueue)
    return { rc: rcOk, count }
  }

  /**
   * Takes what has arrived, at least one byte. rcTimeout; rcBusy: too many clients wait; rcNotReady:
   * the console was stopped meanwhile; codes of `VirtioDevice.start`.
   */
  async read(
    kos: Kos,
    limit: number,
    timeout: number,
  ): Promise<Result<{ readonly data: Uint8Array }>> {
    const started = await this.#start(kos)
    if (started !== rcOk) return { rc: started }
    const isOver = (): boolean => this.#arrived.length > 0 || !this.#device.isRunning
    const waited = await this.#waiting.wait(kos, this.#hasInput, timeout, isOver)
    if (waited !== rcOk) return { rc: waited }
    if (this.#arrived.length === 0) return { rc: rcNotReady }
    const data = new Uint8Array(Math.min(limit, this.#arrivedBytes))
    let done = 0
    while (done < data.length) done += this.#take(kos, data.subarray(done))
    this.#device.notify(kos, this.#receiveQueue)
    return { rc: rcOk, data }
  }

  used(kos: Kos): void {
    this.#takeReceived(kos)
    if (this.#device.isRunning) this.#takeSent(kos)
  }

  stopped(kos: Kos): void {
    this.lost += this.#arrivedBytes
    this.#arrived.length = 0
    kos.KosEventSet(this.#hasInput)
    kos.KosEventSet(this.#hasRoom)
  }

  /** Starts the console, unless it runs. */
  async #start(kos: Kos): Promise<Retcode> {
    await kos.KosMutexLock(this.#starting)
    const rc = this.#device.isRunning ? rcOk : await this.#startDevice(kos)
    kos.KosMutexUnlock(this.#starting)
    return rc
  }

  async #startDevice(kos: Kos): Promise<Retcode> {
    const rc = await this.#device.start(kos, [], [this.#receiveQueue, this.#sendQueue], this)
    if (rc !== rcOk) return rc
    this.#free.length = 0
    for (let index = 0; index < consoleBuffers; index++) {
      this.#free.push(index)
      this.#offerBuffer(kos, index)
    }
    this.#device.notify(kos, this.#receiveQueue)
    return rc
  }

  get #arrivedBytes(): number {
    return this.#arrived.reduce((sum, { start, end }) => sum + end - start, 0)
  }

  #send(kos: Kos, bytes: Uint8Array): number {
    const index = this.#free.pop() as number
    const start = index * consoleBufferBytes
    this.#sending.bytes.set(bytes, start)
    this.#sendQueue.describe(kos, index, this.#sending.deviceAddr + start, bytes.length, 0)
    this.#sendQueue.offer(kos, index)
    return bytes.length
  }

  // Fills `target` from the first buffer, and gives that back once it is empty.
  #take(kos: Kos, target: Uint8Array): number {
    const first = this.#arrived[0] as ArrivedBytes
    const count = Math.min(first.end - first.start, target.length)
    const at = first.buffer * consoleBufferBytes + first.start
    target.set(this.#receiving.bytes.subarray(at, at + count))
    first.start += count
    if (first.start === first.end) {
      this.#arrived.shift()
      this.#offerBuffer(kos, first.buffer)
    }
    return count
  }

  #offerBuffer(kos: Kos, index: number): void {
    const deviceAt = this.#receiving.deviceAddr + index * consoleBufferBytes
    this.#offered[index] = true
    this.#receiveQueue.describe(kos, index, deviceAt, consoleBufferBytes, descriptorWrite)
    this.#receiveQueue.offer(kos, index)
  }

  // No more than there are buffers: those that were offered again come with the next interrupt.
  #takeReceived(kos: Kos): void {
    for (let count = 0; count < consoleBuffers; count++) {
      const buffer = this.#receiveQueue.take(kos)
      if (buffer === queueEmpty) return
      if (buffer === queueBroken || this.#offered[buffer] !== true)
        return this.#device.fail(kos, 'it received into a buffer that it does not have')
      const end = this.#receiveQueue.takenBytes
      if (end === 0 || end > consoleBufferBytes)
        return this.#device.fail(kos, `it received ${end} bytes into ${consoleBufferBytes}`)
      this.#offered[buffer] = false
      this.#arrived.push({ buffer, start: 0, end })
      kos.KosEventSet(this.#hasInput)
    }
  }

  #takeSent(kos: Kos): void {
    for (let count = 0; count <= consoleBuffers; count++) {
      const index = this.#sendQueue.take(kos)
      if (index === queueEmpty) return
      if (index === queueBroken || this.#free.includes(index))
        return this.#device.fail(kos, 'it sent a buffer that it does not have')
      this.#free.push(index)
      this.#lastSent = kos.KnGetMSecSinceStart()
      kos.KosEventSet(this.#hasRoom)
    }
  }
}
