// A thread of a process is a Waiter like every other: it passes the same suite, on both hosts, and
// the primitives do with it what they do with others.

import type { Kos, Tid } from '@kos/libkos'
import { sysOf, waiterOf } from '@kos/libkos/process'
import { rcOk, unwrap } from '@kos/retcode'
import { INFINITE_TIMEOUT, WaitKind, type Waiter } from '@kos/thread'
import { type Outcome, type TestWaiter, waiterConformance } from '@kos/thread/conformance'
import {
  type SyncBench,
  barrierConformance,
  condvarConformance,
  eventConformance,
  keyedMutexConformance,
  latchConformance,
  mutexConformance,
  objectQueueConformance,
  onceConformance,
  rwlockConformance,
  semaphoreConformance,
} from '@kos/sync/conformance'
import { describe } from 'vitest'
import type { ProcessHost } from '../src/index.ts'
import { hosts, openWorld, type World } from './world.ts'

class ProcessBench implements SyncBench {
  readonly endsByCancel = true
  readonly #world: World

  constructor(host: ProcessHost) {
    this.#world = openWorld({ host, onDeadlock: () => {} })
    this.#world.empty('P')
  }

  get timers(): number {
    return this.#world.kernel.inspect().objects['timers'] ?? 0
  }

  async testWaiter(priority = 5): Promise<TestProcessThread> {
    const testWaiter = new TestProcessThread(this)
    await this.act((kos) => testWaiter.start(kos, priority))
    return testWaiter
  }

  async testWaiters(count: number, priority = 5): Promise<TestProcessThread[]> {
    const testWaiters: TestProcessThread[] = []
    for (let index = 0; index < count; index++) testWaiters.push(await this.testWaiter(priority))
    return testWaiters
  }

  /** Runs as a thread of the process, without letting time pass. */
  async act(action: (kos: Kos) => Promise<void> | void): Promise<void> {
    const done = this.#world.kernel.as('P', action)
    await this.#world.kernel.advance(0)
    await done
  }

  elapse(milliseconds: number): Promise<void> {
    return this.#world.kernel.advance(milliseconds)
  }
}

/** A thread of the process that does what it is told. */
class TestProcessThread implements TestWaiter {
  waiter!: Waiter
  outcome: Outcome = 'pending'
  readonly #bench: ProcessBench
  #tid!: Tid
  #order: ((waiter: Waiter) => number) | null = null
  #awake: (rc: number) => void = () => {}

  constructor(bench: ProcessBench) {
    this.#bench = bench
  }

  start(kos: Kos, priority: number): void {
    this.#tid = unwrap(kos.KosThreadCreate(priority, 0, (own: Kos) => this.#obey(own), 0, 0)).tid
  }

  async #obey(kos: Kos): Promise<void> {
    const waiter = waiterOf(sysOf(kos))
    this.waiter = waiter
    this.#awake = (rc) => waiter.wake(rc)
    try {
      for (;;) {
        const order = this.#order
        this.#order = null
        if (order === null) await waiter.wait(waiter.park(INFINITE_TIMEOUT, WaitKind.other, null))
        else this.outcome = Number(await waiter.wait(order(waiter)))
      }
    } finally {
      this.outcome = 'cancelled'
    }
  }

  async call(operation: (waiter: Waiter) => number): Promise<Outcome> {
    this.outcome = 'pending'
    this.#order = operation
    await this.#bench.act(() => this.#awake(rcOk))
    return this.outcome
  }

  async cancel(): Promise<void> {
    await this.#bench.act(async (kos) => {
      await kos.KosThreadTerminate(this.#tid, 0)
      for (let turn = 0; turn < 4; turn++) await kos.KosThreadYield()
    })
  }
}

const primitives = {
  'a mutex': mutexConformance,
  'a condition variable': condvarConformance,
  'a mutex for each key': keyedMutexConformance,
  'an event': eventConformance,
  'a barrier': barrierConformance,
  'a latch': latchConformance,
  'a read-write lock': rwlockConformance,
  'a semaphore': semaphoreConformance,
  'something to be done once': onceConformance,
  'an object queue': objectQueueConformance,
}

for (const [name, host] of hosts) {
  waiterConformance(`a thread of a process on ${name}`, () => new ProcessBench(host()))
  for (const [what, suite] of Object.entries(primitives)) {
    describe(`${what}, for threads of a process on ${name}`, () =>
      suite(() => new ProcessBench(host())))
  }
}
