// Messages arrive without code of a program: headers, interfaces and codecs of the receiver are not
// called while another process parks. Each test is an attack of one process; the others go on.

import type { Codec, InterfaceCode } from '@kos/idl'
import {
  connect,
  defineInterface,
  type Handle,
  handleOf,
  type Kos,
  PackInMsg,
  PackOutMsg,
  type Program,
  program,
  rcInvalidArgument,
  rcNotConnected,
  rcOk,
  serve,
  SMsgHdr,
  uint32,
} from '@kos/libkos'
import { describe, expect, test } from 'vitest'
import { hosts, openWorld, type World } from './world.ts'

const echoMethods = { Say: { in: { n: uint32 }, out: { n: uint32 } } } as const
const Echo = defineInterface('demo.Echo', echoMethods)
const Lamp = defineInterface('demo.Lamp', { Turn: { in: { level: uint32 } } })
const Maker = defineInterface('demo.Maker', { Make: { out: { lamp: handleOf(() => Lamp) } } })

/** What a client gets of an Echo server over `Server`. */
async function say(kos: Kos, target: typeof Echo = Echo): Promise<unknown> {
  using echo = connect(kos, target, 'echo', 'echo')
  return (await echo.Say({ n: 7 })).n
}

/** Runs `main` as a server of Echo, with two clients. */
function open(
  host: (typeof hosts)[number][1],
  main: (kos: Kos) => Promise<unknown>,
  target: typeof Echo = Echo,
): World {
  const world = openWorld({ host: host() })
  const Server = program({ endpoints: { echo: target } }, async (kos) => void (await main(kos)))
  world.kernel.spawn(Server, { name: 'Server' })
  for (const name of ['Client', 'Other'])
    world.kernel.spawn(null, { name, connections: { echo: 'Server' } })
  return world
}

const typedServer = (kos: Kos): Promise<unknown> =>
  serve(kos as never, 'echo', { echo: { Say: ({ n }: { n: number }) => ({ n }) } })

function frozenHeader(): SMsgHdr {
  const header = PackInMsg(new SMsgHdr(), new Uint8Array(Echo.Say.request.size))
  Object.freeze(header)
  return header
}

/** Set while a server is inside one of its system calls. */
let isInCall = false

async function inCall<T>(call: () => Promise<T>): Promise<T> {
  isInCall = true
  const result = call()
  isInCall = false
  return result
}

/** Answers `count` requests, which it receives with `into`. */
async function rawServer(kos: Kos, into: SMsgHdr, count: number): Promise<void> {
  const listener: Handle = kos.ServiceLocatorRegister('echo')
  PackInMsg(into, new Uint8Array(Echo.Say.request.size))
  for (let i = 0; i < count; i++) {
    expect(await inCall(() => kos.Recv(listener, into))).toBe(rcOk)
    const answer = PackOutMsg(new SMsgHdr(), into.message.slice())
    answer.threadId = into.threadId
    expect(await inCall(() => kos.Reply(listener, answer))).toBe(rcOk)
  }
}

describe.each(hosts)('the header of a message on %s', (_name, host) => {
  test('may be frozen: it is filled in all the same', async () => {
    await using world = open(host, (kos) => rawServer(kos, frozenHeader(), 2))
    expect([await world.act('Client', say), await world.act('Other', say)]).toEqual([7, 7])
    expect(world.kernel.task('Server').result).toEqual({ code: 0 })
  })

  test('may have setters of the program, which are not called', async () => {
    let calls = 0
    class Loud extends SMsgHdr {
      override set messageSize(_size: number) {
        calls++
        throw new Error('a setter was called')
      }
    }
    await using world = open(host, (kos) => {
      const header = new Loud()
      Reflect.defineProperty(header, 'sender', {
        set() {
          calls++
          void kos.KnSleep(5)
        },
      })
      return rawServer(kos, header, 1)
    })
    expect(await world.act('Client', say)).toBe(7)
    expect([calls, world.kernel.task('Server').result]).toEqual([0, { code: 0 }])
  })

  test('is no object that only inherits from headers', async () => {
    await using world = open(host, typedServer)
    const codes = await world.act('Client', async (kos) => {
      const fake = Object.create(SMsgHdr.prototype) as SMsgHdr
      const good = PackInMsg(new SMsgHdr(), new Uint8Array(64))
      const handle = kos.ServiceLocatorConnect('echo')
      return [
        await kos.Call(handle, good, fake),
        await kos.Call(handle, fake, good),
        await kos.Recv(handle, fake),
        await kos.Reply(handle, fake),
      ]
    })
    expect(codes).toEqual(codes.map(() => rcInvalidArgument))
  })
})

describe.each(hosts)('the function of handleOf on %s', (_name, host) => {
  const wrong: readonly (readonly [string, () => never])[] = [
    [
      'throws',
      () => {
        throw new ReferenceError('Lamp is not there yet')
      },
    ],
    ['answers a copy', () => ({ ...Lamp }) as never],
    ['answers nothing', () => undefined as never],
  ]

  test.each(wrong)(
    'fails in the process that uses it if it %s, and nowhere else',
    async (_what, lamp) => {
      const Wrong = defineInterface('demo.Maker', { Make: { out: { lamp: handleOf(lamp) } } })
      await using world = openWorld({ host: host() })
      const Server = program({ endpoints: { maker: Maker, lamp: Lamp } }, async (kos) => {
        await serve(kos, 'maker', {
          maker: { Make: () => ({ lamp: { Turn: () => {} } }) },
          lamp: null,
        })
      })
      world.kernel.spawn(Server, { name: 'Server' })
      for (const name of ['Client', 'Other'])
        world.kernel.spawn(null, { name, connections: { maker: 'Server' } })
      await world.act('Client', (kos) => {
        expect(() => connect(kos, Wrong, 'maker', 'maker')).toThrow(/Lamp|interface/)
      })
      const rc = await world.act('Other', async (kos) => {
        using maker = connect(kos, Maker, 'maker', 'maker')
        const made = await maker.Make()
        if (made.rc !== rcOk) return made.rc
        using given = made.lamp
        return (await given.Turn({ level: 1 })).rc
      })
      expect([rc, world.kernel.task('Server').result]).toEqual([rcOk, null])
    },
  )

  test('fails the server that serves with it, before a client calls', async () => {
    const Wrong = defineInterface('demo.Maker', {
      Make: { in: { lamp: handleOf(() => ({ ...Lamp }) as never) } },
    })
    await using world = openWorld({ host: host() })
    const Server = program({ endpoints: { maker: Wrong } }, async (kos) => {
      await serve(kos, 'maker', { maker: { Make: () => {} } })
    })
    world.kernel.spawn(Server, { name: 'Server' })
    world.kernel.spawn(null, { name: 'Client', connections: { maker: 'Server' } })
    expect(await world.exitOf('Server')).toMatchObject({
      crash: expect.stringContaining('no interface') as string,
    })
  })
})

/** Echo with printed code that is `changed`. */
function echoWith(
  changed: Partial<Record<'request' | 'response', Partial<Codec<never, unknown>>>>,
): typeof Echo {
  const printed = (direction: 'request' | 'response') => () => ({
    ...Echo.Say[direction],
    ...changed[direction],
  })
  const Say = { request: printed('request'), response: printed('response') }
  const code = { Say } as unknown as InterfaceCode
  return defineInterface('demo.Echo', echoMethods, { code })
}

describe.each(hosts)('printed code on %s', (_name, host) => {
  test('of a client that throws fails its own call', async () => {
    const Wrong = echoWith({
      response: {
        decode: () => {
          throw new RangeError('printed')
        },
      },
    })
    await using world = open(host, typedServer)
    await world.act('Client', (kos) => expect(say(kos, Wrong)).rejects.toThrow('printed'))
    expect(await world.act('Other', say)).toBe(7)
    expect(world.kernel.task('Server').result).toBeNull()
  })

  test('of a client does not run inside the system call of its server', async () => {
    let wasInCall: boolean | null = null
    const decode = (): unknown => ((wasInCall = isInCall), { n: 9 })
    await using world = open(host, (kos) => rawServer(kos, new SMsgHdr(), 2))
    const Changed = echoWith({ response: { decode } })
    expect(await world.act('Client', (kos) => say(kos, Changed))).toBe(9)
    expect(wasInCall).toBe(false)
  })

  test('of a server has no part in the checks of the kernel', async () => {
    let calls = 0
    const count = (): never => {
      calls++
      throw new RangeError('printed code was called')
    }
    const checks = { validate: count, decode: count }
    const Wrong = echoWith({ request: checks, response: checks })
    await using world = open(host, typedServer, Wrong)
    expect([await world.act('Client', say), await world.act('Other', say)]).toEqual([7, 7])
    expect([calls, world.kernel.task('Server').result]).toEqual([0, null])
  })
})

describe.each(hosts)('an interface on %s', (_name, host) => {
  const getter = {
    get $methods(): never {
      throw new Error('the interface was looked at')
    },
    $name: 'demo.Echo',
  }
  const fakes: readonly (readonly [string, unknown])[] = [
    ['a copy', { ...Echo }],
    ['an object with getters', getter],
    ['a proxy', new Proxy(Echo, {})],
    ['an object that inherits', Object.create(Echo)],
    ['null', null],
  ]

  test.each(fakes)('is not %s: neither in a program nor in a process', async (_what, fake) => {
    expect(() => program({ endpoints: { echo: fake as never } }, () => {})).toThrow(TypeError)
    await using world = openWorld({ host: host() })
    const Server = { main: () => {}, endpoints: { echo: fake } } as unknown as Program<object>
    expect(() => world.kernel.spawn(Server, { name: 'Server' })).toThrow(
      'Server: endpoint "echo" has no interface that defineInterface made',
    )
    expect(world.kernel.tasks).toEqual([])
  })

  test('is not looked at again once its process is made', async () => {
    await using world = openWorld({ host: host() })
    let reads = 0
    const endpoints = {
      get echo(): typeof Echo {
        reads++
        return Echo
      },
    }
    const Server = { main: () => {}, endpoints } as unknown as Program<object>
    world.kernel.spawn(Server, { name: 'Server' })
    const readsAtStart = reads
    world.kernel.spawn(null, { name: 'Client', connections: { echo: 'Server' } })
    const rc = await world.act('Client', async (kos) => {
      const handle = kos.ServiceLocatorConnect('echo')
      const riid = kos.ServiceLocatorGetRiid(handle, 'echo')
      world.kernel.kill('Server')
      const into = PackInMsg(new SMsgHdr(), new Uint8Array(64))
      return [riid, await kos.Call(handle, PackOutMsg(new SMsgHdr(), new Uint8Array(16)), into)]
    })
    expect([rc, reads]).toEqual([[0, rcNotConnected], readsAtStart])
  })
})
