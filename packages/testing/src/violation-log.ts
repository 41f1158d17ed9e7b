// The violations of a system so far, until the test takes them; those that are left at its end make
// it fail.

import type { Violation } from './violation.ts'

/** The violations of one system. */
export class ViolationLog {
  readonly #onViolation: (violation: Violation) => void
  #violations: Violation[] = []
  /** Processes whose crash the test knows already. */
  readonly #expectedCrashes: Set<string> = new Set()

  /** `onViolation` hears of each at once. */
  constructor(onViolation: (violation: Violation) => void) {
    this.#onViolation = onViolation
  }

  /** A violation; the crash of a process that the test knows of is none. */
  add(violation: Violation): void {
    if (violation.kind === 'crash' && this.#expectedCrashes.has(violation.process)) return
    this.#violations.push(violation)
    this.#onViolation(violation)
  }

  /** Tells of a violation that the test need not take. */
  tell(violation: Violation): void {
    this.#onViolation(violation)
  }

  /** Takes those of one kind. */
  takeKind<K extends Violation['kind']>(kind: K): readonly (Violation & { readonly kind: K })[] {
    return this.#take((violation) => violation.kind === kind) as (Violation & {
      readonly kind: K
    })[]
  }

  /** Takes all. */
  takeAll(): readonly Violation[] {
    return this.#take(() => true)
  }

  /**
   * The caller knows of this crash: it got the result, or the error of its routine, which the kernel
   * reports as a crash a moment later.
   */
  expectCrash(process: string): void {
    this.#expectedCrashes.add(process)
    this.#take((violation) => violation.kind === 'crash' && violation.process === process)
  }

  #take(isTaken: (violation: Violation) => boolean): Violation[] {
    const taken = this.#violations.filter(isTaken)
    this.#violations = this.#violations.filter((violation) => !isTaken(violation))
    return taken
  }
}
