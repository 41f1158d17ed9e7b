// Where waiters of each implementation live: threads of a scheduler in virtual time, and promises.
// What a primitive does is tested on all of them by `onEveryWaiter`, so that it stands on the
// `Waiter` alone.

import { describe, expect } from 'vitest'
import { rcAbort, rcOk } from '@kos/retcode'
import {
  type LocalThread,
  PromiseWaiter,
  Scheduler,
  spawn,
  ThreadTerminated,
  VirtualClock,
  WaitKind,
  type Waiter,
} from '@kos/thread'
import type { Outcome, TestWaiter } from '@kos/thread/conformance'
import { forever, type SyncBench } from '@kos/sync/conformance'
import { FakeHost, settle } from './fake-host.ts'

class TestThread implements TestWaiter {
  readonly waiter: LocalThread['thread']
  outcome: Outcome = 'pending'
  readonly #host: FakeHost
  readonly #scheduler: Scheduler
  #order: ((waiter: Waiter) => number) | null = null

  constructor(host: FakeHost, scheduler: Scheduler, priority: number) {
    this.#host = host
    this.#scheduler = scheduler
    this.waiter = spawn(scheduler, (self) => this.#obey(self), { priority }).thread
  }

  async #obey(self: LocalThread): Promise<void> {
    try {
      for (;;) {
        const order = this.#order
        this.#order = null
        if (order !== null) this.outcome = (await self.block(() => order(self.thread))) as number
        else await self.wait(self.thread.park(forever, WaitKind.none, null))
      }
    } catch (error) {
      expect(error).toBeInstanceOf(ThreadTerminated)
      this.outcome = 'cancelled'
    }
  }

  async call(operation: (waiter: Waiter) => number): Promise<Outcome> {
    this.outcome = 'pending'
    this.#order = operation
    this.#scheduler.enter()
    this.waiter.wake(rcOk)
    this.#scheduler.leave()
    await this.#host.rest()
    return this.outcome
  }

  async cancel(): Promise<void> {
    this.#scheduler.terminate(this.waiter, rcAbort)
    await this.#host.rest()
  }
}

class ThreadBench implements SyncBench {
  readonly endsByCancel = true
  readonly #host = new FakeHost()
  readonly #clock = new VirtualClock({ host: this.#host })
  readonly #scheduler = new Scheduler({ clock: this.#clock })

  get timers(): number {
    return this.#scheduler.counts.timers
  }

  async testWaiter(priority = 5): Promise<TestWaiter> {
    const testWaiter = new TestThread(this.#host, this.#scheduler, priority)
    await this.#host.rest()
    return testWaiter
  }

  async testWaiters(count: number, priority = 5): Promise<TestWaiter[]> {
    return Promise.all(Array.from({ length: count }, () => this.testWaiter(priority)))
  }

  async act(action: () => void): Promise<void> {
    this.#scheduler.enter()
    action()
    this.#scheduler.leave()
    await this.#host.rest()
  }

  async elapse(milliseconds: number): Promise<void> {
    this.#clock.limit += milliseconds
    this.#scheduler.poll()
    await this.#host.rest()
    this.#clock.jump(this.#clock.limit)
  }
}

class TestPromise implements TestWaiter {
  readonly waiter: PromiseWaiter
  outcome: Outcome = 'pending'

  constructor(host: FakeHost, priority: number) {
    this.waiter = new PromiseWaiter({ host, priority })
  }

  async call(operation: (waiter: Waiter) => number): Promise<Outcome> {
    this.outcome = 'pending'
    void this.waiter
      .wait(operation(this.waiter))
      .then((rc) => (this.outcome = rc === rcAbort ? 'cancelled' : (rc as number)))
    await settle()
    return this.outcome
  }

  async cancel(): Promise<void> {
    this.waiter.cancel()
    await settle()
  }
}

class PromiseBench implements SyncBench {
  readonly endsByCancel = false
  readonly #host = new FakeHost()

  get timers(): number {
    return this.#host.timers
  }

  testWaiter(priority = 5): Promise<TestWaiter> {
    return Promise.resolve(new TestPromise(this.#host, priority))
  }

  testWaiters(count: number, priority = 5): Promise<TestWaiter[]> {
    return Promise.all(Array.from({ length: count }, () => this.testWaiter(priority)))
  }

  async act(action: () => void): Promise<void> {
    action()
    await settle()
  }

  elapse(milliseconds: number): Promise<void> {
    return this.#host.elapse(milliseconds)
  }
}

/** What a test file exports or calls to run its suite for every implementation of `Waiter`. */
export function onEveryWaiter(what: string, suite: (makeBench: () => SyncBench) => void): void {
  describe(`${what}, for threads`, () => suite(() => new ThreadBench()))
  describe(`${what}, for promises`, () => suite(() => new PromiseBench()))
}
