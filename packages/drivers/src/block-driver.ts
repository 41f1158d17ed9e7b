// The driver of a virtio disk, a process of class kl.drivers.Block: section 5.2 of the specification.
//
// Each request has a slot of DMA memory: a header, a status, and 128 KiB of data. What is longer is
// split. Data goes once between the slot and the shared buffer of the client. Several threads serve,
// so several requests are in flight.

import {
  type Handle,
  type Implementation,
  type Kos,
  program,
  type Program,
  type Result,
  type Retcode,
  PAGE_SIZE,
  rcFail,
  rcInvalidArgument,
  rcNoCapability,
  rcOk,
  rcUnimplemented,
} from '@kos/libkos'
import { answered, refused } from './answer.ts'
import { bufferOffset, copyFromClient, copyToClient } from './client-buffer.ts'
import { className, endpointInfo, endpoints } from './generated/kl/drivers/Block.edl.ts'
import { Block, MaxSectors, SectorSize } from './generated/kl/drivers/Block.idl.ts'
import { type DmaMemory, openDmaMemory } from './io-resources.ts'
import { diskSlotBytes, diskSlots } from './limits.ts'
import type { DeviceDescription } from './machine-file.ts'
import { driveDevice } from './serve-device.ts'
import { deviceIdBlock } from './virtio/registers.ts'
import { RequestQueue, type RequestSlot } from './virtio/request-queue.ts'
import { descriptorNext, descriptorWrite, SplitQueue } from './virtio/split-queue.ts'
import { VirtioDevice } from './virtio/virtio-device.ts'

const featureSizeMax = 1
const featureReadOnly = 5
const featureFlush = 9

const typeIn = 0
const typeOut = 1
const typeFlush = 4

const statusOk = 0
const statusUnsupported = 2

/** Offsets in the configuration of a disk: its sectors, and most bytes of a descriptor. */
const capacityOffset = 0
const sizeMaxOffset = 8

// A slot has three descriptors: the header, which the device reads, the data, and the status, which
// it writes.
const perSlot = 3
const headerBytes = 16
const statusOffset = 16
const slotHeadBytes = 32

/** The disk, for the threads that serve. */
class Disk {
  readonly #device: VirtioDevice
  readonly #queue: SplitQueue
  readonly #requests: RequestQueue
  /** The page of the queue, and behind it the headers of the slots. */
  readonly #control: DmaMemory
  readonly #data: readonly DmaMemory[]
  #sectors = 0
  /** Bytes of one request at most: whole sectors. */
  #partBytes = diskSlotBytes

  private constructor(device: VirtioDevice, control: DmaMemory, data: readonly DmaMemory[]) {
    this.#device = device
    this.#control = control
    this.#data = data
    const size = 2 ** Math.ceil(Math.log2(diskSlots * perSlot))
    this.#queue = new SplitQueue(0, size, control.addr, control.deviceAddr)
    const features = [featureSizeMax, featureReadOnly, featureFlush]
    this.#requests = new RequestQueue(device, this.#queue, features, diskSlots, perSlot)
  }

  static async open(
    kos: Kos,
    place: DeviceDescription,
  ): Promise<Result<{ readonly device: Disk }>> {
    const opened = await VirtioDevice.open(kos, place, deviceIdBlock)
    if (opened.rc !== rcOk) return { rc: opened.rc }
    const control = openDmaMemory(kos, 2 * PAGE_SIZE)
    if (control.rc !== rcOk) return { rc: control.rc }
    const data: DmaMemory[] = []
    for (let slot = 0; slot < diskSlots; slot++) {
      const memory = openDmaMemory(kos, diskSlotBytes)
      if (memory.rc !== rcOk) return { rc: memory.rc }
      data.push(memory)
    }
    const disk = new Disk(opened.device, control, data)
    const rc = await disk.start(kos)
    return rc === rcOk ? { rc, device: disk } : { rc }
  }

  /** Starts the disk, unless it runs, and learns how large it is. */
  async start(kos: Kos): Promise<Retcode> {
    const rc = await this.#requests.start(kos)
    if (rc !== rcOk) return rc
    this.#sectors = this.#device.config64(kos, capacityOffset)
    if (this.#device.features.has(featureSizeMax)) {
      const sizeMax = this.#device.config32(kos, sizeMaxOffset)
      const bytes = Math.min(sizeMax - (sizeMax % SectorSize), diskSlotBytes)
      this.#partBytes = Math.max(bytes, SectorSize)
    }
    return rc
  }

  /** Sectors of the disk, as the device said when it was started. */
  get sectors(): number {
    return this.#sectors
  }

  get isReadOnly(): boolean {
    return this.#device.features.has(featureReadOnly)
  }

  get canFlush(): boolean {
    return this.#device.features.has(featureFlush)
  }

  /**
   * Reads sectors into the buffer of a client, or writes them from it, in as many requests as it
   * takes.
   */
  async transfer(
    kos: Kos,
    type: typeof typeIn | typeof typeOut,
    buffer: Handle,
    offset: number,
    sector: number,
    count: number,
  ): Promise<Retcode> {
    const slot = await this.#requests.acquire(kos)
    const total = count * SectorSize
    const most = this.#partBytes
    let rc: Retcode = rcOk
    for (let done = 0; done < total && rc === rcOk; done += most) {
      const size = Math.min(most, total - done)
      const bytes = (this.#data[slot.index] as DmaMemory).bytes.subarray(0, size)
      if (type === typeOut) rc = copyFromClient(kos, buffer, offset + done, bytes)
      if (rc !== rcOk) break
      const first = sector + done / SectorSize
      const answer = await this.#requests.request(kos, slot, () =>
        this.#describe(kos, slot, type, first, size),
      )
      rc = this.#codeOf(kos, slot, answer, type === typeIn ? size : 0)
      if (type === typeIn && rc === rcOk) rc = copyToClient(kos, buffer, offset + done, bytes)
    }
    this.#requests.release(kos, slot)
    return rc
  }

  async flush(kos: Kos): Promise<Retcode> {
    const slot = await this.#requests.acquire(kos)
    const answer = await this.#requests.request(kos, slot, () =>
      this.#describe(kos, slot, typeFlush, 0, 0),
    )
    const rc = this.#codeOf(kos, slot, answer, 0)
    this.#requests.release(kos, slot)
    return rc
  }

  /** The code of a request for which the device was to write `size` bytes of data. */
  #codeOf(
    kos: Kos,
    slot: RequestSlot,
    answer: Result<{ readonly bytes: number }>,
    size: number,
  ): Retcode {
    if (answer.rc !== rcOk) return answer.rc
    const status = kos.memory.load8(this.#headOf(slot) + statusOffset)
    if (status === statusUnsupported) return rcUnimplemented
    if (status !== statusOk) return rcFail
    // What the device did not write may be data of another client.
    if (answer.bytes === size + 1) return rcOk
    this.#requests.refuse(kos, `it wrote ${answer.bytes} bytes in place of ${size + 1}`)
    return rcFail
  }

  #describe(kos: Kos, slot: RequestSlot, type: number, sector: number, bytes: number): void {
    const head = this.#headOf(slot)
    const deviceHead = head - this.#control.addr + this.#control.deviceAddr
    const { memory } = kos
    memory.store32(head, type)
    memory.store32(head + 4, 0)
    memory.store32(head + 8, sector % 2 ** 32)
    memory.store32(head + 12, Math.floor(sector / 2 ** 32))
    memory.store8(head + statusOffset, 0xff)
    const queue = this.#queue
    const first = slot.head
    const hasData = bytes > 0
    queue.describe(kos, first, deviceHead, headerBytes, descriptorNext, first + (hasData ? 1 : 2))
    if (hasData) {
      const { deviceAddr } = this.#data[slot.index] as DmaMemory
      const flags = descriptorNext | (type === typeIn ? descriptorWrite : 0)
      queue.describe(kos, first + 1, deviceAddr, bytes, flags, first + 2)
    }
    queue.describe(kos, first + 2, deviceHead + statusOffset, 1, descriptorWrite)
  }

  #headOf({ index }: RequestSlot): number {
    return this.#control.addr + PAGE_SIZE + index * slotHeadBytes
  }
}

function implementation(kos: Kos, disk: Disk): Implementation<typeof Block> {
  /** Why a request is none, or rcOk. */
  const check = (offset: number | null, sector: bigint, count: number): Retcode => {
    const isRequest = offset !== null && count > 0 && count <= MaxSectors
    if (!isRequest || sector + BigInt(count) > BigInt(disk.sectors)) return rcInvalidArgument
    return rcOk
  }
  return {
    async GetInfo() {
      const rc = await disk.start(kos)
      if (rc !== rcOk) return refused(rc)
      return {
        sectors: BigInt(disk.sectors),
        isReadOnly: disk.isReadOnly ? 1 : 0,
        canFlush: disk.canFlush ? 1 : 0,
      }
    },
    async Read({ buffer, offset, sector, count }) {
      const at = bufferOffset(offset)
      const rc = check(at, sector, count)
      if (at === null || rc !== rcOk) return answered(rc)
      return answered(await disk.transfer(kos, typeIn, buffer.handle, at, Number(sector), count))
    },
    async Write({ buffer, offset, sector, count }) {
      const at = bufferOffset(offset)
      const rc = disk.isReadOnly ? rcNoCapability : check(at, sector, count)
      if (at === null || rc !== rcOk) return answered(rc)
      return answered(await disk.transfer(kos, typeOut, buffer.handle, at, Number(sector), count))
    },
    Flush() {
      return disk.canFlush ? disk.flush(kos).then(answered) : {}
    },
  }
}

/**
 * Drives a virtio disk: a process of class `kl.drivers.Block`, whose first argument is the name of
 * the device in the declared file `machine`. It serves `kl.drivers.Block` as endpoint `block`, under
 * the name of the device and that of its class. Ends with code 1 if it cannot drive the device.
 */
export const BlockDriver: Program<Kos> = /* @__PURE__ */ program(
  { endpoints, endpointInfo },
  (kos) =>
    driveDevice(kos, {
      className,
      model: 'virtio-block',
      open: (own, place) => Disk.open(own, place),
      implement: (own, disk) => ({ block: implementation(own, disk) }),
    }),
)
