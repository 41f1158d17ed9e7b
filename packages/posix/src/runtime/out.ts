// An out-parameter: where a function leaves a value that C would write through a pointer (`int *`,
// `void **`).

/** Takes a value from a function: `const old = new Out()`. */
export class Out<T = number> {
  #value: T | undefined

  /** What the last function left; undefined before. */
  get value(): T {
    return this.#value as T
  }

  set value(value: T) {
    this.#value = value
  }

  /** True for one; looks at nothing else of a value. */
  static is(out: unknown): out is Out<unknown> {
    return typeof out === 'object' && out !== null && #value in out
  }

  /** Leaves a value; false if `out` is none. Runs no code of the program. */
  static put(out: unknown, value: unknown): boolean {
    if (!Out.is(out)) return false
    out.#value = value
    return true
  }
}
