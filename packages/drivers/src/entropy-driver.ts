// The driver of a virtio entropy device, a process of class kl.drivers.Entropy: section 5.4 of the
// specification. One buffer after the other is given to the device, which fills it.

import {
  type Implementation,
  type Kos,
  PAGE_SIZE,
  program,
  type Program,
  type Result,
  rcFail,
  rcInvalidArgument,
  rcOk,
} from '@kos/libkos'
import { refused } from './answer.ts'
import { className, endpointInfo, endpoints } from './generated/kl/drivers/Entropy.edl.ts'
import { type Entropy, MaxBytes } from './generated/kl/drivers/Entropy.idl.ts'
import { type DmaMemory, openDmaMemory } from './io-resources.ts'
import type { DeviceDescription } from './machine-file.ts'
import { driveDevice } from './serve-device.ts'
import { deviceIdEntropy } from './virtio/registers.ts'
import { RequestQueue } from './virtio/request-queue.ts'
import { descriptorWrite, SplitQueue } from './virtio/split-queue.ts'
import { VirtioDevice } from './virtio/virtio-device.ts'

/** The device, for the threads that serve. */
class EntropySource {
  readonly #queue: SplitQueue
  readonly #requests: RequestQueue
  readonly #data: DmaMemory

  private constructor(device: VirtioDevice, control: DmaMemory, data: DmaMemory) {
    this.#data = data
    this.#queue = new SplitQueue(0, 1, control.addr, control.deviceAddr)
    this.#requests = new RequestQueue(device, this.#queue, [], 1, 1)
  }

  static async open(
    kos: Kos,
    place: DeviceDescription,
  ): Promise<Result<{ readonly device: EntropySource }>> {
    const opened = await VirtioDevice.open(kos, place, deviceIdEntropy)
    if (opened.rc !== rcOk) return { rc: opened.rc }
    const control = openDmaMemory(kos, PAGE_SIZE)
    if (control.rc !== rcOk) return { rc: control.rc }
    const data = openDmaMemory(kos, PAGE_SIZE)
    if (data.rc !== rcOk) return { rc: data.rc }
    const source = new EntropySource(opened.device, control, data)
    const rc = await source.#requests.start(kos)
    return rc === rcOk ? { rc, device: source } : { rc }
  }

  /** So many random bytes, in as many requests as the device needs. */
  async read(kos: Kos, count: number): Promise<Result<{ readonly data: Uint8Array }>> {
    const bytes = new Uint8Array(count)
    const slot = await this.#requests.acquire(kos)
    let done = 0
    let rc: Result['rc'] = rcOk
    while (done < count && rc === rcOk) {
      const wanted = count - done
      const answer = await this.#requests.request(kos, slot, () =>
        this.#queue.describe(kos, slot.head, this.#data.deviceAddr, wanted, descriptorWrite),
      )
      rc = answer.rc
      if (answer.rc !== rcOk) break
      if (answer.bytes === 0 || answer.bytes > wanted) {
        this.#requests.refuse(kos, `it wrote ${answer.bytes} bytes of ${wanted}`)
        rc = rcFail
        break
      }
      bytes.set(this.#data.bytes.subarray(0, answer.bytes), done)
      done += answer.bytes
    }
    // Nobody else gets them.
    this.#data.bytes.fill(0)
    this.#requests.release(kos, slot)
    return rc === rcOk ? { rc, data: bytes } : { rc }
  }
}

function implementation(kos: Kos, source: EntropySource): Implementation<Entropy> {
  return {
    async Read({ count }) {
      if (count > MaxBytes) return refused(rcInvalidArgument)
      const { rc, data } = await source.read(kos, count)
      return rc === rcOk ? { data } : refused(rc)
    },
  }
}

/**
 * Drives a virtio entropy device: a process of class `kl.drivers.Entropy`, whose first argument is
 * the name of the device in the declared file `machine`. It serves `kl.drivers.Entropy` as endpoint
 * `entropy`, under the name of the device and that of its class. Ends with code 1 if it cannot drive
 * the device.
 */
export const EntropyDriver: Program<Kos> = /* @__PURE__ */ program(
  { endpoints, endpointInfo },
  (kos) =>
    driveDevice(kos, {
      className,
      model: 'virtio-entropy',
      open: (own, place) => EntropySource.open(own, place),
      implement: (own, source) => ({ entropy: implementation(own, source) }),
    }),
)
