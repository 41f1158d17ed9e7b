// The name server: a process that is asked over IPC like any other. Who publishes is found, and who
// is gone is not.

import {
  HANDLE_TYPE_USER_FIRST,
  INFINITE_TIMEOUT,
  INVALID_HANDLE,
  type Kos,
  NameService,
  NS_INVALID_HANDLE,
  OCAP_HANDLE_TRANSFER,
  type NsHandle,
  program,
  proxyOf,
  serve,
  type Serving,
} from '@kos/libkos'
import {
  rcAlreadyExists,
  rcInvalidArgument,
  rcNotConnected,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
  rcSecurityDisallow,
  unwrap,
} from '@kos/retcode'
import { any, core, deny, execute, request, response } from '@kos/security'
import { describe, expect, test } from 'vitest'
import { boot, defineSolution, type KernelOptions, NameServer, VirtualClock } from '../src/index.ts'
import { Lights } from './lights.ts'
import { hosts, leftovers, shareOf, World } from './world.ts'

/** All that is published with an interface: `server: service`. */
async function found(kos: Kos, ns: NsHandle, type: string): Promise<string[]> {
  const names: string[] = []
  for (let index = 0; ; index++) {
    const { rc, server, service } = await kos.NsEnumServices(ns, type, index)
    if (rc === rcResourceNotFound) return names
    names.push(rc === rcOk ? `${server}: ${service}` : String(Number(rc)))
  }
}

const connected = async (kos: Kos): Promise<NsHandle> =>
  unwrap(await kos.NsCreate(null, INFINITE_TIMEOUT)).ns

class Names extends World {
  constructor(options: KernelOptions, isStatic = false) {
    super(options)
    this.kernel.spawn(NameServer, { name: 'ns', className: 'kl.core.NameServer' })
    const connections = isStatic ? { connections: { 'kl.core.NameServer': 'ns' } } : {}
    for (const name of ['A', 'B', 'Client']) this.kernel.spawn(null, { name, ...connections })
  }

  find(type: string): Promise<string[]> {
    return this.act('Client', async (kos) => found(kos, await connected(kos), type))
  }

  publish(
    by: string,
    ...entries: readonly (readonly [type: string, server: string, service: string])[]
  ): Promise<unknown[]> {
    return this.act(by, async (kos) => {
      const ns = await connected(kos)
      const codes: unknown[] = []
      for (const entry of entries) codes.push(await kos.NsPublishService(ns, ...entry))
      return codes
    })
  }
}

/** A server of lights that finds no client by itself: it says where it is. */
const LightServer = program({ endpoints: { lights: Lights } }, async (kos) => {
  const { rc, ns } = await kos.NsCreate(null, INFINITE_TIMEOUT)
  if (rc !== rcOk) return Number(rc)
  const published = await kos.NsPublishService(ns, Lights.$name, kos.name, 'lamps.lights')
  if (published !== rcOk) return Number(published)
  let listener = INVALID_HANDLE
  for (;;) {
    const { client, service } = unwrap(await kos.KnCmListen(null, INFINITE_TIMEOUT))
    if (service !== 'lamps.lights') {
      kos.KnCmDrop(client, service)
      continue
    }
    const isFirst = listener === INVALID_HANDLE
    listener = unwrap(kos.KnCmAccept(client, service, 0, listener)).handle
    if (isFirst) kos.KosThreadCreate(15, 0, serveLights, listener, 0)
  }
})

async function serveLights(
  kos: Kos & Serving<{ lights: typeof Lights }>,
  listener: typeof INVALID_HANDLE,
): Promise<void> {
  await serve(kos, listener, {
    lights: {
      Set: ({ mode, name }) => ({ result: mode + name.length }),
      Lend: ({ lamp }) => ({ back: lamp.handle }),
    },
  })
}

/** Finds a server of lights, connects and calls. */
const LightClient = program(async (kos) => {
  await kos.KnSleep(1)
  const { ns } = unwrap(await kos.NsCreate('ns', 1_000))
  const { server, service } = unwrap(await kos.NsEnumServices(ns, Lights.$name, 0))
  const { handle, rsid } = unwrap(await kos.KnCmConnect(server, service, 1_000))
  using lights = proxyOf(kos, Lights, handle, rsid)
  const { result } = unwrap(await lights.Set({ mode: 4, name: 'abc' }))
  kos.log(`${server} serves ${service}: ${result}`)
})

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: KernelOptions = {}, isStatic = false): Names =>
    new Names({ ...options, host: host() }, isStatic)

  test('the documented sequence, end to end, under a policy that names everybody', async () => {
    const programs = { 'kl.core.NameServer': NameServer, LightServer, LightClient }
    const solution = defineSolution({
      programs,
      processes: {
        ns: 'kl.core.NameServer',
        lamps: 'LightServer',
        first: 'LightClient',
        second: 'LightClient',
      },
      policy: [
        execute(),
        request(any, core),
        request(LightServer, NameServer, NameService),
        request(LightClient, NameServer, NameService.Enumerate),
        response(NameServer, any),
        request(LightClient, LightServer, Lights),
        response(LightServer, LightClient),
      ],
    })
    const lines: string[] = []
    const denied: string[] = []
    const kernel = boot(solution, {
      host: host(),
      clock: new VirtualClock(),
      output: ({ process, text }) => lines.push(`${process}: ${text}`),
      probe: { denied: (_event, { message }) => denied.push(message) },
    })
    await kernel.run({ until: kernel.task('second') })
    expect([denied, lines]).toEqual([
      [],
      ['first: lamps serves lamps.lights: 7', 'second: lamps serves lamps.lights: 7'],
    ])
    await kernel[Symbol.asyncDispose]()
    expect(leftovers(kernel.inspect())).toEqual({})
  })

  test.each([
    ['static', true],
    ['made at run time', false],
  ])(
    'over connections that are %s: entries are found in order, by interface, by anybody',
    async (_how, isStatic) => {
      await using world = open({}, isStatic)
      expect(
        await world.publish(
          'A',
          ['a.Type', 'A', 'one'],
          ['b.Type', 'A', 'one'],
          ['a.Type', 'A', 'two'],
        ),
      ).toEqual([rcOk, rcOk, rcOk])
      expect(await world.publish('B', ['a.Type', 'B', 'one'], ['a.Type', 'A', 'one'])).toEqual([
        rcOk,
        rcAlreadyExists,
      ])
      expect(await world.find('a.Type')).toEqual(['A: one', 'A: two', 'B: one'])
      expect([await world.find('b.Type'), await world.find('c.Type')]).toEqual([['A: one'], []])
    },
  )

  test('only who published takes back', async () => {
    await using world = open()
    await world.publish('A', ['a.Type', 'A', 'one'], ['a.Type', 'A', 'two'])
    await world.publish('B', ['a.Type', 'B', 'one'])
    const codes = await world.act('B', async (kos) => {
      const ns = await connected(kos)
      return [
        await kos.NsUnPublishService(ns, 'a.Type', 'A', 'one'),
        await kos.NsUnPublishService(ns, 'a.Type', 'B', 'two'),
        await kos.NsUnPublishService(ns, 'a.Type', 'B', 'one'),
      ]
    })
    // Another connection is another registration.
    expect(codes).toEqual([rcResourceNotFound, rcResourceNotFound, rcResourceNotFound])
    const own = await world.act('A', async (kos) => {
      const ns = await connected(kos)
      return [
        await kos.NsPublishService(ns, 'a.Type', 'A', 'three'),
        await kos.NsUnPublishService(ns, 'a.Type', 'A', 'three'),
        await kos.NsUnPublishService(ns, 'a.Type', 'A', 'three'),
        await kos.NsPublishService(ns, 'a.Type', 'A', 'three'),
      ]
    })
    expect(own).toEqual([rcOk, rcOk, rcResourceNotFound, rcOk])
    expect(await world.find('a.Type')).toEqual(['A: one', 'A: two', 'B: one', 'A: three'])
  })

  test('entries of a process that ended are gone, and those of the others stay', async () => {
    await using world = open()
    await world.idle()
    const before = shareOf(world.kernel, 'ns')
    await world.publish('A', ['a.Type', 'A', 'one'], ['a.Type', 'A', 'two'])
    await world.publish('B', ['a.Type', 'B', 'one'])
    world.kernel.kill('A')
    await world.idle()
    expect(await world.find('a.Type')).toEqual(['B: one'])
    world.kernel.spawn(null, { name: 'A' })
    await world.publish('A', ['a.Type', 'A', 'one'])
    expect(await world.find('a.Type')).toEqual(['B: one', 'A: one'])
    for (const name of ['A', 'B', 'Client']) world.kernel.kill(name)
    await world.idle()
    // Nothing of anybody is left with it.
    expect(shareOf(world.kernel, 'ns')).toEqual(before)
  })

  test('several threads of a process publish as one', async () => {
    await using world = open()
    const codes = await world.act('A', async (kos) => {
      const ns = await connected(kos)
      const codes: unknown[] = []
      const tids = ['one', 'two', 'three'].map((service) => {
        const routine = async (own: Kos): Promise<void> =>
          void codes.push(await own.NsPublishService(ns, 'a.Type', 'A', service))
        return unwrap(kos.KosThreadCreate(15, 0, routine, 0, 0)).tid
      })
      for (const tid of tids) await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
      for (const service of ['one', 'two', 'three'])
        codes.push(await kos.NsUnPublishService(ns, 'a.Type', 'A', service))
      return codes
    })
    expect(codes).toEqual(Array(6).fill(rcOk))
    // A connection and a registration.
    expect(shareOf(world.kernel, 'A').handles).toBe(2)
  })

  test('as many entries as one may publish, and one more; names as long as they may be, and one byte more', async () => {
    await using world = open()
    const long = 'n'.repeat(1024)
    const many = Array.from({ length: 256 }, (_, at) => ['a.Type', 'A', `${at}`] as const)
    const codes = await world.publish('A', ...many, ['a.Type', 'A', 'one more'])
    expect([new Set(codes.slice(0, 256)), codes[256]]).toEqual([new Set([rcOk]), rcQuotaExceeded])
    expect(
      await world.publish(
        'B',
        [long, long, long],
        [`${long}n`, 'B', 'b'],
        ['b', 'ü'.repeat(513), 'b'],
      ),
    ).toEqual([rcOk, rcInvalidArgument, rcInvalidArgument])
    expect(await world.find(long)).toEqual([`${long}: ${long}`])
  })

  test('entries are counted per process, over as many connections as it publishes over', async () => {
    await using world = open()
    for (let connection = 0; connection < 4; connection++) {
      const codes = await world.publish(
        'A',
        ...Array.from({ length: 65 }, (_, at) => ['a.Type', 'A', `${connection} ${at}`] as const),
      )
      // Four times 64 are all, and one that was taken back makes room for one.
      expect(codes.slice(0, 61)).toEqual(Array(61).fill(rcOk))
      expect(codes.slice(61).filter((rc) => rc === rcOk)).toHaveLength(connection < 3 ? 4 : 0)
    }
    expect(await world.publish('B', ['a.Type', 'B', 'one'])).toEqual([rcOk])
    world.kernel.kill('A')
    await world.idle()
    world.empty('A')
    expect(await world.publish('A', ['a.Type', 'A', 'one'])).toEqual([rcOk])
  })

  test('as many registrations as a process may have, and one more', async () => {
    await using world = open()
    const codes: unknown[] = []
    for (let at = 0; at < 65; at++) codes.push(...(await world.publish('A', ['a', 'A', `${at}`])))
    expect(codes).toEqual([...Array(64).fill(rcOk), rcQuotaExceeded])
    expect(await world.publish('B', ['a', 'B', '0'])).toEqual([rcOk])
    world.kernel.kill('A')
    await world.idle()
    world.empty('A')
    expect(await world.publish('A', ['a', 'A', '0'])).toEqual([rcOk])
  })

  test('a handle that is no registration is not kept', async () => {
    await using world = open()
    await world.publish('A', ['a.Type', 'A', 'one'])
    const before = shareOf(world.kernel, 'ns')
    const codes = await world.act('A', async (kos) => {
      const { handle, rsid } = unwrap(await kos.KnCmConnect('ns', 'ns', INFINITE_TIMEOUT))
      using names = proxyOf(kos, NameService, handle, rsid)
      const asked = { type: 'a.Type', server: 'A', service: 'two' }
      const own = unwrap(
        kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, OCAP_HANDLE_TRANSFER, 'own'),
      )
      const results: unknown[] = []
      for (let round = 0; round < 20; round++) {
        const { error } = await names.Publish({ registration: own.handle, ...asked })
        const { error: second } = await names.UnPublish({ registration: own.handle, ...asked })
        results.push(error?.rc, second?.rc)
      }
      return results
    })
    expect(codes).toEqual(Array(40).fill(rcInvalidArgument))
    expect(shareOf(world.kernel, 'ns')).toEqual(before)
  })

  test('as many entries as there may be, and one more', async () => {
    await using world = open()
    for (let at = 0; at < 16; at++) {
      world.empty(`P${at}`)
      const many = Array.from(
        { length: 256 },
        (_, entry) => [`type ${at}`, 'P', `${entry}`] as const,
      )
      const codes = await world.publish(`P${at}`, ...many)
      expect(codes.every((rc) => rc === rcOk)).toBe(true)
    }
    expect(await world.publish('A', ['a.Type', 'A', 'one'])).toEqual([rcQuotaExceeded])
    world.kernel.kill('P3')
    await world.idle()
    expect(await world.publish('A', ['a.Type', 'A', 'one'])).toEqual([rcOk])
  })

  test('handles of name servers lead to nothing elsewhere, and what is no handle is refused', async () => {
    await using world = open()
    const foreign = await world.act('A', (kos) => connected(kos))
    const codes = await world.act('B', async (kos) => {
      const tried: unknown[] = []
      for (const ns of [foreign, NS_INVALID_HANDLE, undefined as never, {} as never]) {
        tried.push(
          (await kos.NsEnumServices(ns, 'a', 0)).rc,
          await kos.NsPublishService(ns, 'a', 'b', 'c'),
        )
      }
      return tried
    })
    expect(codes).toEqual(Array(8).fill(rcInvalidArgument))
  })

  test('a name server that is none, is not there, or is gone', async () => {
    await using world = open()
    world.empty('Nobody')
    world.kernel.spawn(null, { name: 'D', connections: { 'kl.core.NameServer': 'A' } })
    const codes = await world.act('Client', async (kos) => {
      const at = kos.KnGetMSecSinceStart()
      const none = [
        (await kos.NsCreate('nothing', 5)).rc,
        (await kos.NsCreate('Nobody', 5)).rc,
        kos.KnGetMSecSinceStart() - at,
      ]
      const ns = await connected(kos)
      world.kernel.kill('ns')
      return [
        ...none,
        (await kos.NsEnumServices(ns, 'a', 0)).rc,
        await kos.NsPublishService(ns, 'a', 'b', 'c'),
      ]
    })
    expect(codes.slice(0, 1)).toEqual([rcResourceNotFound])
    expect(codes.slice(2)).toEqual([5, rcNotConnected, rcNotConnected])
    expect(await world.act('D', async (kos) => (await kos.NsCreate(null, 5)).rc)).toBe(
      rcResourceNotFound,
    )
  })

  test('a process has one channel to a name server, and closes it with its last connection', async () => {
    await using world = open()
    const handles = (): number => shareOf(world.kernel, 'A').handles
    const before = handles()
    const counts = await world.act('A', async (kos) => {
      const many = [await connected(kos), await connected(kos)]
      const open = handles()
      const again = unwrap(await kos.NsCreate('ns', INFINITE_TIMEOUT)).ns
      const counts = [open, handles()]
      for (const ns of [...many, again]) {
        expect((await kos.NsEnumServices(ns, 'a', 0)).rc).toBe(rcResourceNotFound)
        ns[Symbol.dispose]()
        ns[Symbol.dispose]()
        expect((await kos.NsEnumServices(ns, 'a', 0)).rc).toBe(rcInvalidArgument)
        expect(await kos.NsPublishService(ns, 'a', 'A', 'a')).toBe(rcInvalidArgument)
        counts.push(handles())
      }
      using _ = await connected(kos)
      return [...counts, handles()]
    })
    expect(counts.map((count) => count - before)).toEqual([1, 1, 1, 1, 0, 1])
    expect(handles()).toBe(before)
  })

  test('threads that connect at once share a channel', async () => {
    await using world = open()
    const before = shareOf(world.kernel, 'A').handles
    await world.act('A', async (kos) => {
      const tids = [1, 2, 3].map(() => {
        const routine = async (own: Kos): Promise<void> => void (await connected(own))
        return unwrap(kos.KosThreadCreate(15, 0, routine, 0, 0)).tid
      })
      for (const tid of tids) await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
    })
    expect(shareOf(world.kernel, 'A').handles).toBe(before + 1)
  })

  test('disposing a connection takes back what was published over it, and nothing else', async () => {
    for (const isStatic of [false, true]) {
      await using world = open({}, isStatic)
      await world.publish('A', ['a.Type', 'A', 'one'])
      await world.act('A', async (kos) => {
        using ns = await connected(kos)
        expect(await kos.NsPublishService(ns, 'a.Type', 'A', 'two')).toBe(rcOk)
      })
      expect(await world.find('a.Type')).toEqual(['A: one'])
    }
  })

  test('a name server that was started again is connected to anew', async () => {
    for (const isStatic of [false, true]) {
      await using world = open({}, isStatic)
      const restart = (): void => {
        world.kernel.kill('ns')
        world.kernel.spawn(NameServer, { name: 'ns', className: 'kl.core.NameServer' })
        if (isStatic) world.kernel.connect('A', 'ns', 'kl.core.NameServer')
      }
      await world.act('A', async (kos) => {
        const old = await connected(kos)
        expect(await kos.NsPublishService(old, 'a.Type', 'A', 'one')).toBe(rcOk)
        restart()
        const ns = await connected(kos)
        expect(await kos.NsPublishService(old, 'a.Type', 'A', 'two')).toBe(rcNotConnected)
        expect((await kos.NsEnumServices(old, 'a.Type', 0)).rc).toBe(rcNotConnected)
        expect(await kos.NsPublishService(ns, 'a.Type', 'A', 'two')).toBe(rcOk)
        expect(await found(kos, ns, 'a.Type')).toEqual(['A: two'])
        old[Symbol.dispose]()
        expect(await found(kos, ns, 'a.Type')).toEqual(['A: two'])
      })
    }
  })

  test('a policy says who may publish, and what', async () => {
    const monitored = [
      execute(),
      request(any, core),
      request(any, any),
      response(any, any),
      deny(
        request(
          any,
          'kl.core.NameServer',
          NameService.Publish,
          ({ message }) => message.server === 'Client',
        ),
      ),
    ]
    await using world = open({ security: monitored })
    expect(await world.publish('A', ['a.Type', 'Client', 'one'], ['a.Type', 'A', 'one'])).toEqual([
      rcSecurityDisallow,
      rcOk,
    ])
  })
})

describe.each(hosts)('a publisher that has no room for its registration, on %s', (_name, host) => {
  test('leaves no more than one at the name server, however often it asks', async () => {
    await using world = new Names({ host: host(), handleQuota: 256 }, true)
    await world.idle()
    const before = shareOf(world.kernel, 'ns')
    await world.act('A', async (kos) => {
      const names = proxyOf(kos, NameService, kos.ServiceLocatorConnect('kl.core.NameServer'), 0)
      while (kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, 0, null).rc === rcOk);
      for (let i = 0; i < 100; i++) expect((await names.Register()).rc).toBe(rcInvalidArgument)
    })
    world.kernel.kill('A')
    await world.idle()
    expect(shareOf(world.kernel, 'ns').handles).toBeLessThanOrEqual(before.handles + 1)
  })
})
