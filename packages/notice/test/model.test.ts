// Receivers against a naive model: random subscriptions, signals, destructions, waits with
// time-outs, terminations.

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  rcInvalidOperation,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
  rcTimeout,
} from '@kos/retcode'
import { EVENT_OBJECT_DESTROYED, Receiver, SignalSource } from '@kos/notice'
import { ascending, at, type Outcome, System, type Worker } from './system.ts'

const QUOTA = 5
const SOURCES = 3
const PRIORITIES = [3, 15, 15]

interface ModelEntry {
  source: number | null
  mask: number
  id: number
  pending: number
  count: number
}

interface ModelWait {
  worker: number
  deadline: number
  countMax: number
  isCounted: boolean
}

class ModelReceiver {
  entries: ModelEntry[] = []
  pending: ModelEntry[] = []
  waits: ModelWait[] = []
  isDropped = false
  isReleased = false
  removed: number[] = []

  drop(these: ModelEntry[]): void {
    this.entries = this.entries.filter((entry) => !these.includes(entry))
    this.pending = this.pending.filter((entry) => !these.includes(entry))
    this.removed.push(...these.map((entry) => entry.id))
  }

  extract(countMax: number, isCounted: boolean): [number, number][] {
    const taken = this.pending.splice(0, countMax)
    const events = taken.map((entry): [number, number] => [
      entry.id,
      isCounted ? entry.count : entry.pending >>> 0,
    ])
    for (const entry of taken) Object.assign(entry, { pending: 0, count: 0 })
    this.drop(taken.filter((entry) => entry.source === null))
    return events
  }
}

class Model {
  now = 0
  alive = Array.from({ length: SOURCES }, () => true)
  receivers = [new ModelReceiver(), new ModelReceiver()]
  outcomes: Outcome[][] = PRIORITIES.map(() => [])
  subscribed = 0

  waits(worker: number): boolean {
    return this.receivers.some((receiver) => receiver.waits.some((wait) => wait.worker === worker))
  }

  post(source: number, mask: number): void {
    for (const receiver of this.receivers) {
      for (const entry of receiver.entries) {
        const bits = entry.mask & mask
        if (entry.source !== source || bits === 0) continue
        if (entry.pending === 0) receiver.pending.push(entry)
        entry.pending |= bits
        entry.count++
      }
    }
  }

  settle(): void {
    for (const receiver of this.receivers) {
      while (receiver.pending.length > 0 && receiver.waits.length > 0) {
        const wait = receiver.waits.shift() as ModelWait
        at(this.outcomes, wait.worker).push({
          rc: rcOk,
          events: receiver.extract(wait.countMax, wait.isCounted),
        })
      }
    }
  }

  destroy(source: number): void {
    this.alive[source] = false
    this.post(source, EVENT_OBJECT_DESTROYED)
    for (const receiver of this.receivers) {
      const mine = receiver.entries.filter((entry) => entry.source === source)
      for (const entry of mine) entry.source = null
      receiver.drop(mine.filter((entry) => entry.pending === 0))
    }
    this.settle()
  }

  dismiss(receiver: ModelReceiver, rc: number): void {
    for (const wait of receiver.waits.splice(0))
      at(this.outcomes, wait.worker).push({ rc, events: [] })
  }

  park(receiver: ModelReceiver, wait: ModelWait): void {
    const priority = at(PRIORITIES, wait.worker)
    const index = receiver.waits.findIndex((other) => at(PRIORITIES, other.worker) < priority)
    if (index < 0) receiver.waits.push(wait)
    else receiver.waits.splice(index, 0, wait)
  }

  expire(): void {
    for (const receiver of this.receivers) {
      for (const wait of receiver.waits.filter((wait) => wait.deadline <= this.now)) {
        receiver.waits.splice(receiver.waits.indexOf(wait), 1)
        at(this.outcomes, wait.worker).push({ rc: rcTimeout, events: [] })
      }
    }
  }
}

class Real {
  readonly system = new System()
  readonly sources = Array.from({ length: SOURCES }, () => new SignalSource())
  readonly removed: number[][] = [[], []]
  readonly receivers = this.removed.map(
    (ids) => new Receiver({ maxEntries: QUOTA, onEntryRemoved: (id) => ids.push(id) }),
  )
  readonly workers: Worker[] = PRIORITIES.map((priority) => this.system.worker(priority))
}

type Step = fc.AsyncCommand<Model, Real>

// One command: what it does to the model and to the receivers, then both are compared.
class Command implements Step {
  readonly name: string
  readonly #check: (model: Model) => boolean
  readonly #run: (model: Model, real: Real) => Promise<void>

  constructor(
    name: string,
    run: (model: Model, real: Real) => Promise<void>,
    check: (model: Model) => boolean = () => true,
  ) {
    this.name = name
    this.#run = run
    this.#check = check
  }

  check(model: Readonly<Model>): boolean {
    return this.#check(model)
  }

  async run(model: Model, real: Real): Promise<void> {
    await this.#run(model, real)
    compare(model, real)
  }

  toString(): string {
    return this.name
  }
}

function compare(model: Model, real: Real): void {
  real.receivers.forEach((receiver, index) => {
    const expected = at(model.receivers, index)
    expect([receiver.entries, receiver.pending, receiver.waiters, receiver.isReleased]).toEqual([
      expected.entries.length,
      expected.pending.length,
      expected.waits.length,
      expected.isReleased,
    ])
    expect(at(real.removed, index).toSorted(ascending)).toEqual(
      expected.removed.toSorted(ascending),
    )
  })
  real.sources.forEach((source, index) => {
    const isWatched = model.receivers.some((receiver) =>
      receiver.entries.some((entry) => entry.source === index),
    )
    expect(source.subscriptions !== null).toBe(isWatched)
  })
  expect(real.workers.map((worker) => worker.outcomes)).toEqual(model.outcomes)
}

const which = fc.nat(1)
const source = fc.nat(SOURCES - 1)
const worker = fc.nat(PRIORITIES.length - 1)
const id = fc.nat(2)
const mask = fc.constantFrom(
  1,
  2,
  3,
  4,
  7,
  EVENT_OBJECT_DESTROYED,
  (EVENT_OBJECT_DESTROYED | 1) >>> 0,
  0x80000001,
)

const subscribe = fc.tuple(which, source, mask, id).map(
  ([r, s, mask, id]) =>
    new Command(`subscribe(${r}, source ${s}, ${mask}, id ${id})`, async (model, real) => {
      const receiver = at(model.receivers, r)
      const rc = at(real.receivers, r).subscribe(at(real.sources, s), mask, id)
      if (receiver.isReleased) expect(rc).toBe(rcInvalidOperation)
      else if (model.alive[s] !== true) expect(rc).toBe(rcResourceNotFound)
      else if (receiver.entries.length === QUOTA) expect(rc).toBe(rcQuotaExceeded)
      else {
        expect(rc).toBe(rcOk)
        receiver.entries.push({ source: s, mask, id, pending: 0, count: 0 })
        receiver.isDropped = false
        model.subscribed++
      }
    }),
)

const unsubscribeObject = fc.tuple(which, source).map(
  ([r, s]) =>
    new Command(`unsubscribeObject(${r}, source ${s})`, async (model, real) => {
      const mine = at(model.receivers, r).entries.filter((entry) => entry.source === s)
      at(model.receivers, r).drop(mine)
      const rc = await real.system.act(() =>
        at(real.receivers, r).unsubscribeObject(at(real.sources, s)),
      )
      expect(rc).toBe(mine.length > 0 ? rcOk : rcResourceNotFound)
    }),
)

const unsubscribeEvent = fc.tuple(which, id).map(
  ([r, id]) =>
    new Command(`unsubscribeEvent(${r}, id ${id})`, async (model, real) => {
      const mine = at(model.receivers, r).entries.filter((entry) => entry.id === id)
      at(model.receivers, r).drop(mine)
      const rc = await real.system.act(() => at(real.receivers, r).unsubscribeEvent(id))
      expect(rc).toBe(mine.length > 0 ? rcOk : rcResourceNotFound)
    }),
)

const signalled = fc.tuple(source, mask).map(
  ([s, mask]) =>
    new Command(`signal(source ${s}, ${mask})`, async (model, real) => {
      model.post(s, mask)
      model.settle()
      await real.system.act(() => at(real.sources, s).signal(mask))
    }),
)

const destroyed = source.map(
  (s) =>
    new Command(
      `destroy(source ${s})`,
      async (model, real) => {
        model.destroy(s)
        await real.system.act(() => at(real.sources, s)[Symbol.dispose]())
      },
      (model) => model.alive[s] === true,
    ),
)

const timeout = fc.constantFrom(0, 5, 20, 0xffffffff)

const take = fc.tuple(which, worker, timeout, fc.integer({ min: 1, max: 3 }), fc.boolean()).map(
  ([r, w, timeout, countMax, isCounted]) =>
    new Command(
      `take(${r}, worker ${w}, timeout ${timeout}, countMax ${countMax}, ${isCounted ? 'counters' : 'masks'})`,
      async (model, real) => {
        const receiver = at(model.receivers, r)
        const outcomes = at(model.outcomes, w)
        if (receiver.pending.length > 0)
          outcomes.push({ rc: rcOk, events: receiver.extract(countMax, isCounted) })
        else if (receiver.isDropped) outcomes.push({ rc: rcResourceNotFound, events: [] })
        else if (timeout === 0) outcomes.push({ rc: rcTimeout, events: [] })
        else {
          const deadline = timeout === 0xffffffff ? Infinity : model.now + timeout
          model.park(receiver, { worker: w, deadline, countMax, isCounted })
        }
        await at(real.workers, w).take(at(real.receivers, r), timeout, countMax, isCounted)
      },
      (model) => !model.waits(w),
    ),
)

const advance = fc.constantFrom(1, 5, 30).map(
  (milliseconds) =>
    new Command(`advance(${milliseconds})`, async (model, real) => {
      model.now += milliseconds
      model.expire()
      await real.system.advance(milliseconds)
    }),
)

const dropAndWake = which.map(
  (r) =>
    new Command(`dropAndWake(${r})`, async (model, real) => {
      drop(model, r)
      expect(await real.system.act(() => at(real.receivers, r).dropAndWake())).toBe(rcOk)
    }),
)

const release = which.map(
  (r) =>
    new Command(`release(${r})`, async (model, real) => {
      drop(model, r)
      at(model.receivers, r).isReleased = true
      expect(await real.system.act(() => at(real.receivers, r).release())).toBe(rcOk)
    }),
)

function drop(model: Model, r: number): void {
  const receiver = at(model.receivers, r)
  receiver.drop(receiver.entries)
  receiver.isDropped = true
  model.dismiss(receiver, rcResourceNotFound)
}

// Ends a thread and puts a new one in its place; `before` is done in the same entry, so whom it
// woke has not run yet.
async function replace(model: Model, real: Real, w: number, before: () => void): Promise<void> {
  const { system } = real
  await system.act(() => {
    before()
    system.scheduler.terminate(at(real.workers, w).local.thread, 1)
  })
  real.workers[w] = system.worker(PRIORITIES[w])
  model.outcomes[w] = []
  await system.act(() => {})
}

const terminated = worker.map(
  (w) =>
    new Command(`terminate(worker ${w})`, async (model, real) => {
      for (const receiver of model.receivers)
        receiver.waits = receiver.waits.filter((wait) => wait.worker !== w)
      await replace(model, real, w, () => {})
    }),
)

const signalledAndTerminated = fc.tuple(source, mask, worker).map(
  ([s, mask, w]) =>
    new Command(
      `signal(source ${s}, ${mask}) and terminate(worker ${w}) before it runs`,
      async (model, real) => {
        model.post(s, mask)
        model.settle()
        for (const receiver of model.receivers)
          receiver.waits = receiver.waits.filter((wait) => wait.worker !== w)
        await replace(model, real, w, () => at(real.sources, s).signal(mask))
      },
    ),
)

async function end(model: Model, real: Real): Promise<void> {
  await real.system.act(() => {
    for (const source of real.sources) source[Symbol.dispose]()
    for (const receiver of real.receivers) receiver.release()
  })
  for (const worker of real.workers) await worker.terminate()
  for (const receiver of real.receivers)
    expect([receiver.entries, receiver.pending, receiver.waiters]).toEqual([0, 0, 0])
  for (const source of real.sources) expect(source.subscriptions).toBeNull()
  expect(real.removed.flat()).toHaveLength(model.subscribed)
  expect(real.system.scheduler.counts).toEqual({ threads: 0, timers: 0, away: 0 })
}

describe('receivers and a naive model', () => {
  it('agree on every code, event, removal and count, whatever happens in whatever order', async () => {
    const often = [subscribe, subscribe, signalled, signalled, take, take]
    const rare = [
      unsubscribeObject,
      unsubscribeEvent,
      destroyed,
      advance,
      dropAndWake,
      release,
      terminated,
      signalledAndTerminated,
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.commands([...often, ...often, ...rare], { maxCommands: 60, size: 'max' }),
        async (steps) => {
          const model = new Model()
          const real = new Real()
          await real.system.act(() => {})
          await fc.asyncModelRun(() => ({ model, real }), steps)
          await end(model, real)
        },
      ),
      { numRuns: 200 },
    )
  })
})
