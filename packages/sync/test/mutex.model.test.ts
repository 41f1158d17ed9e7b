// Mutexes and a condition variable against a naive model, with priority inheritance: who owns what,
// who waits where and in which order, and at which priority everyone runs. Rings of waits are left
// out: a loan in a ring lasts as long as the ring.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { rcBusy, rcInvalidOperation, rcOk, rcTimeout } from '@kos/retcode'
import { Condvar, Mutex } from '@kos/sync'
import { INFINITE_TIMEOUT, type Waiter } from '@kos/thread'
import { type Actor, Crew, type Model, NaiveQueue, RUNS, SEED } from './crew.ts'

interface ModelMutex {
  readonly real: Mutex
  readonly queue: NaiveQueue
  owner: Actor | null
  depth: number
}

/** What an actor is owed that waits at the condition variable, or comes back from there. */
interface Debt {
  readonly mutex: ModelMutex
  readonly depth: number
  rc: number
}

function heldBy({ owned }: Waiter): number {
  let count = 0
  for (let held = owned; held !== null; held = held.nextOwned) count++
  return count
}

class Locks implements Model {
  readonly crew: Crew
  readonly mutexes: readonly ModelMutex[]
  readonly condvar = new Condvar()
  readonly waiting = new NaiveQueue()
  readonly debts: Map<Actor, Debt> = new Map()
  handOvers = 0
  loans = 0

  constructor(priorities: readonly number[]) {
    this.crew = new Crew(priorities)
    this.mutexes = [false, true, false].map((recursive) => ({
      real: new Mutex({ recursive }),
      queue: new NaiveQueue(),
      owner: null,
      depth: 0,
    }))
  }

  lock(actor: Actor, mutex: ModelMutex, timeout: number): void {
    if (this.#wouldRing(actor, mutex)) return
    this.crew.call(actor, (waiter) => mutex.real.lock(waiter, timeout))
    if (!this.#enter(actor, mutex)) this.crew.wait(actor, mutex.queue, timeout)
    this.#weighAll()
  }

  tryLock(actor: Actor, mutex: ModelMutex): void {
    this.crew.call(actor, (waiter) => mutex.real.tryLock(waiter))
    if (!this.#enter(actor, mutex)) this.crew.answer(actor, rcBusy)
  }

  unlock(actor: Actor, mutex: ModelMutex): void {
    this.crew.call(actor, (waiter) => mutex.real.unlock(waiter))
    this.crew.answer(actor, mutex.owner === actor ? rcOk : rcInvalidOperation)
    if (mutex.owner !== actor || --mutex.depth > 0) return
    this.#handOver(mutex)
    this.#weighAll()
  }

  waitFor(actor: Actor, mutex: ModelMutex, timeout: number): void {
    this.crew.call(actor, (waiter) => this.condvar.wait(waiter, mutex.real, timeout))
    if (mutex.owner !== actor) return this.crew.answer(actor, rcInvalidOperation)
    if (!this.crew.wait(actor, this.waiting, timeout)) return
    this.debts.set(actor, { mutex, depth: mutex.depth, rc: rcOk })
    this.#handOver(mutex)
    this.#weighAll()
  }

  signal(): void {
    this.condvar.signal()
    const { first } = this.waiting
    if (first !== undefined) this.#comeBack(first, rcOk)
  }

  broadcast(): void {
    this.condvar.broadcast()
    for (let { first } = this.waiting; first !== undefined; { first } = this.waiting)
      this.#comeBack(first, rcOk)
  }

  left(actor: Actor, rc: number): void {
    if (actor.queue === this.waiting) this.#comeBack(actor, rc)
    else if (!this.debts.has(actor)) this.crew.end(actor, rc)
    this.#weighAll()
  }

  moved(): void {
    this.#weighAll()
  }

  async check(): Promise<void> {
    await this.crew.check()
    const seen = this.mutexes.map(({ real }) => [
      real.owner,
      real.depth,
      real.waiting,
      real.maxWaiterPriority,
    ])
    const said = this.mutexes.map(({ owner, depth, queue: { members } }) => {
      const maxWaiterPriority = Math.max(-1, ...members.map(({ priority }) => priority))
      return [owner?.waiter ?? null, depth, members.length, maxWaiterPriority]
    })
    const { actors } = this.crew
    const links = actors.map(({ waiter }) => [heldBy(waiter), waiter.waitOwner])
    const saidLinks = actors.map((actor) => {
      const wanted = this.mutexes.filter(
        ({ owner, queue }) => owner === actor && queue.members.length > 0,
      )
      return [wanted.length, this.mutexes.find(({ queue }) => queue === actor.queue)?.real ?? null]
    })
    expect([seen, links, this.condvar.waiting]).toEqual([
      said,
      saidLinks,
      this.waiting.members.length,
    ])
  }

  #enter(actor: Actor, mutex: ModelMutex): boolean {
    if (mutex.owner !== null && !(mutex.owner === actor && mutex.real.isRecursive)) return false
    mutex.owner = actor
    mutex.depth++
    this.crew.answer(actor, rcOk)
    return true
  }

  #handOver(mutex: ModelMutex): void {
    const { first } = mutex.queue
    mutex.owner = first ?? null
    mutex.depth = 0
    if (first === undefined) return
    this.handOvers++
    const debt = this.debts.get(first)
    mutex.depth = debt?.depth ?? 1
    this.debts.delete(first)
    this.crew.end(first, debt?.rc ?? rcOk)
  }

  #comeBack(actor: Actor, rc: number): void {
    const debt = this.debts.get(actor)!
    debt.rc = rc
    this.crew.stand(actor, debt.mutex.queue)
    if (debt.mutex.owner === null) this.#handOver(debt.mutex)
    this.#weighAll()
  }

  // Whether the owner of the mutex waits, over some mutexes, for the actor. Those at the condition
  // variable wait for nobody yet, but may come back to their mutex.
  #wouldRing(actor: Actor, mutex: ModelMutex): boolean {
    const seen = new Set<Actor>()
    for (let owner = mutex.owner; owner !== null && !seen.has(owner);) {
      if (owner === actor) return !mutex.real.isRecursive || mutex.owner !== actor
      seen.add(owner)
      owner =
        this.debts.get(owner)?.mutex.owner ??
        this.mutexes.find(({ queue }) => queue === owner!.queue)?.owner ??
        null
    }
    return false
  }

  // Everybody runs at the highest of its own priority and those who wait for what it has,
  // recomputed until nothing changes.
  #weighAll(): void {
    for (let isChanged = true; isChanged;) {
      isChanged = false
      for (const actor of this.crew.actors) {
        const lenders = this.mutexes
          .filter(({ owner }) => owner === actor)
          .flatMap(({ queue }) => queue.members)
        const priority = Math.max(actor.own, ...lenders.map((lender) => lender.priority))
        if (!this.crew.updateEffectivePriority(actor, priority)) continue
        isChanged = true
        this.loans++
      }
    }
  }
}

const pick = fc.nat(20)
const timeout = fc.oneof(fc.constant(INFINITE_TIMEOUT), fc.nat(6))
const step = fc.tuple(fc.nat(13), pick, pick, timeout)
const at = <T>(items: readonly T[], index: number): T => items[index % items.length]!

function perform(
  locks: Locks,
  [kind, first, second, timeout]: readonly [number, number, number, number],
): void {
  const { crew } = locks
  const [actor, mutex] = [at(crew.actors, first), at(locks.mutexes, second)]
  if (kind === 0) return crew.elapse(locks, first % 7)
  if (kind === 1) return crew.cancel(locks, actor)
  if (kind === 2) return locks.signal()
  if (kind === 3 && first % 3 === 0) return locks.broadcast()
  if (!crew.isIdle(actor)) return
  // Mostly by the owner, so that something happens.
  const holder =
    mutex.owner !== null && crew.isIdle(mutex.owner) && first % 5 > 0 ? mutex.owner : actor
  if (kind < 6) return locks.unlock(holder, mutex)
  if (kind < 8) return locks.waitFor(holder, mutex, timeout)
  if (kind === 8) return locks.tryLock(actor, mutex)
  locks.lock(actor, mutex, timeout)
}

test('mutexes and a condition variable do what the model says', async () => {
  const [totals, priorities] = [
    { handOvers: 0, loans: 0, timeouts: 0 },
    fc.array(fc.nat(3), { minLength: 3, maxLength: 6 }),
  ]
  const property = fc.asyncProperty(
    priorities,
    fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }),
    async (priorities, steps) => {
      const locks = new Locks(priorities)
      for (const each of steps) {
        perform(locks, each)
        await locks.check()
        totals.timeouts += locks.crew.actors.filter(({ expected }) => expected === rcTimeout).length
      }
      totals.handOvers += locks.handOvers
      totals.loans += locks.loans
    },
  )
  await fc.assert(property, { numRuns: RUNS, seed: SEED })
  // A model that nothing ever happens in would agree with anything.
  expect(totals.handOvers).toBeGreaterThan(RUNS)
  expect(totals.loans).toBeGreaterThan(RUNS)
  expect(totals.timeouts).toBeGreaterThan(RUNS)
})
