// What closures are for one type, and what they know of the arena while they check a message.

import type { HandleReader } from './codec.ts'
import type { HandleWriter } from './handle-value.ts'

/** One type at work. `at` is where a value lies in `view`; `data` shows the whole arena, if the message has segments with a structure. */
export interface Values {
  /** Whether `data` is looked at. */
  readonly hasSegments: boolean
  /** Reads what belongs to `given` before anything is written: the only step that may run foreign code. Null if there is none. */
  readonly take: ((given: unknown, writer: HandleWriter | undefined) => unknown) | null
  /** Writes what was taken, segments from `used` on; returns the size of the arena, or -1. */
  put(taken: unknown, view: DataView, at: number, arena: Uint8Array, data: DataView, used: number): number
  get(view: DataView, at: number, arena: Uint8Array, data: DataView, handles: HandleReader, lazy: boolean): unknown
  /** What is wrong with it, or null; null itself if nothing can be. `isInside` says that it lies inside another value. */
  readonly fault: ((view: DataView, at: number, arena: Arena, isInside: boolean) => string | null) | null
}

/** The arena of a message that is checked, and what is known of it so far. */
export class Arena {
  readonly bytes: Uint8Array
  readonly size: number
  readonly data: DataView
  /** End of the last segment. */
  end = 0
  /** Bytes of all segments that were counted. */
  total = 0
  /** Whether a segment began before the end of another one. */
  mixed = false

  constructor(bytes: Uint8Array, size: number, data: DataView) {
    this.bytes = bytes
    this.size = size
    this.data = data
  }

  /** Takes note of a segment; false if more bytes were referred to than there are. */
  count(start: number, size: number): boolean {
    this.total += size
    if (this.total > this.size) return false
    this.follow(start, size)
    return true
  }

  /** Takes note of the place of a segment. */
  follow(start: number, size: number): void {
    if (start < this.end) this.mixed = true
    this.end = start + size
  }
}

/** What is said when more bytes are referred to than there are. */
export const sharesBytes = ' shares bytes of the arena'
