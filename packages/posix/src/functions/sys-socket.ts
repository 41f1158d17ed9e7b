// Sockets: sys/socket.h. Sockets are made by the network of the process (io/network.ts), and are
// descriptions like others. No signal is sent: what would be SIGPIPE is EPIPE alone.

import { EAFNOSUPPORT, EBADF, EFAULT, EINVAL, EMFILE, ENOTSOCK, EOPNOTSUPP } from '../errno.ts'
import type { Answer } from '../io/io-thread.ts'
import type { ReceivedMessage, Socket, SocketAddress, SocketOperations } from '../io/network.ts'
import { LocalNetwork } from '../net/local-network.ts'
import { isSockaddr, readAddress, type sockaddr, writeAddress } from '../net/socket-address.ts'
import {
  MSG_DONTROUTE,
  MSG_DONTWAIT,
  MSG_EOR,
  MSG_NOSIGNAL,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
} from '../net/socket-constants.ts'
import type { Family } from '../runtime/family.ts'
import { entered } from '../runtime/open-descriptor.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { checkBuffer, gathered, lengthOf, msghdr, scatter } from './socket-message.ts'
import { isTime, numbersOf, type OptionValue, writeNumbers } from './socket-option-value.ts'

/** Functions of sys/socket.h. All of them: EBADF, ENOTSOCK; EFAULT for what is no structure. */
export interface SysSocketApi {
  /**
   * Makes a socket, and resolves with its descriptor. `type` may have SOCK_NONBLOCK and
   * SOCK_CLOEXEC. -1: EAFNOSUPPORT (no such family, or the process has no network), EINVAL (no
   * such type), EPROTONOSUPPORT, EPROTOTYPE, EMFILE, ENFILE, ENOBUFS, EACCES, ENETDOWN.
   */
  readonly socket: (domain: number, type: number, protocol: number) => Promise<number>
  /**
   * Makes two sockets that are connected, and writes their descriptors to `socket_vector`. They
   * are in this process. -1: as `socket`; EOPNOTSUPP (not AF_UNIX), EFAULT.
   */
  readonly socketpair: (
    domain: number,
    type: number,
    protocol: number,
    socket_vector: number[] | Int32Array,
  ) => Promise<number>
  /**
   * Gives a socket its address. -1: EADDRINUSE; EADDRNOTAVAIL; EAFNOSUPPORT; EINVAL (it has one);
   * ENOENT (a path that is not directly in `/` or `/tmp`); ENAMETOOLONG; EACCES (the policy).
   */
  readonly bind: (socket: number, address: sockaddr) => Promise<number>
  /** Listens. -1: EDESTADDRREQ, EINVAL (it is connected), EOPNOTSUPP, EADDRINUSE, EACCES. */
  readonly listen: (socket: number, backlog: number) => Promise<number>
  /**
   * Waits for a connection, and resolves with the descriptor of a new socket. `address` gets that
   * of the peer. -1: EAGAIN, EINVAL (it does not listen), EOPNOTSUPP, EMFILE, ENFILE, ENOBUFS.
   */
  readonly accept: (socket: number, address?: sockaddr | null) => Promise<number>
  /**
   * Connects. With O_NONBLOCK, or when SO_SNDTIMEO is over, the connection may go on being made:
   * EINPROGRESS. -1 also: EADDRNOTAVAIL, EAFNOSUPPORT, EALREADY, ECONNREFUSED, EISCONN,
   * ENETUNREACH, ENOENT, EOPNOTSUPP (it listens), EPROTOTYPE, ETIMEDOUT, EACCES (the policy, or
   * the gate).
   */
  readonly connect: (socket: number, address: sockaddr) => Promise<number>
  /**
   * Sends the first `length` bytes of `buffer` to the peer, and resolves with how many were sent:
   * of a stream less than all only with O_NONBLOCK or MSG_DONTWAIT, or when the connection ended
   * meanwhile. -1: EAGAIN, ECONNRESET, ECONNREFUSED, EDESTADDRREQ, EMSGSIZE, ENOTCONN, EOPNOTSUPP
   * (a flag), EPIPE, EFAULT, EINVAL.
   */
  readonly send: (
    socket: number,
    buffer: Uint8Array,
    length: number,
    flags: number,
  ) => Promise<number>
  /** `send` to an address. -1 besides: EISCONN (a stream), and the errors of `connect`. */
  readonly sendto: (
    socket: number,
    message: Uint8Array,
    length: number,
    flags: number,
    dest_addr: sockaddr | null,
  ) => Promise<number>
  /** `sendto` of several buffers as one message. -1 besides: EMSGSIZE (no or too many buffers). */
  readonly sendmsg: (socket: number, message: msghdr, flags: number) => Promise<number>
  /**
   * Waits for data, and resolves with how many bytes of it are in `buffer`; 0 at the end. -1:
   * EAGAIN, ECONNRESET, ECONNREFUSED, ENOTCONN, EOPNOTSUPP (a flag), EFAULT, EINVAL.
   */
  readonly recv: (
    socket: number,
    buffer: Uint8Array,
    length: number,
    flags: number,
  ) => Promise<number>
  /** `recv`, and `address` gets that of the sender, if it has one. */
  readonly recvfrom: (
    socket: number,
    buffer: Uint8Array,
    length: number,
    flags: number,
    address?: sockaddr | null,
  ) => Promise<number>
  /** `recvfrom` into several buffers; MSG_TRUNC in `msg_flags`: some of the message was lost. */
  readonly recvmsg: (socket: number, message: msghdr, flags: number) => Promise<number>
  /** Ends reading (SHUT_RD), writing (SHUT_WR) or both. -1: EINVAL, ENOTCONN. */
  readonly shutdown: (socket: number, how: number) => Promise<number>
  /** Writes the address of a socket. */
  readonly getsockname: (socket: number, address: sockaddr) => Promise<number>
  /** Writes the address of the peer. -1: ENOTCONN. */
  readonly getpeername: (socket: number, address: sockaddr) => Promise<number>
  /**
   * Writes the value of an option: as many numbers as `option_value` has room for. -1: ENOPROTOOPT,
   * EINVAL (another structure).
   */
  readonly getsockopt: (
    socket: number,
    level: number,
    option_name: number,
    option_value: OptionValue,
  ) => Promise<number>
  /** Sets an option. -1: ENOPROTOOPT; EINVAL; EDOM (a time). */
  readonly setsockopt: (
    socket: number,
    level: number,
    option_name: number,
    option_value: OptionValue,
  ) => Promise<number>
  /** Whether a socket is at the mark of urgent data: 0, since there is none. */
  readonly sockatmark: (socket: number) => Promise<number>
}

const knownFlags =
  MSG_OOB |
  MSG_PEEK |
  MSG_DONTROUTE |
  MSG_DONTWAIT |
  MSG_EOR |
  MSG_WAITALL |
  MSG_NOSIGNAL |
  MSG_TRUNC

function socketOf({ process }: PosixThread, fd: number): SocketOperations | number {
  const description = process.descriptors.get(fd)
  if (description === undefined) return -EBADF
  return 'socket' in description ? (description as Socket).socket : -ENOTSOCK
}

/** Acts on a socket. */
function on(
  thread: PosixThread,
  fd: number,
  act: (socket: SocketOperations) => Answer,
): Promise<number> {
  const socket = socketOf(thread, fd)
  return thread.promise(typeof socket === 'number' ? socket : act(socket))
}

function isType(...values: readonly unknown[]): boolean {
  return values.every(
    (value) =>
      Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff_ffff,
  )
}

const smallest = 0xffff

function newSocket(thread: PosixThread, domain: number, type: number, protocol: number): Answer {
  const { network, descriptors } = thread.process
  if (!isType(domain, type, protocol)) return -EINVAL
  if (network === null || domain > smallest) return -EAFNOSUPPORT
  const kind = type & ~SOCK_CLOEXEC
  if ((kind & ~SOCK_NONBLOCK) > smallest || protocol > smallest) return -EINVAL
  if (descriptors.isFull()) return -EMFILE
  const opening = Promise.resolve(network.socket(thread, domain, kind, protocol))
  return entered(thread, opening, (type & SOCK_CLOEXEC) !== 0)
}

function newPair(
  thread: PosixThread,
  domain: number,
  type: number,
  protocol: number,
  vector: number[] | Int32Array,
): number {
  if (!(Array.isArray(vector) || (vector instanceof Int32Array && vector.length >= 2)))
    return -EFAULT
  if (!isType(domain, type, protocol)) return -EINVAL
  const own = thread.process.local(LocalNetwork, () => new LocalNetwork())
  const pair = own.socketPair(domain, type & ~SOCK_CLOEXEC, protocol)
  if (typeof pair === 'number') return pair
  const { descriptors } = thread.process
  const [first, second] = pair.map((socket) => descriptors.add(socket)) as [number, number]
  if (second < 0) {
    if (first >= 0) void descriptors.close(thread, first)
    else void pair[0].close(thread)
    void pair[1].close(thread)
    return second
  }
  for (const fd of [first, second])
    if ((type & SOCK_CLOEXEC) !== 0) descriptors.setCloseOnExec(fd, true)
  vector[0] = first
  vector[1] = second
  return 0
}

function checkFlags(flags: number): number {
  if (!Number.isInteger(flags) || flags < 0) return -EINVAL
  return (flags & ~knownFlags) === 0 ? 0 : -EOPNOTSUPP
}

function send(
  thread: PosixThread,
  fd: number,
  buffer: Uint8Array,
  length: number,
  flags: number,
  to: sockaddr | null,
): Promise<number> {
  return on(thread, fd, (socket) => {
    const rc = checkBuffer(buffer, length) || checkFlags(flags)
    if (rc < 0) return rc
    const target = to === null ? null : readAddress(to)
    if (typeof target === 'number') return target
    return socket.send(thread, buffer, 0, length, flags, target)
  })
}

function receive(
  thread: PosixThread,
  fd: number,
  buffer: Uint8Array,
  length: number,
  flags: number,
  address: sockaddr | null,
): Promise<number> {
  return on(thread, fd, (socket) => {
    const rc = checkBuffer(buffer, length) || checkFlags(flags)
    if (rc < 0) return rc
    if (address === null) return socket.receive(thread, buffer, 0, length, flags, null)
    if (!isOutAddress(address)) return -EFAULT
    return receiveFrom(thread, socket, buffer, length, flags, address)
  })
}

async function receiveFrom(
  thread: PosixThread,
  socket: SocketOperations,
  buffer: Uint8Array,
  length: number,
  flags: number,
  address: sockaddr,
): Promise<number> {
  const message: ReceivedMessage = { address: null, length: 0 }
  const count = await socket.receive(thread, buffer, 0, length, flags, message)
  if (count >= 0 && message.address !== null) writeAddress(address, message.address)
  return count
}

async function receiveMessage(
  thread: PosixThread,
  socket: SocketOperations,
  header: msghdr,
  flags: number,
): Promise<number> {
  const length = lengthOf(header)
  if (length < 0) return length
  const rc = checkFlags(flags)
  if (rc < 0) return rc
  const { msg_name } = header
  if (!Object.isExtensible(header)) return -EFAULT
  if (msg_name !== null && !isOutAddress(msg_name)) return -EFAULT
  const all = new Uint8Array(length)
  const message: ReceivedMessage = { address: null, length: 0 }
  const count = await socket.receive(thread, all, 0, length, flags, message)
  if (count < 0) return count
  scatter(all, count, header)
  header.msg_flags = socket.kind !== SOCK_STREAM && message.length > count ? MSG_TRUNC : 0
  if (msg_name !== null && message.address !== null) writeAddress(msg_name, message.address)
  return count
}

async function accepted(
  thread: PosixThread,
  socket: SocketOperations,
  address: sockaddr | null,
): Promise<number> {
  if (address !== null && !isOutAddress(address)) return -EFAULT
  // A connection that there is no descriptor for stays in the backlog.
  if (thread.process.descriptors.isFull()) return -EMFILE
  const accepting = Promise.resolve(socket.accept(thread, 0))
  const opening = accepting.then((each) => (typeof each === 'number' ? each : each.socket))
  const fd = await entered(thread, opening, false)
  const answer = await accepting
  if (fd >= 0 && address !== null && typeof answer !== 'number') writeAddress(address, answer.peer)
  return fd
}

// A record of an address that may be written.
function isOutAddress(value: unknown): value is sockaddr {
  return isSockaddr(value) && Object.isExtensible(value)
}

function named(
  thread: PosixThread,
  fd: number,
  address: sockaddr,
  ask: (socket: SocketOperations) => Promise<SocketAddress | number>,
): Promise<number> {
  return on(thread, fd, async (socket) => {
    if (!isOutAddress(address)) return -EFAULT
    const name = await ask(socket)
    if (typeof name === 'number') return name
    writeAddress(address, name)
    return 0
  })
}

function isInt(...values: readonly unknown[]): boolean {
  return values.every((value) => Number.isInteger(value) && ((value as number) | 0) === value)
}

/** Sockets. */
export const sysSocket: Family<SysSocketApi> = {
  socket: (thread) => (domain, type, protocol) =>
    thread.promise(newSocket(thread, domain, type, protocol)),
  socketpair: (thread) => (domain, type, protocol, socket_vector) =>
    thread.promise(newPair(thread, domain, type, protocol, socket_vector)),
  bind: (thread) => (fd, address) =>
    on(thread, fd, (socket) => {
      const given = readAddress(address)
      if (given === null) return -EAFNOSUPPORT
      return typeof given === 'number' ? given : socket.bind(thread, given)
    }),
  listen: (thread) => (fd, backlog) =>
    on(thread, fd, (socket) => (isInt(backlog) ? socket.listen(thread, backlog) : -EINVAL)),
  accept:
    (thread) =>
    (fd, address = null) =>
      on(thread, fd, (socket) => accepted(thread, socket, address)),
  connect: (thread) => (fd, address) =>
    on(thread, fd, (socket) => {
      const given = readAddress(address)
      if (typeof given === 'number') return given
      if (given === null && socket.kind === SOCK_STREAM) return -EAFNOSUPPORT
      return socket.connect(thread, given)
    }),
  send: (thread) => (fd, buffer, length, flags) => send(thread, fd, buffer, length, flags, null),
  sendto: (thread) => (fd, message, length, flags, dest_addr) =>
    send(thread, fd, message, length, flags, dest_addr),
  sendmsg: (thread) => (fd, message, flags) =>
    on(thread, fd, (socket) => {
      const length = lengthOf(message)
      if (length < 0) return length
      const rc = checkFlags(flags)
      if (rc < 0) return rc
      const target = message.msg_name === null ? null : readAddress(message.msg_name)
      if (typeof target === 'number') return target
      return socket.send(thread, gathered(message, length), 0, length, flags, target)
    }),
  recv: (thread) => (fd, buffer, length, flags) => receive(thread, fd, buffer, length, flags, null),
  recvfrom:
    (thread) =>
    (fd, buffer, length, flags, address = null) =>
      receive(thread, fd, buffer, length, flags, address),
  recvmsg: (thread) => (fd, message, flags) =>
    on(thread, fd, (socket) => receiveMessage(thread, socket, message, flags)),
  shutdown: (thread) => (fd, how) =>
    on(thread, fd, (socket) =>
      how >= 0 && how <= 2 && isInt(how) ? socket.shutdown(thread, how) : -EINVAL,
    ),
  getsockname: (thread) => (fd, address) =>
    named(thread, fd, address, (socket) => socket.name(thread)),
  getpeername: (thread) => (fd, address) =>
    named(thread, fd, address, (socket) => socket.peer(thread)),
  getsockopt: (thread) => (fd, level, option_name, option_value) =>
    on(thread, fd, async (socket) => {
      if (!isInt(level, option_name)) return -EINVAL
      if (typeof numbersOf(option_value) === 'number' && !isTime(option_value)) return -EFAULT
      const value = await socket.getOption(thread, level, option_name)
      return typeof value === 'number' ? value : writeNumbers(option_value, value)
    }),
  setsockopt: (thread) => (fd, level, option_name, option_value) =>
    on(thread, fd, (socket) => {
      if (!isInt(level, option_name)) return -EINVAL
      const value = numbersOf(option_value)
      return typeof value === 'number' ? value : socket.setOption(thread, level, option_name, value)
    }),
  sockatmark: (thread) => (fd) => on(thread, fd, () => 0),
}
