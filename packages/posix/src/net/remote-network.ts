// The network of a process that has it in a network process, by the name of a connection.

import { type Kos, type Proxy, rcOk } from '@kos/libkos'
import { ENOENT } from '../errno.ts'
import { MaxName, type VfsNetwork } from '../generated/kl/VfsNetwork.idl.ts'
import type { IoThread } from '../io/io-thread.ts'
import type { Network, NetworkInterfaceAddress, Socket } from '../io/network.ts'
import { utf8Of } from '../text/utf8.ts'
import { type CallAnswer, errnoOf, isNetworkGone } from './call-errno.ts'
import { flagsOf } from './local-network.ts'
import { connectNetwork, NetworkConnection } from './network-connection.ts'
import { RemotePort } from './remote-port.ts'
import { SOCK_NONBLOCK } from './socket-constants.ts'
import { SocketDescription } from './socket-description.ts'

/**
 * A network in a network process. Errors besides those of the network: ENETDOWN, EACCES. If that
 * process ends and is started again, new sockets are made there; the old ones are lost.
 */
export class RemoteNetwork implements Network {
  readonly #name: string
  #connection: NetworkConnection | null = null
  #isReported = false

  /** `connection` is the name of the connection to the network process. */
  constructor(connection: string) {
    this.#name = connection
  }

  async socket(
    { kos }: IoThread,
    domain: number,
    kind: number,
    protocol: number,
  ): Promise<Socket | number> {
    const type = kind & ~SOCK_NONBLOCK
    const asked = await this.#ask(kos, (calls) => calls.Socket({ domain, type, protocol }))
    if (typeof asked === 'number') return asked
    const { answer, connection } = asked
    if (answer.rc !== rcOk) return errnoOf(answer)
    const port = new RemotePort(connection, domain, type, answer.socket.handle)
    return new SocketDescription(port, flagsOf(kind))
  }

  async interfaces({ kos }: IoThread): Promise<readonly NetworkInterfaceAddress[] | number> {
    const asked = await this.#ask(kos, (calls) => calls.GetInterfaces())
    if (typeof asked === 'number') return asked
    const { answer } = asked
    return answer.rc === rcOk ? answer.interfaces : errnoOf(answer)
  }

  async resolve({ kos }: IoThread, host: string): Promise<readonly number[] | number> {
    if (utf8Of(host).length > MaxName) return -ENOENT
    const asked = await this.#ask(kos, (calls) => calls.Resolve({ host }))
    if (typeof asked === 'number') return asked
    const { answer } = asked
    return answer.rc === rcOk ? answer.addresses : errnoOf(answer)
  }

  /** Makes a call; once more over a new connection if the network process of the old one ended. */
  async #ask<Answer extends CallAnswer>(
    kos: Kos,
    call: (calls: Proxy<VfsNetwork>) => Promise<Answer>,
  ): Promise<Asked<Answer> | number> {
    const asked = await this.#askOnce(kos, call)
    const isGone = typeof asked !== 'number' && isNetworkGone(asked.answer)
    return isGone ? this.#askOnce(kos, call) : asked
  }

  async #askOnce<Answer extends CallAnswer>(
    kos: Kos,
    call: (calls: Proxy<VfsNetwork>) => Promise<Answer>,
  ): Promise<Asked<Answer> | number> {
    const connection = this.#connected(kos)
    if (typeof connection === 'number') return connection
    const calls = connection.calls(kos)
    if (typeof calls === 'number') return calls
    const answer = await call(calls)
    if (isNetworkGone(answer)) connection.isLost = true
    return { answer, connection }
  }

  #connected(kos: Kos): NetworkConnection | number {
    if (this.#connection !== null && !this.#connection.isLost) return this.#connection
    const made = connectNetwork(kos, this.#name)
    this.#connection = typeof made === 'number' ? null : made
    if (typeof made === 'number') this.#report(kos)
    return made
  }

  // Says once why there are no sockets.
  #report(kos: Kos): void {
    if (!this.#isReported)
      kos.log(`no network over ${this.#name}: there is no such connection to a network process`)
    this.#isReported = true
  }
}

interface Asked<Answer> {
  readonly answer: Answer
  readonly connection: NetworkConnection
}
