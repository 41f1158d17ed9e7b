// Sets of signals (signal.h): `sigset_t`, and what fills and asks it. A new one is empty.

import { isSignal } from './signal-table.ts'

/** A set of signals. */
export class sigset_t {
  #bits = 0

  /** Whether a signal is in it. */
  has(sig: number): boolean {
    return (this.#bits & (1 << sig)) !== 0
  }

  /** Adds a signal. */
  add(sig: number): void {
    this.#bits |= 1 << sig
  }

  /** Removes a signal. */
  delete(sig: number): void {
    this.#bits &= ~(1 << sig)
  }

  /** Removes all. */
  clear(): void {
    this.#bits = 0
  }

  /** Adds all that there are. */
  fill(): void {
    for (let sig = 1; sig < 32; sig++) if (isSignal(sig)) this.add(sig)
  }

  /** Takes over what is in another set. */
  assign(other: sigset_t): void {
    this.#bits = other.#bits
  }

  /** Adds all that is in another set. */
  addAll(other: sigset_t): void {
    this.#bits |= other.#bits
  }

  /** The lowest signal in it that is not in another set; 0: there is none. */
  firstWithout(other: sigset_t): number {
    const bits = this.#bits & ~other.#bits
    return bits === 0 ? 0 : 31 - Math.clz32(bits & -bits)
  }
}
