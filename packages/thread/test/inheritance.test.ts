// Priority that is inherited by who owns what others wait for. The lock here is as simple as one
// can be; those for use are elsewhere.

import { describe, expect, it } from 'vitest'
import { rcOk, rcTimeout } from '@kos/retcode'
import {
  type OwnedResource,
  assignOwner,
  updateInheritedPriority,
  INFINITE_TIMEOUT,
  releaseOwner,
  type LocalThread,
  type QueueListener,
  type Waiter,
  WaitKind,
  WaitQueue,
} from '@kos/thread'
import { nothingLeft, virtualWorld, type World } from './world.ts'

class Lock implements OwnedResource, QueueListener {
  nextOwned: OwnedResource | null = null
  readonly #queue = new WaitQueue(this)
  #owner: Waiter | null = null

  get maxWaiterPriority(): number {
    return this.#queue.first?.priority ?? -1
  }

  owners(): readonly Waiter[] {
    return this.#owner === null ? [] : [this.#owner]
  }

  lock(waiter: Waiter, timeout = INFINITE_TIMEOUT): number {
    const owner = this.#owner
    if (owner === null) {
      this.#owner = waiter
      return rcOk
    }
    waiter.waitOwner = this
    if (this.#queue.isEmpty) queueMicrotask(() => assignOwner(owner, this))
    else queueMicrotask(() => updateInheritedPriority(owner))
    return this.#queue.park(waiter, timeout, WaitKind.mutex, this)
  }

  unlock(): void {
    const owner = this.#owner as Waiter
    releaseOwner(owner, this)
    this.#owner = this.#queue.take()
    if (this.#owner === null) return
    if (!this.#queue.isEmpty) assignOwner(this.#owner, this)
    this.#owner.wake(rcOk)
  }

  abandoned(): void {
    this.moved()
  }

  moved(): void {
    if (this.#owner !== null) updateInheritedPriority(this.#owner)
  }
}

/** A thread that takes locks in turn, a millisecond apart, and gives them back at `until`. */
function locking(
  world: World,
  name: string,
  priority: number,
  locks: readonly Lock[],
  until: number,
): LocalThread {
  return world.spawn(
    name,
    async (self) => {
      for (const lock of locks) {
        await self.block(() => lock.lock(self.thread))
        await self.sleep(1)
      }
      await self.sleep(until - world.clock.now())
      for (const lock of locks) lock.unlock()
      await self.yield()
    },
    { priority },
  )
}

describe('inherited priority', () => {
  it('is in force as long as somebody waits for what the thread owns, and its own comes back exactly', async () => {
    const world = virtualWorld()
    const lock = new Lock()
    const low = locking(world, 'low', 3, [lock], 20)
    await world.run(5)
    locking(world, 'high', 20, [lock], 30)
    await world.run(10)
    expect([low.thread.priority, low.thread.ownPriority]).toEqual([20, 3])
    await world.run(25)
    expect(low.thread.priority).toBe(3)
    await world.run()
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })

  it('goes along a chain of owners', async () => {
    const world = virtualWorld()
    const [first, second] = [new Lock(), new Lock()]
    const low = locking(world, 'low', 1, [first], 20)
    await world.run(3)
    const middle = locking(world, 'middle', 2, [second, first], 30)
    await world.run(6)
    expect([low.thread.priority, middle.thread.priority]).toEqual([2, 2])
    locking(world, 'high', 25, [second], 40)
    await world.run(9)
    expect([low.thread.priority, middle.thread.priority]).toEqual([25, 25])
    await world.run()
    expect([low.thread.priority, middle.thread.priority]).toEqual([1, 2])
  })

  it('is the highest of several, and goes with each of them', async () => {
    const world = virtualWorld()
    const [first, second] = [new Lock(), new Lock()]
    const low = world.spawn(
      'low',
      async (self) => {
        for (const lock of [first, second]) await self.block(() => lock.lock(self.thread))
        await self.sleep(10)
        second.unlock()
        await self.sleep(10)
        first.unlock()
        await self.sleep(10)
      },
      { priority: 1 },
    )
    await world.run(1)
    locking(world, 'higher', 10, [first], 50)
    locking(world, 'highest', 20, [second], 50)
    const seen: number[] = []
    for (const time of [5, 15, 25]) {
      await world.run(time)
      seen.push(low.thread.priority)
    }
    expect(seen).toEqual([20, 10, 1])
    await world.run()
  })

  it('is taken back when the wait times out or its thread is terminated', async () => {
    const world = virtualWorld()
    const lock = new Lock()
    const low = locking(world, 'low', 3, [lock], 50)
    await world.run(2)
    let rc = 0
    world.spawn(
      'patient',
      async (self) => void (rc = Number(await self.block(() => lock.lock(self.thread, 10)))),
      {
        priority: 9,
      },
    )
    const doomed = world.spawn(
      'doomed',
      async (self) => void (await self.block(() => lock.lock(self.thread))),
      { priority: 8 },
    )
    await world.run(5)
    expect(low.thread.priority).toBe(9)
    await world.run(20)
    expect([low.thread.priority, rc]).toEqual([8, rcTimeout])
    world.scheduler.terminate(doomed.thread, 0)
    expect(low.thread.priority).toBe(3)
    await world.run()
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })

  it('does not hide a change of the own priority, which counts when the loan is over', async () => {
    const world = virtualWorld()
    const lock = new Lock()
    const low = locking(world, 'low', 3, [lock], 20)
    await world.run(2)
    locking(world, 'high', 9, [lock], 30)
    await world.run(5)
    world.scheduler.setPriority(low.thread, 5)
    expect(low.thread.priority).toBe(9)
    world.scheduler.setPriority(low.thread, 12)
    expect(low.thread.priority).toBe(12)
    world.scheduler.setPriority(low.thread, 5)
    await world.run()
    expect(low.thread.priority).toBe(5)
  })

  it('counts again when the own priority falls below it', async () => {
    const world = virtualWorld()
    const lock = new Lock()
    const owner = locking(world, 'owner', 15, [lock], 20)
    await world.run(2)
    locking(world, 'lower', 10, [lock], 30)
    await world.run(5)
    expect([owner.thread.priority, owner.thread.inheritedPriority]).toEqual([15, -1])
    world.scheduler.setPriority(owner.thread, 3)
    expect(owner.thread.priority).toBe(10)
    await world.run()
    expect(owner.thread.priority).toBe(3)
  })

  it('lets go of what is not held, and of what is held in the middle of the list', () => {
    const world = virtualWorld()
    const { thread } = world.spawn('a', () => {})
    const locks = [0, 1, 2].map((maxWaiterPriority): OwnedResource => ({
      maxWaiterPriority,
      nextOwned: null,
      owners: () => [thread],
    }))
    releaseOwner(thread, locks[0]!)
    for (const lock of locks) assignOwner(thread, lock)
    releaseOwner(thread, locks[1]!)
    expect([thread.owned, locks[2]!.nextOwned, locks[1]!.nextOwned]).toEqual([
      locks[2],
      locks[0],
      null,
    ])
    releaseOwner(thread, locks[0]!)
    releaseOwner(thread, locks[2]!)
    expect([thread.owned, thread.inheritedPriority]).toEqual([null, -1])
  })
})
