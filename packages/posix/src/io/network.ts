// The network of a process: where its sockets come from. The one there is, is that of a network
// process (net/); a program without one gets EAFNOSUPPORT.

import type { FileDescription } from './file-description.ts'
import type { Answer, IoThread } from './io-thread.ts'

/** An address as the network knows it. */
export type SocketAddress =
  | { readonly family: 1; readonly path: string }
  | { readonly family: 2; readonly address: number; readonly port: number }

/** A socket: a description with more operations. */
export interface Socket extends FileDescription {
  readonly socket: SocketOperations
}

/** What a socket has besides. All may wait, unless O_NONBLOCK. */
export interface SocketOperations {
  readonly domain: number
  readonly kind: number
  bind(thread: IoThread, address: SocketAddress): Answer
  listen(thread: IoThread, backlog: number): Answer
  accept(
    thread: IoThread,
    flags: number,
  ): Promise<{ readonly socket: Socket; readonly peer: SocketAddress } | number>
  connect(thread: IoThread, address: SocketAddress): Answer
  /** `to` null: to the peer. Flags: MSG_*. */
  send(
    thread: IoThread,
    from: Uint8Array,
    at: number,
    length: number,
    flags: number,
    to: SocketAddress | null,
  ): Answer
  /** `sender` is told who sent it, if it is given. */
  receive(
    thread: IoThread,
    into: Uint8Array,
    at: number,
    length: number,
    flags: number,
    sender: { address: SocketAddress | null } | null,
  ): Answer
  shutdown(thread: IoThread, how: number): Answer
  name(thread: IoThread): Promise<SocketAddress | number>
  peer(thread: IoThread): Promise<SocketAddress | number>
  getOption(thread: IoThread, level: number, option: number): Promise<Int32Array | number>
  setOption(thread: IoThread, level: number, option: number, value: Int32Array): Answer
}

/** Makes sockets. */
export interface Network {
  socket(thread: IoThread, domain: number, kind: number, protocol: number): Promise<Socket | number>
  socketPair(
    thread: IoThread,
    domain: number,
    kind: number,
    protocol: number,
  ): Promise<readonly [Socket, Socket] | number>
}
