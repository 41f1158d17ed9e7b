// Handles in messages: transferred, coming back, seven at once.

import { INVALID_HANDLE, type Space } from '@kos/handles'
import { type HandleLike, maxMessageHandles } from '@kos/idl'
import { rcInvalidArgument, rcOk } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { noBytes } from '../src/index.ts'
import { ALL, type Arrived, arrived, give, giveBack, rightsOf, send, seven } from './gifts.ts'
import { Echo, frame, PASS, READ, World, WRITE } from './world.ts'

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

  test('is rewritten on its way, not in the buffer of the sender', async () => {
    const world = new World()
    const message = give(world.resource(world.client, 1))
    const before = message.bytes.slice()
    const { got } = await send(world, message)
    expect(got[0]!.rights).toBe(ALL)
    expect(message.bytes).toEqual(before)
  })

  test('may be no handle at all', async () => {
    const world = new World()
    expect((await send(world, give(INVALID_HANDLE))).got).toEqual([
      { handle: 0, rights: 0, context: 0, dereferenced: false },
    ])
    expect(
      (await send(world, give({ handle: INVALID_HANDLE, rights: ALL, badge: 77 }))).got,
    ).toEqual([{ handle: 0, rights: 0, context: 0, dereferenced: false }])
  })

  test('dies with its badge, whose provider hears of it', async () => {
    const world = new World()
    const badge = world.client.space!.createBadge(321)
    const { call, got } = await send(
      world,
      give({ handle: world.resource(world.client, 1), rights: READ, badge }),
    )
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
    const { call, reply, back } = await send(
      world,
      give({ handle: mine, rights: READ }),
      ({ handle }) => giveBack(handle),
    )
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
    expect(maxMessageHandles).toBe(7)
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
    const { call, got } = await send(
      world,
      seven(handles),
      frame(Echo.Seven.response, { a: 0, b: 0 }),
    )
    expect(call).toBe(rcOk)
    const came = { handle: fromServer, rights: READ, context: 90, dereferenced: true }
    const is = (rights: number) => ({ rights, context: 0, dereferenced: false })
    expect(got).toMatchObject([
      is(ALL),
      came,
      is(READ),
      { ...is(0), handle: 0 },
      is(ALL),
      came,
      is(0),
    ])
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
    for (const to of [world.listener, listener])
      world.spawn(to.server, async (server) => void (await server.receive(to)))
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
      expect(arrived(client.response)).toEqual({
        handle,
        rights: READ,
        context: 6,
        dereferenced: true,
      })
      world.say('done')
    })
    await world.rest()
    expect(world.log).toEqual(['done'])
  })
})
