// What was written to a stream and is not in its file yet. It is allocated with the first write.

const none = /* @__PURE__ */ new Uint8Array(0)

/** Bytes to be written. */
export class OutputBuffer {
  #bytes: Uint8Array = none
  #start = 0
  #end = 0

  /** How many bytes there are: from `start` on in `bytes`. */
  get length(): number {
    return this.#end - this.#start
  }

  get bytes(): Uint8Array {
    return this.#bytes
  }

  get start(): number {
    return this.#start
  }

  /** Adds bytes. `capacity`: how many there may be usually. */
  add(from: Uint8Array, start: number, end: number, capacity: number): void {
    const count = end - start
    if (this.#end + count > this.#bytes.length) this.#makeRoom(count, capacity)
    if (count === 1) this.#bytes[this.#end] = from[start] as number
    else this.#bytes.set(from.subarray(start, end), this.#end)
    this.#end += count
  }

  #makeRoom(count: number, capacity: number): void {
    const { length } = this
    const needed = Math.max(length + count, capacity)
    const bytes = needed > this.#bytes.length ? new Uint8Array(needed) : this.#bytes
    bytes.set(this.#bytes.subarray(this.#start, this.#end))
    this.#bytes = bytes
    this.#start = 0
    this.#end = length
  }

  /** How many bytes are behind the last `delimiter`; all if there is none. */
  lengthBehind(delimiter: number): number {
    const found = this.length === 0 ? -1 : this.#bytes.lastIndexOf(delimiter, this.#end - 1)
    return found < this.#start ? this.length : this.#end - found - 1
  }

  /** The first bytes were written. */
  drop(count: number): void {
    this.#start += count
    if (this.#start === this.#end) {
      this.#start = 0
      this.#end = 0
    }
  }

  /** Takes the last bytes back: they are not to be written. */
  takeBack(count: number): void {
    this.#end -= count
  }
}
