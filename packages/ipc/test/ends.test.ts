// Peers that die: whoever waits for them gets a code, and nothing is left of them.

import { rcAbort, rcNotConnected, rcOk, rcRestart, rcTimeout } from '@kos/retcode'
import { INFINITE_TIMEOUT, PromiseWaiter, ThreadState, ThreadTerminated } from '@kos/thread'
import { describe, expect, test } from 'vitest'
import { Channel, noBytes, IpcThread, IpcSyncObject } from '../src/index.ts'
import { type Actor, nothingLeft, ping, pong, World } from './world.ts'

const gone = rcNotConnected

/**
 * A thread that refers to no other thread or channel. It keeps its buffers, since a thread mostly
 * uses the same again.
 */
function expectForgotten({ ipcThread: { channel, server, requestKind, client } }: Actor): void {
  expect([channel, server, requestKind, client]).toEqual([null, null, null, null])
}

describe('a client that is ended', () => {
  test('before its request was taken leaves the queue, and the others keep their turn', async () => {
    const world = new World()
    const actors: Actor[] = []
    const clients = [1, 2, 3].map((value) =>
      world.asClient(async (client) => {
        actors.push(client)
        const code = await client
          .call(world.channel, ping(value))
          .catch((error: unknown) => (error as Error).name)
        world.say(`${value}: ${code}`)
      }),
    )
    await world.rest()
    world.scheduler.terminate(clients[1]!.thread, 9)
    expect(world.listener.counts.senders).toBe(2)
    expectForgotten(actors[1]!)
    world.serve()
    await world.rest()
    expect(world.log).toEqual(['2: ThreadTerminated', '1: 0', '3: 0'])
    expect(world.listener.counts).toEqual({ ...nothingLeft, receivers: 1 })
  })

  test('after its request was taken makes the reply fail; the server goes on', async () => {
    const world = new World()
    const actors: Actor[] = []
    const client = world.asClient(async (client) => {
      actors.push(client)
      await client.call(world.channel, ping(1))
    })
    world.asServer(async (server) => {
      actors.push(server)
      await server.receive(world.listener)
      await server.self.sleep(10)
      world.say(`reply ${server.reply(world.listener, 0, pong(1))}`)
      world.say(`by name ${server.reply(world.listener, server.sender, pong(1))}`)
      world.say(`next ${await server.receive(world.listener)}`)
      server.reply(world.listener, 0, pong(1))
    })
    world.asClient(async ({ self }) => {
      await self.sleep(5)
      world.scheduler.terminate(client.thread, 9)
      expect(actors[1]!.ipcThread.client).toBe(null)
      expectForgotten(actors[0]!)
    })
    world.asClient(async (client) => {
      await client.self.sleep(20)
      world.say(`call ${await client.call(world.channel, ping(2))}`)
    })
    await world.rest()
    expect(world.log).toEqual([`reply ${gone}`, `by name ${gone}`, 'next 0', 'call 0'])
    expect(world.listener.counts).toEqual(nothingLeft)
  })

  test('or whose time is up, is not answered late when it calls again', async () => {
    const world = new World()
    world.asClient(async (client) => {
      const { ipcThread } = client
      const call = (value: number, limit: number): Promise<number> => {
        const { bytes, arena, used } = ping(value)
        const { response, responseArena } = client
        return client.self.wait(
          world.channel.call(
            ipcThread,
            bytes,
            arena,
            used,
            response,
            responseArena,
            limit,
            null,
            true,
            true,
          ),
        ) as Promise<number>
      }
      world.say(`first: ${await call(1, 10)}`)
      world.say(`second: ${await call(2, 100)} ${client.answered}`)
    })
    for (const delay of [20, 30])
      world.asServer(async (server) => {
        await server.receive(world.listener)
        await server.self.sleep(delay)
        world.say(`reply ${server.reply(world.listener, server.sender, pong(server.asked))}`)
      })
    await world.rest()
    expect(world.log).toEqual([`first: ${rcTimeout}`, `reply ${gone}`, 'reply 0', 'second: 0 2'])
    expect(world.listener.counts).toEqual(nothingLeft)
  })

  test('does not keep the server from answering another that it took before', async () => {
    const world = new World()
    const clients = [1, 2].map((value) =>
      world.asClient(async (client) =>
        world.say(`${value}: ${await client.call(world.channel, ping(value))}`),
      ),
    )
    world.asServer(async (server) => {
      await server.receive(world.listener)
      await server.receive(world.listener)
      world.scheduler.terminate(clients[1]!.thread, 9)
      world.say(`reply ${server.reply(world.listener, 0, pong(1))}`)
    })
    await world.rest()
    expect(world.log).toEqual(['reply 0', '1: 0'])
  })

  test('leaves no answer for a client whose request another server thread took', async () => {
    const world = new World()
    const clients = [1, 2].map((value) =>
      world.asClient(async (client) =>
        world.say(`${value}: ${await client.call(world.channel, ping(value))} ${client.answered}`),
      ),
    )
    world.asServer(async (server) => {
      await server.receive(world.listener)
      world.scheduler.terminate(clients[0]!.thread, 9)
      await server.self.sleep(1)
      world.say(`reply ${server.reply(world.listener, 0, pong(1))}`)
    })
    world.asServer(async (server) => {
      await server.receive(world.listener)
      await server.self.sleep(2)
      world.say(`reply ${server.reply(world.listener, 0, pong(2))}`)
    })
    await world.rest()
    expect(world.log).toEqual([`reply ${rcNotConnected}`, 'reply 0', '2: 0 2'])
  })

  test('may be a promise that was cancelled', async () => {
    const world = new World()
    const waiter = new PromiseWaiter()
    const ipcThread = new IpcThread(waiter, world.client, 1)
    const call = (): Promise<unknown> =>
      waiter.wait(
        world.channel.call(ipcThread, ping(1).bytes, noBytes, 0, new Uint8Array(24), noBytes),
      )
    const first = call()
    waiter.cancel()
    expect(await first).toBe(rcAbort)
    expect(world.listener.counts).toEqual(nothingLeft)
    world.serve()
    expect(await call()).toBe(rcOk)
  })
})

describe('a server thread that is ended', () => {
  test('while it waits is not given requests', async () => {
    const world = new World()
    const actors: Actor[] = []
    const server = world.asServer(async (server) => {
      actors.push(server)
      await server
        .receive(world.listener)
        .catch((error: unknown) => world.say((error as Error).name))
    })
    await world.rest()
    world.scheduler.terminate(server.thread, 9)
    await world.rest()
    expectForgotten(actors[0]!)
    world.asClient(async (client) => void (await client.call(world.channel, ping(1))))
    await world.rest()
    expect(world.log).toEqual([ThreadTerminated.name])
    expect(world.listener.counts).toEqual({ ...nothingLeft, senders: 1 })
  })

  test('while it serves leaves its client to the other threads of the process', async () => {
    for (const by of ['name', 'turn']) {
      const world = new World()
      let tid = 0
      const server = world.asServer(async (server) => {
        await server.receive(world.listener)
        tid = server.sender
        await server.self.sleep(1000)
      })
      world.asClient(async (client) =>
        world.say(`call ${await client.call(world.channel, ping(1))}, ${client.answered}`),
      )
      world.asServer(async (other) => {
        await other.self.sleep(10)
        world.scheduler.terminate(server.thread, 9)
        expect(world.listener.counts).toEqual({ ...nothingLeft, awaitingReply: 1 })
        world.say(`reply ${other.reply(world.listener, by === 'name' ? tid : 0, pong(5))}`)
      })
      await world.rest()
      expect(world.log).toEqual(['reply 0', 'call 0, 5'])
      expect(world.listener.counts).toEqual(nothingLeft)
    }
  })

  test('while it serves leaves its client to the end of the listener, if nobody else answers', async () => {
    const world = new World()
    const server = world.asServer(async (server) => {
      await server.receive(world.listener)
      await server.self.sleep(1000)
    })
    world.asClient(async (client) => world.say(`call ${await client.call(world.channel, ping(1))}`))
    world.asServer(async ({ self }) => {
      await self.sleep(10)
      world.scheduler.terminate(server.thread, 9)
      await self.sleep(10)
      expect(world.log).toEqual([])
      world.listener.close()
    })
    await world.rest()
    expect(world.log).toEqual([`call ${gone}`])
  })

  test('between its waking and its turn leaves its client in the same way', async () => {
    const world = new World()
    const server = world.serve(world.listener, { priority: 1 })
    await world.rest()
    world.asClient(async (client) => world.say(`call ${await client.call(world.channel, ping(1))}`))
    world.asClient(async () => void world.scheduler.terminate(server.thread, 9))
    await world.rest()
    expect(world.listener.counts).toEqual({ ...nothingLeft, awaitingReply: 1 })
    world.asServer(async (other) => void other.reply(world.listener, 0, pong(1)))
    await world.rest()
    expect(world.log).toEqual(['call 0'])
  })
})

describe('a listener that is closed', () => {
  test('ends every wait on it: callers, taken clients, receivers', async () => {
    const world = new World()
    const actors: Actor[] = []
    for (const value of [1, 2]) {
      world.asClient(async (client) => {
        actors.push(client)
        world.say(`call ${value}: ${await client.call(world.channel, ping(value))}`)
      })
    }
    world.asServer(async (server) => {
      actors.push(server)
      await server.receive(world.listener)
      await server.self.sleep(10)
      world.listener.close()
      expect(world.listener.counts).toEqual(nothingLeft)
      world.say(`reply ${server.reply(world.listener, server.sender, pong(1))}`)
    })
    await world.rest()
    expect(world.log).toEqual([`reply ${gone}`, `call 2: ${gone}`, `call 1: ${gone}`])
    expectForgotten(actors[0]!)
    expectForgotten(actors[1]!)
    expect(actors[2]!.ipcThread.client).toBe(null)

    const idle = new World()
    for (let i = 0; i < 2; i++)
      idle.asServer(async (server) => idle.say(String(await server.receive(idle.listener))))
    await idle.rest()
    idle.outside(() => idle.listener.close())
    await idle.rest()
    expect(idle.log).toEqual([gone, gone].map(String))
  })
})

describe('a channel that is closed', () => {
  test('ends the calls on it, before and after they were taken, and no others', async () => {
    const world = new World()
    const other = world.listener.connect('other')
    const call = (name: string, channel: typeof other) =>
      world.asClient(async (client) => world.say(`${name}: ${await client.call(channel, ping(0))}`))
    call('taken', world.channel)
    call('taken, other', other)
    world.asServer(async (server) => {
      const senders: number[] = []
      for (let i = 0; i < 2; i++) {
        await server.receive(world.listener)
        senders.push(server.sender)
      }
      for (const [name, channel] of [
        ['waiting', world.channel],
        ['waiting, other', other],
        ['waiting', world.channel],
      ] as const) {
        call(name, channel)
      }
      await server.self.sleep(10)
      expect(world.listener.counts).toEqual({ senders: 3, awaitingReply: 2, receivers: 0 })
      world.channel.close()
      expect(world.listener.counts).toEqual({ senders: 1, awaitingReply: 1, receivers: 0 })
      world.say(
        `replies ${senders.map((tid) => server.reply(world.listener, tid, pong(0))).join()}`,
      )
    })
    await world.rest()
    expect(world.log.toSorted()).toEqual([
      `replies ${gone},0`,
      `taken, other: 0`,
      `taken: ${gone}`,
      `waiting: ${gone}`,
      `waiting: ${gone}`,
    ])
    expect(world.listener.counts).toEqual({ ...nothingLeft, senders: 1 })
  })

  test('ends them also if one that ends lowers the priority of another that waits', async () => {
    const world = new World()
    const call = (value: number, priority: number) =>
      world.asClient(
        async (client) => world.say(`${value}: ${await client.call(world.channel, ping(value))}`),
        { priority },
      )
    call(1, 20)
    // Works for the client of high priority, and so waits before the other one.
    world.asServer(
      async (server) => {
        await server.receive(world.listener)
        await server.call(world.listener.connect(), ping(2))
      },
      { priority: 5 },
    )
    await world.rest()
    call(3, 10)
    await world.rest()
    world.asServer(async (server) => {
      for (let i = 0; i < 2; i++) await server.receive(world.listener)
      expect(world.listener.counts.awaitingReply).toBe(3)
      world.channel.close()
      expect(world.listener.counts.awaitingReply).toBe(1)
    })
    await world.rest()
    expect(world.log.toSorted()).toEqual([`1: ${gone}`, `3: ${gone}`])
  })

  test('does not disturb server threads that wait', async () => {
    const world = new World()
    world.serve()
    await world.rest()
    world.channel.close()
    expect(world.listener.counts).toEqual({ ...nothingLeft, receivers: 1 })
  })
})

describe('a server that dies while it calls another', () => {
  test('leaves nothing at the other, and its own client gets a code when its process is gone', async () => {
    const world = new World()
    const back = world.listen(world.peer('Back'), 'back')
    const server = world.asServer(async (server) => {
      await server.receive(world.listener)
      await server.call(back.connect(), ping(1))
    })
    world.asClient(async (client) => world.say(`call ${await client.call(world.channel, ping(1))}`))
    await world.rest()
    expect(back.counts.senders).toBe(1)
    world.outside(() => {
      world.scheduler.terminate(server.thread, 9)
      world.listener.close()
    })
    await world.rest()
    expect([back.counts, world.listener.counts]).toEqual([nothingLeft, nothingLeft])
    expect(world.log).toEqual([`call ${gone}`])
    expect(world.scheduler.counts.threads).toBe(0)
  })
})

describe('an object without handles', () => {
  test('ends the waits at it, but the channel of a callable handle ends with its listener', async () => {
    const world = new World()
    const callable = new Channel(world.listener, 'callable', 0)
    const sync = new IpcSyncObject()
    const calls = [world.channel, callable].map((channel, index) =>
      world.asClient(async (client) =>
        world.say(`${index}: ${await client.call(channel, ping(1))}`),
      ),
    )
    world.asClient(async ({ self, ipcThread, response, responseArena }) => {
      const { bytes, arena, used } = ping(1)
      const answer = callable.call(
        ipcThread,
        bytes,
        arena,
        used,
        response,
        responseArena,
        INFINITE_TIMEOUT,
        sync,
      )
      world.say(`sync: ${Number(await self.wait(answer))}`)
    })
    await world.rest()
    for (const object of [world.channel, callable, sync]) object.onZeroHandles()
    await world.rest()
    expect(world.log).toEqual([`0: ${gone}`, `sync: ${rcRestart}`])
    expect([world.channel.isClosed, callable.isClosed]).toEqual([true, false])
    world.listener.onZeroHandles()
    await world.rest()
    expect(world.log).toEqual([`0: ${gone}`, `sync: ${rcRestart}`, `1: ${gone}`])
    expect([callable.isClosed, world.listener.counts]).toEqual([true, nothingLeft])
    expect(calls.map(({ thread }) => thread.state)).toEqual([ThreadState.ended, ThreadState.ended])
  })
})
