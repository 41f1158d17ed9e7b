// Which side gets which code, and that the other side notices nothing where it has no part in the
// fault.

import {
  rcBufferTooLarge,
  rcBufferTooSmall,
  rcInvalidArgument,
  rcInvalidThreadState,
  rcNotConnected,
  rcOk,
  rcSourceFault,
  rcTargetFault,
  rcTimeout,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { noBytes } from '../src/index.ts'
import { resizable } from './hostile.ts'
import {
  type Actor,
  Echo,
  type Frame,
  frame,
  nothingLeft,
  ping,
  pong,
  say,
  said,
  World,
} from './world.ts'

/** The message with some bytes of its constant part replaced. */
function spoilt(message: Frame, at: number, ...values: number[]): Frame {
  const bytes = message.bytes.slice()
  bytes.set(values, at)
  return { ...message, bytes }
}

const cut = (message: Frame, size: number): Frame => ({
  ...message,
  bytes: message.bytes.slice(0, size),
})
const longer = (message: Frame, by: number): Frame => {
  const bytes = new Uint8Array(message.bytes.length + by)
  bytes.set(message.bytes)
  return { ...message, bytes }
}
const withArena = (message: Frame, arena: readonly number[], used = arena.length): Frame => ({
  ...message,
  arena: Uint8Array.from(arena),
  used,
})

const malformedRequests: readonly (readonly [string, Frame, RegExp])[] = [
  ['shorter than a header', cut(ping(1), 15), /shorter than its header/],
  ['of one byte', cut(ping(1), 1), /shorter than its header/],
  ['for an endpoint that does not exist', ping(1, 1), /Server has no endpoint 1/],
  ['for the largest RIID', ping(1, 0xffff_ffff), /no endpoint 4294967295/],
  ['for a method that does not exist', spoilt(ping(1), 4, 4), /test.Echo has no method 4/],
  ['for the largest MID', spoilt(ping(1), 4, 0xff, 0xff), /no method 65535/],
  ['shorter than the layout', cut(ping(1), 16), /16 bytes, not 24/],
  ['longer than the layout', longer(ping(1), 8), /32 bytes, not 24/],
  ['with a handle too many', spoilt(ping(1), 6, 1), /carries 1 handles, not 0/],
  ['with a handle position', spoilt(ping(1), 8, 2), /position 0 of the handles/],
  ['with the flag of error responses', spoilt(ping(1), 15, 1), /carries error parameters/],
  ['with unknown flags', spoilt(ping(1), 15, 4), /unknown header flags/],
  ['with reserved bytes', spoilt(ping(1), 20, 1), /reserved bytes/],
  ['with a text past its arena', spoilt(say('abc'), 16, 1), /outside the arena/],
  ['with a text over its limit', spoilt(say('abc'), 20, 0, 1, 1), /over its limit/],
  ['with a text without its zero', withArena(say('abc'), [97, 98, 99, 100]), /not UTF-8/],
  ['with a text that is no UTF-8', withArena(say('abc'), [97, 0xff, 99, 0]), /not UTF-8/],
  ['with less arena than its text', { ...say('abc'), used: 3 }, /outside the arena/],
]

describe('a malformed request', () => {
  for (const serverFirst of [true, false]) {
    test.each(malformedRequests)(
      `%s ends the call, and no server sees it (server first: ${serverFirst})`,
      async (_, bad, why) => {
        const world = new World()
        const order = serverFirst ? ['server', 'client'] : ['client', 'server']
        const codes: number[] = []
        for (const who of order) {
          if (who === 'server') world.serve()
          else
            world.asClient(
              async (client) =>
                void codes.push(await client.call(world.channel, bad), client.ipcThread.riid),
            )
        }
        await world.rest()
        expect(codes).toEqual([rcInvalidArgument, 0])
        expect(world.listener.counts).toEqual({ ...nothingLeft, receivers: 1 })
        expect(world.denials).toHaveLength(1)
        const [{ event, denial }] = world.denials as [(typeof world.denials)[0]]
        expect(denial).toMatchObject({
          reason: 'malformed',
          message: expect.stringMatching(why) as string,
        })
        expect(event).toMatchObject({
          type: 'request',
          source: 'Client',
          destination: 'Server',
          message: undefined,
        })
      },
    )
  }

  test('does not hold up the next one', async () => {
    const world = new World()
    const codes: number[] = []
    for (const message of [cut(ping(1), 16), ping(2), spoilt(ping(3), 15, 1), ping(4)]) {
      world.asClient(async (client) => void codes.push(await client.call(world.channel, message)))
    }
    await world.rest()
    world.serve()
    await world.rest()
    expect(codes.toSorted((a, b) => a - b)).toEqual([
      rcInvalidArgument,
      rcInvalidArgument,
      rcOk,
      rcOk,
    ])
  })

  test.each([
    ['of no multiple of 8 bytes', longer(ping(1), 4)],
    ['with 8 handles', spoilt(ping(1), 6, 8)],
    ['with a handle outside', spoilt(ping(1), 6, 1, 0, 2)],
  ])('%s does not even reach a server of which nothing is known', async (_, bad) => {
    const world = new World()
    const opaque = world.peer('Opaque')
    const listener = world.listen(opaque)
    world.serve(listener)
    world.asClient(async (client) => world.say(String(await client.call(listener.connect(), bad))))
    await world.rest()
    expect(world.log).toEqual([String(rcInvalidArgument)])
    expect(listener.counts.receivers).toBe(1)
    expect(world.denials).toHaveLength(1)
  })
})

const failed = frame(Echo.Say.error!, { status: 7 })
const malformedResponses: readonly (readonly [string, Frame, Frame, RegExp])[] = [
  ['shorter than a header', ping(1), cut(pong(1), 8), /shorter than its header/],
  ['for another endpoint', ping(1), pong(1, 1), /answers method 0 of endpoint 1/],
  ['for no endpoint', ping(1), pong(1, 0xffffffff), /its server ended the call without an answer/],
  ['for another method', ping(1), said('no'), /answers method 1 of endpoint 0/],
  ['shorter than the layout', ping(1), cut(pong(1), 16), /16 bytes, not 24/],
  ['longer than the layout', ping(1), longer(pong(1), 8), /32 bytes, not 24/],
  [
    'with an error that the method does not have',
    ping(1),
    spoilt(pong(1), 15, 1),
    /no error parameters/,
  ],
  ['with a spoilt error', say('x'), longer(failed, 8), /32 bytes, not 24/],
  [
    'with a text that is no UTF-8',
    say('x'),
    withArena(said('abc'), [97, 0xff, 99, 0]),
    /not UTF-8/,
  ],
]

describe('a malformed response', () => {
  test.each(malformedResponses)(
    '%s ends the call and the reply',
    async (_, request, response, why) => {
      const world = new World()
      expect(await world.exchangeOnce(request, response)).toEqual([
        rcInvalidArgument,
        rcInvalidArgument,
      ])
      expect(world.listener.counts).toEqual(nothingLeft)
      expect(world.denials).toHaveLength(1)
      const [{ event, denial }] = world.denials as [(typeof world.denials)[0]]
      expect(denial).toMatchObject({
        reason: 'malformed',
        message: expect.stringMatching(why) as string,
      })
      expect(event).toMatchObject({
        source: 'Server',
        destination: 'Client',
        endpoint: 'endpoint0',
        message: undefined,
      })
    },
  )

  test('cannot be mended: the client is gone', async () => {
    const world = new World()
    const replies: number[] = []
    world.asServer(async (server) => {
      await server.receive(world.listener)
      for (const response of [cut(pong(1), 16), pong(1)])
        replies.push(server.reply(world.listener, 0, response))
    })
    world.asClient(async (client) => world.say(String(await client.call(world.channel, ping(1)))))
    await world.rest()
    expect(replies).toEqual([rcInvalidArgument, rcNotConnected])
    expect(world.log).toEqual([String(rcInvalidArgument)])
  })
})

test('an error response reaches the client of a method that has one', async () => {
  const world = new World()
  expect(await world.exchangeOnce(say('x'), failed)).toEqual([rcOk, rcOk])
})

describe('the limit of a message', () => {
  const limit = Echo.Say.request.size + 6

  test('holds for constant part and arena together, at the limit and one past it', async () => {
    const world = new World({ maxMessageSize: limit })
    expect(await world.exchangeOnce(say('12345'), said('12345'))).toEqual([rcOk, rcOk])
    world.asClient(async (client) => {
      world.say(String(await client.call(world.channel, say('123456'))))
      world.say(`no channel: ${client.ipcThread.channel === null}`)
    })
    await world.rest()
    expect(world.log).toEqual([String(rcBufferTooLarge), 'no channel: true'])
  })

  test('holds for responses: the reply fails, and the client goes on waiting', async () => {
    const world = new World({ maxMessageSize: limit })
    const replies: number[] = []
    world.asServer(async (server) => {
      await server.receive(world.listener)
      for (const text of ['123456', '12345'])
        replies.push(server.reply(world.listener, 0, said(text)))
    })
    world.asClient(async (client) => world.say(String(await client.call(world.channel, say('1')))))
    await world.rest()
    expect(replies).toEqual([rcBufferTooLarge, rcOk])
    expect(world.log).toEqual([String(rcOk)])
  })

  test('is asked again when the request is taken, since its buffer may have grown', async () => {
    const world = new World({ maxMessageSize: 64 })
    const opaque = world.peer('Opaque')
    const listener = world.listen(opaque)
    for (const size of [64, 72]) {
      const { memory, resize } = resizable(64, 72)
      const bytes = new Uint8Array(memory)
      bytes.set(ping(1).bytes)
      const message = { bytes, arena: noBytes, used: 0 }
      world.asClient(async (client) =>
        world.say(String(await client.call(listener.connect(), message))),
      )
      await world.rest()
      resize(size)
      world.spawn(opaque, async (server) => {
        if ((await server.receive(listener, 1)) === rcOk) server.reply(listener, 0, pong(1))
      })
      await world.rest()
    }
    expect(world.log).toEqual([rcOk, rcBufferTooLarge].map(String))
  })
})

describe('buffers that are too small', () => {
  const receiveInto = async (
    world: World,
    size: number,
    arena: number,
    message: Frame,
  ): Promise<readonly number[]> => {
    const codes: number[] = []
    world.asServer(async (server) => {
      server.request = new Uint8Array(size)
      server.requestArena = new Uint8Array(arena)
      codes.push(await server.receive(world.listener, 100))
    })
    world.asClient(async (client) => void codes.push(await client.call(world.channel, message)))
    await world.rest()
    return codes
  }

  test('at the server refuse the client, and the server goes on waiting', async () => {
    const text = say('abc')
    const exact = await receiveInto(new World(), text.bytes.length, 4, text)
    expect(exact[0]).toBe(rcOk)
    for (const [size, arena] of [
      [text.bytes.length - 1, 4],
      [text.bytes.length, 3],
      [1, 4],
    ] as const) {
      const world = new World()
      const [call, receive] = await receiveInto(world, size, arena, text)
      expect([call, receive]).toEqual([rcBufferTooLarge, rcTimeout])
      expect(world.clock.now()).toBe(100)
      expect(world.listener.counts).toEqual(nothingLeft)
    }
  })

  test('of no byte at all are the fault of the server, and both sides hear of it', async () => {
    for (const serverFirst of [true, false]) {
      const world = new World()
      const serve = (): unknown =>
        world.asServer(async (server) => {
          server.request = noBytes
          world.say(`receive ${await server.receive(world.listener)}`)
        })
      const call = (): unknown =>
        world.asClient(async (client) =>
          world.say(`call ${await client.call(world.channel, ping(1))}`),
        )
      for (const start of serverFirst ? [serve, call] : [call, serve]) start()
      await world.rest()
      expect(world.log.toSorted()).toEqual([`call ${rcTargetFault}`, `receive ${rcTargetFault}`])
      expect(world.listener.counts).toEqual(nothingLeft)
    }
  })

  test.each([
    ['constant part', pong(1).bytes.length - 1, 1024, rcBufferTooSmall, ping(1), pong(1)],
    ['arena', 1024, 5, rcBufferTooSmall, say('x'), said('12345')],
    ['whole constant part', 0, 1024, rcTargetFault, ping(1), pong(1)],
  ])('at the client: %s', async (_, size, arena, code, request, response) => {
    const world = new World()
    world.asServer(async (server) => {
      await server.receive(world.listener)
      world.say(`reply ${server.reply(world.listener, 0, response)}`)
    })
    world.asClient(async (client) => {
      client.response = new Uint8Array(size)
      client.responseArena = new Uint8Array(arena)
      world.say(`call ${await client.call(world.channel, request)}`)
      expect(
        client.response.every((byte) => byte === 0) &&
          client.responseArena.every((byte) => byte === 0),
      ).toBe(true)
    })
    await world.rest()
    expect(world.log).toEqual([`reply ${rcTargetFault}`, `call ${code}`])
    expect(world.listener.counts).toEqual(nothingLeft)
  })

  test('at the client fit exactly', async () => {
    const world = new World()
    world.asServer(async (server) => {
      await server.receive(world.listener)
      server.reply(world.listener, 0, said('12345'))
    })
    world.asClient(async (client) => {
      client.response = new Uint8Array(said('').bytes.length)
      client.responseArena = new Uint8Array(6)
      world.say(String(await client.call(world.channel, say('x'))))
    })
    await world.rest()
    expect(world.log).toEqual([String(rcOk)])
  })
})

describe('a sender that says more than it has', () => {
  test('is refused before anybody is asked', async () => {
    const world = new World()
    world.serve()
    world.asClient(async (client) => {
      world.say(
        String(await client.call(world.channel, { bytes: noBytes, arena: noBytes, used: 0 })),
      )
      world.say(String(await client.call(world.channel, { ...ping(1), used: 1 })))
      world.say(String(await client.call(world.channel, { ...say('abc'), used: 257 })))
    })
    await world.rest()
    expect(world.log).toEqual([rcSourceFault, rcSourceFault, rcSourceFault].map(String))
    expect(world.denials).toEqual([])
  })

  test('may try again, if it is the server: the client goes on waiting', async () => {
    const world = new World()
    const replies: number[] = []
    world.asServer(async (server) => {
      await server.receive(world.listener)
      const tries = [
        { bytes: noBytes, arena: noBytes, used: 0 },
        { ...said('x'), used: 257 },
        said('x'),
      ]
      for (const message of tries) replies.push(server.reply(world.listener, 0, message))
    })
    world.asClient(async (client) => world.say(String(await client.call(world.channel, say('x')))))
    await world.rest()
    expect(replies).toEqual([rcSourceFault, rcSourceFault, rcOk])
    expect(world.log).toEqual([String(rcOk)])
  })
})

describe('a thread that waits already', () => {
  const again = (world: World, actor: Actor): readonly number[] => [
    world.channel.call(actor.ipcThread, ping(9).bytes, noBytes, 0, new Uint8Array(24), noBytes),
    world.listener.receive(actor.ipcThread, new Uint8Array(24), noBytes),
  ]

  test('can neither call nor receive, and its wait is not disturbed', async () => {
    const world = new World()
    const actors: Actor[] = []
    world.asClient(async (client) => {
      actors.push(client)
      world.say(`call ${await client.call(world.channel, ping(1))}, ${client.answered}`)
    })
    await world.rest()
    expect(again(world, actors[0]!)).toEqual([rcInvalidThreadState, rcInvalidThreadState])
    world.asServer(async (server) => {
      await server.receive(world.listener)
      expect(server.asked).toBe(1)
      expect(again(world, actors[0]!)).toEqual([rcInvalidThreadState, rcInvalidThreadState])
      server.reply(world.listener, 0, pong(2))
      actors.push(server)
      world.say(`receive ${await server.receive(world.listener)}, ${server.asked}`)
    })
    await world.rest()
    expect(again(world, actors[1]!)).toEqual([rcInvalidThreadState, rcInvalidThreadState])
    world.asClient(async (client) => void (await client.call(world.channel, ping(3))))
    await world.rest()
    expect(world.log).toEqual(['call 0, 2', 'receive 0, 3'])
    expect(world.listener.counts).toEqual({ ...nothingLeft, awaitingReply: 1 })
  })
})

test('nobody can call or receive on what is closed', async () => {
  const world = new World()
  const other = world.listener.connect()
  world.channel.close()
  world.channel.close()
  world.asClient(async (client) => world.say(String(await client.call(world.channel, ping(1)))))
  await world.rest()
  expect([world.channel.isClosed, other.isClosed, world.listener.isClosed]).toEqual([
    true,
    false,
    false,
  ])
  world.listener.close()
  world.listener.close()
  world.asClient(async (client) => world.say(String(await client.call(other, ping(1)))))
  world.asServer(async (server) => {
    world.say(String(await server.receive(world.listener)))
    world.say(String(server.reply(world.listener, 0, pong(1))))
  })
  await world.rest()
  expect(other.isClosed).toBe(true)
  expect(world.log).toEqual(Array.from({ length: 4 }, () => String(rcNotConnected)))
})
