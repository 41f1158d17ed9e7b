// Implementations in requests: a client passes an object where the interface has a handle<Iface>,
// and the server calls it. The process of the client gets a thread of its own that serves such
// objects.

import { type Kos, program, serve, type Tid } from '@kos/libkos'
import {
  rcInvalidArgument,
  rcNotConnected,
  rcOk,
  rcQuotaExceeded,
  rcSecurityDisallow,
  rcTimeout,
  unwrap,
} from '@kos/retcode'
import { any, core, definePolicy, deny, error, execute, request, response } from '@kos/security'
import { describe, expect, test } from 'vitest'
import type { FullKernelOptions } from '../src/index.ts'
import { maxThreadsPerTask } from '../src/limits.ts'
import { Lamp, NamedLamp, Shopping, shopOf } from './lamps.ts'
import { hosts, shareOf } from './world.ts'

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: FullKernelOptions = {}): Shopping =>
    new Shopping({ ...options, host: host() })
  const give = (world: Shopping, lamp: NamedLamp): Promise<unknown> =>
    world.act('Customer', async (kos) => (await shopOf(kos).Register({ lamp })).rc)

  test('an object that is passed in a request is called by the server, until it disposes the proxy', async () => {
    await using world = open()
    expect(await give(world, new NamedLamp('first'))).toBe(rcOk)
    const one = shareOf(world.kernel, 'Customer')
    const red = new NamedLamp('red')
    expect(await give(world, red)).toBe(rcOk)
    // The customer keeps no handle of it, but what it stands for; and there is one thread for all.
    expect(shareOf(world.kernel, 'Customer')).toEqual({
      handles: one.handles,
      tokens: one.tokens + 1,
    })
    expect(world.threadsOf('Customer')).toEqual(['Customer/main', 'Customer/objects'])
    expect([
      await world.turn(1, 4),
      await world.turn(1, 5),
      await world.turn(0, 1),
      red.level,
    ]).toEqual([[rcOk, 0], [rcOk, 4], [rcOk, 0], 5])
    await world.forget()
    expect(shareOf(world.kernel, 'Customer')).toEqual({
      handles: one.handles,
      tokens: one.tokens - 1,
    })
  })

  test('the server may call it before it answers, and also one in a structure', async () => {
    await using world = open()
    const answers = await world.act('Customer', async (kos) => {
      const shop = shopOf(kos)
      const shown = unwrap(await shop.Show({ lamp: new NamedLamp('mine') }))
      const pair = ['left', 'right'].map((name, id) => ({ id, lamp: new NamedLamp(name) }))
      return [
        shown.name,
        shown.own,
        (await shop.RegisterAll({ pair, last: new NamedLamp('last') })).rc,
      ]
    })
    expect(answers).toEqual(['mine', 0, rcOk])
    expect([await world.turn(0, 1), await world.turn(2, 2), await world.turn(2, 0)]).toEqual([
      [rcOk, 0],
      [rcOk, 0],
      [rcOk, 2],
    ])
  })

  test('several threads give theirs at the same time', async () => {
    await using world = open()
    const names: unknown[] = []
    await world.act('Customer', async (kos) => {
      const show = async (own: Kos, name: string): Promise<void> => {
        names.push((await shopOf(own).Show({ lamp: new NamedLamp(name) })).name)
      }
      const tids = ['a', 'b', 'c'].map(
        (name) => unwrap(kos.KosThreadCreate(15, 0, show, name, 0)).tid,
      )
      for (const tid of tids) await kos.KosThreadWait(tid, 1_000)
      expect(shareOf(world.kernel, 'Customer').tokens).toBe(0)
    })
    expect([names, world.threadsOf('Customer')]).toEqual([
      ['a', 'b', 'c'],
      ['Customer/main', 'Customer/objects'],
    ])
  })

  test('a process that serves passes its own as well', async () => {
    await using world = open()
    const Dealer = program({ endpoints: { lamp: Lamp } }, async (kos) => {
      kos.log((await shopOf(kos).Register({ lamp: new NamedLamp('dealt') })).rc)
      await serve(kos, 'lamps', { lamp: new NamedLamp('dealer') })
    })
    world.kernel.spawn(Dealer, { name: 'Dealer', connections: { shop: 'Keeper' } })
    world.kernel.connect('Friend', 'Dealer', 'lamps')
    await world.idle()
    expect([world.lines, await world.turn(0, 3)]).toEqual([['Dealer: 0'], [rcOk, 0]])
  })

  test('the process does not live for the thread that serves its objects', async () => {
    await using world = open()
    const ends = {
      Returning: program({ endpoints: { lamp: Lamp } }, async (kos) => {
        await shopOf(kos).Register({ lamp: new NamedLamp('x') })
        return 7
      }),
      Exiting: program({ endpoints: { lamp: Lamp } }, async (kos) => {
        await shopOf(kos).Register({ lamp: new NamedLamp('x') })
        await kos.KosThreadExit(8)
      }),
    }
    for (const [name, main] of Object.entries(ends))
      world.kernel.spawn(main, { name, connections: { shop: 'Keeper' } })
    const exits = [await world.exitOf('Returning'), await world.exitOf('Exiting')]
    expect([exits, await world.turn(0, 1), await world.turn(1, 1)]).toEqual([
      [{ code: 7 }, { code: 8 }],
      [rcNotConnected, 0],
      [rcNotConnected, 0],
    ])
  })

  test('the end of the provider ends calls, and that of the receiver what it had', async () => {
    await using world = open()
    await give(world, new NamedLamp('x'))
    const { handles, tokens } = shareOf(world.kernel, 'Customer')
    world.kernel.kill('Keeper')
    await world.idle()
    expect(shareOf(world.kernel, 'Customer')).toEqual({ handles, tokens: tokens - 1 })

    await using other = open()
    await give(other, new NamedLamp('x'))
    other.kernel.kill('Customer')
    expect(await other.turn(0, 1)).toEqual([rcNotConnected, 0])
  })

  test('an error in a method ends its process, as in a server', async () => {
    await using world = open()
    const faulty = Object.assign(new NamedLamp('faulty'), {
      Turn(): never {
        throw new Error('the fuse is blown')
      },
    })
    await give(world, faulty)
    expect(await world.turn(0, 1)).toEqual([rcNotConnected, 0])
    const exit = world.kernel.task('Customer').result
    expect(exit !== null && 'crash' in exit ? exit.crash : '').toBe('the fuse is blown')
  })

  test('without a handle for it the call answers a code, and nothing is left of the attempt', async () => {
    await using world = open({ handleQuota: 4 })
    await world.act('Customer', async (kos) => {
      const shop = shopOf(kos)
      const fill = Array.from(
        { length: 3 },
        () => unwrap(kos.KnHandleCreateUserObject(0x10000, 0, 0)).handle,
      )
      const attempt = async (): Promise<unknown> =>
        (await shop.Register({ lamp: new NamedLamp('x') })).rc
      for (const free of [0, 1]) {
        const before = [shareOf(world.kernel, 'Customer'), world.threadsOf('Customer')]
        expect([free, await attempt()]).toEqual([free, rcQuotaExceeded])
        expect([shareOf(world.kernel, 'Customer'), world.threadsOf('Customer')]).toEqual(before)
        kos.KnHandleClose(fill.pop() as never)
      }
      expect(await attempt()).toBe(rcOk)
      // Listener, connection, and one that fills: room for one handle at a time.
      const pair = [0, 1].map((id) => ({ id, lamp: new NamedLamp('y') }))
      const before = shareOf(world.kernel, 'Customer')
      expect((await shop.RegisterAll({ pair, last: 0 })).rc).toBe(rcQuotaExceeded)
      expect(shareOf(world.kernel, 'Customer')).toEqual(before)
      expect(await attempt()).toBe(rcOk)
    })
    expect([await world.turn(0, 1), await world.turn(1, 1)]).toEqual([
      [rcOk, 0],
      [rcOk, 0],
    ])
  })

  test('nor without room or permission for its thread, or a handle left at the receiver', async () => {
    const codeIn = async (world: Shopping): Promise<readonly unknown[]> => {
      const rc = await give(world, new NamedLamp('x'))
      return [rc, shareOf(world.kernel, 'Customer'), world.threadsOf('Customer').length]
    }
    const nothing = { handles: 1, tokens: 0 }
    {
      await using world = open()
      await world.act('Customer', (kos) => {
        // One runs this, one runs the program.
        for (let i = 2; i < maxThreadsPerTask; i++)
          unwrap(kos.KosThreadCreate(15, 0, () => {}, 0, 1))
      })
      const { tokens } = shareOf(world.kernel, 'Customer')
      expect(await codeIn(world)).toEqual([
        rcQuotaExceeded,
        { handles: 1, tokens },
        maxThreadsPerTask - 1,
      ])
    }
    {
      await using world = open({ handleQuota: 4 })
      await world.act('Keeper', (kos) => {
        while (kos.KnHandleCreateUserObject(0x10000, 0, 0).rc === rcOk);
      })
      // What could be made stays: listener and thread.
      expect(await codeIn(world)).toEqual([rcQuotaExceeded, { handles: 2, tokens: 0 }, 2])
    }
    {
      const rules = [
        execute(),
        request(any, any),
        request(any, core),
        response(any, any),
        error(any, any),
      ]
      const rule = deny(request(any, core, { method: 'ServeObjects' }))
      await using world = open({ security: definePolicy(...rules, rule) })
      expect(await codeIn(world)).toEqual([rcSecurityDisallow, nothing, 1])
    }
  })

  test('whose call is refused or times out, or whose thread ends meanwhile, keeps nothing of it', async () => {
    await using world = open()
    await give(world, new NamedLamp('x'))
    await world.forget()
    const before = shareOf(world.kernel, 'Customer')
    const codes = await world.act('Customer', async (kos) => {
      const shop = shopOf(kos)
      const sleep = async (own: Kos): Promise<void> =>
        void (await shopOf(own).Sleep({ lamp: new NamedLamp('slow'), msec: 10 }))
      kos.KosThreadCreate(15, 0, sleep, 0, 0)
      await kos.KnSleep(1)
      const lamp = new NamedLamp('late')
      const late = [
        (await shop.Register({ lamp }, { timeout: 2 })).rc,
        (await shop.Register({ lamp, more: 1 } as never)).rc,
      ]
      await kos.KnSleep(1)
      const { tid } = unwrap(kos.KosThreadCreate(15, 0, sleep, 0, 0))
      kos.KosThreadCreate(15, 0, sleep, 0, 0)
      await kos.KnSleep(1)
      return [...late, await kos.KosThreadTerminate(tid, 0)]
    })
    await world.forget()
    expect([codes, shareOf(world.kernel, 'Customer')]).toEqual([[rcTimeout, rcOk, rcOk], before])
  })

  test('what can not be passed is told at its place, and leaves nothing', async () => {
    await using world = open()
    await world.act('Friend', (kos) => {
      expect(() => shopOf(kos).Register({ lamp: new NamedLamp('x') })).toThrow(
        'demo.Shop.Register: Friend gives an implementation of demo.Lamp, of which it declares no endpoint; see program({ endpoints })',
      )
    })
    await world.act('Customer', async (kos) => {
      const shop = shopOf(kos)
      const before = shareOf(world.kernel, 'Customer')
      expect(() => shop.Register({ lamp: { Name: () => ({ name: '' }) } as never })).toThrow(
        'demo.Shop.Register: the implementation of "demo.Lamp" has no method Turn',
      )
      for (const lamp of [null, undefined, 'lamp', -1])
        expect((await shop.Register({ lamp } as never)).rc).toBe(rcInvalidArgument)
      expect((await shop.Register(null as never)).rc).toBe(rcInvalidArgument)
      expect([shareOf(world.kernel, 'Customer'), world.threadsOf('Customer').length]).toEqual([
        before,
        2,
      ])
      // The first of two was made before the second one failed.
      const pair = [new NamedLamp('x'), {}].map((lamp, id) => ({ id, lamp: lamp as NamedLamp }))
      expect(() => shop.RegisterAll({ pair, last: 0 })).toThrow('has no method Turn')
    })
    // The listener and the connection.
    expect(shareOf(world.kernel, 'Customer')).toEqual({ handles: 2, tokens: 0 })
  })

  test('the policy judges its calls as any other', async () => {
    const allowed = [
      execute(),
      request(any, any),
      request(any, core),
      response(any, any),
      error(any, any),
    ]
    const rule = deny(request('Keeper', 'Customer', { interface: 'demo.Lamp', method: 'Turn' }))
    await using world = open({ security: definePolicy(...allowed, rule) })
    await give(world, new NamedLamp('guarded'))
    expect(await world.turn(0, 1)).toEqual([rcSecurityDisallow, 0])
    const shown = await world.act('Customer', (kos) =>
      shopOf(kos).Show({ lamp: new NamedLamp('seen') }),
    )
    expect(shown.name).toBe('seen')
  })

  test('whoever ends the thread that serves ends those calls, and the next object gets another one', async () => {
    await using world = open()
    await give(world, new NamedLamp('x'))
    const before = shareOf(world.kernel, 'Customer')
    const tid = world.kernel.inspect().tasks.find(({ name }) => name === 'Customer')?.threads[1]
      ?.tid as Tid
    expect(await world.act('Customer', (kos) => kos.KosThreadTerminate(tid, 0))).toBe(rcOk)
    expect([await world.turn(0, 1), world.threadsOf('Customer')]).toEqual([
      [rcNotConnected, 0],
      ['Customer/main'],
    ])
    expect(await give(world, new NamedLamp('y'))).toBe(rcOk)
    expect(await world.turn(1, 1)).toEqual([rcOk, 0])
    await world.forget()
    expect(shareOf(world.kernel, 'Customer')).toEqual({
      handles: before.handles,
      tokens: before.tokens - 1,
    })
  })
})
