// Handles that cannot move: none of the message moves, and each side hears what concerns it.

import type { Space } from '@kos/handles'
import type { HandleLike } from '@kos/idl'
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
import { MessageTransfer, Listener } from '../src/index.ts'
import { give, giveBack, none, send, seven } from './gifts.ts'
import {
  allowing,
  Echo,
  type Frame,
  frame,
  nothingLeft,
  PASS,
  ping,
  READ,
  World,
  WRITE,
} from './world.ts'

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
      (world) => ({
        handle: world.resource(world.client, 2),
        badge: world.resource(world.client, 3),
      }),
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
    world.client.space!.transfer(
      world.resource(world.client, 2),
      world.table.createSpace(),
      READ,
      badge,
    )
    return badge
  }

  test.each(cases)(
    'because they %s fail the call, and those before them do not move either',
    async (_, code, make) => {
      for (const serverFirst of [true, false]) {
        const world = new World()
        const good = world.resource(world.client, 1)
        const bad = make(world)
        if (serverFirst) world.serve()
        const before = world.table.statistics()
        world.asClient(async (client) =>
          world.say(String(await client.call(world.channel, seven([good, good, bad])))),
        )
        if (!serverFirst) world.serve()
        await world.rest()
        expect(world.log).toEqual([String(code)])
        expect(world.table.statistics()).toEqual(before)
        expect(world.server.space!.used).toBe(0)
        expect(world.listener.counts).toEqual({ ...nothingLeft, receivers: 1 })
      }
    },
  )

  test('because one badge stands for two of them', async () => {
    const world = new World()
    const badge = world.client.space!.createBadge(1)
    const handle = world.resource(world.client, 1)
    const gift = { handle, rights: READ, badge }
    expect((await send(world, seven([gift, gift]))).call).toBe(rcInvalidOperation)
    expect(
      (await send(world, seven([gift]), frame(Echo.Seven.response, { a: 0, b: 0 }))).call,
    ).toBe(rcOk)
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
      const client = world.asClient(
        async (client) => void codes.push(await client.call(listener.connect(), seven(handles))),
      )
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
    world.asClient(async (client) =>
      world.say(String(await client.call(listener.connect(), give(handle)))),
    )
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
    world.asClient(async (client) =>
      world.say(String(await client.call(listener.connect(), give(handle)))),
    )
    world.spawn(bare, async (client) =>
      world.say(String(await client.call(world.channel, give(handle)))),
    )
    world.serve()
    await world.rest()
    expect(world.log).toEqual([rcNoCapability, rcNoCapability].map(String))
  })

  test('because the kernel was made without a handle table', async () => {
    const world = new World()
    const listener = new Listener(new MessageTransfer({ monitor: allowing }), world.server, 'echo')
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
    expect(
      await answering(world, [
        giveBack(12_345),
        giveBack(world.resource(world.server, 1, READ)),
        none,
      ]),
    ).toEqual([rcInvalidArgument, rcNoCapability, rcOk, rcOk])
    expect(world.client.space!.used).toBe(before)
  })

  test('because they would gain rights fail both sides', async () => {
    const world = new World()
    const greedy = giveBack({
      handle: world.resource(world.server, 1, PASS | READ),
      rights: READ | WRITE,
    })
    expect(await answering(world, [greedy, none])).toEqual([
      rcSecurityDisallow,
      rcNotConnected,
      rcSecurityDisallow,
    ])
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
      codes.push(
        server.reply(world.listener, 0, giveBack(gift)),
        server.reply(world.listener, 0, none),
      )
    })
    world.spawn(small, async (client) => void codes.push(await client.call(world.channel, give(0))))
    await world.rest()
    expect(codes).toEqual([rcQuotaExceeded, rcOk, rcOk])
    expect(small.space.used).toBe(1)
  })
})
