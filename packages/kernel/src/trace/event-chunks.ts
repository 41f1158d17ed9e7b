// Events as bytes, in chunks: copies templates, and writes numbers into them.

import { type EventTemplate, maxTemplateSize } from './event-template.ts'

/** Passes events on in chunks. */
export class EventChunks {
  readonly #write: (chunk: Uint8Array) => void
  readonly #chunkSize: number
  readonly #threes: Uint32Array = digitsOfThree()
  #bytes: Uint8Array
  #view: DataView
  #length = 0
  /** What the receiver of a chunk threw first; undefined if it has not. */
  #failure: unknown

  constructor(write: (chunk: Uint8Array) => void, chunkSize: number) {
    this.#write = write
    this.#chunkSize = Math.max(chunkSize, maxTemplateSize)
    this.#bytes = new Uint8Array(this.#chunkSize)
    this.#view = new DataView(this.#bytes.buffer)
  }

  /** Adds an event at `time` nanoseconds; `second` is a duration in nanoseconds, or an id. */
  event(template: EventTemplate, time: number, second: number): void {
    if (!template.fits(time, second)) return this.text(template.textOf(time, second))
    const { bytes, size, hasDuration } = template
    if (this.#length + size > this.#chunkSize) this.flush()
    const at = this.#length
    this.#length = at + size
    this.#bytes.set(bytes, at)
    this.#time(time, at + template.timeEnd)
    if (hasDuration) this.#time(second, at + template.secondEnd)
    else this.#digits(second, at + template.secondEnd)
  }

  /** Adds text in ASCII. */
  text(text: string): void {
    for (let i = 0; i < text.length; i++) {
      if (this.#length === this.#chunkSize) this.flush()
      this.#bytes[this.#length++] = text.charCodeAt(i)
    }
  }

  /** Passes on what there is. Chunks are the receiver's, so each has bytes of its own. */
  flush(): void {
    if (this.#length === 0) return
    const chunk = this.#bytes.subarray(0, this.#length)
    this.#bytes = new Uint8Array(this.#chunkSize)
    this.#view = new DataView(this.#bytes.buffer)
    this.#length = 0
    try {
      this.#write(chunk)
    } catch (error) {
      this.#failure ??= error
    }
  }

  /** Throws what the receiver threw, once: in the middle of its events nothing would be left. */
  throwFailure(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure
  }

  // Whole microseconds end before `end`; after that come a dot and three digits.
  #time(nanoseconds: number, end: number): void {
    const whole = Math.floor(nanoseconds / 1_000)
    this.#threeDigits((nanoseconds - whole * 1_000) | 0, end + 4)
    this.#digits(whole, end)
  }

  // The digits of a whole number, the last one before `end`. Divisions of integers of 32 bits are
  // several times faster, so a larger number is cut in two.
  #digits(value: number, end: number): void {
    let at = end
    let rest = value
    if (value >= 2 ** 31) {
      rest = Math.floor(value / 1e6)
      const low = (value - rest * 1e6) | 0
      const thousands = (low / 1_000) | 0
      this.#threeDigits(low - thousands * 1_000, at)
      this.#threeDigits(thousands, at - 3)
      at -= 6
    }
    let left = rest | 0
    for (; left >= 1_000; at -= 3) {
      const thousands = (left / 1_000) | 0
      this.#threeDigits(left - thousands * 1_000, at)
      left = thousands
    }
    this.#fewDigits(left, at)
  }

  // With a dot before them, which the next three replace: numbers are written from the right.
  #threeDigits(value: number, end: number): void {
    this.#view.setUint32(end - 4, this.#threes[value] as number, true)
  }

  // Up to three digits, without zeros before them.
  #fewDigits(value: number, end: number): void {
    const bytes = this.#bytes
    const digits = this.#threes[value] as number
    bytes[end - 1] = digits >>> 24
    if (value < 10) return
    bytes[end - 2] = digits >>> 16
    if (value >= 100) bytes[end - 3] = digits >>> 8
  }
}

const dot = 46

// The digits of all numbers of three digits: each with a dot before it, in the order of bytes.
function digitsOfThree(): Uint32Array {
  return Uint32Array.from({ length: 1_000 }, (_, value) => {
    const [hundreds = 0, tens = 0, ones = 0] = Array.from(String(value).padStart(3, '0'), (digit) =>
      digit.charCodeAt(0),
    )
    return dot + (hundreds << 8) + (tens << 16) + ones * 2 ** 24
  })
}
