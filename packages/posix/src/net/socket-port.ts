// What a socket of a process (socket-description.ts) is made over: a socket of a network in this
// process (local-port.ts), or in a network process (remote-port.ts). Its operations do not wait for
// the network: what would have to answers EAGAIN or EINPROGRESS, and `changes` tells.

import type { ReceivedMessage, SocketAddress } from '../io/network.ts'
import type { Answer, IoThread } from '../io/io-thread.ts'
import type { SocketChanges } from './socket-changes.ts'

/** A connection that was accepted. */
export interface AcceptedPort {
  readonly port: SocketPort
  readonly peer: SocketAddress
}

/** A socket whose operations do not wait. */
export interface SocketPort {
  readonly domain: number
  readonly kind: number
  readonly changes: SocketChanges
  /**
   * From now on changes are told. 1: they were not before, so that an attempt made earlier must be
   * made again; 0: they were; or why they can not be.
   */
  watch(thread: IoThread): Answer
  bind(thread: IoThread, address: SocketAddress): Answer
  listen(thread: IoThread, backlog: number): Answer
  accept(thread: IoThread): AcceptedPort | number | Promise<AcceptedPort | number>
  connect(thread: IoThread, address: SocketAddress | null): Answer
  send(
    thread: IoThread,
    from: Uint8Array,
    at: number,
    length: number,
    flags: number,
    to: SocketAddress | null,
  ): Answer
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
  /** The events of poll that hold, or a negated error number. */
  events(thread: IoThread): Answer
  close(thread: IoThread): Answer
}
