// Rings that are told of when they close, while others still run, and the lines of the program that
// wait.

import { describe, expect, it } from 'vitest'
import { rcAbort, rcOk, rcTimeout } from '@kos/retcode'
import {
  formatWaitReport,
  INFINITE_TIMEOUT,
  type LocalThread,
  type Owned,
  type Waiter,
  WaitKind,
  WaitQueue,
  type WaitReport,
  waitReport,
} from '@kos/thread'
import { programPlaces } from '../src/wait-place.ts'
import { virtualWorld, type World } from './world.ts'

/** Something that any number of waiters share, and one more has to wait for all of them. */
class Shared implements Owned {
  readonly name: string
  readonly queue = new WaitQueue()
  readonly users: Waiter[] = []

  constructor(name: string) {
    this.name = name
  }

  owners(): readonly Waiter[] {
    return this.users
  }

  join(waiter: Waiter): number {
    this.users.push(waiter)
    return rcOk
  }

  waitForAll(waiter: Waiter, timeout = INFINITE_TIMEOUT): number {
    waiter.waitOwner = this
    return this.queue.park(waiter, timeout, WaitKind.rwlock, this)
  }
}

function listening(options = {}): { world: World; heard: WaitReport[] } {
  const heard: WaitReport[] = []
  return { heard, world: virtualWorld({ onDeadlock: (report) => heard.push(report), ...options }) }
}

const names = ({ cycles }: WaitReport): string[][] =>
  cycles.map((cycle) => cycle.map(({ name }) => name))

describe('a ring of waits', () => {
  it('is told once, when it closes, while others go on', async () => {
    const { world, heard } = listening()
    const [left, right] = [new Shared('left'), new Shared('right')]
    const user = (name: string, mine: Shared, other: Shared): LocalThread =>
      world.spawn(name, async (self) => {
        await self.block(() => mine.join(self.thread))
        await self.sleep(1)
        await self.block(() => other.waitForAll(self.thread))
      })
    user('Anna', left, right)
    user('Ben', right, left)
    world.spawn('Carl', async (self) => {
      await self.sleep(5)
      world.say(`Carl at ${world.clock.now()}, ${heard.length} heard`)
    })
    await world.run()
    expect(world.log).toEqual(['Carl at 5, 1 heard'])
    expect(heard.map(names)).toEqual([[['Ben', 'Anna']]])
    expect(formatWaitReport(heard[0]!)).toBe(
      [
        '  Ben waits: rwlock left, held by Anna; holds right',
        '  Anna waits: rwlock right, held by Ben; holds left',
        '  ring: Ben -> Anna -> Ben',
      ].join('\n'),
    )
  })

  it('is found through any of several owners', async () => {
    const { world, heard } = listening()
    const [lock, other] = [new Shared('lock'), new Shared('other')]
    for (const name of ['first', 'second', 'third']) {
      world.spawn(name, async (self) => {
        await self.block(() => lock.join(self.thread))
        await self.sleep(1)
        if (name === 'second') await self.block(() => other.waitForAll(self.thread))
        else await self.sleep(100)
      })
    }
    world.spawn('writer', async (self) => {
      await self.block(() => other.join(self.thread))
      await self.sleep(2)
      await self.block(() => lock.waitForAll(self.thread))
    })
    await world.run(50)
    expect(heard.map(names)).toEqual([[['writer', 'second']]])
    expect(heard[0]?.waits[0]?.owners.map(({ name }) => name)).toEqual(['first', 'second', 'third'])
  })

  it('is a thread that waits for itself', async () => {
    const { world, heard } = listening()
    const lock = new Shared('lock')
    world.spawn('a', async (self) => {
      await self.block(() => lock.join(self.thread))
      await self.block(() => lock.waitForAll(self.thread))
    })
    await world.run()
    expect(heard.map(names)).toEqual([[['a']]])
  })

  it('is none if a time-out will break it', async () => {
    const { world, heard } = listening()
    const lock = new Shared('lock')
    const codes: number[] = []
    world.spawn('a', async (self) => {
      await self.block(() => lock.join(self.thread))
      codes.push(Number(await self.block(() => lock.waitForAll(self.thread, 10))))
    })
    await world.run()
    expect([heard, codes]).toEqual([[], [rcTimeout]])
  })

  it('may be broken by who is told, by waking or by ending a thread of it, the one that closed it too', async () => {
    for (const [victim, how] of [
      ['a', 'end'],
      ['b', 'end'],
      ['a', 'wake'],
      ['b', 'wake'],
    ] as const) {
      const threads = new Map<string, LocalThread>()
      const said: string[] = []
      const { world } = listening({
        onDeadlock: () => {
          const { thread } = threads.get(victim)!
          if (how === 'end') world.scheduler.terminate(thread, rcAbort)
          else {
            thread.queue?.remove(thread)
            thread.wake(rcOk)
          }
        },
      })
      const locks = { a: new Shared('a'), b: new Shared('b') }
      for (const [mine, other] of [
        ['a', 'b'],
        ['b', 'a'],
      ] as const) {
        threads.set(
          mine,
          world.spawn(mine, async (self) => {
            await self.block(() => locks[mine].join(self.thread))
            await self.sleep(1)
            try {
              await self.block(() => locks[other].waitForAll(self.thread))
              said.push(`${mine} goes on`)
            } finally {
              said.push(`${mine} is over`)
              const { queue } = locks[mine]
              queue.wakeAll(rcOk)
            }
          }),
        )
      }
      await world.run()
      expect(said.filter((text) => text.endsWith('over')).sort()).toEqual([
        'a is over',
        'b is over',
      ])
      expect(said.includes(`${victim} goes on`)).toBe(how === 'wake')
      expect(world.scheduler.counts.threads).toBe(0)
    }
  })

  it('is found in long chains', async () => {
    const { world, heard } = listening()
    const length = 20_000
    const threads: LocalThread[] = []
    for (let index = 0; index < length; index++) {
      const next = (index + 1) % length
      threads.push(
        world.spawn(`${index}`, async (self) => {
          await self.sleep(index === length - 1 ? 2 : 1)
          await self.join(threads[next]!)
        }),
      )
    }
    await world.run()
    expect([heard.length, heard[0]?.waits.length]).toEqual([1, length])
    expect(waitReport(world.scheduler).cycles.map((cycle) => cycle.length)).toEqual([length])
  })
})

describe('the places of a program that waits', () => {
  it('are in reports, innermost first, if stacks are captured', async () => {
    const { world } = listening({ captureStacks: true })
    const lock = new Shared('lock')
    async function outer(self: LocalThread): Promise<void> {
      await inner(self)
    }
    async function inner(self: LocalThread): Promise<void> {
      await self.block(() => lock.waitForAll(self.thread))
    }
    world.spawn('a', outer)
    await world.run()
    const [wait] = waitReport(world.scheduler).waits
    expect(wait?.places.length).toBeGreaterThan(1)
    expect(wait?.places.join('\n')).toMatch(/deadlock\.test\.ts[\s\S]*inner.*deadlock\.test\.ts/)
    expect(formatWaitReport(waitReport(world.scheduler))).toContain('\n    at ')
  })

  it('are none if they are not', async () => {
    const { world } = listening()
    world.spawn(
      'a',
      async (self) => void (await self.block(() => new Shared('x').waitForAll(self.thread))),
    )
    await world.run()
    expect(waitReport(world.scheduler).waits[0]?.places).toEqual([])
  })

  it.each([
    ['null', null, []],
    ['nonsense', 'nonsense', []],
    [
      'only its own frames',
      'Error: waits\n    at a (/x/node_modules/@kos/thread/dist/index.js:1:1)',
      [],
    ],
    [
      'V8',
      'Error: waits\n    at park (file:///x/@kos/thread/dist/index.js:1:1)\n    at eval (eval at codeEntry (x:1:1), <anonymous>:2:2)\n' +
        '    at work (/home/app.ts:3:4)\n    at async main (/home/app.ts:9:1)\n    at node:internal/x:1:1',
      ['work (/home/app.ts:3:4)', 'main (/home/app.ts:9:1)'],
    ],
    [
      'V8, with functions that have no name, and functions of the engine',
      'Error: waits\n    at Array.map (<anonymous>)\n    at Process.<anonymous> (/home/app.ts:3:4)\n    at <anonymous>',
      ['Process.<anonymous> (/home/app.ts:3:4)'],
    ],
    [
      'SpiderMonkey',
      'park@/x/@kos/thread/dist/index.js:1:1\nwork@/home/app.js:3:4\n',
      ['work@/home/app.js:3:4'],
    ],
  ])('are read from stacks: %s', (_name, stack, places) => {
    expect(programPlaces(stack)).toEqual(places)
  })
})
