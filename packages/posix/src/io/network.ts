// The network of a process: where its sockets come from. There is one in the process itself, and that
// of a network process (net/); a program without one gets EAFNOSUPPORT, but for socketpair.

import type { FileDescription } from './file-description.ts'
import type { Answer, IoThread } from './io-thread.ts'

/** A path of AF_UNIX; an empty one is that of a socket without a name. */
export interface UnixAddress {
  readonly family: 1
  readonly path: string
}

/** An address of AF_INET: the first byte of `address` is the highest, `port` is 0 to 65535. */
export interface InetAddress {
  readonly family: 2
  readonly address: number
  readonly port: number
}

/** An address as the network knows it. */
export type SocketAddress = UnixAddress | InetAddress

/** What a reception tells besides its bytes. */
export interface ReceivedMessage {
  /** Who sent it; null if that is not known (a stream, or a socket without a name). */
  address: SocketAddress | null
  /** Bytes of the whole message: more than were read if the buffer was too small. */
  length: number
}

/** A socket: a description with more operations. */
export interface Socket extends FileDescription {
  readonly socket: SocketOperations
}

/** A connection that was accepted. */
export interface AcceptedSocket {
  readonly socket: Socket
  readonly peer: SocketAddress
}

/** What a socket has besides. All may wait, unless O_NONBLOCK. */
export interface SocketOperations {
  /** AF_UNIX or AF_INET. */
  readonly domain: number
  /** SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET. */
  readonly kind: number
  bind(thread: IoThread, address: SocketAddress): Answer
  listen(thread: IoThread, backlog: number): Answer
  /** `flags`: O_NONBLOCK for the new socket. */
  accept(thread: IoThread, flags: number): Promise<AcceptedSocket | number>
  /** `address` null takes the peer from a socket for datagrams. */
  connect(thread: IoThread, address: SocketAddress | null): Answer
  /** `to` null: to the peer. Flags: MSG_*. */
  send(
    thread: IoThread,
    from: Uint8Array,
    at: number,
    length: number,
    flags: number,
    to: SocketAddress | null,
  ): Answer
  /** `message` is told more, if it is given. */
  receive(
    thread: IoThread,
    into: Uint8Array,
    at: number,
    length: number,
    flags: number,
    message: ReceivedMessage | null,
  ): Answer
  shutdown(thread: IoThread, how: number): Answer
  name(thread: IoThread): Promise<SocketAddress | number>
  peer(thread: IoThread): Promise<SocketAddress | number>
  getOption(thread: IoThread, level: number, option: number): Promise<Int32Array | number>
  setOption(thread: IoThread, level: number, option: number, value: Int32Array): Answer
}

/** An interface of a network, for `if_nameindex`. */
export interface NetworkInterfaceAddress {
  readonly name: string
  /** An address of AF_INET, the first byte the highest. */
  readonly address: number
}

/** Makes sockets. `kind` may have SOCK_NONBLOCK. */
export interface Network {
  socket(thread: IoThread, domain: number, kind: number, protocol: number): Promise<Socket | number>
  /** The interfaces, in the order of their numbers, which begin at 1. */
  interfaces(thread: IoThread): Promise<readonly NetworkInterfaceAddress[] | number>
  /** The addresses of a host that the network knows by name. ENOENT: it knows none. */
  resolve(thread: IoThread, host: string): Promise<readonly number[] | number>
}
