// JavaScript values that pass through the kernel as numbers: contexts, event ids, arguments of new threads.
//
// C passes pointers there and the kernel hands them back; here it is given a token, and this table knows the value. A token is
// never 0. Entries go when the kernel releases them, when their last event was taken, and with the process.

/** Values by token. */
export class Tokens {
  readonly #values: Map<number, unknown> = new Map()
  #last = 0

  /** How many values are kept: for leak tests. */
  get size(): number {
    return this.#values.size
  }

  /** Keeps a value and answers its token. */
  add(value: unknown): number {
    const token = ++this.#last
    this.#values.set(token, value)
    return token
  }

  /** The value of a token; undefined if it is 0 or was dropped. */
  get(token: number): unknown {
    return this.#values.get(token)
  }

  /** Forgets a token and answers its value. */
  drop(token: number): unknown {
    const value = this.#values.get(token)
    this.#values.delete(token)
    return value
  }
}
