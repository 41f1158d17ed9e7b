import { describe, expect, it } from 'vitest'
import { type Retcode, rcAbort, RetcodeError, rcFail, rcOk, rcTimeout } from '@kos/retcode'
import {
  INFINITE_TIMEOUT,
  type LocalThread,
  PromiseWaiter,
  ThreadTerminated,
  WaitKind,
  waitKindName,
  WaitQueue,
} from '@kos/thread'
import { FakeHost, settle } from './fake-host.ts'
import { hostWorld, virtualWorld, type World } from './world.ts'
import {
  type Outcome,
  type TestWaiter,
  type WaiterBench,
  waiterConformance,
} from '@kos/thread/conformance'

/** A thread that waits for orders: each is an operation that it calls. */
class TestThread implements TestWaiter {
  readonly local: LocalThread
  readonly waiter: LocalThread['thread']
  outcome: Outcome = 'pending'
  readonly #world: Pick<World, 'host' | 'scheduler' | 'spawn'>
  #order: ((waiter: LocalThread['thread']) => number) | null = null

  constructor(world: Pick<World, 'host' | 'scheduler' | 'spawn'>, priority: number) {
    this.#world = world
    this.local = world.spawn('test waiter', (self) => this.#obey(self), { priority })
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

  async call(operation: (waiter: LocalThread['thread']) => number): Promise<Outcome> {
    this.outcome = 'pending'
    this.#order = operation
    this.#world.scheduler.enter()
    this.waiter.wake(rcOk)
    this.#world.scheduler.leave()
    await this.#world.host.rest()
    return this.outcome
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
    async testWaiter(priority = 5) {
      const testWaiter = new TestThread(world, priority)
      await world.host.rest()
      return testWaiter
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

/** The promise of an operation that answered `answer`, as a code. */
type Await = (waiter: PromiseWaiter, answer: number) => Promise<Retcode>

const awaitCode: Await = async (waiter, answer) => waiter.wait(answer)
const awaitResult: Await = (waiter, answer) =>
  waiter.settle(answer, 'result').then(
    (result) => (result === 'result' ? rcOk : expect.unreachable()),
    (error: unknown) => (error instanceof RetcodeError ? error.rc : expect.unreachable()),
  )

class TestPromise implements TestWaiter {
  readonly waiter: PromiseWaiter
  outcome: Outcome = 'pending'
  readonly #await: Await

  constructor(host: FakeHost, priority: number, wait: Await) {
    this.waiter = new PromiseWaiter({ host, priority })
    this.#await = wait
  }

  async call(operation: (waiter: PromiseWaiter) => number): Promise<Outcome> {
    this.outcome = 'pending'
    void this.#await(this.waiter, operation(this.waiter)).then(
      (rc) => (this.outcome = rc === rcAbort ? 'cancelled' : Number(rc)),
    )
    await settle()
    return this.outcome
  }

  async cancel(): Promise<void> {
    this.waiter.cancel()
    await settle()
  }
}

function promiseBench(wait: Await): WaiterBench {
  const host = new FakeHost()
  return {
    testWaiter: (priority = 5) => Promise.resolve(new TestPromise(host, priority, wait)),
    async act(action) {
      action()
      await settle()
    },
    elapse: (milliseconds) => host.elapse(milliseconds),
    get timers() {
      return host.timers
    },
  }
}

waiterConformance('a promise waiter', () => promiseBench(awaitCode))
waiterConformance('a promise waiter that settles with a result', () => promiseBench(awaitResult))

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

describe('a promise waiter that settles', () => {
  const setup = () => {
    const host = new FakeHost()
    const controller = new AbortController()
    const queue = new WaitQueue()
    const waiter = new PromiseWaiter({ host })
    const wait = (timeout = INFINITE_TIMEOUT) =>
      waiter.settle(queue.park(waiter, timeout, WaitKind.other, null), 'result', controller.signal)
    return { host, controller, queue, waiter, wait }
  }

  it('resolves with its result, and rejects with the code it is woken with', async () => {
    const { queue, wait, host } = setup()
    const served = wait(10)
    queue.wakeOne(rcOk)
    expect(await served).toBe('result')
    const failed = wait(10)
    queue.wakeOne(rcFail)
    await expect(failed).rejects.toMatchObject({ rc: rcFail })
    expect(host.timers).toBe(0)
  })

  it('rejects at once for an operation that did not block and failed', async () => {
    const waiter = new PromiseWaiter()
    expect(await waiter.settle(rcOk, 'result')).toBe('result')
    await expect(waiter.settle(rcFail, 'result')).rejects.toMatchObject({ rc: rcFail })
  })

  it('rejects with the reason of its signal, and leaves no timer and no listener', async () => {
    const { host, controller, queue, wait } = setup()
    const aborted = wait(10)
    controller.abort('enough')
    expect([queue.isEmpty, host.timers]).toEqual([true, 0])
    await expect(aborted).rejects.toBe('enough')
  })

  it('is aborted by the signal of its current wait alone', async () => {
    const { controller, queue, waiter, wait } = setup()
    const first = wait()
    queue.wakeOne(rcOk)
    await first
    const second = waiter.settle(queue.park(waiter, 10, WaitKind.other, null), 2)
    controller.abort()
    expect(queue.isEmpty).toBe(false)
    queue.wakeOne(rcOk)
    expect(await second).toBe(2)
  })

  it('rejects with rcAbort if the mechanism, and not its signal, ended the wait with that', async () => {
    const { host, queue, wait } = setup()
    const destroyed = wait()
    queue.wakeAll(rcAbort)
    await expect(destroyed).rejects.toMatchObject({ rc: rcAbort })
    const late = expect(wait(10)).rejects.toMatchObject({ rc: rcTimeout })
    await host.elapse(10)
    await late
  })

  it('answers the code to `wait` after it settled with a result', async () => {
    const { queue, waiter, wait } = setup()
    const settling = wait()
    queue.wakeOne(rcOk)
    await settling
    const waiting = waiter.wait(queue.park(waiter, INFINITE_TIMEOUT, WaitKind.other, null))
    queue.wakeOne(rcFail)
    expect(await waiting).toBe(rcFail)
  })

  it('waits on for its signal once its time-out was dropped', async () => {
    const { host, controller, waiter, wait } = setup()
    const aborted = wait(10)
    waiter.dropTimeout()
    expect(host.timers).toBe(0)
    controller.abort('enough')
    await expect(aborted).rejects.toBe('enough')
  })
})

describe('a wait kind', () => {
  it('has a name', () => {
    for (const [name, kind] of Object.entries(WaitKind)) expect(waitKindName(kind)).toBe(name)
    expect(waitKindName(99)).toBe('other')
  })
})
