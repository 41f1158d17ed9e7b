// Where the input of a terminal comes from: bytes that a process was given, or any other source.

import type { Answer, IoThread } from '../io/io-thread.ts'
import type { Readiness } from '../io/readiness.ts'

/** A source of bytes. */
export interface TerminalInput {
  /** Reads up to `length` bytes into a buffer from `at` on: how many, 0 at the end. May wait. */
  read(thread: IoThread, into: Uint8Array, at: number, length: number): Answer
  /** Whether there is something to read; null: always, if it is only the end. */
  readonly readiness: Readiness | null
}

/** Bytes that are all there, and then the end. */
export class InputBytes implements TerminalInput {
  readonly readiness = null
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  read(_thread: IoThread, into: Uint8Array, at: number, length: number): number {
    const part = this.#bytes.subarray(this.#at, this.#at + length)
    into.set(part, at)
    this.#at += part.length
    return part.length
  }
}
