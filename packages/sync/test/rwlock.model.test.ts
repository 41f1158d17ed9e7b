// A read-write lock against a naive model: who reads, who writes, who waits, and in which order
// they go on.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { rcBusy, rcInvalidOperation, rcOk } from '@kos/retcode'
import { RWLock } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { type Actor, Crew, type Model, NaiveQueue, RUNS, SEED } from './crew.ts'

class Lock implements Model {
  readonly crew: Crew
  readonly real = new RWLock()
  readonly queue = new NaiveQueue()
  readonly wishes: Map<Actor, 'read' | 'write'> = new Map()
  readers: Actor[] = []
  writer: Actor | null = null
  served = 0

  constructor(priorities: readonly number[]) {
    this.crew = new Crew(priorities)
  }

  enter(actor: Actor, wish: 'read' | 'write', timeout: number): void {
    this.crew.call(actor, (waiter) =>
      wish === 'read' ? this.real.read(waiter, timeout) : this.real.write(waiter, timeout),
    )
    if (this.#may(actor, wish)) this.#give(actor, wish)
    else if (this.crew.wait(actor, this.queue, timeout)) this.wishes.set(actor, wish)
  }

  try(actor: Actor, wish: 'read' | 'write'): void {
    this.crew.call(actor, (waiter) =>
      wish === 'read' ? this.real.tryRead(waiter) : this.real.tryWrite(waiter),
    )
    if (this.#may(actor, wish)) this.#give(actor, wish)
    else this.crew.answer(actor, rcBusy)
  }

  unlock(actor: Actor): void {
    this.crew.call(actor, (waiter) => this.real.unlock(waiter))
    const index = this.readers.indexOf(actor)
    this.crew.answer(actor, this.writer === actor || index >= 0 ? rcOk : rcInvalidOperation)
    if (this.writer === actor) this.writer = null
    else if (index >= 0) this.readers.splice(index, 1)
    this.#serve()
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
    const { real, readers, writer, queue } = this
    const owners = new Set((writer === null ? readers : [writer]).map(({ waiter }) => waiter))
    const seen = [real.readers, real.writer, real.waiting, new Set(real.owners())]
    expect(seen).toEqual([readers.length, writer?.waiter ?? null, queue.members.length, owners])
    // It would be a shame to wait for nothing.
    if (writer === null && readers.length === 0) expect(queue.members).toEqual([])
  }

  #may(actor: Actor, wish: 'read' | 'write'): boolean {
    if (this.writer !== null) return false
    if (wish === 'write') return this.readers.length === 0
    return (
      this.readers.includes(actor) ||
      this.queue.members.every(({ priority }) => priority < actor.priority)
    )
  }

  #give(actor: Actor, wish: 'read' | 'write'): void {
    if (wish === 'read') this.readers.push(actor)
    else this.writer = actor
    this.crew.end(actor, rcOk)
  }

  #serve(): void {
    for (let { first } = this.queue; first !== undefined; { first } = this.queue) {
      const wish = this.wishes.get(first)!
      if (this.writer !== null || (wish === 'write' && this.readers.length > 0)) return
      this.#give(first, wish)
      this.served++
    }
  }
}

const pick = fc.nat(20)
const timeout = fc.oneof(fc.constant(INFINITE_TIMEOUT), fc.nat(6))
const step = fc.tuple(fc.nat(12), pick, timeout)

function perform(lock: Lock, [kind, first, timeout]: readonly [number, number, number]): void {
  const { crew } = lock
  const actor = crew.actors[first % crew.actors.length]!
  if (kind === 0) return crew.elapse(lock, first % 7)
  if (kind === 1) return crew.cancel(lock, actor)
  if (kind === 2) return crew.lend(lock, actor, (first % 6) - 1)
  const holder =
    [lock.writer, ...lock.readers].filter((each) => each !== null && crew.isIdle(each))[0] ?? actor
  if (kind < 7) return crew.isIdle(holder) && first % 5 > 0 ? lock.unlock(holder) : undefined
  if (!crew.isIdle(actor)) return
  if (kind === 7) return lock.try(actor, first % 2 === 0 ? 'read' : 'write')
  if (kind === 8 && first % 4 === 0) return lock.unlock(actor)
  lock.enter(actor, kind < 11 ? 'read' : 'write', timeout)
}

test('a read-write lock does what the model says', async () => {
  let served = 0
  const priorities = fc.array(fc.nat(2), { minLength: 3, maxLength: 6 })
  const steps = fc.array(step, { minLength: 20, maxLength: 60, size: 'max' })
  const property = fc.asyncProperty(priorities, steps, async (priorities, steps) => {
    const lock = new Lock(priorities)
    for (const each of steps) {
      perform(lock, each)
      await lock.check()
    }
    served += lock.served
  })
  await fc.assert(property, { numRuns: RUNS, seed: SEED })
  expect(served).toBeGreaterThan(RUNS)
})
