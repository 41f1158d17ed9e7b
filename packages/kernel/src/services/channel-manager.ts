// Who wants to be connected to whom at run time. A client's thread waits at the queue of the
// server's process until a thread of that process accepts or drops its request, its time is up, or
// one of the two processes ends. Threads of the server wait there for requests.
//
// A request that was shown stays the one that is shown until it is gone, whatever else comes.
// Nothing of a request is left when it is over; the channel of one that was accepted lives as long
// as its handles.

import { OCAP_IPC_LISTENER } from '@kos/handles'
import { type MessageTransfer, Listener } from '@kos/ipc'
import { cmContract, maxNameLength, writeName } from '@kos/libkos/abi'
import {
  rcAbort,
  rcBufferTooSmall,
  rcBusy,
  rcInvalidArgument,
  rcNotConnected,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
} from '@kos/retcode'
import { type QueueListener, WaitKind, type Waiter, WaitQueue } from '@kos/thread'
import type { KernelCore } from '../kernel-core.ts'
import { requestsPerClient, requestsPerServer } from '../limits.ts'
import type { Task, TaskThread } from '../task.ts'
import { ClientEnd, listenerOf, ServerEnd } from './ipc-ends.ts'
import { hasRoom } from './name-out.ts'

const { Accept, Connect, Listen } = cmContract.calls

/** What a client's thread waits with. */
class ConnectRequest {
  readonly thread: TaskThread
  readonly service: string

  constructor(thread: TaskThread, service: string) {
    this.thread = thread
    this.service = service
  }

  get client(): Task {
    return this.thread.task
  }

  /** For reports. */
  get name(): string {
    return `a channel for ${this.service}`
  }
}

/** Where a server's thread wants to be told of a request. */
class ListenWait {
  readonly thread: TaskThread
  readonly #client: Uint8Array
  readonly #service: Uint8Array

  constructor(thread: TaskThread, client: Uint8Array, service: Uint8Array) {
    this.thread = thread
    this.#client = client
    this.#service = service
  }

  /** Says what the request is: rcOk, or rcBufferTooSmall. */
  show({ client, service }: ConnectRequest): number {
    if (!hasRoom(this.#client, client.name) || !hasRoom(this.#service, service))
      return rcBufferTooSmall
    const { registers } = this.thread
    registers[Listen.results.clientLength] = writeName(this.#client, client.name)
    registers[Listen.results.serviceLength] = writeName(this.#service, service)
    return rcOk
  }
}

/** Where requests for one server wait, and its threads for requests. */
class ConnectQueue implements QueueListener {
  readonly requests: WaitQueue = new WaitQueue(this)
  readonly #listeners: WaitQueue = new WaitQueue(this)
  /** The one that was shown, and is not gone. */
  #shown: Waiter | null = null

  /** The request that is shown: the one that was, or the first. */
  get next(): ConnectRequest | null {
    const waiter = this.#shown ?? this.requests.first
    return waiter === null ? null : (waiter.detail as ConnectRequest)
  }

  find(client: string, service: string): Waiter | null {
    const isMeant = ({ detail }: Waiter): boolean => {
      const request = detail as ConnectRequest
      return request.service === service && request.client.name === client
    }
    if (this.#shown !== null && isMeant(this.#shown)) return this.#shown
    for (let waiter = this.requests.first; waiter !== null; waiter = waiter.next)
      if (isMeant(waiter)) return waiter
    return null
  }

  countOf(task: Task): number {
    let count = 0
    for (let waiter = this.requests.first; waiter !== null; waiter = waiter.next) {
      if ((waiter.detail as ConnectRequest).client === task) count++
    }
    return count
  }

  ask(request: ConnectRequest, timeout: number): number {
    const waiter = request.thread.thread
    const rc = this.requests.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.detail = request
    this.#showToAll()
    return this.requests.suspend(waiter, timeout, WaitKind.other, request)
  }

  listen(wait: ListenWait, timeout: number): number {
    const { next } = this
    if (next !== null) return this.#show(wait, next)
    const waiter = wait.thread.thread
    const rc = this.#listeners.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.detail = wait
    return this.#listeners.suspend(waiter, timeout, WaitKind.other, this)
  }

  /** Ends the wait of one request. */
  settle(waiter: Waiter, rc: number): void {
    this.requests.remove(waiter)
    this.abandoned(waiter)
    waiter.wake(rc)
  }

  /** The server is gone. */
  close(): void {
    for (let waiter = this.requests.first; waiter !== null; waiter = this.requests.first)
      this.settle(waiter, rcNotConnected)
  }

  abandoned(waiter: Waiter): void {
    if (waiter === this.#shown) this.#shown = null
    waiter.detail = null
  }

  #show(wait: ListenWait, request: ConnectRequest): number {
    this.#shown = request.thread.thread
    return wait.show(request)
  }

  // Showing takes nothing away, so all who wait are told.
  #showToAll(): void {
    const { next } = this
    if (next === null) return
    for (let waiter = this.#listeners.take(); waiter !== null; waiter = this.#listeners.take()) {
      const rc = this.#show(waiter.detail as ListenWait, next)
      waiter.detail = null
      waiter.wake(rc)
    }
  }
}

/** Makes channels between processes that run. */
export class ChannelManager {
  readonly #kernel: KernelCore
  readonly #connectQueues: Map<Task, ConnectQueue> = new Map()

  constructor(kernel: KernelCore) {
    this.#kernel = kernel
  }

  /** Requests that wait, and processes that anybody waited at: none are left at the end. */
  get counts(): { readonly connectionRequests: number; readonly connectQueues: number } {
    let connectionRequests = 0
    for (const { requests } of this.#connectQueues.values()) connectionRequests += requests.length
    return { connectionRequests, connectQueues: this.#connectQueues.size }
  }

  /** See KnCmConnect. Its results are those of the client's thread. */
  connect(thread: TaskThread, serverName: string, service: string, timeout: number): number {
    if (!isName(service) || !isName(thread.task.name)) return rcInvalidArgument
    const server = this.#kernel.tasks.byName(serverName)
    if (server === undefined || !server.isAlive) return rcResourceNotFound
    const queue = this.#queueOf(server)
    if (queue.countOf(thread.task) >= requestsPerClient) return rcQuotaExceeded
    if (queue.requests.length >= requestsPerServer) return rcBusy
    return queue.ask(new ConnectRequest(thread, service), timeout)
  }

  /** See KnCmListen. */
  listen(thread: TaskThread, timeout: number, client: Uint8Array, service: Uint8Array): number {
    return this.#queueOf(thread.task).listen(new ListenWait(thread, client, service), timeout)
  }

  /** See KnCmAccept. */
  accept(
    thread: TaskThread,
    client: string,
    service: string,
    riid: number,
    listenerHandle: number,
  ): number {
    const { task } = thread
    const queue = this.#connectQueues.get(task)
    const waiter = queue?.find(client, service) ?? null
    if (queue === undefined || waiter === null) return rcResourceNotFound
    if (task.endpoints.length > 0 && riid >= task.endpoints.length) return rcInvalidArgument
    const handle = listenerHandle === 0 ? this.#newListener(task, service) : listenerHandle
    if (handle < 0) return handle
    const listener = listenerOf(this.#kernel, task, handle, OCAP_IPC_LISTENER)
    if (typeof listener === 'number') return listener
    const request = waiter.detail as ConnectRequest
    const given = new ClientEnd(listener.connect(service)).handleFor(request.client)
    request.thread.registers[Connect.results.handle] = given
    request.thread.registers[Connect.results.rsid] = riid
    // A client that takes no more handles is told so; for the server it is as good as gone.
    queue.settle(waiter, given > 0 ? rcOk : given)
    if (given <= 0 && listenerHandle === 0) task.space.close(handle)
    if (given <= 0) return rcNotConnected
    thread.registers[Accept.results.handle] = handle
    return rcOk
  }

  /** See KnCmDrop. */
  drop({ task }: TaskThread, client: string, service: string): number {
    const queue = this.#connectQueues.get(task)
    const waiter = queue?.find(client, service) ?? null
    if (queue === undefined || waiter === null) return rcResourceNotFound
    queue.settle(waiter, rcAbort)
    return rcOk
  }

  /** A process has ended: who waits for it gets rcNotConnected. */
  taskEnded(task: Task): void {
    this.#connectQueues.get(task)?.close()
    this.#connectQueues.delete(task)
  }

  #newListener(task: Task, name: string): number {
    return new ServerEnd(
      new Listener(this.#kernel.transfer as MessageTransfer, task, name),
    ).handleFor(task)
  }

  #queueOf(task: Task): ConnectQueue {
    let queue = this.#connectQueues.get(task)
    if (queue === undefined) this.#connectQueues.set(task, (queue = new ConnectQueue()))
    return queue
  }
}

function isName({ length }: string): boolean {
  return length > 0 && length <= maxNameLength
}
