// Channels made at run time: a client asks, a server listens, accepts or drops; and each of them
// may be late, gone, or too many.

import {
  type Handle,
  INFINITE_TIMEOUT,
  INVALID_HANDLE,
  type Kos,
  PackInMsg,
  PackOutMsg,
  program,
  SMsgHdr,
} from '@kos/libkos'
import { cmContract, maxNameLength } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import {
  rcAbort,
  rcBufferTooSmall,
  rcBusy,
  rcInvalidArgument,
  rcNoCapability,
  rcNotConnected,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
  rcSecurityDisallow,
  rcTimeout,
  unwrap,
} from '@kos/retcode'
import { any, core, definePolicy, deny, execute, request, response } from '@kos/security'
import { describe, expect, test } from 'vitest'
import type { KernelOptions } from '../src/index.ts'
import { maxRequestsPerClient, maxRequestsPerServer } from '../src/limits.ts'
import { ActedServer, Lights } from './lights.ts'
import { hosts, shareOf, World } from './world.ts'

const forever = INFINITE_TIMEOUT

function headers(mode: number, riid: number): { readonly out: SMsgHdr; readonly into: SMsgHdr } {
  const { request: asked, response: answered } = Lights.Set
  const message = new Uint8Array(asked.size)
  const arena = new Uint8Array(asked.arenaSize)
  const used = asked.encode({ mode, name: 'abc' }, riid, new DataView(message.buffer), arena)
  return {
    out: PackOutMsg(new SMsgHdr(), message, arena, used),
    into: PackInMsg(new SMsgHdr(), new Uint8Array(answered.size)),
  }
}

/** Calls over a client handle and answers the code, or the result. */
async function call(kos: Kos, handle: Handle, mode: number): Promise<number> {
  const { out, into } = headers(mode, 0)
  const rc = Number(await kos.Call(handle, out, into))
  return rc === rcOk ? new DataView(into.message.buffer).getUint32(16, true) : rc
}

/** Answers so many requests on a listener with the number that was sent and 100. */
async function answer(kos: Kos, listener: Handle, count: number): Promise<void> {
  const message = PackInMsg(new SMsgHdr(), new Uint8Array(128), new Uint8Array(128))
  const response = new Uint8Array(Lights.Set.response.size)
  for (let i = 0; i < count; i++) {
    if ((await kos.Recv(listener, message)) !== rcOk) return
    const mode = new DataView(message.message.buffer).getUint32(16, true)
    Lights.Set.response.encode(
      { result: mode + 100 },
      0,
      new DataView(response.buffer),
      new Uint8Array(0),
    )
    const out = PackOutMsg(new SMsgHdr(), response)
    out.threadId = message.threadId
    await kos.Reply(listener, out)
  }
}

class Office extends World {
  constructor(options: KernelOptions, ...clients: string[]) {
    super(options)
    this.kernel.spawn(ActedServer, { name: 'Server' })
    this.empty(...clients)
  }

  /**
   * Asks for a channel and goes on waiting; the answer is the code, and the RIID if there is one.
   */
  ask(client: string, service: string, msecs = forever, server = 'Server'): Promise<unknown> {
    return this.kernel
      .as(client, async (kos) => {
        const { rc, handle, rsid } = await kos.KnCmConnect(server, service, msecs)
        return rc === rcOk ? [rc, Number(handle) > 0, rsid] : rc
      })
      .catch((error: unknown) => (error as Error).message)
  }

  /** What Listen shows, at once. */
  shown(): Promise<unknown> {
    return this.act('Server', async (kos) => {
      const { rc, client, service } = await kos.KnCmListen(null, 0)
      return rc === rcOk ? `${client}: ${service}` : rc
    })
  }

  get waiting(): number | undefined {
    return this.kernel.inspect().objects['connectionRequests']
  }
}

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: KernelOptions = {}, ...clients: string[]): Office =>
    new Office(
      { ...options, host: host() },
      ...(clients.length === 0 ? ['Client', 'Other'] : clients),
    )

  test('a channel is made when the server accepts, and further ones by the same listener', async () => {
    await using world = open()
    const first = world.kernel.as('Client', async (kos) => {
      const { handle, rsid } = unwrap(await kos.KnCmConnect('Server', 'lamps of any kind', forever))
      return [rsid, await call(kos, handle, 1), kos.ServiceLocatorGetRiid(handle, 'lights')]
    })
    const second = world.kernel.as('Other', async (kos) => {
      await kos.KnSleep(10)
      const { handle } = unwrap(await kos.KnCmConnect('Server', 'more', forever))
      return call(kos, handle, 2)
    })
    await world.act('Server', async (kos) => {
      const { client, service } = unwrap(await kos.KnCmListen(null, forever))
      expect([client, service]).toEqual(['Client', 'lamps of any kind'])
      const { handle: listener } = unwrap(kos.KnCmAccept(client, service, 0, INVALID_HANDLE))
      await answer(kos, listener, 1)
      const next = unwrap(await kos.KnCmListen(null, forever))
      expect(unwrap(kos.KnCmAccept(next.client, next.service, 0, listener)).handle).toBe(listener)
      await answer(kos, listener, 1)
    })
    expect([await first, await second]).toEqual([[0, 101, 0], 102])
    expect([shareOf(world.kernel, 'Server').handles, world.waiting]).toEqual([2, 0])
  })

  test('the same request is shown until it is accepted or dropped, whatever else comes', async () => {
    await using world = open()
    const first = world.ask('Client', 'a')
    expect([await world.shown(), await world.shown()]).toEqual(['Client: a', 'Client: a'])
    const urgent = world.kernel.as('Other', async (kos) => {
      const routine = async (own: Kos): Promise<void> =>
        own.log((await own.KnCmConnect('Server', 'b', forever)).rc === rcAbort)
      const { tid } = unwrap(kos.KosThreadCreate(31, 0, routine, 0, 0))
      await kos.KosThreadWait(tid, forever)
    })
    expect(await world.shown()).toBe('Client: a')
    await world.act('Server', (kos) => expect(kos.KnCmDrop('Client', 'a')).toBe(rcOk))
    expect([await first, await world.shown()]).toEqual([rcAbort, 'Other: b'])
    await world.act('Server', (kos) => expect(kos.KnCmDrop('Other', 'b')).toBe(rcOk))
    await urgent
    expect([await world.shown(), world.waiting, world.lines]).toEqual([
      rcTimeout,
      0,
      ['Other: true'],
    ])
  })

  test('a request need not be shown to be accepted or dropped', async () => {
    await using world = open()
    const asked = [world.ask('Client', 'a'), world.ask('Other', 'a'), world.ask('Client', 'b')]
    await world.act('Server', (kos) => {
      expect(kos.KnCmAccept('Other', 'a', 0, INVALID_HANDLE).rc).toBe(rcOk)
      expect(kos.KnCmDrop('Client', 'b')).toBe(rcOk)
      expect([kos.KnCmDrop('Client', 'b'), kos.KnCmDrop('Other', 'a')]).toEqual([
        rcResourceNotFound,
        rcResourceNotFound,
      ])
      expect(kos.KnCmAccept('Nobody', 'a', 0, INVALID_HANDLE).rc).toBe(rcResourceNotFound)
      expect(kos.KnCmAccept('Client', 'A', 0, INVALID_HANDLE).rc).toBe(rcResourceNotFound)
    })
    expect([await asked[1], await asked[2], world.waiting]).toEqual([[rcOk, true, 0], rcAbort, 1])
  })

  test('every thread that listens is shown a request, and one of them accepts it', async () => {
    await using world = open()
    const listening = Array.from({ length: 2 }, () =>
      world.kernel.as('Server', async (kos) => {
        const { client, service } = unwrap(await kos.KnCmListen(null, forever))
        return Number(kos.KnCmAccept(client, service, 0, INVALID_HANDLE).rc)
      }),
    )
    const asked = world.ask('Client', 'a')
    await world.idle()
    expect([await Promise.all(listening), await asked]).toEqual([
      [rcOk, rcResourceNotFound],
      [rcOk, true, 0],
    ])
  })

  test('time-outs of both sides', async () => {
    await using world = open()
    const codes = await world.act('Client', async (kos) => {
      const at = async (msecs: number): Promise<unknown> => {
        const { rc } = await kos.KnCmConnect('Server', 'a', msecs)
        return [rc, kos.KnGetMSecSinceStart()]
      }
      return [await at(0), await at(30), await at(1)]
    })
    expect(codes).toEqual([
      [rcTimeout, 0],
      [rcTimeout, 30],
      [rcTimeout, 31],
    ])
    const late = await world.act('Server', async (kos) => {
      const { rc } = await kos.KnCmListen(null, 40)
      return [rc, kos.KnGetMSecSinceStart(), kos.KnCmAccept('Client', 'a', 0, INVALID_HANDLE).rc]
    })
    expect([late, world.waiting]).toEqual([[rcTimeout, 71, rcResourceNotFound], 0])
    // Who waits with a time-out is accepted before it is up.
    const asked = world.ask('Client', 'a', 20)
    await world.act('Server', async (kos) => {
      await kos.KnSleep(19)
      expect(kos.KnCmAccept('Client', 'a', 0, INVALID_HANDLE).rc).toBe(rcOk)
    })
    expect(await asked).toEqual([rcOk, true, 0])
  })

  describe('a server that ends', () => {
    test('between connect and accept ends the waits of its clients', async () => {
      await using world = open()
      const asked = [world.ask('Client', 'a'), world.ask('Other', 'b')]
      expect(await world.shown()).toBe('Client: a')
      world.kernel.kill('Server')
      await world.idle()
      expect(await Promise.all(asked)).toEqual([rcNotConnected, rcNotConnected])
      expect(
        await world.act('Client', async (kos) => (await kos.KnCmConnect('Server', 'a', 5)).rc),
      ).toBe(rcResourceNotFound)
      expect(world.kernel.inspect().objects).toMatchObject({
        connectionRequests: 0,
        connectQueues: 0,
      })
    })

    test('after it accepted breaks the channel, also before its client knew', async () => {
      await using world = open()
      const calling = world.kernel.as('Client', async (kos) => {
        const { handle } = unwrap(await kos.KnCmConnect('Server', 'a', forever))
        return call(kos, handle, 1)
      })
      await world.act(
        'Server',
        (kos) => void unwrap(kos.KnCmAccept('Client', 'a', 0, INVALID_HANDLE)),
      )
      expect(await Promise.race([calling, 'waits'])).toBe('waits')
      world.kernel.kill('Server')
      await world.idle()
      expect(await calling).toBe(rcNotConnected)
      const late = world.kernel.as('Other', async (kos) => {
        await kos.KnSleep(1)
        return (await kos.KnCmConnect('Second', 'a', forever)).rc
      })
      world.kernel.spawn(
        program({ endpoints: { lights: Lights } }, async (kos) => {
          const { client, service } = unwrap(await kos.KnCmListen(null, forever))
          kos.KnCmAccept(client, service, 0, INVALID_HANDLE)
        }),
        { name: 'Second' },
      )
      await world.idle()
      expect([await late, world.kernel.task('Second').result]).toEqual([rcOk, { code: 0 }])
    })
  })

  describe('a client that ends', () => {
    test('has no handle of a channel that was accepted before its thread went on', async () => {
      await using world = open()
      await world.act('Client', async (kos) => {
        const asking = async (own: Kos): Promise<void> =>
          void (await own.KnCmConnect('Server', 'a', forever))
        const { tid } = unwrap(kos.KosThreadCreate(1, 0, asking, 0, 0))
        await kos.KnSleep(1)
        const accepting = world.kernel.as('Server', (own) =>
          own.KnCmAccept('Client', 'a', 0, INVALID_HANDLE),
        )
        // The server runs, and the thread that asked is ready behind this one.
        await kos.KosThreadYield()
        expect([(await accepting).rc, shareOf(world.kernel, 'Client').handles]).toEqual([rcOk, 1])
        expect(await kos.KosThreadTerminate(tid, 0)).toBe(rcOk)
        expect(shareOf(world.kernel, 'Client').handles).toBe(0)
      })
      expect([world.kernel.task('Client').isAlive, world.waiting]).toEqual([true, 0])
    })

    test('keeps the handle if its thread has gone on', async () => {
      await using world = open()
      const asked = world.ask('Client', 'a')
      await world.act('Server', (kos) => kos.KnCmAccept('Client', 'a', 0, INVALID_HANDLE).rc)
      expect([await asked, shareOf(world.kernel, 'Client').handles]).toEqual([[rcOk, true, 0], 1])
    })

    test('takes its requests with it, shown or not', async () => {
      await using world = open()
      const asked = [world.ask('Client', 'a'), world.ask('Client', 'b'), world.ask('Other', 'c')]
      expect(await world.shown()).toBe('Client: a')
      world.kernel.kill('Client')
      expect([await world.shown(), world.waiting]).toEqual(['Other: c', 1])
      const codes = await world.act('Server', (kos) => [
        kos.KnCmAccept('Client', 'a', 0, INVALID_HANDLE).rc,
        kos.KnCmDrop('Client', 'b'),
      ])
      expect(codes).toEqual([rcResourceNotFound, rcResourceNotFound])
      expect(await Promise.all(asked.slice(0, 2))).toEqual(
        Array(2).fill('Client: the thread ended before its routine did'),
      )
      expect(shareOf(world.kernel, 'Server').handles).toBe(1)
    })

    test('just after it was accepted leaves a channel that nobody uses, and nothing else', async () => {
      await using world = open()
      const asked = world.ask('Client', 'a')
      await world.act('Server', async (kos) => {
        await kos.KnSleep(1)
        const { handle } = unwrap(kos.KnCmAccept('Client', 'a', 0, INVALID_HANDLE))
        world.kernel.kill('Client')
        expect(
          (await kos.RecvEx(
            handle,
            PackInMsg(new SMsgHdr(), new Uint8Array(64)),
            5,
            INVALID_HANDLE,
          )) === rcTimeout,
        ).toBe(true)
      })
      expect(await asked).toBe('Client: the thread ended before its routine did')
    })
  })

  describe('accepting', () => {
    test('needs an endpoint that there is, and a listener', async () => {
      await using world = open()
      world.kernel.spawn(null, { name: 'Static', connections: { lights: 'Server' } })
      const asked = world.ask('Client', 'a')
      await world.act('Server', (kos) => {
        const accept = (riid: number, listener: Handle): unknown =>
          kos.KnCmAccept('Client', 'a', riid, listener).rc
        const { handle: object } = unwrap(kos.KnHandleCreateUserObject(0x10000, -1, 0))
        const { syncHandle } = unwrap(kos.KnIpcCreateSyncObject())
        const before = shareOf(world.kernel, 'Server')
        expect([accept(1, INVALID_HANDLE), accept(0xffff_ffff, INVALID_HANDLE)]).toEqual([
          rcInvalidArgument,
          rcInvalidArgument,
        ])
        expect([accept(0, 12_345 as Handle), accept(0, object), accept(0, syncHandle)]).toEqual([
          rcInvalidArgument,
          rcInvalidArgument,
          rcNoCapability,
        ])
        expect([shareOf(world.kernel, 'Server'), world.waiting]).toEqual([before, 1])
        // The listener of static connections takes dynamic ones, too.
        expect(accept(0, kos.ServiceLocatorRegister('lights'))).toBe(rcOk)
      })
      expect(await asked).toEqual([rcOk, true, 0])
    })

    test('takes any RIID if the program declares no endpoints', async () => {
      await using world = open()
      const asked = world.ask('Client', 'a', forever, 'Other')
      await world.act('Other', (kos) =>
        expect(kos.KnCmAccept('Client', 'a', 77, INVALID_HANDLE).rc).toBe(rcOk),
      )
      expect(await asked).toEqual([rcOk, true, 77])
    })

    test('without room for a handle: at the server the request waits on, at the client it ends', async () => {
      await using world = open({ handleQuota: 2 })
      // The server has a receiver already.
      const asked = world.ask('Client', 'a')
      await world.act('Server', (kos) => {
        const { handle } = unwrap(kos.KnHandleCreateUserObject(0x10000, -1, 0))
        const code = kos.KnCmAccept('Client', 'a', 0, INVALID_HANDLE).rc
        expect([code, world.waiting]).toEqual([rcQuotaExceeded, 1])
        kos.KnHandleClose(handle)
      })
      await world.act('Other', (kos) => {
        for (let i = 0; i < 2; i++) unwrap(kos.KnHandleCreateUserObject(0x10000, -1, 0))
      })
      const full = [world.ask('Other', 'b'), world.ask('Other', 'c')]
      await world.act('Server', (kos) => {
        const codes = [
          kos.KnCmAccept('Other', 'b', 0, INVALID_HANDLE).rc,
          shareOf(world.kernel, 'Server').handles,
        ]
        const { handle: listener } = unwrap(kos.KnCmAccept('Client', 'a', 0, INVALID_HANDLE))
        codes.push(
          kos.KnCmAccept('Other', 'c', 0, listener).rc,
          shareOf(world.kernel, 'Server').handles,
        )
        expect(codes).toEqual([rcNotConnected, 1, rcNotConnected, 2])
      })
      expect([await Promise.all(full), await asked]).toEqual([
        [rcQuotaExceeded, rcQuotaExceeded],
        [rcOk, true, 0],
      ])
    })
  })

  test('as many requests as there may be, and one more', async () => {
    await using world = open()
    const clients = Array.from(
      { length: maxRequestsPerServer / maxRequestsPerClient },
      (_, at) => `Client${at}`,
    )
    world.empty(...clients)
    const asked: Promise<unknown>[] = []
    for (const client of clients) {
      for (let i = 0; i < maxRequestsPerClient; i++) asked.push(world.ask(client, `${i}`))
      await world.idle()
      expect(await world.ask(client, 'one more', 0).then((rc) => rc)).toBe(rcQuotaExceeded)
      await world.idle()
    }
    expect(world.waiting).toBe(maxRequestsPerServer)
    expect(
      await world.act('Other', async (kos) => (await kos.KnCmConnect('Server', 'x', 5)).rc),
    ).toBe(rcBusy)
    await world.act('Server', (kos) => expect(kos.KnCmDrop('Client0', '0')).toBe(rcOk))
    expect(
      await world.act('Other', async (kos) => (await kos.KnCmConnect('Server', 'x', 5)).rc),
    ).toBe(rcTimeout)
  })

  test('names as long as they may be, and one unit more', async () => {
    const long = 'ü'.repeat(maxNameLength)
    await using world = open({}, long, `${long}x`)
    const codes = await world.act(long, async (kos) => [
      (await kos.KnCmConnect('Server', `${long}x`, 5)).rc,
      (await kos.KnCmConnect('Server', '', 5)).rc,
    ])
    expect(codes).toEqual([rcInvalidArgument, rcInvalidArgument])
    expect(
      await world.act(`${long}x`, async (kos) => (await kos.KnCmConnect('Server', 'a', 5)).rc),
    ).toBe(rcInvalidArgument)
    const asked = world.ask(long, long)
    expect(await world.shown()).toBe(`${long}: ${long}`)
    await world.act('Server', (kos) =>
      expect(kos.KnCmAccept(long, long, 0, INVALID_HANDLE).rc).toBe(rcOk),
    )
    expect(await asked).toEqual([rcOk, true, 0])
  })

  test('a listening thread with too little room is told so, and the request waits on', async () => {
    await using world = open()
    const listen = (kos: Kos, client: number, service: number, msecs: number): number => {
      const sys = sysOf(kos)
      return sys.call(cmContract.calls.Listen)(
        msecs,
        new Uint8Array(client),
        new Uint8Array(service),
      )
    }
    const early = world.kernel.as('Server', async (kos) => {
      const answer = listen(kos, 12, 1, forever)
      return sysOf(kos).wait(answer)
    })
    const asked = world.ask('Client', 'a')
    await world.idle()
    expect(await early).toBe(rcBufferTooSmall)
    await world.act('Server', (kos) => {
      expect([listen(kos, 11, 2, 0), listen(kos, 12, 1, 0), listen(kos, 12, 2, 0)]).toEqual([
        rcBufferTooSmall,
        rcBufferTooSmall,
        rcOk,
      ])
      kos.KnCmDrop('Client', 'a')
    })
    expect(await asked).toBe(rcAbort)
  })

  test('the policy decides who may ask, listen and accept, and about every message over the channel', async () => {
    const rules = [
      execute(),
      request('Server', core),
      request('Client', core),
      request('Other', core),
      request('Client', 'Server'),
      response(any, any),
      deny(request('Other', core, { method: 'Connect', endpoint: 'cm.CM' })),
    ]
    await using world = open({ security: definePolicy(...rules) })
    expect(
      await world.act('Other', async (kos) => (await kos.KnCmConnect('Server', 'a', 5)).rc),
    ).toBe(rcSecurityDisallow)
    const asked = world.ask('Client', 'a')
    await world.act(
      'Server',
      (kos) => void unwrap(kos.KnCmAccept('Client', 'a', 0, INVALID_HANDLE)),
    )
    expect(await asked).toEqual([rcOk, true, 0])
  })

  test('a process may ask itself', async () => {
    await using world = open()
    const asked = world.ask('Server', 'me')
    const accepted = await world.act('Server', async (kos) => {
      const { client, service } = unwrap(await kos.KnCmListen(null, 0))
      return kos.KnCmAccept(client, service, 0, INVALID_HANDLE).rc
    })
    expect([accepted, await asked]).toEqual([rcOk, [rcOk, true, 0]])
  })
})
