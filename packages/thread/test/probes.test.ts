// A probe that ends the thread it hears of: that thread does not go on, and never do two run.

import { expect, test } from 'vitest'
import { ThreadState } from '../src/index.ts'
import { hostWorld, nothingLeft, virtualWorld } from './world.ts'

test.each(['switched', 'parked'] as const)(
  'a probe may end the thread that it hears of: %s',
  async (event) => {
    let victim: string | null = 'a'
    const world = virtualWorld({
      probe: {
        [event](thread: { readonly name: string }) {
          if (thread.name !== victim) return
          victim = null
          world.scheduler.terminate(thread as never, 9)
        },
      },
    })
    world.together(() => {
      for (const name of ['a', 'b', 'c'])
        world.spawn(name, async (self) => {
          for (let i = 0; i < 3; i++) {
            expect(self.thread.state).toBe(ThreadState.running)
            expect(world.scheduler.current).toBe(self.thread)
            world.say(`${name}${i}`)
            await self.sleep(1)
          }
        })
    })
    await world.run()
    const others = ['b0', 'c0', 'b1', 'c1', 'b2', 'c2']
    expect(world.log).toEqual(event === 'switched' ? others : ['a0', ...others])
    expect([world.scheduler.depth, world.scheduler.counts.threads]).toEqual([0, 0])
  },
)

test('a probe may end a thread whose switch waited for a turn of the host', async () => {
  let count = 0
  const world = hostWorld({
    turnLength: 1,
    probe: {
      switched(thread) {
        if (++count === 2) world.scheduler.terminate(thread, 9)
      },
    },
  })
  world.together(() => {
    for (const name of ['a', 'b', 'c'])
      world.spawn(name, async (self) => {
        for (let i = 0; i < 2; i++) {
          world.say(`${name}${i}`)
          await self.yield()
        }
      })
  })
  await world.run()
  expect(world.log).toEqual(['a0', 'c0', 'a1', 'c1'])
  expect([world.scheduler.depth, world.scheduler.counts.threads]).toEqual([0, 0])
})

test.each([false, true])(
  'a probe hears of a thread that goes away to the host, and may end it: %s',
  async (ends) => {
    const world = hostWorld({
      probe: {
        away(thread) {
          expect([thread.state, world.scheduler.current]).toEqual([ThreadState.away, null])
          world.say(`${thread.name} is away`)
          if (ends) world.scheduler.terminate(thread, 9)
        },
      },
    })
    let arrive = (): void => {}
    const answer = new Promise<void>((resolve) => (arrive = resolve))
    world.together(() => {
      world.spawn('a', async (self) => {
        await answer
        await self.sleep(1)
        world.say('a')
      })
      world.spawn('b', () => world.say('b'))
    })
    await world.host.rest()
    expect(world.log).toEqual(['a is away', 'b'])
    arrive()
    await world.host.elapse(5)
    expect(world.log).toEqual(['a is away', 'b', ...(ends ? [] : ['a'])])
    expect([world.scheduler.depth, world.scheduler.counts]).toEqual([0, nothingLeft])
  },
)

test('no thread is running while the host has its turn, though one was chosen', async () => {
  const world = hostWorld({ turnLength: 1 })
  world.spawn('a', async (self) => {
    expect(world.scheduler.running).toBe(self.thread)
    await self.yield()
  })
  expect(world.scheduler.current).not.toBe(null)
  expect(world.scheduler.running).toBe(null)
  await world.run()
  expect([world.scheduler.current, world.scheduler.running]).toEqual([null, null])
})

test('an entry in the middle of an operation dispatches when the operation is over', async () => {
  const world = virtualWorld()
  world.together(() => {
    for (const name of ['a', 'b'])
      world.spawn(name, async (self) => {
        world.say(name)
        if (name === 'b') return
        const { scheduler } = world
        const { switches } = scheduler
        scheduler.enter()
        scheduler.terminate(self.thread, 9)
        scheduler.leaveSoon()
        expect([scheduler.switches, scheduler.current, scheduler.depth]).toEqual([
          switches,
          null,
          0,
        ])
      })
  })
  await world.run()
  expect(world.log).toEqual(['a', 'b'])
})

test('a thread that has ended keeps neither its listener nor what it waited for', async () => {
  const world = virtualWorld()
  let calls = 0
  const { thread } = world.spawn('a', (self) => self.sleep(10).then(() => {}))
  const { onEnd } = thread
  thread.onEnd = (ended) => {
    calls++
    onEnd?.(ended)
  }
  await world.run()
  expect([calls, thread.onEnd, thread.waitObject, thread.waitStack]).toEqual([1, null, null, null])
})

test('a thread that is switched to where another parks is told the time of that', async () => {
  const world = hostWorld({
    probe: {
      parked: ({ name }, now) => world.say(`${name} parks ${now}`),
      switched: ({ name }, now) => world.say(`${name} runs ${now}`),
    },
  })
  world.together(() => {
    world.spawn('a', async (self) => {
      world.host.time += 1
      await self.sleep(5)
    })
    world.spawn('b', async (self) => {
      world.host.time += 1
      await self.sleep(9)
    })
  })
  await world.host.rest()
  // Nobody ran in between: the clock is read again.
  await world.host.elapse(6)
  await world.host.elapse(6)
  expect(world.log).toEqual([
    'a runs 0',
    'a parks 1',
    'b runs 1',
    'b parks 2',
    'a runs 6',
    'b runs 11',
  ])
})

test('a probe hears of a thread that awaits the host, and may end it', async () => {
  const world = hostWorld({
    probe: {
      away(thread) {
        world.say(`${thread.name} is away`)
        world.scheduler.terminate(thread, 9)
      },
    },
  })
  world.spawn('a', () => new Promise<never>(() => {}))
  await world.host.rest()
  expect(world.log).toEqual(['a is away'])
  expect(world.scheduler.counts).toEqual(nothingLeft)
})
