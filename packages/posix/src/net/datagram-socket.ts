// A socket for datagrams: SOCK_DGRAM of both families. A datagram is in the queue of its receiver as
// soon as it is sent. AF_INET loses what finds no receiver or no room; AF_UNIX waits for room.

import {
  EACCES,
  EAGAIN,
  ECONNREFUSED,
  EDESTADDRREQ,
  EINVAL,
  EMSGSIZE,
  ENOTCONN,
  EOPNOTSUPP,
  EPIPE,
} from '../errno.ts'
import { MaxDatagram } from '../generated/kl/VfsSocket.idl.ts'
import type { InetAddress, ReceivedMessage, SocketAddress } from '../io/network.ts'
import { POLLERR, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from '../io/poll-events.ts'
import type { PortUser } from './inet-ports.ts'
import type { NetworkStack } from './network-stack.ts'
import { RecordQueue } from './record-queue.ts'
import {
  AF_UNIX,
  INADDR_BROADCAST,
  MSG_OOB,
  MSG_PEEK,
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  SO_ACCEPTCONN,
  SO_BROADCAST,
  SO_ERROR,
  SO_RCVBUF,
  SO_REUSEADDR,
  SO_TYPE,
  SOL_SOCKET,
} from './socket-constants.ts'
import { SocketOptions } from './socket-options.ts'
import type { SocketObserver, StackSocket } from './stack-socket.ts'

/** A socket for datagrams. */
export class DatagramSocket implements StackSocket, PortUser {
  readonly domain: number
  readonly kind: number
  readonly options: SocketOptions
  readonly isExclusive = false
  readonly isConnected = false
  observer: SocketObserver | null = null
  readonly #stack: NetworkStack
  readonly #queue: RecordQueue
  #local: SocketAddress | null = null
  #peer: SocketAddress | null = null
  /** The other one of a pair, which has no name. */
  #partner: DatagramSocket | null = null
  /** Senders that wait for room in the queue. */
  #waiting: Set<DatagramSocket> | null = null
  #error = 0
  #isReadShut = false
  #isWriteShut = false
  #isClosed = false

  constructor(stack: NetworkStack, domain: number, kind: number) {
    this.#stack = stack
    this.domain = domain
    this.kind = kind
    this.options = new SocketOptions(domain, kind)
    this.#queue = new RecordQueue(this.options.receiveBuffer)
  }

  get local(): InetAddress {
    return this.#local as InetAddress
  }

  get reuses(): boolean {
    return this.options.has(SO_REUSEADDR)
  }

  bind(address: SocketAddress): number {
    if (this.#local !== null) return -EINVAL
    const bound = this.#stack.bind(this, address)
    if (typeof bound === 'number') return bound
    this.#local = bound
    if (bound.family !== AF_UNIX) this.#stack.udp.add(this)
    return 0
  }

  listen(_backlog: number): number {
    return -EOPNOTSUPP
  }

  accept(): number {
    return -EOPNOTSUPP
  }

  connect(address: SocketAddress | null): number {
    if (address === null) {
      this.#peer = null
      this.#partner = null
      return 0
    }
    const target = this.#stack.datagramTarget(this, address)
    if (typeof target === 'number') return target
    if (this.domain === AF_UNIX) {
      const found = this.#stack.findDatagram(target)
      if (typeof found === 'number') return found
    } else {
      const rc = this.#bindFor(target)
      if (rc < 0) return rc
    }
    this.#partner = null
    this.#peer = target
    this.observer?.socketChanged()
    return 0
  }

  send(
    from: Uint8Array,
    at: number,
    length: number,
    flags: number,
    to: SocketAddress | null,
  ): number {
    if ((flags & MSG_OOB) !== 0) return -EOPNOTSUPP
    if (this.#isWriteShut) return -EPIPE
    if (this.#error !== 0) return -this.#takeError()
    if (length > MaxDatagram) return -EMSGSIZE
    const receiver = this.#receiverOf(to)
    if (typeof receiver === 'number') return receiver
    // Lost on the way.
    if (receiver === null) return length
    return receiver.#deliver(this, from, at, length)
  }

  receive(
    into: Uint8Array,
    at: number,
    length: number,
    flags: number,
    message: ReceivedMessage | null,
  ): number {
    if ((flags & MSG_OOB) !== 0) return -EOPNOTSUPP
    const queue = this.#queue
    const { first } = queue
    if (first === undefined) {
      if (this.#error !== 0) return -this.#takeError()
      return this.#isReadShut ? 0 : -EAGAIN
    }
    const { bytes, sender } = first
    const count = Math.min(length, bytes.length)
    into.set(bytes.subarray(0, count), at)
    if (message !== null) {
      message.address = sender
      message.length = bytes.length
    }
    if ((flags & MSG_PEEK) !== 0) return count
    queue.shift()
    this.#wakeSenders()
    return count
  }

  shutdown(how: number): number {
    if (how !== SHUT_RD && how !== SHUT_WR && how !== SHUT_RDWR) return -EINVAL
    if (this.#peer === null && this.#partner === null) return -ENOTCONN
    if (how !== SHUT_WR) this.#isReadShut = true
    if (how !== SHUT_RD) this.#isWriteShut = true
    this.observer?.socketChanged()
    return 0
  }

  name(): SocketAddress {
    return this.#local ?? this.#stack.noAddress(this.domain)
  }

  peer(): SocketAddress | number {
    if (this.#partner !== null) return this.#partner.name()
    return this.#peer ?? -ENOTCONN
  }

  getOption(level: number, option: number): Int32Array | number {
    if (level === SOL_SOCKET) {
      if (option === SO_TYPE) return Int32Array.of(this.kind)
      if (option === SO_ERROR) return Int32Array.of(this.#takeError())
      if (option === SO_ACCEPTCONN) return Int32Array.of(0)
    }
    return this.options.get(level, option)
  }

  setOption(level: number, option: number, value: Int32Array): number {
    const rc = this.options.set(level, option, value)
    if (rc === 0 && level === SOL_SOCKET && option === SO_RCVBUF)
      this.#queue.capacity = this.options.receiveBuffer
    return rc
  }

  events(): number {
    const isReadable = this.#queue.length > 0 || this.#isReadShut || this.#error !== 0
    return (
      (isReadable ? POLLIN | POLLRDNORM : 0) |
      (this.room > 0 ? POLLOUT | POLLWRNORM : 0) |
      (this.#error === 0 ? 0 : POLLERR)
    )
  }

  get room(): number {
    if (this.domain !== AF_UNIX || this.#isWriteShut) return Infinity
    const receiver = this.#receiverOf(null)
    if (typeof receiver !== 'object' || receiver === null) return Infinity
    const { room, length } = receiver.#queue
    if (length === 0) return Infinity
    if (room > 0) return room
    receiver.#await(this)
    return 0
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.observer = null
    this.#queue.clear()
    const local = this.#local
    if (local !== null && local.family === AF_UNIX) this.#stack.unbind(this, local.path)
    else if (local !== null) this.#stack.udp.remove(this)
    const partner = this.#partner
    if (partner !== null && partner.#partner === this) partner.#error = ECONNREFUSED
    partner?.observer?.socketChanged()
    this.#wakeSenders()
  }

  /** Two sockets are a pair from now on. */
  static join(one: DatagramSocket, other: DatagramSocket): void {
    one.#partner = other
    other.#partner = one
  }

  /** Whether it takes datagrams from an address: if it has a peer, from that alone. */
  takesFrom(sender: SocketAddress): boolean {
    const peer = this.#peer
    if (peer === null) return true
    return (
      peer.family === 2 &&
      sender.family === 2 &&
      peer.port === sender.port &&
      peer.address === sender.address
    )
  }

  // The socket that a datagram is for; null: it is lost.
  #receiverOf(to: SocketAddress | null): DatagramSocket | number | null {
    const partner = this.#partner
    if (to === null && partner !== null) return partner.#isClosed ? -ECONNREFUSED : partner
    const given = to ?? this.#peer
    if (given === null) return -EDESTADDRREQ
    const target = this.#stack.datagramTarget(this, given)
    if (typeof target === 'number') return target
    if (target.family === AF_UNIX) {
      const found = this.#stack.findDatagram(target)
      // A connected one whose peer is gone hears that nobody is there.
      return typeof found === 'number' && to === null ? -ECONNREFUSED : (found as DatagramSocket)
    }
    if (target.address === INADDR_BROADCAST && !this.options.has(SO_BROADCAST)) return -EACCES
    const rc = this.#bindFor(target)
    if (rc < 0) return rc
    const found = this.#stack.findDatagram(target, this.#sourceFor(target))
    if (typeof found !== 'number') return found as DatagramSocket
    if (to === null) this.#error = ECONNREFUSED
    return null
  }

  #deliver(sender: DatagramSocket, from: Uint8Array, at: number, length: number): number {
    if (this.#isReadShut) return this.domain === AF_UNIX ? -EPIPE : length
    const source =
      this.#local?.family === 2 ? sender.#sourceFor(this.#local) : (sender.#local ?? null)
    const { capacity } = this.#queue
    if (this.domain === AF_UNIX && length > capacity) return -EMSGSIZE
    if (this.#queue.push(from, at, length, source)) this.observer?.socketChanged()
    else if (this.domain === AF_UNIX) {
      this.#await(sender)
      return -EAGAIN
    }
    return length
  }

  // The address that a datagram to `target` comes from.
  #sourceFor(target: SocketAddress): SocketAddress {
    const local = this.local
    if (local.address !== 0 || target.family !== 2) return local
    return { ...local, address: this.#stack.sourceFor(target.address) }
  }

  #bindFor(_target: SocketAddress): number {
    return this.#local === null ? this.bind({ family: 2, address: 0, port: 0 }) : 0
  }

  #await(sender: DatagramSocket): void {
    this.#waiting ??= new Set()
    this.#waiting.add(sender)
  }

  #wakeSenders(): void {
    const waiting = this.#waiting
    if (waiting === null) return
    this.#waiting = null
    for (const sender of waiting) sender.observer?.socketChanged()
  }

  #takeError(): number {
    const error = this.#error
    this.#error = 0
    return error
  }
}
