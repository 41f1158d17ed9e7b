// Waiters for model tests: what really happens to each beside what the model says. A naive queue is
// an array that is searched anew each time.
//
// A model calls `wait` when an operation has to wait, and `end` when its wait is over; `check`
// compares. Time passes in `elapse`: whatever is due leaves in the order in which it was armed, and
// the model's `left` says what follows from that.

import { expect } from 'vitest'
import { rcAbort, rcTimeout } from '@kos/retcode'
import { INFINITE_TIMEOUT, PARKED, PromiseWaiter, type Waiter } from '@kos/thread'
import { FakeHost } from './fake-host.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
export const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 150)
/**
 * The same runs each time, so that a change is judged by what it changed; KOS_MODEL_SEED explores
 * others.
 */
export const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

/** A waiter, and what the model knows of it. */
export class Actor {
  readonly waiter: PromiseWaiter
  readonly index: number
  readonly own: number
  /** The priority in force, as the model says. */
  priority: number
  /** Where it waits, as the model says. */
  queue: NaiveQueue | null = null
  /** Its place among those of its priority. */
  place = 0
  /** When its timer fires; null if none is armed. */
  deadline: number | null = null
  armed = 0
  /** What the operation it called last answered, as the model says and in fact. */
  expected: number | 'pending' = 0
  actual: number | 'pending' = 0

  constructor(host: FakeHost, index: number, own: number) {
    this.waiter = new PromiseWaiter({ host, priority: own })
    this.index = index
    this.own = own
    this.priority = own
  }
}

/** Those who wait for one thing, as the model says: in no order. */
export class NaiveQueue {
  readonly members: Actor[] = []

  /** Highest priority, then who has stood there longest. */
  get first(): Actor | undefined {
    return this.members.toSorted((a, b) => b.priority - a.priority || a.place - b.place)[0]
  }

  /** Calls `end`, which ends its wait, for everybody. */
  drain(end: (actor: Actor) => void): void {
    for (let { first } = this; first !== undefined; { first } = this) end(first)
  }
}

/** What a model says when a wait was ended from outside. */
export interface Model {
  /** `actor` still stands in its queue. The model ends its wait with `rc`, or lets it wait on. */
  left(actor: Actor, rc: number): void
  /** A waiting actor has a new priority. */
  moved(actor: Actor): void
}

export class Crew {
  readonly host: FakeHost = new FakeHost()
  readonly actors: readonly Actor[]
  #places = 0

  constructor(priorities: readonly number[]) {
    this.actors = priorities.map((priority, index) => new Actor(this.host, index, priority))
  }

  /** Who waits for nothing may call an operation. */
  isIdle(actor: Actor): boolean {
    return actor.queue === null
  }

  /** Calls an operation for real. */
  call(actor: Actor, operation: (waiter: Waiter) => number): void {
    const answer = operation(actor.waiter)
    actor.actual = answer === PARKED ? 'pending' : answer
    if (answer === PARKED)
      void actor.waiter.wait(answer).then((rc) => (actor.actual = rc as number))
  }

  /** For the model: the operation answered at once. */
  answer(actor: Actor, rc: number): void {
    actor.expected = rc
  }

  /** For the model: the operation has to wait; it does not for a time-out of 0. */
  wait(actor: Actor, queue: NaiveQueue, timeout: number): boolean {
    if (timeout === 0) {
      actor.expected = rcTimeout
      return false
    }
    this.stand(actor, queue)
    actor.expected = 'pending'
    if (timeout === INFINITE_TIMEOUT) return true
    actor.deadline = this.host.time + timeout
    actor.armed = ++this.#places
    return true
  }

  /** For the model: an actor stands in this queue now, behind its equals. */
  stand(actor: Actor, queue: NaiveQueue): void {
    this.leaveQueue(actor)
    actor.queue = queue
    actor.place = ++this.#places
    queue.members.push(actor)
  }

  leaveQueue(actor: Actor): void {
    const members = actor.queue?.members
    members?.splice(members.indexOf(actor), 1)
    actor.queue = null
  }

  /** For the model: the wait is over. */
  end(actor: Actor, rc: number): void {
    this.leaveQueue(actor)
    actor.expected = rc
    actor.deadline = null
  }

  /**
   * For the model: an actor has this priority now, and if it waits it stands behind its new equals.
   * True if that is a change.
   */
  updateEffectivePriority(actor: Actor, priority: number): boolean {
    if (actor.priority === priority) return false
    actor.priority = priority
    if (actor.queue !== null) actor.place = ++this.#places
    return true
  }

  /** Lends an actor a priority, or takes it back (-1), as the owner of something would get it. */
  lend(model: Model, actor: Actor, priority: number): void {
    actor.waiter.inherit(priority)
    if (this.updateEffectivePriority(actor, Math.max(actor.own, priority)) && actor.queue !== null)
      model.moved(actor)
  }

  cancel(model: Model, actor: Actor): void {
    if (actor.queue === null) return
    actor.waiter.cancel(rcAbort)
    model.left(actor, rcAbort)
  }

  /** Lets time pass, timer by timer. */
  elapse(model: Model, milliseconds: number): void {
    const end = this.host.time + milliseconds
    for (let due = this.#due(end); due !== undefined; due = this.#due(end)) {
      expect(this.host.fireNext(end)).toBe(true)
      due.deadline = null
      model.left(due, rcTimeout)
    }
    expect(this.host.fireNext(end)).toBe(false)
    this.host.time = end
  }

  #due(end: number): Actor | undefined {
    return this.actors
      .filter(({ deadline }) => deadline !== null && deadline <= end)
      .toSorted((a, b) => a.deadline! - b.deadline! || a.armed - b.armed)[0]
  }

  /** Compares all actors with the model. */
  async check(): Promise<void> {
    for (let turns = 0; turns < 3; turns++) await Promise.resolve()
    const seen = this.actors.map(({ actual, waiter }) => [
      actual,
      waiter.priority,
      waiter.queue === null,
    ])
    const said = this.actors.map(({ expected, priority, queue }) => [
      expected,
      priority,
      queue === null,
    ])
    const armed = this.actors.filter(({ deadline }) => deadline !== null).length
    expect([seen, this.host.timers]).toEqual([said, armed])
  }
}
