// Connections made at run time. A thread of the client waits in the connect queue of the server's
// process until a thread of that process accepts or drops its request, its time is up, or one of
// the two processes ends. Threads of the server that listen wait in another list of the same queue
// until there is a request.
//
// The request that was shown to a listener stays the next one until it is settled or abandoned,
// whatever else comes. Nothing of a request is left when it is over; the channel of one that was
// accepted lives as long as its handles.

import { OCAP_IPC_LISTENER } from '@kos/handles'
import { Listener, type MessageTransfer } from '@kos/ipc'
import { callsOf, cmContract, maxNameLength, writeName } from '@kos/libkos/abi'
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
import { maxRequestsPerClient, maxRequestsPerServer } from '../limits.ts'
import type { Task, TaskThread } from '../task.ts'
import { createClientHandle, createListenerHandle, listenerOf } from './ipc-handles.ts'
import { hasRoom } from './name-out.ts'
import { returnHandle } from './returns.ts'

const calls = /* @__PURE__ */ callsOf(cmContract)

/** A client's thread asks for a channel to a service. */
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

/** A server's thread that listens for requests, and the buffers it wants their names in. */
class ListenWait {
  readonly thread: TaskThread
  readonly #client: Uint8Array
  readonly #service: Uint8Array

  constructor(thread: TaskThread, client: Uint8Array, service: Uint8Array) {
    this.thread = thread
    this.#client = client
    this.#service = service
  }

  /** Writes the names of client and service: rcOk, or rcBufferTooSmall. */
  show({ client, service }: ConnectRequest): number {
    if (!hasRoom(this.#client, client.name) || !hasRoom(this.#service, service))
      return rcBufferTooSmall
    const { registers } = this.thread
    registers[calls.Listen.results.clientLength] = writeName(this.#client, client.name)
    registers[calls.Listen.results.serviceLength] = writeName(this.#service, service)
    return rcOk
  }
}

/** The requests for channels to one server, and the server's threads that listen for them. */
class ConnectQueue implements QueueListener {
  /** Threads of clients; each one's `detail` is its ConnectRequest. */
  readonly requests: WaitQueue = new WaitQueue(this)
  /** Threads of the server; each one's `detail` is its ListenWait. */
  readonly #listening: WaitQueue = new WaitQueue(this)
  /**
   * The client thread whose request every listen shows until it is settled or abandoned, even if a
   * buffer was too small for its names; null if there is none.
   */
  #shown: Waiter | null = null

  /** The request to show: the one that was shown, else the first. */
  get next(): ConnectRequest | null {
    const waiter = this.#shown ?? this.requests.first
    return waiter === null ? null : requestOf(waiter)
  }

  /** The thread that waits with such a request: the shown one, else the first. */
  find(client: string, service: string): Waiter | null {
    const isMeant = (waiter: Waiter): boolean => {
      const request = requestOf(waiter)
      return request.service === service && request.client.name === client
    }
    if (this.#shown !== null && isMeant(this.#shown)) return this.#shown
    for (let waiter = this.requests.first; waiter !== null; waiter = waiter.next)
      if (isMeant(waiter)) return waiter
    return null
  }

  /** How many requests of a client process wait here. */
  countOf(task: Task): number {
    let count = 0
    for (let waiter = this.requests.first; waiter !== null; waiter = waiter.next)
      if (requestOf(waiter).client === task) count++
    return count
  }

  /** Puts the thread of a request into the queue, and shows the next request to all listeners. */
  connect(request: ConnectRequest, timeout: number): number {
    const waiter = request.thread.thread
    const rc = this.requests.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.detail = request
    this.#showToAll()
    return this.requests.suspend(waiter, timeout, WaitKind.other, request)
  }

  /** Shows the next request, or lets the thread wait for one. */
  listen(wait: ListenWait, timeout: number): number {
    const { next } = this
    if (next !== null) return this.#show(wait, next)
    const waiter = wait.thread.thread
    const rc = this.#listening.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.detail = wait
    return this.#listening.suspend(waiter, timeout, WaitKind.receive, this)
  }

  /** Ends the wait of the thread of a request. */
  settle(waiter: Waiter, rc: number): void {
    this.requests.remove(waiter)
    this.abandoned(waiter)
    waiter.wake(rc)
  }

  /** The server has ended: each request ends with rcNotConnected. */
  close(): void {
    for (let waiter = this.requests.first; waiter !== null; waiter = this.requests.first)
      this.settle(waiter, rcNotConnected)
  }

  /**
   * A thread left one of the two queues: it ended, its time-out elapsed, or `settle` ended its
   * wait.
   */
  abandoned(waiter: Waiter): void {
    if (waiter === this.#shown) this.#shown = null
    waiter.detail = null
  }

  #show(wait: ListenWait, request: ConnectRequest): number {
    this.#shown = request.thread.thread
    return wait.show(request)
  }

  // A request stays in the queue when it is shown, so every listener is shown the same one.
  #showToAll(): void {
    const { next } = this
    if (next === null) return
    for (let waiter = this.#listening.take(); waiter !== null; waiter = this.#listening.take()) {
      const rc = this.#show(waiter.detail as ListenWait, next)
      waiter.detail = null
      waiter.wake(rc)
    }
  }
}

function requestOf({ detail }: Waiter): ConnectRequest {
  return detail as ConnectRequest
}

/** Makes channels between processes that run: one connect queue per server. */
export class ChannelManager {
  readonly #kernel: KernelCore
  readonly #transfer: MessageTransfer
  readonly #connectQueues: Map<Task, ConnectQueue> = new Map()

  constructor(kernel: KernelCore, transfer: MessageTransfer) {
    this.#kernel = kernel
    this.#transfer = transfer
  }

  /**
   * How many requests wait and how many servers have a connect queue: 0 when all processes have
   * ended.
   */
  get counts(): { readonly connectionRequests: number; readonly connectQueues: number } {
    let connectionRequests = 0
    for (const { requests } of this.#connectQueues.values()) connectionRequests += requests.length
    return { connectionRequests, connectQueues: this.#connectQueues.size }
  }

  /** See KnCmConnect. Its results (`handle`, `rsid`) are written by `accept`. */
  connect(thread: TaskThread, serverName: string, service: string, timeout: number): number {
    if (!isName(service) || !isName(thread.task.name)) return rcInvalidArgument
    const server = this.#kernel.tasks.byName(serverName)
    if (server === undefined || !server.isAlive) return rcResourceNotFound
    const queue = this.#queueOf(server)
    if (queue.countOf(thread.task) >= maxRequestsPerClient) return rcQuotaExceeded
    if (queue.requests.length >= maxRequestsPerServer) return rcBusy
    return queue.connect(new ConnectRequest(thread, service), timeout)
  }

  /** See KnCmListen. */
  listen(thread: TaskThread, timeout: number, client: Uint8Array, service: Uint8Array): number {
    return this.#queueOf(thread.task).listen(new ListenWait(thread, client, service), timeout)
  }

  /**
   * See KnCmAccept, where `riid` is called `rsid`. A server that declares no endpoints may give
   * any.
   */
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
    const request = requestOf(waiter)
    const clientHandle = createClientHandle(request.client, listener.connect(service))
    const { results } = calls.Connect
    request.thread.registers[results.handle] = clientHandle
    request.thread.registers[results.rsid] = riid
    // Its thread goes on later, and may be ended before.
    if (clientHandle > 0) request.thread.given.handle = clientHandle
    // If no handle can be made for the client, Connect ends with why; Accept answers
    // rcNotConnected.
    queue.settle(waiter, clientHandle > 0 ? rcOk : clientHandle)
    if (clientHandle > 0) return returnHandle(thread, handle)
    if (listenerHandle === 0) task.space.close(handle)
    return rcNotConnected
  }

  /** See KnCmDrop. */
  drop({ task }: TaskThread, client: string, service: string): number {
    const queue = this.#connectQueues.get(task)
    const waiter = queue?.find(client, service) ?? null
    if (queue === undefined || waiter === null) return rcResourceNotFound
    queue.settle(waiter, rcAbort)
    return rcOk
  }

  /** A process has ended: the requests for channels to it end with rcNotConnected. */
  taskEnded(task: Task): void {
    this.#connectQueues.get(task)?.close()
    this.#connectQueues.delete(task)
  }

  #newListener(task: Task, name: string): number {
    return createListenerHandle(task, new Listener(this.#transfer, task, name))
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
