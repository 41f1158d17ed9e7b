import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rcOk } from '@kos/retcode'
import {
  type Choice,
  seededChoice,
  seededExploration,
  seededRandom,
  type Thread,
} from '@kos/thread'
import { virtualWorld } from './world.ts'

/** The order in which six equal threads take three steps each; `low` has a lower priority. */
async function orderOf(choice?: Choice): Promise<string> {
  const world = virtualWorld(choice === undefined ? {} : { choice })
  world.together(() => {
    world.spawn('low', () => world.say('low'), { priority: 1 })
    for (const name of 'abcdef') {
      world.spawn(name, async (self) => {
        for (let step = 0; step < 3; step++) {
          world.say(name)
          await self.yield()
        }
      })
    }
  })
  await world.run()
  return world.log.join('')
}

/**
 * A counter that two threads read, then write, with an operation between that never blocks. Answers
 * the final count: 20, or an error.
 */
async function countWith(choice?: Choice): Promise<number> {
  const world = virtualWorld(choice === undefined ? {} : { choice })
  let count = 0
  world.together(() => {
    for (const name of 'ab') {
      world.spawn(name, async (self) => {
        for (let step = 0; step < 10; step++) {
          const seen = count
          await self.block(() => rcOk)
          count = seen + 1
        }
      })
    }
  })
  await world.run()
  return count
}

const seeds = Array.from({ length: 20 }, (_, seed) => seed)

describe.each([
  ['seededChoice', seededChoice],
  ['seededExploration', seededExploration],
] as const)('%s', (_name, make) => {
  it('gives equal schedules for equal seeds', async () => {
    for (const seed of seeds) expect(await orderOf(make(seed))).toBe(await orderOf(make(seed)))
  })

  it('gives different schedules for different seeds', async () => {
    const orders = new Set<string>()
    for (const seed of seeds) orders.add(await orderOf(make(seed)))
    expect(orders.size).toBeGreaterThan(15)
    expect(orders.has(await orderOf())).toBe(false)
  })

  it('chooses among equals only', async () => {
    for (const seed of seeds) {
      const order = await orderOf(make(seed))
      expect(order.endsWith('low')).toBe(true)
      expect(order.slice(0, -3).split('').toSorted().join('')).toBe('aaabbbcccdddeeefff')
    }
  })
})

describe('exploration', () => {
  it('takes over after operations that could have blocked, which plain choices never do', async () => {
    expect(await countWith()).toBe(20)
    const found = { choice: 0, exploration: 0 }
    for (const seed of seeds) {
      if ((await countWith(seededChoice(seed))) !== 20) found.choice++
      if ((await countWith(seededExploration(seed))) !== 20) found.exploration++
    }
    expect(found.choice).toBe(0)
    expect(found.exploration).toBeGreaterThan(15)
  })

  it('takes over as often as it is told', () => {
    const often = (oneIn?: number): number => {
      const choice = seededExploration(5, oneIn)
      return seeds.flatMap(() => seeds).filter(() => choice.preempt?.()).length / 400
    }
    expect(often(1)).toBe(1)
    expect(often()).toBeCloseTo(1 / 4, 1)
    expect(often(10)).toBeCloseTo(1 / 10, 1)
  })
})

describe('a choice', () => {
  it('is asked only where there is one, and may answer any number', async () => {
    const asked: number[] = []
    const order = await orderOf({
      choose: (count) => (asked.push(count), asked.length % 2 === 0 ? -1 : 99),
    })
    expect(order.slice(0, -3).split('').toSorted().join('')).toBe('aaabbbcccdddeeefff')
    expect(Math.min(...asked)).toBe(2)
  })

  it('is shown those that it chooses among, in order of arrival', async () => {
    const shown: string[] = []
    const choose = (count: number, first: Thread): number => {
      let names = ''
      for (let thread: Thread | null = first; thread !== null; thread = thread.next)
        names += thread.name
      shown.push(`${count}: ${names}`)
      return 0
    }
    await orderOf({ choose })
    expect(shown.slice(0, 3)).toEqual(['6: abcdef', '6: bcdefa', '6: cdefab'])
  })
})

describe('seededRandom', () => {
  it('answers 32 bits, equal for equal seeds', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [a, b] = [seededRandom(seed), seededRandom(seed)]
        for (let i = 0; i < 20; i++) {
          const bits = a()
          expect(bits).toBe(b())
          expect(bits).toBe(bits >>> 0)
        }
      }),
    )
  })

  it('uses all bits', () => {
    const random = seededRandom(1)
    let [or, and] = [0, -1]
    for (let i = 0; i < 64; i++) {
      const bits = random()
      or |= bits
      and &= bits
    }
    expect([or, and]).toEqual([-1, 0])
  })
})
