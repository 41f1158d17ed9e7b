// Out-parameters: what C passes as a pointer to a value (`int *`, `char **`, `void **`) is an `Out`
// here, in every function. Structures are records of their own classes, and buffers are Uint8Array.

/**
 * A place for a value: `const old = new Out()`, or `new Out('/tmp/x-XXXXXX')` where the function
 * reads it first. A function that is passed anything else answers EFAULT.
 */
export class Out<T = number> {
  #value: T | undefined

  constructor(value?: T) {
    this.#value = value
  }

  /** What was left here last; undefined before. */
  get value(): T {
    return this.#value as T
  }

  set value(value: T) {
    this.#value = value
  }

  /** True for one, by its brand: looks at nothing else of a value. */
  static is(out: unknown): out is Out<unknown> {
    return typeof out === 'object' && out !== null && #value in out
  }

  /** Leaves a value; false if `out` is none. Runs no code of the program. */
  static put(out: unknown, value: unknown): boolean {
    if (!Out.is(out)) return false
    out.#value = value
    return true
  }

  /** The value; undefined if `out` is none. Runs no code of the program. */
  static take(out: unknown): unknown {
    return Out.is(out) ? out.#value : undefined
  }
}
