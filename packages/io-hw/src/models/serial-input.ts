// Characters that a host sends over a serial wire, in order, until a UART takes them.

/** A queue of characters. */
export class SerialInput {
  readonly #chunks: { readonly bytes: Uint8Array; readonly errors: number }[] = []
  /** The first chunk is taken up to here. */
  #position = 0
  #length = 0

  /** Characters that wait. */
  get length(): number {
    return this.#length
  }

  /** Adds characters that arrive with these errors, bits of a line status. */
  add(bytes: Uint8Array, errors: number): void {
    if (bytes.length === 0) return
    this.#chunks.push({ bytes: bytes.slice(), errors })
    this.#length += bytes.length
  }

  /** Takes a character, with its errors in the byte above. There must be one. */
  take(): number {
    const chunk = this.#chunks[0]
    if (chunk === undefined) return 0
    const character = (chunk.bytes[this.#position++] as number) | (chunk.errors << 8)
    this.#length--
    if (this.#position < chunk.bytes.length) return character
    this.#chunks.shift()
    this.#position = 0
    return character
  }
}
