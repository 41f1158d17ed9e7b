// A socket with connections: SOCK_STREAM of both families, and SOCK_SEQPACKET of AF_UNIX. A connection
// is two pipes. Within a network it is made at once, if its listener has room in the backlog; else it
// is in progress, as one through the gate is.
//
// A connection whose socket is closed with unread data, or with SO_LINGER of 0 seconds, is broken: the
// peer gets ECONNRESET after what it has still to read. There is no TIME_WAIT.

import {
  EAGAIN,
  EALREADY,
  ECONNREFUSED,
  ECONNRESET,
  EDESTADDRREQ,
  EINPROGRESS,
  EINVAL,
  EISCONN,
  ENOTCONN,
  EOPNOTSUPP,
  EPIPE,
} from '../errno.ts'
import type { InetAddress, ReceivedMessage, SocketAddress } from '../io/network.ts'
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from '../io/poll-events.ts'
import type { PortUser } from './inet-ports.ts'
import type { NetworkStack } from './network-stack.ts'
import type { PipeEnd, SocketPipe } from './socket-pipe.ts'
import {
  AF_UNIX,
  INADDR_ANY,
  MSG_OOB,
  MSG_PEEK,
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  SO_ACCEPTCONN,
  SO_ERROR,
  SO_REUSEADDR,
  SO_SNDBUF,
  SO_TYPE,
  SOL_SOCKET,
  SOMAXCONN,
} from './socket-constants.ts'
import { SocketOptions } from './socket-options.ts'
import type { SocketObserver, StackSocket } from './stack-socket.ts'

/** What the socket of a connection is connected by. */
interface Connection {
  readonly incoming: SocketPipe
  readonly outgoing: SocketPipe
  readonly peer: SocketAddress
}

/** A socket that listens: connections that wait to be accepted, and those that wait for room. */
interface Backlog {
  limit: number
  readonly pending: StreamSocket[]
  readonly waiting: Set<StreamSocket>
}

/** A socket with connections. */
export class StreamSocket implements StackSocket, PipeEnd, PortUser {
  readonly domain: number
  readonly kind: number
  readonly options: SocketOptions
  observer: SocketObserver | null = null
  readonly #stack: NetworkStack
  #local: SocketAddress | null = null
  #backlog: Backlog | null = null
  #connection: Connection | null = null
  /** The listener that this socket waits for. */
  #awaited: StreamSocket | null = null
  /** The peer of a connection in progress. */
  #target: SocketAddress | null = null
  #error = 0
  #isReadShut = false
  #isClosed = false

  constructor(stack: NetworkStack, domain: number, kind: number) {
    this.#stack = stack
    this.domain = domain
    this.kind = kind
    this.options = new SocketOptions(domain, kind)
  }

  get local(): InetAddress {
    return this.#local as InetAddress
  }

  get reuses(): boolean {
    return this.options.has(SO_REUSEADDR)
  }

  get isExclusive(): boolean {
    return this.#backlog !== null
  }

  get isConnected(): boolean {
    return this.#connection !== null
  }

  bind(address: SocketAddress): number {
    if (this.#local !== null || this.#connection !== null) return -EINVAL
    const bound = this.#stack.bind(this, address)
    if (typeof bound === 'number') return bound
    this.#local = bound
    if (bound.family !== AF_UNIX) this.#stack.tcp.add(this)
    return 0
  }

  listen(backlog: number): number {
    if (this.#connection !== null || this.#target !== null) return -EINVAL
    const limit = Math.min(Math.max(backlog, 1), SOMAXCONN)
    if (this.#backlog !== null) {
      this.#backlog.limit = limit
      this.#promote(this.#backlog)
      return 0
    }
    const rc = this.#local === null ? this.#bindToListen() : this.#checkToListen()
    if (rc < 0) return rc
    this.#backlog = { limit, pending: [], waiting: new Set() }
    return 0
  }

  accept(): StreamSocket | number {
    const backlog = this.#backlog
    if (backlog === null) return -EINVAL
    const accepted = backlog.pending.shift()
    if (accepted === undefined) return -EAGAIN
    this.#promote(backlog)
    return accepted
  }

  connect(address: SocketAddress | null): number {
    if (address === null) return -EINVAL
    if (this.#backlog !== null) return -EOPNOTSUPP
    if (this.#connection !== null) return -EISCONN
    if (this.#target !== null) return -EALREADY
    this.#error = 0
    return this.#stack.connect(this, address)
  }

  send(
    from: Uint8Array,
    at: number,
    length: number,
    flags: number,
    to: SocketAddress | null,
  ): number {
    const connection = this.#connection
    if (this.#error !== 0) return -this.#takeError()
    if (connection === null) return this.#target === null ? -ENOTCONN : -EAGAIN
    if ((flags & MSG_OOB) !== 0) return -EOPNOTSUPP
    if (to !== null) return -EISCONN
    return connection.outgoing.write(from, at, length)
  }

  receive(
    into: Uint8Array,
    at: number,
    length: number,
    flags: number,
    message: ReceivedMessage | null,
  ): number {
    const connection = this.#connection
    if ((flags & MSG_OOB) !== 0) return -EOPNOTSUPP
    if (connection === null) return this.#notConnected()
    const { incoming } = connection
    if (!incoming.isEmpty) return incoming.read(into, at, length, (flags & MSG_PEEK) !== 0, message)
    if (this.#error !== 0) return -this.#takeError()
    return incoming.isEnded || this.#isReadShut ? 0 : -EAGAIN
  }

  /** What must hold before a client writes to a shared ring: 0, or the error of `send`. */
  checkSend(): number {
    const connection = this.#connection
    if (this.#error !== 0) return -this.#takeError()
    if (connection === null) return this.#target === null ? -ENOTCONN : -EAGAIN
    const { outgoing } = connection
    return outgoing.isEnded || outgoing.isBroken ? -EPIPE : 0
  }

  /** What follows the bytes of the incoming ring: 0 at the end, EAGAIN, or the error of `receive`. */
  afterIncoming(): number {
    const connection = this.#connection
    if (connection === null) return this.#notConnected()
    if (this.#error !== 0) return -this.#takeError()
    return connection.incoming.isEnded || this.#isReadShut ? 0 : -EAGAIN
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** The pipes of its connection; null if it has none. */
  get incoming(): SocketPipe | null {
    return this.#connection?.incoming ?? null
  }

  get outgoing(): SocketPipe | null {
    return this.#connection?.outgoing ?? null
  }

  shutdown(how: number): number {
    const connection = this.#connection
    if (how !== SHUT_RD && how !== SHUT_WR && how !== SHUT_RDWR) return -EINVAL
    if (connection === null) return -ENOTCONN
    if (how !== SHUT_WR) {
      this.#isReadShut = true
      connection.incoming.break()
    }
    if (how !== SHUT_RD) connection.outgoing.end()
    this.observer?.socketChanged()
    return 0
  }

  name(): SocketAddress {
    return this.#local ?? this.#stack.noAddress(this.domain)
  }

  peer(): SocketAddress | number {
    return this.#connection?.peer ?? -ENOTCONN
  }

  getOption(level: number, option: number): Int32Array | number {
    if (level !== SOL_SOCKET) return this.options.get(level, option)
    if (option === SO_TYPE) return Int32Array.of(this.kind)
    if (option === SO_ERROR) return Int32Array.of(this.#takeError())
    if (option === SO_ACCEPTCONN) return Int32Array.of(Number(this.#backlog !== null))
    return this.options.get(level, option)
  }

  setOption(level: number, option: number, value: Int32Array): number {
    const rc = this.options.set(level, option, value)
    const ring = this.#connection?.outgoing.ring ?? null
    const grows = option === SO_SNDBUF && ring !== null && !ring.isShared
    if (rc === 0 && grows) ring.capacity = Math.max(ring.capacity, this.options.sendBuffer)
    return rc
  }

  events(): number {
    const backlog = this.#backlog
    if (backlog !== null) return backlog.pending.length > 0 ? POLLIN | POLLRDNORM : 0
    const error = this.#error === 0 ? 0 : POLLERR | POLLIN | POLLRDNORM
    const connection = this.#connection
    if (connection === null)
      return this.#target !== null ? error : error | POLLOUT | POLLWRNORM | POLLHUP
    const { incoming, outgoing } = connection
    const isOver = incoming.isEnded || this.#isReadShut
    const cannotSend = outgoing.isEnded || outgoing.isBroken
    return (
      error |
      (isOver || !incoming.isEmpty ? POLLIN | POLLRDNORM : 0) |
      (cannotSend || outgoing.room > 0 ? POLLOUT | POLLWRNORM : 0) |
      (isOver && cannotSend ? POLLHUP : 0)
    )
  }

  get room(): number {
    const outgoing = this.#connection?.outgoing
    if (outgoing === undefined) return this.#target !== null && this.#error === 0 ? 0 : 1
    return outgoing.isEnded || outgoing.isBroken || this.#error !== 0 ? Infinity : outgoing.room
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.observer = null
    this.#awaited?.forget(this)
    this.#closeBacklog()
    this.#disconnect()
    this.#target = null
    const local = this.#local
    if (local === null) return
    if (local.family === AF_UNIX) this.#stack.unbind(this, local.path)
    else this.#stack.tcp.remove(this)
  }

  pipeChanged(): void {
    this.observer?.socketChanged()
  }

  pipeReset(): void {
    this.#error = ECONNRESET
    this.#connection?.incoming.end()
    this.#connection?.outgoing.break()
    this.observer?.socketChanged()
  }

  // What the stack and other sockets of it do.

  /** Whether it listens. */
  get isListening(): boolean {
    return this.#backlog !== null
  }

  /**
   * A socket wants to connect to this one, which listens, as `peer`. It is connected, or waits:
   * EINPROGRESS.
   */
  welcome(client: StreamSocket, target: SocketAddress): number {
    const backlog = this.#backlog as Backlog
    client.#target = target
    if (backlog.pending.length < backlog.limit) {
      this.#connectTo(backlog, client)
      return 0
    }
    backlog.waiting.add(client)
    client.#awaited = this
    return -EINPROGRESS
  }

  /** A connection from elsewhere, whose other end is free. Null: there is no room for it. */
  take(local: SocketAddress, peer: SocketAddress): StreamSocket | null {
    const backlog = this.#backlog
    if (backlog === null || backlog.pending.length >= backlog.limit) return null
    const accepted = this.#newAccepted(local)
    accepted.connected(peer)
    backlog.pending.push(accepted)
    this.observer?.socketChanged()
    return accepted
  }

  /** A connection elsewhere is in progress. */
  connecting(target: SocketAddress): void {
    this.#target = target
  }

  /** It is made, of two new pipes whose other ends are free. */
  connected(peer: SocketAddress): Connection {
    const outgoing = this.#stack.newPipe(this.kind, this.options)
    const incoming = this.#stack.newPipe(this.kind, this.options)
    return this.join(incoming, outgoing, peer)
  }

  /** It has this connection from now on. */
  join(incoming: SocketPipe, outgoing: SocketPipe, peer: SocketAddress): Connection {
    incoming.reader = this
    outgoing.writer = this
    this.#target = null
    this.#awaited = null
    this.#error = 0
    this.#connection = { incoming, outgoing, peer }
    this.observer?.socketChanged()
    return this.#connection
  }

  /** A connection in progress has failed. */
  failed(errno: number): void {
    this.#error = errno
    this.#target = null
    this.#awaited = null
    this.observer?.socketChanged()
  }

  /** A socket waits no more. */
  forget(client: StreamSocket): void {
    this.#backlog?.waiting.delete(client)
  }

  /** It has an address without asking for one. */
  settle(local: InetAddress): void {
    this.#local = local
    this.#stack.tcp.add(this)
  }

  get hasAddress(): boolean {
    return this.#local !== null
  }

  #bindToListen(): number {
    if (this.domain === AF_UNIX) return -EDESTADDRREQ
    return this.bind({ family: 2, address: INADDR_ANY, port: 0 })
  }

  // Nobody else may have the port of one that listens.
  #checkToListen(): number {
    if (this.domain === AF_UNIX) return 0
    return this.#stack.tcp.check(this.local, this.reuses, true, this)
  }

  #newAccepted(local: SocketAddress): StreamSocket {
    const accepted = new StreamSocket(this.#stack, this.domain, this.kind)
    accepted.options.copyFrom(this.options)
    if (local.family === AF_UNIX) accepted.#local = { ...local }
    else accepted.settle(local)
    return accepted
  }

  #connectTo(backlog: Backlog, client: StreamSocket): void {
    const target = client.#target as SocketAddress
    const accepted = this.#newAccepted(target)
    const { incoming, outgoing } = accepted.connected(client.name())
    backlog.pending.push(accepted)
    client.join(outgoing, incoming, target)
    this.observer?.socketChanged()
  }

  #promote(backlog: Backlog): void {
    for (const client of backlog.waiting) {
      if (backlog.pending.length >= backlog.limit) return
      backlog.waiting.delete(client)
      this.#connectTo(backlog, client)
    }
  }

  #closeBacklog(): void {
    const backlog = this.#backlog
    if (backlog === null) return
    this.#backlog = null
    for (const client of backlog.waiting) client.failed(ECONNREFUSED)
    for (const accepted of backlog.pending) {
      accepted.options.linger = 0
      accepted.close()
    }
  }

  #disconnect(): void {
    const connection = this.#connection
    if (connection === null) return
    const { incoming, outgoing } = connection
    const isBroken = (!incoming.isEmpty && !this.#isReadShut) || this.options.linger === 0
    const { reader } = outgoing
    incoming.reader = null
    outgoing.writer = null
    if (isBroken) reader?.pipeReset()
    outgoing.end()
    incoming.break()
  }

  #notConnected(): number {
    if (this.#error !== 0) return -this.#takeError()
    return this.#target === null ? -ENOTCONN : -EAGAIN
  }

  #takeError(): number {
    const error = this.#error
    this.#error = 0
    return error
  }
}
