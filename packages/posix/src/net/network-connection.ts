// A connection to a network process, from when the process first asks for it until that network
// process ends. If it is started again, the sockets that it had are lost, and there is a new one.

import {
  type Handle,
  INVALID_HANDLE,
  INVALID_RIID,
  type Kos,
  type Proxy,
  proxyOf,
  rcOk,
  RetcodeError,
} from '@kos/libkos'
import { ENETDOWN } from '../errno.ts'
import { VfsNetwork } from '../generated/kl/VfsNetwork.idl.ts'
import type { IoThread } from '../io/io-thread.ts'
import { errnoOf } from './call-errno.ts'
import { ChangeThread } from './change-thread.ts'
import type { NetworkLife } from './remote-port.ts'

/** One connection. */
export class NetworkConnection implements NetworkLife {
  /** The network process has ended. */
  isLost = false
  readonly #handle: Handle
  readonly #riid: number
  readonly #proxies: WeakMap<Kos, Proxy<VfsNetwork>> = new WeakMap()
  #isWatched = false

  /** `handle` is that of the service locator, which nobody closes. */
  constructor(handle: Handle, riid: number) {
    this.#handle = handle
    this.#riid = riid
  }

  /** The calls of a thread; or ENETDOWN, EBADF, negated. */
  calls(kos: Kos): Proxy<VfsNetwork> | number {
    const known = this.#proxies.get(kos)
    if (known !== undefined) return known
    try {
      const made = proxyOf(kos, VfsNetwork, this.#handle, this.#riid)
      this.#proxies.set(kos, made)
      return made
    } catch (error) {
      if (error instanceof RetcodeError) return errnoOf({ rc: error.rc })
      throw error
    }
  }

  /**
   * From now on the sockets of the process are told when the network process ends. Without it they
   * hear of that only when they ask.
   */
  async watchLife({ kos }: IoThread): Promise<void> {
    if (this.#isWatched) return
    // Other threads go on meanwhile: none may wait for a promise of this one.
    this.#isWatched = true
    let isWatching = false
    try {
      isWatching = await this.#watchLife(kos)
    } finally {
      if (!isWatching) {
        this.#isWatched = false
        ChangeThread.of(kos).tellAll()
      }
    }
  }

  // False: the network process is gone, or there is no thread to watch it.
  async #watchLife(kos: Kos): Promise<boolean> {
    const calls = this.calls(kos)
    if (typeof calls === 'number') return false
    const answer = await calls.GetLifeline()
    if (answer.rc !== rcOk) return false
    const { handle } = answer.lifeline
    if (ChangeThread.of(kos).watchLife(kos, handle, () => (this.isLost = true))) return true
    kos.KnHandleClose(handle)
    return false
  }
}

/** The connection of a name, as it is now; or negated ENETDOWN: there is none. */
export function connectNetwork(kos: Kos, connection: string): NetworkConnection | number {
  const handle = kos.ServiceLocatorConnect(connection)
  if (handle === INVALID_HANDLE) return -ENETDOWN
  const riid = kos.ServiceLocatorGetRiid(handle, 'network')
  return riid === INVALID_RIID ? -ENETDOWN : new NetworkConnection(handle, riid)
}
