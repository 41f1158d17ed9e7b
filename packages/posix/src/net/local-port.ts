// A socket of a network in this process.

import type { ReceivedMessage, SocketAddress } from '../io/network.ts'
import type { IoThread } from '../io/io-thread.ts'
import { SocketChanges } from './socket-changes.ts'
import type { AcceptedPort, SocketPort } from './socket-port.ts'
import type { SocketObserver, StackSocket } from './stack-socket.ts'

/** A socket of a network in this process. */
export class LocalPort implements SocketPort, SocketObserver {
  readonly changes: SocketChanges = new SocketChanges()
  readonly #socket: StackSocket

  constructor(socket: StackSocket) {
    this.#socket = socket
    socket.observer = this
  }

  get domain(): number {
    return this.#socket.domain
  }

  get kind(): number {
    return this.#socket.kind
  }

  socketChanged(): void {
    this.changes.changed()
  }

  watch(): number {
    return 0
  }

  bind(_thread: IoThread, address: SocketAddress): number {
    return this.#socket.bind(address)
  }

  listen(_thread: IoThread, backlog: number): number {
    return this.#socket.listen(backlog)
  }

  accept(): AcceptedPort | number {
    const accepted = this.#socket.accept()
    if (typeof accepted === 'number') return accepted
    return { port: new LocalPort(accepted), peer: accepted.peer() as SocketAddress }
  }

  connect(_thread: IoThread, address: SocketAddress | null): number {
    return this.#socket.connect(address)
  }

  send(
    _thread: IoThread,
    from: Uint8Array,
    at: number,
    length: number,
    flags: number,
    to: SocketAddress | null,
  ): number {
    return this.#socket.send(from, at, length, flags, to)
  }

  receive(
    _thread: IoThread,
    into: Uint8Array,
    at: number,
    length: number,
    flags: number,
    message: ReceivedMessage | null,
  ): number {
    return this.#socket.receive(into, at, length, flags, message)
  }

  shutdown(_thread: IoThread, how: number): number {
    return this.#socket.shutdown(how)
  }

  name(): Promise<SocketAddress | number> {
    return Promise.resolve(this.#socket.name())
  }

  peer(): Promise<SocketAddress | number> {
    return Promise.resolve(this.#socket.peer())
  }

  getOption(_thread: IoThread, level: number, option: number): Promise<Int32Array | number> {
    return Promise.resolve(this.#socket.getOption(level, option))
  }

  setOption(_thread: IoThread, level: number, option: number, value: Int32Array): number {
    return this.#socket.setOption(level, option, value)
  }

  events(): number {
    return this.#socket.events()
  }

  close(): number {
    this.#socket.close()
    this.changes.changed()
    return 0
  }
}
