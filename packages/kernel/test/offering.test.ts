// Implementations passed as handles: they arrive as typed proxies, each leads to its own object,
// and both sides can end it.

import {
  connect,
  defineInterface,
  type Handle,
  handle,
  type HandleDesc,
  INVALID_HANDLE,
  type Kos,
  type Offer,
  offer,
  own,
  program,
  proxyOf,
  serve,
  type Serving,
  string,
  uint32,
} from '@kos/libkos'
import { OCAP_HANDLE_TRANSFER } from '@kos/handles'
import {
  rcHandleRevoked,
  rcInvalidArgument,
  rcNotConnected,
  rcOk,
  rcTimeout,
  RetcodeError,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import type { KernelOptions } from '../src/index.ts'
import { hosts, shareOf, World } from './world.ts'

const Lamp = defineInterface('demo.Lamp', {
  Name: { out: { name: string(16) } },
  Turn: { in: { level: uint32 }, out: { was: uint32 }, error: { most: uint32 } },
  Wait: {},
})
const Shop = defineInterface('demo.Shop', {
  Buy: { in: { name: string(16) }, out: { lamp: handle } },
  Subscribe: { in: { listener: handle } },
})
const News = defineInterface('demo.News', {
  Sold: { in: { name: string(16) }, out: { heard: uint32 } },
})

/** A lamp as an object. */
class GreenLamp {
  readonly #name: string
  readonly #kos: Kos
  #level = 0

  constructor(kos: Kos, name: string) {
    this.#kos = kos
    this.#name = name
  }

  Name(): { name: string } {
    return { name: this.#name }
  }

  Turn({ level }: { level: number }): { was: number } | { error: { most: number } } {
    if (level > 10) return { error: { most: 10 } }
    const was = this.#level
    this.#level = level
    return { was }
  }

  async Wait(): Promise<void> {
    await this.#kos.KnSleep(10)
  }
}

class Shopping extends World {
  readonly offers: Offer[] = []
  readonly sold: unknown[] = []

  constructor(options: KernelOptions) {
    super(options)
    const shop = program({ endpoints: { shop: Shop, lamp: Lamp } }, async (kos) => {
      const subscribers: HandleDesc[] = []
      await serve(kos, 'shop', {
        shop: {
          Buy: async ({ name }) => {
            for (const subscriber of subscribers) {
              const { rc, heard } = await proxyOf(kos, News, subscriber).Sold({ name })
              this.sold.push([rc, heard])
            }
            const offered = offer(kos, 'shop', Lamp, new GreenLamp(kos, name))
            this.offers.push(offered)
            return { lamp: offered }
          },
          Subscribe: ({ listener }) => void subscribers.push(own(kos, listener)),
        },
        lamp: null,
      })
      await kos.KnSleep(1_000)
    })
    const customer = program({ endpoints: { news: News } }, async (kos) => {
      await kos.KosThreadSuspend(kos.KosThreadCurrentId())
    })
    this.kernel.spawn(shop, { name: 'Shop' })
    this.kernel.spawn(customer, { name: 'Customer', connections: { shop: 'Shop' } })
    this.kernel.spawn(null, { name: 'Friend', connections: { shop: 'Shop' } })
  }

  buy(name: string, customer = 'Customer'): Promise<Handle> {
    return this.act(
      customer,
      async (kos) => unwrap(await connect(kos, Shop, 'shop', 'shop').Buy({ name })).lamp.handle,
    )
  }
}

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: KernelOptions = {}): Shopping => new Shopping({ ...options, host: host() })

  test('an implementation arrives as a proxy that leads to this very object', async () => {
    await using world = open()
    const [green, red] = [await world.buy('green'), await world.buy('red')]
    const answers = await world.act('Customer', async (kos) => {
      using lamps = proxyOf(kos, Lamp, green)
      using other = proxyOf(kos, Lamp, red)
      const turned = [
        await lamps.Turn({ level: 3 }),
        await lamps.Turn({ level: 4 }),
        await other.Turn({ level: 5 }),
      ]
      const failed = await lamps.Turn({ level: 11 })
      const waited = await lamps.Wait()
      return [
        (await lamps.Name()).name,
        (await other.Name()).name,
        turned.map(({ was }) => was),
        failed.error,
        waited.rc,
        (await lamps.Name({}, { timeout: 5 })).rc,
      ]
    })
    expect(answers).toEqual(['green', 'red', [0, 3, 0], { most: 10 }, rcOk, rcOk])
  })

  test('disposing the proxy and the offer leaves nothing of it', async () => {
    await using world = open()
    await world.idle()
    const before = [shareOf(world.kernel, 'Shop'), shareOf(world.kernel, 'Customer')]
    const lamp = await world.buy('green')
    await world.act('Shop', () => world.offers[0]?.[Symbol.dispose]())
    await world.act('Customer', async (kos) => {
      {
        // The provider closed its handle: what was given stays.
        using lamps = proxyOf(kos, Lamp, lamp)
        expect((await lamps.Name()).name).toBe('green')
      }
      expect(() => proxyOf(kos, Lamp, lamp)).toThrow(RetcodeError)
    })
    const after = [shareOf(world.kernel, 'Shop'), shareOf(world.kernel, 'Customer')]
    // The connection's handle is all that is new.
    const [shop, customer] = before
    expect(after).toEqual([shop, { ...customer, handles: 1 }])
  })

  test('revoking it ends the calls of all who were given it', async () => {
    await using world = open()
    const lamp = await world.buy('green')
    await world.act('Shop', () =>
      expect([world.offers[0]?.revoke(), world.offers[0]?.revoke()]).toEqual([
        rcOk,
        rcInvalidArgument,
      ]),
    )
    const code = await world.act('Customer', (kos) => {
      try {
        return proxyOf(kos, Lamp, lamp)
      } catch (error) {
        return (error as RetcodeError).rc
      }
    })
    expect(code).toBe(rcHandleRevoked)
  })

  test('the end of the provider ends its calls', async () => {
    await using world = open()
    const lamp = await world.buy('green')
    const calling = world.kernel.as(
      'Customer',
      async (kos) => (await proxyOf(kos, Lamp, lamp).Wait()).rc,
    )
    await world.kernel.advance(5)
    world.kernel.kill('Shop')
    await world.idle()
    expect(await calling).toBe(rcNotConnected)
  })

  test('a client offers an implementation to its server, over a listener of its own', async () => {
    await using world = open()
    const heard: string[] = []
    const listening = world.kernel.as('Customer', async (kos) => {
      const { handle: listener } = unwrap(kos.createListener())
      const own = kos as Kos & Serving<{ news: typeof News }>
      const Sold = ({ name }: { name: string }): { heard: number } => ({ heard: heard.push(name) })
      using news = offer(kos, listener, News, { Sold })
      const serving = async (mine: Kos): Promise<void> => {
        const rc = await serve(mine as typeof own, listener, { news: null })
        mine.log(rc === rcNotConnected)
      }
      kos.KosThreadCreate(15, 0, serving, 0, 0)
      const shop = connect(kos, Shop, 'shop', 'shop')
      expect((await shop.Subscribe({ listener: news })).rc).toBe(rcOk)
      await kos.KnSleep(100)
      kos.KnHandleClose(listener)
    })
    await world.kernel.advance(1)
    // The shop hears the answer of its customer before it answers its friend.
    const bought = world.kernel.as('Friend', async (kos) => {
      const shop = connect(kos, Shop, 'shop', 'shop')
      return [(await shop.Buy({ name: 'green' })).rc, (await shop.Buy({ name: 'red' })).rc]
    })
    await world.kernel.advance(1)
    expect(await bought).toEqual([rcOk, rcOk])
    expect([heard, world.sold]).toEqual([
      ['green', 'red'],
      [
        [rcOk, 1],
        [rcOk, 2],
      ],
    ])
    await world.idle()
    await listening
    expect(world.lines).toEqual(['Customer: true'])
  })

  test('an endpoint without an implementation of its own is reached by offered handles only', async () => {
    await using world = open()
    const codes = await world.act('Customer', async (kos) => {
      const direct = proxyOf(kos, Lamp, kos.ServiceLocatorConnect('shop'), 1)
      return [
        (await direct.Name()).rc,
        (await direct.Turn({ level: 1 })).rc,
        (await direct.Wait()).rc,
      ]
    })
    expect(codes).toEqual([rcInvalidArgument, rcInvalidArgument, rcInvalidArgument])
    expect((await world.buy('green')) > 0).toBe(true)
  })

  test('mistakes are told at their place', async () => {
    await using world = open()
    const lamp = await world.buy('green')
    await world.act('Customer', (kos) => {
      for (const wrong of [INVALID_HANDLE, 12_345 as Handle, kos.ServiceLocatorConnect('shop')]) {
        expect(() => proxyOf(kos, Lamp, wrong)).toThrow(/proxyOf\("demo.Lamp"/)
      }
      expect(() => proxyOf(kos, Shop, lamp)).toThrow('it is no callable handle for this interface')
      const weak = unwrap(kos.KnHandleCopy(lamp, OCAP_HANDLE_TRANSFER, INVALID_HANDLE)).handle
      expect(() => proxyOf(kos, Lamp, weak)).toThrow('it can not be called')
      const { handle: listener } = unwrap(kos.createListener())
      expect(() => offer(kos, listener, Lamp, new GreenLamp(kos, ''))).toThrow(
        'declares no endpoint of this interface',
      )
      expect(() => offer(kos, listener, News, {} as never)).toThrow('has no method Sold')
      expect(() => offer(kos, 'nobody', News, { Sold: () => ({ heard: 1 }) })).toThrow(
        'nobody connects to Customer',
      )
      expect(() => offer(kos, lamp, News, { Sold: () => ({ heard: 1 }) })).toThrow(
        'can make no handle over this listener',
      )
    })
  })

  test('a time-out counts for a provider that is busy, like for any server', async () => {
    await using world = open()
    const lamp = await world.buy('green')
    const codes = await world.act('Customer', async (kos) => {
      const busy = async (own: Kos): Promise<void> => void (await proxyOf(own, Lamp, lamp).Wait())
      kos.KosThreadCreate(15, 0, busy, 0, 0)
      await kos.KnSleep(1)
      const lamps = proxyOf(kos, Lamp, lamp)
      return [
        (await lamps.Name({}, { timeout: 2 })).rc,
        (await lamps.Name({}, { timeout: 20 })).name,
      ]
    })
    expect(codes).toEqual([rcTimeout, 'green'])
  })
})
