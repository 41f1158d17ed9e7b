// Call, Recv and Reply without the typed layer, against a typed server and a typed client; messages
// that are wrong in every way.

import {
  connect,
  type Handle,
  INFINITE_TIMEOUT,
  type Kos,
  PackInMsg,
  PackOutMsg,
  program,
  SMsgHdr,
} from '@kos/libkos'
import { ipcContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import {
  rcBufferTooLarge,
  rcBufferTooSmall,
  rcInvalidArgument,
  rcNoCapability,
  rcNotConnected,
  rcOk,
  rcResourceNotFound,
  rcSourceFault,
  rcTargetFault,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { Lights, LightServer } from './lights.ts'
import { holdings, hosts, openWorld, type World } from './world.ts'

const { request, response } = Lights.Set

/** A request as bytes, packed. */
function requestOf(mode: number, name: string, riid = 0): SMsgHdr {
  const message = new Uint8Array(request.size)
  const arena = new Uint8Array(32)
  const used = request.encode({ mode, name }, riid, new DataView(message.buffer), arena)
  return PackOutMsg(new SMsgHdr(), message, arena, used)
}

function responseOf(result: number): SMsgHdr {
  const message = new Uint8Array(response.size)
  const used = response.encode({ result }, 0, new DataView(message.buffer), new Uint8Array(0))
  return PackOutMsg(new SMsgHdr(), message, undefined, used)
}

function room(size = 128, arena = 128): SMsgHdr {
  return PackInMsg(new SMsgHdr(), new Uint8Array(size), new Uint8Array(arena))
}

/** Without a prototype in between: what changed in a request. */
type Change = (header: SMsgHdr) => unknown

describe.each(hosts)('on %s', (_name, host) => {
  const open = (): World => {
    const world = openWorld({ host: host() })
    world.kernel.spawn(LightServer, { name: 'Server' })
    world.kernel.spawn(null, { name: 'Client', connections: { lights: 'Server' } })
    return world
  }

  test('a raw client calls a typed server', async () => {
    await using world = open()
    await world.act('Client', async (kos) => {
      const handle = kos.ServiceLocatorConnect('lights')
      expect([
        kos.ServiceLocatorConnect('lights') === handle,
        kos.ServiceLocatorGetRiid(handle, 'lights'),
      ]).toEqual([true, 0])
      const into = room()
      expect(await kos.Call(handle, requestOf(5, 'abc'), into)).toBe(rcOk)
      expect([into.messageSize, into.arenaSize]).toEqual([response.size, 0])
      expect(
        response.decode(new DataView(into.message.buffer), into.arena, {
          read: () => null as never,
        }),
      ).toEqual({
        result: 8,
      })
    })
  })

  test('names of endpoints and of services can be asked for, one by one', async () => {
    await using world = open()
    const asked = async (
      process: string,
      ask: (kos: Kos, index: number, name: Uint8Array) => number,
    ): Promise<unknown[]> =>
      world.act(process, (kos) => {
        const text = (index: number, size: number): unknown => {
          const name = new Uint8Array(size)
          const { registers } = sysOf(kos)
          const rc = ask(kos, index, name)
          if (rc !== rcOk) return rc
          const units = new Uint16Array(name.buffer, 0, registers[0])
          return String.fromCharCode(...units)
        }
        return [text(0, 12), text(0, 11), text(1, 12), text(0xffff_ffff, 12)]
      })
    const found = ['lights', rcBufferTooSmall, rcResourceNotFound, rcResourceNotFound]
    const { GetEndpointName, GetServiceName } = ipcContract.calls
    const client = (kos: Kos): number => kos.ServiceLocatorConnect('lights')
    expect(
      await asked('Client', (kos, riid, name) =>
        sysOf(kos).call(GetEndpointName)(client(kos), riid, name),
      ),
    ).toEqual(found)
    expect(
      await asked('Server', (kos, index, name) => sysOf(kos).call(GetServiceName)(index, name)),
    ).toEqual(found)
    const none = Array<number>(4).fill(rcResourceNotFound)
    expect(
      await asked('Client', (kos, index, name) => sysOf(kos).call(GetServiceName)(index, name)),
    ).toEqual(none)
  })

  test('a typed client is served by a raw server, which learns who called', async () => {
    await using world = openWorld({ host: host() })
    const seen: unknown[] = []
    const raw = program({ endpoints: { lights: Lights } }, async (kos) => {
      const handle = kos.ServiceLocatorRegister('lights')
      const into = room()
      for (;;) {
        if ((await kos.Recv(handle, into)) !== rcOk) return
        seen.push([into.messageSize, into.arenaSize, into.sender, into.threadId > 0])
        const out = responseOf(9)
        out.threadId = into.threadId
        seen.push(await kos.Reply(handle, out))
      }
    })
    world.kernel.spawn(raw, { name: 'Server' })
    world.kernel.spawn(null, { name: 'Client', connections: { lights: 'Server' } })
    const { result } = await world.act('Client', (kos) =>
      connect(kos, Lights, 'lights', 'lights').Set({ mode: 1, name: 'abc' }),
    )
    expect(result).toBe(9)
    expect(seen).toEqual([[request.size, 4, world.kernel.task('Client').sid, true], rcOk])
  })

  test('a raw server answers clients in any order, by their threads', async () => {
    await using world = openWorld({ host: host() })
    const raw = program({ endpoints: { lights: Lights } }, async (kos) => {
      const handle = kos.ServiceLocatorRegister('lights')
      const threads: number[] = []
      for (let client = 0; client < 3; client++) {
        const into = room()
        await kos.Recv(handle, into)
        threads.push(into.threadId)
      }
      const reply = (threadId: number, result: number): Promise<unknown> =>
        kos.Reply(handle, Object.assign(responseOf(result), { threadId }))
      kos.log(await reply(threads[2] ?? 0, 2), await reply(0, 0), await reply(threads[1] ?? 0, 1))
      kos.log(
        (await reply(threads[1] ?? 0, 1)) === rcNotConnected,
        (await reply(0, 1)) === rcNotConnected,
      )
    })
    world.kernel.spawn(raw, { name: 'Server' })
    const caller = program(
      async (kos) =>
        (await connect(kos, Lights, 'lights', 'lights').Set({ mode: 1, name: '' })).result ?? -1,
    )
    for (const name of ['A', 'B', 'C'])
      world.kernel.spawn(caller, { name, connections: { lights: 'Server' } })
    await world.idle()
    expect(['A', 'B', 'C'].map((name) => world.kernel.task(name).result)).toEqual([
      { code: 0 },
      { code: 1 },
      { code: 2 },
    ])
    expect(world.lines).toEqual(['Server: 0 0 0', 'Server: true true'])
  })

  const wrong: readonly (readonly [string, Change, number])[] = [
    ['an endpoint that is none', ({ message }) => (message[0] = 1), rcInvalidArgument],
    ['no endpoint', ({ message }) => message.fill(0xff, 0, 4), rcInvalidArgument],
    ['a method that is none', ({ message }) => (message[4] = 2), rcInvalidArgument],
    ['a handle that is none of it', ({ message }) => (message[6] = 1), rcInvalidArgument],
    ['too many handles', ({ message }) => (message[6] = 8), rcInvalidArgument],
    ['flags of a response', ({ message }) => (message[15] = 1), rcInvalidArgument],
    ['unknown flags', ({ message }) => (message[15] = 0x80), rcInvalidArgument],
    [
      'more than its method has',
      (header) =>
        (header.message = new Uint8Array([...header.message, ...Array<number>(8).fill(0)])),
      rcInvalidArgument,
    ],
    [
      'less than its method has',
      (header) => (header.message = header.message.slice(0, -8)),
      rcInvalidArgument,
    ],
    [
      'less than a header',
      (header) => (header.message = header.message.slice(0, 8)),
      rcInvalidArgument,
    ],
    // The structure is checked before the room: both are more than the server's buffers take.
    [
      'more than a server takes',
      (header) => (header.message = new Uint8Array(1 << 16)),
      rcInvalidArgument,
    ],
    [
      'more than any message',
      (header) => (header.message = new Uint8Array(1 << 24)),
      rcBufferTooLarge,
    ],
    ['less arena than its text says', (header) => (header.arenaSize = 0), rcInvalidArgument],
    ['more arena than its text says', (header) => (header.arenaSize = 20), rcBufferTooLarge],
    ['a text that does not end', ({ arena }) => arena.fill(65), rcInvalidArgument],
    ['a text from elsewhere', ({ message }) => message.fill(0xff, 16), rcInvalidArgument],
    ['more arena than there is', (header) => (header.arenaSize = 33), rcSourceFault],
  ]

  test.each(wrong)(
    'a request with %s is refused, and the server does not see it',
    async (_what, change, code) => {
      await using world = open()
      await world.act('Client', async (kos) => {
        const handle = kos.ServiceLocatorConnect('lights')
        const header = requestOf(5, 'abc')
        change(header)
        const before = holdings(world.kernel)
        expect(await kos.Call(handle, header, room())).toBe(code)
        expect(holdings(world.kernel)).toEqual(before)
        expect(await kos.Call(handle, requestOf(5, 'abc'), room())).toBe(rcOk)
      })
      expect(world.kernel.task('Server').isAlive).toBe(true)
    },
  )

  test("a response that does not fit is the client's fault, and the server goes on", async () => {
    await using world = open()
    await world.act('Client', async (kos) => {
      const handle = kos.ServiceLocatorConnect('lights')
      expect(await kos.Call(handle, requestOf(5, 'abc'), room(response.size - 1))).toBe(
        rcBufferTooSmall,
      )
      expect(await kos.Call(handle, requestOf(5, 'abc'), room(0))).toBe(rcTargetFault)
      expect(await kos.Call(handle, requestOf(5, 'abc'), room(response.size))).toBe(rcOk)
    })
  })

  test('handles lead where they say, and no other way', async () => {
    await using world = openWorld({ host: host() })
    world.kernel.spawn(null, { name: 'Server' })
    world.kernel.spawn(null, { name: 'Client', connections: { lights: 'Server' } })
    const codes = await world.act('Client', async (kos) => {
      const end = kos.ServiceLocatorConnect('lights')
      return [
        await kos.Recv(end, room()),
        await kos.Reply(end, responseOf(1)),
        kos.ServiceLocatorRegister('lights'),
      ]
    })
    expect(codes).toEqual([rcNoCapability, rcNoCapability, 0])
    const others = await world.act('Server', async (kos) => {
      const end = kos.ServiceLocatorRegister('lights')
      return [await kos.Call(end, requestOf(1, ''), room()), kos.ServiceLocatorConnect('lights')]
    })
    expect(others).toEqual([rcNoCapability, 0])
  })

  test('a client handle can be given to another thread, which calls beside the first', async () => {
    await using world = open()
    const times = await world.act('Client', async (kos) => {
      const handle = kos.ServiceLocatorConnect('lights')
      const said: unknown[] = []
      const call = async (own: Kos, end: Handle): Promise<void> => {
        said.push(await own.Call(end, requestOf(99, ''), room()), own.KnGetMSecSinceStart())
      }
      const { tid } = unwrap(kos.KosThreadCreate(15, 0, call, handle, 0))
      await call(kos, handle)
      await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
      return said
    })
    expect(times).toEqual([rcOk, 1_000, rcOk, 2_000])
  })
})
