// Events that differ from others of their kind in two numbers alone: a template has the bytes of the
// whole event, with room for both. It is copied at once, and the numbers are filled in where they
// belong (bench case `kernel/trace`).
//
// Numbers stand at the right end of their room, after spaces, which JSON permits. All text is ASCII,
// so a byte is a character.

/** Digits that a template has room for: of times in microseconds, of ids. A day has so many. */
const room = 11

const spaces = ' '.repeat(room)
/** Numbers from these on have no room: nanoseconds, ids. */
const longTime = 10 ** room * 1_000
const longId = 10 ** room

/** The most bytes of a template that is copied. */
export const maxTemplateSize = 4_096

/** An event but for its time and its second number: a duration or an id. */
export class EventTemplate {
  readonly head: string
  readonly middle: string
  readonly tail: string
  /** True if the second number is a duration, which has a fraction. */
  readonly hasDuration: boolean
  readonly bytes: Uint8Array
  readonly size: number
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
    this.size = this.bytes.length
    this.timeEnd = head.length + room
    this.secondEnd = this.timeEnd + 4 + middle.length + room
  }

  /** Whether the event can be copied, and these numbers filled in. */
  fits(time: number, second: number): boolean {
    const tooLong = this.hasDuration ? longTime : longId
    return time < longTime && second < tooLong && this.size <= maxTemplateSize
  }

  /** The event as text, with arguments as JSON if there are any. */
  textOf(time: number, second: number, args: string = ''): string {
    const { head, middle, tail } = this
    const number = this.hasDuration ? microseconds(second) : String(second)
    const end = args === '' ? tail : `${tail.slice(0, -1)},"args":${args}}`
    return `${head}${microseconds(time)}${middle}${number}${end}`
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
