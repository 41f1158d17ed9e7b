// A semaphore and an event against naive models.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { rcBusy, rcFail, rcInvalidArgument, rcOk } from '@kos/retcode'
import { Event, KOS_SEMAPHORE_VALUE_MAX, Semaphore } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { type Actor, Crew, type Model, NaiveQueue, RUNS, SEED } from './crew.ts'

const most = KOS_SEMAPHORE_VALUE_MAX

class Permits implements Model {
  readonly crew: Crew
  readonly real: Semaphore
  readonly queue = new NaiveQueue()
  count: number
  isValid = true
  handed = 0

  constructor(priorities: readonly number[], count: number) {
    this.crew = new Crew(priorities)
    this.real = new Semaphore(count)
    this.count = count
  }

  wait(actor: Actor, timeout: number): void {
    this.crew.call(actor, (waiter) => this.real.wait(waiter, timeout))
    if (!this.isValid) this.crew.answer(actor, rcInvalidArgument)
    else if (this.count > 0) this.#take(actor)
    else this.crew.wait(actor, this.queue, timeout)
  }

  try(actor: Actor): void {
    this.crew.call(actor, () => this.real.tryWait())
    if (!this.isValid) this.crew.answer(actor, rcInvalidArgument)
    else if (this.count > 0) this.#take(actor)
    else this.crew.answer(actor, rcBusy)
  }

  signal(count: number): void {
    const isLegal = this.isValid && count >= 1 && count <= most
    const isOver = this.count + Math.max(0, count - this.queue.members.length) > most
    expect(this.real.signal(count)).toBe(isLegal ? (isOver ? rcFail : rcOk) : rcInvalidArgument)
    if (!isLegal || isOver) return
    this.count += count
    for (
      let { first } = this.queue;
      first !== undefined && this.count > 0;
      { first } = this.queue
    ) {
      this.crew.end(first, rcOk)
      this.count--
      this.handed++
    }
  }

  deinit(): void {
    const isBusy = this.queue.members.length > 0
    expect(this.real.deinit()).toBe(this.isValid ? (isBusy ? rcFail : rcOk) : rcInvalidArgument)
    if (isBusy) return
    this.isValid = false
    this.count = 0
  }

  init(count: number): void {
    const isRefused = count > most || this.queue.members.length > 0
    expect(this.real.init(count)).toBe(count < 0 ? rcInvalidArgument : isRefused ? rcFail : rcOk)
    if (count < 0 || isRefused) return
    this.isValid = true
    this.count = count
  }

  left(actor: Actor, rc: number): void {
    this.crew.end(actor, rc)
  }

  moved(): void {}

  async check(): Promise<void> {
    await this.crew.check()
    expect([this.real.count, this.real.waiting]).toEqual([this.count, this.queue.members.length])
  }

  #take(actor: Actor): void {
    this.count--
    this.crew.answer(actor, rcOk)
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
  let handed = 0
  const count = fc.constantFrom(0, 1, 2, most - 1, most)
  const perform = (permits: Permits, each: Step): void => {
    const [kind, first, timeout] = each
    const actor = permits.crew.actors[first % permits.crew.actors.length]!
    if (performCommon(permits.crew, permits, actor, each)) return
    if (kind < 5) return permits.signal([1, 1, 1, 2, 3, 0, -1, most, most + 1][first % 9]!)
    if (kind === 5 && first % 5 === 0) return permits.deinit()
    if (kind === 6 && first % 2 === 0)
      return permits.init([0, 1, 2, -1, most, most + 1][first % 6]!)
    if (!permits.crew.isIdle(actor)) return
    if (kind === 7) permits.try(actor)
    else permits.wait(actor, timeout)
  }
  const property = fc.asyncProperty(priorities, count, steps, async (priorities, count, steps) => {
    const permits = new Permits(priorities, count)
    for (const each of steps) {
      perform(permits, each)
      await permits.check()
    }
    handed += permits.handed
  })
  await fc.assert(property, { numRuns: RUNS, seed: SEED })
  expect(handed).toBeGreaterThan(RUNS / 2)
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
