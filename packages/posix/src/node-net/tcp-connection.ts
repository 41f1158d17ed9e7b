// One connection over TCP of Node, as the gate of a network has it. Node keeps what arrived until it is
// read, up to its own limit, and then lets the other end wait; `write` takes no more than Node does.

import type { Socket } from 'node:net'
import { EAGAIN, EINPROGRESS, EIO, errnoTable } from '../errno.ts'
import type { GateConnection } from '../net/network-gate.ts'

/** A connection. `changed` is called when any answer may be another one. */
export class TcpConnection implements GateConnection {
  readonly #socket: Socket
  #isConnected: boolean
  #isOver = false
  #error = 0
  /** What Node gave, and nobody has read yet. */
  #chunk: Uint8Array | null = null
  #at = 0

  constructor(socket: Socket, changed: () => void, closed: (connection: TcpConnection) => void) {
    this.#socket = socket
    this.#isConnected = !socket.connecting
    socket.on('connect', () => {
      this.#isConnected = true
      changed()
    })
    socket.on('readable', changed)
    socket.on('drain', changed)
    socket.on('end', () => {
      this.#isOver = true
      changed()
    })
    socket.on('error', (error) => {
      this.#error = errnoOf(error)
      changed()
    })
    socket.on('close', () => {
      this.#isOver = true
      closed(this)
      changed()
    })
  }

  status(): number {
    if (this.#error !== 0) return -this.#error
    return this.#isConnected ? 0 : -EINPROGRESS
  }

  read(into: Uint8Array, at: number, length: number): number {
    const chunk = (this.#chunk ??= this.#socket.read() as Uint8Array | null)
    if (chunk === null) return this.#isOver ? 0 : -EAGAIN
    const count = Math.min(length, chunk.length - this.#at)
    into.set(chunk.subarray(this.#at, this.#at + count), at)
    this.#at += count
    if (this.#at === chunk.length) {
      this.#chunk = null
      this.#at = 0
    }
    return count
  }

  write(from: Uint8Array, at: number, length: number): number {
    const socket = this.#socket
    // What cannot be written any more is lost, as on any network.
    if (!socket.writable) return length
    if (socket.writableNeedDrain) return -EAGAIN
    socket.write(from.slice(at, at + length))
    return length
  }

  end(): void {
    this.#socket.end()
  }

  close(reset: boolean): void {
    if (reset && this.#isConnected) this.#socket.resetAndDestroy()
    else if (reset) this.#socket.destroy()
    else this.#socket.destroySoon()
  }
}

function errnoOf(error: Error): number {
  const { code } = error as { readonly code?: unknown }
  return errnoTable.find(({ name }) => name === code)?.value ?? EIO
}
