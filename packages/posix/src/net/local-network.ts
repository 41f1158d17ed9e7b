// A network within one process: for programs that need sockets among their own threads only, and, for
// socketpair, for those that have no network at all.

import { O_NONBLOCK } from '../fs/open-flags.ts'
import type { IoThread } from '../io/io-thread.ts'
import type { Network, NetworkInterfaceAddress, Socket } from '../io/network.ts'
import { LocalPort } from './local-port.ts'
import { type NetworkOptions, NetworkStack } from './network-stack.ts'
import { SOCK_NONBLOCK } from './socket-constants.ts'
import { SocketDescription } from './socket-description.ts'

/** A network that nobody but this process is in. It has no gate: see networkProcess. */
export class LocalNetwork implements Network {
  readonly #stack: NetworkStack

  constructor({ interfaces, hosts }: Omit<NetworkOptions, 'gate'> = {}) {
    this.#stack = new NetworkStack({
      ...(interfaces === undefined ? {} : { interfaces }),
      ...(hosts === undefined ? {} : { hosts }),
    })
  }

  socket(
    _thread: IoThread,
    domain: number,
    kind: number,
    protocol: number,
  ): Promise<Socket | number> {
    const made = this.#stack.socket(domain, kind & ~SOCK_NONBLOCK, protocol)
    if (typeof made === 'number') return Promise.resolve(made)
    return Promise.resolve(new SocketDescription(new LocalPort(made), flagsOf(kind)))
  }

  /** Two sockets that are connected. Errors: those of `socket`, and EOPNOTSUPP (of AF_INET). */
  socketPair(domain: number, kind: number, protocol: number): readonly [Socket, Socket] | number {
    const made = this.#stack.pair(domain, kind & ~SOCK_NONBLOCK, protocol)
    if (typeof made === 'number') return made
    const [one, other] = made
    const flags = flagsOf(kind)
    return [
      new SocketDescription(new LocalPort(one), flags),
      new SocketDescription(new LocalPort(other), flags),
    ]
  }

  interfaces(): Promise<readonly NetworkInterfaceAddress[]> {
    return Promise.resolve(this.#stack.interfaces)
  }

  resolve(_thread: IoThread, host: string): Promise<readonly number[] | number> {
    return Promise.resolve(this.#stack.resolve(host))
  }
}

/** The flags of a description for a type with SOCK_NONBLOCK. */
export function flagsOf(kind: number): number {
  return (kind & SOCK_NONBLOCK) === 0 ? 0 : O_NONBLOCK
}
