// The quota of a process for its output: so much in each second of the kernel's clock. The rest of
// the second is lost, so that one process can't fill the output of all.

import { logPerLine, maxLogPerSecond } from '../limits.ts'

const second = 1000

/** What one process may write. */
export class LogQuota {
  /** When the present second began. */
  #start = -Infinity
  #used = 0
  #isUsedUp = false

  /**
   * Takes a line of `length` UTF-16 units at the time `now`, in milliseconds. Once a line did not
   * fit, no other one of the same second does.
   */
  take(now: number, length: number): boolean {
    if (now - this.#start >= second) {
      this.#start = now
      this.#used = 0
      this.#isUsedUp = false
    }
    this.#used += length + logPerLine
    if (this.#used > maxLogPerSecond) this.#isUsedUp = true
    return !this.#isUsedUp
  }

  /** True if no line is taken any more in the present second. */
  get isUsedUp(): boolean {
    return this.#isUsedUp
  }
}
