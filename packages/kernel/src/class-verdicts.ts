// What the policy says of the system calls of a class: one byte per call, and the prepared decisions
// of calls that were not granted at once. All processes of the class that live share them. With the
// last of them they go, because class names have no end.

import type { PreparedDecision } from '@kos/security'

/** What the policy says of system calls, by number. */
export interface SyscallVerdicts {
  /** 0: not asked yet. */
  readonly bytes: Uint8Array
  readonly prepared: (PreparedDecision | undefined)[]
}

interface Shared {
  readonly verdicts: SyscallVerdicts
  processes: number
}

/** Verdicts on system calls by class. */
export class ClassVerdicts {
  readonly #shared: Map<string, Shared> = new Map()

  /** The verdicts of a class, which has one process more: by number, for `size` numbers. */
  enter(className: string, size: number): SyscallVerdicts {
    let shared = this.#shared.get(className)
    if (shared === undefined) {
      const verdicts = { bytes: new Uint8Array(size), prepared: [] }
      shared = { verdicts, processes: 0 }
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
