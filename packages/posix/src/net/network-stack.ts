// A network: its addresses, who is bound to what, and how connections are made. It knows no kernel
// and never waits; the network process serves it to others (network-process.ts), and a process may
// have one for itself (local-network.ts).
//
// There is a loopback interface (127.0.0.0/8), and the interfaces of the configuration. What is
// sent to any of their addresses stays in the network; all else goes through the gate, or is
// unreachable.

import {
  EADDRINUSE,
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  ECONNREFUSED,
  EINVAL,
  ENETUNREACH,
  ENOENT,
  EOPNOTSUPP,
  EPROTONOSUPPORT,
  EPROTOTYPE,
} from '../errno.ts'
import type { NetworkInterfaceAddress, SocketAddress } from '../io/network.ts'
import { BufferBudget, StreamRing } from './stream-ring.ts'
import { DatagramSocket } from './datagram-socket.ts'
import { GateConnections } from './gate-connections.ts'
import { parseInetAddress } from './inet-address.ts'
import { InetPorts, overlap } from './inet-ports.ts'
import { maxBufferedBytes } from '../limits.ts'
import type { NetworkGate } from './network-gate.ts'
import { SocketPipe } from './socket-pipe.ts'
import { RecordQueue } from './record-queue.ts'
import {
  AF_INET,
  AF_UNIX,
  INADDR_ANY,
  INADDR_BROADCAST,
  INADDR_LOOPBACK,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
} from './socket-constants.ts'
import type { SocketOptions } from './socket-options.ts'
import type { StackSocket } from './stack-socket.ts'
import { StreamSocket } from './stream-socket.ts'
import { UnixNames } from './unix-names.ts'

/** How a network is set up. */
export interface NetworkOptions {
  /** Addresses of this network by the name of their interface, e.g. `{ en0: '10.0.0.2' }`. */
  readonly interfaces?: Readonly<Record<string, string>>
  /** Addresses of hosts by name; `localhost` is known. */
  readonly hosts?: Readonly<Record<string, string>>
  /** The way to a real network. If left out there is none. */
  readonly gate?: NetworkGate
}

/** A network. */
export class NetworkStack {
  readonly tcp: InetPorts<StreamSocket> = new InetPorts()
  readonly udp: InetPorts<DatagramSocket> = new InetPorts()
  /** In the order of their numbers, the loopback interface first. */
  readonly interfaces: readonly NetworkInterfaceAddress[]
  /** Connections through the gate; null without one. */
  readonly gate: GateConnections | null
  readonly #unix: UnixNames<StackSocket> = new UnixNames()
  readonly #hosts: ReadonlyMap<string, number>
  readonly #budget: BufferBudget = new BufferBudget(maxBufferedBytes)

  /** Throws TypeError for what is no address. */
  constructor({ interfaces = {}, hosts = {}, gate }: NetworkOptions = {}) {
    const own = Object.entries(interfaces).map(([name, text]) => {
      return { name, address: configured(text) }
    })
    this.interfaces = [{ name: 'lo', address: INADDR_LOOPBACK }, ...own]
    const known = Object.entries(hosts).map(
      ([name, text]) => [name.toLowerCase(), configured(text)] as const,
    )
    this.#hosts = new Map([['localhost', INADDR_LOOPBACK], ...known])
    this.gate = gate === undefined ? null : new GateConnections(this, gate)
  }

  /**
   * Makes a socket. EAFNOSUPPORT; EPROTONOSUPPORT: the protocol is not that of the type;
   * EPROTOTYPE: it is that of another one; EINVAL: there is no such type.
   */
  socket(domain: number, kind: number, protocol: number): StackSocket | number {
    const rc = checkKind(domain, kind, protocol)
    if (rc < 0) return rc
    if (kind === SOCK_DGRAM) return new DatagramSocket(this, domain, kind)
    return new StreamSocket(this, domain, kind)
  }

  /** Makes two that are connected: of AF_UNIX only. As `socket`; EOPNOTSUPP: of AF_INET. */
  pair(
    domain: number,
    kind: number,
    protocol: number,
  ): readonly [StackSocket, StackSocket] | number {
    const one = this.socket(domain, kind, protocol)
    const other = this.socket(domain, kind, protocol)
    if (typeof one === 'number') return one
    if (domain !== AF_UNIX) return -EOPNOTSUPP
    if (one instanceof DatagramSocket && other instanceof DatagramSocket)
      DatagramSocket.join(one, other)
    if (one instanceof StreamSocket && other instanceof StreamSocket) {
      const unnamed = this.noAddress(domain)
      const { incoming, outgoing } = one.connected(unnamed)
      other.join(outgoing, incoming, unnamed)
    }
    return [one, other as StackSocket]
  }

  /** The addresses of a host; ENOENT. */
  resolve(host: string): readonly number[] | number {
    const name = host.toLowerCase()
    const found = this.#hosts.get(name) ?? this.gate?.addressOf(name)
    return found === undefined ? -ENOENT : [found]
  }

  /** Whether an address is one of this network. */
  isLocal(address: number): boolean {
    return address >>> 24 === 127 || this.interfaces.some((each) => each.address === address)
  }

  /** The address that a socket without one sends from to `target`. */
  sourceFor(target: number): number {
    if (this.isLocal(target)) return target >>> 24 === 127 ? INADDR_LOOPBACK : target
    return this.interfaces.at(-1)?.address ?? INADDR_LOOPBACK
  }

  /** The address of a socket that has none. */
  noAddress(domain: number): SocketAddress {
    if (domain === AF_UNIX) return { family: AF_UNIX, path: '' }
    return { family: AF_INET, address: INADDR_ANY, port: 0 }
  }

  /** Gives a socket an address: the one that it has then. The codes of `bind`. */
  bind(socket: StreamSocket | DatagramSocket, address: SocketAddress): SocketAddress | number {
    if (address.family !== socket.domain) return -EAFNOSUPPORT
    if (address.family === AF_UNIX) {
      const rc = this.#unix.bind(address.path, socket)
      return rc < 0 ? rc : address
    }
    const isOwn = address.address === INADDR_ANY || this.isLocal(address.address)
    if (!isOwn) return -EADDRNOTAVAIL
    const ports = socket instanceof StreamSocket ? this.tcp : this.udp
    if (address.port === 0) {
      const port = ports.ephemeral()
      return port < 0 ? -EADDRINUSE : { ...address, port }
    }
    const rc = ports.check(address, socket.reuses, false, null)
    return rc < 0 ? rc : address
  }

  /** A path is nobody's any more, if it was this socket's. */
  unbind(socket: StackSocket, path: string): void {
    if (this.#unix.find(path) === socket) this.#unix.unbind(path)
  }

  /** Connects a socket with connections: 0, EINPROGRESS, or why not. */
  connect(socket: StreamSocket, address: SocketAddress): number {
    if (address.family !== socket.domain) return -EAFNOSUPPORT
    if (address.family === AF_UNIX) {
      const found = this.#unix.find(address.path)
      if (found === undefined) return -ENOENT
      if (found.kind !== socket.kind) return -EPROTOTYPE
      if (!(found instanceof StreamSocket && found.isListening)) return -ECONNREFUSED
      return found.welcome(socket, address)
    }
    if (address.port === 0) return -ECONNREFUSED
    const target =
      address.address === INADDR_ANY ? { ...address, address: INADDR_LOOPBACK } : address
    const isLocal = this.isLocal(target.address)
    const rc = this.#giveAddress(socket, target.address)
    if (rc < 0) return rc
    if (!isLocal) return this.gate?.connect(socket, target) ?? -ENETUNREACH
    const listener = this.listenerAt(target.address, target.port)
    return listener === undefined ? -ECONNREFUSED : listener.welcome(socket, target)
  }

  /** The socket that listens at an address and port. */
  listenerAt(address: number, port: number): StreamSocket | undefined {
    for (const user of this.tcp.usersOf(port))
      if (user.isListening && overlap(user.local.address, address)) return user
    return undefined
  }

  /** Checks where a datagram is to go. EAFNOSUPPORT, ENETUNREACH, EADDRNOTAVAIL (port 0). */
  datagramTarget(socket: DatagramSocket, address: SocketAddress): SocketAddress | number {
    if (address.family !== socket.domain) return -EAFNOSUPPORT
    if (address.family === AF_UNIX) return address
    if (address.port === 0) return -EADDRNOTAVAIL
    const host = address.address === INADDR_ANY ? INADDR_LOOPBACK : address.address
    if (!this.isLocal(host) && host !== INADDR_BROADCAST) return -ENETUNREACH
    return { ...address, address: host }
  }

  /**
   * The socket that takes a datagram for `target`, from `source`. ENOENT, EPROTOTYPE: none has the
   * path; ECONNREFUSED: none has the port.
   */
  findDatagram(
    target: SocketAddress,
    source: SocketAddress | null = null,
  ): DatagramSocket | number {
    if (target.family === AF_UNIX) {
      const found = this.#unix.find(target.path)
      if (found === undefined) return -ENOENT
      return found instanceof DatagramSocket ? found : -EPROTOTYPE
    }
    const { address, port } = target
    let found: DatagramSocket | null = null
    for (const user of this.udp.usersOf(port)) {
      const isFor = address === INADDR_BROADCAST || overlap(user.local.address, address)
      if (isFor && (source === null || user.takesFrom(source))) found = user
    }
    return found ?? -ECONNREFUSED
  }

  /** One direction of a connection of sockets of a type. */
  newPipe(kind: number, { sendBuffer }: SocketOptions): SocketPipe {
    return new SocketPipe(
      kind === SOCK_SEQPACKET
        ? new RecordQueue(sendBuffer)
        : new StreamRing(sendBuffer, this.#budget),
    )
  }

  #giveAddress(socket: StreamSocket, target: number): number {
    if (socket.hasAddress) return 0
    const port = this.tcp.ephemeral()
    if (port < 0) return -EADDRNOTAVAIL
    socket.settle({ family: AF_INET, address: this.sourceFor(target), port })
    return 0
  }
}

function configured(text: string): number {
  const address = parseInetAddress(text)
  if (address === null) throw new TypeError(`network: ${JSON.stringify(text)} is no address`)
  return address
}

function checkKind(domain: number, kind: number, protocol: number): number {
  if (domain !== AF_UNIX && domain !== AF_INET) return -EAFNOSUPPORT
  if (kind !== SOCK_STREAM && kind !== SOCK_DGRAM && kind !== SOCK_SEQPACKET) return -EINVAL
  if (domain === AF_UNIX) return protocol === 0 ? 0 : -EPROTONOSUPPORT
  if (kind === SOCK_SEQPACKET) return -EPROTONOSUPPORT
  const own = kind === SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP
  if (protocol === 0 || protocol === own) return 0
  return protocol === IPPROTO_TCP || protocol === IPPROTO_UDP ? -EPROTOTYPE : -EPROTONOSUPPORT
}
