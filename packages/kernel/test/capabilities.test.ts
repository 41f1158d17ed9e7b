// Handles of an interface as they arrive: proxies at once, and handles still. An object is given
// where the interface has a handle<Iface>; by whom in a request is tested in `giving.test.ts`, what
// `offer` does by hand in `offering.test.ts`.

import {
  type CallResult,
  connect,
  defineInterface,
  type Handle,
  handleOf,
  type Kos,
  nk_get_handle,
} from '@kos/libkos'
import { program, proxyOf, serve, uint32 } from '@kos/libkos'
import {
  rcFail,
  rcHandleRevoked,
  rcInvalidArgument,
  rcNoCapability,
  rcNotConnected,
  rcOk,
  unwrap,
} from '@kos/retcode'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { FullKernelOptions } from '../src/index.ts'
import { type AnyLamp, Lamp, NamedLamp, Shopping, shopOf } from './lamps.ts'
import { hosts, openWorld, shareOf } from './world.ts'

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: FullKernelOptions = {}): Shopping =>
    new Shopping({ ...options, host: host() })
  const syscallsOf = ({ kernel }: Shopping, name: string): number =>
    kernel.inspect().tasks.find((task) => task.name === name)?.syscalls ?? 0

  test('an object that is returned arrives as a proxy of its own, and lives as long as its handle', async () => {
    await using world = open()
    await world.act('Customer', async (kos) => void (await shopOf(kos).Weigh({ thing: 0 })))
    const before = shareOf(world.kernel, 'Keeper')
    await world.act('Customer', async (kos) => {
      const shop = shopOf(kos)
      {
        const [first, second] = [
          unwrap(await shop.Buy({ name: 'green' })),
          unwrap(await shop.Buy({ name: 'red' })),
        ]
        using green = first.lamp
        using red = second.lamp
        expectTypeOf(green.Turn).returns.resolves.toEqualTypeOf<CallResult<typeof Lamp.Turn>>()
        expect((await green.Turn({ level: 3 })).was).toBe(0)
        expect([(await green.Turn({ level: 4 })).was, (await red.Turn({ level: 1 })).was]).toEqual([
          3, 0,
        ])
        expect([(await green.Name()).name, (await red.Name()).name]).toEqual(['green', 'red'])
        const failed = await green.Turn({ level: 11 })
        expect([failed.rc, failed.error]).toEqual([rcFail, { most: 10 }])
        // The keeper has no handle of them, but what they stand for.
        const { handles, tokens } = shareOf(world.kernel, 'Keeper')
        expect([handles, tokens]).toEqual([before.handles, before.tokens + 2])
      }
      expect(shareOf(world.kernel, 'Keeper')).toEqual(before)
    })
  })

  test('arriving costs no system call, the first call one more than each later one', async () => {
    await using world = open()
    await world.act('Customer', async (kos) => {
      const shop = shopOf(kos)
      const counts: number[] = []
      const counted = async <T>(work: () => Promise<T>): Promise<T> => {
        const before = syscallsOf(world, 'Customer')
        const answer = await work()
        counts.push(syscallsOf(world, 'Customer') - before)
        return answer
      }
      const { lamp } = unwrap(await counted(() => shop.Buy({ name: 'cheap' })))
      // Methods may be taken off it, as off any proxy.
      const { Name } = lamp
      for (let i = 0; i < 2; i++) expect((await counted(() => Name())).name).toBe('cheap')
      await counted(() => lamp.Name())
      expect(counts).toEqual([1, 2, 1, 1])
    })
  })

  test('the handle that was sent is given up also if its answer lets a client of higher priority run first', async () => {
    await using world = open()
    await world.act('Customer', async (kos) => void (await shopOf(kos).Weigh({ thing: 0 })))
    const before = shareOf(world.kernel, 'Keeper')
    await world.act('Customer', async (kos) => {
      const buy = async (mine: Kos): Promise<void> => {
        unwrap(await shopOf(mine).Buy({ name: 'urgent' })).lamp[Symbol.dispose]()
      }
      const { tid } = unwrap(kos.KosThreadCreate(25, 0, buy, 0, 0))
      await kos.KosThreadWait(tid, 1_000)
    })
    expect([world.misuses, shareOf(world.kernel, 'Keeper')]).toEqual([[], before])
  })

  test('it is a handle still: its number is read, it is sent on as a plain one, copied, and closed', async () => {
    await using world = open()
    await world.act('Customer', async (kos) => {
      const shop = shopOf(kos)
      const { lamp } = unwrap(await shop.Buy({ name: 'blue' }))
      expect([nk_get_handle(lamp), lamp.badge, lamp.dereferenced]).toEqual([
        lamp.handle,
        undefined,
        false,
      ])
      expect((await shop.Weigh({ thing: lamp })).rc).toBe(rcOk)
      const copy = unwrap(kos.KnHandleCopy(lamp.handle, lamp.rights, 0 as Handle)).handle
      {
        using again = proxyOf(kos, Lamp, copy)
        await again.Turn({ level: 9 })
      }
      expect((await lamp.Turn({ level: 0 })).was).toBe(9)
      expect(kos.KnHandleClose(lamp.handle)).toBe(rcOk)
      expect((await lamp.Turn({ level: 1 })).rc).toBe(rcInvalidArgument)
    })
  })

  test('it can be shown to its maker and given to others, who call it as well', async () => {
    await using world = open()
    await world.act('Customer', async (kos) => {
      const shop = shopOf(kos)
      const { lamp } = unwrap(await shop.Lend({ rights: 0 }))
      expect((await shop.Show({ lamp })).name).toBe('of this shop')
      expect((await shop.Register({ lamp })).rc).toBe(rcOk)
      // What came back is the shop's own handle: to dispose of it closes nothing.
      expect([(await shop.Show({ lamp })).own, (await lamp.Name()).name]).toEqual([1, 'lent'])
      expect((await shop.Lend({ rights: 0 })).rc).toBe(rcOk)
    })
  })

  test('another thread makes a proxy of its own of it', async () => {
    await using world = open()
    const names: unknown[] = []
    await world.act('Customer', async (kos) => {
      const { lamp } = unwrap(await shopOf(kos).Buy({ name: 'shared' }))
      const look = async (mine: Kos): Promise<void> =>
        void names.push((await proxyOf(mine, Lamp, lamp).Name()).name)
      kos.KosThreadCreate(15, 0, look, 0, 0)
      names.push((await lamp.Name()).name)
    })
    expect(names).toEqual(['shared', 'shared'])
  })

  test('a call on what can not be called answers why, each time', async () => {
    await using world = open()
    const codes = await world.act('Customer', async (kos) => {
      const shop = shopOf(kos)
      const { lamp: weak } = unwrap(await shop.Lend({ rights: world.mayNotCall }))
      const weakCodes = [(await weak.Name()).rc, (await weak.Name()).rc]
      const { lamp: closed } = unwrap(await shop.Buy({ name: 'x' }))
      closed[Symbol.dispose]()
      closed[Symbol.dispose]()
      const { lamp: used } = unwrap(await shop.Lend({ rights: 0 }))
      const { lamp: unused } = unwrap(await shop.Lend({ rights: 0 }))
      const answers: unknown[] = [...weakCodes, (await used.Name()).rc]
      await shop.Recall()
      for (const lamp of [used, unused, closed])
        answers.push((await lamp.Name({}, { timeout: 1 })).rc)
      return answers
    })
    const may = [rcNoCapability, rcNoCapability, rcOk]
    expect(codes).toEqual([...may, rcHandleRevoked, rcHandleRevoked, rcInvalidArgument])
  })

  test('the end of the provider ends its calls', async () => {
    await using world = open()
    const lamps: AnyLamp[] = []
    const rc = world.kernel.as('Customer', async (kos) => {
      lamps.push(unwrap(await shopOf(kos).Buy({ name: 'old' })).lamp)
      await kos.KnSleep(5)
      return (await lamps[0]?.Name())?.rc
    })
    await world.kernel.advance(1)
    world.kernel.kill('Keeper')
    await world.idle()
    expect(await rc).toBe(rcNotConnected)
  })

  test('a server that has no handle left lets the client go, and serves on', async () => {
    await using world = open({ handleQuota: 4 })
    const quota = await world.act('Keeper', (kos) => {
      while (kos.KnHandleCreateUserObject(0x10000, 0, 0).rc === rcOk);
      return shareOf(world.kernel, 'Keeper')
    })
    const codes = await world.act('Friend', async (kos) => {
      const shop = shopOf(kos)
      return [(await shop.Buy({ name: 'x' })).rc, (await shop.Weigh({ thing: 0 })).rc]
    })
    expect([codes, shareOf(world.kernel, 'Keeper')]).toEqual([[rcInvalidArgument, rcOk], quota])
    expect(world.misuses.map(({ message }) => message)).toEqual([
      'Keeper: there was no handle for an object that shop.Buy returned (rcQuotaExceeded)',
    ])
  })

  test('who returns an object of an interface that it does not declare is told', async () => {
    await using world = openWorld({ host: host() })
    const Stall = defineInterface('demo.Stall', {
      Buy: { out: { lamp: handleOf(() => Lamp), price: uint32 } },
    })
    const Careless = program({ endpoints: { stall: Stall } }, async (kos) => {
      await serve(kos, 'stall', { stall: { Buy: () => ({ lamp: new NamedLamp('x'), price: 1 }) } })
    })
    const task = world.kernel.spawn(Careless, { name: 'Careless' })
    world.kernel.spawn(null, { name: 'Customer', connections: { stall: 'Careless' } })
    await world.act(
      'Customer',
      async (kos) => void (await connect(kos, Stall, 'stall', 'stall').Buy()),
    )
    const exit = await task.exit
    expect('crash' in exit ? exit.crash : '').toContain(
      'serve: Careless gives an implementation of demo.Lamp, of which it declares no endpoint',
    )
  })
})
