// The ports of AF_INET that are in use, of one protocol: who has which address and port.

import { EADDRINUSE } from '../errno.ts'
import type { InetAddress } from '../io/network.ts'
import { firstEphemeralPort, lastEphemeralPort } from '../limits.ts'
import { INADDR_ANY } from './socket-constants.ts'

/** Who uses a port. */
export interface PortUser {
  /** Its address; the port is the one it is entered under. */
  readonly local: InetAddress
  /** Others may have the port as well, if they also reuse it and none is exclusive. */
  readonly reuses: boolean
  /** It listens: nobody else may have the port, but connections. */
  readonly isExclusive: boolean
  /** It is one of the connections of a port. */
  readonly isConnected: boolean
}

/** The ports of one protocol. */
export class InetPorts<U extends PortUser> {
  readonly #users: Map<number, Set<U>> = new Map()
  #next = firstEphemeralPort

  /** Those who use a port, in the order in which they came. */
  usersOf(port: number): Iterable<U> {
    return this.#users.get(port) ?? []
  }

  /** Whether somebody may have an address and a port: EADDRINUSE. */
  check(local: InetAddress, reuses: boolean, isExclusive: boolean, except: U | null): number {
    for (const user of this.usersOf(local.port)) {
      if (user === except || !overlap(user.local.address, local.address)) continue
      if (!reuses || !user.reuses) return -EADDRINUSE
      if (!user.isConnected && (isExclusive || user.isExclusive)) return -EADDRINUSE
    }
    return 0
  }

  /** Enters somebody under its port. */
  add(user: U): void {
    const { port } = user.local
    const users = this.#users.get(port)
    if (users === undefined) this.#users.set(port, new Set([user]))
    else users.add(user)
  }

  /** It uses its port no more. */
  remove(user: U): void {
    const { port } = user.local
    const users = this.#users.get(port)
    users?.delete(user)
    if (users?.size === 0) this.#users.delete(port)
  }

  /** A port that nobody uses. EADDRINUSE: there is none. */
  ephemeral(): number {
    const count = lastEphemeralPort - firstEphemeralPort + 1
    for (let tries = 0; tries < count; tries++) {
      const port = this.#next
      this.#next = port === lastEphemeralPort ? firstEphemeralPort : port + 1
      if (!this.#users.has(port)) return port
    }
    return -EADDRINUSE
  }
}

/** Whether two addresses have a port in common. */
export function overlap(one: number, other: number): boolean {
  return one === other || one === INADDR_ANY || other === INADDR_ANY
}
