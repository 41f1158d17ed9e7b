// A virtqueue whose device answers requests, for threads that wait for the answers. Each request has
// a slot: memory of its own, and descriptors of its own, so that nothing is looked for. There are as
// many requests in flight as slots.
//
// The device says which chain it has used. Only one that is in flight comes back, once; anything
// else stops the device. So does a device that does not answer in time.

import {
  type Failure,
  type Kos,
  type KosEvent,
  KosInitializedEvent,
  KosInitializedMutex,
  KosInitializedSemaphore,
  type KosMutex,
  type KosSemaphore,
  type Result,
  type Retcode,
  rcFail,
  rcOk,
  rcTimeout,
} from '@kos/libkos'
import { maxAttempts, requestTimeout } from '../limits.ts'
import { queueBroken, queueEmpty, type SplitQueue } from './split-queue.ts'
import type { VirtioDevice, VirtioListener } from './virtio-device.ts'

const slotFree = 0
const slotInFlight = 1
const slotAnswered = 2
const slotLost = 3

/** A request at a time. */
export class RequestSlot {
  readonly index: number
  /** The first of its descriptors. */
  readonly head: number
  /** @internal */
  state: 0 | 1 | 2 | 3 = slotFree
  /** @internal Bytes that the device wrote. */
  bytes = 0
  /** @internal */
  readonly changed: KosEvent

  constructor(index: number, head: number) {
    this.index = index
    this.head = head
    this.changed = KosInitializedEvent(`request ${index}`)
  }
}

/** The requests of one queue. */
export class RequestQueue implements VirtioListener {
  readonly #device: VirtioDevice
  readonly #queue: SplitQueue
  readonly #features: readonly number[]
  readonly #perSlot: number
  readonly #slots: readonly RequestSlot[]
  readonly #free: RequestSlot[]
  readonly #freeCount: KosSemaphore
  readonly #starting: KosMutex = KosInitializedMutex('start of the device')

  /** `slots` requests at a time, of `perSlot` descriptors each; the device is started with it. */
  constructor(
    device: VirtioDevice,
    queue: SplitQueue,
    features: readonly number[],
    slots: number,
    perSlot: number,
  ) {
    this.#device = device
    this.#queue = queue
    this.#features = features
    this.#perSlot = perSlot
    this.#slots = Array.from(
      { length: slots },
      (_, index) => new RequestSlot(index, index * perSlot),
    )
    this.#free = [...this.#slots]
    this.#freeCount = KosInitializedSemaphore(slots, 'free requests')
  }

  /** Starts the device, unless it runs. Codes as `VirtioDevice.start`. */
  async start(kos: Kos): Promise<Retcode> {
    if (this.#device.isRunning) return rcOk
    await kos.KosMutexLock(this.#starting)
    const rc = this.#device.isRunning
      ? rcOk
      : await this.#device.start(kos, this.#features, [this.#queue], this)
    kos.KosMutexUnlock(this.#starting)
    return rc
  }

  /** Waits for a free slot. It is given back by `release`. */
  async acquire(kos: Kos): Promise<RequestSlot> {
    if (kos.KosSemaphoreTryWait(this.#freeCount) !== rcOk)
      await kos.KosSemaphoreWait(this.#freeCount)
    return this.#free.pop() as RequestSlot
  }

  release(kos: Kos, slot: RequestSlot): void {
    slot.state = slotFree
    this.#free.push(slot)
    kos.KosSemaphoreSignal(this.#freeCount)
  }

  /**
   * Makes a request, which `describe` writes into the slot and its descriptors, and waits for the
   * answer: `bytes` is what the device wrote. One that was lost, because the device was stopped, is
   * made again.
   *
   * rcTimeout: the device never answered; rcFail: it was stopped each time; codes of `start`.
   */
  async request(
    kos: Kos,
    slot: RequestSlot,
    describe: (slot: RequestSlot) => void,
  ): Promise<Result<{ readonly bytes: number }>> {
    let rc: Failure = rcFail
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const started = this.#device.isRunning ? rcOk : await this.start(kos)
      if (started !== rcOk) return { rc: started }
      // Another thread may have stopped it meanwhile.
      if (!this.#device.isRunning) continue
      describe(slot)
      slot.state = slotInFlight
      kos.KosEventReset(slot.changed)
      this.#queue.offer(kos, slot.head)
      this.#device.notify(kos, this.#queue)
      const waited = await kos.KosEventWaitTimeout(slot.changed, true, requestTimeout)
      if (stateOf(slot) === slotInFlight) this.#device.fail(kos, 'it did not answer in time')
      if (stateOf(slot) === slotAnswered) return { rc: rcOk, bytes: slot.bytes }
      rc = waited === rcOk ? rcFail : rcTimeout
    }
    return { rc }
  }

  /** Stops the device because of what it answered; `why` is for people. */
  refuse(kos: Kos, why: string): void {
    this.#device.fail(kos, why)
  }

  used(kos: Kos): void {
    for (let count = 0; count <= this.#queue.size; count++) {
      const head = this.#queue.take(kos)
      if (head === queueEmpty) return
      const slot = head === queueBroken ? undefined : this.#slots[head / this.#perSlot]
      if (slot === undefined || slot.state !== slotInFlight)
        return this.#device.fail(kos, 'it answered a request that nobody made')
      slot.bytes = this.#queue.takenBytes
      slot.state = slotAnswered
      kos.KosEventSet(slot.changed)
    }
  }

  stopped(kos: Kos): void {
    for (const slot of this.#slots) {
      if (slot.state !== slotInFlight) continue
      slot.state = slotLost
      kos.KosEventSet(slot.changed)
    }
  }
}

// A function, since the state changes while a thread waits, which the type checker cannot know.
function stateOf({ state }: RequestSlot): number {
  return state
}
