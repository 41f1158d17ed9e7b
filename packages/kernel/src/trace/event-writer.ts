// Writes the events of a trace as JSON, in chunks of bytes.
//
// Most events differ from the one before of their kind in two numbers alone. For these there are
// templates: the bytes of the whole event with room for both numbers, which are copied at once and
// filled in place (bench case `kernel/trace`). Numbers stand at the right end of their room, after
// spaces, which JSON permits. All text is ASCII, so a byte is a character.

/** Digits that a template has room for: of times in microseconds, of ids. A day has so many. */
const room = 11

const spaces = ' '.repeat(room)
/** Numbers from these on have no room: nanoseconds, ids. */
const longTime = 10 ** room * 1_000
const longId = 10 ** room

/** The least size of a chunk, and the most bytes of a template that is copied at once. */
export const minChunkSize = 4_096

const dot = 46

/** An event but for its time and its second number: a duration or an id. */
export class EventTemplate {
  readonly head: string
  readonly middle: string
  readonly tail: string
  /** True if the second number is a duration, which has a fraction. */
  readonly hasDuration: boolean
  readonly bytes: Uint8Array
  /** Where the whole digits of both numbers end. */
  readonly timeEnd: number
  readonly secondEnd: number

  /** `head` ends before the time, and `middle` before the second number. */
  constructor(head: string, middle: string, tail: string, hasDuration: boolean) {
    this.head = head
    this.middle = middle
    this.tail = tail
    this.hasDuration = hasDuration
    const second = `${spaces}${hasDuration ? '.000' : ''}`
    this.bytes = asciiOf(`${head}${spaces}.000${middle}${second}${tail}`)
    this.timeEnd = head.length + room
    this.secondEnd = this.timeEnd + 4 + middle.length + room
  }
}

function asciiOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** A value as JSON, in ASCII. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A time or a duration, from nanoseconds to the microseconds that events have. */
export function microseconds(nanoseconds: number): string {
  const whole = Math.floor(nanoseconds / 1_000)
  return `${whole}.${String(nanoseconds - whole * 1_000).padStart(3, '0')}`
}

/** Collects events, and passes them on in chunks. */
export class EventWriter {
  readonly #write: (chunk: Uint8Array) => void
  readonly #chunkSize: number
  readonly #threes: Uint8Array = digitsOfThree()
  #bytes: Uint8Array
  #length = 0
  #hasEnded = false

  constructor(write: (chunk: Uint8Array) => void, chunkSize: number) {
    this.#write = write
    this.#chunkSize = Math.max(chunkSize, minChunkSize)
    this.#bytes = new Uint8Array(this.#chunkSize)
  }

  /** An event at `time` nanoseconds; `second` is a duration in nanoseconds, or an id. */
  event(template: EventTemplate, time: number, second: number): void {
    if (this.#hasEnded) return
    const { bytes, hasDuration } = template
    const isLong = time >= longTime || second >= (hasDuration ? longTime : longId)
    if (isLong || bytes.length > minChunkSize) return this.#longEvent(template, time, second)
    if (this.#length + bytes.length > this.#chunkSize) this.#flush()
    const at = this.#length
    this.#bytes.set(bytes, at)
    this.#time(time, at + template.timeEnd)
    if (hasDuration) this.#time(second, at + template.secondEnd)
    else this.#digits(second, at + template.secondEnd)
    this.#length = at + bytes.length
  }

  /** The same with arguments: JSON in ASCII. */
  eventWithArgs(template: EventTemplate, time: number, second: number, args: string): void {
    const { head, middle, tail, hasDuration } = template
    const text = hasDuration ? microseconds(second) : String(second)
    this.text(`${head}${microseconds(time)}${middle}${text}${tail.slice(0, -1)},"args":${args}}`)
  }

  /** Text in ASCII. */
  text(text: string): void {
    if (this.#hasEnded) return
    for (let i = 0; i < text.length; i++) {
      if (this.#length === this.#chunkSize) this.#flush()
      this.#bytes[this.#length++] = text.charCodeAt(i)
    }
  }

  /** Passes on what is left; what comes after that is ignored. */
  end(): void {
    if (this.#length > 0) this.#flush()
    this.#hasEnded = true
  }

  // Chunks are the receiver's, so each has bytes of its own.
  #flush(): void {
    const chunk = this.#bytes.subarray(0, this.#length)
    this.#bytes = new Uint8Array(this.#chunkSize)
    this.#length = 0
    this.#write(chunk)
  }

  #longEvent(
    { head, middle, tail, hasDuration }: EventTemplate,
    time: number,
    second: number,
  ): void {
    const text = hasDuration ? microseconds(second) : String(second)
    this.text(`${head}${microseconds(time)}${middle}${text}${tail}`)
  }

  // Whole microseconds end before `end`; after that come a dot and three digits.
  #time(nanoseconds: number, end: number): void {
    const whole = Math.floor(nanoseconds / 1_000)
    this.#digits(whole, end)
    this.#bytes[end] = dot
    this.#threeDigits((nanoseconds - whole * 1_000) | 0, end + 4)
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

  #threeDigits(value: number, end: number): void {
    const bytes = this.#bytes
    const digits = this.#threes
    const index = value << 2
    bytes[end - 3] = digits[index] as number
    bytes[end - 2] = digits[index + 1] as number
    bytes[end - 1] = digits[index + 2] as number
  }

  // Up to three digits, without zeros before them.
  #fewDigits(value: number, end: number): void {
    const bytes = this.#bytes
    const digits = this.#threes
    const index = value << 2
    bytes[end - 1] = digits[index + 2] as number
    if (value < 10) return
    bytes[end - 2] = digits[index + 1] as number
    if (value >= 100) bytes[end - 3] = digits[index] as number
  }
}

// The digits of all numbers of three digits, each in a place of four bytes.
function digitsOfThree(): Uint8Array {
  const digits = new Uint8Array(4_000)
  for (let value = 0; value < 1_000; value++) {
    const text = String(value).padStart(3, '0')
    for (let i = 0; i < 3; i++) digits[value * 4 + i] = text.charCodeAt(i)
  }
  return digits
}
