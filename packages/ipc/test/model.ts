// Rendezvous, naively: arrays instead of queues. It is told what the threads do, checks each delivery and each reply against what
// should happen, and knows who must be waiting where once everybody rests.

import { rcNotConnected } from '@kos/retcode'
import { expect } from 'vitest'
import type { Channel, Listener, Party } from '../src/index.ts'

/** A call that was made and not answered yet. */
export interface Pending {
  readonly serial: number
  readonly party: Party
  readonly channel: Channel
  /** Refused as soon as a server thread is there for it. */
  readonly isBad: boolean
  isTaken: boolean
}

/** A server thread that waits. */
interface Waiting {
  readonly party: Party
  readonly listener: Listener
  /** It may be gone before anybody hears of it. */
  readonly isTimed: boolean
}

export class Model {
  /** In order of arrival; a call that is taken moves to the end. */
  calls: Pending[] = []
  receivers: Waiting[] = []
  /** Whose request a server thread took last. */
  readonly #last: Map<Party, Pending> = new Map()
  readonly #closed: Set<Channel | Listener> = new Set()
  deliveries = 0

  isClosed(channel: Channel): boolean {
    return this.#closed.has(channel) || this.#closed.has(channel.listener)
  }

  called(call: Pending): void {
    if (!this.isClosed(call.channel)) this.calls.push(call)
  }

  receives(waiting: Waiting): void {
    if (!this.#closed.has(waiting.listener)) this.receivers.push(waiting)
  }

  /** What the exchange says: a request was given to a server thread. */
  requested(client: Party, server: Party): void {
    const receiver = this.receivers.find(({ party }) => party === server) as Waiting
    const call = this.calls.find(({ party }) => party === client) as Pending
    const { listener } = receiver
    expect(call).toMatchObject({ isTaken: false, isBad: false })
    expect(call.channel.listener).toBe(listener)
    expect(best(this.calls.filter((other) => isWaitingAt(other, listener) && !other.isBad))).toBe(call)
    const able = this.receivers.filter((other) => other.listener === listener && !other.isTimed)
    if (!receiver.isTimed) expect(best(able)).toBe(receiver)
    this.deliveries++
    this.received(server)
    this.#remove(call)
    this.calls.push(call)
    call.isTaken = true
    this.#last.set(server, call)
  }

  /** Whom a reply reaches: null for nobody. */
  clientOf(server: Party, listener: Listener, tid: number): Pending | null {
    const last = this.#last.get(server)
    const taken = this.calls.filter((call) => call.isTaken && call.channel.listener === listener)
    if (last !== undefined && taken.includes(last) && (tid === 0 || last.party.tid === tid)) return last
    return best(taken.filter(({ party }) => tid === 0 || party.tid === tid)) ?? null
  }

  /** A call is over, or its client goes on waiting. */
  replied(call: Pending | null, rc: number): void {
    if (call === null) expect(rc).toBe(rcNotConnected)
    else this.#remove(call)
  }

  settled(serial: number): void {
    this.calls = this.calls.filter((call) => call.serial !== serial)
  }

  received(server: Party): void {
    this.receivers = this.receivers.filter(({ party }) => party !== server)
  }

  killed(party: Party): void {
    this.calls = this.calls.filter((call) => call.party !== party)
    this.received(party)
  }

  closed(end: Channel | Listener): void {
    this.#closed.add(end)
    this.calls = this.calls.filter(({ channel }) => channel !== end && channel.listener !== end)
    this.receivers = this.receivers.filter(({ listener }) => listener !== end)
  }

  /** Who must be waiting at a listener when all threads rest. */
  countsOf(listener: Listener): { callers: number; taken: number; receivers: number } {
    const here = this.calls.filter(({ channel }) => channel.listener === listener)
    const taken = here.filter(({ isTaken }) => isTaken).length
    return { callers: here.length - taken, taken, receivers: this.receivers.filter((it) => it.listener === listener).length }
  }

  #remove(call: Pending): void {
    this.calls = this.calls.filter((other) => other !== call)
  }
}

const isWaitingAt = (call: Pending, listener: Listener): boolean => !call.isTaken && call.channel.listener === listener

/** The first among those of the highest priority. */
function best<T extends { readonly party: Party }>(entries: readonly T[]): T | undefined {
  const highest = Math.max(...entries.map(({ party }) => party.waiter.priority))
  return entries.find(({ party }) => party.waiter.priority === highest)
}
