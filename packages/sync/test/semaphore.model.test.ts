// A semaphore and an event against naive models.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { rcBusy, rcFail, rcInvalidArgument, rcOk, RetcodeError } from '@kos/retcode'
import { Event, KOS_SEMAPHORE_VALUE_MAX, Semaphore } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { type Actor, Crew, type Model, NaiveQueue, RUNS, SEED } from './crew.ts'

const most = KOS_SEMAPHORE_VALUE_MAX

class Permits implements Model {
  readonly crew: Crew
  readonly real: Semaphore
  readonly queue = new NaiveQueue()
  /** Those who wait until permits are left, and take none. */
  readonly observers = new NaiveQueue()
  readonly wanted: Map<Actor, number> = new Map()
  /** Below 0: so many permits are withdrawn when they come back. */
  count: number
  max: number
  readonly isBounded: boolean
  isValid = true
  handed = 0
  told = 0

  constructor(priorities: readonly number[], count: number, max: number | undefined) {
    this.crew = new Crew(priorities)
    this.max = max ?? most
    this.isBounded = max !== undefined
    this.count = Math.min(count, this.max)
    this.real = new Semaphore(this.count, max === undefined ? {} : { max })
  }

  wait(actor: Actor, timeout: number, permits: number): void {
    this.crew.call(actor, (waiter) => this.real.wait(waiter, timeout, permits))
    const rc = this.#take(permits, actor.priority)
    if (rc !== rcBusy) this.crew.answer(actor, rc)
    else if (this.crew.wait(actor, this.queue, timeout)) this.wanted.set(actor, permits)
  }

  try(actor: Actor, permits: number): void {
    this.crew.call(actor, () => this.real.tryWait(permits))
    this.crew.answer(actor, this.#take(permits, -1))
  }

  observe(actor: Actor, timeout: number, permits: number): void {
    this.crew.call(actor, (waiter) => this.real.waitUnlocked(waiter, timeout, permits))
    if (!this.#isPossible(permits)) return this.crew.answer(actor, rcInvalidArgument)
    if (this.queue.members.length === 0 && permits <= this.count)
      return this.crew.answer(actor, rcOk)
    if (this.crew.wait(actor, this.observers, timeout)) this.wanted.set(actor, permits)
  }

  signal(count: number): void {
    const isLegal = this.isValid && count >= 1 && count <= most
    const isOver = this.count + count > this.max
    expect(this.real.signal(count)).toBe(isLegal ? (isOver ? rcFail : rcOk) : rcInvalidArgument)
    if (!isLegal || isOver) return
    this.count += count
    this.#serve()
  }

  resize(max: number): void {
    if (!this.isBounded) return expect(() => this.real.resize(max)).toThrow(TypeError)
    if (!this.isValid) return expect(() => this.real.resize(max)).toThrow(RetcodeError)
    this.real.resize(max)
    this.count += max - this.max
    this.max = max
    for (const queue of [this.queue, this.observers])
      for (const actor of queue.members.filter((each) => this.wanted.get(each)! > max))
        this.crew.end(actor, rcInvalidArgument)
    this.#serve()
  }

  deinit(): void {
    const isBusy = this.#isAwaited
    expect(this.real.deinit()).toBe(this.isValid ? (isBusy ? rcFail : rcOk) : rcInvalidArgument)
    if (isBusy) return
    this.isValid = false
    this.count = 0
  }

  init(count: number): void {
    const isRefused = count > this.max || this.#isAwaited
    expect(this.real.init(count)).toBe(count < 0 ? rcInvalidArgument : isRefused ? rcFail : rcOk)
    if (count < 0 || isRefused) return
    this.isValid = true
    this.count = count
  }

  left(actor: Actor, rc: number): void {
    this.crew.end(actor, rc)
    this.#serve()
  }

  moved(): void {
    this.#serve()
  }

  async check(): Promise<void> {
    await this.crew.check()
    expect([this.real.count, this.real.waiting, this.real.max]).toEqual([
      Math.max(0, this.count),
      this.queue.members.length,
      this.max,
    ])
  }

  get #isAwaited(): boolean {
    return this.queue.members.length + this.observers.members.length > 0
  }

  #isPossible(permits: number): boolean {
    return this.isValid && permits >= 1 && permits <= this.max
  }

  #take(permits: number, priority: number): number {
    if (!this.#isPossible(permits)) return rcInvalidArgument
    const isNext = this.queue.members.every((other) => other.priority < priority)
    if (!isNext || permits > this.count) return rcBusy
    this.count -= permits
    return rcOk
  }

  #serve(): void {
    for (let { first } = this.queue; first !== undefined; { first } = this.queue) {
      if (this.wanted.get(first)! > this.count) return
      this.count -= this.wanted.get(first)!
      this.crew.end(first, rcOk)
      this.handed++
    }
    const isMet = (actor: Actor): boolean => this.wanted.get(actor)! <= this.count
    for (const actor of this.observers.members.filter(isMet)) {
      this.crew.end(actor, rcOk)
      this.told++
    }
  }
}

class Flag implements Model {
  readonly crew: Crew
  readonly real = new Event()
  readonly queue = new NaiveQueue()
  readonly resetting: Set<Actor> = new Set()
  isSet = false
  woken = 0

  constructor(priorities: readonly number[]) {
    this.crew = new Crew(priorities)
  }

  wait(actor: Actor, reset: boolean, timeout: number): void {
    this.crew.call(actor, (waiter) => this.real.wait(waiter, reset, timeout))
    if (this.isSet) {
      this.isSet = !reset
      return this.crew.answer(actor, rcOk)
    }
    if (this.crew.wait(actor, this.queue, timeout) && reset) this.resetting.add(actor)
  }

  set(): void {
    this.real.set()
    this.isSet = this.resetting.size === 0
    this.resetting.clear()
    this.woken += this.queue.members.length
    this.queue.drain((actor) => this.crew.end(actor, rcOk))
  }

  reset(): void {
    this.real.reset()
    this.isSet = false
  }

  left(actor: Actor, rc: number): void {
    this.resetting.delete(actor)
    this.crew.end(actor, rc)
  }

  moved(): void {}

  async check(): Promise<void> {
    await this.crew.check()
    expect([this.real.isSet, this.real.waiting]).toEqual([this.isSet, this.queue.members.length])
  }
}

const step = fc.tuple(fc.nat(11), fc.nat(20), fc.oneof(fc.constant(INFINITE_TIMEOUT), fc.nat(6)))
const steps = fc.array(step, { minLength: 20, maxLength: 60, size: 'max' })
const priorities = fc.array(fc.nat(2), { minLength: 3, maxLength: 6 })
type Step = readonly [number, number, number]

/** What can happen to any waiter; false if the step is something else. */
function performCommon(crew: Crew, model: Model, actor: Actor, [kind, first]: Step): boolean {
  if (kind === 0) crew.elapse(model, first % 7)
  else if (kind === 1) crew.cancel(model, actor)
  else if (kind === 2) crew.lend(model, actor, (first % 6) - 1)
  return kind <= 2
}

test('a semaphore does what the model says', async () => {
  let [handed, told] = [0, 0]
  const count = fc.constantFrom(0, 1, 2, most - 1, most)
  const max = fc.constantFrom(undefined, undefined, 3, 4)
  const perform = (permits: Permits, each: Step): void => {
    const [kind, first, timeout] = each
    const actor = permits.crew.actors[first % permits.crew.actors.length]!
    const wanted = [1, 1, 2, 3, 0, 4, 1][(first + kind) % 7]!
    if (performCommon(permits.crew, permits, actor, each)) return
    if (kind < 5) return permits.signal([1, 1, 1, 2, 3, 0, -1, most, most + 1][first % 9]!)
    if (kind === 5 && first % 5 === 0) return permits.deinit()
    if (kind === 5) return permits.resize(1 + (first % 5))
    if (kind === 6 && first % 2 === 0)
      return permits.init([0, 1, 2, -1, most, most + 1][first % 6]!)
    if (!permits.crew.isIdle(actor)) return
    if (kind === 7) permits.try(actor, wanted)
    else if (kind === 8) permits.observe(actor, timeout, wanted)
    else permits.wait(actor, timeout, wanted)
  }
  const property = fc.asyncProperty(
    priorities,
    count,
    max,
    steps,
    async (priorities, count, max, steps) => {
      const permits = new Permits(priorities, count, max)
      for (const each of steps) {
        perform(permits, each)
        await permits.check()
      }
      handed += permits.handed
      told += permits.told
    },
  )
  await fc.assert(property, { numRuns: RUNS, seed: SEED })
  expect(handed).toBeGreaterThan(RUNS / 2)
  expect(told).toBeGreaterThan(RUNS / 10)
})

test('an event does what the model says', async () => {
  let woken = 0
  const perform = (flag: Flag, each: Step): void => {
    const [kind, first, timeout] = each
    const actor = flag.crew.actors[first % flag.crew.actors.length]!
    if (performCommon(flag.crew, flag, actor, each)) return
    if (kind === 3) return flag.set()
    if (kind === 4) return flag.reset()
    if (flag.crew.isIdle(actor)) flag.wait(actor, first % 3 === 0, timeout)
  }
  const property = fc.asyncProperty(priorities, steps, async (priorities, steps) => {
    const flag = new Flag(priorities)
    for (const each of steps) {
      perform(flag, each)
      await flag.check()
    }
    woken += flag.woken
  })
  await fc.assert(property, { numRuns: RUNS, seed: SEED })
  expect(woken).toBeGreaterThan(RUNS)
})
