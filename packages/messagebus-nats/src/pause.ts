// The pause between two attempts: it doubles with each, up to a bound. A part of it is drawn, so that
// many links that lost one server do not all come back at once.

import { firstPause, maxPause } from './limits.ts'

/** Pauses that grow. */
export class Pause {
  #next: number = firstPause
  #wake: (() => void) | null = null

  /** Resolves after the next pause, or at `wake`. */
  async wait(): Promise<void> {
    const time = this.#next * (0.5 + Math.random() / 2)
    this.#next = Math.min(this.#next * 2, maxPause)
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, time)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = null
  }

  /** The next pause is a short one. */
  reset(): void {
    this.#next = firstPause
  }

  /** Ends a pause. */
  wake(): void {
    this.#wake?.()
  }
}
