// Handles in requests: what the method of a server does not take is closed after the answer, so
// that no client fills the handle space of a server.

import {
  connect,
  defineInterface,
  type Handle,
  handle,
  handleOf,
  INVALID_HANDLE,
  type Kos,
  offer,
  own,
  type OwnedHandle,
  program,
  type Proxy,
  proxyOf,
  serve,
  uint32,
} from '@kos/libkos'
import { OCAP_HANDLE_TRANSFER } from '@kos/handles'
import { rcInvalidArgument, rcOk, unwrap } from '@kos/retcode'
import { any, core, deny, execute, request, response } from '@kos/security'
import { describe, expect, test } from 'vitest'
import type { KernelOptions } from '../src/index.ts'
import { Lamp, NamedLamp } from './lamps.ts'
import { userType } from './misbehaving.ts'
import { hosts, shareOf, World } from './world.ts'

const Store = defineInterface('demo.Store', {
  Ignore: { in: { first: handle, second: handle, level: uint32 } },
  Wait: { in: { thing: handle } },
  Close: { in: { thing: handle } },
  Return: { in: { thing: handle }, out: { back: handle } },
  Lend: { out: { thing: handle } },
  Keep: { in: { thing: handle } },
  KeepNumber: { in: { thing: handle } },
  KeepLamp: { in: { lamp: handleOf(() => Lamp) } },
  KeepProxy: { in: { lamp: handle } },
  Use: { in: { lamp: handleOf(() => Lamp) }, out: { name: uint32 } },
})
/** Declared and served by offered handles only. */
const Closed = defineInterface('demo.Closed', { Ask: { in: { thing: handle } } })

/** A server that keeps what its methods take. */
class Warehouse extends World {
  readonly kept: (Disposable & { readonly handle?: Handle })[] = []
  /** What the server hands out in Lend. */
  lent: Handle = INVALID_HANDLE

  open(): void {
    const { kept } = this
    const take = (each: OwnedHandle): void => void kept.push(each)
    const endpoints = { store: Store, closed: Closed, lamp: Lamp }
    const server = program({ endpoints }, async (kos) => {
      await serve(kos, 'store', {
        store: {
          Ignore: () => {},
          Wait: async () => void (await kos.KnSleep(10)),
          Close: ({ thing }) => void kos.KnHandleClose(thing.handle),
          Return: ({ thing }) => ({ back: thing.handle }),
          Lend: () => ({ thing: this.lent }),
          Keep: ({ thing }) => take(own(kos, thing)),
          KeepNumber: ({ thing }) => take(own(kos, thing.handle)),
          KeepLamp: ({ lamp }) => take(own(kos, lamp)),
          KeepProxy: ({ lamp }) => void kept.push(proxyOf(kos, Lamp, lamp)),
          Use: async ({ lamp }) => ({ name: (await lamp.Name()).name?.length ?? 0 }),
        },
        closed: null,
        lamp: null,
      })
    })
    this.kernel.spawn(server, { name: 'Server' })
    const client = program({ endpoints: { lamp: Lamp } }, async (kos) => {
      await kos.KosThreadSuspend(kos.KosThreadCurrentId())
    })
    this.kernel.spawn(client, { name: 'Client', connections: { store: 'Server' } })
  }

  get handles(): number {
    return shareOf(this.kernel, 'Server').handles
  }

  /** Acts as the client, with a handle of its own. */
  ask<T>(routine: (kos: Kos, store: Storing, thing: Handle) => Promise<T>): Promise<T> {
    return this.act('Client', async (kos) => {
      const store = connect(kos, Store, 'store', 'store')
      const { handle: thing } = unwrap(
        kos.KnHandleCreateUserObject(userType, OCAP_HANDLE_TRANSFER, 'thing'),
      )
      return routine(kos, store, thing)
    })
  }
}

type Storing = Proxy<typeof Store>

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: KernelOptions = {}): Warehouse => {
    const world = new Warehouse({ ...options, host: host() })
    world.open()
    return world
  }

  test.each<readonly [how: string, ask: (store: Storing, thing: Handle) => Promise<unknown>]>([
    ['a method ignores', (store, thing) => store.Ignore({ first: thing, second: thing, level: 1 })],
    ['a method ignores that answers later', (store, thing) => store.Wait({ thing })],
    ['a method closes itself', (store, thing) => store.Close({ thing })],
    ['a method returns', (store, thing) => store.Return({ thing })],
    ['are none', (store) => store.Wait({ thing: INVALID_HANDLE })],
    [
      'are for an interface, and are not called',
      (store) => store.Use({ lamp: new NamedLamp('a') }),
    ],
  ])('handles that %s do not stay with the server', async (_how, ask) => {
    await using world = open()
    await world.ask((_kos, store, thing) => ask(store, thing))
    const before = world.handles
    await world.ask(async (_kos, store, thing) => {
      for (let round = 0; round < 20; round++)
        expect(await ask(store, thing)).toMatchObject({ rc: rcOk })
    })
    expect(world.handles).toBe(before)
  })

  test('nor do those of requests that it refuses', async () => {
    await using world = open()
    await world.ask(async (kos, store, thing) => {
      await store.Ignore({ first: thing, second: thing, level: 1 })
      const closed = connect(kos, Closed, 'store', 'closed')
      const before = world.handles
      for (let round = 0; round < 20; round++)
        expect(await closed.Ask({ thing })).toEqual({ rc: rcInvalidArgument })
      expect(world.handles).toBe(before)
    })
  })

  test('nor when the answer is refused', async () => {
    const security = [
      execute(),
      request(any, core),
      request(any, any),
      response(any, any),
      deny(response(any, any, Store.Wait)),
    ]
    await using world = open({ security })
    await world.ask(async (_kos, store, thing) => {
      await store.Ignore({ first: thing, second: thing, level: 1 })
      const before = world.handles
      expect((await store.Wait({ thing })).rc).not.toBe(rcOk)
      expect(world.handles).toBe(before)
    })
  })

  test('nor when the client ends before the answer', async () => {
    await using world = open()
    await world.idle()
    const before = world.handles
    world.kernel
      .as('Client', async (kos) => {
        const { handle: thing } = unwrap(
          kos.KnHandleCreateUserObject(userType, OCAP_HANDLE_TRANSFER, 'thing'),
        )
        await connect(kos, Store, 'store', 'store').Wait({ thing })
      })
      .catch(() => {})
    await world.kernel.advance(5)
    expect(world.handles).toBe(before + 1)
    world.kernel.kill('Client')
    await world.idle()
    expect(world.handles).toBe(before)
  })

  test('a handle that came back to the server is its own, and stays', async () => {
    await using world = open()
    world.lent = await world.act(
      'Server',
      (kos) => unwrap(kos.KnHandleCreateUserObject(userType, OCAP_HANDLE_TRANSFER, 'lent')).handle,
    )
    await world.ask(async (_kos, store) => {
      const { thing } = unwrap(await store.Lend())
      await store.Ignore({ first: thing, second: thing, level: 1 })
      await store.Keep({ thing })
      expect(unwrap(await store.Lend()).thing.rights).toBe(OCAP_HANDLE_TRANSFER)
    })
    for (const each of world.kept.splice(0)) each[Symbol.dispose]()
    await world.ask(async (_kos, store) => expect((await store.Lend()).rc).toBe(rcOk))
  })

  test.each<readonly [how: string, ask: (store: Storing, thing: Handle) => Promise<unknown>]>([
    ['takes', (store, thing) => store.Keep({ thing })],
    ['takes by its number', (store, thing) => store.KeepNumber({ thing })],
    ['takes with its interface', (store) => store.KeepLamp({ lamp: new NamedLamp('a') })],
  ])('a handle that a method %s is its own until it is disposed', async (_how, ask) => {
    await using world = open()
    await world.ask((_kos, store, thing) => ask(store, thing))
    for (const each of world.kept.splice(0)) each[Symbol.dispose]()
    const before = world.handles
    await world.ask(async (_kos, store, thing) => {
      for (let round = 0; round < 3; round++)
        expect(await ask(store, thing)).toMatchObject({ rc: rcOk })
    })
    expect([world.handles, new Set(world.kept.map((each) => each.handle)).size]).toEqual([
      before + 3,
      3,
    ])
    for (const each of world.kept.splice(0)) each[Symbol.dispose]()
    expect(world.handles).toBe(before)
  })

  test('a proxy that a method makes of a handle takes it', async () => {
    await using world = open()
    await world.ask(async (kos, store) => {
      const { handle: listener } = unwrap(kos.createListener())
      using lamp = offer(kos, listener, Lamp, new NamedLamp('mine'))
      await store.Ignore({ first: lamp.handle, second: lamp.handle, level: 1 })
      const before = world.handles
      expect((await store.KeepProxy({ lamp: lamp.handle })).rc).toBe(rcOk)
      expect(world.handles).toBe(before + 1)
      for (const each of world.kept.splice(0)) each[Symbol.dispose]()
      expect(world.handles).toBe(before)
    })
  })

  test('the number of a handle that a method closed is not closed once more', async () => {
    const closes: unknown[] = []
    await using world = open({
      probe: {
        called: (thread, { name }) => {
          if (thread.name.startsWith('Server') && name === 'Close') closes.push(name)
        },
      },
    })
    await world.ask((_kos, store, thing) => store.Close({ thing }))
    expect(closes).toHaveLength(1)
  })
})
