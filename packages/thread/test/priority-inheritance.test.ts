import { describe, expect, it } from 'vitest'
import { rcAbort } from '@kos/retcode'
import {
  type OwnedResource,
  assignOwner,
  updateInheritedPriority,
  notifyOwnerEnded,
  releaseOwner,
  ownersOf,
  PromiseWaiter,
  type Waiter,
} from '@kos/thread'
import { virtualWorld } from './world.ts'

/** Something wanted with a priority that the test sets. */
class Wanted implements OwnedResource {
  nextOwned: OwnedResource | null = null
  maxWaiterPriority: number
  readonly told: Waiter[] = []

  constructor(maxWaiterPriority: number) {
    this.maxWaiterPriority = maxWaiterPriority
  }

  owners(): readonly Waiter[] {
    return []
  }

  ownerEnded(owner: Waiter): void {
    this.told.push(owner)
    releaseOwner(owner, this)
  }
}

const holdings = (owner: Waiter): OwnedResource[] => {
  const all: OwnedResource[] = []
  for (let held = owner.owned; held !== null; held = held.nextOwned) all.push(held)
  return all
}

describe('what an owner holds', () => {
  it('lends it the highest maxWaiterPriority, and each is given back by itself', () => {
    const owner = new PromiseWaiter({ priority: 4 })
    const [low, middle, high] = [new Wanted(1), new Wanted(9), new Wanted(20)] as [
      Wanted,
      Wanted,
      Wanted,
    ]
    for (const held of [low, high, middle]) assignOwner(owner, held)
    expect([owner.priority, holdings(owner)]).toEqual([20, [middle, high, low]])
    releaseOwner(owner, high)
    expect([owner.priority, holdings(owner)]).toEqual([9, [middle, low]])
    middle.maxWaiterPriority = 12
    updateInheritedPriority(owner)
    expect(owner.priority).toBe(12)
    releaseOwner(owner, middle)
    expect(owner.priority).toBe(4)
    releaseOwner(owner, middle)
    releaseOwner(owner, low)
    expect([owner.priority, owner.owned, low.nextOwned, middle.nextOwned, high.nextOwned]).toEqual([
      4,
      null,
      null,
      null,
      null,
    ])
  })

  it('is told of the end of its owner, all of it', () => {
    const world = virtualWorld()
    const { thread } = world.spawn('owner', async (self) => void (await self.sleep(10)))
    const held = [new Wanted(1), new Wanted(2), new Wanted(3)]
    for (const each of held) assignOwner(thread, each)
    expect([thread.isOver, thread.priority]).toEqual([false, 15])
    world.scheduler.terminate(thread, rcAbort)
    expect(held.map(({ told }) => told)).toEqual([[thread], [thread], [thread]])
    expect([thread.isOver, thread.owned]).toEqual([true, null])
  })

  it('stays held if it does not want to hear of the end of its owner', () => {
    const owner = new PromiseWaiter()
    const held: OwnedResource = { nextOwned: null, maxWaiterPriority: 3, owners: () => [owner] }
    assignOwner(owner, held)
    notifyOwnerEnded(owner)
    expect([owner.owned, owner.isOver]).toEqual([held, false])
  })

  it('leads to its owners', () => {
    const owner = new PromiseWaiter()
    expect([ownersOf(null), ownersOf(owner), ownersOf({ owners: () => [owner] })]).toEqual([
      [],
      [owner],
      [owner],
    ])
  })
})
