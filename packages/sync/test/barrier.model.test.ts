// A barrier, a latch and a mutex for each key against naive models.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { rcBusy, rcFail, rcInvalidArgument, rcInvalidOperation, rcOk } from '@kos/retcode'
import { Barrier, KeyedMutex, Latch } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { type Actor, Crew, type Model, NaiveQueue, RUNS, SEED } from './crew.ts'

type Step = readonly [number, number, number]
const step = fc.tuple(fc.nat(11), fc.nat(20), fc.oneof(fc.constant(INFINITE_TIMEOUT), fc.nat(6)))
const steps = fc.array(step, { minLength: 20, maxLength: 60, size: 'max' })
const priorities = fc.array(fc.nat(2), { minLength: 3, maxLength: 6 })

/** A model that a step is performed on. */
interface Stepped extends Model {
  readonly crew: Crew
  /** A step that is of this model alone; `actor` waits for nothing. */
  act(actor: Actor, step: Step): void
  check(): Promise<void>
}

/**
 * Performs random steps on models of one kind, and compares after each. `lends`: waiters may be lent
 * a priority, as the owner of something else would be.
 */
async function compare(
  make: (priorities: readonly number[]) => Stepped,
  lends: boolean = true,
): Promise<void> {
  const property = fc.asyncProperty(priorities, steps, async (priorities, steps) => {
    const model = make(priorities)
    for (const each of steps) {
      const [kind, first] = each
      const actor = model.crew.actors[first % model.crew.actors.length]!
      if (kind === 0) model.crew.elapse(model, first % 7)
      else if (kind === 1) model.crew.cancel(model, actor)
      else if (kind === 2 && lends) model.crew.lend(model, actor, (first % 6) - 1)
      else if (model.crew.isIdle(actor)) model.act(actor, each)
      await model.check()
    }
  })
  await fc.assert(property, { numRuns: RUNS, seed: SEED })
}

test('a barrier does what the model says', async () => {
  let passed = 0
  await compare((priorities) => {
    const crew = new Crew(priorities)
    const queue = new NaiveQueue()
    const barrier = new Barrier(3)
    return {
      crew,
      act(actor, [, , timeout]) {
        crew.call(actor, (waiter) => barrier.wait(waiter, timeout))
        if (queue.members.length < 2) {
          crew.wait(actor, queue, timeout)
          return
        }
        queue.drain((other) => crew.end(other, rcOk))
        crew.answer(actor, rcOk)
        passed++
      },
      left: (actor, rc) => crew.end(actor, rc),
      moved() {},
      async check() {
        await crew.check()
        expect(barrier.waiting).toBe(queue.members.length)
      },
    }
  })
  expect(passed).toBeGreaterThan(RUNS)
})

test('a latch does what the model says', async () => {
  let opened = 0
  await compare((priorities) => {
    const crew = new Crew(priorities)
    const queue = new NaiveQueue()
    let count = 3
    const latch = new Latch(count)
    const countDown = (times: number): void => {
      const rc = times < 1 ? rcInvalidArgument : times > count ? rcFail : rcOk
      expect(latch.countDown(times)).toBe(rc)
      if (rc !== rcOk) return
      count -= times
      if (count > 0) return
      opened += queue.members.length
      queue.drain((actor) => crew.end(actor, rcOk))
    }
    return {
      crew,
      act(actor, [kind, first, timeout]) {
        if (kind === 3 || kind === 4) return countDown((first % 4) - 1)
        crew.call(actor, (waiter) => latch.wait(waiter, timeout))
        if (count === 0) crew.answer(actor, rcOk)
        else crew.wait(actor, queue, timeout)
      },
      left: (actor, rc) => crew.end(actor, rc),
      moved() {},
      async check() {
        await crew.check()
        expect([latch.count, latch.waiting, latch.tryWait()]).toEqual([
          count,
          queue.members.length,
          count === 0 ? rcOk : rcBusy,
        ])
      },
    }
  })
  expect(opened).toBeGreaterThan(RUNS / 4)
})

class Key {
  owner: Actor | null = null
  readonly queue = new NaiveQueue()
}

class Keys implements Stepped {
  readonly crew: Crew
  readonly real = new KeyedMutex<number>()
  readonly keys: readonly Key[] = [new Key(), new Key(), new Key()]
  handed = 0

  constructor(priorities: readonly number[]) {
    this.crew = new Crew(priorities)
  }

  act(actor: Actor, [kind, first, timeout]: Step): void {
    const index = (first + kind) % 3
    const key = this.keys[index]!
    if (kind < 7) return this.#unlock(actor, index, key)
    if (kind === 7) {
      this.crew.call(actor, (waiter) => this.real.tryLock(waiter, index))
      this.crew.answer(actor, key.owner === null ? rcOk : rcBusy)
      key.owner ??= actor
      return
    }
    this.crew.call(actor, (waiter) => this.real.lock(waiter, index, timeout))
    if (key.owner === null) this.crew.answer(actor, rcOk)
    else this.crew.wait(actor, key.queue, timeout)
    key.owner ??= actor
  }

  left(actor: Actor, rc: number): void {
    this.crew.end(actor, rc)
  }

  moved(): void {}

  async check(): Promise<void> {
    await this.crew.check()
    const seen = this.keys.map((_, index) => [
      this.real.owner(index),
      this.real.isLocked(index),
      this.real.waiting(index),
    ])
    const said = this.keys.map(({ owner, queue }) => [
      owner?.waiter ?? null,
      owner !== null,
      queue.members.length,
    ])
    expect(seen).toEqual(said)
    expect(this.real.size).toBe(this.keys.filter(({ owner }) => owner !== null).length)
  }

  #unlock(actor: Actor, index: number, key: Key): void {
    this.crew.call(actor, (waiter) => this.real.unlock(waiter, index))
    this.crew.answer(actor, key.owner === actor ? rcOk : rcInvalidOperation)
    if (key.owner !== actor) return
    key.owner = key.queue.first ?? null
    if (key.owner === null) return
    this.crew.end(key.owner, rcOk)
    this.handed++
  }
}

test('a mutex for each key does what the model says', async () => {
  let handed = 0
  const all: Keys[] = []
  await compare((priorities) => {
    // Of one priority: inheritance is in the model of the mutex.
    const keys = new Keys(priorities.map(() => 0))
    all.push(keys)
    return keys
  }, false)
  for (const keys of all) handed += keys.handed
  expect(handed).toBeGreaterThan(RUNS / 2)
})
