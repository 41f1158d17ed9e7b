// Static connections: which process is connected to which, under which name. A connection is there
// from the start; its handles are made when they are first asked for.

import { type Channel, Listener, type MessageTransfer } from '@kos/ipc'
import { rcAlreadyExists, rcOk, rcResourceNotFound } from '@kos/retcode'
import type { Task } from '../task.ts'
import { createClientHandle, createListenerHandle } from './ipc-handles.ts'

/** One end of a connection, as its process knows it. */
interface NamedEnd<T extends Channel | Listener> {
  readonly object: T
  /** 0 until it was asked for. */
  handle: number
}

type NamedEnds<T extends Channel | Listener> = Map<string, NamedEnd<T>>

/** Static connections by process and name. */
export class Connections {
  readonly #transfer: MessageTransfer
  readonly #clients: Map<Task, NamedEnds<Channel>> = new Map()
  readonly #servers: Map<Task, NamedEnds<Listener>> = new Map()

  constructor(transfer: MessageTransfer) {
    this.#transfer = transfer
  }

  /** Processes that have connections: none are left at the end. */
  get counts(): { readonly clients: number; readonly servers: number } {
    return { clients: this.#clients.size, servers: this.#servers.size }
  }

  /**
   * Makes a channel; several clients under one name share the server's listener. rcOk;
   * rcAlreadyExists: the client has a connection of the name. That with a process that has ended
   * is broken from the start.
   */
  connect(client: Task, server: Task, name: string): number {
    const clients = namesOf(this.#clients, client)
    const known = clients.get(name)?.object
    // One that broke, because its server ended, may be made anew: the process gets another handle.
    if (known?.isClosed === false) return rcAlreadyExists
    const servers = namesOf(this.#servers, server)
    let served = servers.get(name)
    if (served === undefined) {
      served = { object: new Listener(this.#transfer, server, name), handle: 0 }
      servers.set(name, served)
    }
    clients.set(name, { object: served.object.connect(name), handle: 0 })
    for (const each of [client, server]) if (!each.isAlive) this.drop(each)
    return rcOk
  }

  /**
   * The handle of a connection as a client, the same each time; rcResourceNotFound: there is none,
   * or it was closed.
   */
  clientHandle(task: Task, name: string): number {
    return handleOf(task, this.#clients.get(task)?.get(name), createClientHandle)
  }

  /** The handle of the listener for the connections of that name, likewise. */
  serverHandle(task: Task, name: string): number {
    return handleOf(task, this.#servers.get(task)?.get(name), createListenerHandle)
  }

  /** A name under which others are connected to a process, by its number from 0. */
  serviceName(task: Task, index: number): string | undefined {
    return [...(this.#servers.get(task)?.keys() ?? [])][index]
  }

  /** Whether this is an end of a connection of the process: it has it for as long as it lives. */
  isEndOf(task: Task, object: unknown): boolean {
    const ends = [this.#clients.get(task), this.#servers.get(task)]
    return ends.some((named) => [...(named?.values() ?? [])].some((end) => end.object === object))
  }

  /** Closes both kinds of ends of a process: a thread that waits there gets a code. */
  drop(task: Task): void {
    for (const { object } of this.#clients.get(task)?.values() ?? []) object.close()
    for (const { object } of this.#servers.get(task)?.values() ?? []) object.close()
    this.#clients.delete(task)
    this.#servers.delete(task)
  }
}

function handleOf<T extends Channel | Listener>(
  task: Task,
  named: NamedEnd<T> | undefined,
  create: (task: Task, object: T) => number,
): number {
  if (named === undefined) return rcResourceNotFound
  if (named.handle !== 0)
    return task.space.check(named.handle, 0) > 0 ? named.handle : rcResourceNotFound
  const handle = create(task, named.object)
  if (handle > 0) named.handle = handle
  return handle
}

function namesOf<T extends Channel | Listener>(
  ends: Map<Task, NamedEnds<T>>,
  task: Task,
): NamedEnds<T> {
  let names = ends.get(task)
  if (names === undefined) ends.set(task, (names = new Map()))
  return names
}
