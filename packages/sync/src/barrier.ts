// A barrier (`pthread_barrier_t`): a number of parties, each of which waits until all have arrived.
// Then it begins anew, for the next phase.
//
// Who has arrived waits in the queue; the last one does not wait. A party whose wait ends before
// that, by time-out or abort, has not arrived: the others wait for it, or for another.

import { rcInvalidThreadState, rcOk } from '@kos/retcode'
import { type Host, type QueueListener, type Waiter, WaitKind, WaitQueue } from '@kos/thread'
import { maxBarrierParties } from './limits.ts'
import { commonOptions, nameOf } from './name.ts'
import { described } from './option-names.ts'
import { refusal, timeoutOf, waiterFor, type WaitOptions, waitOptions } from './wait-options.ts'

/** How a barrier is made. */
export interface BarrierOptions {
  /** For people, in reports. */
  readonly name?: string
  /** Where the time-outs of `arrive` come from; default the global object's. */
  readonly host?: Host
}

/** Lets a number of parties go on together. */
export class Barrier implements QueueListener {
  /** For people; empty if it has none. */
  readonly name: string
  /** How many must arrive. */
  readonly parties: number
  readonly #host: Host | null
  readonly #queue: WaitQueue = new WaitQueue(this)
  #arrived = 0

  /** `parties` is an integer from 1 to maxBarrierParties, else a RangeError is thrown. */
  constructor(parties: number, options: BarrierOptions = {}) {
    this.name = nameOf('Barrier', options, commonOptions)
    if (!Number.isInteger(parties) || parties < 1 || parties > maxBarrierParties)
      throw new RangeError(
        `a barrier has 1 to ${maxBarrierParties} parties, not ${described(parties)}`,
      )
    this.parties = parties
    this.#host = options.host ?? null
  }

  /** How many have arrived and wait. */
  get waiting(): number {
    return this.#arrived
  }

  /**
   * Arrives, and waits for the others at most `timeout` milliseconds (INFINITE_TIMEOUT: for ever;
   * 0: not at all). The last one to arrive lets all go on, and does not wait.
   *
   * rcOk, PARKED; rcTimeout: it has not arrived; rcInvalidThreadState if the waiter waits already.
   */
  wait(waiter: Waiter, timeout: number): number {
    if (waiter.queue !== null) return rcInvalidThreadState
    if (this.#arrived + 1 === this.parties) {
      this.#arrived = 0
      this.#queue.wakeAll(rcOk)
      return rcOk
    }
    const rc = this.#queue.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    this.#arrived++
    return this.#queue.suspend(waiter, timeout, WaitKind.barrier, this)
  }

  /**
   * Arrives, and resolves when all have. Rejects with `signal.reason`, or with
   * RetcodeError(rcTimeout): it has not arrived.
   */
  arrive(options?: WaitOptions): Promise<void> {
    const rejection = refusal(options, waitOptions)
    if (rejection !== null) return rejection
    const waiter = waiterFor(options, this.#host)
    return waiter.settle(this.wait(waiter, timeoutOf(options)), undefined, options?.signal)
  }

  /** For the queue. */
  abandoned(): void {
    this.#arrived--
  }
}
