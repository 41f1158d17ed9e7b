import { describe, expect, it } from 'vitest'
import { rcAbort } from '@kos/retcode'
import {
  type Held,
  hold,
  inherit,
  leaveHeld,
  letGo,
  ownersOf,
  PromiseWaiter,
  type Waiter,
} from '@kos/thread'
import { virtualWorld } from './world.ts'

/** Something wanted with a priority that the test sets. */
class Wanted implements Held {
  nextHeld: Held | null = null
  urgency: number
  readonly told: Waiter[] = []

  constructor(urgency: number) {
    this.urgency = urgency
  }

  owners(): readonly Waiter[] {
    return []
  }

  ownerEnded(owner: Waiter): void {
    this.told.push(owner)
    letGo(owner, this)
  }
}

const holdings = (owner: Waiter): Held[] => {
  const all: Held[] = []
  for (let held = owner.holds; held !== null; held = held.nextHeld) all.push(held)
  return all
}

describe('what an owner holds', () => {
  it('lends it the highest urgency, and each is given back by itself', () => {
    const owner = new PromiseWaiter({ priority: 4 })
    const [low, middle, high] = [new Wanted(1), new Wanted(9), new Wanted(20)] as [
      Wanted,
      Wanted,
      Wanted,
    ]
    for (const held of [low, high, middle]) hold(owner, held)
    expect([owner.priority, holdings(owner)]).toEqual([20, [middle, high, low]])
    letGo(owner, high)
    expect([owner.priority, holdings(owner)]).toEqual([9, [middle, low]])
    middle.urgency = 12
    inherit(owner)
    expect(owner.priority).toBe(12)
    letGo(owner, middle)
    expect(owner.priority).toBe(4)
    letGo(owner, middle)
    letGo(owner, low)
    expect([owner.priority, owner.holds, low.nextHeld, middle.nextHeld, high.nextHeld]).toEqual([
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
    for (const each of held) hold(thread, each)
    expect([thread.isOver, thread.priority]).toEqual([false, 15])
    world.scheduler.terminate(thread, rcAbort)
    expect(held.map(({ told }) => told)).toEqual([[thread], [thread], [thread]])
    expect([thread.isOver, thread.holds]).toEqual([true, null])
  })

  it('stays held if it does not want to hear of the end of its owner', () => {
    const owner = new PromiseWaiter()
    const held: Held = { nextHeld: null, urgency: 3, owners: () => [owner] }
    hold(owner, held)
    leaveHeld(owner)
    expect([owner.holds, owner.isOver]).toEqual([held, false])
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
