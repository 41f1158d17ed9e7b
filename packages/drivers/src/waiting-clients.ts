// Clients that wait in a driver for input or events. Each occupies a thread that serves, so there is
// a limit to their number, and to how long one waits.

import { type Kos, type KosEvent, type Retcode, rcBusy, rcOk, rcTimeout } from '@kos/libkos'
import { maxWaitingClients } from './limits.ts'

/** The clients of a driver that wait. */
export class WaitingClients {
  readonly #maxWait: number
  #count = 0

  /** `maxWait` is the longest wait in milliseconds. */
  constructor(maxWait: number) {
    this.#maxWait = maxWait
  }

  /**
   * Waits until `isReady`, which `event` says may have changed; `timeout` milliseconds at most.
   *
   * rcOk; rcTimeout; rcBusy: too many wait already.
   */
  async wait(kos: Kos, event: KosEvent, timeout: number, isReady: () => boolean): Promise<Retcode> {
    if (isReady()) return rcOk
    if (timeout === 0) return rcTimeout
    if (this.#count >= maxWaitingClients) return rcBusy
    this.#count++
    const end = kos.KnGetMSecSinceStart() + Math.min(timeout, this.#maxWait)
    while (!isReady()) {
      const left = end - kos.KnGetMSecSinceStart()
      if (left <= 0) break
      // All that wait go on, and look: nothing is lost between the look and the wait, since no other
      // thread runs there.
      await kos.KosEventWaitTimeout(event, true, left)
    }
    this.#count--
    return isReady() ? rcOk : rcTimeout
  }
}
