// The connections of a network through its gate: bytes between the pipes of sockets and the gate, in
// both directions as far as there is room, so that a slow reader slows the writer.
//
// Whoever opened the gate calls `move` when the gate says that something changed; what sockets do moves
// bytes at once.

import { EAGAIN, EINPROGRESS } from '../errno.ts'
import type { InetAddress } from '../io/network.ts'
import type { GateConnection, NetworkGate } from './network-gate.ts'
import type { NetworkStack } from './network-stack.ts'
import type { PipeEnd, SocketPipe } from './socket-pipe.ts'
import { AF_INET } from './socket-constants.ts'
import type { StreamSocket } from './stream-socket.ts'

const chunkBytes = 65_536

/** One connection. */
class GateStream implements PipeEnd {
  readonly socket: StreamSocket
  readonly target: InetAddress
  readonly #connections: GateConnections
  readonly #connection: GateConnection
  /** From the gate to the socket, and back; null while it is in progress. */
  #incoming: SocketPipe | null = null
  #outgoing: SocketPipe | null = null
  #hasEnded = false
  #isClosed = false

  constructor(
    connections: GateConnections,
    connection: GateConnection,
    socket: StreamSocket,
    target: InetAddress,
  ) {
    this.#connections = connections
    this.#connection = connection
    this.socket = socket
    this.target = target
  }

  /** Its other end is the socket from now on. */
  join(incoming: SocketPipe, outgoing: SocketPipe): void {
    this.#incoming = incoming
    this.#outgoing = outgoing
    incoming.writer = this
    outgoing.reader = this
    this.move()
  }

  pipeChanged(): void {
    this.move()
  }

  // The socket was closed with data that it did not read.
  pipeReset(): void {
    this.close(true)
  }

  /** The socket is closed before it was connected. */
  get isGivenUp(): boolean {
    return this.#incoming === null && this.socket.isClosed
  }

  /** Moves what can be moved. */
  move(): void {
    if (this.#isClosed) return
    if (this.isGivenUp) return this.close(true)
    const status = this.#connection.status()
    if (status === -EINPROGRESS) return
    if (status < 0) return this.#fail(-status)
    if (this.#incoming === null) return this.#connected()
    this.#send(this.#outgoing as SocketPipe)
    this.#receive(this.#incoming)
    if (this.#hasEnded && (this.#incoming.isEnded || this.#incoming.isBroken)) this.close(false)
  }

  close(reset: boolean): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#connections.drop(this)
    this.#connection.close(reset)
  }

  #connected(): void {
    const { incoming, outgoing } = this.socket.connected(this.target)
    this.join(incoming, outgoing)
  }

  #fail(errno: number): void {
    this.close(false)
    if (this.#incoming === null) this.socket.failed(errno)
    else this.#incoming.reader?.pipeReset()
  }

  #send(outgoing: SocketPipe): void {
    const { chunk } = this.#connections
    const connection = this.#connection
    while (!outgoing.isEmpty) {
      const length = outgoing.read(chunk, 0, chunkBytes, true, null)
      const sent = connection.write(chunk, 0, length)
      if (sent <= 0) return
      outgoing.ring?.consume(sent)
      // The gate hears of no change that it makes itself.
      outgoing.writer?.pipeChanged()
    }
    if (!outgoing.isEnded || this.#hasEnded) return
    this.#hasEnded = true
    connection.end()
  }

  #receive(incoming: SocketPipe): void {
    const { chunk } = this.#connections
    while (!incoming.isEnded) {
      const room = incoming.isBroken ? chunkBytes : Math.min(incoming.room, chunkBytes)
      if (room <= 0) return
      const length = this.#connection.read(chunk, 0, room)
      if (length === -EAGAIN) return
      if (length > 0 && incoming.isBroken) return this.close(true)
      if (length > 0) incoming.write(chunk, 0, length)
      else incoming.end()
    }
  }
}

/** The connections of a network through its gate. */
export class GateConnections {
  /** Where bytes are on their way. */
  readonly chunk: Uint8Array = new Uint8Array(chunkBytes)
  readonly #stack: NetworkStack
  readonly #gate: NetworkGate
  readonly #streams: Set<GateStream> = new Set()

  constructor(stack: NetworkStack, gate: NetworkGate) {
    this.#stack = stack
    this.#gate = gate
  }

  /** Opens the gate: `changed` is called when `move` is worth it. */
  open(changed: () => void): void {
    this.#gate.open(changed)
  }

  /** All connections end, and the gate may be opened again. */
  close(): void {
    for (const stream of this.#streams) stream.close(true)
    this.#gate.close()
  }

  /** How many connections there are. */
  get size(): number {
    return this.#streams.size
  }

  /** Connects a socket: EINPROGRESS; ENETUNREACH, EACCES: the gate leads to no such place. */
  connect(socket: StreamSocket, target: InetAddress): number {
    const connection = this.#gate.connect(target.address, target.port)
    if (typeof connection === 'number') return connection
    socket.connecting(target)
    this.#streams.add(new GateStream(this, connection, socket, target))
    return -EINPROGRESS
  }

  /** The address of a host behind the gate. */
  addressOf(host: string): number | undefined {
    return this.#gate.addressOf(host)
  }

  /** Takes what came in, and moves what can be moved. */
  move(): void {
    for (let next = this.#gate.accept(); next !== null; next = this.#gate.accept()) {
      const { port, address, fromPort, connection } = next
      const local = this.#stack.interfaces.at(-1)?.address as number
      const peer: InetAddress = { family: AF_INET, address, port: fromPort }
      const listener = this.#stack.listenerAt(local, port)
      const socket = listener?.take({ family: AF_INET, address: local, port }, peer) ?? null
      const { incoming, outgoing } = socket ?? {}
      if (socket === null || incoming == null || outgoing == null) {
        connection.close(true)
        continue
      }
      const stream = new GateStream(this, connection, socket, peer)
      this.#streams.add(stream)
      stream.join(incoming, outgoing)
    }
    for (const stream of this.#streams) stream.move()
  }

  /** A connection is over. */
  drop(stream: GateStream): void {
    this.#streams.delete(stream)
  }
}
