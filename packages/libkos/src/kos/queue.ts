// Queues of objects between threads: documented header `kos/queue.h`. The mechanism is
// `ObjectQueue` of `@kos/sync`.
//
// An object is a slot of the queue's buffer, seen as a Uint8Array that is the same each time, as a
// pointer would be. It keeps its slot until it is freed.

import { frozenClass } from '@kos/retcode'
import { ObjectQueue, type SlotSink } from '@kos/sync'
import { PARKED } from '@kos/thread'
import { formatRetcode, rcInvalidArgument, rcInvalidOperation, rcOk } from '@kos/retcode'
import type { Library, Sys } from '../runtime/sys.ts'
import { waiterOf } from '../runtime/thread-waiter.ts'
import { isTimeout } from './mutex.ts'
import { reportUnless } from './sync-misuse.ts'

class BytesQueue {
  readonly #queue: ObjectQueue
  readonly #views: (Uint8Array | undefined)[] = []
  readonly #slots: WeakMap<Uint8Array, number> = new WeakMap()

  /** Use KosQueueCreate. */
  constructor(queue: ObjectQueue) {
    this.#queue = queue
  }

  /** @internal `value`, if it is a queue; undefined otherwise. */
  static read(value: unknown): KosQueue | undefined {
    return Object(value) === value && #queue in (value as object) ? (value as KosQueue) : undefined
  }

  /** @internal */
  get queue(): ObjectQueue {
    return this.#queue
  }

  /** @internal The object in a slot; null if there is none. */
  at(slot: number): Uint8Array | null {
    if (slot < 0) return null
    const known = this.#views[slot]
    if (known !== undefined) return known
    const view = this.#queue.bytes(slot)
    if (view === undefined) return null
    this.#views[slot] = view
    this.#slots.set(view, slot)
    return view
  }

  /** @internal The slot of an object of this queue; -1 for other values. */
  slotOf(object: unknown): number {
    return Object(object) === object ? (this.#slots.get(object as Uint8Array) ?? -1) : -1
  }
}

/** A queue, as KosQueueCreate gives it. */
export const KosQueue: typeof BytesQueue = /* @__PURE__ */ frozenClass(BytesQueue)
/** A queue, as KosQueueCreate gives it. */
export type KosQueue = BytesQueue

/** A queue, as programs see it. */
export type KosQueueHandle = KosQueue

/**
 * Functions of queues, on `kos`. RTL_NULL is null. Those that are documented as void report misuse
 * when they refuse, and change nothing.
 */
export interface QueueApi {
  /**
   * A queue of at most `objCount` objects of `objSize` bytes, each aligned to `objAlign`, a power
   * of two (topic `kos_queue_create`). `buffer` is where they lie, aligned and large enough for
   * slots whose size is rounded up to the alignment; null: the queue makes one. Null if that cannot
   * be.
   */
  readonly KosQueueCreate: (
    objCount: number,
    objSize: number,
    objAlign: number,
    buffer: Uint8Array | null,
  ) => KosQueueHandle | null
  /**
   * A free slot, to be filled and pushed; null if there is none (topic `kos_queue_alloc`). Never
   * waits.
   */
  readonly KosQueueAlloc: (queue: KosQueueHandle) => Uint8Array | null
  /**
   * Puts an object from KosQueueAlloc or KosQueuePop at the end of the queue (topic
   * `kos_queue_push`).
   */
  readonly KosQueuePush: (queue: KosQueueHandle, obj: Uint8Array) => void
  /**
   * Takes the first object out of the queue, waiting `timeout` milliseconds at most: 0 for not at
   * all, INFINITE_TIMEOUT for ever (topic `kos_queue_pop`). Null if none came.
   */
  readonly KosQueuePop: (queue: KosQueueHandle, timeout: number) => Promise<Uint8Array | null>
  /** Gives the slot of an object back that is not in the queue (topic `kos_queue_free`). */
  readonly KosQueueFree: (queue: KosQueueHandle, obj: Uint8Array) => void
  /** Pops and frees everything that is queued (topic `kos_queue_flush`). */
  readonly KosQueueFlush: (queue: KosQueueHandle) => void
  /** Ends the queue; threads that wait for an object get null (topic `kos_queue_destroy`). */
  readonly KosQueueDestroy: (queue: KosQueueHandle) => void
}

type Act = (queue: ObjectQueue, slot: number) => number

function acting(
  sys: Sys,
  call: string,
  act: Act,
): (value: KosQueueHandle, object?: Uint8Array) => void {
  return (value, object) => {
    const queue = KosQueue.read(value)
    const rc = queue === undefined ? rcInvalidArgument : act(queue.queue, queue.slotOf(object))
    reportUnless(sys, call, rc, queue === undefined ? 'its argument is no queue' : whyNot(rc))
  }
}

function whyNot(rc: number): string {
  if (rc === rcInvalidArgument) return 'this is no object of the queue'
  if (rc === rcInvalidOperation)
    return 'the object is free or queued already, or the queue was destroyed'
  return formatRetcode(rc)
}

// Asks first what cannot be feigned.
function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && value instanceof Uint8Array
}

/** Keeps the slot that a pop found. */
class Popped implements SlotSink {
  slot = -1

  accept(slot: number): void {
    this.slot = slot
  }
}

/** The program half of queues. */
export const queueLibrary: Library<QueueApi> = /* @__PURE__ */ Object.freeze({
  KosQueueCreate: () => (count, size, align, buffer) => {
    if (typeof align !== 'number' || (buffer !== null && !isBytes(buffer))) return null
    const { queue } = ObjectQueue.create({
      count,
      size,
      align,
      ...(buffer === null ? {} : { buffer }),
    })
    return queue === undefined ? null : new KosQueue(queue)
  },
  KosQueueAlloc: () => (value) => {
    const queue = KosQueue.read(value)
    return queue === undefined ? null : queue.at(queue.queue.alloc())
  },
  KosQueuePush: (sys) => acting(sys, 'KosQueuePush', (queue, slot) => queue.push(slot)),
  KosQueuePop: (sys) => (value, timeout) => {
    const queue = KosQueue.read(value)
    if (queue === undefined || !isTimeout(timeout))
      return sys.wait(rcInvalidArgument).then(() => null)
    const popped = new Popped()
    const waiter = waiterOf(sys)
    const answer = waiter.complete(queue.queue.pop(waiter, timeout, popped))
    const finish = (rc: number): Uint8Array | null => (rc === rcOk ? queue.at(popped.slot) : null)
    return answer === PARKED
      ? waiter.wait(answer).then((rc) => finish(Number(rc)))
      : sys.result(answer, finish)
  },
  KosQueueFree: (sys) => acting(sys, 'KosQueueFree', (queue, slot) => queue.free(slot)),
  KosQueueFlush: (sys) => acting(sys, 'KosQueueFlush', (queue) => queue.flush()),
  KosQueueDestroy: (sys) => acting(sys, 'KosQueueDestroy', (queue) => queue.destroy()),
})
