// The server's end: what a server IPC handle leads to. Clients whose requests nobody has received
// queue up in `callers`, server threads without a request in `receivers`; at most one of the two is
// not empty. Clients whose request was taken stand in `taken` until somebody answers them. Every
// client is in exactly one queue, so that its termination finds it.
//
// In `callers` and `receivers` a wait may time out or be interrupted (`sync-object.ts`); whoever
// leaves them leaves that behind. Priority is lent by those in `callers` to all server threads
// (`server-threads.ts`), by each in `taken` to the thread that took its request (`ipc-thread.ts`).

import {
  rcInvalidThreadState,
  rcIpcInterrupt,
  rcNotConnected,
  rcOk,
  rcTargetFault,
} from '@kos/retcode'
import {
  assignOwner,
  INFINITE_TIMEOUT,
  updateInheritedPriority,
  releaseOwner,
  type Owned,
  PARKED,
  type QueueListener,
  WaitKind,
  type Waiter,
  WaitQueue,
} from '@kos/thread'
import { Channel } from './channel.ts'
import type { MessageTransfer } from './message-transfer.ts'
import type { IpcThread } from './ipc-thread.ts'
import type { IpcProcess } from './ipc-process.ts'
import { ServerThreads } from './server-threads.ts'
import type { SyncObject } from './sync-object.ts'

/** Takes requests of any number of channels. */
export class Listener implements QueueListener, Owned {
  /** For people: the name under which clients know it. */
  readonly name: string
  readonly server: IpcProcess
  readonly transfer: MessageTransfer
  readonly #callers: WaitQueue
  readonly #taken: WaitQueue
  readonly #receivers: WaitQueue
  readonly #threads: ServerThreads = new ServerThreads()
  #isClosed = false

  constructor(transfer: MessageTransfer, server: IpcProcess, name: string) {
    this.transfer = transfer
    this.server = server
    this.name = name
    this.#callers = new WaitQueue(this)
    this.#taken = new WaitQueue(this)
    this.#receivers = new WaitQueue(this)
  }

  /** True once `close` was called. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /**
   * How many clients wait, before and after their request was taken, and how many server threads:
   * for reports and tests.
   */
  get counts(): { readonly callers: number; readonly taken: number; readonly receivers: number } {
    return {
      callers: this.#callers.length,
      taken: this.#taken.length,
      receivers: this.#receivers.length,
    }
  }

  /**
   * Who must act before a client goes on whose request nobody has taken: the one server thread, if
   * there is one alone.
   */
  owners(): readonly Waiter[] {
    return this.#threads.owners()
  }

  /** A new channel to this server. */
  connect(name: string = this.name): Channel {
    return new Channel(this, name)
  }

  /** For `Channel.call`: gives the request to a waiting server thread, or queues the client. */
  offer(client: IpcThread, timeout: number, syncObject: SyncObject | null): number {
    const waiter = this.#receivers.first
    if (waiter === null) return this.#queue(client, timeout, syncObject)
    const server = waiter.detail as IpcThread
    const rc = this.transfer.deliverRequest(client, server)
    if (rc !== rcOk) return this.#refused(client, waiter, rc)
    // A rule or an observer may have ended whoever it was told of.
    if (waiter.queue === this.#receivers) this.#receive(waiter, server)
    else if (this.#isClosed) return this.#refused(client, waiter, rcNotConnected)
    this.#bind(client, server)
    // First the wake, which only enqueues: parking the client lets the next ready thread run.
    waiter.wake(rcOk)
    return this.#taken.park(client.waiter, INFINITE_TIMEOUT, WaitKind.call, client.channel)
  }

  /**
   * Takes the next request (documented as Recv): into `target` and `targetArena`; what came is in
   * the party's `results`.
   *
   * Answers rcOk, PARKED, rcTimeout, rcNotConnected (this end is closed), rcInvalidThreadState (the
   * party waits already; that wait is not disturbed) or rcTargetFault (a request came, and `target`
   * was empty or detached). Requests that are malformed or denied, or that do not fit, end the call
   * of their client and are not seen here. Topic `overview_ipc_details`.
   *
   * Also rcIpcInterrupt (`syncObject` was set, or is: then no request is taken), and rcRestart
   * (`syncObject` was destroyed meanwhile). Topic `libkos_ipc_api` of 1.2.
   */
  receive(
    server: IpcThread,
    target: Uint8Array,
    targetArena: Uint8Array,
    timeout: number = INFINITE_TIMEOUT,
    syncObject: SyncObject | null = null,
  ): number {
    if (this.#isClosed) return rcNotConnected
    if (server.waiter.queue !== null) return rcInvalidThreadState
    if (syncObject !== null && syncObject.isSet) return rcIpcInterrupt
    if (server.listener !== this) this.#serves(server)
    server.target = target
    server.targetArena = targetArena
    if (this.#callers.first !== null) {
      const rc = this.#serveCallers(server)
      if (rc <= rcOk) return rc
    }
    const { waiter } = server
    waiter.detail = server
    const rc = this.#receivers.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    if (syncObject !== null) syncObject.enter(server, this)
    return this.#receivers.suspend(waiter, timeout, WaitKind.receive, this)
  }

  #serves(server: IpcThread): void {
    this.#threads.add(server.waiter)
    server.listener = this
  }

  // Takes the request of the first client whose request can be taken: rcOk, or PARKED if there is
  // none.
  #serveCallers(server: IpcThread): number {
    for (let waiter = this.#callers.first; waiter !== null; waiter = this.#callers.first) {
      const client = waiter.detail as IpcThread
      const rc = this.transfer.deliverRequest(client, server)
      // A rule or an observer may have ended whoever it was told of.
      const isThere = waiter.queue === this.#callers
      if (rc === rcOk) {
        if (isThere) this.#take(waiter, client, server)
        return rcOk
      }
      if (isThere) this.#fail(this.#callers, waiter, rc)
      if (rc === rcTargetFault) return rc
    }
    return this.#isClosed ? rcNotConnected : PARKED
  }

  /**
   * Answers a client (documented as Reply): the one with this `tid` among those whose request was
   * taken. 0 stands for the client whose request this party took last; if it was answered or is
   * gone, for the first of all (highest priority, then longest wait).
   *
   * Answers rcOk: the client has the response. rcNotConnected: there is no such client (any more).
   * Otherwise what `MessageTransfer.deliverResponse` answers for the server; the client gets its own code.
   * Never parks. Topic `overview_ipc_details`.
   */
  reply(
    server: IpcThread,
    tid: number,
    response: Uint8Array,
    arena: Uint8Array,
    arenaSize: number,
  ): number {
    const client = this.#clientOf(server, tid)
    if (client === null) return rcNotConnected
    const rc = this.transfer.deliverResponse(client, server, response, arena, arenaSize)
    const { clientCode } = this.transfer
    if (clientCode === PARKED || client.waiter.queue !== this.#taken) return rc
    this.#taken.remove(client.waiter)
    this.#release(client)
    client.waiter.wake(clientCode)
    return rc
  }

  /**
   * Closes this end: all clients get rcNotConnected, and so do server threads that wait for
   * requests.
   */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const queue of [this.#callers, this.#taken, this.#receivers]) {
      for (let waiter = queue.first; waiter !== null; waiter = queue.first)
        this.#fail(queue, waiter, rcNotConnected)
    }
  }

  /** Ends the calls on one channel with rcNotConnected. */
  dropCallers(channel: Channel): void {
    for (const queue of [this.#callers, this.#taken]) {
      for (let waiter = queue.first; waiter !== null;) {
        const { next } = waiter
        if ((waiter.detail as IpcThread).channel === channel)
          this.#fail(queue, waiter, rcNotConnected)
        waiter = next
      }
    }
  }

  /** For synchronization objects: ends a wait in which nothing has passed yet. */
  interrupt(party: IpcThread, rc: number): void {
    const { waiter } = party
    if (waiter.queue === this.#callers) this.#fail(this.#callers, waiter, rc)
    else if (waiter.queue === this.#receivers) this.#fail(this.#receivers, waiter, rc)
  }

  /** For the queues: a thread that waits here was ended, or its time is up. */
  abandoned(waiter: Waiter): void {
    const party = waiter.detail as IpcThread
    if (party.syncObject !== null) party.syncObject.leave(party)
    if (party.channel !== null) this.#release(party)
    this.#lend()
  }

  /** For the queues: the priority of a thread that waits here changed. */
  moved(waiter: Waiter): void {
    const { server } = waiter.detail as IpcThread
    if (waiter.queue === this.#callers) this.#lend()
    else if (waiter.queue === this.#taken && server !== null) updateInheritedPriority(server.waiter)
  }

  // Whoever is first among those whose requests nobody has taken may have changed.
  #lend(): void {
    const { first } = this.#callers
    this.#threads.lend(first === null ? -1 : first.priority)
  }

  #fail(queue: WaitQueue, waiter: Waiter, rc: number): void {
    queue.remove(waiter)
    this.abandoned(waiter)
    waiter.wake(rc)
  }

  // Nobody receives now. What can't be sent whoever receives it does not wait for that.
  #queue(client: IpcThread, timeout: number, syncObject: SyncObject | null): number {
    const { waiter } = client
    let rc = this.transfer.sendable(client)
    if (rc === rcOk) rc = this.#callers.enlist(waiter, timeout)
    if (rc !== rcOk) {
      client.forget()
      return rc
    }
    waiter.waitOwner = this
    if (syncObject !== null) syncObject.enter(client, this)
    this.#lend()
    return this.#callers.suspend(waiter, timeout, WaitKind.call, client.channel)
  }

  // A server thread has its request.
  #receive(waiter: Waiter, server: IpcThread): void {
    this.#receivers.remove(waiter)
    if (server.syncObject !== null) server.syncObject.leave(server)
  }

  // A request that no server thread gets: what is wrong may be the thread's own buffers.
  #refused(client: IpcThread, receiver: Waiter, rc: number): number {
    if (rc === rcTargetFault && receiver.queue === this.#receivers)
      this.#fail(this.#receivers, receiver, rc)
    client.forget()
    return rc
  }

  // From here on the client waits until it is answered.
  #take(waiter: Waiter, client: IpcThread, server: IpcThread): void {
    this.#callers.remove(waiter)
    if (client.syncObject !== null) client.syncObject.leave(client)
    waiter.dropTimeout()
    this.#taken.add(waiter)
    this.#bind(client, server)
    this.#lend()
  }

  #bind(client: IpcThread, server: IpcThread): void {
    client.waiter.waitOwner = server.waiter
    if (server.waiter.isOver) return
    client.server = server
    server.client = client
    assignOwner(server.waiter, client)
  }

  #release(client: IpcThread): void {
    const { server } = client
    if (server !== null) {
      releaseOwner(server.waiter, client)
      if (server.client === client) server.client = null
    }
    client.forget()
  }

  #clientOf(server: IpcThread, tid: number): IpcThread | null {
    const last = server.client
    if (last !== null && (tid === 0 || last.tid === tid) && last.waiter.queue === this.#taken)
      return last
    for (let waiter = this.#taken.first; waiter !== null; waiter = waiter.next) {
      const client = waiter.detail as IpcThread
      if (tid === 0 || client.tid === tid) return client
    }
    return null
  }
}
