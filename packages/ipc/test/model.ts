// Rendezvous, naively: arrays instead of queues. It is told what the threads do, checks each
// delivery and each reply against what should happen, and knows who must be waiting where once
// everybody rests.

import { rcIpcInterrupt, rcNotConnected } from '@kos/retcode'
import { expect } from 'vitest'
import type { Waiter } from '@kos/thread'
import type { Channel, Listener, IpcThread, IpcSyncObject } from '../src/index.ts'

/** A call that was made and not answered yet. */
export interface Pending {
  readonly serial: number
  readonly ipcThread: IpcThread
  readonly channel: Channel
  /** Refused as soon as a server thread is there for it. */
  readonly isBad: boolean
  readonly sync: IpcSyncObject | null
  isTaken: boolean
  /** Who took it, as long as that thread lives. */
  server: IpcThread | null
  /** What it must end with, once that is certain. */
  end: number | null
}

/** A server thread that waits. */
interface Waiting {
  readonly ipcThread: IpcThread
  readonly listener: Listener
  /** It may be gone before anybody hears of it. */
  readonly isTimed: boolean
  readonly sync: IpcSyncObject | null
  end: number | null
}

export class Model {
  /** In order of arrival; a call that is taken moves to the end. */
  calls: Pending[] = []
  receivers: Waiting[] = []
  /** Who takes requests where. */
  readonly #posts: Map<Listener, Set<IpcThread>> = new Map()
  /** Whose request a server thread took last. */
  readonly #last: Map<IpcThread, Pending> = new Map()
  /** Server threads whose last client's call ended unanswered: that call, until it is too late. */
  readonly #late: Map<IpcThread, Pending> = new Map()
  /** Where a server thread received last. */
  readonly #at: Map<IpcThread, Listener> = new Map()
  readonly #closed: Set<Channel | Listener> = new Set()
  deliveries = 0

  isClosed(channel: Channel): boolean {
    return this.#closed.has(channel) || this.#closed.has(channel.listener)
  }

  called(call: Pending): void {
    if (this.isClosed(call.channel)) return
    if (call.sync?.isSet === true) call.end = rcIpcInterrupt
    else this.calls.push(call)
  }

  receives(waiting: Waiting): void {
    const { listener, ipcThread, sync } = waiting
    if (this.#closed.has(listener)) return
    if (sync?.isSet === true) {
      waiting.end = rcIpcInterrupt
      return
    }
    this.receivers.push(waiting)
    this.#at.set(ipcThread, listener)
    this.#posts.set(listener, (this.#posts.get(listener) ?? new Set()).add(ipcThread))
  }

  /** All who wait with it and have not met anybody end with `rc`. */
  interrupted(sync: IpcSyncObject, rc: number): void {
    for (const entry of [...this.calls.filter(({ isTaken }) => !isTaken), ...this.receivers]) {
      if (entry.sync === sync && isThere(entry)) entry.end = rc
    }
    this.calls = this.calls.filter(({ end }) => end === null)
    this.receivers = this.receivers.filter(({ end }) => end === null)
  }

  /** A thread got another priority: it stands last among its new equals. */
  moved(waiter: Waiter): void {
    this.calls = lastOf(this.calls, waiter)
    this.receivers = lastOf(this.receivers, waiter)
  }

  /**
   * The least priority in force of a thread, whose own priority is `own`: the highest of those who
   * wait for it, and its own. Among threads that wait for each other in a ring a lent priority may
   * stay until the ring is broken: then it is not `exact`.
   */
  priorityOf(
    ipcThread: IpcThread,
    own: (ipcThread: IpcThread) => number,
    way: readonly IpcThread[] = [],
  ): { least: number; exact: boolean } {
    if (way.includes(ipcThread)) return { least: -1, exact: false }
    const clients = this.calls.filter((call) => {
      if (!isThere(call)) return false
      return call.isTaken
        ? call.server === ipcThread
        : (this.#posts.get(call.channel.listener)?.has(ipcThread) ?? false)
    })
    const lent = clients.map((call) => this.priorityOf(call.ipcThread, own, [...way, ipcThread]))
    const least = Math.max(own(ipcThread), ...lent.map((each) => each.least))
    return { least, exact: lent.every(({ exact }) => exact) }
  }

  /** What the transfer says: a request was given to a server thread. */
  requested(client: IpcThread, server: IpcThread): void {
    const receiver = this.receivers.find(({ ipcThread }) => ipcThread === server) as Waiting
    const call = this.calls.find(({ ipcThread }) => ipcThread === client) as Pending
    const { listener } = receiver
    expect(call).toMatchObject({ isTaken: false, isBad: false })
    expect(call.channel.listener).toBe(listener)
    expect(
      best(this.calls.filter((other) => isWaitingAt(other, listener, call) && !other.isBad)),
    ).toBe(call)
    const able = this.receivers.filter((other) => other.listener === listener && !other.isTimed)
    if (!receiver.isTimed) expect(best(able)).toBe(receiver)
    this.deliveries++
    this.received(server)
    this.#remove(call)
    this.calls.push(call)
    call.isTaken = true
    call.server = server
    this.#last.set(server, call)
    this.#late.delete(server)
  }

  /** Whom a reply reaches: null for nobody. */
  clientOf(server: IpcThread, listener: Listener, tid: number): Pending | null {
    if (this.#isLate(server, listener, tid)) return null
    const last = this.#last.get(server)
    const taken = this.calls.filter((call) => call.isTaken && call.channel.listener === listener)
    if (last !== undefined && taken.includes(last) && (tid === 0 || last.ipcThread.tid === tid))
      return last
    const isFor = ({ ipcThread, server: taker }: Pending): boolean =>
      tid === 0 ? !this.#late.has(server) || taker === server : ipcThread.tid === tid
    return best(taken.filter(isFor)) ?? null
  }

  #isLate(server: IpcThread, listener: Listener, tid: number): boolean {
    const late = this.#late.get(server)
    return tid !== 0 && late?.ipcThread.tid === tid && this.#at.get(server) === listener
  }

  /** A call is over, or its client goes on waiting. */
  replied(
    call: Pending | null,
    rc: number,
    server: IpcThread,
    listener: Listener,
    tid: number,
  ): void {
    if (this.#isLate(server, listener, tid)) this.#late.delete(server)
    if (call === null) return expect(rc).toBe(rcNotConnected)
    if (call.server !== null) this.#late.delete(call.server)
    this.#remove(call)
  }

  // Calls that end unanswered.
  #ended(isEnded: (call: Pending) => boolean): void {
    for (const call of this.calls.filter(isEnded))
      if (call.server !== null && this.#last.get(call.server) === call)
        this.#late.set(call.server, call)
    this.calls = this.calls.filter((call) => !isEnded(call))
  }

  settled(serial: number): void {
    this.calls = this.calls.filter((call) => call.serial !== serial)
  }

  received(server: IpcThread): void {
    this.receivers = this.receivers.filter(({ ipcThread }) => ipcThread !== server)
  }

  killed(ipcThread: IpcThread): void {
    this.#ended((call) => call.ipcThread === ipcThread)
    for (const call of this.calls) if (call.server === ipcThread) call.server = null
    this.received(ipcThread)
  }

  closed(end: Channel | Listener): void {
    this.#closed.add(end)
    this.#ended(({ channel }) => channel === end || channel.listener === end)
    this.receivers = this.receivers.filter(({ listener }) => listener !== end)
  }

  /** Who must be waiting at a listener when all threads rest. */
  countsOf(listener: Listener): { senders: number; awaitingReply: number; receivers: number } {
    const here = this.calls.filter(({ channel }) => channel.listener === listener)
    const awaitingReply = here.filter(({ isTaken }) => isTaken).length
    return {
      senders: here.length - awaitingReply,
      awaitingReply,
      receivers: this.receivers.filter((it) => it.listener === listener).length,
    }
  }

  #remove(call: Pending): void {
    this.calls = this.calls.filter((other) => other !== call)
  }
}

// The one that is delivered may have come just now, and stand in no queue yet.
const isWaitingAt = (call: Pending, listener: Listener, delivered: Pending): boolean =>
  !call.isTaken && call.channel.listener === listener && (call === delivered || isThere(call))

/** Whether somebody really still waits: a time-out is not told. */
const isThere = ({ ipcThread }: { readonly ipcThread: IpcThread }): boolean =>
  ipcThread.waiter.queue !== null

function lastOf<T extends { readonly ipcThread: IpcThread }>(
  entries: readonly T[],
  waiter: Waiter,
): T[] {
  const isOther = ({ ipcThread }: T): boolean => ipcThread.waiter !== waiter
  return [...entries.filter(isOther), ...entries.filter((entry) => !isOther(entry))]
}

/** The first among those of the highest priority. */
function best<T extends { readonly ipcThread: IpcThread }>(entries: readonly T[]): T | undefined {
  const highest = Math.max(...entries.map(({ ipcThread }) => ipcThread.waiter.priority))
  return entries.find(({ ipcThread }) => ipcThread.waiter.priority === highest)
}
