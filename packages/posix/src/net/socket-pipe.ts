// One direction of a connection: bytes or records from a writer to a reader. Each end hears from
// the other one when something changed. This never waits: what would have to answers EAGAIN.

import { EAGAIN, EMSGSIZE, EPIPE } from '../errno.ts'
import type { ReceivedMessage } from '../io/network.ts'
import type { StreamRing } from './stream-ring.ts'
import type { RecordQueue } from './record-queue.ts'

/** What an end of a connection hears. */
export interface PipeEnd {
  /** There may be data, room, or an end. */
  pipeChanged(): void
  /** The other end broke the connection. */
  pipeReset(): void
}

/** One direction of a connection. */
export class SocketPipe {
  /** Bytes on their way; null if records are. */
  readonly ring: StreamRing | null
  readonly records: RecordQueue | null
  reader: PipeEnd | null = null
  writer: PipeEnd | null = null
  /** The writer writes no more. */
  isEnded = false
  /** The reader reads no more. */
  isBroken = false

  constructor(buffer: StreamRing | RecordQueue) {
    this.ring = 'used' in buffer ? buffer : null
    this.records = 'used' in buffer ? null : buffer
  }

  /** Whether there is anything to read. */
  get isEmpty(): boolean {
    return this.ring === null ? (this.records as RecordQueue).length === 0 : this.ring.used === 0
  }

  /** Bytes that can be written now; 0 or less if none can. */
  get room(): number {
    if (this.ring !== null) return this.ring.room
    const { room, length } = this.records as RecordQueue
    return length === 0 ? Math.max(room, 1) : room
  }

  /** Writes, and answers how much. EPIPE, EAGAIN; EMSGSIZE: a record that never fits. */
  write(from: Uint8Array, at: number, length: number): number {
    if (this.isEnded || this.isBroken) return -EPIPE
    const count = this.#write(from, at, length)
    if (count >= 0) this.reader?.pipeChanged()
    return count
  }

  /** Reads, and answers how much: 0 at the end. EAGAIN. */
  read(
    into: Uint8Array,
    at: number,
    length: number,
    peek: boolean,
    message: ReceivedMessage | null,
  ): number {
    if (this.isEmpty) return this.isEnded ? 0 : -EAGAIN
    const count = this.#read(into, at, length, peek, message)
    if (!peek) this.writer?.pipeChanged()
    return count
  }

  /** The writer writes no more: the reader reads what there is, and then the end. */
  end(): void {
    if (this.isEnded) return
    this.isEnded = true
    this.reader?.pipeChanged()
  }

  /** The reader reads no more: what is there is lost, and the writer gets EPIPE. */
  break(): void {
    if (this.isBroken) return
    this.isBroken = true
    this.ring?.release()
    this.records?.clear()
    this.writer?.pipeChanged()
  }

  #write(from: Uint8Array, at: number, length: number): number {
    if (this.ring !== null) return this.ring.write(from, at, length) || (length === 0 ? 0 : -EAGAIN)
    const records = this.records as RecordQueue
    if (length > records.capacity) return -EMSGSIZE
    return records.push(from, at, length, null) ? length : -EAGAIN
  }

  #read(
    into: Uint8Array,
    at: number,
    length: number,
    peek: boolean,
    message: ReceivedMessage | null,
  ): number {
    if (this.ring !== null) return this.ring.read(into, at, length, peek)
    const records = this.records as RecordQueue
    const { bytes } = records.first as { readonly bytes: Uint8Array }
    const count = Math.min(length, bytes.length)
    into.set(bytes.subarray(0, count), at)
    if (message !== null) message.length = bytes.length
    if (!peek) records.shift()
    return count
  }
}
