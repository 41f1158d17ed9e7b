import { describe, expect, it } from 'vitest'
import { rcAbort, rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import { type Thread, ThreadState, WaitQueue } from '@kos/thread'
import { settle } from './fake-host.ts'
import { hostWorld, nothingLeft, virtualWorld, waitIn, watch } from './world.ts'

/** Something that the scheduler knows nothing of. */
function foreign(): { readonly promise: Promise<void>; readonly done: () => void } {
  let done = (): void => {}
  const promise = new Promise<void>((resolve) => (done = resolve))
  return { promise, done }
}

describe('a thread that awaits something foreign, in real time', () => {
  it('is away after a turn of the host, and others run', async () => {
    const world = hostWorld()
    const fetch = foreign()
    world.together(() => {
      world.spawn('a', async () => {
        await fetch.promise
        world.say('a')
      })
      world.spawn('b', () => world.say('b'))
    })
    await settle()
    expect(world.log).toEqual([])
    await world.host.rest()
    expect(world.log).toEqual(['b'])
    expect(world.scheduler.counts).toEqual({ threads: 1, timers: 0, away: 1 })
    fetch.done()
    await world.host.rest()
    expect(world.log).toEqual(['b', 'a'])
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })

  it('does at once what cannot block', async () => {
    const world = hostWorld()
    const { scheduler } = world
    const fetch = foreign()
    const a = world.spawn('a', async () => {
      await fetch.promise
      world.say(`answer ${scheduler.admit(a.thread, false, () => 5)}`)
      expect(a.thread.state).toBe(ThreadState.away)
      fetch.done()
    })
    await world.host.rest()
    world.spawn('b', async () => {
      fetch.done()
      for (let i = 0; i < 10; i++) await Promise.resolve()
      world.say('b')
    })
    await world.host.rest()
    expect(world.log).toEqual(['answer 5', 'b'])
  })

  it('wakes others with what cannot block, when the call is over', async () => {
    const world = hostWorld()
    const queue = new WaitQueue()
    const fetch = foreign()
    const a = world.spawn('a', async () => {
      await fetch.promise
      world.scheduler.admit(a.thread, false, () => (queue.wakeOne(rcOk) ? 0 : 1))
      world.say(world.scheduler.current?.name ?? 'nobody')
    })
    await world.host.rest()
    world.spawn('b', async (self) => {
      await waitIn(self, queue)
      world.say('b')
    })
    await world.host.rest()
    fetch.done()
    await world.host.rest()
    expect(world.log).toEqual(['b', 'b'])
  })

  it('is queued as ready before its next blocking call is done', async () => {
    const world = hostWorld()
    const fetch = foreign()
    const a = world.spawn('a', async (self) => {
      await fetch.promise
      const rc = await self.block(() => {
        world.say(`operation while ${world.scheduler.current?.name} runs`)
        return rcTimeout
      })
      world.say(`a goes on: ${rc === rcTimeout}`)
    })
    await world.host.rest()
    world.together(() => {
      world.spawn('b', async (self) => {
        fetch.done()
        for (let i = 0; i < 10; i++) await Promise.resolve()
        expect(a.thread.state).toBe(ThreadState.ready)
        world.say('b')
        await self.yield()
      })
      world.spawn('c', () => world.say('c'))
    })
    await world.host.rest()
    expect(world.log).toEqual(['b', 'c', 'operation while a runs', 'a goes on: true'])
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })

  it('may park in that blocking call', async () => {
    const world = hostWorld()
    const queue = new WaitQueue()
    const fetch = foreign()
    world.spawn('a', async (self) => {
      await fetch.promise
      world.say(`woken: ${(await waitIn(self, queue)) === rcOk}`)
    })
    await world.host.rest()
    fetch.done()
    await world.host.rest()
    expect(queue.length).toBe(1)
    expect(world.scheduler.counts.away).toBe(0)
    world.together(() => queue.wakeOne(rcOk))
    await world.host.rest()
    expect(world.log).toEqual(['woken: true'])
  })

  it('lets a higher priority take over that its blocking call made ready', async () => {
    const world = hostWorld()
    const queue = new WaitQueue()
    const fetch = foreign()
    world.spawn(
      'high',
      async (self) => {
        await waitIn(self, queue)
        world.say('high')
      },
      { priority: 31 },
    )
    world.spawn('a', async (self) => {
      await fetch.promise
      await self.block(() => (queue.wakeOne(rcOk) ? rcOk : rcAbort))
      world.say('a')
    })
    await world.host.rest()
    fetch.done()
    await world.host.rest()
    expect(world.log).toEqual(['high', 'a'])
  })

  it('has one blocking call outstanding at most', async () => {
    const world = hostWorld()
    const fetch = foreign()
    world.spawn('a', async (self) => {
      await fetch.promise
      const first = self.sleep(10)
      expect(await self.sleep(10)).toBe(rcInvalidThreadState)
      expect(await first).toBe(rcOk)
      world.say('a')
    })
    await world.host.rest()
    fetch.done()
    await world.host.rest()
    await world.host.elapse(10)
    expect(world.log).toEqual(['a'])
  })

  it('may be one of several, which come back in the order of their first blocking calls', async () => {
    const world = hostWorld()
    const fetches = [foreign(), foreign(), foreign()]
    world.together(() => {
      for (const [index, { promise }] of fetches.entries()) {
        world.spawn(`t${index}`, async (self) => {
          await promise
          await self.yield()
          world.say(self.thread.name)
        })
      }
    })
    await world.host.rest()
    expect(world.scheduler.counts.away).toBe(3)
    expect(world.scheduler.isIdle).toBe(false)
    world.together(() => {
      for (const index of [2, 0, 1]) fetches[index]!.done()
    })
    await world.host.rest()
    expect(world.log).toEqual(['t2', 't0', 't1'])
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })

  it('may end or throw without coming back first', async () => {
    const world = hostWorld()
    const fetch = foreign()
    const a = world.spawn('a', async () => {
      await fetch.promise
      return 4
    })
    const b = world.spawn('b', async () => {
      await fetch.promise
      throw new TypeError('from b')
    })
    const seen = watch(b.ended)
    await world.host.rest()
    fetch.done()
    await world.host.rest()
    expect(await a.ended).toBe(4)
    expect(seen.outcome).toBe('TypeError')
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })

  it('is found away also if it was deferred to a turn of the host before', async () => {
    const world = hostWorld({ turnLength: 1 })
    world.together(() => {
      world.spawn('a', () => foreign().promise)
      world.spawn('b', () => world.say('b'))
    })
    await world.host.rest()
    expect(world.log).toEqual(['b'])
    expect(world.scheduler.counts.away).toBe(1)
  })

  it('holds back idling', async () => {
    let idle = 0
    const world = hostWorld({ onIdle: () => idle++ })
    const fetch = foreign()
    world.spawn('a', () => fetch.promise)
    await world.host.rest()
    expect(idle).toBe(0)
    fetch.done()
    await world.host.rest()
    expect(idle).toBe(1)
  })

  it('keeps no host busy', async () => {
    const world = hostWorld()
    world.spawn('a', () => foreign().promise)
    await world.host.rest(3)
    expect(world.host.tasks + world.host.timers).toBe(0)
  })
})

describe('own async functions', () => {
  it('can be awaited, however deep, without being away', async () => {
    const seen: string[] = []
    const world = virtualWorld({ onForeignWait: (thread) => seen.push(thread.name) })
    const deep = async (depth: number): Promise<number> =>
      depth === 0 ? 0 : 1 + (await deep(depth - 1))
    world.spawn('a', async (self) => {
      for (let i = 0; i < 5; i++) {
        world.say(String(await deep(500)))
        await self.sleep(1)
      }
      await Promise.all([deep(3), deep(4)])
    })
    await world.run()
    expect(world.log).toEqual(['500', '500', '500', '500', '500'])
    expect(seen).toEqual([])
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })
})

describe('a thread that awaits something foreign, in virtual time', () => {
  it('is terminated, with a message that names it and says what to do', async () => {
    const world = virtualWorld()
    world.together(() => {
      const a = world.spawn('reader', async (self) => {
        await foreign().promise
        await self.sleep(1)
      })
      a.ended.catch((error: Error) => world.say(error.message))
      world.spawn('b', async (self) => {
        await self.sleep(10)
        world.say('b')
      })
    })
    await world.run()
    expect(world.log).toEqual([
      expect.stringMatching(
        /^reader awaited something that its scheduler knows nothing of .* use a HostClock\.$/,
      ),
      'b',
    ])
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })

  it('learns the same at its next wait', async () => {
    const world = virtualWorld()
    const fetch = foreign()
    const a = world.spawn('a', async (self) => {
      await fetch.promise
      await self
        .sleep(1)
        .catch((error: Error) => world.say(`${error.name}: ${error.message.slice(0, 9)}`))
    })
    const seen = watch(a.ended)
    await world.run()
    fetch.done()
    await world.run()
    expect(world.log).toEqual(['ThreadTerminated: a awaited'])
    expect(seen.outcome).toBe('ThreadTerminated')
    expect(a.thread.exitCode).toBe(rcAbort)
  })

  it('is told of once to onForeignWait, which may let it be', async () => {
    const seen: Thread[] = []
    const world = virtualWorld({ onForeignWait: (thread) => seen.push(thread) })
    const fetch = foreign()
    const a = world.spawn('a', async (self) => {
      await fetch.promise
      await self.sleep(5)
      world.say(`a at ${world.clock.now()}`)
    })
    await world.run()
    expect(seen).toEqual([a.thread])
    expect(world.host.tasks).toBe(0)
    fetch.done()
    await world.run()
    expect(world.log).toEqual(['a at 5'])
    expect(seen).toHaveLength(1)
  })
})

describe('an operation of the host', () => {
  it('holds back virtual time until it is over', async () => {
    const world = virtualWorld()
    const queue = new WaitQueue()
    const over = world.scheduler.hostOperation()
    world.spawn('sleeper', async (self) => {
      await self.sleep(10)
      world.say(`sleeper at ${world.clock.now()}`)
    })
    world.spawn('reader', async (self) => {
      await waitIn(self, queue)
      world.say(`reader at ${world.clock.now()}`)
    })
    await world.run()
    expect(world.log).toEqual([])
    expect(world.scheduler.isIdle).toBe(false)
    world.together(() => {
      queue.wakeOne(rcOk)
      over()
    })
    await world.run()
    expect(world.log).toEqual(['reader at 0', 'sleeper at 10'])
  })

  it('holds back idling, and counts once even if it says twice that it is over', async () => {
    let idle = 0
    const world = virtualWorld({ onIdle: () => idle++ })
    const [first, second] = [world.scheduler.hostOperation(), world.scheduler.hostOperation()]
    await world.run()
    first()
    first()
    expect([idle, world.scheduler.isIdle]).toEqual([0, false])
    second()
    expect([idle, world.scheduler.isIdle]).toEqual([1, true])
  })
})
