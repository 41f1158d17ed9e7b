// IPC, for programs: Call, Recv and Reply on handles, and the service locator. Channels, listeners and delivery are in `@kos/ipc`; which
// process is connected to which is kept here.

import {
  HANDLE_TYPE_IPC,
  isUserHandleType,
  KernelObject,
  OCAP_HANDLE_TRANSFER,
  OCAP_IPC_CALL,
  OCAP_IPC_CLIENT,
  OCAP_IPC_LISTENER,
  OCAP_IPC_SERVER,
} from '@kos/handles'
import { Channel, Exchange, Listener, Party } from '@kos/ipc'
import type { CallableApi, IpcApi, LocatorApi } from '@kos/libkos'
import { callableLibrary, ipcContract, type Library, locatorLibrary, syscallLibrary } from '@kos/libkos/abi'
import { rcInvalidArgument, rcNoCapability, rcOk, rcResourceNotFound } from '@kos/retcode'
import type { KernelCore, Mortal } from '../kernel-core.ts'
import { defineService, type Service } from '../service.ts'
import type { Task, TaskThread } from '../task.ts'

const library: Library<IpcApi & LocatorApi & CallableApi> = { ...syscallLibrary, ...locatorLibrary, ...callableLibrary }

/** IPC by rendezvous, the service locator, and callable handles. */
export function ipc(): Service<'ipc', IpcApi & LocatorApi & CallableApi, 'handles'> {
  return defineService({
    name: 'ipc',
    needs: ['handles'],
    contract: ipcContract,
    library,
    start(kernel) {
      const connections = new Connections(kernel)
      kernel.connect = (client, server, name) => connections.connect(client, server, name)
      const partyOf = kernel.local((thread) => new Party(thread.thread, thread.task, thread.thread.tid, thread.registers))
      return {
        handlers: {
          Call(thread, handle, request, arena, arenaSize, response, responseArena) {
            const end = kernel.valueOf(thread.task, handle, OCAP_IPC_CLIENT)
            const way = end instanceof ClientEnd ? end.channel : callableChannel(kernel, thread.task, handle, end)
            if (typeof way === 'number') return way
            thread.task.calls++
            return way.call(partyOf(thread), request, arena, arenaSize, response, responseArena)
          },
          Recv(thread, handle, request, arena) {
            const end = kernel.valueOf(thread.task, handle, OCAP_IPC_SERVER)
            if (!(end instanceof ServerEnd)) return typeof end === 'number' ? end : rcInvalidArgument
            return end.listener.receive(partyOf(thread), request, arena)
          },
          Reply(thread, handle, client, response, arena, arenaSize) {
            const end = kernel.valueOf(thread.task, handle, OCAP_IPC_SERVER)
            if (!(end instanceof ServerEnd)) return typeof end === 'number' ? end : rcInvalidArgument
            return end.listener.reply(partyOf(thread), client, response, arena, arenaSize)
          },
          Connect: (thread, name) => give(thread, connections.clientHandle(thread.task, name)),
          GetRiid(thread, handle, endpoint) {
            const end = kernel.valueOf(thread.task, handle, OCAP_IPC_CLIENT)
            const way = end instanceof ClientEnd ? end.channel : callableChannel(kernel, thread.task, handle, end)
            if (typeof way === 'number') return way
            const riid = way.listener.server.endpoints.findIndex(({ name }) => name === endpoint)
            if (riid < 0 || (way.riid >= 0 && riid !== way.riid)) return rcResourceNotFound
            thread.registers[0] = riid
            return rcOk
          },
          Register: (thread, name) => give(thread, connections.serverHandle(thread.task, name)),
          CreateCallable(thread, type, rights, context, handle, riid) {
            if (!isUserHandleType(type)) return rcInvalidArgument
            const { space } = thread.task
            const end = kernel.valueOf(thread.task, handle, OCAP_IPC_SERVER)
            if (!(end instanceof ServerEnd)) return typeof end === 'number' ? end : rcInvalidArgument
            const { listener } = end
            if (riid >= listener.server.endpoints.length) return rcInvalidArgument
            const value = new CallableEnd(new Channel(listener, listener.name, riid))
            return give(thread, space.create(new KernelObject(type, space, context, value), rights))
          },
        },
        taskEnded: (task) => connections.drop(task),
        counts: () => connections.counts,
      }
    },
  })
}

function give(thread: TaskThread, handle: number): number {
  if (handle <= 0) return handle
  thread.registers[0] = handle
  return rcOk
}

// The channel of a handle that is not a client's, or why it can't be called. `end` is what it led to as a client's.
function callableChannel(kernel: KernelCore, task: Task, handle: number, end: unknown): Channel | number {
  const callable = kernel.valueOf(task, handle, OCAP_IPC_CALL)
  if (callable instanceof CallableEnd) return callable.channel
  if (typeof end === 'number') return end
  return end instanceof CallableEnd ? rcNoCapability : rcInvalidArgument
}

/**
 * What the handles of a callable resource lead to. It ends with the listener only: a call that was made before the last handle was closed
 * or revoked goes on.
 */
class CallableEnd {
  readonly channel: Channel

  constructor(channel: Channel) {
    this.channel = channel
  }
}

/** What a client handle leads to. */
class ClientEnd implements Mortal {
  readonly channel: Channel

  constructor(channel: Channel) {
    this.channel = channel
  }

  destroyed(): void {
    this.channel.close()
  }
}

/** What a server handle leads to. */
class ServerEnd implements Mortal {
  readonly listener: Listener

  constructor(listener: Listener) {
    this.listener = listener
  }

  destroyed(): void {
    this.listener.close()
  }
}

/** One end of a connection as its process knows it: there from the start, a handle once it was asked for. */
interface NamedEnd {
  readonly end: ClientEnd | ServerEnd
  handle: number
}

/** Static connections by process and name. */
class Connections {
  readonly #exchange: Exchange
  readonly #clients: Map<Task, Map<string, NamedEnd>> = new Map()
  readonly #servers: Map<Task, Map<string, NamedEnd>> = new Map()

  constructor(kernel: KernelCore) {
    this.#exchange = new Exchange({
      monitor: kernel.monitor,
      handles: kernel.handles,
      onDenied: (event, denial) => kernel.denied(event, denial),
    })
    const { probe } = kernel
    if (probe === null) return
    this.#exchange.probe = {
      requested: (client, server) => probe.requested?.(client.peer.sid, server.peer.sid),
      answered: (client, server) => probe.answered?.(client.peer.sid, server.peer.sid),
    }
  }

  /** Processes that have connections: none are left at the end. */
  get counts(): { readonly clients: number; readonly servers: number } {
    return { clients: this.#clients.size, servers: this.#servers.size }
  }

  /** Makes a channel; several clients under one name share the server's listener. */
  connect(client: Task, server: Task, name: string): void {
    const clients = namesOf(this.#clients, client)
    const known = clients.get(name)?.end
    // One that broke, because its server ended, may be made anew: the process gets another handle.
    if (known instanceof ClientEnd && !known.channel.isClosed)
      throw new Error(`${client.name} already has a connection "${name}"`)
    const servers = namesOf(this.#servers, server)
    let listening = servers.get(name)
    if (listening === undefined) {
      listening = { end: new ServerEnd(new Listener(this.#exchange, server, name)), handle: 0 }
      servers.set(name, listening)
    }
    const { listener } = listening.end as ServerEnd
    clients.set(name, { end: new ClientEnd(listener.connect(name)), handle: 0 })
  }

  clientHandle(task: Task, name: string): number {
    return this.#handleOf(task, this.#clients.get(task)?.get(name), OCAP_IPC_CLIENT | OCAP_HANDLE_TRANSFER)
  }

  serverHandle(task: Task, name: string): number {
    return this.#handleOf(task, this.#servers.get(task)?.get(name), OCAP_IPC_LISTENER)
  }

  /** Breaks what a process had: who waits for it gets a code. */
  drop(task: Task): void {
    for (const { end } of this.#clients.get(task)?.values() ?? []) end.destroyed()
    for (const { end } of this.#servers.get(task)?.values() ?? []) end.destroyed()
    this.#clients.delete(task)
    this.#servers.delete(task)
  }

  #handleOf(task: Task, named: NamedEnd | undefined, rights: number): number {
    if (named === undefined) return rcResourceNotFound
    if (named.handle !== 0) return task.space.check(named.handle, 0) > 0 ? named.handle : rcResourceNotFound
    const handle = task.space.create(new KernelObject(HANDLE_TYPE_IPC, task.space, 0, named.end), rights)
    if (handle > 0) named.handle = handle
    return handle
  }
}

function namesOf(ends: Map<Task, Map<string, NamedEnd>>, task: Task): Map<string, NamedEnd> {
  let names = ends.get(task)
  if (names === undefined) ends.set(task, (names = new Map()))
  return names
}
