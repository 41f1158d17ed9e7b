// Implementations that are passed as handles, and whose provider hears when nobody has them any more;
// and which thread of a provider serves a call.

import {
  type Caller,
  connect,
  defineInterface,
  EVENT_OBJECT_DESTROYED,
  events,
  type Handle,
  handleOf,
  type Kos,
  program,
  proxyOf,
  serve,
  type Serving,
  string,
  ThreadPriorityNormal,
  uint32,
  unwrap,
  watchable,
} from '@kos/libkos'
import { rcOk } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { hosts, World } from './world.ts'

const Lamp = defineInterface('demo.Lamp', { Server: { out: { tid: uint32 } } })
const Shop = defineInterface('demo.Shop', {
  Buy: { in: { name: string(16) }, out: { lamp: handleOf(() => Lamp) } },
})
const endpoints = { shop: Shop, lamp: Lamp }

describe.each(hosts)('on %s', (_name, host) => {
  test('the provider hears once of the end of the last handle, also by death', async () => {
    await using world = new World({ host: host() })
    const over: unknown[] = []
    const wrong: unknown[] = []
    const shop = program({ endpoints }, async (kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      const serveIn = async (own: Kos & Serving<typeof endpoints>): Promise<void> => {
        const check = (caller: Caller): number => {
          if (caller.server !== own.KosThreadCurrentId()) wrong.push(caller)
          return caller.server
        }
        await serve(own, 'shop', {
          shop: {
            Buy({ name }, caller) {
              check(caller)
              const lamp = { Server: (_: unknown, by: Caller) => ({ tid: by.server }) }
              const onHandle = (handle: Handle): void => {
                const rc = own.KnNoticeSubscribeToObject(
                  notice,
                  handle,
                  EVENT_OBJECT_DESTROYED,
                  name,
                )
                if (rc !== rcOk) wrong.push(rc)
              }
              return { lamp: watchable(lamp, onHandle) }
            },
          },
          lamp: null,
        })
      }
      for (let count = 0; count < 2; count++)
        unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, serveIn, null, 0))
      for await (const { eventId } of events(kos, notice)) over.push(eventId)
    })
    world.kernel.spawn(shop, { name: 'Shop' })
    for (const name of ['One', 'Other'])
      world.kernel.spawn(null, { name, connections: { shop: 'Shop' } })
    const buy = (client: string, name: string): Promise<number> =>
      world.act(client, async (kos) => {
        const { lamp } = unwrap(await connect(kos, Shop, 'shop', 'shop').Buy({ name }))
        expect(unwrap(await proxyOf(kos, Lamp, lamp.handle).Server()).tid).toBeGreaterThan(0)
        return lamp.handle
      })
    const green = await buy('One', 'green')
    await buy('One', 'red')
    await buy('Other', 'blue')
    expect(over).toEqual([])
    await world.act('One', async (kos) => {
      expect(kos.KnHandleClose(green as never)).toBe(rcOk)
      await kos.KnSleep(1)
    })
    expect(over).toEqual(['green'])
    world.kernel.kill('Other', 'by the test')
    await world.act('One', (kos) => kos.KnSleep(1))
    expect(over).toEqual(['green', 'blue'])
    expect(wrong).toEqual([])
  })
})
