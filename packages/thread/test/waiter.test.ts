import { describe, expect, it } from 'vitest'
import { rcAbort, rcOk } from '@kos/retcode'
import {
  type LocalThread,
  PromiseWaiter,
  ThreadTerminated,
  WaitKind,
  waitKindName,
} from '@kos/thread'
import { FakeHost, settle } from './fake-host.ts'
import { hostWorld, virtualWorld, type World } from './world.ts'
import {
  type Outcome,
  type Subject,
  type WaiterBench,
  waiterConformance,
} from '@kos/thread/conformance'

/** A thread that waits for orders: each is an operation that it calls. */
class ThreadSubject implements Subject {
  readonly local: LocalThread
  readonly waiter: LocalThread['thread']
  outcome: Outcome = 'pending'
  readonly #world: Pick<World, 'host' | 'scheduler' | 'spawn'>
  #order: ((waiter: LocalThread['thread']) => number) | null = null

  constructor(world: Pick<World, 'host' | 'scheduler' | 'spawn'>, priority: number) {
    this.#world = world
    this.local = world.spawn('subject', (self) => this.#obey(self), { priority })
    this.waiter = this.local.thread
  }

  async #obey(self: LocalThread): Promise<void> {
    try {
      for (;;) {
        const order = this.#order
        this.#order = null
        if (order !== null) this.outcome = (await self.block(() => order(self.thread))) as number
        else await self.wait(self.thread.park(0xffffffff, WaitKind.none, null))
      }
    } catch (error) {
      expect(error).toBeInstanceOf(ThreadTerminated)
      this.outcome = 'cancelled'
    }
  }

  async call(operation: (waiter: LocalThread['thread']) => number): Promise<void> {
    this.outcome = 'pending'
    this.#order = operation
    this.#world.scheduler.enter()
    this.waiter.wake(rcOk)
    this.#world.scheduler.leave()
    await this.#world.host.rest()
  }

  async cancel(): Promise<void> {
    this.#world.scheduler.terminate(this.waiter, rcAbort)
    await this.#world.host.rest()
  }
}

function threadBench(
  world: Pick<World, 'host' | 'scheduler' | 'spawn'>,
  elapse: (milliseconds: number) => Promise<void>,
): WaiterBench {
  return {
    async subject(priority) {
      const subject = new ThreadSubject(world, priority)
      await world.host.rest()
      return subject
    },
    async act(action) {
      world.scheduler.enter()
      action()
      world.scheduler.leave()
      await world.host.rest()
    },
    elapse,
    get timers() {
      return world.scheduler.counts.timers
    },
  }
}

waiterConformance('a thread in virtual time', () => {
  const world = virtualWorld()
  return threadBench(world, async (milliseconds) => {
    await world.run(world.clock.limit + milliseconds)
    world.clock.jump(world.clock.limit)
  })
})

waiterConformance('a thread in real time', () => {
  const world = hostWorld()
  return threadBench(world, (milliseconds) => world.host.elapse(milliseconds))
})

class PromiseSubject implements Subject {
  readonly waiter: PromiseWaiter
  outcome: Outcome = 'pending'

  constructor(host: FakeHost, priority: number) {
    this.waiter = new PromiseWaiter({ host, priority })
  }

  async call(operation: (waiter: PromiseWaiter) => number): Promise<void> {
    this.outcome = 'pending'
    void this.waiter
      .wait(operation(this.waiter))
      .then((rc) => (this.outcome = rc === rcAbort ? 'cancelled' : (rc as number)))
    await settle()
  }

  async cancel(): Promise<void> {
    this.waiter.cancel()
    await settle()
  }
}

waiterConformance('a promise waiter', () => {
  const host = new FakeHost()
  return {
    subject: (priority) => Promise.resolve(new PromiseSubject(host, priority)),
    async act(action) {
      action()
      await settle()
    },
    elapse: (milliseconds) => host.elapse(milliseconds),
    get timers() {
      return host.timers
    },
  }
})

describe('a promise waiter', () => {
  it('may be woken before its answer is awaited', async () => {
    const waiter = new PromiseWaiter()
    const answer = waiter.park(0xffffffff, WaitKind.other, null)
    waiter.wake(rcAbort)
    expect(await waiter.wait(answer)).toBe(rcAbort)
  })

  it('takes its time-outs from the global object if it is given no host', async () => {
    const waiter = new PromiseWaiter()
    expect(waiter.priority).toBe(0)
    expect(await waiter.wait(waiter.park(0, WaitKind.sleep, null))).toBe(rcOk)
  })

  it('is not disturbed by a cancellation when it waits for nothing', async () => {
    const waiter = new PromiseWaiter()
    waiter.cancel()
    expect(await waiter.wait(rcOk)).toBe(rcOk)
  })
})

describe('a wait kind', () => {
  it('has a name', () => {
    for (const [name, kind] of Object.entries(WaitKind)) expect(waitKindName(kind)).toBe(name)
    expect(waitKindName(99)).toBe('other')
  })
})
