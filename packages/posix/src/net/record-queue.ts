// Messages that wait at a socket, each with its bounds and its sender: datagrams, and the records of
// SOCK_SEQPACKET. What they may take together is bounded.

import type { SocketAddress } from '../io/network.ts'
import { datagramOverhead } from '../limits.ts'

/** A message. */
export interface SocketRecord {
  readonly bytes: Uint8Array
  readonly sender: SocketAddress | null
}

/** Messages in order. */
export class RecordQueue {
  /** Most bytes, with what each message costs besides. */
  capacity: number
  #records: SocketRecord[] = []
  #first = 0
  #cost = 0

  constructor(capacity: number) {
    this.capacity = capacity
  }

  /** How many there are. */
  get length(): number {
    return this.#records.length - this.#first
  }

  /** Bytes that the longest message may have which fits now; negative if none does. */
  get room(): number {
    return this.capacity - this.#cost - datagramOverhead
  }

  /** Adds a message, a copy. False if it does not fit now. */
  push(from: Uint8Array, at: number, length: number, sender: SocketAddress | null): boolean {
    // A message fits in any case if there is none: else one longer than the buffer would never.
    if (length > this.room && this.length > 0) return false
    this.#records.push({ bytes: from.slice(at, at + length), sender })
    this.#cost += length + datagramOverhead
    return true
  }

  /** The first; undefined if there is none. */
  get first(): SocketRecord | undefined {
    return this.#records[this.#first]
  }

  /** Drops the first. */
  shift(): void {
    const { first } = this
    if (first === undefined) return
    this.#cost -= first.bytes.length + datagramOverhead
    this.#first++
    if (this.#first < 64 || this.#first * 2 < this.#records.length) return
    this.#records = this.#records.slice(this.#first)
    this.#first = 0
  }

  /** Drops all. */
  clear(): void {
    this.#records = []
    this.#first = 0
    this.#cost = 0
  }
}
