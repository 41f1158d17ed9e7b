// What is told to people: each thing that fails once, not once per attempt. It is told again after
// it had worked, and when it fails for another reason.

import { maxReasons } from './limits.ts'

/** What fails now, and why. */
export class Troubles {
  readonly #tell: (message: string) => void
  readonly #now: Map<string, Set<string>> = new Map()

  constructor(tell: (message: string) => void) {
    this.#tell = tell
  }

  /** `what` failed. */
  failed(what: string, reason: unknown): void {
    const text = reasonOf(reason)
    const told = this.#now.get(what) ?? new Set()
    if (told.has(text)) return
    if (told.size === maxReasons) told.clear()
    this.#now.set(what, told.add(text))
    this.#tell(`NATS: ${what}: ${text}`)
  }

  /** `what` works. */
  works(what: string): void {
    this.#now.delete(what)
  }
}

// Errors of the client say what happened, or their causes do.
function reasonOf(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason)
  const { message, cause } = reason
  const own = message === '' ? reason.name : message
  const text = cause instanceof Error && !own.includes(cause.message) ? ` (${cause.message})` : ''
  return `${own}${text}`.replace(/\s+/g, ' ')
}
