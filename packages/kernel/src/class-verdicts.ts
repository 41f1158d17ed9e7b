// What the policy says of the system calls of a class: one byte per call, shared by all processes of
// the class that live. With the last of them the bytes go, because class names have no end.

interface Shared {
  readonly verdicts: Uint8Array
  processes: number
}

/** Verdicts on system calls by class. */
export class ClassVerdicts {
  readonly #shared: Map<string, Shared> = new Map()

  /** The verdicts of a class, which has one process more: by number, for `size` numbers. */
  enter(className: string, size: number): Uint8Array {
    let shared = this.#shared.get(className)
    if (shared === undefined) {
      shared = { verdicts: new Uint8Array(size), processes: 0 }
      this.#shared.set(className, shared)
    }
    shared.processes++
    return shared.verdicts
  }

  /** The class has one process less. */
  leave(className: string): void {
    const shared = this.#shared.get(className)
    if (shared !== undefined && --shared.processes === 0) this.#shared.delete(className)
  }
}
