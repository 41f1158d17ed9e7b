// The sockets of the clients of a network process: who has how many, their handles, and the rings
// that they share with it.

import {
  type Handle,
  type Kos,
  nk_handle_desc,
  type NkHandleDescInit,
  type Notice,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_TRANSFER,
  OCAP_IPC_CALL,
  type Offer,
  offer,
  rcOk,
} from '@kos/libkos'
import { ENFILE, ENOBUFS } from '../errno.ts'
import { MaxDatagram, VfsSocket } from '../generated/kl/VfsSocket.idl.ts'
import type { StreamRing } from './stream-ring.ts'
import { maxRings, maxSockets, maxSocketsPerClient } from '../limits.ts'
import type { NetworkStack } from './network-stack.ts'
import { RingMemory } from './ring-memory.ts'
import { socketChangedEvent } from './socket-event.ts'
import { SocketObject } from './socket-object.ts'
import type { StackSocket } from './stack-socket.ts'

/** The rights of a client to a socket: to call it, and to hear of changes. */
const clientRights = OCAP_IPC_CALL | OCAP_HANDLE_GET_EVENT
const ownRights = clientRights | OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY

/** A socket that a client was given. */
export class LentSocket {
  readonly object: SocketObject
  readonly offer: Offer
  readonly badge: Handle

  constructor(object: SocketObject, given: Offer, badge: Handle) {
    this.object = object
    this.offer = given
    this.badge = badge
  }
}

/** The sockets of all clients. */
export class NetworkServer {
  readonly stack: NetworkStack
  /** Hears of clients that lost their handles. */
  readonly notice: Notice
  /** Tells clients of the end of this process. */
  readonly lifeline: Handle
  /** That of the thread which acts: each thread sets it before it does. */
  kos: Kos
  /** Where datagrams are on their way. */
  readonly datagram: Uint8Array = new Uint8Array(MaxDatagram)
  readonly #listeners: Map<Kos, Handle> = new Map()
  readonly #perClient: Map<number, number> = new Map()
  readonly #rings: WeakMap<StreamRing, RingMemory> = new WeakMap()
  #sockets = 0
  #ringCount = 0
  /** Handles that were sent last, of which nobody knows whether the client could take them. */
  #untaken: LentSocket[] = []

  constructor(kos: Kos, stack: NetworkStack, notice: Notice, lifeline: Handle) {
    this.kos = kos
    this.stack = stack
    this.notice = notice
    this.lifeline = lifeline
  }

  /** Open sockets of clients. */
  get size(): number {
    return this.#sockets
  }

  /** The listener that a thread serves. */
  setListener(kos: Kos, listener: Handle): void {
    this.#listeners.set(kos, listener)
  }

  /** Whether a process may have one more socket. */
  hasRoomFor(client: number): boolean {
    const has = this.#perClient.get(client) ?? 0
    return has < maxSocketsPerClient && this.#sockets < maxSockets
  }

  /**
   * Makes the object of a socket, which `kos` serves, and answers its handle for the client. If
   * there is none left the socket is closed. ENFILE: there are too many sockets; ENOBUFS: no
   * handle is left.
   */
  add(kos: Kos, client: number, socket: StackSocket): NkHandleDescInit | number {
    this.#endUntaken(kos)
    if (!this.hasRoomFor(client)) {
      socket.close()
      return -ENFILE
    }
    const lent = this.#lend(kos, client, socket)
    if (lent === null) {
      socket.close()
      return -ENOBUFS
    }
    this.#sockets++
    this.#perClient.set(client, (this.#perClient.get(client) ?? 0) + 1)
    this.#untaken.push(lent)
    return nk_handle_desc(lent.offer.handle, clientRights, lent.badge)
  }

  /** The client has no handle of a socket any more. */
  drop(kos: Kos, { object, offer: given, badge }: LentSocket): void {
    this.kos = kos
    const { client } = object
    object.socket.close()
    kos.KnHandleClose(given.handle)
    kos.KnHandleClose(badge)
    this.#sockets--
    const left = (this.#perClient.get(client) as number) - 1
    if (left === 0) this.#perClient.delete(client)
    else this.#perClient.set(client, left)
  }

  /**
   * The shared memory of a ring; null if there is none. The end that sends gets one made, and the
   * other one the same.
   */
  ringOf(ring: StreamRing, isSender: boolean): RingMemory | null {
    const known = this.#rings.get(ring)
    if (known !== undefined || !isSender || this.#ringCount >= maxRings) return known ?? null
    const memory = RingMemory.make(this.kos, ring.capacity, (each) => this.#releaseRing(each))
    if (memory === null) return null
    this.#ringCount++
    ring.share(memory)
    this.#rings.set(ring, memory)
    return memory
  }

  #releaseRing(memory: RingMemory): void {
    this.#ringCount--
    memory.free(this.kos)
  }

  #lend(kos: Kos, client: number, socket: StackSocket): LentSocket | null {
    const listener = this.#listeners.get(kos) as Handle
    let given: Offer | null = null
    const object = new SocketObject(this, kos, client, socket, (acting) => {
      if (given !== null) acting.KnNoticeSetObjectEvent(given.handle, socketChangedEvent)
    })
    given = offered(kos, listener, object)
    if (given === null) return null
    // The badge tells of a socket that is not known yet: the entry is filled below, before any
    // event.
    const entry: { lent: LentSocket | null } = { lent: null }
    const { rc, handle } = kos.KnHandleCreateBadge(this.notice, entry, null)
    if (rc !== rcOk) {
      given[Symbol.dispose]()
      return null
    }
    return (entry.lent = new LentSocket(object, given, handle))
  }

  // The kernel tells of the end of a transfer, and there is none if the client could not take the
  // handle. A badge that served no transfer serves a copy, which ends at once; for any other this
  // does nothing.
  #endUntaken(kos: Kos): void {
    const untaken = this.#untaken
    if (untaken.length === 0) return
    this.#untaken = []
    for (const { offer: given, badge } of untaken) {
      const { handle } = kos.KnHandleCopy(given.handle, 0, badge)
      if (handle !== undefined) kos.KnHandleClose(handle)
    }
  }
}

function offered(kos: Kos, listener: Handle, object: SocketObject): Offer | null {
  try {
    return offer(kos, listener, VfsSocket, object, ownRights)
  } catch {
    // No handle is left.
    return null
  }
}
