// One socket of a client, as the network process serves it: an object with a handle of its own. It
// ends when the client has no handle of it any more, however the client lost it.
//
// (1) What would have to wait answers EAGAIN, and remembers what for (`#awaited`). (2) When that
// holds, the client is signalled once, and asks again. Between look and answer nobody else runs,
// and the client subscribes before it asks: no change is lost.

import {
  type Caller,
  type HandleDesc,
  type Implementation,
  type Kos,
  type NkHandleDescInit,
  PAGE_SIZE,
  rcOk,
  type Retcode,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { EAGAIN, EFAULT, EINVAL, EMSGSIZE, ENOBUFS, EOPNOTSUPP } from '../errno.ts'
import {
  type Address,
  type Data,
  MaxData,
  MaxDatagram,
  type Value,
  type VfsSocket,
} from '../generated/kl/VfsSocket.idl.ts'
import type { ReceivedMessage } from '../io/network.ts'
import { POLLERR, POLLHUP, POLLIN, POLLOUT } from '../io/poll-events.ts'
import type { StreamRing } from './stream-ring.ts'
import { fromMessage, toMessage } from './message-address.ts'
import type { NetworkServer } from './network-server.ts'
import type { SocketPipe } from './socket-pipe.ts'
import { MSG_PEEK, SOCK_STREAM } from './socket-constants.ts'
import type { SocketObserver, StackSocket } from './stack-socket.ts'
import { StreamSocket } from './stream-socket.ts'

/** What a method answers when it fails. */
export interface Failed {
  readonly error: { readonly errno: number }
}

/** The answer of a method that failed with a negated error number. */
export function failed(answer: number): Failed {
  return { error: { errno: -answer } }
}

type Done = Failed | undefined

function done(answer: number): Done {
  return answer < 0 ? failed(answer) : undefined
}

interface Received {
  readonly data: Data
  readonly length: number
}

interface ReceivedFrom extends Received {
  readonly sender: Address
}

interface OpenRing {
  readonly ring: NkHandleDescInit
  readonly size: number
  readonly position: number
}

/** A socket of a client. Its methods are those of kl.VfsSocket. */
export class SocketObject implements SocketObserver, Implementation<VfsSocket> {
  readonly socket: StackSocket
  /** Id of the process that it is counted for. */
  readonly client: number
  readonly #server: NetworkServer
  /** The thread that serves it. */
  readonly #kos: Kos
  /** Tells the client that it is worth another attempt. */
  readonly #signal: (kos: Kos) => void
  /** Events that the client waits for; 0 if it was told of one. */
  #awaited = 0
  /** Bytes for which it wants room before it is told. */
  #wantedRoom = 1

  constructor(
    server: NetworkServer,
    kos: Kos,
    client: number,
    socket: StackSocket,
    signal: (kos: Kos) => void,
  ) {
    this.#server = server
    this.#kos = kos
    this.client = client
    this.socket = socket
    this.#signal = signal
    socket.observer = this
  }

  socketChanged(): void {
    const awaited = this.#awaited
    if (awaited === 0) return
    let events = this.socket.events()
    if ((events & POLLOUT) !== 0 && this.socket.room < this.#wantedRoom) events &= ~POLLOUT
    if ((events & awaited) === 0) return
    this.#awaited = 0
    this.#wantedRoom = 1
    this.#signal(this.#server.kos)
  }

  Bind({ address }: { readonly address: Address }): Done {
    const given = fromMessage(address)
    return given === null ? failed(-EINVAL) : done(this.#enter().bind(given))
  }

  Listen({ backlog }: { readonly backlog: number }): Done {
    return done(this.#enter().listen(backlog))
  }

  Accept(
    _request: unknown,
    { process }: Caller,
  ): Failed | { readonly socket: NkHandleDescInit; readonly peer: Address } {
    if (!this.#server.hasRoomFor(process)) return failed(-ENOBUFS)
    const accepted = this.#enter().accept()
    if (typeof accepted === 'number') return this.#failed(accepted, POLLIN)
    const handle = this.#server.add(this.#kos, process, accepted)
    if (typeof handle === 'number') return failed(handle)
    const peer = accepted.peer()
    return { socket: handle, peer: toMessage(typeof peer === 'number' ? null : peer) }
  }

  Connect({ address }: { readonly address: Address }): Done {
    return done(this.#enter().connect(fromMessage(address)))
  }

  Send({
    data,
    flags,
  }: {
    readonly data: Data
    readonly flags: number
  }): Failed | { readonly count: number } {
    return this.#sent(this.#enter().send(data, 0, data.length, flags, null), data.length)
  }

  SendTo({
    data,
    flags,
    to,
  }: {
    readonly data: Data
    readonly flags: number
    readonly to: Address
  }): Failed | { readonly count: number } {
    const given = fromMessage(to)
    return this.#sent(this.#enter().send(data, 0, data.length, flags, given), data.length)
  }

  SendBuffer({
    buffer,
    length,
    flags,
    to,
  }: {
    readonly buffer: HandleDesc
    readonly length: number
    readonly flags: number
    readonly to: Address
  }): Failed | { readonly count: number } {
    if (length > MaxDatagram) return failed(-EMSGSIZE)
    const { datagram } = this.#server
    const rc = copyBuffer(this.#kos, buffer, length, VMM_FLAG_READ, (address) =>
      this.#kos.memory.read(address, datagram.subarray(0, length)),
    )
    if (rc !== rcOk) return failed(-EFAULT)
    return this.#sent(this.#enter().send(datagram, 0, length, flags, fromMessage(to)), length)
  }

  Receive({ limit, flags }: { readonly limit: number; readonly flags: number }): Failed | Received {
    const message: ReceivedMessage = { address: null, length: -1 }
    const count = this.#receive(limit, flags, message)
    if (count < 0) return this.#failed(count, POLLIN)
    const data = this.#server.datagram.subarray(0, count)
    return { data, length: this.#lengthOf(message, count) }
  }

  ReceiveFrom({
    limit,
    flags,
  }: {
    readonly limit: number
    readonly flags: number
  }): Failed | ReceivedFrom {
    const message: ReceivedMessage = { address: null, length: -1 }
    const count = this.#receive(limit, flags, message)
    if (count < 0) return this.#failed(count, POLLIN)
    const data = this.#server.datagram.subarray(0, count)
    const sender = toMessage(message.address)
    return { data, length: this.#lengthOf(message, count), sender }
  }

  ReceiveBuffer({
    buffer,
    limit,
    flags,
  }: {
    readonly buffer: HandleDesc
    readonly limit: number
    readonly flags: number
  }): Failed | { readonly count: number; readonly length: number; readonly sender: Address } {
    const { datagram } = this.#server
    const message: ReceivedMessage = { address: null, length: -1 }
    const most = Math.min(limit, MaxDatagram)
    let count = -EAGAIN
    const access = VMM_FLAG_READ | VMM_FLAG_WRITE
    // The buffer is mapped before the datagram is taken: nothing is lost if it is none.
    const rc = copyBuffer(this.#kos, buffer, most, access, (address) => {
      count = this.#enter().receive(datagram, 0, most, flags, message)
      if (count > 0) this.#kos.memory.write(address, datagram.subarray(0, count))
    })
    if (rc !== rcOk) return failed(-EFAULT)
    if (count < 0) return this.#failed(count, POLLIN)
    return { count, length: this.#lengthOf(message, count), sender: toMessage(message.address) }
  }

  OpenSendRing(): Failed | OpenRing {
    return this.#openRing(this.#stream()?.outgoing ?? null, true)
  }

  GetRoom({ wanted }: { readonly wanted: number }): Failed | { readonly room: number } {
    const stream = this.#stream()
    const ring = stream?.outgoing?.ring ?? null
    if (stream === null || ring === null) return failed(-EOPNOTSUPP)
    const rc = stream.checkSend()
    if (rc < 0) return failed(rc)
    const { room } = ring
    return room === 0 ? this.#full(wanted, ring) : { room }
  }

  Produce({
    position,
    count,
  }: {
    readonly position: number
    readonly count: number
  }): Failed | { readonly room: number } {
    const stream = this.#stream()
    const pipe = stream?.outgoing ?? null
    const ring = pipe?.ring ?? null
    if (stream === null || pipe === null || ring === null) return failed(-EOPNOTSUPP)
    const rc = stream.checkSend()
    if (rc < 0) return failed(rc)
    if (!ring.isShared || position !== ring.tail || !ring.produce(count)) return failed(-EINVAL)
    pipe.reader?.pipeChanged()
    return { room: ring.room }
  }

  OpenReceiveRing(): Failed | OpenRing {
    return this.#openRing(this.#stream()?.incoming ?? null, false)
  }

  Consume({
    count,
  }: {
    readonly count: number
  }): Failed | { readonly length: number; readonly isOver: number } {
    const stream = this.#stream()
    const pipe = stream?.incoming ?? null
    const ring = pipe?.ring ?? null
    if (stream === null || pipe === null || ring === null) return failed(-EOPNOTSUPP)
    if (!ring.consume(count)) return failed(-EINVAL)
    if (count > 0) pipe.writer?.pipeChanged()
    const { used } = ring
    if (used > 0 || count > 0) return { length: used, isOver: 0 }
    const rc = stream.afterIncoming()
    return rc < 0 ? this.#failed(rc, POLLIN) : { length: 0, isOver: 1 }
  }

  Shutdown({ how }: { readonly how: number }): Done {
    return done(this.#enter().shutdown(how))
  }

  GetName(): { readonly name: Address } {
    return { name: toMessage(this.#enter().name()) }
  }

  GetPeer(): Failed | { readonly peer: Address } {
    const peer = this.#enter().peer()
    return typeof peer === 'number' ? failed(peer) : { peer: toMessage(peer) }
  }

  GetOption({
    level,
    option,
  }: {
    readonly level: number
    readonly option: number
  }): Failed | { readonly value: Value } {
    const value = this.#enter().getOption(level, option)
    return typeof value === 'number' ? failed(value) : { value: [...value] }
  }

  SetOption({
    level,
    option,
    value,
  }: {
    readonly level: number
    readonly option: number
    readonly value: Value
  }): Done {
    return done(this.#enter().setOption(level, option, Int32Array.from(value)))
  }

  GetEvents(): { readonly events: number } {
    const events = this.#enter().events()
    // Another thread of the client may wait for more room than there is: it waits on.
    if ((events & POLLOUT) === 0) this.#wantedRoom = 1
    this.#awaited |= (POLLIN | POLLOUT | POLLERR | POLLHUP) & ~events
    return { events }
  }

  #enter(): StackSocket {
    this.#server.kos = this.#kos
    return this.socket
  }

  #stream(): StreamSocket | null {
    const socket = this.#enter()
    return socket instanceof StreamSocket ? socket : null
  }

  #receive(limit: number, flags: number, message: ReceivedMessage): number {
    const socket = this.#enter()
    const { datagram } = this.#server
    if (limit <= MaxData || socket.kind === SOCK_STREAM)
      return socket.receive(datagram, 0, Math.min(limit, MaxData), flags, message)
    const most = Math.min(limit, MaxDatagram)
    const next = socket.receive(datagram, 0, most, flags | MSG_PEEK, message)
    if (next < 0 || (flags & MSG_PEEK) !== 0) return next > MaxData ? -EMSGSIZE : next
    return next > MaxData ? -EMSGSIZE : socket.receive(datagram, 0, most, flags, message)
  }

  #lengthOf({ length }: ReceivedMessage, count: number): number {
    if (!(this.socket instanceof StreamSocket)) return length
    const ring = this.socket.incoming?.ring ?? null
    if (ring === null) return Math.max(length, count)
    return ring.isShared ? ring.capacity : 0
  }

  #failed(answer: number, event: number): Failed {
    if (answer === -EAGAIN) this.#awaited |= event | POLLERR | POLLHUP
    return failed(answer)
  }

  #sent(answer: number, length: number): Failed | { readonly count: number } {
    if (answer >= 0) return { count: answer }
    if (answer === -EAGAIN) this.#wantedRoom = Math.max(1, Math.min(length, MaxData))
    return this.#failed(answer, POLLOUT)
  }

  // A writer of much is not woken for each byte that is read.
  #full(wanted: number, ring: StreamRing): Failed {
    this.#wantedRoom = Math.max(1, Math.min(wanted, ring.capacity / 2))
    return this.#failed(-EAGAIN, POLLOUT)
  }

  #openRing(pipe: SocketPipe | null, isSender: boolean): Failed | OpenRing {
    const ring = pipe?.ring ?? null
    if (pipe === null || ring === null) return failed(-EOPNOTSUPP)
    const memory = this.#server.ringOf(ring, isSender)
    if (memory === null) return failed(-ENOBUFS)
    const { size, forSender, forReceiver } = memory
    return isSender
      ? { ring: forSender, size, position: ring.tail }
      : { ring: forReceiver, size, position: ring.head }
  }
}

/** Maps the buffer of a client, for as long as `act` runs: nobody can revoke it meanwhile. */
function copyBuffer(
  kos: Kos,
  { handle }: HandleDesc,
  length: number,
  access: number,
  act: (address: number) => void,
): Retcode {
  const bytes = Math.max(1, Math.ceil(length / PAGE_SIZE)) * PAGE_SIZE
  const { rc, addr } = kos.KnPmmMdlMap(handle, 0, bytes, 0, access)
  if (rc !== rcOk) return rc
  act(addr)
  kos.KnVmUnmap(addr, bytes)
  return rcOk
}
