// A queue of objects of one size in one buffer: slots are allocated, filled, pushed, popped, freed.
//
// A slot is free, taken (allocated or popped) or queued. The free and the queued slots are two
// lists, linked through one array, so that no operation allocates. Here objects are slot numbers;
// `queue-object.ts` wraps one as an object with a lifetime. `push` hands an object over to the
// first waiter, so waiters wait only while nothing is queued. The bytes mean nothing to the queue.

import {
  type Failure,
  formatRetcode,
  rcAbort,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcOutOfMemory,
} from '@kos/retcode'
import { rcResourceNotFound, type Result, RetcodeError } from '@kos/retcode'
import { type Host, type QueueListener, type Waiter, WaitKind, WaitQueue } from '@kos/thread'
import { commonOptions, nameOf } from './name.ts'
import type { OptionNames } from './option-names.ts'
import { QueueObject } from './queue-object.ts'
import { checkLayout, type QueueLayout, strideOf } from './queue-layout.ts'
import { refusal, timeoutOf, waiterFor, type WaitOptions, waitOptions } from './wait-options.ts'

/** How an object queue is made. */
export interface ObjectQueueOptions extends QueueLayout {
  /** For people, in reports. */
  readonly name?: string
  /** Where the time-outs of `take` come from; default the global object's. */
  readonly host?: Host
}

/** Told which slot was popped: at once, or just before its waiter is woken. */
export interface SlotSink {
  accept(slot: number): void
}

const queueOptions: OptionNames = ['count', 'size', 'align', 'buffer', ...commonOptions]

const FREE = 0
const TAKEN = 1
const QUEUED = 2
const NONE = -1

/** A FIFO of objects with fixed slots. */
export class ObjectQueue implements QueueListener {
  /** For people; empty if it has none. */
  readonly name: string
  /** How many slots there are. */
  readonly count: number
  /** Bytes of an object. */
  readonly size: number
  /** Bytes from one object to the next: the size, rounded up to the alignment. */
  readonly stride: number
  readonly #host: Host | null
  readonly #waiters: WaitQueue = new WaitQueue(this)
  readonly #states: Uint8Array
  readonly #next: Int32Array
  #buffer: Uint8Array | null
  #free = 0
  #first = NONE
  #last = NONE
  #queued = 0
  #taken = 0

  /** Throws a RetcodeError with the code that `create` would answer. */
  constructor(options: ObjectQueueOptions) {
    const rc = checkLayout(options)
    if (rc !== rcOk)
      throw new RetcodeError(
        rc as Failure,
        `an object queue cannot be made like this: ${formatRetcode(rc)}`,
      )
    this.name = nameOf('ObjectQueue', options, queueOptions)
    this.count = options.count
    this.size = options.size
    this.stride = strideOf(options)
    this.#host = options.host ?? null
    this.#buffer = options.buffer ?? allocate(this.stride * this.count)
    this.#states = new Uint8Array(this.count)
    this.#next = new Int32Array(this.count)
    for (let slot = 0; slot < this.count; slot++) this.#next[slot] = slot + 1
    this.#next[this.count - 1] = NONE
  }

  /**
   * A new queue. rcInvalidArgument: `count` is no integer from 1 to maxQueueObjects, `size` none
   * from 1 to maxObjectSize, `align` no power of two up to there, or the buffer is not aligned.
   * rcBufferTooSmall: the buffer is. rcOutOfMemory: there is no room for a buffer.
   */
  static create(options: ObjectQueueOptions): Result<{ queue: ObjectQueue }> {
    try {
      return { rc: rcOk, queue: new ObjectQueue(options) }
    } catch (error) {
      if (error instanceof RetcodeError) return { rc: error.rc }
      throw error
    }
  }

  /** How many objects are queued. */
  get queued(): number {
    return this.#queued
  }

  /** How many slots are taken: allocated or popped, and neither pushed nor freed since. */
  get taken(): number {
    return this.#taken
  }

  /** How many waiters wait for an object. Walks the queue. */
  get waiting(): number {
    return this.#waiters.length
  }

  /** True until `destroy`. */
  get isUsable(): boolean {
    return this.#buffer !== null
  }

  /**
   * Takes a free slot: its number from 0, or rcOutOfMemory if there is none; rcInvalidOperation
   * after `destroy`. Its bytes are as they were left.
   */
  alloc(): number {
    if (this.#buffer === null) return rcInvalidOperation
    const slot = this.#free
    if (slot === NONE) return rcOutOfMemory
    this.#free = this.#next[slot] as number
    this.#states[slot] = TAKEN
    this.#taken++
    return slot
  }

  /**
   * Puts a taken slot at the end of the queue, or hands it over to the first waiter.
   *
   * rcOk; rcInvalidArgument for what is no slot of this queue; rcInvalidOperation for a slot that
   * is not taken, and after `destroy`.
   */
  push(slot: number): number {
    const rc = this.#checkTaken(slot)
    if (rc !== rcOk) return rc
    const waiter = this.#waiters.take()
    if (waiter === null) this.#append(slot)
    else this.#handOver(slot, waiter)
    return rcOk
  }

  /**
   * Takes the first object out of the queue, waiting at most `timeout` milliseconds
   * (INFINITE_TIMEOUT: for ever; 0: not at all). `sink` is told its slot, which stays taken until
   * it is freed or pushed again.
   *
   * rcOk, PARKED; rcTimeout; rcAbort if the queue is destroyed meanwhile; rcInvalidOperation after
   * `destroy`; rcInvalidThreadState if the waiter waits already.
   */
  pop(waiter: Waiter, timeout: number, sink: SlotSink): number {
    if (this.#first !== NONE) {
      sink.accept(this.#removeFirst())
      return rcOk
    }
    if (this.#buffer === null) return rcInvalidOperation
    const rc = this.#waiters.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.detail = sink
    return this.#waiters.suspend(waiter, timeout, WaitKind.queue, this)
  }

  /**
   * Takes the first object out of the queue: its slot; or rcResourceNotFound if there is none,
   * rcInvalidOperation after `destroy`.
   */
  tryPop(): number {
    if (this.#first !== NONE) return this.#removeFirst()
    return this.#buffer === null ? rcInvalidOperation : rcResourceNotFound
  }

  /** Gives a taken slot back. The codes of `push`. */
  free(slot: number): number {
    const rc = this.#checkTaken(slot)
    if (rc !== rcOk) return rc
    this.#states[slot] = FREE
    this.#next[slot] = this.#free
    this.#free = slot
    this.#taken--
    return rcOk
  }

  /**
   * Pops and frees everything that is queued; taken slots stay taken. rcOk; rcInvalidOperation
   * after `destroy`.
   */
  flush(): number {
    if (this.#buffer === null) return rcInvalidOperation
    while (this.#first !== NONE) this.free(this.#removeFirst())
    return rcOk
  }

  /**
   * Ends the queue and drops its buffer. Its waiters get rcAbort. rcOk; rcInvalidOperation if that
   * was done before.
   */
  destroy(): number {
    if (this.#buffer === null) return rcInvalidOperation
    this.flush()
    this.#buffer = null
    this.#waiters.wakeAll(rcAbort)
    return rcOk
  }

  /** Where a slot begins in the buffer, in bytes; undefined for what is no slot. */
  offsetOf(slot: number): number | undefined {
    return this.#states[slot] === undefined ? undefined : slot * this.stride
  }

  /** The slot that begins at an offset in the buffer; undefined if none does. */
  slotAt(offset: number): number | undefined {
    const slot = offset / this.stride
    return this.#states[slot] === undefined ? undefined : slot
  }

  /**
   * The bytes of a slot, `size` of them: a new view of the buffer. Undefined for what is no slot,
   * and after `destroy`.
   */
  bytes(slot: number): Uint8Array | undefined {
    const offset = this.offsetOf(slot)
    return offset === undefined ? undefined : this.#buffer?.subarray(offset, offset + this.size)
  }

  /** Takes a free slot, to be filled and pushed; undefined if there is none. */
  reserve(): QueueObject | undefined {
    const slot = this.alloc()
    if (slot < 0) return undefined
    const object = new QueueObject(this)
    object.accept(slot)
    return object
  }

  /**
   * Resolves with the first object, as `pop`. Rejects with `signal.reason`, or with RetcodeError
   * and the code of `pop`.
   */
  take(options?: WaitOptions): Promise<QueueObject> {
    const rejection = refusal(options, waitOptions)
    if (rejection !== null) return rejection
    const waiter = waiterFor(options, this.#host)
    const object = new QueueObject(this)
    return waiter.settle(this.pop(waiter, timeoutOf(options), object), object, options?.signal)
  }

  /** The first object; undefined if none is queued. */
  tryTake(): QueueObject | undefined {
    const slot = this.tryPop()
    if (slot < 0) return undefined
    const object = new QueueObject(this)
    object.accept(slot)
    return object
  }

  /** For the queue. */
  abandoned(waiter: Waiter): void {
    waiter.detail = null
  }

  #checkTaken(slot: number): number {
    const state = this.#states[slot]
    if (state === TAKEN && this.#buffer !== null) return rcOk
    return state === undefined ? rcInvalidArgument : rcInvalidOperation
  }

  #append(slot: number): void {
    this.#states[slot] = QUEUED
    this.#next[slot] = NONE
    if (this.#first === NONE) this.#first = slot
    else this.#next[this.#last] = slot
    this.#last = slot
    this.#queued++
    this.#taken--
  }

  #removeFirst(): number {
    const slot = this.#first
    this.#first = this.#next[slot] as number
    this.#states[slot] = TAKEN
    this.#queued--
    this.#taken++
    return slot
  }

  // The slot stays taken, by another thread.
  #handOver(slot: number, waiter: Waiter): void {
    const sink = waiter.detail as SlotSink
    waiter.detail = null
    sink.accept(slot)
    waiter.wake(rcOk)
  }
}

function allocate(length: number): Uint8Array {
  try {
    return new Uint8Array(length)
  } catch {
    throw new RetcodeError(rcOutOfMemory)
  }
}
