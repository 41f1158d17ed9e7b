// A link of a bus in async code: a microtask makes each step.

import type { Bus } from '../core/bus.ts'
import { BusLink } from './bus-link.ts'
import { type LinkOptions, troubleOf } from './link-options.ts'
import type { LinkStats } from './link-stats.ts'

/** The link of a bus, until it is closed: `await using link = joinBus(bus, options)`. */
export class JoinedBus implements AsyncDisposable {
  readonly #link: BusLink
  /** Undefined when it was told what waited at the end. */
  #onTrouble: ((line: string) => void) | undefined
  readonly #step = (): void => this.#link.step()

  /** @internal It is made by `joinBus`. */
  constructor(bus: Bus<bigint>, options: LinkOptions) {
    this.#onTrouble = troubleOf(options)
    this.#link = new BusLink(bus, options, () => void settled.then(this.#step))
  }

  /** All counts. */
  stats(): LinkStats {
    return this.#link.stats()
  }

  /**
   * Ends it: its topics are free, what waits in it for the broker is gone, which `onTrouble` is told,
   * and the broker keeps what was not acknowledged for the next link of the name. Resolves when the
   * broker is closed; rejects then with what `onTrouble` threw.
   */
  close(): Promise<void> {
    // What can go at once does. Whatever `onTrouble` throws, nothing stays open.
    try {
      this.#link.step()
      this.#tellWaiting()
    } catch (error) {
      return this.#link.close().then(() => Promise.reject(error))
    }
    return this.#link.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #tellWaiting(): void {
    const tell = this.#onTrouble
    this.#onTrouble = undefined
    if (tell === undefined) return
    for (const { topic, waiting } of this.#link.stats().exports) {
      const messages = waiting === 1 ? 'message' : 'messages'
      if (waiting > 0) tell(`closed before the broker had ${waiting} ${messages} of ${topic}`)
    }
  }
}

/**
 * Joins a bus with those of other programs, over a broker.
 *
 * Throws TypeError for options that are none, and if the broker can't carry a topic; RetcodeError
 * with rcAlreadyExists if an imported topic has a publisher.
 */
export function joinBus(bus: Bus<bigint>, options: LinkOptions): JoinedBus {
  return new JoinedBus(bus, options)
}

// What follows it runs in the next microtask: not every host has `queueMicrotask`.
const settled: Promise<void> = /* @__PURE__ */ Promise.resolve()
