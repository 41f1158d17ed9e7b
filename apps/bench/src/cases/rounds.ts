// A loop that lives as long as its case and does so many rounds whenever it is told to. What a
// batch makes anew, a collection between batches takes away, and optimised code that knew it goes
// with it: then one would measure the compiler.
import type { Batch } from '../case.ts'

/** Hands batches to a loop, and waits until each is done. */
export class Rounds {
  #begin: (rounds: number) => void = () => {}
  #done: () => void = () => {}
  #next: Promise<number> = this.#renew()

  /** The batch of a case: resolves when the loop has done `rounds`. */
  readonly batch: Batch = (rounds) =>
    new Promise<void>((resolve) => {
      this.#done = resolve
      this.#begin(rounds)
    })

  /** For the loop: how many rounds to do next. */
  next(): Promise<number> {
    return this.#next
  }

  /** For the loop: the rounds are done. */
  finish(): void {
    this.#next = this.#renew()
    this.#done()
  }

  #renew(): Promise<number> {
    return new Promise((resolve) => {
      this.#begin = resolve
    })
  }
}
