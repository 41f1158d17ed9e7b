import { defineInterface } from '@kos/idl'
import { rcInvalidArgument, rcNotConnected, rcOk, rcTimeout } from '@kos/retcode'
import { PARKED, PromiseWaiter, waitReport } from '@kos/thread'
import { describe, expect, test } from 'vitest'
import { Channel, noBytes, IpcThread, Received } from '../src/index.ts'
import { Actor, Echo, frame, nothingLeft, ping, pong, say, said, World } from './world.ts'

describe('one client and one server', () => {
  for (const first of ['client', 'server']) {
    test(`meet when the ${first} comes first`, async () => {
      const world = new World()
      const client = (): unknown =>
        world.asClient(async (client) => {
          const rc = await client.call(world.channel, ping(41))
          world.say(`call ${rc}, ${client.answered}`)
        })
      const server = (): unknown =>
        world.asServer(async (server) => {
          world.say(`receive ${await server.receive(world.listener)}, ${server.asked}`)
          world.say(`reply ${server.reply(world.listener, server.sender, pong(42))}`)
        })
      for (const start of first === 'client' ? [client, server] : [server, client]) start()
      await world.rest()
      expect(world.log).toEqual(['receive 0, 41', 'reply 0', 'call 0, 42'])
      expect(world.listener.counts).toEqual(nothingLeft)
      expect(world.scheduler.counts.threads).toBe(0)
    })
  }

  test('the server learns size, arena, process and thread of the sender; the client size and arena', async () => {
    const world = new World()
    let [request, response, tid]: unknown[] = []
    world.asServer(async (server) => {
      await server.receive(world.listener)
      request = [...server.ipcThread.results]
      expect(
        Echo.Say.request.decode(
          new DataView(server.request.buffer),
          server.requestArena,
          world.transfer.ids,
        ),
      ).toEqual({
        text: 'hello',
      })
      server.reply(world.listener, 0, said('hello, too'))
    })
    world.asClient(async (client) => {
      await client.call(world.channel, say('hello'))
      tid = client.tid
      response = [...client.ipcThread.results].slice(0, 2)
    })
    await world.rest()
    expect(request).toEqual([Echo.Say.request.size, 6, world.client.sid, tid, 0])
    expect(response).toEqual([Echo.Say.response.size, 11])
    expect(Object.keys(Received)).toEqual([
      'size',
      'arenaSize',
      'senderSid',
      'senderTid',
      'context',
    ])
  })

  test('the server learns the context of the channel that a request came over', async () => {
    const world = new World()
    world.asServer(async (server) => {
      for (let i = 0; i < 3; i++) {
        await server.receive(world.listener)
        world.say(`${server.asked}: ${server.ipcThread.results[Received.context]}`)
        server.reply(world.listener, 0, pong(0))
      }
    })
    const marked = [77, 2 ** 40].map((context) => new Channel(world.listener, 'marked', 0, context))
    world.asClient(async (client) => {
      for (const [value, channel] of [...marked, world.channel].entries())
        await client.call(channel, ping(value))
    })
    await world.rest()
    expect(world.log).toEqual(['0: 77', `1: ${2 ** 40}`, '2: 0'])
  })

  test('a request stays with its client until somebody receives it', async () => {
    const world = new World()
    const message = ping(1)
    world.asClient(async (client) => void (await client.call(world.channel, message)))
    await world.rest()
    expect(world.listener.counts).toEqual({ ...nothingLeft, senders: 1 })
    message.bytes.set(ping(2).bytes)
    world.asServer(async (server) => {
      await server.receive(world.listener)
      world.say(String(server.asked))
      expect(world.listener.counts).toEqual({ ...nothingLeft, awaitingReply: 1 })
      message.bytes.set(ping(3).bytes)
      world.say(String(server.asked))
    })
    await world.rest()
    expect(world.log).toEqual(['2', '2'])
  })

  test('a reply is complete at once, and the client goes on afterwards', async () => {
    const world = new World()
    world.serve()
    world.asClient(async (client) => {
      for (let i = 0; i < 3; i++)
        await client.call(world.channel, ping(i)).then(() => world.say(`got ${client.answered}`))
    })
    await world.rest()
    expect(world.log).toEqual(['got 1', 'got 2', 'got 3'])
    expect(world.listener.counts).toEqual({ ...nothingLeft, receivers: 1 })
  })

  test('a server waits no longer than its time-out, and a time-out of 0 only looks', async () => {
    const world = new World()
    world.asServer(async (server) => {
      world.say(`${await server.receive(world.listener, 0)} at ${world.clock.now()}`)
      world.say(`${await server.receive(world.listener, 70)} at ${world.clock.now()}`)
    })
    await world.rest()
    expect(world.log).toEqual([`${rcTimeout} at 0`, `${rcTimeout} at 70`])
    expect(world.listener.counts).toEqual(nothingLeft)
    expect(world.scheduler.counts.timers).toBe(0)
  })

  test('also meet as promises, without a scheduler', async () => {
    const world = new World()
    const [ask, answer] = [new PromiseWaiter(), new PromiseWaiter()]
    const client = new IpcThread(ask, world.client, 1)
    const server = new IpcThread(answer, world.server, 2)
    const buffers = Array.from({ length: 2 }, () => new Uint8Array(24)) as [Uint8Array, Uint8Array]
    const received = answer.wait(world.listener.receive(server, buffers[0], noBytes))
    const called = ask.wait(
      world.channel.call(client, ping(5).bytes, noBytes, 0, buffers[1], noBytes),
    )
    expect(await received).toBe(rcOk)
    expect(world.listener.reply(server, 1, pong(6).bytes, noBytes, 0)).toBe(rcOk)
    expect(await called).toBe(rcOk)
    expect(buffers[1]).toEqual(pong(6).bytes)
  })
})

describe('several clients', () => {
  test('are served by priority, and in order of arrival inside one priority', async () => {
    const world = new World()
    for (const [value, priority] of [
      [1, 5],
      [2, 20],
      [3, 5],
      [4, 20],
      [5, 31],
    ] as const) {
      world.asClient(async (client) => void (await client.call(world.channel, ping(value))), {
        priority,
      })
    }
    await world.rest()
    const order: number[] = []
    world.asServer(
      async (server) => {
        for (let i = 0; i < 5; i++) {
          await server.receive(world.listener)
          order.push(server.asked)
          server.reply(world.listener, server.sender, pong(0))
        }
      },
      { priority: 0 },
    )
    await world.rest()
    expect(order).toEqual([5, 2, 4, 1, 3])
  })

  test('under several names reach one listener, and each gets its own answer', async () => {
    const world = new World()
    const other = world.listener.connect('other')
    expect([world.channel.name, other.name, other.listener === world.listener]).toEqual([
      'echo',
      'other',
      true,
    ])
    world.serve()
    const strangers = world.peer('Stranger')
    world.asClient(async (client) =>
      world.say(`${await client.call(world.channel, ping(1))} ${client.answered}`),
    )
    world.spawn(strangers, async (client) =>
      world.say(`${await client.call(other, ping(10))} ${client.answered}`),
    )
    await world.rest()
    expect(world.log).toEqual(['0 2', '0 11'])
  })

  test('may be answered in any order, by thread', async () => {
    const world = new World()
    for (const value of [1, 2, 3]) {
      world.asClient(async (client) =>
        world.say(`${value}: ${await client.call(world.channel, ping(value))}, ${client.answered}`),
      )
    }
    world.asServer(async (server) => {
      const senders: number[] = []
      for (let i = 0; i < 3; i++) {
        await server.receive(world.listener)
        senders.push(server.sender)
      }
      for (const at of [1, 2, 0])
        server.reply(world.listener, senders[at] as number, pong(10 * (at + 1)))
    })
    await world.rest()
    expect(world.log).toEqual(['2: 0, 20', '3: 0, 30', '1: 0, 10'])
  })
})

describe('several server threads', () => {
  test('on one listener take turns by priority and arrival', async () => {
    const world = new World()
    for (const [name, priority] of [
      ['a', 5],
      ['b', 5],
      ['c', 9],
    ] as const) {
      world.asServer(
        async (server) => {
          await server.receive(world.listener)
          world.say(`${name} ${server.asked}`)
          server.reply(world.listener, 0, pong(0))
        },
        { priority },
      )
    }
    await world.rest()
    world.asClient(async (client) => {
      for (let value = 1; value <= 3; value++) await client.call(world.channel, ping(value))
    })
    await world.rest()
    expect(world.log).toEqual(['c 1', 'a 2', 'b 3'])
  })

  test("may answer each other's clients", async () => {
    const world = new World()
    let tid = 0
    world.asServer(async (server) => {
      await server.receive(world.listener)
      tid = server.sender
      await server.self.sleep(10)
      world.say(`late ${server.reply(world.listener, 0, pong(0))}`)
    })
    world.asClient(async (client) =>
      world.say(`call ${await client.call(world.channel, ping(1))}, ${client.answered}`),
    )
    world.asServer(async (server) =>
      world.say(`reply ${server.reply(world.listener, tid, pong(7))}`),
    )
    await world.rest()
    expect(world.log).toEqual(['reply 0', 'call 0, 7', `late ${rcNotConnected}`])
  })

  test('answer their own client first when they name none', async () => {
    const world = new World()
    for (const value of [1, 2]) {
      world.asClient(async (client) =>
        world.say(
          `client ${value} got ${(await client.call(world.channel, ping(value)), client.answered)}`,
        ),
      )
    }
    for (const delay of [2, 1]) {
      world.asServer(async (server) => {
        await server.receive(world.listener)
        await server.self.sleep(delay)
        server.reply(world.listener, 0, pong(server.asked * 10))
      })
    }
    await world.rest()
    expect(world.log).toEqual(['client 2 got 20', 'client 1 got 10'])
  })
})

describe('a server that receives again before it replies', () => {
  test('answers the last client without a name, then the first that waits', async () => {
    const world = new World()
    for (const value of [1, 2, 3]) {
      world.asClient(async (client) =>
        world.say(
          `client ${value} got ${(await client.call(world.channel, ping(value)), client.answered)}`,
        ),
      )
    }
    world.asServer(async (server) => {
      for (let i = 0; i < 3; i++) await server.receive(world.listener)
      for (let i = 0; i < 3; i++) server.reply(world.listener, 0, pong(i))
    })
    await world.rest()
    expect(world.log).toEqual(['client 3 got 0', 'client 1 got 1', 'client 2 got 2'])
  })

  test('answers the last client without a name also if another was answered by name', async () => {
    const world = new World()
    const got = async (value: number): Promise<void> => {
      world.asClient(async (client) => {
        await client.call(world.channel, ping(value))
        world.say(`client ${value} got ${client.answered}`)
      })
    }
    for (const value of [1, 2, 3]) await got(value)
    world.asServer(async (server) => {
      const senders: number[] = []
      for (let i = 0; i < 3; i++) {
        await server.receive(world.listener)
        senders.push(server.sender)
      }
      for (const [at, tid] of [senders[0]!, 0, 0].entries())
        server.reply(world.listener, tid, pong(at))
    })
    await world.rest()
    expect(world.log).toEqual(['client 1 got 0', 'client 3 got 1', 'client 2 got 2'])
  })

  test('may call another server meanwhile', async () => {
    const world = new World()
    const back = world.peer('Back', [Echo])
    const backListener = world.listen(back, 'back')
    const backChannel = backListener.connect()
    world.serve(backListener)
    world.asServer(async (server) => {
      await server.receive(world.listener)
      const { asked, sender } = server
      expect(await server.call(backChannel, ping(asked * 2))).toBe(rcOk)
      expect(server.reply(world.listener, 0, pong(server.answered))).toBe(rcOk)
      expect(server.reply(world.listener, sender, pong(0))).toBe(rcNotConnected)
    })
    world.asClient(async (client) =>
      world.say(`${await client.call(world.channel, ping(50))} ${client.answered}`),
    )
    await world.rest()
    expect(world.log).toEqual(['0 101'])
  })
})

describe('a reply that nobody waits for', () => {
  test('is refused: unsolicited, repeated, to a thread that does not call, on another listener', async () => {
    const world = new World()
    const other = world.listen(world.server, 'other')
    const codes: number[] = []
    world.asServer(async (server) => {
      codes.push(
        server.reply(world.listener, 0, pong(0)),
        server.reply(world.listener, 77, pong(0)),
      )
      await server.receive(world.listener)
      codes.push(server.reply(other, 0, pong(0)), server.reply(other, server.sender, pong(0)))
      codes.push(server.reply(world.listener, server.tid, pong(0)))
      codes.push(
        server.reply(world.listener, server.sender, pong(0)),
        server.reply(world.listener, server.sender, pong(0)),
      )
    })
    world.asClient(async (client) => void codes.push(await client.call(world.channel, ping(0))))
    await world.rest()
    const no = rcNotConnected
    expect(codes).toEqual([no, no, no, no, no, rcOk, no, rcOk])
  })

  test('does not reach a client whose request is still its own', async () => {
    const world = new World()
    world.asClient(async (client) => void (await client.call(world.channel, ping(0))))
    world.asServer(async (server) => world.say(String(server.reply(world.listener, 0, pong(0)))))
    await world.rest()
    expect(world.log).toEqual([String(rcNotConnected)])
    expect(world.listener.counts.senders).toBe(1)
  })
})

describe('reports', () => {
  test('name the server thread that a client waits for, and find servers that wait for each other', async () => {
    const world = new World()
    const back = world.peer('Back', [Echo])
    const there = world.listen(back, 'back')
    const pass = async (actor: Actor, from: typeof there, to: Channel): Promise<void> => {
      await actor.receive(from)
      await actor.call(to, ping(0))
    }
    const first = world.asServer((actor) => pass(actor, world.listener, there.connect()), {
      name: 'first',
    })
    const second = world.spawn(back, (actor) => pass(actor, there, world.channel), {
      name: 'second',
    })
    const third = world.asServer(async (actor) => void (await actor.receive(world.listener)), {
      name: 'third',
    })
    world.asClient(async (client) => void (await client.call(world.channel, ping(0))), {
      name: 'client',
    })
    await world.rest()
    const report = waitReport(world.scheduler)
    const kinds = Object.fromEntries(
      report.waits.map(({ thread, kind, owners }) => [thread.name, `${kind} ${owners[0]?.name}`]),
    )
    expect(kinds).toEqual({ first: 'call second', client: 'call first', second: 'call third' })
    expect(third.thread.exitCode).toBe(0)
    expect(second.thread.waitObject).toBe(world.channel)
    expect(first.thread.waitOwner).toBe(second.thread)
  })

  test('find a ring that closes with a request which nobody can take', async () => {
    const world = new World()
    const rings: string[][] = []
    world.scheduler.onDeadlock = ({ cycles }) =>
      rings.push(...cycles.map((cycle) => cycle.map(({ name }) => name)))
    const back = world.peer('Back', [Echo])
    const there = world.listen(back, 'back')
    const pass = async (actor: Actor, from: typeof there, to: Channel): Promise<void> => {
      await actor.receive(from)
      await actor.call(to, ping(0))
    }
    world.asServer((actor) => pass(actor, world.listener, there.connect()), { name: 'first' })
    world.spawn(back, (actor) => pass(actor, there, world.channel), { name: 'second' })
    world.asClient(async (client) => void (await client.call(world.channel, ping(0))), {
      name: 'client',
    })
    await world.rest()
    expect(rings).toEqual([['second', 'first']])
  })

  test('do not blame one of several servers', async () => {
    const world = new World()
    const busy = async (actor: Actor): Promise<void> => {
      await actor.receive(world.listener)
      await actor.self.sleep(10)
    }
    for (const name of ['first', 'second']) world.asServer(busy, { name })
    for (const name of ['a', 'b', 'c']) {
      world.asClient(async (client) => void (await client.call(world.channel, ping(0))), { name })
    }
    const seen: (string | undefined)[] = []
    world.spawn(world.client, async ({ self }) => {
      await self.sleep(5)
      seen.push(
        ...waitReport(world.scheduler).waits.map(
          ({ thread, owners }) => `${thread.name} ${owners[0]?.name}`,
        ),
      )
    })
    await world.rest()
    expect(seen).toEqual(expect.arrayContaining(['a first', 'b second', 'c undefined']))
  })
})

test('probes hear of each delivery, and may be replaced', async () => {
  const world = new World({
    probe: {
      requested: (client, server) =>
        world.say(`requested ${client.process.className} -> ${server.process.className}`),
      answered: (client, server) =>
        world.say(`answered ${client.process.className} <- ${server.process.className}`),
    },
  })
  expect(await world.exchangeOnce(ping(1), pong(2))).toEqual([rcOk, rcOk])
  world.transfer.probe = null
  expect(await world.exchangeOnce(ping(1), pong(2))).toEqual([rcOk, rcOk])
  world.transfer.probe = {}
  expect(await world.exchangeOnce(ping(1), pong(2))).toEqual([rcOk, rcOk])
  expect(world.log).toEqual(['requested Client -> Server', 'answered Client <- Server'])
})

test('a server of which nothing is known moves messages by their header alone', async () => {
  const world = new World()
  const opaque = world.peer('Opaque')
  const listener = world.listen(opaque)
  world.spawn(opaque, async (server) => {
    await server.receive(listener)
    world.say(`${server.asked} for endpoint 9`)
    server.reply(listener, 0, pong(4, 9))
  })
  world.asClient(async (client) =>
    world.say(`${await client.call(listener.connect(), ping(3, 9))} ${client.answered}`),
  )
  await world.rest()
  expect(world.log).toEqual(['3 for endpoint 9', '0 4'])
})

test('PARKED is what a call answers that waits', () => {
  const world = new World()
  const waiter = new PromiseWaiter()
  const ipcThread = new IpcThread(waiter, world.client, 1)
  const { bytes } = frame(Echo.Ping.request, { value: 1 })
  expect(world.channel.call(ipcThread, bytes, noBytes, 0, new Uint8Array(24), noBytes)).toBe(PARKED)
  expect(world.channel).toBeInstanceOf(Channel)
  waiter.cancel()
  expect(world.listener.counts).toEqual(nothingLeft)
})

test('what is delivered is counted for its sender, arenas too, and what is refused is not', async () => {
  const world = new World()
  const sent: number[] = []
  world.asServer(async (server) => {
    await server.receive(world.listener)
    server.reply(world.listener, 0, said('hello, too'))
    sent.push(server.ipcThread.traffic.sentBytes)
    await server.receive(world.listener, 10)
  })
  world.asClient(async (client) => {
    await client.call(world.channel, say('hello'))
    expect(await client.call(world.channel, ping(1, 9))).toBe(rcInvalidArgument)
    sent.push(client.ipcThread.traffic.sentBytes)
  })
  await world.rest()
  expect(sent).toEqual([Echo.Say.response.size + 11, Echo.Say.request.size + 6])
})

test('threads that are given one count of traffic share it', () => {
  const world = new World()
  const traffic = { sentBytes: 5 }
  const of = (tid: number): IpcThread =>
    new IpcThread(new PromiseWaiter(), world.client, tid, new Float64Array(5), traffic)
  expect(of(1).traffic).toBe(of(2).traffic)
})

test('a server thread may answer a later call of a client whose first one it answered', async () => {
  for (const byTid of [true, false]) {
    const world = new World()
    world.asServer(async (server) => {
      await server.receive(world.listener)
      const tid = server.sender
      world.say(`${server.reply(world.listener, tid, pong(1))}`)
      await server.self.sleep(10)
      world.say(`${server.reply(world.listener, byTid ? tid : 0, pong(2))}`)
    })
    world.asServer(async (server) => {
      await server.self.sleep(1)
      await server.receive(world.listener)
      await server.self.sleep(100)
    })
    world.asClient(async (client) => {
      for (const value of [1, 2]) {
        world.say(`${await client.call(world.channel, ping(value))}: ${client.answered}`)
        await client.self.sleep(2)
      }
    })
    await world.rest()
    expect(world.log).toEqual([`${rcOk}`, `${rcOk}: 1`, `${rcOk}`, `${rcOk}: 2`])
  }
})

test('each of many messages of a kind carries its arena, however long, in both directions', async () => {
  const world = new World()
  const texts = ['first', '', 'a', 'x'.repeat(48), 'y'.repeat(49), 'z'.repeat(200), 'last']
  const read = (codec: typeof Echo.Say.request, bytes: Uint8Array, arena: Uint8Array): unknown =>
    codec.decode(new DataView(bytes.buffer), arena, world.transfer.ids)
  world.asServer(async (server) => {
    while ((await server.receive(world.listener)) === rcOk) {
      const asked = read(Echo.Say.request, server.request, server.requestArena)
      server.reply(world.listener, 0, said(`${(asked as { text: string }).text}!`))
    }
  })
  const answers: unknown[] = []
  world.asClient(async (client) => {
    for (const text of texts) {
      await client.call(world.channel, say(text))
      answers.push(read(Echo.Say.response, client.response, client.responseArena))
    }
    world.listener.close()
  })
  await world.rest()
  expect(answers).toEqual(texts.map((text) => ({ text: `${text}!` })))
})

test('a message of nothing but a header is for the method that it names', async () => {
  const Bells = defineInterface('test.Bells', { Ring: {}, Stop: {} })
  const world = new World()
  const listener = world.listen(world.peer('Tower', [Bells]))
  const seen: number[] = []
  world.spawn(listener.server, async (server) => {
    while ((await server.receive(listener)) === rcOk) {
      seen.push(new DataView(server.request.buffer).getUint16(4, true))
      const isStop = seen.at(-1) === 1
      server.reply(listener, 0, frame(isStop ? Bells.Stop.response : Bells.Ring.response, {}))
    }
  })
  world.asClient(async (client) => {
    for (const { request } of [Bells.Ring, Bells.Stop])
      world.say(`${await client.call(listener.connect(), frame(request, {}))}`)
    listener.close()
  })
  await world.rest()
  expect([world.log, seen]).toEqual([
    [`${rcOk}`, `${rcOk}`],
    [0, 1],
  ])
})
