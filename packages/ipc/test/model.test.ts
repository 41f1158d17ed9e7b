import {
  rcInvalidArgument,
  rcIpcInterrupt,
  rcNotConnected,
  rcOk,
  rcRestart,
  rcSecurityDisallow,
  rcTimeout,
} from '@kos/retcode'
import { any, createMonitor, definePolicy, request, response } from '@kos/security'
import { INFINITE_TIMEOUT, type LocalThread, seededExploration, type Thread } from '@kos/thread'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Channel, type Listener, type IpcThread, IpcSyncObject } from '../src/index.ts'
import { Model, type Pending } from './model.ts'
import { Actor, Echo, type Frame, nothingLeft, ping, pong, World } from './world.ts'

const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 200)
// Equal runs each time, so that a change is judged by what it changed; KOS_MODEL_SEED explores
// others.
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

// Values from here on are denied, either way.
const forbidden = 0x8000_0000

const kind = fc.constantFrom('good', 'good', 'good', 'malformed', 'denied')
const at = fc.nat(1)
const forever = INFINITE_TIMEOUT
const timeout = fc.constantFrom(forever, forever, forever, forever, forever, forever, 5, 5, 0)
/** With which synchronization object; with none from 2 on. */
const sync = fc.nat(9)
const step = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      channel: fc.nat(2),
      kind,
      timeout,
      sync,
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('receive' as const), at, timeout, sync }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constant('serve' as const), at, kind }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('reply' as const),
      at,
      tid: fc.constantFrom(0, 0, 1, 2, 3, 4, 5),
      kind,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('sleep' as const), delay: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('interrupt' as const), sync: fc.nat(1) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('clear' as const), sync: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('destroy' as const), sync: fc.nat(1) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('priority' as const),
      thread: fc.nat(5),
      priority: fc.constantFrom(3, 8, 12),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const), thread: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('closeChannel' as const), channel: fc.nat(8) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('closeListener' as const), at, really: fc.nat(8) }),
  },
)
const script = fc.record({
  steps: fc.array(step, { maxLength: 18, size: 'max' }),
  priority: fc.constantFrom(3, 3, 8),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

class Run {
  readonly world: World
  readonly model = new Model()
  readonly listeners: readonly Listener[]
  readonly channels
  readonly threads: LocalThread[] = []
  readonly actors: Actor[] = []
  readonly killed: Set<LocalThread> = new Set()
  /** One that goes away is replaced. */
  readonly syncs: IpcSyncObject[] = [new IpcSyncObject(), new IpcSyncObject()]
  /** Ends of waits by what ended them. */
  readonly seen: Map<number, number> = new Map()
  /** Threads that ran above their own priority, when looked at. */
  raised = 0
  /** By serial: what the call ended with, and what replies to it answered. */
  readonly calls: Map<
    number,
    { readonly kind: string; readonly by: LocalThread; ends: number[]; replies: number[] }
  > = new Map()
  #lastSerial = 0

  constructor(seed: number) {
    const policy = definePolicy(
      request(any, any, Echo.Ping, ({ message }) => message.value < forbidden),
      response(any, any, Echo.Ping, ({ message }) => message.value < forbidden),
    )
    this.world = new World({
      monitor: createMonitor(policy),
      choice: seededExploration(seed),
      probe: { requested: (client, server) => this.model.requested(client, server) },
    })
    this.listeners = [this.world.listener, this.world.listen()]
    const [first, second] = this.listeners as [Listener, Listener]
    this.channels = [first.connect('a'), first.connect('b'), second.connect('c')] as const
  }

  start({ steps, priority }: { readonly steps: readonly Step[]; readonly priority: number }): void {
    const routine = async (actor: Actor): Promise<void> => {
      this.actors[this.threads.indexOf(self)] = actor
      for (const step of steps) {
        if (this.killed.has(self)) return
        await this.#do(step, actor, self)
        this.#checkPriorities()
      }
    }
    const self = this.world.spawn(this.world.server, routine, { priority })
    this.threads.push(self)
    const { thread } = self
    // A thread whose effective priority changes joins its queue anew.
    const inherit = thread.inherit.bind(thread)
    thread.inherit = (lent) => {
      if (Math.max(thread.ownPriority, lent) !== thread.priority) this.model.moved(thread)
      inherit(lent)
    }
  }

  async #do(step: Step, actor: Actor, self: LocalThread): Promise<void> {
    switch (step.do) {
      case 'call':
        return this.#call(actor, self, step)
      case 'receive':
        return void (await this.#receive(
          actor,
          step.at,
          step.timeout,
          this.syncs[step.sync] ?? null,
        ))
      case 'serve':
        if ((await this.#receive(actor, step.at, INFINITE_TIMEOUT)) === rcOk)
          this.#reply(actor, step.at, actor.sender, step.kind)
        return
      case 'reply':
        return this.#reply(actor, step.at, step.tid, step.kind)
      case 'sleep':
        return void (await self.sleep(step.delay))
      case 'interrupt':
        this.model.interrupted(this.syncs[step.sync] as IpcSyncObject, rcIpcInterrupt)
        return this.syncs[step.sync]?.set()
      case 'clear':
        return this.syncs[step.sync]?.clear()
      case 'destroy':
        this.model.interrupted(this.syncs[step.sync] as IpcSyncObject, rcRestart)
        this.syncs[step.sync]?.destroy()
        this.syncs[step.sync] = new IpcSyncObject()
        return
      case 'priority':
        return this.#setPriority(step.thread, step.priority)
      case 'kill':
        return this.#kill(step.thread)
      case 'closeChannel':
        if (step.channel < this.channels.length)
          this.#closeChannel(this.channels[step.channel as 0])
        return
      case 'closeListener':
        if (step.really === 0) this.close(this.listeners[step.at] as Listener)
        return
      default:
        throw new Error('there is no such step')
    }
  }

  async #call(actor: Actor, by: LocalThread, step: Extract<Step, { do: 'call' }>): Promise<void> {
    const { kind, timeout } = step
    const serial = ++this.#lastSerial
    const channel = this.channels[step.channel as 0]
    const sync = this.syncs[step.sync] ?? null
    const { ipcThread } = actor
    const { bytes, arena, used } = message(ping(serial), serial, kind)
    const record = { kind, by, ends: [] as number[], replies: [] as number[] }
    const call: Pending = {
      serial,
      ipcThread,
      channel,
      isBad: kind !== 'good',
      sync,
      isTaken: false,
      server: null,
      end: null,
    }
    let begun = 0
    const end = (await by.block(() => {
      this.calls.set(serial, record)
      this.model.called(call)
      begun = this.world.clock.now()
      return channel.call(
        ipcThread,
        bytes,
        arena,
        used,
        actor.response,
        actor.responseArena,
        timeout,
        sync,
      )
    })) as number
    this.model.settled(serial)
    record.ends.push(end)
    this.#saw(end)
    if (end === rcOk) expect(actor.answered).toBe(serial * 2)
    if (end === rcNotConnected) expect(this.model.isClosed(channel)).toBe(true)
    if (call.end !== null) expect(end).toBe(call.end)
    if (withoutMeeting.includes(end)) expect(call.isTaken).toBe(false)
    if (end === rcTimeout) expect(this.world.clock.now()).toBe(begun + timeout)
    if (end === rcIpcInterrupt || end === rcRestart) expect(call.end).toBe(end)
  }

  async #receive(
    actor: Actor,
    at: number,
    timeout: number,
    sync: IpcSyncObject | null = null,
  ): Promise<number> {
    const listener = this.listeners[at] as Listener
    const { ipcThread } = actor
    const waiting = {
      ipcThread,
      listener,
      isTimed: timeout !== INFINITE_TIMEOUT,
      sync,
      end: null as number | null,
    }
    const rc = (await actor.self.block(() => {
      this.model.receives(waiting)
      return listener.receive(ipcThread, actor.request, actor.requestArena, timeout, sync)
    })) as number
    this.model.received(ipcThread)
    this.#saw(rc)
    if (waiting.end !== null) expect(rc).toBe(waiting.end)
    else
      expect([
        rcOk,
        rcNotConnected,
        ...(timeout === INFINITE_TIMEOUT ? [] : [rcTimeout]),
      ]).toContain(rc)
    return rc
  }

  #saw(rc: number): void {
    this.seen.set(rc, (this.seen.get(rc) ?? 0) + 1)
  }

  // As the model says; only between operations, and not of threads that are over.
  #checkPriorities(): void {
    for (const [at, actor] of this.actors.entries()) {
      const thread = this.threads[at]?.thread
      if (actor === undefined || thread === undefined || thread.isOver) continue
      const { least, exact } = this.model.priorityOf(actor.ipcThread, ownPriority)
      expect([at, exact ? thread.priority : Math.min(thread.priority, least)]).toEqual([at, least])
      if (exact && thread.priority > thread.ownPriority) this.raised++
    }
  }

  #setPriority(at: number, priority: number): void {
    const thread = this.threads[at]?.thread
    if (thread === undefined || thread.isOver) return
    if (Math.max(priority, thread.inheritedPriority) !== thread.priority) this.model.moved(thread)
    this.world.scheduler.setPriority(thread, priority)
  }

  #reply(actor: Actor, at: number, tid: number, kind: string): void {
    const listener = this.listeners[at] as Listener
    const call = this.model.clientOf(actor.ipcThread, listener, tid)
    const rc = actor.reply(
      listener,
      tid,
      message(pong((call?.serial ?? 0) * 2), call?.serial ?? 0, kind),
    )
    this.model.replied(call, rc, actor.ipcThread, listener, tid)
    if (call === null) return
    expect(rc).toBe(endOf(kind))
    this.calls.get(call.serial)?.replies.push(rc)
  }

  #kill(at: number): void {
    const thread = this.threads[at]
    if (thread === undefined || this.killed.has(thread)) return
    this.killed.add(thread)
    const actor = this.actors[at]
    if (actor !== undefined) this.model.killed(actor.ipcThread)
    this.world.scheduler.terminate(thread.thread, 9)
  }

  #closeChannel(channel: Channel): void {
    this.model.closed(channel)
    channel.close()
  }

  close(listener: Listener): void {
    this.model.closed(listener)
    listener.close()
  }

  // Answers whoever still waits, until nothing has happened for a while. What other threads of the
  // process took, too.
  #finish(at: number): void {
    const listener = this.listeners[at] as Listener
    const routine = async (actor: Actor): Promise<void> => {
      // No script sleeps longer in all than four rounds; and something is wrong if it takes more
      // than a hundred.
      for (let [quiet, rounds] = [0, 0]; quiet < 4 && rounds < 100; quiet++, rounds++) {
        while (this.model.clientOf(actor.ipcThread, listener, 0) !== null)
          this.#reply(actor, at, 0, 'good')
        if ((await this.#receive(actor, at, 50)) === rcOk || this.model.calls.length > 0) quiet = -1
      }
    }
    this.world.spawn(this.world.server, routine, { priority: 0 })
  }

  #compare(): void {
    for (const listener of this.listeners) {
      const { counts } = listener
      expect(counts).toEqual(this.model.countsOf(listener))
      expect(counts.senders === 0 || counts.receivers === 0).toBe(true)
    }
  }

  async check(): Promise<void> {
    await this.world.rest()
    this.#compare()
    this.#checkPriorities()
    this.listeners.forEach((_, at) => this.#finish(at))
    await this.world.rest()
    this.#compare()
    expect(this.listeners.map(({ counts }) => counts.senders + counts.awaitingReply)).toEqual([
      0, 0,
    ])
    this.world.outside(() => this.listeners.forEach((listener) => this.close(listener)))
    await this.world.rest()
    expect(this.listeners.map(({ counts }) => counts)).toEqual([nothingLeft, nothingLeft])
    expect(this.world.scheduler.counts).toEqual({ threads: 0, timers: 0, away: 0 })
    expect(this.syncs.map(({ waiting }) => waiting)).toEqual([0, 0])
    for (const call of this.calls.values()) this.#checkCall(call)
    for (const { ipcThread } of this.actors.filter((actor) => actor !== undefined))
      expect([
        ipcThread.channel,
        ipcThread.client?.channel ?? null,
        ipcThread.syncObject,
        ipcThread.waiter.owned,
      ]).toEqual([null, null, null, null])
  }

  #checkCall({
    kind,
    by,
    ends,
    replies,
  }: {
    kind: string
    by: LocalThread
    ends: number[]
    replies: number[]
  }): void {
    expect(replies.length).toBeLessThanOrEqual(1)
    expect(ends.length).toBe(this.killed.has(by) ? Math.min(ends.length, 1) : 1)
    const [end] = ends
    const [reply] = replies
    if (kind !== 'good') expect(replies).toEqual([])
    if (end === undefined) return
    if (reply !== undefined) expect(end).toBe(reply)
    else
      expect([
        rcNotConnected,
        ...withoutMeeting,
        ...(kind === 'good' ? [] : [endOf(kind)]),
      ]).toContain(end)
  }
}

/** Ends of waits in which nothing passed. */
const withoutMeeting: readonly number[] = [rcTimeout, rcIpcInterrupt, rcRestart]

const ownPriority = ({ waiter }: IpcThread): number => (waiter as Thread).ownPriority

const endOf = (kind: string): number =>
  kind === 'good' ? rcOk : kind === 'denied' ? rcSecurityDisallow : rcInvalidArgument

/** The message as it is, too long for its layout, or with a number that the policy forbids. */
function message(good: Frame, serial: number, kind: string): Frame {
  if (kind === 'good') return good
  const bytes = new Uint8Array(kind === 'malformed' ? good.bytes.length + 8 : good.bytes.length)
  bytes.set(good.bytes)
  if (kind === 'denied') new DataView(bytes.buffer).setUint32(16, forbidden + serial, true)
  return { ...good, bytes }
}

test('whatever clients and servers do, in whatever order: every call ends once, nobody hangs, nothing is left', async () => {
  let [deliveries, answers, raised] = [0, 0, 0]
  const seen = new Map<number, number>()
  const scripts = fc.array(script, { minLength: 2, maxLength: 6, size: 'max' })
  const property = fc.asyncProperty(fc.nat(), scripts, async (seed, scripts) => {
    const run = new Run(seed)
    run.world.outside(() => scripts.forEach((script) => run.start(script)))
    await run.check()
    deliveries += run.model.deliveries
    raised += run.raised
    for (const [rc, count] of run.seen) seen.set(rc, (seen.get(rc) ?? 0) + count)
    for (const { ends } of run.calls.values()) if (ends[0] === rcOk) answers++
  })
  await fc.assert(property, { numRuns: RUNS, seed: SEED })
  // A model that nothing ever happens in would agree with anything.
  expect([deliveries > RUNS, answers > RUNS / 2, raised > RUNS / 4]).toEqual([true, true, true])
  expect(withoutMeeting.map((rc) => (seen.get(rc) ?? 0) > RUNS / 50)).toEqual([true, true, true])
})
