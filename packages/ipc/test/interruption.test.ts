// Time-outs and interruption: each window, its two ends, and what is outside of it.

import {
  rcInvalidThreadState,
  rcIpcInterrupt,
  rcNotConnected,
  rcOk,
  rcRestart,
  rcTimeout,
} from '@kos/retcode'
import { any, createMonitor, definePolicy, request } from '@kos/security'
import { INFINITE_TIMEOUT, PromiseWaiter } from '@kos/thread'
import { describe, expect, test } from 'vitest'
import { type Channel, noBytes, IpcThread, IpcSyncObject } from '../src/index.ts'
import { type Actor, type Frame, nothingLeft, ping, pong, World } from './world.ts'

const callWith = (
  actor: Actor,
  channel: Channel,
  frame: Frame,
  timeout: number,
  sync?: IpcSyncObject,
): Promise<number> =>
  actor.self.wait(
    channel.call(
      actor.ipcThread,
      frame.bytes,
      frame.arena,
      frame.used,
      actor.response,
      actor.responseArena,
      timeout,
      sync ?? null,
    ),
  ) as Promise<number>

const receiveWith = (
  actor: Actor,
  world: World,
  timeout: number,
  sync: IpcSyncObject,
  listener = world.listener,
): Promise<number> =>
  actor.self.wait(
    listener.receive(actor.ipcThread, actor.request, actor.requestArena, timeout, sync),
  ) as Promise<number>

/** A call that time-out (if it is a deadline) and object may end until it is answered. */
const callBounded = (
  actor: Actor,
  channel: Channel,
  frame: Frame,
  timeout: number,
  isDeadline: boolean,
  sync: IpcSyncObject | null = null,
): Promise<number> =>
  actor.self.wait(
    channel.call(
      actor.ipcThread,
      frame.bytes,
      frame.arena,
      frame.used,
      actor.response,
      actor.responseArena,
      timeout,
      sync,
      true,
      isDeadline,
    ),
  ) as Promise<number>

/** A server thread that takes one request after `before` ms and answers it `after` ms later. */
const serveLate = (world: World, before: number, after: number): void => {
  world.asServer(async (server) => {
    await server.self.sleep(before)
    if ((await server.receive(world.listener, 0)) !== rcOk) return world.say('nothing to serve')
    await server.self.sleep(after)
    world.say(`reply ${server.reply(world.listener, 0, pong(server.asked + 1))}`)
  })
}

/** Everything at rest, nobody left, no timer. */
const expectNothing = (world: World, ...syncs: IpcSyncObject[]): void => {
  expect(world.listener.counts).toEqual(nothingLeft)
  expect(world.scheduler.counts).toEqual({ threads: 0, timers: 0, away: 0 })
  expect(syncs.map(({ waiting }) => waiting)).toEqual(syncs.map(() => 0))
}

describe('a time-out of a call', () => {
  test('ends it while nobody has taken the request, which the server then never sees', async () => {
    const world = new World()
    serveLate(world, 51, 0)
    world.asClient(async (client) =>
      world.say(`${await callWith(client, world.channel, ping(1), 50)} at ${world.clock.now()}`),
    )
    await world.rest()
    expect(world.log).toEqual([`${rcTimeout} at 50`, 'nothing to serve'])
    expectNothing(world)
  })

  test('is over as soon as the request is taken: the call goes on until it is answered', async () => {
    const world = new World()
    serveLate(world, 49, 1_000)
    world.asClient(async (client) => {
      const rc = await callWith(client, world.channel, ping(1), 50)
      world.say(`${rc}: ${client.answered} at ${world.clock.now()}`)
    })
    world.spawn(world.client, async ({ self }) => {
      await self.sleep(49)
      await self.sleep(0)
      world.say(`timers ${world.scheduler.counts.timers}`)
    })
    await world.rest()
    // The one timer is the server's own.
    expect(world.log).toEqual(['timers 1', `reply ${rcOk}`, `${rcOk}: 2 at 1049`])
    expectNothing(world)
  })

  test('never begins if a server thread waits', async () => {
    const world = new World()
    world.asServer(async (server) => {
      await server.receive(world.listener)
      await server.self.sleep(100)
      server.reply(world.listener, 0, pong(9))
    })
    world.asClient(async (client) =>
      world.say(`${await callWith(client, world.channel, ping(1), 0)} ${client.answered}`),
    )
    await world.rest()
    expect(world.log).toEqual([`${rcOk} 9`])
    expectNothing(world)
  })

  test('of 0 without a waiting server thread ends it at once', async () => {
    const world = new World()
    world.asClient(async (client) => {
      const sync = new IpcSyncObject()
      world.say(`${await callWith(client, world.channel, ping(1), 0, sync)} ${sync.waiting}`)
      expect([client.ipcThread.channel, client.ipcThread.syncObject]).toEqual([null, null])
    })
    await world.rest()
    expect(world.log).toEqual([`${rcTimeout} 0`])
    expectNothing(world)
  })

  test('leaves the others in the queue their turns', async () => {
    const world = new World()
    for (const [value, timeout] of [
      [1, INFINITE_TIMEOUT],
      [2, 5],
      [3, INFINITE_TIMEOUT],
    ] as const) {
      world.asClient(async (client) =>
        world.say(`${value}: ${await callWith(client, world.channel, ping(value), timeout)}`),
      )
    }
    await world.rest()
    world.serve()
    await world.rest()
    expect(world.log).toEqual([`2: ${rcTimeout}`, `1: ${rcOk}`, `3: ${rcOk}`])
  })

  test('works for promises, too, and is dropped when the request is taken', async () => {
    const timers = new Map<number, () => void>()
    const host = {
      now: () => 0,
      systemTime: () => 0,
      resolution: 1,
      setTimer(action: () => void) {
        const id = timers.size
        timers.set(id, action)
        return () => timers.delete(id)
      },
      hostTask() {},
      afterMicrotasks() {},
      entropy: () => 0,
    }
    const world = new World()
    const waiter = new PromiseWaiter({ host })
    const client = new IpcThread(waiter, world.client, 1)
    const call = (): Promise<number> =>
      waiter.wait(
        world.channel.call(client, ping(5).bytes, noBytes, 0, new Uint8Array(24), noBytes, 10),
      ) as Promise<number>
    const first = call()
    for (const fire of timers.values()) fire()
    expect([await first, world.listener.counts]).toEqual([rcTimeout, nothingLeft])
    timers.clear()
    const second = call()
    const server = new IpcThread(new PromiseWaiter(), world.server, 2)
    expect([timers.size, world.listener.receive(server, new Uint8Array(64), noBytes)]).toEqual([
      1,
      rcOk,
    ])
    expect(timers.size).toBe(0)
    world.listener.reply(server, 0, pong(1).bytes, noBytes, 0)
    expect(await second).toBe(rcOk)
  })
})

describe('a synchronization object', () => {
  test('interrupts every call whose request nobody has taken, and every receive that waits; and no others', async () => {
    const world = new World()
    const other = world.listen(world.server, 'other')
    const [sync, second] = [new IpcSyncObject(), new IpcSyncObject()]
    const call = (name: string, with_: IpcSyncObject): void => {
      world.asClient(async (client) =>
        world.say(
          `${name}: ${await callWith(client, world.channel, ping(1), INFINITE_TIMEOUT, with_)}`,
        ),
      )
    }
    call('first', sync)
    call('other', second)
    call('third', sync)
    world.asServer(async (server) => {
      world.say(`receive: ${await receiveWith(server, world, INFINITE_TIMEOUT, sync, other)}`)
    })
    world.asClient(async ({ self }) => {
      await self.sleep(5)
      expect([sync.waiting, second.waiting]).toEqual([3, 1])
      sync.set()
    })
    await world.rest()
    expect(world.log).toEqual([
      `first: ${rcIpcInterrupt}`,
      `third: ${rcIpcInterrupt}`,
      `receive: ${rcIpcInterrupt}`,
    ])
    expect([world.listener.counts, other.counts]).toEqual([
      { ...nothingLeft, senders: 1 },
      nothingLeft,
    ])
    expect([sync.waiting, second.waiting]).toEqual([0, 1])
  })

  test('does not interrupt a call whose request was taken, nor one that is being served', async () => {
    const world = new World()
    const sync = new IpcSyncObject()
    serveLate(world, 10, 100)
    world.asClient(async (client) => {
      const rc = await callWith(client, world.channel, ping(1), INFINITE_TIMEOUT, sync)
      world.say(`${rc} ${client.answered} at ${world.clock.now()}`)
    })
    world.asClient(async ({ self }) => {
      await self.sleep(11)
      expect(sync.waiting).toBe(0)
      sync.set()
    })
    await world.rest()
    expect(world.log).toEqual([`reply ${rcOk}`, `${rcOk} 2 at 110`])
    expectNothing(world, sync)
  })

  test('that is set lets nothing begin, not even what would not wait, until it is cleared', async () => {
    const world = new World()
    const sync = new IpcSyncObject()
    sync.set()
    sync.set()
    world.serve()
    world.asClient(async (client) => {
      world.say(`call ${await callWith(client, world.channel, ping(1), INFINITE_TIMEOUT, sync)}`)
      sync.clear()
      world.say(`call ${await callWith(client, world.channel, ping(1), INFINITE_TIMEOUT, sync)}`)
    })
    await world.rest()
    expect([sync.isSet, world.log]).toEqual([false, [`call ${rcIpcInterrupt}`, `call ${rcOk}`]])
  })

  test('that is set lets no request be taken', async () => {
    const world = new World()
    const sync = new IpcSyncObject()
    sync.set()
    world.asClient(async (client) => world.say(`call ${await client.call(world.channel, ping(1))}`))
    world.asServer(async (server) => {
      world.say(`receive ${await receiveWith(server, world, INFINITE_TIMEOUT, sync)}`)
      expect(world.listener.counts).toEqual({ ...nothingLeft, senders: 1 })
      sync.clear()
      world.say(`receive ${await receiveWith(server, world, INFINITE_TIMEOUT, sync)}`)
      server.reply(world.listener, 0, pong(1))
    })
    await world.rest()
    expect(world.log).toEqual([`receive ${rcIpcInterrupt}`, `receive ${rcOk}`, `call ${rcOk}`])
    expectNothing(world, sync)
  })

  test('that a rule sets while a receive looks for a request lets it not wait', async () => {
    const sync = new IpcSyncObject()
    const setting = definePolicy(
      request(any, any, () => {
        sync.set()
        return false
      }),
    )
    const world = new World({ monitor: createMonitor(setting) })
    world.asClient(async (client) => void (await client.call(world.channel, ping(1))))
    await world.rest()
    world.asServer(async (server) =>
      world.say(`receive ${await receiveWith(server, world, INFINITE_TIMEOUT, sync)}`),
    )
    await world.rest()
    expect(world.log).toEqual([`receive ${rcIpcInterrupt}`])
    expectNothing(world, sync)
  })

  test('a receive that got its request can be interrupted no more', async () => {
    const world = new World()
    const sync = new IpcSyncObject()
    world.asServer(async (server) => {
      world.say(`receive ${await receiveWith(server, world, 100, sync)}`)
      world.say(`reply ${server.reply(world.listener, 0, pong(1))}`)
    })
    world.asClient(async (client) => {
      await client.self.sleep(1)
      const called = client.call(world.channel, ping(1))
      world.say(`call ${await called}`)
    })
    world.asClient(async ({ self }) => {
      await self.sleep(1)
      expect(sync.waiting).toBe(0)
      sync.set()
    })
    await world.rest()
    expect(world.log).toEqual([`receive ${rcOk}`, `reply ${rcOk}`, `call ${rcOk}`])
    expectNothing(world, sync)
  })

  test('that goes away lets those who wait call again: rcRestart', async () => {
    const world = new World()
    const sync = new IpcSyncObject()
    const other = world.listen(world.server, 'other')
    world.asClient(async (client) =>
      world.say(`call ${await callWith(client, world.channel, ping(1), INFINITE_TIMEOUT, sync)}`),
    )
    world.asServer(async (server) =>
      world.say(`receive ${await receiveWith(server, world, 50, sync, other)}`),
    )
    world.asClient(async () => sync.destroy())
    await world.rest()
    expect(world.log).toEqual([`call ${rcRestart}`, `receive ${rcRestart}`])
    expectNothing(world, sync)
  })

  test('forgets whoever leaves otherwise: by time-out, by the end of the thread, of the channel, of the listener', async () => {
    const world = new World()
    const sync = new IpcSyncObject()
    const channel = world.listener.connect('closed')
    const wait = (to: Channel, timeout: number) =>
      world.asClient(async (client) =>
        world.say(String(await callWith(client, to, ping(1), timeout, sync))),
      )
    wait(world.channel, 5)
    const killed = wait(world.channel, INFINITE_TIMEOUT)
    wait(channel, INFINITE_TIMEOUT)
    wait(world.channel, INFINITE_TIMEOUT)
    await world.rest()
    expect(sync.waiting).toBe(3)
    world.scheduler.terminate(killed.thread, 9)
    expect(sync.waiting).toBe(2)
    world.outside(() => channel.close())
    expect(sync.waiting).toBe(1)
    world.outside(() => world.listener.close())
    await world.rest()
    expect(world.log).toEqual([rcTimeout, rcNotConnected, rcNotConnected].map(String))
    expectNothing(world, sync)
  })

  test('is not entered by a thread that waits already', async () => {
    const world = new World()
    const sync = new IpcSyncObject()
    world.asClient(async (client) => {
      const first = client.call(world.channel, ping(1))
      const again = world.channel.call(
        client.ipcThread,
        ping(2).bytes,
        noBytes,
        0,
        client.response,
        noBytes,
        INFINITE_TIMEOUT,
        sync,
      )
      world.say(`${again === rcInvalidThreadState} ${sync.waiting}`)
      await first
    })
    const other = world.listen(world.server, 'other')
    world.asServer(async (server) => {
      const asleep = server.self.sleep(10)
      const again = other.receive(server.ipcThread, server.request, noBytes, INFINITE_TIMEOUT, sync)
      world.say(`${again === rcInvalidThreadState} ${sync.waiting} ${other.counts.receivers}`)
      await asleep
    })
    // Somebody has to be ready, or time would jump to the end of the sleep.
    world.asClient(async () => {})
    await world.rest()
    expect(world.log).toEqual(['true 0', 'true 0 0'])
  })
})

describe('a bounded call', () => {
  test.each([
    ['before its request is taken', 20, 60],
    ['while its request is served', 0, 60],
  ])('ends at its deadline %s, and its answer finds nobody', async (_when, before, served) => {
    const world = new World()
    serveLate(world, before, served)
    world.asClient(async (client) => {
      const rc = await callBounded(client, world.channel, ping(1), 10, true)
      world.say(`${rc} at ${world.clock.now()}`)
      expect([client.ipcThread.channel, client.ipcThread.server]).toEqual([null, null])
    })
    await world.rest()
    const late = before === 0 ? `reply ${rcNotConnected}` : 'nothing to serve'
    expect(world.log.toSorted()).toEqual([`${rcTimeout} at 10`, late].toSorted())
    expectNothing(world)
  })

  test('waits on with a time-out that is no deadline, and drops its timer', async () => {
    const world = new World()
    serveLate(world, 0, 60)
    world.asClient(async (client) =>
      world.say(`${await callBounded(client, world.channel, ping(1), 10, false)}`),
    )
    await world.rest()
    expect(world.log).toEqual([`reply ${rcOk}`, `${rcOk}`])
    expectNothing(world)
  })

  test.each([
    ['set', rcIpcInterrupt, (sync: IpcSyncObject) => sync.set()],
    ['destroyed', rcRestart, (sync: IpcSyncObject) => sync.destroy()],
  ])('ends when its object is %s while its request is served', async (_how, code, end) => {
    const world = new World()
    const sync = new IpcSyncObject()
    serveLate(world, 0, 60)
    world.asClient(async (client) => {
      const rc = await callBounded(client, world.channel, ping(1), INFINITE_TIMEOUT, false, sync)
      world.say(`${rc} at ${world.clock.now()}`)
    })
    world.spawn(world.client, async ({ self }) => {
      await self.sleep(30)
      expect(sync.waiting).toBe(1)
      end(sync)
    })
    await world.rest()
    expect(world.log).toEqual([`${code} at 30`, `reply ${rcNotConnected}`])
    expectNothing(world, sync)
  })

  test('takes back the priority that it lent to the thread that serves it', async () => {
    const world = new World()
    let served: Actor | null = null
    world.asServer(async (server) => {
      served = server
      await server.receive(world.listener)
      await server.self.sleep(60)
    })
    world.asClient(async (client) => {
      world.scheduler.setPriority(client.ipcThread.waiter as never, 20)
      await callBounded(client, world.channel, ping(1), 10, true)
      world.say(`${served?.ipcThread.waiter.priority}`)
    })
    await world.rest()
    expect(world.log).toEqual(['15'])
    expectNothing(world)
  })

  test('is over before it begins with a deadline of 0, and leaves an idle server alone', async () => {
    const world = new World()
    serveLate(world, 0, 0)
    world.asClient(async (client) => {
      await client.self.sleep(1)
      world.say(`${await callBounded(client, world.channel, ping(1), 0, true)}`)
    })
    await world.rest()
    expect(world.log).toContain(`${rcTimeout}`)
    world.listener.close()
  })
})

describe('a bounded call that a waiting server thread takes', () => {
  test('may be interrupted until it is answered, and not after that', async () => {
    for (const isAnswered of [true, false]) {
      const world = new World()
      const sync = new IpcSyncObject()
      world.asServer(async (server) => {
        await server.receive(world.listener)
        await server.self.sleep(isAnswered ? 10 : 100)
        world.say(`reply ${server.reply(world.listener, 0, pong(2))}`)
      })
      world.asClient(async (client) => {
        const rc = await callBounded(client, world.channel, ping(1), INFINITE_TIMEOUT, false, sync)
        world.say(`call ${rc}, ${sync.waiting} wait`)
      })
      world.spawn(world.client, async ({ self }) => {
        await self.sleep(5)
        world.say(`${sync.waiting} waits`)
        await self.sleep(45)
        sync.set()
      })
      await world.rest()
      expect(world.log).toEqual([
        '1 waits',
        ...(isAnswered
          ? [`reply ${rcOk}`, `call ${rcOk}, 0 wait`]
          : [`call ${rcIpcInterrupt}, 0 wait`, `reply ${rcNotConnected}`]),
      ])
      expectNothing(world, sync)
    }
  })

  test('ends if its object is set while the request is delivered, which the server has', async () => {
    const sync = new IpcSyncObject()
    const world = new World({ probe: { requested: () => sync.set() } })
    world.asServer(async (server) => {
      world.say(`receive ${await server.receive(world.listener)}, ${server.asked}`)
      world.say(`reply ${server.reply(world.listener, 0, pong(2))}`)
    })
    world.asClient(async (client) =>
      world.say(
        `call ${await callBounded(client, world.channel, ping(7), INFINITE_TIMEOUT, false, sync)}`,
      ),
    )
    await world.rest()
    expect(world.log).toEqual([
      `call ${rcIpcInterrupt}`,
      `receive ${rcOk}, 7`,
      `reply ${rcNotConnected}`,
    ])
    expectNothing(world, sync)
  })
})

test('a receive of no time leaves nothing with its object', async () => {
  const world = new World()
  const sync = new IpcSyncObject()
  world.asServer(async (server) =>
    world.say(`${await receiveWith(server, world, 0, sync)}, ${sync.waiting} wait`),
  )
  await world.rest()
  expect(world.log).toEqual([`${rcTimeout}, 0 wait`])
  expectNothing(world, sync)
})

test('a request whose server a rule ended does not wait with an object that the rule set', async () => {
  for (const isSet of [true, false]) {
    const sync = new IpcSyncObject()
    const world: World = new World({
      monitor: createMonitor(
        definePolicy(
          request(any, any, () => {
            if (isSet) sync.set()
            world.outside(() => world.scheduler.terminate(server.thread, 9))
            return true
          }),
        ),
      ),
    })
    const server = world.asServer(async (actor) => void (await actor.receive(world.listener)))
    const client = world.asClient(async (actor) =>
      world.say(`${await callWith(actor, world.channel, ping(1), INFINITE_TIMEOUT, sync)}`),
    )
    await world.rest()
    expect([world.log, world.listener.counts.senders, sync.waiting]).toEqual(
      isSet ? [[`${rcIpcInterrupt}`], 0, 0] : [[], 1, 1],
    )
    world.outside(() => world.scheduler.terminate(client.thread, 0))
    await world.rest()
    expectNothing(world, sync)
  }
})

test('an answer to a call that ended at one listener is not too late at another', async () => {
  const world = new World()
  const second = world.listen()
  const channel = second.connect()
  const taker = world.asServer(async (server) => {
    await server.receive(world.listener)
    const tid = server.sender
    await server.self.sleep(100)
    world.say(`late ${server.reply(second, tid, pong(5))}`)
  })
  world.asServer(async (server) => {
    await server.receive(second)
    await server.self.sleep(500)
  })
  world.asClient(async (client) => {
    world.say(`${await callBounded(client, world.channel, ping(1), 50, true)}`)
    world.say(`${await client.call(channel, ping(2))} ${client.answered}`)
  })
  await world.rest()
  expect(world.log).toEqual([`${rcTimeout}`, `late ${rcOk}`, `${rcOk} 5`])
  expect(taker.thread.owned).toBe(null)
  expectNothing(world)
})

test('a bounded call of no time does not begin, also if a server thread waits', async () => {
  const world = new World()
  const server = world.asServer(async (actor) => {
    world.say(`receive ${await actor.receive(world.listener)}`)
  })
  world.asClient(async (client) =>
    world.say(`call ${await callBounded(client, world.channel, ping(1), 0, true)}`),
  )
  await world.rest()
  expect(world.log).toEqual([`call ${rcTimeout}`])
  world.outside(() => world.scheduler.terminate(server.thread, 0))
  await world.rest()
  expectNothing(world)
})

test('a receive that a rule interrupts gets nothing of the request, which waits on', async () => {
  const sync = new IpcSyncObject()
  const world = new World({
    monitor: createMonitor(definePolicy(request(any, any, () => (sync.set(), true)))),
  })
  world.asServer(async (server) => {
    world.say(`receive ${await receiveWith(server, world, INFINITE_TIMEOUT, sync)}`)
    world.say(`got ${server.asked}`)
  })
  const client = world.asClient(async (actor) => void (await actor.call(world.channel, ping(7))))
  await world.rest()
  expect(world.log).toEqual([`receive ${rcIpcInterrupt}`, 'got 0'])
  expect(world.listener.counts).toEqual({ ...nothingLeft, senders: 1 })
  world.outside(() => world.scheduler.terminate(client.thread, 0))
  await world.rest()
  expectNothing(world, sync)
})
