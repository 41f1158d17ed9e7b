// An opaque struct of pthread.h or semaphore.h: an object that a program makes, and in which an init
// function puts a mechanism. A destroy function takes it away.

/** An opaque struct with a mechanism inside. */
export class Struct<T extends object> {
  #inner: T | null

  constructor(inner: T | null) {
    this.#inner = inner
  }

  /** The mechanism in `value`; undefined if it is no such struct, or has none of this kind. */
  static read<T extends object>(
    value: unknown,
    kind: abstract new (...args: never[]) => T,
  ): T | undefined {
    if (typeof value !== 'object' || value === null || !(#inner in value)) return undefined
    const inner = value.#inner
    return inner instanceof kind ? inner : undefined
  }

  /** True for a struct of the class `struct`, whatever is in it. */
  static is<T extends object>(
    value: unknown,
    struct: abstract new (...args: never[]) => Struct<T>,
  ): boolean {
    const isStruct = typeof value === 'object' && value !== null && #inner in value
    return isStruct && value instanceof struct
  }

  /** Puts a mechanism inside, or null; false if `value` is no struct of the class `struct`. */
  static write<T extends object>(
    value: unknown,
    struct: abstract new (...args: never[]) => Struct<T>,
    inner: T | null,
  ): boolean {
    if (!Struct.is(value, struct)) return false
    const found = value as Struct<T>
    found.#inner = inner
    return true
  }
}
