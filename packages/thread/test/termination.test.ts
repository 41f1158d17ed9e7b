import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rcAbort, rcInvalidArgument, rcOk } from '@kos/retcode'
import {
  type QueueListener,
  type LocalThread,
  ThreadTerminated,
  type Waiter,
  WaitQueue,
} from '@kos/thread'
import { settle } from './fake-host.ts'
import { hostWorld, nothingLeft, virtualWorld, waitIn, watch, type World } from './world.ts'

// Every rejection that nobody handled in this file: there must be none.
const unhandled: unknown[] = []
const note = (error: unknown): void => void unhandled.push(error)
beforeAll(() => void process.on('unhandledRejection', note))
afterAll(async () => {
  await settle()
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

/** Waits in `wait`, and goes on waiting whatever happens: the worst a terminated thread can do. */
function stubborn(world: Pick<World, 'say'>, wait: (self: LocalThread) => Promise<unknown>) {
  return async (self: LocalThread): Promise<void> => {
    for (;;) {
      try {
        await wait(self)
        world.say('went on')
      } catch (error) {
        world.say((error as Error).name)
      } finally {
        world.say('finally')
      }
    }
  }
}

const once = ['ThreadTerminated', 'finally']

/** After the termination: told once, `finally` ran, nothing is left, and the host rests. */
async function expectDead(
  world: Pick<World, 'host' | 'scheduler' | 'log'>,
  local: LocalThread,
  log: readonly string[],
): Promise<void> {
  const seen = watch(local.ended)
  await world.host.rest(10)
  expect(world.log).toEqual(log)
  expect(seen.outcome).toBe('9')
  expect(local.thread.exitCode).toBe(9)
  expect(world.scheduler.counts).toEqual(nothingLeft)
  expect(world.scheduler.find(local.thread.tid)).toBeUndefined()
  expect([
    local.thread.queue,
    local.thread.previous,
    local.thread.next,
    local.thread.heapIndex,
  ]).toEqual([null, null, null, -1])
  expect(world.scheduler.terminate(local.thread, 5)).toBe(rcInvalidArgument)
  expect(local.thread.exitCode).toBe(9)
  await world.host.elapse(1_000_000)
  expect(world.log).toEqual(log)
  expect(world.host.timers).toBe(0)
}

describe.each([
  ['virtual', virtualWorld],
  ['real', hostWorld],
] as const)('terminating a thread in %s time', (_name, makeWorld) => {
  it.each<[string, (self: LocalThread, queue: WaitQueue) => Promise<unknown>]>([
    ['sleeps', (self) => self.sleep(500)],
    ['waits in a queue', (self, queue) => waitIn(self, queue)],
    ['waits in a queue with a time-out', (self, queue) => waitIn(self, queue, 500)],
    ['is suspended', (self) => self.block(() => self.thread.scheduler.suspend(self.thread))],
  ])('that %s rejects its wait, once', async (_name, wait) => {
    const world = makeWorld()
    const queue = new WaitQueue()
    const local = world.spawn(
      'a',
      stubborn(world, (self) => wait(self, queue)),
    )
    await world.host.rest()
    expect(world.scheduler.terminate(local.thread, 9)).toBe(rcOk)
    expect(queue.isEmpty).toBe(true)
    await expectDead(world, local, once)
  })

  it('that joins rejects its wait, and it is no longer joined by the other', async () => {
    const world = makeWorld()
    const queue = new WaitQueue()
    const target = world.spawn('target', async (self) => void (await waitIn(self, queue)))
    const local = world.spawn(
      'a',
      stubborn(world, (self) => self.join(target)),
    )
    await world.host.rest()
    world.scheduler.terminate(local.thread, 9)
    expect(target.thread.joiners.isEmpty).toBe(true)
    world.together(() => queue.wakeOne(rcOk))
    await expectDead(world, local, once)
  })

  it('that is new never starts it', async () => {
    const world = makeWorld()
    const { scheduler } = world
    let resumed = 0
    const killed: (string | null)[] = []
    const thread = scheduler.create({
      resume: () => resumed++,
      kill: (reason) => killed.push(reason),
    })
    expect(scheduler.terminate(thread, 9)).toBe(rcOk)
    expect(scheduler.start(thread)).toBeLessThan(0)
    await world.host.rest()
    expect([resumed, killed, scheduler.counts]).toEqual([0, [null], nothingLeft])
  })

  it('that is ready for the first time never starts it', async () => {
    const world = makeWorld()
    let local: LocalThread | null = null
    world.together(() => {
      local = world.spawn(
        'a',
        stubborn(world, (self) => self.sleep(1)),
      )
      world.scheduler.terminate(local.thread, 9)
    })
    await expectDead(world, local!, [])
  })

  it('that was chosen to start never starts it', async () => {
    const world = makeWorld()
    const local = world.spawn(
      'a',
      stubborn(world, (self) => self.sleep(1)),
    )
    expect(world.scheduler.current).toBe(local.thread)
    world.scheduler.terminate(local.thread, 9)
    await expectDead(world, local, [])
  })

  it('that is ready again, but was not chosen yet, rejects its wait', async () => {
    const world = makeWorld()
    const queue = new WaitQueue()
    const local = world.spawn(
      'a',
      stubborn(world, (self) => waitIn(self, queue)),
    )
    await world.host.rest()
    world.together(() => {
      queue.wakeOne(rcOk)
      world.scheduler.terminate(local.thread, 9)
    })
    await expectDead(world, local, once)
  })

  it('that stepped aside for a higher priority rejects its wait', async () => {
    const world = makeWorld()
    const local = world.spawn('a', async (self) => {
      world.spawn('high', () => void world.scheduler.terminate(self.thread, 9), { priority: 31 })
      await stubborn(world, (self) => self.block(() => rcOk))(self)
    })
    await world.host.rest()
    await expectDead(world, local, once)
  })

  it('that was woken and chosen in the same turn goes on with its code, and rejects at its next wait', async () => {
    const world = makeWorld()
    const queue = new WaitQueue()
    const local = world.spawn(
      'a',
      stubborn(world, (self) => waitIn(self, queue)),
    )
    await world.host.rest()
    world.together(() => queue.wakeOne(rcOk))
    expect(world.scheduler.current).toBe(local.thread)
    world.scheduler.terminate(local.thread, 9)
    await expectDead(world, local, ['went on', 'finally', ...once])
  })

  it.each<[string, (self: LocalThread) => Promise<unknown>]>([
    ['that would park', (self) => self.sleep(10)],
    ['that would be done at once', (self) => self.block(() => rcOk)],
    ['made past `block`', (self) => self.wait(new WaitQueue().park(self.thread, 10, 0, null))],
    ['whose answer is there already', (self) => self.wait(rcOk)],
  ])('by itself lets it run to its next wait, also one %s', async (_name, wait) => {
    const world = makeWorld()
    let isFirst = true
    const local = world.spawn(
      'a',
      stubborn(world, (self) => {
        if (isFirst) world.scheduler.terminate(self.thread, 9)
        if (isFirst) world.say('still here')
        isFirst = false
        return wait(self)
      }),
    )
    await world.host.rest()
    await expectDead(world, local, ['still here', ...once])
  })

  it('by itself lets others run, whom it cannot disturb any more', async () => {
    const world = makeWorld()
    const queue = new WaitQueue()
    const local = world.spawn('a', async (self) => {
      world.spawn('b', async (other) => {
        await waitIn(other, queue)
        world.say('b')
      })
      world.scheduler.terminate(self.thread, 9)
      const { current } = world.scheduler
      expect(current?.name).toBe('b')
      expect(queue.park(self.thread, 10, 0, null)).toBe(1)
      expect(world.scheduler.current).toBe(current)
      expect(queue.isEmpty).toBe(true)
    })
    await world.host.rest()
    world.together(() => queue.wakeOne(rcOk))
    await expectDead(world, local, ['b'])
  })

  it('that is deferred to a turn of the host rejects its wait, and the next is deferred', async () => {
    const world = makeWorld({ turnLength: 3 })
    const queue = new WaitQueue()
    const local = world.spawn(
      'a',
      stubborn(world, (self) => waitIn(self, queue)),
    )
    world.spawn('b', async (self) => {
      await waitIn(self, queue)
      world.say('b')
    })
    await settle()
    world.together(() => queue.wakeAll(rcOk))
    expect(world.scheduler.current).toBe(local.thread)
    await settle()
    expect(world.log).toEqual([])
    world.scheduler.terminate(local.thread, 9)
    await settle()
    expect([world.scheduler.current?.name, world.log]).toEqual(['b', once])
    await expectDead(world, local, [...once, 'b'])
  })

  it('that is deferred to a turn of the host leaves the turn to who comes next', async () => {
    const switched: string[] = []
    const world = makeWorld({
      turnLength: 3,
      probe: { switched: ({ name }) => switched.push(name) },
    })
    const queue = new WaitQueue()
    const deferred = world.spawn('deferred', async (self) => {
      await waitIn(self, queue)
      await waitIn(self, queue)
    })
    for (let round = 0; round < 2; round++) {
      await settle()
      world.together(() => queue.wakeOne(rcOk))
    }
    expect([world.scheduler.current, switched]).toEqual([deferred.thread, ['deferred', 'deferred']])
    world.scheduler.terminate(deferred.thread, 9)
    await world.host.rest()
    world.spawn('next', () => new Promise<void>(() => {})).ended.catch(() => {})
    await world.host.rest()
    expect(switched).toEqual(['deferred', 'deferred', 'next'])
  })

  it('cleans up before virtual time passes', async () => {
    const world = makeWorld()
    const queue = new WaitQueue()
    world.spawn('heir', async (self) => {
      const rc = await waitIn(self, queue, 100)
      world.say(`heir: ${rc === rcOk}`)
    })
    const local = world.spawn('a', async (self) => {
      try {
        await self.sleep(1_000)
      } finally {
        queue.wakeOne(rcOk)
      }
    })
    await world.host.rest()
    world.spawn('killer', () => void world.scheduler.terminate(local.thread, 9))
    await world.run(1_000)
    await world.host.rest()
    await expectDead(world, local, ['heir: true'])
  })

  it('wakes those who joined it, with rcOk, at once', async () => {
    const world = makeWorld()
    const local = world.spawn('a', (self) => self.sleep(100).then(() => {}))
    world.spawn('b', async (self) => {
      world.say(`joined: ${(await self.join(local)) === rcOk}`)
    })
    await world.host.rest()
    world.scheduler.terminate(local.thread, 9)
    await expectDead(world, local, ['joined: true'])
  })

  it('tells the mechanism where it waited, which can neither wake nor end it once more', async () => {
    const world = makeWorld()
    const told: number[] = []
    const listener: QueueListener = {
      abandoned(waiter: Waiter, rc: number) {
        told.push(rc)
        waiter.wake(rcOk)
        world.scheduler.terminate(local.thread, 1)
      },
    }
    const queue = new WaitQueue(listener)
    const local: LocalThread = world.spawn(
      'a',
      stubborn(world, (self) => waitIn(self, queue, 50)),
    )
    await world.host.rest()
    world.scheduler.terminate(local.thread, 9)
    expect(told).toEqual([rcAbort])
    await expectDead(world, local, once)
  })

  it('says why, if a reason was given', async () => {
    const world = makeWorld()
    const local = world.spawn('a', async (self) => {
      await self.sleep(10).catch((error: unknown) => {
        expect(error).toBeInstanceOf(ThreadTerminated)
        world.say((error as Error).message)
      })
    })
    const seen = watch(local.ended)
    await world.host.rest()
    world.scheduler.terminate(local.thread, 9, 'its task is over')
    await world.host.rest()
    expect([world.log, seen.outcome]).toEqual([['its task is over'], 'ThreadTerminated'])
  })
})

describe('terminating an away thread', () => {
  const awayThread = async (wait: (self: LocalThread) => Promise<unknown>) => {
    const world = hostWorld()
    let done = (): void => {}
    const fetch = new Promise<void>((resolve) => (done = resolve))
    const local = world.spawn('a', async (self) => {
      await fetch
      await stubborn(world, wait)(self)
    })
    await world.host.rest()
    expect(world.scheduler.counts.away).toBe(1)
    return { world, local, done }
  }

  it('rejects its next wait', async () => {
    const { world, local, done } = await awayThread((self) => self.sleep(10))
    world.scheduler.terminate(local.thread, 9)
    expect(world.scheduler.counts).toEqual(nothingLeft)
    done()
    await expectDead(world, local, once)
  })

  it('takes back the operation it was queued for', async () => {
    const { world, local, done } = await awayThread((self) =>
      self.block(() => (world.say('operation'), rcOk)),
    )
    world.spawn('b', async (self) => {
      done()
      for (let i = 0; i < 10; i++) await Promise.resolve()
      world.scheduler.terminate(local.thread, 9)
      await self.yield()
    })
    await expectDead(world, local, once)
  })

  it('takes back the operation it was chosen for', async () => {
    const { world, local, done } = await awayThread((self) => {
      const answer = self.block(() => (world.say('operation'), rcOk))
      if (world.scheduler.current === self.thread) world.scheduler.terminate(self.thread, 9)
      return answer
    })
    done()
    await expectDead(world, local, once)
  })
})

describe('a promise that floats', () => {
  it('is no unhandled rejection when its thread is terminated', async () => {
    const world = virtualWorld()
    const queue = new WaitQueue()
    const local = world.spawn('a', (self) => {
      void waitIn(self, queue)
      return new Promise<void>(() => {})
    })
    const running = world.spawn('b', (self) => {
      world.scheduler.terminate(self.thread, 9)
      void self.sleep(10)
    })
    await settle()
    world.scheduler.terminate(local.thread, 9)
    await settle()
    expect([await local.ended, await running.ended]).toEqual([9, 9])
    expect(unhandled).toEqual([])
  })

  it('of a routine that is over never settles, and nobody waits any more', async () => {
    const world = virtualWorld()
    const queue = new WaitQueue()
    const seen: { outcome: string }[] = []
    const local = world.spawn('a', (self) => {
      seen.push(watch(waitIn(self, queue, 50)))
      return 3
    })
    await world.run(0)
    await world.run()
    expect(await local.ended).toBe(3)
    expect(seen.map(({ outcome }) => outcome)).toEqual(['pending'])
    expect(queue.isEmpty).toBe(true)
    expect(world.scheduler.counts).toEqual(nothingLeft)
    seen.push(watch(local.sleep(1)))
    await world.run()
    expect(seen[1]!.outcome).toBe('pending')
  })
})
