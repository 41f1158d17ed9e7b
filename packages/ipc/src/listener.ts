// The server's end of channels: what a server IPC handle leads to.
//
// A thread that waits here stands in exactly one of three queues, so that its termination finds it:
// `senders`, clients whose request nobody has received (seL4: blocked on send); `receivers`, server
// threads without a request (blocked on receive); `awaitingReply`, clients whose request was taken
// (blocked on reply). Senders and receivers are never there at the same time.
//
// Senders and receivers may time out or be interrupted (`ipc-sync-object.ts`); a client that awaits
// a reply only as far as its call is bounded (`Channel.call`). Priority inheritance: senders lend
// to all server threads, which are those that ever received here and have not ended
// (`server-threads.ts`); a client that awaits a reply lends to the thread that took its request
// (`ipc-thread.ts`). What a delivery does is in `message-transfer.ts`.

import type { ZeroHandlesListener } from '@kos/handles'
import { rcInvalidThreadState, rcIpcInterrupt, rcNotConnected, rcOk } from '@kos/retcode'
import {
  assignOwner,
  INFINITE_TIMEOUT,
  type Owned,
  PARKED,
  type QueueListener,
  releaseOwner,
  updateInheritedPriority,
  WaitKind,
  type Waiter,
  WaitQueue,
} from '@kos/thread'
import { Channel } from './channel.ts'
import type { Endpoint, IpcProcess } from './ipc-process.ts'
import type { IpcSyncObject } from './ipc-sync-object.ts'
import type { IpcThread } from './ipc-thread.ts'
import type { MessageTransfer } from './message-transfer.ts'
import { delivered, type DeliveryOutcome, requestOutcomes } from './delivery-outcome.ts'
import { ServerThreads } from './server-threads.ts'

/** Takes requests of any number of channels: the value of a kernel object. */
export class Listener implements QueueListener, Owned, ZeroHandlesListener {
  /** For people: the name under which clients know it. */
  readonly name: string
  /** The server process. In the methods `server` is one of its threads. */
  readonly server: IpcProcess
  /** The endpoints of the server: clients may ask for them when it has ended. */
  readonly endpoints: readonly Endpoint[]
  readonly transfer: MessageTransfer
  readonly #senders: WaitQueue = new WaitQueue(this)
  readonly #receivers: WaitQueue = new WaitQueue(this)
  readonly #awaitingReply: WaitQueue = new WaitQueue(this)
  readonly #threads: ServerThreads = new ServerThreads()
  #isClosed = false

  constructor(transfer: MessageTransfer, server: IpcProcess, name: string) {
    this.transfer = transfer
    this.server = server
    this.endpoints = server.endpoints
    this.name = name
  }

  /** True once `close` was called. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** How many threads wait in each queue: for reports and tests. */
  get counts(): {
    readonly senders: number
    readonly awaitingReply: number
    readonly receivers: number
  } {
    return {
      senders: this.#senders.length,
      awaitingReply: this.#awaitingReply.length,
      receivers: this.#receivers.length,
    }
  }

  /**
   * The thread that must act before a sender goes on: the one server thread, if there is exactly
   * one.
   */
  owners(): readonly Waiter[] {
    return this.#threads.owners()
  }

  /** A new channel to this server. */
  connect(name: string = this.name): Channel {
    return new Channel(this, name)
  }

  /**
   * For `Channel.call`, which has set the client's buffers and channel: hands the request to a
   * waiting server thread, or queues the client.
   */
  send(client: IpcThread, timeout: number, syncObject: IpcSyncObject | null): number {
    const receiver = this.#receivers.first
    if (receiver === null) return this.#enqueue(client, timeout, syncObject)
    const server = receiver.detail as IpcThread
    const outcome = this.transfer.deliverRequest(client, server)
    if (outcome !== delivered)
      return this.#undelivered(client, receiver, outcome, timeout, syncObject)
    // A probe may have ended either thread, or closed this end.
    if (receiver.queue === this.#receivers) this.#endReceive(receiver, server)
    else if (this.#isClosed) return this.#refuseClosed(client)
    if (client.waiter.isOver) return this.#leaveUnanswered(client, receiver, PARKED)
    if (client.isBounded && syncObject !== null) {
      if (syncObject.isSet) return this.#leaveUnanswered(client, receiver, rcIpcInterrupt)
      syncObject.enter(client, this)
    }
    this.#assign(client, server)
    // The wake only enqueues the server; parking the client lets the next ready thread run.
    receiver.wake(rcOk)
    const limit = client.isDeadline ? timeout : INFINITE_TIMEOUT
    return this.#awaitingReply.park(client.waiter, limit, WaitKind.call, client.channel)
  }

  /**
   * Receives the next request (documented as Recv): into `target` and `targetArena`; what came is
   * in the thread's `results`.
   *
   * Answers rcOk, PARKED, rcTimeout, rcNotConnected (this end is closed), rcInvalidThreadState (the
   * thread waits already; that wait is not disturbed) or rcTargetFault (a request came, and
   * `target` was empty or detached; the client's call ends so, too). Requests that are malformed or
   * denied, or that do not fit, end the call of their client and are not seen here. Topic
   * `overview_ipc_details`.
   *
   * Also rcIpcInterrupt (`syncObject` is set already, and no request is taken, or is set during the
   * wait), and rcRestart (`syncObject` was destroyed meanwhile). Topic `libkos_ipc_api` of 1.2.
   */
  receive(
    server: IpcThread,
    target: Uint8Array,
    targetArena: Uint8Array,
    timeout: number = INFINITE_TIMEOUT,
    syncObject: IpcSyncObject | null = null,
  ): number {
    const { waiter } = server
    if (this.#isClosed) return rcNotConnected
    if (waiter.queue !== null) return rcInvalidThreadState
    if (syncObject !== null && syncObject.isSet) return rcIpcInterrupt
    if (server.listener !== this) this.#addServerThread(server)
    server.incoming.use(target)
    server.incomingArena.use(targetArena)
    if (this.#senders.first !== null) {
      const rc = this.#receiveFromSenders(server)
      if (rc !== PARKED) return rc
      // A rule may have ended this thread, or set the object.
      if (waiter.isOver) return PARKED
      if (syncObject !== null && syncObject.isSet) return rcIpcInterrupt
    }
    waiter.detail = server
    const rc = this.#receivers.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    if (syncObject !== null) syncObject.enter(server, this)
    return this.#receivers.suspend(waiter, timeout, WaitKind.receive, this)
  }

  /**
   * Answers a client (documented as Reply): the one with this `tid` among those that await a reply
   * here, whichever server thread took the request. 0 stands for the client whose request this
   * thread took last; if that one no longer waits here, for the first client that awaits a reply
   * here (highest priority, then taken first). If the call whose request this thread took last has
   * ended unanswered, an answer to it by `tid` is too late, whatever its client calls meanwhile,
   * and 0 stands for clients whose requests this thread took.
   *
   * Answers rcOk: the client has the response. rcNotConnected: there is no such client (any more).
   * Otherwise the server's code of one of `responseOutcomes`. The client's call ends with the
   * client's code of the outcome; if that is PARKED, the client waits on and the server may reply
   * again. Never parks. Topic `overview_ipc_details`.
   */
  reply(
    server: IpcThread,
    tid: number,
    response: Uint8Array,
    arena: Uint8Array,
    arenaSize: number,
  ): number {
    const client = this.#isTooLate(server, tid) ? null : this.#clientOf(server, tid)
    if (client === null) return rcNotConnected
    server.outgoing.use(response)
    server.outgoingArena.use(arena)
    server.outgoingArenaSize = arenaSize
    const outcome = this.transfer.deliverResponse(client, server)
    const { waiter } = client
    // A rule or a probe may have ended the client.
    if (outcome.client === PARKED || waiter.queue !== this.#awaitingReply) return outcome.server
    this.#awaitingReply.remove(waiter)
    const taker = client.server
    this.#endCall(client)
    if (taker !== null) taker.unanswered = 0
    waiter.wake(outcome.client)
    return outcome.server
  }

  // The call that is answered has ended. Its client may have called again: that other call must not
  // get this answer. It comes once.
  #isTooLate(server: IpcThread, tid: number): boolean {
    if (tid === 0 || server.unanswered !== tid || server.listener !== this) return false
    server.unanswered = 0
    return true
  }

  /** Closes this end: every thread that waits here gets rcNotConnected. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const queue of [this.#senders, this.#awaitingReply, this.#receivers]) {
      for (let waiter = queue.first; waiter !== null; waiter = queue.first)
        this.#fail(queue, waiter, rcNotConnected)
    }
    this.#threads.clear()
  }

  /** The last handle of this listener is gone: no thread can receive here any more. */
  onZeroHandles(): void {
    this.close()
  }

  /** Ends the calls on one channel with rcNotConnected. */
  endCalls(channel: Channel): void {
    for (const queue of [this.#senders, this.#awaitingReply]) {
      // Collected first: an end takes back a priority, which may move others in the queue.
      const ending: Waiter[] = []
      for (let waiter = queue.first; waiter !== null; waiter = waiter.next)
        if ((waiter.detail as IpcThread).channel === channel) ending.push(waiter)
      for (const waiter of ending) this.#fail(queue, waiter, rcNotConnected)
    }
  }

  /** For synchronization objects: ends the wait of a thread that entered one. */
  interrupt({ waiter }: IpcThread, rc: number): void {
    if (waiter.queue !== null) this.#fail(waiter.queue, waiter, rc)
  }

  /** A thread left a queue: it ended, its time-out elapsed, or `#fail` ended its wait. */
  abandoned(waiter: Waiter): void {
    const thread = waiter.detail as IpcThread
    if (thread.syncObject !== null) thread.syncObject.leave(thread)
    if (thread.channel !== null) this.#endCall(thread)
    this.#lendPriority()
  }

  /** For the queues: the priority of a thread that waits here changed. */
  moved(waiter: Waiter): void {
    const { server } = waiter.detail as IpcThread
    if (waiter.queue === this.#senders) this.#lendPriority()
    else if (waiter.queue === this.#awaitingReply && server !== null)
      updateInheritedPriority(server.waiter)
  }

  // Server threads inherit the priority of the first sender, which may be another one now.
  #lendPriority(): void {
    const { first } = this.#senders
    this.#threads.lend(first === null ? -1 : first.priority)
  }

  #addServerThread(server: IpcThread): void {
    this.#threads.add(server.waiter)
    server.listener = this
  }

  // Takes the first request that can be delivered, and ends the calls of the senders before it:
  // rcOk. PARKED (though nothing is parked yet) if there is none; else what `receive` ends with.
  #receiveFromSenders(server: IpcThread): number {
    for (let waiter = this.#senders.first; waiter !== null; waiter = this.#senders.first) {
      const client = waiter.detail as IpcThread
      const outcome = this.transfer.deliverRequest(client, server)
      // A rule or a probe may have ended either thread.
      const isThere = waiter.queue === this.#senders
      if (outcome === requestOutcomes.ended && server.waiter.isOver) return PARKED
      if (outcome === delivered) {
        if (isThere) this.#take(waiter, client, server)
        return rcOk
      }
      if (isThere) this.#fail(this.#senders, waiter, outcome.client)
      if (outcome.server !== PARKED) return outcome.server
      if (server.waiter.isOver) return PARKED
    }
    return this.#isClosed ? rcNotConnected : PARKED
  }

  #fail(queue: WaitQueue, waiter: Waiter, rc: number): void {
    queue.remove(waiter)
    this.abandoned(waiter)
    waiter.wake(rc)
  }

  // No server thread waits. A request that no server thread could get ends at once.
  #enqueue(client: IpcThread, timeout: number, syncObject: IpcSyncObject | null): number {
    const { waiter } = client
    const unsendable = this.transfer.unsendable(client)
    const rc = unsendable?.client ?? this.#senders.enlist(waiter, timeout)
    if (rc !== rcOk) {
      client.endCall()
      return rc
    }
    waiter.waitOwner = this
    if (syncObject !== null) syncObject.enter(client, this)
    this.#lendPriority()
    return this.#senders.suspend(waiter, timeout, WaitKind.call, client.channel)
  }

  // The server thread has its request.
  #endReceive(receiver: Waiter, server: IpcThread): void {
    this.#receivers.remove(receiver)
    if (server.syncObject !== null) server.syncObject.leave(server)
  }

  // The request was not delivered. If the fault is the server's, its wait is over, too. If a rule
  // ended the wait of the server thread, another one may take the request.
  #undelivered(
    client: IpcThread,
    receiver: Waiter,
    outcome: DeliveryOutcome,
    timeout: number,
    syncObject: IpcSyncObject | null,
  ): number {
    const { channel, waiter } = client
    if (outcome.server !== PARKED && receiver.queue === this.#receivers)
      this.#fail(this.#receivers, receiver, outcome.server)
    if (outcome === requestOutcomes.ended && !waiter.isOver && channel?.isClosed === false) {
      if (syncObject?.isSet !== true) return this.send(client, timeout, syncObject)
      client.endCall()
      return rcIpcInterrupt
    }
    client.endCall()
    return waiter.isOver ? PARKED : outcome.client
  }

  #refuseClosed(client: IpcThread): number {
    client.endCall()
    return rcNotConnected
  }

  // The request was delivered, and its client has ended or was interrupted meanwhile.
  #leaveUnanswered(client: IpcThread, receiver: Waiter, rc: number): number {
    client.endCall()
    receiver.wake(rcOk)
    return rc
  }

  // A sender's request was taken: from here on it waits until it is answered.
  #take(waiter: Waiter, client: IpcThread, server: IpcThread): void {
    this.#senders.remove(waiter)
    if (!client.isBounded && client.syncObject !== null) client.syncObject.leave(client)
    if (!client.isDeadline) waiter.dropTimeout()
    this.#awaitingReply.add(waiter)
    this.#assign(client, server)
    this.#lendPriority()
  }

  // `server` owns the call of `client` now. A server thread that a rule has ended owns nothing, but
  // another one may still answer.
  #assign(client: IpcThread, server: IpcThread): void {
    client.waiter.waitOwner = server.waiter
    if (server.waiter.isOver) return
    client.server = server
    server.client = client
    server.unanswered = 0
    assignOwner(server.waiter, client)
  }

  #endCall(client: IpcThread): void {
    const { server } = client
    if (server !== null) {
      releaseOwner(server.waiter, client)
      if (server.client === client) {
        server.client = null
        server.unanswered = client.tid
      }
    }
    client.endCall()
  }

  #clientOf(server: IpcThread, tid: number): IpcThread | null {
    const last = server.client
    // An answer to a call that has ended must not go to a client of another server thread.
    const mayAnswerAny = server.unanswered === 0
    if (
      last !== null &&
      (tid === 0 || last.tid === tid) &&
      last.waiter.queue === this.#awaitingReply
    )
      return last
    for (let waiter = this.#awaitingReply.first; waiter !== null; waiter = waiter.next) {
      const client = waiter.detail as IpcThread
      if (tid === 0 ? mayAnswerAny || client.server === server : client.tid === tid) return client
    }
    return null
  }
}
