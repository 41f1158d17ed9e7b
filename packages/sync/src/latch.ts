// A latch (`std::latch`, `CountDownLatch`): a count that goes down to 0, and stays there. Waiters
// wait until it is 0. Unlike a barrier, those who count down do not wait, and it is used once.

import { rcBusy, rcFail, rcInvalidArgument, rcOk } from '@kos/retcode'
import { type Host, type Waiter, WaitKind, WaitQueue } from '@kos/thread'
import { maxLatchCount } from './limits.ts'
import { commonOptions, nameOf } from './name.ts'
import { described } from './option-names.ts'
import { refusal, timeoutOf, waiterFor, type WaitOptions, waitOptions } from './wait-options.ts'

/** How a latch is made. */
export interface LatchOptions {
  /** For people, in reports. */
  readonly name?: string
  /** Where the time-outs of `whenZero` come from; default the global object's. */
  readonly host?: Host
}

/** Lets others wait until something has happened a number of times. */
export class Latch {
  /** For people; empty if it has none. */
  readonly name: string
  readonly #host: Host | null
  readonly #queue: WaitQueue = new WaitQueue()
  #count: number

  /** `count` is an integer from 0 to maxLatchCount, else a RangeError is thrown. */
  constructor(count: number, options: LatchOptions = {}) {
    this.name = nameOf('Latch', options, commonOptions)
    if (!Number.isInteger(count) || count < 0 || count > maxLatchCount)
      throw new RangeError(
        `the count of a latch is an integer from 0 to ${maxLatchCount}, not ${described(count)}`,
      )
    this.#count = count
    this.#host = options.host ?? null
  }

  /** How often it has still to be counted down. */
  get count(): number {
    return this.#count
  }

  /** How many waiters it has. Walks the queue. */
  get waiting(): number {
    return this.#queue.length
  }

  /**
   * Counts down; at 0 all waiters go on. rcOk; rcInvalidArgument unless `times` is an integer from
   * 1; rcFail if the count is less: nothing has changed.
   */
  countDown(times = 1): number {
    if (!Number.isInteger(times) || times < 1) return rcInvalidArgument
    if (times > this.#count) return rcFail
    this.#count -= times
    if (this.#count === 0) this.#queue.wakeAll(rcOk)
    return rcOk
  }

  /**
   * Waits until the count is 0, at most `timeout` milliseconds (INFINITE_TIMEOUT: for ever; 0: not
   * at all).
   *
   * rcOk, PARKED; rcTimeout; rcInvalidThreadState if the waiter waits already.
   */
  wait(waiter: Waiter, timeout: number): number {
    if (this.#count === 0) return rcOk
    return this.#queue.park(waiter, timeout, WaitKind.latch, this)
  }

  /** rcOk if the count is 0, else rcBusy. */
  tryWait(): number {
    return this.#count === 0 ? rcOk : rcBusy
  }

  /**
   * Resolves when the count is 0. Rejects with `signal.reason`, or with RetcodeError(rcTimeout).
   */
  whenZero(options?: WaitOptions): Promise<void> {
    const rejection = refusal(options, waitOptions)
    if (rejection !== null) return rejection
    const waiter = waiterFor(options, this.#host)
    return waiter.settle(this.wait(waiter, timeoutOf(options)), undefined, options?.signal)
  }
}
