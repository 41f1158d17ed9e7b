import { rcInvalidArgument, rcNotConnected, rcOk, rcSecurityDisallow, rcTimeout } from '@kos/retcode'
import { any, createMonitor, definePolicy, request, response } from '@kos/security'
import { INFINITE_TIMEOUT, type LocalThread, seededExploration } from '@kos/thread'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Listener } from '../src/index.ts'
import { Model } from './model.ts'
import { Actor, Echo, type Frame, nothingLeft, ping, pong, World } from './world.ts'

const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 200)
// Equal runs each time, so that a change is judged by what it changed; KOS_MODEL_SEED explores others.
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

// Values from here on are denied, either way.
const forbidden = 0x8000_0000

const kind = fc.constantFrom('good', 'good', 'good', 'malformed', 'denied')
const at = fc.nat(1)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('call' as const), channel: fc.nat(2), kind }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('receive' as const),
      at,
      timeout: fc.constantFrom(INFINITE_TIMEOUT, INFINITE_TIMEOUT, 5, 0),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('serve' as const), at, kind }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('reply' as const), at, tid: fc.constantFrom(0, 0, 1, 2, 3, 4, 5), kind }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('sleep' as const), delay: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const), thread: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('closeChannel' as const), channel: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('closeListener' as const), at, really: fc.nat(2) }) },
)
const script = fc.record({ steps: fc.array(step, { maxLength: 14 }), priority: fc.constantFrom(3, 3, 8) })
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

class Run {
  readonly world: World
  readonly model = new Model()
  readonly listeners: readonly Listener[]
  readonly channels
  readonly threads: LocalThread[] = []
  readonly actors: Actor[] = []
  readonly killed: Set<LocalThread> = new Set()
  /** By serial: what the call ended with, and what replies to it answered. */
  readonly calls: Map<number, { readonly kind: string; readonly by: LocalThread; ends: number[]; replies: number[] }> =
    new Map()
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
      }
    }
    const self = this.world.spawn(this.world.server, routine, { priority })
    this.threads.push(self)
  }

  async #do(step: Step, actor: Actor, self: LocalThread): Promise<void> {
    switch (step.do) {
      case 'call':
        return this.#call(actor, self, step.channel, step.kind)
      case 'receive':
        return void (await this.#receive(actor, step.at, step.timeout))
      case 'serve':
        if ((await this.#receive(actor, step.at, INFINITE_TIMEOUT)) === rcOk)
          this.#reply(actor, step.at, actor.sender, step.kind)
        return
      case 'reply':
        return this.#reply(actor, step.at, step.tid, step.kind)
      case 'sleep':
        return void (await self.sleep(step.delay))
      case 'kill':
        return this.#kill(step.thread)
      case 'closeChannel':
        this.model.closed(this.channels[step.channel as 0])
        return this.channels[step.channel as 0].close()
      case 'closeListener':
        if (step.really === 0) this.close(this.listeners[step.at] as Listener)
        return
      default:
        throw new Error('there is no such step')
    }
  }

  async #call(actor: Actor, by: LocalThread, channelAt: number, kind: string): Promise<void> {
    const serial = ++this.#lastSerial
    const channel = this.channels[channelAt as 0]
    const { bytes, arena, used } = message(ping(serial), serial, kind)
    const record = { kind, by, ends: [] as number[], replies: [] as number[] }
    const end = await by.block(() => {
      this.calls.set(serial, record)
      this.model.called({ serial, party: actor.party, channel, isBad: kind !== 'good', isTaken: false })
      return channel.call(actor.party, bytes, arena, used, actor.response, actor.responseArena)
    })
    this.model.settled(serial)
    record.ends.push(end as number)
    if (end === rcOk) expect(actor.answered).toBe(serial * 2)
    if (end === rcNotConnected) expect(this.model.isClosed(channel)).toBe(true)
  }

  async #receive(actor: Actor, at: number, timeout: number): Promise<number> {
    const listener = this.listeners[at] as Listener
    const rc = await actor.self.block(() => {
      this.model.receives({ party: actor.party, listener, isTimed: timeout !== INFINITE_TIMEOUT })
      return listener.receive(actor.party, actor.request, actor.requestArena, timeout)
    })
    this.model.received(actor.party)
    expect([rcOk, rcNotConnected, ...(timeout === INFINITE_TIMEOUT ? [] : [rcTimeout])]).toContain(rc)
    return rc as number
  }

  #reply(actor: Actor, at: number, tid: number, kind: string): void {
    const listener = this.listeners[at] as Listener
    const call = this.model.clientOf(actor.party, listener, tid)
    const rc = actor.reply(listener, tid, message(pong((call?.serial ?? 0) * 2), call?.serial ?? 0, kind))
    this.model.replied(call, rc)
    if (call === null) return
    expect(rc).toBe(endOf(kind))
    this.calls.get(call.serial)?.replies.push(rc)
  }

  #kill(at: number): void {
    const thread = this.threads[at]
    if (thread === undefined || this.killed.has(thread)) return
    this.killed.add(thread)
    const actor = this.actors[at]
    if (actor !== undefined) this.model.killed(actor.party)
    this.world.scheduler.terminate(thread.thread, 9)
  }

  close(listener: Listener): void {
    this.model.closed(listener)
    listener.close()
  }

  // Answers whoever still waits, until nothing has happened for a while. What other threads of the process took, too.
  #finish(at: number): void {
    const listener = this.listeners[at] as Listener
    const routine = async (actor: Actor): Promise<void> => {
      // No script sleeps longer in all than four rounds; and something is wrong if it takes more than a hundred.
      for (let [quiet, rounds] = [0, 0]; quiet < 4 && rounds < 100; quiet++, rounds++) {
        while (this.model.clientOf(actor.party, listener, 0) !== null) this.#reply(actor, at, 0, 'good')
        if ((await this.#receive(actor, at, 50)) === rcOk || this.model.calls.length > 0) quiet = -1
      }
    }
    this.world.spawn(this.world.server, routine, { priority: 0 })
  }

  #compare(): void {
    for (const listener of this.listeners) {
      const { counts } = listener
      expect(counts).toEqual(this.model.countsOf(listener))
      expect(counts.callers === 0 || counts.receivers === 0).toBe(true)
    }
  }

  async check(): Promise<void> {
    await this.world.rest()
    this.#compare()
    this.listeners.forEach((_, at) => this.#finish(at))
    await this.world.rest()
    this.#compare()
    expect(this.listeners.map(({ counts }) => counts.callers + counts.taken)).toEqual([0, 0])
    this.world.outside(() => this.listeners.forEach((listener) => this.close(listener)))
    await this.world.rest()
    expect(this.listeners.map(({ counts }) => counts)).toEqual([nothingLeft, nothingLeft])
    expect(this.world.scheduler.counts).toEqual({ threads: 0, timers: 0, away: 0 })
    for (const call of this.calls.values()) this.#checkCall(call)
    for (const { party } of this.actors.filter((actor) => actor !== undefined))
      expect([party.channel, party.client?.channel ?? null]).toEqual([null, null])
  }

  #checkCall({ kind, by, ends, replies }: { kind: string; by: LocalThread; ends: number[]; replies: number[] }): void {
    expect(replies.length).toBeLessThanOrEqual(1)
    expect(ends.length).toBe(this.killed.has(by) ? Math.min(ends.length, 1) : 1)
    const [end] = ends
    const [reply] = replies
    if (kind !== 'good') expect(replies).toEqual([])
    if (end === undefined) return
    if (reply !== undefined) expect(end).toBe(reply)
    else expect([rcNotConnected, ...(kind === 'good' ? [] : [endOf(kind)])]).toContain(end)
  }
}

const endOf = (kind: string): number => (kind === 'good' ? rcOk : kind === 'denied' ? rcSecurityDisallow : rcInvalidArgument)

/** The message as it is, too long for its layout, or with a number that the policy forbids. */
function message(good: Frame, serial: number, kind: string): Frame {
  if (kind === 'good') return good
  const bytes = new Uint8Array(kind === 'malformed' ? good.bytes.length + 8 : good.bytes.length)
  bytes.set(good.bytes)
  if (kind === 'denied') new DataView(bytes.buffer).setUint32(16, forbidden + serial, true)
  return { ...good, bytes }
}

test('whatever clients and servers do, in whatever order: every call ends once, nobody hangs, nothing is left', async () => {
  let [deliveries, answers] = [0, 0]
  const scripts = fc.array(script, { minLength: 2, maxLength: 6 })
  const property = fc.asyncProperty(fc.nat(), scripts, async (seed, scripts) => {
    const run = new Run(seed)
    run.world.outside(() => scripts.forEach((script) => run.start(script)))
    await run.check()
    deliveries += run.model.deliveries
    for (const { ends } of run.calls.values()) if (ends[0] === rcOk) answers++
  })
  await fc.assert(property, { numRuns: RUNS, seed: SEED })
  // A model that nothing ever happens in would agree with anything.
  expect([deliveries > RUNS, answers > RUNS / 2]).toEqual([true, true])
})
