// Handles of an interface: an object with its methods is given where the interface has a handle<Iface>, and arrives as a handle that a typed proxy is
// made of. What `offer` does by hand is tested in `offering.test.ts`.

import { connect, defineInterface, handle, handleOf, type Kos, program, proxyOf, serve, string, uint32 } from '@kos/libkos'
import { rcOk, unwrap } from '@kos/retcode'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { hosts, openWorld, shareOf, type World } from './world.ts'

const Lamp = defineInterface('demo.Lamp', {
  Turn: { in: { level: uint32 }, out: { was: uint32 } },
  Name: { out: { name: string(16) } },
})
const Shop = defineInterface('demo.Shop', {
  Buy: { in: { name: string(16) }, out: { lamp: handleOf(() => Lamp), receipt: uint32 } },
  Show: { in: { lamp: handleOf(() => Lamp) }, out: { name: string(16) } },
  Odd: { out: { lamp: handle } },
})

class NamedLamp {
  readonly #name: string
  #level = 0

  constructor(name: string) {
    this.#name = name
  }

  Turn({ level }: { readonly level: number }): { was: number } {
    const was = this.#level
    this.#level = level
    return { was }
  }

  Name(): { name: string } {
    return { name: this.#name }
  }
}

const Keeper = program({ endpoints: { shop: Shop, lamp: Lamp } }, async (kos) => {
  let receipts = 0
  await serve(kos, 'shop', {
    shop: {
      Buy: ({ name }) => ({ lamp: new NamedLamp(name), receipt: ++receipts }),
      Show: ({ lamp }) => ({ name: lamp.badge === undefined ? 'nothing' : 'a lamp of this shop' }),
      Odd: () => ({ lamp: unwrap(kos.KnHandleCreateUserObject(0x10000, -1, 0)).handle }),
    },
    lamp: null,
  })
})

describe.each(hosts)('on %s', (_name, host) => {
  const open = (): World => {
    const world = openWorld({ host: host() })
    world.kernel.spawn(Keeper, { name: 'Keeper' })
    for (const name of ['Customer', 'Friend']) world.kernel.spawn(null, { name, connections: { shop: 'Keeper' } })
    return world
  }
  const shopOf = (kos: Kos) => connect(kos, Shop, 'shop', 'shop')

  test('an object that is given arrives as a typed proxy of its own, and lives as long as its handle', async () => {
    await using world = open()
    await world.act('Customer', async (kos) => void (await shopOf(kos).Odd()))
    const before = shareOf(world.kernel, 'Keeper')
    await world.act('Customer', async (kos) => {
      const shop = shopOf(kos)
      {
        const answers = [unwrap(await shop.Buy({ name: 'green' })), unwrap(await shop.Buy({ name: 'red' }))]
        using green = proxyOf(kos, answers[0]!.lamp)
        using red = proxyOf(kos, answers[1]!.lamp)
        expectTypeOf(green.Turn).returns.resolves.toHaveProperty('was')
        expect((await green.Turn({ level: 3 })).was).toBe(0)
        expect([(await green.Turn({ level: 4 })).was, (await red.Turn({ level: 1 })).was]).toEqual([3, 0])
        expect([(await green.Name()).name, (await red.Name()).name]).toEqual(['green', 'red'])
        // The keeper has no handle of them, but what they stand for.
        const { handles, tokens } = shareOf(world.kernel, 'Keeper')
        expect([handles, tokens]).toEqual([before.handles, before.tokens + 2])
      }
      expect(shareOf(world.kernel, 'Keeper')).toEqual(before)
    })
  })

  test('the handle that was sent is given up also if its answer lets a client of higher priority run first', async () => {
    await using world = open()
    await world.act('Customer', async (kos) => void (await shopOf(kos).Odd()))
    const before = shareOf(world.kernel, 'Keeper')
    await world.act('Customer', async (kos) => {
      const buy = async (own: Kos): Promise<void> => {
        const { lamp } = unwrap(await shopOf(own).Buy({ name: 'urgent' }))
        own.KnHandleClose(lamp.handle)
      }
      const { tid } = unwrap(kos.KosThreadCreate(25, 0, buy, 0, 0))
      await kos.KosThreadWait(tid, 1_000)
    })
    expect([world.misuses, shareOf(world.kernel, 'Keeper')]).toEqual([[], before])
  })

  test('what arrived can be shown to its maker, and given to others, who call it too', async () => {
    await using world = open()
    await world.act('Customer', async (kos) => {
      const shop = shopOf(kos)
      const { lamp } = unwrap(await shop.Buy({ name: 'blue' }))
      expect((await shop.Show({ lamp })).rc).toBe(rcOk)
      const copy = unwrap(kos.KnHandleCopy(lamp.handle, lamp.rights, 0 as never)).handle
      using again = proxyOf(kos, Lamp, copy)
      using first = proxyOf(kos, lamp)
      await again.Turn({ level: 9 })
      expect((await first.Turn({ level: 0 })).was).toBe(9)
    })
  })

  test('a handle that came for no interface says so', async () => {
    await using world = open()
    await world.act('Customer', async (kos) => {
      const { lamp } = unwrap(await shopOf(kos).Odd())
      expect(() => proxyOf(kos, lamp as never)).toThrow('this is no handle that came for an interface')
    })
  })

  test('who gives an object of an interface that it does not declare is told', async () => {
    await using world = openWorld({ host: host() })
    const Careless = program({ endpoints: { shop: Shop } }, async (kos) => {
      await serve(kos, 'shop', {
        shop: {
          Buy: ({ name }) => ({ lamp: new NamedLamp(name), receipt: 0 }),
          Show: () => ({ name: '' }),
          Odd: () => ({ lamp: 0 }),
        },
      })
    })
    const task = world.kernel.spawn(Careless, { name: 'Careless' })
    world.kernel.spawn(null, { name: 'Customer', connections: { shop: 'Careless' } })
    await world.act('Customer', async (kos) => void (await shopOf(kos).Buy({ name: 'x' })))
    const exit = await task.exit
    expect('crash' in exit ? exit.crash : '').toContain(
      'gives an implementation of demo.Lamp, of which it declares no endpoint',
    )
  })
})
