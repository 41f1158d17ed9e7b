// What a stream has read ahead, and what was pushed back into it. It is allocated with the first
// read.

const none = /* @__PURE__ */ new Uint8Array(0)

/** Bytes to be read. */
export class InputBuffer {
  #bytes: Uint8Array = none
  #start = 0
  #end = 0
  /** The last is read first. */
  readonly #pushedBack: number[] = []

  /** How many bytes there are. */
  get length(): number {
    return this.#end - this.#start + this.#pushedBack.length
  }

  /** How many of them were pushed back. */
  get pushedBack(): number {
    return this.#pushedBack.length
  }

  get isEmpty(): boolean {
    return this.#start === this.#end && this.#pushedBack.length === 0
  }

  /** The next byte, which stays; -1: there is none. */
  peek(): number {
    const pushed = this.#pushedBack
    if (pushed.length > 0) return pushed[pushed.length - 1] as number
    return this.#start < this.#end ? (this.#bytes[this.#start] as number) : -1
  }

  /** Takes the next byte; -1: there is none. */
  next(): number {
    if (this.#pushedBack.length > 0) return this.#pushedBack.pop() as number
    return this.#start < this.#end ? (this.#bytes[this.#start++] as number) : -1
  }

  /** Takes bytes into a buffer, and answers how many: as many as there are. */
  take(into: Uint8Array, start: number, end: number): number {
    let at = start
    while (at < end && this.#pushedBack.length > 0) into[at++] = this.#pushedBack.pop() as number
    const count = Math.min(end - at, this.#end - this.#start)
    into.set(this.#bytes.subarray(this.#start, this.#start + count), at)
    this.#start += count
    return at + count - start
  }

  /** How many bytes there are up to the first `delimiter`, with it; all if there is none. */
  lengthThrough(delimiter: number): number {
    const pushed = this.#pushedBack
    const at = pushed.lastIndexOf(delimiter)
    if (at >= 0) return pushed.length - at
    const found = this.#bytes.indexOf(delimiter, this.#start)
    const end = found < 0 || found >= this.#end ? this.#end : found + 1
    return pushed.length + end - this.#start
  }

  pushBack(byte: number): void {
    this.#pushedBack.push(byte)
  }

  /** Room for so many bytes, when it is empty. `filled` tells how many are there then. */
  space(capacity: number): Uint8Array {
    if (this.#bytes.length < capacity) this.#bytes = new Uint8Array(capacity)
    return this.#bytes
  }

  filled(count: number): void {
    this.#start = 0
    this.#end = count
  }

  /** Forgets all. */
  clear(): void {
    this.#start = 0
    this.#end = 0
    this.#pushedBack.length = 0
  }
}
