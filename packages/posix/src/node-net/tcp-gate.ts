// A gate to real TCP, over Node: programs of a solution connect to the addresses that it names, and
// listen at its ports, and nothing else. See net/network-gate.ts.

import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, isIPv4, type Server } from 'node:net'
import { EACCES, ENETUNREACH } from '../errno.ts'
import { parseInetAddress } from '../net/inet-address.ts'
import type { GateConnection, GateIncoming, NetworkGate } from '../net/network-gate.ts'
import { TcpConnection } from './tcp-connection.ts'

/** A port of a solution that real TCP reaches. */
export interface TcpListen {
  /** The port in the solution: a program that listens there is reached. */
  readonly port: number
  /** The real port. `port` if left out; 0 chooses a free one: see `TcpGate.portOf`. */
  readonly hostPort?: number
  /** The real address: 127.0.0.1 if left out. */
  readonly hostAddress?: string
}

/** A place that a solution reaches over real TCP. */
export interface TcpConnect {
  /** A name or an address of the host's network. */
  readonly host: string
  readonly port: number
  /**
   * The address in the solution. If left out `host`, if that is one outside of 127.0.0.0/8; else the
   * next one of 198.18.0.0/15, which `getaddrinfo` finds by the name.
   */
  readonly address?: string
}

/** What a gate leads to. */
export interface TcpGateOptions {
  readonly listen?: readonly TcpListen[]
  readonly connect?: readonly TcpConnect[]
}

/** Connections that came in, and nobody has accepted. More are reset. */
const maxIncoming = 128
const firstAddress = 0xc612_0001

/** A gate over TCP of Node. `await using gate = await tcpGate(...)`. */
export class TcpGate implements NetworkGate, AsyncDisposable {
  readonly #servers: Map<number, Server> = new Map()
  /** By address in the solution: real places by port. */
  readonly #places: Map<number, Map<number, TcpConnect>> = new Map()
  readonly #names: Map<string, number> = new Map()
  readonly #connections: Set<TcpConnection> = new Set()
  #incoming: GateIncoming[] = []
  #changed: (() => void) | null = null

  /** Use `tcpGate`. */
  constructor(places: readonly TcpConnect[]) {
    let next = firstAddress
    for (const place of places) {
      const name = place.host.toLowerCase()
      const known = place.address === undefined ? this.#names.get(name) : undefined
      const address = known ?? addressOf(place) ?? next++
      this.#names.set(name, address)
      const ports = this.#places.get(address) ?? new Map<number, TcpConnect>()
      ports.set(checkedPort(place.port, 1), place)
      this.#places.set(address, ports)
    }
  }

  /** Listens, and answers when it does. Rejects if the host refuses the address or the port. */
  async listen({ port, hostPort = port, hostAddress = '127.0.0.1' }: TcpListen): Promise<void> {
    checkedPort(port, 1)
    if (this.#servers.has(port)) throw new TypeError(`tcpGate: port ${port} is there twice`)
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const changed = this.#changed
      if (changed === null || this.#incoming.length >= maxIncoming) {
        socket.on('error', () => {})
        socket.resetAndDestroy()
        return
      }
      const { remoteAddress = '', remotePort = 0 } = socket
      const connection = new TcpConnection(socket, changed, (each) =>
        this.#connections.delete(each),
      )
      this.#connections.add(connection)
      const address = parseInetAddress(remoteAddress.replace(/^::ffff:/, '')) ?? 0
      this.#incoming.push({ port, address, fromPort: remotePort, connection })
      changed()
    })
    this.#servers.set(port, server)
    server.listen(checkedPort(hostPort, 0), hostAddress)
    await once(server, 'listening')
  }

  /** The real port of a port of the solution; undefined if none leads to it. */
  portOf(port: number): number | undefined {
    return (this.#servers.get(port)?.address() as AddressInfo | null | undefined)?.port
  }

  /** Connections that are open. */
  get size(): number {
    return this.#connections.size
  }

  open(changed: () => void): void {
    if (this.#changed !== null) throw new TypeError('tcpGate: another network has it open')
    this.#changed = changed
  }

  connect(address: number, port: number): GateConnection | number {
    const changed = this.#changed
    const ports = this.#places.get(address)
    if (changed === null || ports === undefined) return -ENETUNREACH
    const place = ports.get(port)
    if (place === undefined) return -EACCES
    const socket = createConnection({ host: place.host, port: place.port, allowHalfOpen: true })
    const connection = new TcpConnection(socket, changed, (each) => this.#connections.delete(each))
    this.#connections.add(connection)
    return connection
  }

  accept(): GateIncoming | null {
    return this.#incoming.shift() ?? null
  }

  addressOf(host: string): number | undefined {
    return this.#names.get(host)
  }

  close(): void {
    this.#changed = null
    this.#incoming = []
    for (const connection of this.#connections) connection.close(true)
  }

  /** Ends all connections, and listens no more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
    const servers = [...this.#servers.values()].filter((server) => server.listening)
    await Promise.all(
      servers.map((server) => {
        server.close()
        return once(server, 'close')
      }),
    )
  }
}

/**
 * Makes a gate: it listens at once, and a network process lets it in (`networkProcess({ gate })`). It
 * works in real time only; a network process with a gate does not start when time is virtual. Rejects
 * if the host refuses a port; TypeError for what is no address or no port.
 */
export async function tcpGate({ listen = [], connect = [] }: TcpGateOptions): Promise<TcpGate> {
  const gate = new TcpGate(connect)
  try {
    for (const each of listen) await gate.listen(each)
  } catch (error) {
    await gate[Symbol.asyncDispose]()
    throw error
  }
  return gate
}

function addressOf({ host, address }: TcpConnect): number | null {
  if (address !== undefined) {
    const given = parseInetAddress(address)
    if (given === null) throw new TypeError(`tcpGate: ${JSON.stringify(address)} is no address`)
    return given
  }
  const own = isIPv4(host) ? parseInetAddress(host) : null
  return own === null || own >>> 24 === 127 ? null : own
}

function checkedPort(port: number, least: number): number {
  if (Number.isInteger(port) && port >= least && port <= 0xffff) return port
  throw new TypeError(`tcpGate: ${String(port)} is no port`)
}
