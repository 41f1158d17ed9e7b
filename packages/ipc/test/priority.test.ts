// A server works at the priority of the highest client that waits for it: no low client holds a
// high one through a server, and nobody between them does.

import { rcNotConnected, rcOk, rcTimeout } from '@kos/retcode'
import { type LocalThread, Scheduler, spawn, VirtualClock } from '@kos/thread'
import { describe, expect, test } from 'vitest'
import { type Channel, IpcSyncObject, type IpcThread } from '../src/index.ts'
import { ServerThreads } from '../src/server-threads.ts'
import { type Actor, ping, pong, type Routine, World } from './world.ts'

/** Works for so many turns, as a thread that others of higher priority may interrupt at each. */
async function work(actor: Actor, turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await actor.self.sleep(0)
}

const receiveAndWork =
  (world: World, turns: number, times: number, listener = world.listener): Routine =>
  async (server) => {
    for (let i = 0; i < times; i++) {
      await server.receive(listener)
      if (i === 0) await server.self.sleep(3)
      await work(server, turns)
      server.reply(listener, 0, pong(server.asked))
    }
  }

/** A client that comes `after` ms, says when it is done. */
const come = (
  world: World,
  name: string,
  after: number,
  priority: number,
  channel: Channel = world.channel,
): LocalThread =>
  world.asClient(
    async (client) => {
      await client.self.sleep(after)
      const rc = await client.call(channel, ping(1))
      world.say(`${name} ${rc === rcOk ? 'is served' : rc}`)
    },
    { name, priority },
  )

/** One that is always ready, and busy until the others are done or it has had enough. */
const hog = (world: World, priority: number, after: number): LocalThread =>
  world.asClient(
    async (actor) => {
      await actor.self.sleep(after)
      await work(actor, 200)
      world.say('the hog is done')
    },
    { name: 'hog', priority },
  )

const expectOwn = (...threads: LocalThread[]): void =>
  expect(
    threads.map(({ thread }) => [thread.name, thread.priority - thread.ownPriority, thread.owned]),
  ).toEqual(threads.map(({ thread }) => [thread.name, 0, null]))

describe('a server of low priority', () => {
  test('serves a high client before anybody of middle priority runs', async () => {
    const world = new World()
    const server = world.asServer(receiveAndWork(world, 20, 1), { name: 'server', priority: 2 })
    const client = come(world, 'high', 1, 20)
    hog(world, 10, 4)
    await world.rest()
    expect(world.log).toEqual(['high is served', 'the hog is done'])
    expectOwn(server, client)
  })

  test('finishes with its low client first when a high one waits, as a high one would', async () => {
    const world = new World()
    const server = world.asServer(receiveAndWork(world, 20, 2), { name: 'server', priority: 2 })
    come(world, 'low', 0, 1)
    come(world, 'high', 1, 20)
    hog(world, 10, 3)
    await world.rest()
    expect(world.log).toEqual(['high is served', 'the hog is done', 'low is served'])
    expectOwn(server)
  })

  test('is raised for exactly as long as somebody high waits', async () => {
    const world = new World()
    const server = world.asServer(receiveAndWork(world, 0, 0), { name: 'server', priority: 2 })
    const seen: (readonly [string, number])[] = []
    const watched = world.asServer(
      async (actor) => {
        const look = (what: string): void => void seen.push([what, actor.self.thread.priority])
        look('alone')
        await actor.receive(world.listener)
        look('with a request of 9')
        const [tid] = [actor.sender]
        await actor.self.sleep(1)
        look('while 20 waits')
        await actor.receive(world.listener)
        look('with the requests of 9 and 20')
        actor.reply(world.listener, actor.sender, pong(1))
        look('with the request of 9')
        actor.reply(world.listener, tid, pong(1))
        look('without any')
      },
      { name: 'watched', priority: 3 },
    )
    come(world, 'nine', 0, 9)
    come(world, 'twenty', 1, 20)
    await world.rest()
    expect(seen).toEqual([
      ['alone', 3],
      ['with a request of 9', 9],
      ['while 20 waits', 20],
      ['with the requests of 9 and 20', 20],
      ['with the request of 9', 9],
      ['without any', 3],
    ])
    expectOwn(server, watched)
  })

  test('is lent nothing any more by who left: timed out, interrupted, ended, or whose channel was closed', async () => {
    const world = new World()
    const sync = new IpcSyncObject()
    const other = world.listener.connect('other')
    const server = world.asServer(
      async (actor) => {
        await actor.receive(world.listener, 0)
        const priorities: number[] = []
        for (let time = 0; time < 6; time++) {
          await actor.self.sleep(10)
          priorities.push(actor.self.thread.priority)
        }
        world.say(priorities.join(' '))
      },
      { name: 'server', priority: 1 },
    )
    const wait = (priority: number, channel: Channel, timeout: number): LocalThread =>
      world.asClient(
        async (client) => {
          await client.self.sleep(5)
          const { bytes, arena, used } = ping(1)
          const { ipcThread, response, responseArena } = client
          await client.self.wait(
            channel.call(ipcThread, bytes, arena, used, response, responseArena, timeout, sync),
          )
        },
        { priority },
      )
    const forever = 0xffff_ffff
    wait(25, world.channel, 10)
    wait(20, other, forever)
    const killed = wait(15, world.channel, forever)
    world.asClient(
      async (client) => {
        await client.self.sleep(5)
        await client.call(world.channel, ping(1))
      },
      { priority: 10 },
    )
    wait(12, world.channel, forever)
    world.asClient(async ({ self }) => {
      await self.sleep(25)
      other.close()
      await self.sleep(10)
      world.scheduler.terminate(killed.thread, 9)
      await self.sleep(10)
      sync.set()
    })
    await world.rest()
    expect(world.log).toEqual(['25 20 15 12 10 10'])
    world.outside(() => world.listener.close())
    await world.rest()
    expectOwn(server)
  })
})

describe('priority goes on', () => {
  test('through a server that calls another, taken or not', async () => {
    const world = new World()
    const back = world.listen(world.peer('Back'), 'back')
    const behind = back.connect()
    const front = world.asServer(
      async (server) => {
        await server.receive(world.listener)
        await server.call(behind, ping(1))
        server.reply(world.listener, 0, pong(1))
      },
      { name: 'front', priority: 2 },
    )
    const rear = world.spawn(back.server, receiveAndWork(world, 20, 2, back), {
      name: 'rear',
      priority: 1,
    })
    come(world, 'busy', 0, 0, behind)
    come(world, 'high', 1, 20)
    hog(world, 10, 3)
    await world.rest()
    expect(world.log).toEqual(['high is served', 'the hog is done', 'busy is served'])
    expectOwn(front, rear)
  })

  test('to the server of a client whose own priority changes while it is served', async () => {
    const world = new World()
    const server = world.asServer(
      async (actor) => {
        await actor.receive(world.listener)
        await actor.self.sleep(10)
        world.say(`serves at ${actor.self.thread.priority}`)
        await actor.self.sleep(10)
        world.say(`serves at ${actor.self.thread.priority}`)
        actor.reply(world.listener, 0, pong(1))
      },
      { name: 'server', priority: 2 },
    )
    const client = come(world, 'client', 0, 5)
    world.asClient(async ({ self }) => {
      await self.sleep(5)
      world.scheduler.setPriority(client.thread, 25)
      await self.sleep(10)
      world.scheduler.setPriority(client.thread, 3)
    })
    await world.rest()
    expect(world.log).toEqual(['serves at 25', 'serves at 3', 'client is served'])
    expectOwn(server)
  })
})

describe('several server threads', () => {
  test('are all raised while a high client waits that none has taken, and only the one that takes it afterwards', async () => {
    const world = new World()
    const seen: string[] = []
    const threads: LocalThread[] = []
    const look = (): void => void seen.push(threads.map(({ thread }) => thread.priority).join(' '))
    const serve = async (server: Actor): Promise<void> => {
      await server.receive(world.listener)
      await server.self.sleep(10)
      if (server.self.thread.tid === threads[1]?.thread.tid) await server.self.sleep(100)
      server.reply(world.listener, 0, pong(1))
      await server.receive(world.listener)
      await server.self.sleep(100)
      server.reply(world.listener, 0, pong(1))
    }
    threads.push(
      world.asServer(serve, { name: 'a', priority: 2 }),
      world.asServer(serve, { name: 'b', priority: 3 }),
    )
    come(world, 'first', 0, 1)
    come(world, 'second', 0, 1)
    come(world, 'high', 5, 20)
    world.asClient(
      async ({ self }) => {
        for (const delay of [1, 5, 10]) {
          await self.sleep(delay)
          look()
        }
      },
      { priority: 31 },
    )
    await world.rest()
    expect(seen).toEqual(['2 3', '20 20', '20 3'])
    world.outside(() => world.listener.close())
    await world.rest()
    expectOwn(...threads)
  })

  test('that come later are raised, too', async () => {
    const world = new World()
    world.asServer(async (server) => {
      await server.receive(world.listener)
      await server.self.sleep(100)
    })
    for (const priority of [6, 6, 20]) come(world, `${priority}`, 1, priority)
    const later = world.asServer(
      async (server) => {
        await server.self.sleep(10)
        await server.receive(world.listener)
        const [first] = [server.self.thread.priority]
        server.reply(world.listener, 0, pong(1))
        world.say(`later: ${first}, then ${server.self.thread.priority}`)
      },
      { name: 'later', priority: 1 },
    )
    await world.rest()
    // It took one of 6, while the other waits on.
    expect(world.log).toEqual(['later: 6, then 6', '6 is served'])
    expect(later.thread.owned).toBe(null)
  })

  test('that ended are forgotten, and lent nothing', async () => {
    const scheduler = new Scheduler({ clock: new VirtualClock() })
    const threads = new ServerThreads()
    const over = Array.from({ length: 100 }, (_, at) => {
      const { thread } = spawn(scheduler, () => {}, { name: `${at}` })
      threads.add(thread)
      return thread
    })
    expect([threads.size, threads.owners()]).toEqual([100, []])
    for (const thread of over) scheduler.terminate(thread, 0)
    const { thread } = spawn(scheduler, () => {}, { priority: 1 })
    threads.add(thread)
    threads.add(thread)
    expect([threads.size, threads.owners()]).toEqual([1, [thread]])
    threads.lend(20)
    scheduler.terminate(thread, 0)
    expect([threads.size, threads.owners(), thread.owned]).toEqual([0, [], null])
    const last = spawn(scheduler, () => {}).thread
    threads.add(last)
    threads.clear()
    expect([threads.size, threads.maxWaiterPriority, last.owned]).toEqual([0, -1, null])
    await Promise.resolve()
  })
})

test('a thread that waits for itself is not raised for ever', async () => {
  const world = new World()
  const self = world.asServer(
    async (server) => {
      await server.receive(world.listener, 0)
      const { bytes, arena, used } = ping(1)
      const { ipcThread, response, responseArena } = server
      const rc = await server.self.wait(
        world.channel.call(ipcThread, bytes, arena, used, response, responseArena, 10),
      )
      world.say(`${rc === rcTimeout} ${server.self.thread.priority}`)
    },
    { name: 'self', priority: 3 },
  )
  await world.rest()
  expect(world.log).toEqual(['true 3'])
  expectOwn(self)
})

test('a client whose priority changes while it waits lends the new one', async () => {
  const world = new World()
  const server = world.asServer(
    async (actor) => {
      await actor.receive(world.listener, 0)
      await actor.self.sleep(10)
    },
    { name: 'server', priority: 2 },
  )
  const client = come(world, 'client', 1, 5)
  const seen: number[] = []
  world.asClient(
    async ({ self }) => {
      await self.sleep(3)
      seen.push(server.thread.priority)
      world.scheduler.setPriority(client.thread, 20)
      seen.push(server.thread.priority)
      world.scheduler.setPriority(client.thread, 3)
      seen.push(server.thread.priority)
      world.listener.close()
      seen.push(server.thread.priority)
    },
    { priority: 30 },
  )
  await world.rest()
  expect(seen).toEqual([5, 20, 3, 2])
  expectOwn(server, client)
})

test('a server of the lowest priority gets nothing from clients that are gone', async () => {
  const world = new World()
  const server = world.asServer(
    async (actor) => {
      await actor.receive(world.listener, 0)
      await actor.self.sleep(10)
    },
    { priority: 0 },
  )
  const client = come(world, 'client', 1, 5)
  const seen: number[] = []
  world.asClient(
    async ({ self }) => {
      await self.sleep(3)
      seen.push(server.thread.priority)
      world.scheduler.terminate(client.thread, 0)
      seen.push(server.thread.priority)
    },
    { priority: 30 },
  )
  await world.rest()
  expect(seen).toEqual([5, 0])
})

test('a client that ends while its request is delivered lends nothing', async () => {
  const world: World = new World({
    probe: { requested: () => world.outside(() => world.scheduler.terminate(client.thread, 9)) },
  })
  const server = world.asServer(
    async (actor) => {
      await actor.receive(world.listener)
      world.say(`${actor.self.thread.priority} ${actor.self.thread.owned === null}`)
      world.say(`${actor.reply(world.listener, 0, pong(1))}`)
    },
    { priority: 2 },
  )
  const client = come(world, 'client', 1, 20)
  await world.rest()
  expect(world.log).toEqual(['2 true', `${rcNotConnected}`])
  expectOwn(server)
})

test('of several server threads the one that ends is forgotten, and the others inherit on', async () => {
  const world = new World()
  const [first, second] = [1, 2].map((after) =>
    world.asServer(
      async (actor) => {
        await actor.receive(world.listener, 0)
        await actor.self.sleep(10 * after)
      },
      { priority: 2 },
    ),
  ) as [LocalThread, LocalThread]
  come(world, 'client', 1, 9)
  const seen: unknown[] = []
  world.asClient(
    async ({ self }) => {
      await self.sleep(3)
      seen.push(world.listener.owners(), second.thread.priority)
      await self.sleep(10)
      seen.push(world.listener.owners(), second.thread.priority)
      world.listener.close()
      seen.push(second.thread.priority)
    },
    { priority: 30 },
  )
  await world.rest()
  expect(seen).toEqual([[], 9, [second.thread], 9, 2])
  expectOwn(first, second)
})

test('a server thread that ended while nobody waited is none that must act', async () => {
  const world = new World()
  const living = [1, 20].map((time) =>
    world.asServer(async (actor) => {
      await actor.receive(world.listener, 0)
      await actor.self.sleep(time)
    }),
  )
  const owners: unknown[] = []
  world.asClient(async ({ self }) => {
    await self.sleep(5)
    owners.push(...world.listener.owners())
  })
  await world.rest()
  expect(owners).toEqual([living[1]?.thread])
})

test('a client whose server thread has ended waits for no thread in particular', async () => {
  const world = new World()
  let taken: IpcThread | null = null
  const owners: unknown[] = []
  const taker = world.asServer(async (actor) => {
    await actor.receive(world.listener)
    owners.push(...(taken?.owners() ?? []))
  })
  const client = world.asClient(async (actor) => {
    taken = actor.ipcThread
    world.say(`${await actor.call(world.channel, ping(1))} ${actor.answered}`)
  })
  await world.rest()
  expect(owners).toEqual([taker.thread])
  expect((taken as IpcThread | null)?.server).toBe(null)
  expect((taken as IpcThread | null)?.owners()).toEqual([])
  const other = world.asServer(async (actor) => {
    actor.reply(world.listener, client.thread.tid, pong(4))
  })
  await world.rest()
  expect(world.log).toEqual([`${rcOk} 4`])
  expectOwn(client, other)
})
