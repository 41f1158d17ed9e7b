// The network of a process that has it in a network process, by the name of a connection.

import {
  INVALID_HANDLE,
  INVALID_RIID,
  type Kos,
  type Proxy,
  proxyOf,
  rcOk,
  RetcodeError,
} from '@kos/libkos'
import { ENETDOWN, ENOENT } from '../errno.ts'
import { MaxName, VfsNetwork } from '../generated/kl/VfsNetwork.idl.ts'
import type { IoThread } from '../io/io-thread.ts'
import type { Network, NetworkInterfaceAddress, Socket } from '../io/network.ts'
import { errnoOf } from './call-errno.ts'
import { utf8Of } from '../text/utf8.ts'
import { ChangeThread } from './change-thread.ts'
import { flagsOf } from './local-network.ts'
import { RemotePort } from './remote-port.ts'
import { SOCK_NONBLOCK } from './socket-constants.ts'
import { SocketDescription } from './socket-description.ts'

/** A network in a network process. Errors besides those of the network: ENETDOWN, EACCES. */
export class RemoteNetwork implements Network {
  readonly #connection: string
  readonly #proxies: WeakMap<Kos, Proxy<VfsNetwork>> = new WeakMap()

  #life: Promise<void> | null = null

  /** `connection` is the name of the connection to the network process. */
  constructor(connection: string) {
    this.#connection = connection
  }

  async socket(
    { kos }: IoThread,
    domain: number,
    kind: number,
    protocol: number,
  ): Promise<Socket | number> {
    const calls = this.#calls(kos)
    if (typeof calls === 'number') return calls
    const type = kind & ~SOCK_NONBLOCK
    const answer = await calls.Socket({ domain, type, protocol })
    if (answer.rc !== rcOk) return errnoOf(answer)
    const port = new RemotePort(this, domain, type, answer.socket.handle)
    return new SocketDescription(port, flagsOf(kind))
  }

  async interfaces({ kos }: IoThread): Promise<readonly NetworkInterfaceAddress[] | number> {
    const calls = this.#calls(kos)
    if (typeof calls === 'number') return calls
    const answer = await calls.GetInterfaces()
    return answer.rc === rcOk ? answer.interfaces : errnoOf(answer)
  }

  async resolve({ kos }: IoThread, host: string): Promise<readonly number[] | number> {
    const calls = this.#calls(kos)
    if (typeof calls === 'number') return calls
    if (utf8Of(host).length > MaxName) return -ENOENT
    const answer = await calls.Resolve({ host })
    return answer.rc === rcOk ? answer.addresses : errnoOf(answer)
  }

  /**
   * From now on the sockets of the process are told when the network process ends. Without it they
   * hear of that only when they ask.
   */
  watchLife({ kos }: IoThread): Promise<void> {
    return (this.#life ??= this.#watchLife(kos))
  }

  async #watchLife(kos: Kos): Promise<void> {
    const calls = this.#calls(kos)
    if (typeof calls === 'number') return
    const answer = await calls.GetLifeline()
    if (answer.rc !== rcOk) return
    const { handle } = answer.lifeline
    const isWatched = ChangeThread.of(kos).watchLife(kos, handle, () => (this.#life = null))
    if (!isWatched) kos.KnHandleClose(handle)
  }

  #calls(kos: Kos): Proxy<VfsNetwork> | number {
    const known = this.#proxies.get(kos)
    if (known !== undefined) return known
    const made = connected(kos, this.#connection)
    if (typeof made !== 'number') this.#proxies.set(kos, made)
    return made
  }
}

function connected(kos: Kos, connection: string): Proxy<VfsNetwork> | number {
  const handle = kos.ServiceLocatorConnect(connection)
  if (handle === INVALID_HANDLE) return -ENETDOWN
  const riid = kos.ServiceLocatorGetRiid(handle, 'network')
  if (riid === INVALID_RIID) return -ENETDOWN
  try {
    return proxyOf(kos, VfsNetwork, handle, riid)
  } catch (error) {
    if (error instanceof RetcodeError) return errnoOf({ rc: error.rc })
    throw error
  }
}
