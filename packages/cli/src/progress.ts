// A line that says what is going on, for work that takes longer than a second: on a terminal only,
// and gone when the work is done.

import type { Terminal } from './terminal.ts'

const patience = 1000

/** The line of one command. */
export class Progress {
  readonly #terminal: Terminal
  readonly #isShown: boolean
  readonly #since = Date.now()
  #shownAt = 0
  #length = 0

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    this.#isShown = terminal.isTerminal === true
  }

  /** The work has come this far. */
  step(text: string): void {
    const now = Date.now()
    // Ten times a second is enough to read.
    if (!this.#isShown || now - this.#since < patience || now - this.#shownAt < 100) return
    this.#shownAt = now
    this.#terminal.err(`\r${text.padEnd(this.#length)}`)
    this.#length = text.length
  }

  /** The work is done. */
  end(): void {
    if (this.#length > 0) this.#terminal.err(`\r${' '.repeat(this.#length)}\r`)
    this.#length = 0
  }
}
