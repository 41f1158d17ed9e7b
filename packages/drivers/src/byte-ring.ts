// A ring of bytes between a thread that handles interrupts and threads that serve.

/** Bytes, first in, first out. */
export class ByteRing {
  readonly #bytes: Uint8Array
  #first = 0
  #length = 0

  /** `size` is a power of two. */
  constructor(size: number) {
    this.#bytes = new Uint8Array(size)
  }

  get length(): number {
    return this.#length
  }

  get room(): number {
    return this.#bytes.length - this.#length
  }

  /** Adds a byte; false if there is no room. */
  push(byte: number): boolean {
    if (this.#length === this.#bytes.length) return false
    this.#bytes[(this.#first + this.#length++) & (this.#bytes.length - 1)] = byte
    return true
  }

  /** Takes the first byte; -1 if there is none. */
  shift(): number {
    if (this.#length === 0) return -1
    const byte = this.#bytes[this.#first] as number
    this.#first = (this.#first + 1) & (this.#bytes.length - 1)
    this.#length--
    return byte
  }

  /** Takes the first bytes, `limit` at most. */
  take(limit: number): Uint8Array {
    const taken = new Uint8Array(Math.min(limit, this.#length))
    for (let index = 0; index < taken.length; index++) taken[index] = this.shift()
    return taken
  }
}
