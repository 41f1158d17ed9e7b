// Handles in messages: all move or none does, whatever goes wrong.

import { INVALID_HANDLE, MAX_HANDLES_PER_MESSAGE, type Space } from '@kos/handles'
import {
  descriptorBadge,
  descriptorFlags,
  descriptorHandle,
  descriptorRights,
  handleFlagDereferenced,
  type HandleLike,
  maxMessageHandles,
} from '@kos/idl'
import {
  rcHandleRevoked,
  rcInvalidArgument,
  rcInvalidOperation,
  rcNoCapability,
  rcNotConnected,
  rcOk,
  rcOutOfMemory,
  rcQuotaExceeded,
  rcSecurityDisallow,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { Exchange, Listener, noBytes, type Peer } from '../src/index.ts'
import { allowing, Echo, type Frame, frame, nothingLeft, PASS, ping, READ, World, WRITE } from './world.ts'

const ALL = PASS | READ | WRITE
const none = frame(Echo.Give.response, { gift: 0 })
const give = (gift: HandleLike): Frame => frame(Echo.Give.request, { gift })
const giveBack = (gift: HandleLike): Frame => frame(Echo.Give.response, { gift })
const seven = (handles: readonly HandleLike[]): Frame => {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = handles
  return frame(Echo.Seven.request, { a, b, c, d, e, f, g })
}

interface Arrived {
  readonly handle: number
  readonly rights: number
  readonly context: number
  readonly dereferenced: boolean
}

function arrived(bytes: Uint8Array, index = 0): Arrived {
  const at = 16 + 16 * index
  const dereferenced = descriptorFlags(bytes, at) === handleFlagDereferenced
  return {
    handle: descriptorHandle(bytes, at),
    rights: descriptorRights(bytes, at),
    context: descriptorBadge(bytes, at),
    dereferenced,
  }
}

/** Sends one request, answered by `answer`, and tells both codes and what the server got. */
async function send(world: World, message: Frame, answer: Frame | ((got: Arrived) => Frame) = none) {
  const seen = { call: Number.NaN, reply: Number.NaN, got: [] as Arrived[], back: arrived(new Uint8Array(64)) }
  const server = world.asServer(async (server) => {
    if ((await server.receive(world.listener)) !== rcOk) return
    const count = server.request[6] as number
    for (let i = 0; i < count; i++) seen.got.push(arrived(server.request, i))
    seen.reply = server.reply(world.listener, 0, typeof answer === 'function' ? answer(seen.got[0]!) : answer)
  })
  const client = world.asClient(async (client) => {
    seen.call = await client.call(world.channel, message)
    seen.back = arrived(client.response)
  })
  await world.rest()
  world.outside(() => {
    for (const { thread } of [server, client]) world.scheduler.terminate(thread, 0)
  })
  await world.rest()
  return seen
}

const rightsOf = (world: World, { space }: Peer, handle: number): number => world.table.rightsOf(space!.check(handle, 0))

describe('a handle in a request', () => {
  test('arrives as a new handle of the server, with the rights it was sent with', async () => {
    const world = new World()
    const handle = world.resource(world.client, 1)
    const { call, got } = await send(world, give({ handle, rights: READ }))
    expect(call).toBe(rcOk)
    expect(got).toMatchObject([{ rights: READ, context: 0, dereferenced: false }])
    expect(rightsOf(world, world.server, got[0]!.handle)).toBe(READ)
    expect(world.client.space!.check(handle, ALL)).toBeGreaterThan(0)
    expect([world.client.space!.used, world.server.space!.used]).toEqual([1, 1])
  })

  test('arrives with all rights if the sender does not say which', async () => {
    const world = new World()
    const { got } = await send(world, give(world.resource(world.client, 1, PASS | WRITE)))
    expect(got).toMatchObject([{ rights: PASS | WRITE, dereferenced: false }])
  })

  test('may be no handle at all', async () => {
    const world = new World()
    expect((await send(world, give(INVALID_HANDLE))).got).toEqual([{ handle: 0, rights: 0, context: 0, dereferenced: false }])
    expect((await send(world, give({ handle: INVALID_HANDLE, rights: ALL, badge: 77 }))).got).toEqual([
      { handle: 0, rights: 0, context: 0, dereferenced: false },
    ])
  })

  test('dies with its badge, whose provider hears of it', async () => {
    const world = new World()
    const badge = world.client.space!.createBadge(321)
    const { call, got } = await send(world, give({ handle: world.resource(world.client, 1), rights: READ, badge }))
    expect(call).toBe(rcOk)
    expect(world.badges).toEqual([])
    world.server.space!.close(got[0]!.handle)
    expect(world.badges).toEqual([321])
  })
})

describe('a handle that comes back', () => {
  test('is dereferenced: its owner gets its own handle, the context of the resource, and the rights that were passed on', async () => {
    const world = new World()
    const mine = world.resource(world.client, 4711)
    const { call, reply, back } = await send(world, give({ handle: mine, rights: READ }), ({ handle }) => giveBack(handle))
    expect([call, reply]).toEqual([rcOk, rcOk])
    expect(back).toEqual({ handle: mine, rights: READ, context: 4711, dereferenced: true })
    expect([world.client.space!.used, world.server.space!.used]).toEqual([1, 1])
  })

  test('has the context of the badge, if it was transferred with one', async () => {
    const world = new World()
    const mine = world.resource(world.client, 4711)
    const badge = world.client.space!.createBadge(0xffff_ffff)
    const { back } = await send(world, give({ handle: mine, rights: READ, badge }), ({ handle }) =>
      giveBack({ handle, rights: 0 }),
    )
    expect(back).toEqual({ handle: mine, rights: READ, context: 0xffff_ffff, dereferenced: true })
  })

  test('needs neither the right to be transferred nor room at its owner', async () => {
    const world = new World()
    const owner = world.table.createSpace(1)
    const small = { ...world.client, space: owner }
    const mine = world.resource(small, 5)
    const back: Arrived[] = []
    world.asServer(async (server) => {
      await server.receive(world.listener)
      server.reply(world.listener, 0, giveBack(arrived(server.request).handle))
    })
    world.spawn(small, async (client) => {
      expect(await client.call(world.channel, give({ handle: mine, rights: READ }))).toBe(rcOk)
      back.push(arrived(client.response))
    })
    await world.rest()
    expect(back).toEqual([{ handle: mine, rights: READ, context: 5, dereferenced: true }])
  })
})

describe('seven handles', () => {
  test('are the most of one message', () => {
    expect([maxMessageHandles, MAX_HANDLES_PER_MESSAGE]).toEqual([7, 7])
  })

  test('travel together, some new, some coming back, some none', async () => {
    const world = new World()
    const fromServer = world.resource(world.server, 90)
    const lent = world.server.space!.transfer(fromServer, world.client.space as Space, READ)
    const badge = world.client.space!.createBadge(8)
    const mine = [1, 2, 3, 4].map((context) => world.resource(world.client, context))
    const handles: HandleLike[] = [
      mine[0]!,
      lent,
      { handle: mine[1]!, rights: READ, badge },
      0,
      mine[2]!,
      lent,
      { handle: mine[3]!, rights: 0 },
    ]
    const { call, got } = await send(world, seven(handles), frame(Echo.Seven.response, { a: 0, b: 0 }))
    expect(call).toBe(rcOk)
    const came = { handle: fromServer, rights: READ, context: 90, dereferenced: true }
    const is = (rights: number) => ({ rights, context: 0, dereferenced: false })
    expect(got).toMatchObject([is(ALL), came, is(READ), { ...is(0), handle: 0 }, is(ALL), came, is(0)])
    expect(new Set(got.map(({ handle }) => handle)).size).toBe(6)
    expect(world.server.space!.used).toBe(5)
  })

  test('and one more do not: the message is malformed, also where nothing is known of it', async () => {
    const world = new World()
    const eight = { bytes: new Uint8Array(16 + 8 * 16), arena: noBytes, used: 0 }
    eight.bytes.set([8, 0, 2, 4, 6, 8, 10, 12, 14], 6)
    const opaque = world.peer('Opaque')
    const listener = world.listen(opaque)
    for (const channel of [world.channel, listener.connect()]) {
      world.asClient(async (client) => world.say(String(await client.call(channel, eight))))
    }
    for (const to of [world.listener, listener]) world.spawn(to.server, async (server) => void (await server.receive(to)))
    await world.rest()
    expect(world.log).toEqual([rcInvalidArgument, rcInvalidArgument].map(String))
  })

  test('move without knowing the interface', async () => {
    const world = new World()
    const opaque = world.peer('Opaque')
    const listener = world.listen(opaque)
    world.spawn(opaque, async (server) => {
      await server.receive(listener)
      expect(arrived(server.request)).toMatchObject({ rights: READ, dereferenced: false })
      server.reply(listener, 0, giveBack(arrived(server.request).handle))
    })
    const handle = world.resource(world.client, 6)
    world.asClient(async (client) => {
      expect(await client.call(listener.connect(), give({ handle, rights: READ }))).toBe(rcOk)
      expect(arrived(client.response)).toEqual({ handle, rights: READ, context: 6, dereferenced: true })
      world.say('done')
    })
    await world.rest()
    expect(world.log).toEqual(['done'])
  })
})

describe('handles that cannot move', () => {
  type Case = readonly [string, number, (world: World) => HandleLike]
  const cases: readonly Case[] = [
    ['were never issued', rcInvalidArgument, () => 12_345],
    ['belong to another process', rcInvalidArgument, (world) => foreign(world)],
    ['were closed', rcInvalidArgument, (world) => closed(world)],
    ['were revoked', rcHandleRevoked, (world) => revoked(world)],
    ['may not be transferred', rcNoCapability, (world) => world.resource(world.client, 2, READ)],
    [
      'would gain rights',
      rcSecurityDisallow,
      (world) => ({ handle: world.resource(world.client, 2, PASS | READ), rights: READ | WRITE }),
    ],
    [
      'have a badge that is none',
      rcInvalidArgument,
      (world) => ({ handle: world.resource(world.client, 2), badge: world.resource(world.client, 3) }),
    ],
    [
      'have a badge that does not exist',
      rcInvalidArgument,
      (world) => ({ handle: world.resource(world.client, 2), badge: 99 }),
    ],
    [
      'have a badge that served before',
      rcInvalidOperation,
      (world) => ({ handle: world.resource(world.client, 2), badge: usedBadge(world) }),
    ],
    ['are badges themselves', rcNoCapability, (world) => world.client.space!.createBadge(1)],
  ]
  const foreign = (world: World): number => {
    const other = world.peer('Other')
    return [2, 3, 4].map((context) => world.resource(other, context)).at(-1) as number
  }
  const closed = (world: World): number => {
    const handle = world.resource(world.client, 2)
    world.client.space!.close(handle)
    return handle
  }
  const revoked = (world: World): number => {
    const owner = world.peer('Owner')
    const handle = world.resource(owner, 2)
    const lent = owner.space!.transfer(handle, world.client.space as Space, PASS)
    owner.space!.revoke(handle)
    return lent
  }
  const usedBadge = (world: World): number => {
    const badge = world.client.space!.createBadge(1)
    world.client.space!.transfer(world.resource(world.client, 2), world.table.createSpace(), READ, badge)
    return badge
  }

  test.each(cases)('because they %s fail the call, and those before them do not move either', async (_, code, make) => {
    for (const serverFirst of [true, false]) {
      const world = new World()
      const good = world.resource(world.client, 1)
      const bad = make(world)
      if (serverFirst) world.serve()
      const before = world.table.statistics()
      world.asClient(async (client) => world.say(String(await client.call(world.channel, seven([good, good, bad])))))
      if (!serverFirst) world.serve()
      await world.rest()
      expect(world.log).toEqual([String(code)])
      expect(world.table.statistics()).toEqual(before)
      expect(world.server.space!.used).toBe(0)
      expect(world.listener.counts).toEqual({ ...nothingLeft, receivers: 1 })
    }
  })

  test('because one badge stands for two of them', async () => {
    const world = new World()
    const badge = world.client.space!.createBadge(1)
    const handle = world.resource(world.client, 1)
    const gift = { handle, rights: READ, badge }
    expect((await send(world, seven([gift, gift]))).call).toBe(rcInvalidOperation)
    expect((await send(world, seven([gift]), frame(Echo.Seven.response, { a: 0, b: 0 }))).call).toBe(rcOk)
  })

  test('because the receiver has no room for all: none moves', async () => {
    for (const [quota, code, used] of [
      [2, rcQuotaExceeded, 0],
      [3, rcOk, 3],
    ] as const) {
      const world = new World()
      const small = world.peer('Server', [Echo], world.table.createSpace(quota))
      const listener = world.listen(small)
      world.serve(listener)
      const handles = [1, 2, 3].map((context) => world.resource(world.client, context))
      const codes: number[] = []
      const client = world.asClient(async (client) => void codes.push(await client.call(listener.connect(), seven(handles))))
      await world.rest()
      // The server answers with a Ping, which is malformed here: the handles have moved by then.
      expect(codes).toEqual([code === rcOk ? rcInvalidArgument : code])
      expect(small.space!.used).toBe(used)
      expect(client.thread.exitCode).toBe(0)
    }
  })

  test('because the receiving process has ended', async () => {
    const world = new World()
    const ended = world.peer('Ended', [Echo])
    const listener = world.listen(ended)
    ended.space!.destroy()
    world.serve(listener)
    const handle = world.resource(world.client, 1)
    world.asClient(async (client) => world.say(String(await client.call(listener.connect(), give(handle)))))
    await world.rest()
    expect(world.log).toEqual([String(rcInvalidArgument)])
  })

  test('because the table of handles is full', async () => {
    const world = new World({ capacity: 2 })
    world.serve()
    const gift = give(world.resource(world.client, 1))
    world.asClient(async (client) => world.say(String(await client.call(world.channel, gift))))
    await world.rest()
    expect(world.log).toEqual([String(rcOutOfMemory)])
  })

  test('because a side moves none', async () => {
    const world = new World()
    const bare = world.peer('Bare', [Echo], null)
    const listener = world.listen(bare)
    world.serve(listener)
    const handle = world.resource(world.client, 1)
    world.asClient(async (client) => world.say(String(await client.call(listener.connect(), give(handle)))))
    world.spawn(bare, async (client) => world.say(String(await client.call(world.channel, give(handle)))))
    world.serve()
    await world.rest()
    expect(world.log).toEqual([rcNoCapability, rcNoCapability].map(String))
  })

  test('because the kernel was made without a handle table', async () => {
    const world = new World()
    const listener = new Listener(new Exchange({ monitor: allowing }), world.server, 'echo')
    world.serve(listener)
    const handle = world.resource(world.client, 1)
    world.asClient(async (client) => {
      world.say(String(await client.call(listener.connect(), give(handle))))
      world.say(String(await client.call(listener.connect(), ping(1))))
    })
    await world.rest()
    expect(world.log).toEqual([rcNoCapability, rcOk].map(String))
  })
})

describe('handles in a response that cannot move', () => {
  const answering = async (world: World, responses: readonly Frame[]) => {
    const codes: number[] = []
    world.asServer(async (server) => {
      await server.receive(world.listener)
      for (const response of responses) codes.push(server.reply(world.listener, 0, response))
    })
    world.asClient(async (client) => void codes.push(await client.call(world.channel, give(0))))
    await world.rest()
    expect(world.listener.counts).toEqual(nothingLeft)
    return codes
  }

  test('fail the reply alone: the client waits for a better one', async () => {
    const world = new World()
    const before = world.client.space!.used
    expect(await answering(world, [giveBack(12_345), giveBack(world.resource(world.server, 1, READ)), none])).toEqual([
      rcInvalidArgument,
      rcNoCapability,
      rcOk,
      rcOk,
    ])
    expect(world.client.space!.used).toBe(before)
  })

  test('because they would gain rights fail both sides', async () => {
    const world = new World()
    const greedy = giveBack({ handle: world.resource(world.server, 1, PASS | READ), rights: READ | WRITE })
    expect(await answering(world, [greedy, none])).toEqual([rcSecurityDisallow, rcNotConnected, rcSecurityDisallow])
    expect(world.client.space!.used).toBe(0)
  })

  test('because the client has no room fail the reply alone', async () => {
    const world = new World()
    const small = { ...world.client, space: world.table.createSpace(1) }
    world.resource(small, 1)
    const codes: number[] = []
    world.asServer(async (server) => {
      await server.receive(world.listener)
      const gift = world.resource(world.server, 2)
      codes.push(server.reply(world.listener, 0, giveBack(gift)), server.reply(world.listener, 0, none))
    })
    world.spawn(small, async (client) => void codes.push(await client.call(world.channel, give(0))))
    await world.rest()
    expect(codes).toEqual([rcQuotaExceeded, rcOk, rcOk])
    expect(small.space.used).toBe(1)
  })
})
