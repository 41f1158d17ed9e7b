// Static connections: which process is connected to which, under which name. There from the start;
// a handle is made when it is first asked for.

import { type MessageTransfer, Listener } from '@kos/ipc'
import { rcResourceNotFound } from '@kos/retcode'
import type { Task } from '../task.ts'
import { ClientEnd, ServerEnd } from './ipc-ends.ts'

/**
 * One end of a connection as its process knows it: there from the start, a handle once it was asked
 * for.
 */
interface NamedEnd {
  readonly end: ClientEnd | ServerEnd
  handle: number
}

/** Static connections by process and name. */
export class Connections {
  readonly #transfer: MessageTransfer
  readonly #clients: Map<Task, Map<string, NamedEnd>> = new Map()
  readonly #servers: Map<Task, Map<string, NamedEnd>> = new Map()

  constructor(transfer: MessageTransfer) {
    this.#transfer = transfer
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
      listening = { end: new ServerEnd(new Listener(this.#transfer, server, name)), handle: 0 }
      servers.set(name, listening)
    }
    const { listener } = listening.end as ServerEnd
    clients.set(name, { end: new ClientEnd(listener.connect(name)), handle: 0 })
  }

  /**
   * The handle of a connection as a client, the same each time; rcResourceNotFound: there is none,
   * or it was closed.
   */
  clientHandle(task: Task, name: string): number {
    return handleOf(task, this.#clients.get(task)?.get(name))
  }

  /** The handle of the listener for the connections of that name, likewise. */
  serverHandle(task: Task, name: string): number {
    return handleOf(task, this.#servers.get(task)?.get(name))
  }

  /** A name under which others are connected to a process, by its number from 0. */
  serviceName(task: Task, index: number): string | undefined {
    return [...(this.#servers.get(task)?.keys() ?? [])][index]
  }

  /** Breaks what a process had: who waits for it gets a code. */
  drop(task: Task): void {
    for (const { end } of this.#clients.get(task)?.values() ?? []) end.onZeroHandles()
    for (const { end } of this.#servers.get(task)?.values() ?? []) end.onZeroHandles()
    this.#clients.delete(task)
    this.#servers.delete(task)
  }
}

function handleOf(task: Task, named: NamedEnd | undefined): number {
  if (named === undefined) return rcResourceNotFound
  if (named.handle !== 0)
    return task.space.check(named.handle, 0) > 0 ? named.handle : rcResourceNotFound
  const handle = named.end.handleFor(task)
  if (handle > 0) named.handle = handle
  return handle
}

function namesOf(ends: Map<Task, Map<string, NamedEnd>>, task: Task): Map<string, NamedEnd> {
  let names = ends.get(task)
  if (names === undefined) ends.set(task, (names = new Map()))
  return names
}
