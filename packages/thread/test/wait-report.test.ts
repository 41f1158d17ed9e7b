import { describe, expect, it } from 'vitest'
import { rcOk } from '@kos/retcode'
import {
  formatWaitReport,
  INFINITE_TIMEOUT,
  type LocalThread,
  PromiseWaiter,
  type Thread,
  WaitKind,
  waitReport,
  WaitQueue,
  type Waiter,
} from '@kos/thread'
import { virtualWorld, waitIn, type World } from './world.ts'

/** A lock that is as simple as a lock can be: what it shows is only who holds it. */
class Lock {
  readonly name: string
  readonly #queue = new WaitQueue()
  #owner: Waiter | null = null

  constructor(name: string) {
    this.name = name
  }

  lock(waiter: Waiter): number {
    if (this.#owner !== null) {
      waiter.waitOwner = this.#owner
      return this.#queue.park(waiter, INFINITE_TIMEOUT, WaitKind.mutex, this)
    }
    this.#owner = waiter
    return rcOk
  }
}

function locking(...locks: Lock[]): (self: LocalThread) => Promise<void> {
  return async (self) => {
    for (const lock of locks) {
      await self.block(() => lock.lock(self.thread))
      await self.sleep(1)
    }
  }
}

const names = (threads: readonly Thread[]): string[] => threads.map(({ name }) => name)

async function deadlock(start: (world: World) => void): Promise<World> {
  const world = virtualWorld()
  world.together(() => start(world))
  await world.run()
  return world
}

describe('a report of who waits', () => {
  it('is empty when nobody waits', async () => {
    const world = await deadlock((world) => world.spawn('a', () => {}))
    expect(waitReport(world.scheduler)).toEqual({ waits: [], cycles: [] })
    expect(formatWaitReport(waitReport(world.scheduler))).toBe('no thread waits')
  })

  it('finds two threads that hold what the other wants, and not those that only wait for them', async () => {
    const [left, right] = [new Lock('left'), new Lock('right')]
    const { scheduler } = await deadlock((world) => {
      world.spawn('Anna', locking(left, right))
      world.spawn('Ben', locking(right, left))
      world.spawn('Carl', locking(left))
    })
    const report = waitReport(scheduler)
    expect(report.cycles.map(names)).toEqual([['Anna', 'Ben']])
    expect(formatWaitReport(report)).toMatchInlineSnapshot(`
      "  Anna waits: mutex right, held by Ben; holds left
        Ben waits: mutex left, held by Anna; holds right
        Carl waits: mutex left, held by Anna
        ring: Anna -> Ben -> Anna"
    `)
  })

  it('finds rings of locks, joins and calls together, and several of them', async () => {
    const lock = new Lock('lock')
    const { scheduler } = await deadlock((world) => {
      const queue = new WaitQueue()
      const client: LocalThread = world.spawn('client', async (self) => {
        await self.block(() => lock.lock(self.thread))
        await self.block(() => {
          self.thread.waitOwner = server.thread
          return queue.park(self.thread, INFINITE_TIMEOUT, WaitKind.reply, 7)
        })
      })
      const server: LocalThread = world.spawn(
        'server',
        async (self) => void (await self.join(helper)),
      )
      const helper: LocalThread = world.spawn('helper', async (self) => {
        await self.sleep(1)
        await self.block(() => lock.lock(self.thread))
      })
      const pair: LocalThread[] = [0, 1].map((index) =>
        world.spawn(`pair ${index}`, async (self) => void (await self.join(pair[1 - index]!))),
      )
      expect(client.thread.tid).toBe(1)
    })
    const report = waitReport(scheduler)
    expect(report.cycles.map(names)).toEqual([
      ['client', 'server', 'helper'],
      ['pair 0', 'pair 1'],
    ])
    expect(formatWaitReport(report)).toMatchInlineSnapshot(`
      "  client waits: reply 7, held by server; holds lock
        server waits: join helper, held by helper; holds 7
        helper waits: mutex lock, held by client
        pair 0 waits: join pair 1, held by pair 1
        pair 1 waits: join pair 0, held by pair 0
        ring: client -> server -> helper -> client
        ring: pair 0 -> pair 1 -> pair 0"
    `)
  })

  it('finds a thread that waits for itself', async () => {
    const lock = new Lock('lock')
    const { scheduler } = await deadlock((world) => world.spawn('a', locking(lock, lock)))
    expect(waitReport(scheduler).cycles.map(names)).toEqual([['a']])
  })

  it('sees no ring where a thread of it can still run', async () => {
    const lock = new Lock('lock')
    const world = virtualWorld()
    world.spawn('holder', async (self) => {
      await self.block(() => lock.lock(self.thread))
      await self.sleep(20)
    })
    world.spawn('waiter', locking(lock))
    await world.run(5)
    const { waits, cycles } = waitReport(world.scheduler)
    expect(cycles).toEqual([])
    expect(
      waits.map(({ thread, kind, owners, remaining }) => [
        thread.name,
        kind,
        owners[0]?.name,
        remaining,
      ]),
    ).toEqual([
      ['holder', 'sleep', undefined, 20],
      ['waiter', 'mutex', 'holder', Infinity],
    ])
  })

  it('counts suspended threads, says how long the others wait, and names only holders that are threads', async () => {
    const queue = new WaitQueue()
    const world = virtualWorld()
    world.spawn(
      'stopped',
      async (self) => void (await self.block(() => world.scheduler.suspend(self.thread))),
    )
    world.spawn('timed', async (self) => void (await waitIn(self, queue, 30)))
    world.spawn('foreign', async (self) => {
      await self.block(() => {
        self.thread.waitOwner = new PromiseWaiter()
        return queue.park(self.thread, INFINITE_TIMEOUT, WaitKind.semaphore, null)
      })
    })
    await world.run(10)
    world.clock.jump(10)
    expect(formatWaitReport(waitReport(world.scheduler))).toMatchInlineSnapshot(`
      "  stopped waits: suspended
        timed waits: other, for 20 ms more
        foreign waits: semaphore"
    `)
  })

  it('says it as the caller likes', async () => {
    const { scheduler } = await deadlock((world) =>
      world.spawn('a', async (self) => void (await waitIn(self, new WaitQueue()))),
    )
    const report = waitReport(scheduler)
    expect(
      formatWaitReport(
        report,
        ({ tid }) => `#${tid}`,
        () => 'at the bar',
      ),
    ).toBe('  #1 waits: other at the bar')
  })

  it('can be made when nothing can run any more', async () => {
    const [left, right] = [new Lock('left'), new Lock('right')]
    const world = virtualWorld()
    world.scheduler.onIdle = () =>
      world.say(formatWaitReport(waitReport(world.scheduler)).split('\n').at(-1) ?? '')
    world.together(() => {
      world.spawn('Anna', locking(left, right))
      world.spawn('Ben', locking(right, left))
    })
    await world.run()
    expect(world.log).toEqual(['  ring: Anna -> Ben -> Anna'])
  })
})
