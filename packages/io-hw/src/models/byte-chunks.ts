// Bytes that come in chunks to a listener, as an async iterator: what comes from its creation on,
// without loss, until the loop over it ends.

/** Chunks of bytes, for `for await`. */
export class ByteChunks implements AsyncIterableIterator<Uint8Array> {
  readonly #waiting: Uint8Array[] = []
  readonly #takers: ((result: IteratorResult<Uint8Array>) => void)[] = []
  readonly #unsubscribe: () => void
  #isDone = false

  constructor(subscribe: (listener: (bytes: Uint8Array) => void) => () => void) {
    this.#unsubscribe = subscribe((value) => {
      const taker = this.#takers.shift()
      if (taker === undefined) this.#waiting.push(value)
      else taker({ done: false, value })
    })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const value = this.#waiting.shift()
    if (value !== undefined) return Promise.resolve({ done: false, value })
    if (this.#isDone) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve) => void this.#takers.push(resolve))
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    this.#isDone = true
    this.#unsubscribe()
    this.#waiting.length = 0
    for (const taker of this.#takers.splice(0)) taker({ done: true, value: undefined })
    return Promise.resolve({ done: true, value: undefined })
  }
}
