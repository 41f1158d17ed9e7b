import { describe, expect, it } from 'vitest'
import { rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import {
  type LocalThread,
  ThreadPriorityHighest,
  ThreadPriorityLowest,
  ThreadState,
  WaitQueue,
} from '@kos/thread'
import { settle } from './fake-host.ts'
import { nothingLeft, virtualWorld, waitIn } from './world.ts'

describe('the order of threads', () => {
  it('is by priority, then first come, first served', async () => {
    const world = virtualWorld()
    world.together(() => {
      for (const [name, priority] of [
        ['a', 3],
        ['b', 9],
        ['c', 3],
        ['d', 31],
        ['e', 9],
        ['f', 0],
      ] as const) {
        world.spawn(name, () => world.say(name), { priority })
      }
    })
    await world.run()
    expect(world.log.join('')).toBe('dbeacf')
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })

  it('is decided after all wakes of one entry, not at the first', async () => {
    const world = virtualWorld()
    const queue = new WaitQueue()
    const routine = (name: string) => async (self: Parameters<typeof waitIn>[0]) => {
      await waitIn(self, queue)
      world.say(name)
    }
    const low = world.spawn('low', routine('low'), { priority: 1 })
    const high = world.spawn('high', routine('high'), { priority: 2 })
    await world.run()
    world.together(() => {
      for (const { thread } of [low, high]) {
        queue.remove(thread)
        thread.wake(rcOk)
      }
      expect(world.scheduler.current).toBeNull()
    })
    expect(world.scheduler.current).toBe(high.thread)
    await world.run()
    expect(world.log).toEqual(['high', 'low'])
  })

  it('is decided at the end of the outermost of nested entries', () => {
    const { scheduler, ...world } = virtualWorld()
    const thread = scheduler.create({ resume: () => {}, kill: () => {} })
    scheduler.enter()
    scheduler.start(thread)
    scheduler.poll()
    expect(scheduler.current).toBeNull()
    scheduler.leave()
    expect(scheduler.current).toBe(thread)
    expect(world.log).toEqual([])
  })

  it('does not change for a timer that makes several threads ready at once', async () => {
    const world = virtualWorld()
    for (const [name, priority] of [
      ['low', 1],
      ['high', 2],
    ] as const) {
      world.spawn(
        name,
        async (self) => {
          await self.sleep(10)
          world.say(name)
        },
        { priority },
      )
    }
    await world.run()
    expect(world.log).toEqual(['high', 'low'])
  })

  it('starts a thread in a later microtask than the call that started it', async () => {
    const world = virtualWorld()
    world.spawn('a', () => world.say('routine'))
    world.say('caller')
    await settle()
    expect(world.log).toEqual(['caller', 'routine'])
  })

  it('refuses to start a thread twice', () => {
    const { scheduler } = virtualWorld()
    const thread = scheduler.create({ resume: () => {}, kill: () => {} })
    expect(scheduler.start(thread)).toBe(rcOk)
    expect(scheduler.start(thread)).toBe(rcInvalidThreadState)
  })

  it.each([-1, 32, 1.5, NaN])('refuses the priority %s', (priority) => {
    const { scheduler } = virtualWorld()
    const body = { resume: () => {}, kill: () => {} }
    expect(() => scheduler.create(body, { priority })).toThrow(RangeError)
    const thread = scheduler.create(body, { priority: ThreadPriorityLowest })
    expect(() => scheduler.setPriority(thread, priority)).toThrow(RangeError)
    expect(thread.priority).toBe(ThreadPriorityLowest)
  })
})

describe('the point of preemption', () => {
  it('lets a higher priority run first and puts the caller at the head of its queue', async () => {
    const world = virtualWorld()
    const queue = new WaitQueue()
    world.spawn(
      'high',
      async (self) => {
        await waitIn(self, queue)
        world.say('high')
      },
      { priority: 20 },
    )
    await world.run()
    world.together(() => {
      world.spawn('first', async (self) => {
        queue.wakeOne(rcOk)
        world.say('still first')
        world.say(`ok: ${(await self.block(() => 0)) === rcOk}`)
        world.say('first again')
      })
      world.spawn('second', () => world.say('second'))
    })
    await world.run()
    expect(world.log).toEqual(['still first', 'high', 'ok: true', 'first again', 'second'])
  })

  it('keeps the code of the operation that completed', async () => {
    const world = virtualWorld()
    world.spawn('low', async (self) => {
      world.spawn('high', () => world.say('high'), { priority: 20 })
      world.say(String((await self.block(() => rcTimeout)) === rcTimeout))
    })
    await world.run()
    expect(world.log).toEqual(['high', 'true'])
  })

  it('does not exist between equals, nor in calls that cannot block', async () => {
    const world = virtualWorld()
    world.spawn('a', async (self) => {
      world.spawn('equal', () => world.say('equal'))
      await self.block(() => 0)
      world.spawn('high', () => world.say('high'), { priority: 31 })
      world.say('a')
    })
    await world.run()
    expect(world.log).toEqual(['a', 'high', 'equal'])
  })

  it('answers PARKED for an operation that parked, and switches no second time', async () => {
    const world = virtualWorld()
    const queue = new WaitQueue()
    const a = world.spawn('a', async (self) => {
      await waitIn(self, queue)
    })
    await world.run()
    expect(a.thread.complete(1)).toBe(1)
    expect(a.thread.state).toBe(ThreadState.parked)
    expect(a.thread.complete(0)).toBe(0)
    expect(world.scheduler.current).toBeNull()
  })
})

describe('yielding', () => {
  it.each([
    ['yield', (self: Parameters<typeof waitIn>[0]) => self.yield()],
    ['sleep(0)', (self: Parameters<typeof waitIn>[0]) => self.sleep(0)],
  ])('%s lets equals run first, but nobody of lower priority', async (_name, step) => {
    const world = virtualWorld()
    world.together(() => {
      for (const name of ['a', 'b']) {
        world.spawn(name, async (self) => {
          for (let round = 1; round <= 2; round++) {
            world.say(name + round)
            expect(await step(self)).toBe(rcOk)
          }
        })
      }
      world.spawn('low', () => world.say('low'), { priority: 1 })
    })
    await world.run(0)
    expect(world.log).toEqual(['a1', 'b1', 'a2', 'b2', 'low'])
    expect(world.clock.now()).toBe(0)
  })

  it('goes on with the same thread if nobody else is ready, and still gives the host its turns', async () => {
    const world = virtualWorld({ turnLength: 8 })
    const flag = { isSet: false }
    world.spawn('loop', async (self) => {
      while (!flag.isSet) await self.yield()
    })
    await world.host.turn()
    await world.host.turn()
    expect(world.scheduler.counts.threads).toBe(1)
    flag.isSet = true
    await world.host.rest()
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })
})

describe('a suspended thread', () => {
  it('does not go on for wakes, nor for time; others do', async () => {
    const world = virtualWorld()
    const stopped = world.spawn('stopped', async (self) => {
      await self.block(() => world.scheduler.suspend(self.thread))
      world.say('never')
    })
    world.spawn('other', () => world.say('other'))
    await world.run()
    stopped.thread.wake(rcOk)
    await world.run()
    expect(world.log).toEqual(['other'])
    expect(stopped.thread.state).toBe(ThreadState.suspended)
    expect(world.scheduler.isIdle).toBe(true)
  })

  it('is not revived if it is terminated by what happens while it stops', async () => {
    const world = virtualWorld()
    const stopped = world.spawn('stopped', async (self) => {
      await self.block(() => world.scheduler.suspend(self.thread))
    })
    world.scheduler.onIdle = () => world.scheduler.terminate(stopped.thread, 3)
    await world.run()
    expect(stopped.thread.state).toBe(ThreadState.ended)
    expect(await stopped.ended).toBe(3)
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })
})

describe('a wake from outside any entry', () => {
  it('lets the highest of all who were woken run, once the caller is done', async () => {
    const world = virtualWorld()
    const queue = new WaitQueue()
    for (const [name, priority] of [
      ['high', 9],
      ['low', 1],
    ] as const) {
      const wait = async (self: LocalThread): Promise<void> => {
        await waitIn(self, queue)
        world.say(name)
      }
      world.spawn(name, wait, { priority })
    }
    await world.run()
    const [high, low] = [queue.take()!, queue.take()!]
    low.wake(rcOk)
    high.wake(rcOk)
    world.say('caller')
    await world.host.rest()
    expect(world.log).toEqual(['caller', 'high', 'low'])
  })
})

describe('a changed priority', () => {
  it('moves a ready thread to the end of its new queue', async () => {
    const world = virtualWorld()
    world.together(() => {
      const a = world.spawn('a', () => world.say('a'), { priority: 5 })
      world.spawn('b', () => world.say('b'), { priority: 6 })
      world.spawn('c', () => world.say('c'), { priority: 5 })
      world.scheduler.setPriority(a.thread, 6)
    })
    await world.run()
    expect(world.log.join('')).toBe('bac')
  })

  it('moves a waiting thread in its wait queue', async () => {
    const world = virtualWorld()
    const queue = new WaitQueue()
    const threads = ['a', 'b', 'c'].map((name) =>
      world.spawn(
        name,
        async (self) => {
          await waitIn(self, queue)
          world.say(name)
        },
        { priority: 5 },
      ),
    )
    await world.run()
    world.scheduler.setPriority(threads[2]!.thread, 6)
    world.scheduler.setPriority(threads[0]!.thread, 4)
    while (!queue.isEmpty) {
      queue.wakeOne(rcOk)
      await world.run()
    }
    expect(world.log.join('')).toBe('cba')
  })

  it('takes effect for the running thread at its next point of preemption', async () => {
    const world = virtualWorld()
    world.together(() => {
      world.spawn(
        'a',
        async (self) => {
          world.scheduler.setPriority(self.thread, ThreadPriorityLowest)
          world.say('a')
          await self.block(() => 0)
          world.say('a again')
        },
        { priority: ThreadPriorityHighest },
      )
      world.spawn('b', () => world.say('b'))
    })
    await world.run()
    expect(world.log).toEqual(['a', 'b', 'a again'])
  })
})

describe('a thread that does not run', () => {
  it('is refused a second wait, which changes nothing', async () => {
    const world = virtualWorld()
    const queue = new WaitQueue()
    const seen: number[] = []
    world.spawn('a', async (self) => {
      const first = waitIn(self, queue, 30)
      seen.push(
        (await self.sleep(1)) as number,
        (await self.yield()) as number,
        await waitIn(self, queue),
      )
      expect(queue.length).toBe(1)
      seen.push(await first)
    })
    await world.run(0)
    await world.run()
    expect(seen).toEqual([
      rcInvalidThreadState,
      rcInvalidThreadState,
      rcInvalidThreadState,
      rcTimeout,
    ])
    expect(world.clock.now()).toBe(30)
  })

  it('is refused by the operations themselves, too, whatever its state', async () => {
    const world = virtualWorld()
    const { scheduler } = world
    const [own, other] = [new WaitQueue(), new WaitQueue()]
    const fresh = scheduler.create({ resume: () => {}, kill: () => {} })
    const parked = world.spawn('parked', async (self) => void (await waitIn(self, own)))
    const mate = world.spawn('mate', async (self) => void (await waitIn(self, other)))
    await world.run()
    let ready: typeof parked | null = null
    world.together(() => {
      ready = world.spawn('ready', () => {})
      const equal = world.spawn('equal', () => {})
      for (const thread of [fresh, parked.thread, ready.thread, equal.thread]) {
        expect(other.park(thread, 5, 0, null)).toBe(rcInvalidThreadState)
        expect(scheduler.park(thread, 5, 0, null)).toBe(rcInvalidThreadState)
        expect(scheduler.yield(thread)).toBe(rcInvalidThreadState)
        expect(scheduler.sleep(thread, 5)).toBe(rcInvalidThreadState)
        expect(scheduler.join(thread, mate.thread, 5)).toBe(rcInvalidThreadState)
        expect(scheduler.suspend(thread)).toBe(rcInvalidThreadState)
      }
    })
    expect([own.first, other.first, other.length]).toEqual([parked.thread, mate.thread, 1])
    expect(scheduler.counts.timers).toBe(0)
    own.wakeOne(rcOk)
    other.wakeOne(rcOk)
    scheduler.terminate(fresh, 0)
    await world.run()
    expect(scheduler.counts).toEqual(nothingLeft)
  })
})
