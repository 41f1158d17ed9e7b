// A socket of a network stack, as those see it who make its operations: the network process for its
// clients, and a process for itself. It never waits: what would have to answers EAGAIN, and the
// observer hears when it is worth another attempt.
//
// Answers are numbers: 0 or more, or a negated error number.

import type { ReceivedMessage, SocketAddress } from '../io/network.ts'

/** Hears that events of a socket may have changed. It looks at them itself. */
export interface SocketObserver {
  socketChanged(): void
}

/** A socket of a stack. */
export interface StackSocket {
  readonly domain: number
  readonly kind: number
  observer: SocketObserver | null
  /** EADDRINUSE, EADDRNOTAVAIL, EAFNOSUPPORT, EINVAL (it has an address), ENOENT. */
  bind(address: SocketAddress): number
  /** EDESTADDRREQ, EINVAL, EOPNOTSUPP, EADDRINUSE. */
  listen(backlog: number): number
  /** EAGAIN, EINVAL (it does not listen), EOPNOTSUPP. */
  accept(): StackSocket | number
  /** EINPROGRESS; the errors of connect. `null` takes the peer from a datagram socket. */
  connect(address: SocketAddress | null): number
  send(
    from: Uint8Array,
    at: number,
    length: number,
    flags: number,
    to: SocketAddress | null,
  ): number
  receive(
    into: Uint8Array,
    at: number,
    length: number,
    flags: number,
    message: ReceivedMessage | null,
  ): number
  shutdown(how: number): number
  /** Its address; that of no socket if it has none. */
  name(): SocketAddress
  /** ENOTCONN. */
  peer(): SocketAddress | number
  getOption(level: number, option: number): Int32Array | number
  setOption(level: number, option: number, value: Int32Array): number
  /** The events of poll that hold. */
  events(): number
  /** Bytes that can be sent without waiting; 1 or more also if sending fails at once. */
  readonly room: number
  close(): void
}
