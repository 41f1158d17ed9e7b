// Monitors that fail, and observers that act on what they hear: no queue is left in disorder.

import { rcInvalidArgument, rcNotConnected, rcOk, rcSecurityDisallow } from '@kos/retcode'
import {
  any,
  createMonitor,
  definePolicy,
  granted,
  request,
  response,
  type SecurityMonitor,
} from '@kos/security'
import { type LocalThread, PARKED, PromiseWaiter } from '@kos/thread'
import { describe, expect, test } from 'vitest'
import { IpcThread, noBytes } from '../src/index.ts'
import { Echo, nothingLeft, ping, pong, said, say, valueIn, World } from './world.ts'

describe('a monitor that fails', () => {
  const broken = (classify: unknown, decide: unknown): SecurityMonitor => {
    const answer = (value: unknown) => () => {
      if (value instanceof Error) throw value
      return value as never
    }
    return { classify: answer(classify), decide: answer(decide) }
  }

  test.each([
    ['throws when it classifies', broken(new Error('no'), granted), rcOk],
    ['classifies as nonsense', broken('perhaps', granted), rcOk],
    ['throws when it decides', broken('ask', new Error('no')), rcSecurityDisallow],
    ['throws whatever it is asked', broken(new Error('no'), new Error('no')), rcSecurityDisallow],
    ['answers no decision', broken('ask', true), rcSecurityDisallow],
  ])('because it %s never leaves a queue in disorder', async (_, monitor, code) => {
    for (const serverFirst of [true, false]) {
      const world = new World({ monitor })
      if (serverFirst) world.serve()
      for (let i = 0; i < 2; i++)
        world.asClient(async (client) =>
          world.say(String(await client.call(world.channel, ping(i)))),
        )
      if (!serverFirst) world.serve()
      await world.rest()
      expect(world.log).toEqual([String(code), String(code)])
      expect(world.listener.counts).toEqual({ ...nothingLeft, receivers: 1 })
    }
  })
})

describe('who hears of denials', () => {
  test('may throw: the message is refused all the same', async () => {
    const onDenied = (): never => {
      throw new Error('the disk is full')
    }
    const world = new World({ monitor: createMonitor(definePolicy()), onDenied })
    world.asClient(async (client) => world.say(String(await client.call(world.channel, ping(1)))))
    world.asClient(async (client) =>
      world.say(String(await client.call(world.channel, ping(1, 9)))),
    )
    world.serve()
    await world.rest()
    expect(world.log).toEqual([rcSecurityDisallow, rcInvalidArgument].map(String))
  })

  // What a kernel does that ends a process at its first denied message.
  test.each(['client', 'server'])('may end the %s there and then', async (victim) => {
    for (const serverFirst of [true, false]) {
      const world: World = new World({
        monitor: createMonitor(
          definePolicy(
            request(any, any, Echo.Ping, ({ message }) => message.value !== 1),
            response(any, any),
          ),
        ),
        onDenied: () =>
          world.outside(() => {
            world.scheduler.terminate(victim === 'client' ? doomed.thread : server.thread, 9)
            if (victim === 'server') world.listener.close()
          }),
      })
      let server = world.asServer(async () => {})
      if (serverFirst) server = world.serve()
      await world.rest()
      const doomed = world.asClient(async (client) =>
        world.say(`1: ${await client.call(world.channel, ping(1))}`),
      )
      const others = [2, 3].map((value) => {
        return world.asClient(async (client) =>
          world.say(`${value}: ${await client.call(world.channel, ping(value))}`),
        )
      })
      await world.rest()
      if (!serverFirst) server = world.serve()
      await world.rest()
      const left = { ...nothingLeft, receivers: victim === 'client' ? 1 : 0 }
      expect(world.listener.counts).toEqual(left)
      expect(world.scheduler.counts.threads).toBe(left.receivers)
      const code = victim === 'client' ? rcOk : rcNotConnected
      expect(world.log.filter((line) => !line.startsWith('1'))).toEqual([
        `2: ${code}`,
        `3: ${code}`,
      ])
      expect(others).toHaveLength(2)
    }
  })

  test('may close the listener there and then: the server is not left waiting at it', async () => {
    const world: World = new World({
      monitor: createMonitor(definePolicy()),
      onDenied: () => world.listener.close(),
    })
    for (const value of [1, 2])
      world.asClient(async (client) =>
        world.say(String(await client.call(world.channel, ping(value)))),
      )
    world.asServer(async (server) => world.say(`receive ${await server.receive(world.listener)}`))
    await world.rest()
    expect(world.log).toEqual([
      `receive ${rcNotConnected}`,
      String(rcNotConnected),
      String(rcNotConnected),
    ])
    expect(world.listener.counts).toEqual(nothingLeft)
  })

  test('of a response may end the client there and then', async () => {
    const world: World = new World({
      monitor: createMonitor(definePolicy(request(any, any))),
      onDenied: () => void world.scheduler.terminate(client.thread, 9),
    })
    const codes: number[] = []
    world.asServer(async (server) => {
      for (let i = 0; i < 2; i++) await server.receive(world.listener)
      codes.push(server.reply(world.listener, client.thread.tid, pong(1)))
      codes.push(world.listener.counts.awaitingReply)
    })
    const client = world.asClient(
      async (client) => void (await client.call(world.channel, ping(1))),
    )
    world.asClient(async (client) => void (await client.call(world.channel, ping(2))))
    await world.rest()
    expect(codes).toEqual([rcSecurityDisallow, 1])
  })
})

describe('a probe that ends whom it hears of', () => {
  test.each(['client', 'server', 'listener'])(
    'such as the %s leaves no queue in disorder',
    async (victim) => {
      for (const serverFirst of [true, false]) {
        const world: World = new World({
          probe: {
            requested(client, server) {
              if (world.log.length > 0) return
              world.say(victim)
              if (victim === 'listener') world.listener.close()
              else
                world.scheduler.terminate(
                  (victim === 'client' ? client : server).waiter as never,
                  9,
                )
            },
          },
        })
        const codes: number[] = []
        const clients = () =>
          [1, 2].map((value) =>
            world.asClient(
              async (client) => void codes.push(await client.call(world.channel, ping(value))),
            ),
          )
        if (serverFirst) for (let i = 0; i < 2; i++) world.serve()
        await world.rest()
        clients()
        await world.rest()
        if (!serverFirst) for (let i = 0; i < 2; i++) world.serve()
        await world.rest()
        const { senders, awaitingReply } = world.listener.counts
        expect([senders, awaitingReply]).toEqual([0, victim === 'server' ? 1 : 0])
        world.outside(() => world.listener.close())
        await world.rest()
        expect(world.listener.counts).toEqual(nothingLeft)
        expect(world.scheduler.counts.threads).toBe(0)
        expect(codes).toHaveLength(victim === 'client' ? 1 : 2)
      }
    },
  )
})

describe('a rule that ends whom it hears of, and', () => {
  /** A world whose rule does `act` at the first request, and answers `grants`. */
  const acting = (act: (world: World) => void, grants: boolean): World => {
    let isFirst = true
    const world: World = new World({
      monitor: createMonitor(
        definePolicy(
          request(any, any, () => {
            const wasFirst = isFirst
            isFirst = false
            if (wasFirst) act(world)
            return !wasFirst || grants
          }),
          response(any, any),
        ),
      ),
    })
    return world
  }

  test('grants the request of a client that has ended: nothing is delivered, and the server waits on', async () => {
    const world = acting(() => void world.scheduler.terminate(client.thread, 9), true)
    const server = world.asServer(
      async (server) => {
        world.say(`receive ${await server.receive(world.listener)}`)
        world.say(`reply ${server.reply(world.listener, 0, pong(1))}`)
        world.say(`priority ${server.self.thread.priority}`)
      },
      { priority: 3 },
    )
    await world.rest()
    const client = world.asClient(
      async (client) => {
        await client
          .call(world.channel, ping(1))
          .catch((error: unknown) => world.say((error as Error).name))
      },
      { priority: 20 },
    )
    await world.rest()
    expect(world.log).toEqual(['ThreadTerminated'])
    expect([world.listener.counts, server.thread.owned]).toEqual([
      { ...nothingLeft, receivers: 1 },
      null,
    ])
    expect(server.thread.priority).toBe(3)
  })

  test.each([true, false])(
    'grants the request while its server thread ends: another one takes it (served first: %s)',
    async (servedFirst) => {
      const committed: string[] = []
      const world: World = new World({
        monitor: createMonitor(
          definePolicy(
            request(any, any, Echo.Ping, () => {
              if (!server.thread.isOver) world.scheduler.terminate(server.thread, 9)
              return { granted: true, commit: () => void committed.push('commit') }
            }),
            response(any, any),
          ),
        ),
      })
      const serve = (): LocalThread =>
        world.asServer(async (actor) => {
          while ((await actor.receive(world.listener)) === rcOk)
            actor.reply(world.listener, 0, pong(actor.asked))
        })
      const call = (): LocalThread =>
        world.asClient(async (actor) =>
          world.say(`${await actor.call(world.channel, ping(1))}: ${actor.answered}`),
        )
      if (!servedFirst) call()
      await world.rest()
      const server = serve()
      await world.rest()
      serve()
      await world.rest()
      if (servedFirst) call()
      await world.rest()
      expect([world.log, committed]).toEqual([[`${rcOk}: 1`], ['commit']])
      expect(world.listener.counts).toEqual({ ...nothingLeft, receivers: 1 })
    },
  )

  test('grants the response of a server thread that has ended: the client waits on for another', async () => {
    const world: World = new World({
      monitor: createMonitor(
        definePolicy(
          request(any, any),
          response(any, any, Echo.Ping, () => {
            if (!server.thread.isOver) world.scheduler.terminate(server.thread, 9)
            return true
          }),
        ),
      ),
    })
    const server = world.asServer(async (actor) => {
      await actor.receive(world.listener)
      actor.reply(world.listener, 0, pong(1))
    })
    world.asClient(async (actor) =>
      world.say(`${await actor.call(world.channel, ping(1))}: ${actor.answered}`),
    )
    await world.rest()
    expect([world.log, world.listener.counts.awaitingReply]).toEqual([[], 1])
    world.asServer(async (actor) => void actor.reply(world.listener, 0, pong(2)))
    await world.rest()
    expect([world.log, world.listener.counts]).toEqual([[`${rcOk}: 2`], nothingLeft])
  })

  test.each([true, false])(
    'grants the request of a client whose channel closed meanwhile: it is not delivered (served first: %s)',
    async (servedFirst) => {
      const world: World = new World({
        monitor: createMonitor(
          definePolicy(request(any, any, Echo.Ping, () => (world.channel.close(), true))),
        ),
      })
      const call = (): LocalThread =>
        world.asClient(async (actor) => world.say(String(await actor.call(world.channel, ping(1)))))
      if (!servedFirst) call()
      await world.rest()
      world.asServer(async (actor) => world.say(`got ${await actor.receive(world.listener)}`))
      await world.rest()
      if (servedFirst) call()
      await world.rest()
      expect(world.log).toEqual([String(rcNotConnected)])
      expect(world.listener.counts).toEqual({ ...nothingLeft, receivers: 1 })
    },
  )

  test('denies the request: a server thread that has ended takes none of the others', async () => {
    const world = acting(() => void world.scheduler.terminate(server.thread, 9), false)
    for (const value of [1, 2])
      world.asClient(async (client) =>
        world.say(`${value}: ${await client.call(world.channel, ping(value))}`),
      )
    await world.rest()
    const server = world.asServer(async (server) => void (await server.receive(world.listener)))
    await world.rest()
    expect(world.listener.counts).toEqual({ ...nothingLeft, senders: 1 })
    world.serve()
    await world.rest()
    expect(world.log).toEqual([`1: ${rcSecurityDisallow}`, `2: ${rcOk}`])
  })
})

test('a rule that sends a message itself fails, and no message is taken for another', async () => {
  let isFirst = true
  const world: World = new World({
    monitor: createMonitor(
      definePolicy(
        request(any, any, () => {
          if (isFirst) {
            isFirst = false
            send(2)
          }
          return true
        }),
      ),
    ),
  })
  const listeners = [1, 2].map(() => world.listen())
  const targets = listeners.map((listener, index) => {
    const target = new Uint8Array(64)
    const thread = new IpcThread(new PromiseWaiter(), world.server, 10 + index)
    expect(listener.receive(thread, target, noBytes)).toBe(PARKED)
    return target
  })
  const send = (value: number): number =>
    listeners[value - 1]!.connect().call(
      new IpcThread(new PromiseWaiter(), world.client, value),
      ping(value).bytes,
      noBytes,
      0,
      new Uint8Array(64),
      noBytes,
    )
  expect(send(1)).toBe(rcSecurityDisallow)
  expect([world.denials.map(({ denial }) => denial.reason), targets.map(valueIn)]).toEqual([
    ['monitor-failed'],
    [0, 0],
  ])
  expect([send(1), send(2), targets.map(valueIn)]).toEqual([PARKED, PARKED, [1, 2]])
})

test("a probe that closes the server's end ends the call that is being delivered", async () => {
  const world: World = new World({
    probe: { requested: () => world.outside(() => world.listener.close()) },
  })
  world.asServer(async (server) => world.say(`receive ${await server.receive(world.listener)}`))
  world.asClient(async (client) => {
    world.say(`call ${await client.call(world.channel, ping(1))}`)
    expect(client.ipcThread.channel).toBe(null)
  })
  await world.rest()
  expect([...world.log].sort()).toEqual([`call ${rcNotConnected}`, `receive ${rcNotConnected}`])
  expect(world.listener.counts).toEqual(nothingLeft)
})

test('a server thread that a rule ended takes no further request', async () => {
  const world: World = new World({
    monitor: createMonitor(
      definePolicy(
        request(any, any, Echo.Ping, () => {
          world.outside(() => world.scheduler.terminate(server.thread, 9))
          return false
        }),
        request(any, any, Echo.Say),
        response(any, any),
      ),
    ),
  })
  let server = world.asServer(async () => {})
  // From here on the policy is not asked about what is said.
  expect(await world.exchangeOnce(say('a'), said('b'))).toEqual([rcOk, rcOk])
  world.asClient(async (client) => world.say(`${await client.call(world.channel, ping(1))}`))
  const second = world.asClient(async (client) => void (await client.call(world.channel, say('x'))))
  await world.rest()
  server = world.asServer(async (actor) => void (await actor.receive(world.listener)))
  await world.rest()
  expect(world.log).toEqual([`${rcSecurityDisallow}`])
  expect(world.listener.counts).toEqual({ ...nothingLeft, senders: 1 })
  world.outside(() => world.scheduler.terminate(second.thread, 0))
})

test('a server thread that ends while it is given a request owns nothing of it', async () => {
  const world: World = new World({
    probe: { requested: () => world.outside(() => world.scheduler.terminate(server.thread, 9)) },
  })
  const server = world.asServer(async (actor) => void (await actor.receive(world.listener)))
  let taken: unknown
  const client = world.asClient(async (actor) => {
    taken = actor.ipcThread
    await actor.call(world.channel, ping(1))
  })
  await world.rest()
  expect([(taken as IpcThread).server, server.thread.owned]).toEqual([null, null])
  expect(world.listener.counts).toEqual({ ...nothingLeft, awaitingReply: 1 })
  world.outside(() => world.scheduler.terminate(client.thread, 0))
})

test('a rule that answers a message while another one is delivered fails, and answers nothing', async () => {
  let answering = (): number => 0
  const world: World = new World({
    monitor: createMonitor(
      definePolicy(
        request(any, any, Echo.Ping, ({ message }) => message.value === 1 || answering() === rcOk),
        response(any, any),
      ),
    ),
  })
  const first = world.asServer(async (server) => {
    await server.receive(world.listener)
    answering = () => server.reply(world.listener, 0, pong(9))
  })
  const waiting = world.asClient(async (client) => void (await client.call(world.channel, ping(1))))
  await world.rest()
  world.serve()
  world.asClient(async (client) => world.say(`${await client.call(world.channel, ping(2))}`))
  await world.rest()
  expect(world.log).toEqual([`${rcSecurityDisallow}`])
  expect(world.denials.map(({ denial }) => denial.reason)).toEqual(['monitor-failed'])
  expect(world.listener.counts).toEqual({ ...nothingLeft, awaitingReply: 1, receivers: 1 })
  world.outside(() =>
    [first, waiting].forEach(({ thread }) => world.scheduler.terminate(thread, 0)),
  )
})

test('a probe hears of answers that arrive, and of no others', async () => {
  const heard: string[] = []
  const world = new World({
    probe: {
      requested: (client) => void heard.push(`requested by ${client.process.className}`),
      answered: (client) => void heard.push(`answered to ${client.process.className}`),
    },
    monitor: createMonitor(
      definePolicy(
        request(any, any),
        response(any, any, Echo.Ping, ({ message }) => message.value !== 7),
      ),
    ),
  })
  expect(await world.exchangeOnce(ping(1), pong(7))).toEqual([
    rcSecurityDisallow,
    rcSecurityDisallow,
  ])
  expect(heard).toEqual(['requested by Client'])
  expect(await world.exchangeOnce(ping(1), pong(8))).toEqual([rcOk, rcOk])
  expect(heard.slice(1)).toEqual(['requested by Client', 'answered to Client'])
})

test('a denied message of which nothing but the header is known is told without its contents', async () => {
  const world = new World({ monitor: createMonitor(definePolicy()) })
  const listener = world.listen(world.peer('Opaque'))
  world.serve(listener)
  world.asClient(async (client) => world.say(`${await client.call(listener.connect(), ping(1))}`))
  await world.rest()
  expect(world.log).toEqual([`${rcSecurityDisallow}`])
  expect(world.denials.map(({ event }) => [event.interface, event.message])).toEqual([
    ['', undefined],
  ])
})
