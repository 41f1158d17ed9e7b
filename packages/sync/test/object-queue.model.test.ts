// An object queue and `Once` against naive models.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  rcAbort,
  rcInvalidArgument,
  rcInvalidOperation,
  rcNotReady,
  rcOk,
  rcOutOfMemory,
  rcResourceNotFound,
  rcRestart,
} from '@kos/retcode'
import { ObjectQueue, Once } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { type Actor, Crew, type Model, NaiveQueue, RUNS, SEED } from './crew.ts'

const slots = 4

class Objects implements Model {
  readonly crew: Crew
  readonly real = new ObjectQueue({ count: slots, size: 1 })
  readonly waiting = new NaiveQueue()
  readonly taken: Set<number> = new Set()
  queued: number[] = []
  isUsable = true
  /** The slots that poppers got: in fact, and as the model says. */
  readonly got: [number, number][] = []
  readonly said: [number, number][] = []
  handed = 0

  constructor(priorities: readonly number[]) {
    this.crew = new Crew(priorities)
  }

  alloc(): void {
    const slot = this.real.alloc()
    if (!this.isUsable) return expect(slot).toBe(rcInvalidOperation)
    if (this.taken.size + this.queued.length === slots) return expect(slot).toBe(rcOutOfMemory)
    // Which free slot it is, is its own business.
    expect([slot >= 0 && slot < slots, this.taken.has(slot), this.queued.includes(slot)]).toEqual([
      true,
      false,
      false,
    ])
    this.taken.add(slot)
  }

  push(slot: number): void {
    const rc = this.#codeOf(slot)
    expect(this.real.push(slot)).toBe(rc)
    if (rc !== rcOk) return
    const { first } = this.waiting
    if (first !== undefined) return this.#hand(first, slot)
    this.taken.delete(slot)
    this.queued.push(slot)
  }

  free(slot: number): void {
    const rc = this.#codeOf(slot)
    expect(this.real.free(slot)).toBe(rc)
    if (rc === rcOk) this.taken.delete(slot)
  }

  pop(actor: Actor, timeout: number): void {
    this.crew.call(actor, (waiter) =>
      this.real.pop(waiter, timeout, { accept: (slot) => void this.got.push([actor.index, slot]) }),
    )
    if (!this.isUsable) return this.crew.answer(actor, rcInvalidOperation)
    const slot = this.queued.shift()
    if (slot === undefined) return void this.crew.wait(actor, this.waiting, timeout)
    this.taken.add(slot)
    this.said.push([actor.index, slot])
    this.crew.answer(actor, rcOk)
  }

  tryPop(): void {
    const slot = this.queued.shift()
    expect(this.real.tryPop()).toBe(
      slot ?? (this.isUsable ? rcResourceNotFound : rcInvalidOperation),
    )
    if (slot !== undefined) this.taken.add(slot)
  }

  flush(): void {
    expect(this.real.flush()).toBe(this.isUsable ? rcOk : rcInvalidOperation)
    this.queued = []
  }

  destroy(): void {
    expect(this.real.destroy()).toBe(this.isUsable ? rcOk : rcInvalidOperation)
    this.queued = []
    this.isUsable = false
    this.waiting.drain((actor) => this.crew.end(actor, rcAbort))
  }

  left(actor: Actor, rc: number): void {
    this.crew.end(actor, rc)
  }

  moved(): void {}

  async check(): Promise<void> {
    await this.crew.check()
    const { real } = this
    const seen = [real.queued, real.taken, real.waiting, real.isUsable, this.got]
    expect(seen).toEqual([
      this.queued.length,
      this.taken.size,
      this.waiting.members.length,
      this.isUsable,
      this.said,
    ])
  }

  #codeOf(slot: number): number {
    if (slot < 0 || slot >= slots) return rcInvalidArgument
    return this.taken.has(slot) && this.isUsable ? rcOk : rcInvalidOperation
  }

  #hand(actor: Actor, slot: number): void {
    this.said.push([actor.index, slot])
    this.crew.end(actor, rcOk)
    this.handed++
  }
}

class Deed implements Model {
  readonly crew: Crew
  readonly real = new Once()
  readonly waiting = new NaiveQueue()
  runner: Actor | null = null
  isDone = false
  failures = 0

  constructor(priorities: readonly number[]) {
    this.crew = new Crew(priorities)
  }

  enter(actor: Actor, timeout: number): void {
    // Who does it would wait for itself, and lend itself what it has.
    if (this.runner === actor) return
    this.crew.call(actor, (waiter) => this.real.enter(waiter, timeout))
    if (this.isDone) return this.crew.answer(actor, rcOk)
    if (this.runner !== null) this.crew.wait(actor, this.waiting, timeout)
    else {
      this.runner = actor
      this.crew.answer(actor, rcNotReady)
    }
    this.#updateEffectivePriority()
  }

  settle(actor: Actor, isDone: boolean): void {
    const rc = isDone ? this.real.done(actor.waiter) : this.real.failed(actor.waiter)
    expect(rc).toBe(this.runner === actor ? rcOk : rcInvalidOperation)
    if (this.runner !== actor) return
    this.runner = null
    this.isDone = isDone
    if (!isDone) this.failures += this.waiting.members.length
    this.waiting.drain((each) => this.crew.end(each, isDone ? rcOk : rcRestart))
    this.#updateEffectivePriority()
  }

  left(actor: Actor, rc: number): void {
    this.crew.end(actor, rc)
    this.#updateEffectivePriority()
  }

  moved(): void {
    this.#updateEffectivePriority()
  }

  async check(): Promise<void> {
    await this.crew.check()
    const owners = this.runner === null ? [] : [this.runner.waiter]
    expect([this.real.isDone, this.real.waiting, this.real.owners()]).toEqual([
      this.isDone,
      this.waiting.members.length,
      owners,
    ])
  }

  #updateEffectivePriority(): void {
    for (const actor of this.crew.actors) {
      const lent = actor === this.runner ? this.waiting.members.map(({ priority }) => priority) : []
      this.crew.updateEffectivePriority(actor, Math.max(actor.own, ...lent))
    }
  }
}

const step = fc.tuple(fc.nat(15), fc.nat(20), fc.oneof(fc.constant(INFINITE_TIMEOUT), fc.nat(6)))
const steps = fc.array(step, { minLength: 20, maxLength: 60, size: 'max' })
const priorities = fc.array(fc.nat(2), { minLength: 3, maxLength: 5 })
type Step = readonly [number, number, number]

test('an object queue does what the model says', async () => {
  let handed = 0
  const perform = (objects: Objects, [kind, first, timeout]: Step): void => {
    const actor = objects.crew.actors[first % objects.crew.actors.length]!
    if (kind === 0) return objects.crew.elapse(objects, first % 7)
    if (kind === 1) return objects.crew.cancel(objects, actor)
    if (kind === 2) return objects.crew.lend(objects, actor, (first % 6) - 1)
    if (kind < 6) return objects.alloc()
    const taken = [...objects.taken]
    const slot = taken.length > 0 && first % 6 > 0 ? taken[first % taken.length]! : (first % 7) - 1
    if (kind < 9) return objects.push(slot)
    if (kind === 9) return objects.free(slot)
    if (kind === 10) return first % 3 === 0 ? objects.flush() : objects.tryPop()
    if (kind === 11 && first % 7 === 0) return objects.destroy()
    if (objects.crew.isIdle(actor)) objects.pop(actor, timeout)
  }
  const property = fc.asyncProperty(priorities, steps, async (priorities, steps) => {
    const objects = new Objects(priorities)
    for (const each of steps) {
      perform(objects, each)
      await objects.check()
    }
    handed += objects.handed
  })
  await fc.assert(property, { numRuns: RUNS, seed: SEED })
  expect(handed).toBeGreaterThan(RUNS)
})

test('what is done once is done as the model says', async () => {
  let failures = 0
  const perform = (deed: Deed, [kind, first, timeout]: Step): void => {
    const actor = deed.crew.actors[first % deed.crew.actors.length]!
    if (kind === 0) return deed.crew.elapse(deed, first % 7)
    if (kind === 1) return deed.crew.cancel(deed, actor)
    if (kind === 2) return deed.settle(actor, first % 4 === 0)
    if (kind === 3 && deed.runner !== null) return deed.settle(deed.runner, first % 9 === 0)
    if (deed.crew.isIdle(actor)) deed.enter(actor, timeout)
  }
  const property = fc.asyncProperty(priorities, steps, async (priorities, steps) => {
    const deed = new Deed(priorities)
    for (const each of steps) {
      perform(deed, each)
      await deed.check()
    }
    failures += deed.failures
  })
  await fc.assert(property, { numRuns: RUNS, seed: SEED })
  expect(failures).toBeGreaterThan(RUNS)
})
