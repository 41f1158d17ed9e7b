// An event: a flag to wait for (manual-reset, as Win32 calls it). It stays signalled until it is
// reset; a waiter may ask that the success of its wait resets it.
//
// `set` wakes all waiters of that moment. If one or more of them asked for a reset, the event is
// non-signalled afterwards. Whether a waiter asks is its `detail`.

import { rcOk } from '@kos/retcode'
import { type Host, type QueueListener, type Waiter, WaitKind, WaitQueue } from '@kos/thread'
import { commonOptions, nameOf } from './name.ts'
import type { OptionNames } from './option-names.ts'
import { refusal, timeoutOf, waiterFor, type WaitOptions, waitOptions } from './wait-options.ts'

/** How an event is made. */
export interface EventOptions {
  /** For people, in reports. */
  readonly name?: string
  /** Where the time-outs of `whenSet` come from; default the global object's. */
  readonly host?: Host
}

/** How to wait for an event. */
export interface EventWaitOptions extends WaitOptions {
  /** True: the event is reset when this wait succeeds. Default false. */
  readonly reset?: boolean | undefined
}

const eventWaitOptions: OptionNames = [...waitOptions, 'reset']
const resets: object = Object.freeze({ reset: true })

/** A flag that others wait for. It starts non-signalled. */
export class Event implements QueueListener {
  /** For people; empty if it has none. */
  readonly name: string
  readonly #host: Host | null
  readonly #queue: WaitQueue = new WaitQueue(this)
  #isSet = false

  constructor(options: EventOptions = {}) {
    this.name = nameOf('Event', options, commonOptions)
    this.#host = options.host ?? null
  }

  /** True if the event is signalled. */
  get isSet(): boolean {
    return this.#isSet
  }

  /** How many waiters it has. Walks the queue. */
  get waiting(): number {
    return this.#queue.length
  }

  /**
   * Waits until the event is signalled, at most `timeout` milliseconds (INFINITE_TIMEOUT: for ever;
   * 0: not at all). With `reset` its success resets the event: one that is signalled already is for
   * this waiter alone.
   *
   * rcOk, PARKED; rcTimeout; rcInvalidThreadState if the waiter waits already.
   */
  wait(waiter: Waiter, reset: boolean, timeout: number): number {
    if (this.#isSet) {
      if (reset) this.#isSet = false
      return rcOk
    }
    const rc = this.#queue.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.detail = reset ? resets : null
    return this.#queue.suspend(waiter, timeout, WaitKind.event, this)
  }

  /**
   * Signals the event. All waiters go on; if one of them asked for a reset, the event is
   * non-signalled afterwards.
   */
  set(): void {
    let isSet = true
    for (let waiter = this.#queue.take(); waiter !== null; waiter = this.#queue.take()) {
      if (waiter.detail === resets) isSet = false
      waiter.detail = null
      waiter.wake(rcOk)
    }
    this.#isSet = isSet
  }

  /** Makes the event non-signalled. */
  reset(): void {
    this.#isSet = false
  }

  /**
   * Resolves when `wait` succeeds. Rejects with `signal.reason`, or with RetcodeError(rcTimeout).
   */
  whenSet(options?: EventWaitOptions): Promise<void> {
    const rejection = refusal(options, eventWaitOptions)
    if (rejection !== null) return rejection
    const waiter = waiterFor(options, this.#host)
    const answer = this.wait(waiter, options?.reset ?? false, timeoutOf(options))
    return waiter.settle(answer, undefined, options?.signal)
  }

  /** For the queue. */
  abandoned(waiter: Waiter): void {
    waiter.detail = null
  }
}
