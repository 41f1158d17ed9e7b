// A socket in a network process: its handle, and the rings that this process has mapped. The calls are
// those of kl.VfsSocket; each thread makes them over a proxy of its own.

import {
  type Handle,
  type Kos,
  nk_handle_desc,
  OCAP_MDL_READ,
  OCAP_MDL_WRITE,
  type Proxy,
  proxyOf,
  rcOk,
} from '@kos/libkos'
import { ECONNRESET, EMSGSIZE, ENOBUFS } from '../errno.ts'
import { MaxData, MaxDatagram, VfsSocket } from '../generated/kl/VfsSocket.idl.ts'
import type { Answer, IoThread } from '../io/io-thread.ts'
import type { ReceivedMessage, SocketAddress } from '../io/network.ts'
import { errnoOf } from './call-errno.ts'
import { ChangeThread } from './change-thread.ts'
import { ringThreshold } from '../limits.ts'
import { fromMessage, toMessage } from './message-address.ts'
import { RingMapping } from './ring-mapping.ts'
import { MSG_OOB, MSG_PEEK, SOCK_STREAM } from './socket-constants.ts'
import { SocketChanges } from './socket-changes.ts'
import type { AcceptedPort, SocketPort } from './socket-port.ts'
import { TransferBuffers } from './transfer-buffers.ts'
import { Turn } from './turn.ts'

/** The life of the network process that a socket is in. */
export interface NetworkLife {
  /** Resolves when the sockets of this process are told of its end. */
  watchLife(thread: IoThread): Promise<void>
}

/** A socket in a network process. */
export class RemotePort implements SocketPort {
  readonly domain: number
  readonly kind: number
  readonly changes: SocketChanges = new SocketChanges()
  readonly #life: NetworkLife
  readonly #handle: Handle
  readonly #proxies: WeakMap<Kos, Proxy<VfsSocket>> = new WeakMap()
  #lastKos: Kos | null = null
  #lastProxy: Proxy<VfsSocket> | null = null
  #isWatched = false
  readonly #sending: Turn = new Turn()
  readonly #receiving: Turn = new Turn()
  #sendRing: RingMapping | null = null
  #receiveRing: RingMapping | null = null
  /** The network process has no ring to send to. */
  #hasNoSendRing = false
  /** It has one to receive from. */
  #hasReceiveRing = false

  constructor(life: NetworkLife, domain: number, kind: number, handle: Handle) {
    this.#life = life
    this.domain = domain
    this.kind = kind
    this.#handle = handle
  }

  watch(thread: IoThread): Answer {
    return this.#isWatched ? 0 : this.#watch(thread)
  }

  async #watch(thread: IoThread): Promise<number> {
    await this.#life.watchLife(thread)
    if (this.#isWatched) return 1
    const { kos } = thread
    const rc = ChangeThread.of(kos).watch(kos, this.#handle, this.changes)
    if (rc < 0) return rc
    this.#isWatched = true
    return 1
  }

  async bind(thread: IoThread, address: SocketAddress): Promise<number> {
    return errnoOf(await this.#calls(thread).Bind({ address: toMessage(address) }))
  }

  async listen(thread: IoThread, backlog: number): Promise<number> {
    return errnoOf(await this.#calls(thread).Listen({ backlog }))
  }

  async accept(thread: IoThread): Promise<AcceptedPort | number> {
    const answer = await this.#calls(thread).Accept()
    if (answer.rc !== rcOk) return errnoOf(answer)
    const { socket, peer } = answer
    const port = new RemotePort(this.#life, this.domain, this.kind, socket.handle)
    return { port, peer: fromMessage(peer) ?? { family: 1, path: '' } }
  }

  async connect(thread: IoThread, address: SocketAddress | null): Promise<number> {
    return errnoOf(await this.#calls(thread).Connect({ address: toMessage(address) }))
  }

  send(
    thread: IoThread,
    from: Uint8Array,
    at: number,
    length: number,
    flags: number,
    to: SocketAddress | null,
  ): Answer {
    if (this.kind !== SOCK_STREAM || to !== null)
      return this.#sendMessage(thread, from, at, length, flags, to)
    return this.#sending.take(thread, () => this.#sendStream(thread, from, at, length, flags))
  }

  receive(
    thread: IoThread,
    into: Uint8Array,
    at: number,
    length: number,
    flags: number,
    message: ReceivedMessage | null,
  ): Answer {
    if (this.kind !== SOCK_STREAM)
      return this.#receiveMessage(thread, into, at, length, flags, message)
    return this.#receiving.take(thread, () => this.#receiveStream(thread, into, at, length, flags))
  }

  async shutdown(thread: IoThread, how: number): Promise<number> {
    return errnoOf(await this.#calls(thread).Shutdown({ how }))
  }

  async name(thread: IoThread): Promise<SocketAddress | number> {
    const answer = await this.#calls(thread).GetName()
    if (answer.rc !== rcOk) return errnoOf(answer)
    return fromMessage(answer.name) ?? -ECONNRESET
  }

  async peer(thread: IoThread): Promise<SocketAddress | number> {
    const answer = await this.#calls(thread).GetPeer()
    if (answer.rc !== rcOk) return errnoOf(answer)
    return fromMessage(answer.peer) ?? -ECONNRESET
  }

  async getOption(thread: IoThread, level: number, option: number): Promise<Int32Array | number> {
    const answer = await this.#calls(thread).GetOption({ level, option })
    if (answer.rc !== rcOk) return errnoOf(answer)
    return Int32Array.from(answer.value)
  }

  async setOption(
    thread: IoThread,
    level: number,
    option: number,
    value: Int32Array,
  ): Promise<number> {
    const given = [...value.subarray(0, 2)]
    return errnoOf(await this.#calls(thread).SetOption({ level, option, value: given }))
  }

  async events(thread: IoThread): Promise<number> {
    const answer = await this.#calls(thread).GetEvents()
    if (answer.rc !== rcOk) return errnoOf(answer)
    return answer.events
  }

  close({ kos }: IoThread): number {
    if (this.#isWatched) ChangeThread.of(kos).unwatch(kos, this.#handle)
    this.#sendRing?.unmap(kos)
    this.#receiveRing?.unmap(kos)
    this.#sendRing = null
    this.#receiveRing = null
    kos.KnHandleClose(this.#handle)
    return 0
  }

  #calls({ kos }: IoThread): Proxy<VfsSocket> {
    if (this.#lastKos === kos) return this.#lastProxy as Proxy<VfsSocket>
    let proxy = this.#proxies.get(kos)
    if (proxy === undefined) this.#proxies.set(kos, (proxy = proxyOf(kos, VfsSocket, this.#handle)))
    this.#lastKos = kos
    return (this.#lastProxy = proxy)
  }

  async #sendStream(
    thread: IoThread,
    from: Uint8Array,
    at: number,
    length: number,
    flags: number,
  ): Promise<number> {
    const wantsRing = this.#sendRing !== null || length >= ringThreshold
    if (wantsRing && !this.#hasNoSendRing && (flags & MSG_OOB) === 0) {
      const ring = this.#sendRing ?? (await this.#openSendRing(thread))
      if (typeof ring !== 'number') return this.#sendToRing(thread, ring, from, at, length)
      if (ring !== -ENOBUFS) return ring
    }
    const data = from.subarray(at, at + Math.min(length, MaxData))
    const answer = await this.#calls(thread).Send({ data, flags })
    if (answer.rc !== rcOk) return errnoOf(answer)
    return answer.count
  }

  async #openSendRing(thread: IoThread): Promise<RingMapping | number> {
    const answer = await this.#calls(thread).OpenSendRing()
    const opened = answer.rc === rcOk ? this.#map(thread, answer, true) : errnoOf(answer)
    if (typeof opened !== 'number') return (this.#sendRing = opened)
    // A socket without a connection has none: sending by message says what is wrong.
    if (opened === -ENOBUFS) this.#hasNoSendRing = true
    return -ENOBUFS
  }

  async #sendToRing(
    thread: IoThread,
    ring: RingMapping,
    from: Uint8Array,
    at: number,
    length: number,
  ): Promise<number> {
    const calls = this.#calls(thread)
    if (ring.ready === 0) {
      const answer = await calls.GetRoom({ wanted: Math.min(length, 0xffff_ffff) })
      if (answer.rc !== rcOk) return errnoOf(answer)
      ring.ready = answer.room
    }
    const count = Math.min(length, ring.ready)
    if (!ring.write(thread.kos, from, at, count)) return -ECONNRESET
    const answer = await calls.Produce({ position: ring.position, count })
    if (answer.rc !== rcOk) return errnoOf(answer)
    ring.advance(count)
    ring.ready = answer.room
    return count
  }

  async #receiveStream(
    thread: IoThread,
    into: Uint8Array,
    at: number,
    length: number,
    flags: number,
  ): Promise<number> {
    if ((flags & (MSG_PEEK | MSG_OOB)) === 0) {
      if (this.#receiveRing === null && this.#hasReceiveRing) await this.#openReceiveRing(thread)
      if (this.#receiveRing !== null)
        return this.#receiveFromRing(thread, this.#receiveRing, into, at, length)
    }
    const answer = await this.#calls(thread).Receive({ limit: Math.min(length, MaxData), flags })
    if (answer.rc !== rcOk) return errnoOf(answer)
    const { data, length: ringSize } = answer
    this.#hasReceiveRing = ringSize > 0 && length >= ringThreshold
    into.set(data, at)
    return data.length
  }

  async #openReceiveRing(thread: IoThread): Promise<void> {
    this.#hasReceiveRing = false
    const answer = await this.#calls(thread).OpenReceiveRing()
    if (answer.rc !== rcOk) return
    const opened = this.#map(thread, answer, false)
    if (typeof opened !== 'number') this.#receiveRing = opened
  }

  async #receiveFromRing(
    thread: IoThread,
    ring: RingMapping,
    into: Uint8Array,
    at: number,
    length: number,
  ): Promise<number> {
    const calls = this.#calls(thread)
    if (ring.ready === 0) {
      const answer = await calls.Consume({ count: 0 })
      if (answer.rc !== rcOk) return errnoOf(answer)
      if (answer.isOver === 1) return 0
      ring.ready = answer.length
    }
    const count = Math.min(length, ring.ready)
    if (!ring.read(thread.kos, into, at, count)) return -ECONNRESET
    const answer = await calls.Consume({ count })
    if (answer.rc !== rcOk) return errnoOf(answer)
    ring.advance(count)
    ring.ready = answer.length
    return count
  }

  #map(
    { kos }: IoThread,
    given: {
      readonly ring: { readonly handle: Handle }
      readonly size: number
      readonly position: number
    },
    isSender: boolean,
  ): RingMapping | number {
    const { ring, size, position } = given
    return RingMapping.map(kos, ring.handle, size, position, isSender) ?? -ENOBUFS
  }

  async #sendMessage(
    thread: IoThread,
    from: Uint8Array,
    at: number,
    length: number,
    flags: number,
    to: SocketAddress | null,
  ): Promise<number> {
    if (length > MaxDatagram) return -EMSGSIZE
    if (length > MaxData) return this.#sendBuffer(thread, from, at, length, flags, to)
    const calls = this.#calls(thread)
    const data = from.subarray(at, at + length)
    const answer =
      to === null
        ? await calls.Send({ data, flags })
        : await calls.SendTo({ data, flags, to: toMessage(to) })
    if (answer.rc !== rcOk) return errnoOf(answer)
    return answer.count
  }

  async #sendBuffer(
    thread: IoThread,
    from: Uint8Array,
    at: number,
    length: number,
    flags: number,
    to: SocketAddress | null,
  ): Promise<number> {
    const { kos } = thread
    const buffers = TransferBuffers.of(kos)
    const buffer = buffers.take(kos)
    if (buffer === null) return -ENOBUFS
    kos.memory.write(buffer.address, from.subarray(at, at + length))
    const lent = nk_handle_desc(buffer.handle, OCAP_MDL_READ)
    const request = { buffer: lent, length, flags, to: toMessage(to) }
    const answer = await this.#calls(thread).SendBuffer(request)
    buffers.give(buffer)
    if (answer.rc !== rcOk) return errnoOf(answer)
    return answer.count
  }

  async #receiveMessage(
    thread: IoThread,
    into: Uint8Array,
    at: number,
    length: number,
    flags: number,
    message: ReceivedMessage | null,
  ): Promise<number> {
    const limit = Math.min(length, MaxDatagram)
    const answer = await this.#calls(thread).ReceiveFrom({ limit, flags })
    if (answer.rc !== rcOk) {
      const rc = errnoOf(answer)
      if (rc !== -EMSGSIZE) return rc
      return this.#receiveBuffer(thread, into, at, limit, flags, message)
    }
    const { data, length: whole, sender } = answer
    tell(message, whole, fromMessage(sender))
    into.set(data, at)
    return data.length
  }

  async #receiveBuffer(
    thread: IoThread,
    into: Uint8Array,
    at: number,
    limit: number,
    flags: number,
    message: ReceivedMessage | null,
  ): Promise<number> {
    const { kos } = thread
    const buffers = TransferBuffers.of(kos)
    const buffer = buffers.take(kos)
    if (buffer === null) return -ENOBUFS
    const lent = nk_handle_desc(buffer.handle, OCAP_MDL_READ | OCAP_MDL_WRITE)
    const answer = await this.#calls(thread).ReceiveBuffer({ buffer: lent, limit, flags })
    if (answer.rc === rcOk) {
      const { count, length, sender } = answer
      kos.memory.read(buffer.address, into.subarray(at, at + count))
      tell(message, length, fromMessage(sender))
    }
    buffers.give(buffer)
    return answer.rc === rcOk ? answer.count : errnoOf(answer)
  }
}

function tell(
  message: ReceivedMessage | null,
  length: number,
  address: SocketAddress | null,
): void {
  if (message === null) return
  message.length = length
  message.address = address
}
