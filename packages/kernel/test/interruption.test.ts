// Time-outs and interruption as programs meet them: CallEx and RecvEx, synchronization objects, and
// calls with `{ timeout, signal }`.

import {
  type CallOptions,
  type CallSignal,
  connect,
  type Handle,
  INFINITE_TIMEOUT,
  INVALID_HANDLE,
  type Kos,
  PackInMsg,
  PackOutMsg,
  program,
  serve,
  SMsgHdr,
} from '@kos/libkos'
import {
  rcInvalidArgument,
  rcIpcInterrupt,
  rcNotConnected,
  rcOk,
  rcQuotaExceeded,
  rcRestart,
  rcTimeout,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import type { KernelOptions } from '../src/index.ts'
import { ActedServer, Lights } from './lights.ts'
import { hosts, shareOf, World } from './world.ts'

/** Begins to serve after 50 ms; each call takes 100 ms. */
const LateServer = program({ endpoints: { lights: Lights } }, async (kos) => {
  await kos.KnSleep(50)
  await serve(kos, 'lights', {
    lights: {
      async Set({ mode, name }) {
        await kos.KnSleep(100)
        kos.log(`set to ${mode}`)
        return { result: mode + name.length }
      },
      Lend: ({ lamp }) => ({ back: lamp.handle }),
    },
  })
})

/** A signal as programs in any realm have one, and how many listen to it. */
class Signal implements CallSignal {
  aborted = false
  readonly #listeners: Set<() => void> = new Set()

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener)
  }

  get listeners(): number {
    return this.#listeners.size
  }

  abort(): void {
    this.aborted = true
    for (const listener of this.#listeners) listener()
  }
}

function headers(mode: number): { readonly out: SMsgHdr; readonly into: SMsgHdr } {
  const { request, response } = Lights.Set
  const message = new Uint8Array(request.size)
  const arena = new Uint8Array(request.arenaSize)
  const used = request.encode({ mode, name: 'abc' }, 0, new DataView(message.buffer), arena)
  return {
    out: PackOutMsg(new SMsgHdr(), message, arena, used),
    into: PackInMsg(new SMsgHdr(), new Uint8Array(response.size), new Uint8Array(8)),
  }
}

const callEx = async (
  kos: Kos,
  mode: number,
  mdelay: number,
  syncHandle: Handle,
): Promise<number> => {
  const { out, into } = headers(mode)
  return Number(
    await kos.CallEx(kos.ServiceLocatorConnect('lights'), out, into, mdelay, syncHandle),
  )
}

const after = (kos: Kos, msec: number, action: (own: Kos) => unknown): void => {
  const routine = async (own: Kos): Promise<void> => {
    await own.KnSleep(msec)
    action(own)
  }
  kos.KosThreadCreate(15, 0, routine, 0, 0)
}

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: KernelOptions = {}): World => {
    const world = new World({ ...options, host: host() })
    world.kernel.spawn(LateServer, { name: 'Server' })
    world.kernel.spawn(ActedServer, { name: 'Acted' })
    world.kernel.spawn(null, { name: 'Client', connections: { lights: 'Server', acted: 'Acted' } })
    return world
  }

  describe('CallEx', () => {
    test('ends with rcTimeout while nobody has taken the request, and goes on once somebody has', async () => {
      await using world = open()
      const codes = await world.act('Client', async (kos) => {
        const early = [
          await callEx(kos, 1, 0, INVALID_HANDLE),
          await callEx(kos, 2, 49, INVALID_HANDLE),
        ]
        const at = kos.KnGetMSecSinceStart()
        const taken = await callEx(kos, 3, 2, INVALID_HANDLE)
        return [...early, at, taken, kos.KnGetMSecSinceStart()]
      })
      expect(codes).toEqual([rcTimeout, rcTimeout, 49, rcOk, 150])
      expect(world.lines).toEqual(['Server: set to 3'])
    })

    test('is interrupted by another thread of its process, before the request was taken', async () => {
      await using world = open()
      const codes = await world.act('Client', async (kos) => {
        const { syncHandle } = unwrap(kos.KnIpcCreateSyncObject())
        after(kos, 10, (own) => own.KnIpcSetInterrupt(syncHandle))
        const interrupted = await callEx(kos, 1, INFINITE_TIMEOUT, syncHandle)
        const at = kos.KnGetMSecSinceStart()
        const again = await callEx(kos, 2, INFINITE_TIMEOUT, syncHandle)
        expect(kos.KnIpcClearInterrupt(syncHandle)).toBe(rcOk)
        after(kos, 60, (own) => own.KnIpcSetInterrupt(syncHandle))
        return [
          interrupted,
          at,
          again,
          await callEx(kos, 3, INFINITE_TIMEOUT, syncHandle),
          kos.KnGetMSecSinceStart(),
        ]
      })
      expect(codes).toEqual([rcIpcInterrupt, 10, rcIpcInterrupt, rcOk, 150])
      expect(world.lines).toEqual(['Server: set to 3'])
    })

    test('answers rcRestart when its synchronization object is closed, and rcInvalidArgument with one that is gone', async () => {
      await using world = open()
      const codes = await world.act('Client', async (kos) => {
        const { syncHandle } = unwrap(kos.KnIpcCreateSyncObject())
        after(kos, 10, (own) => own.KnHandleClose(syncHandle))
        return [
          await callEx(kos, 1, INFINITE_TIMEOUT, syncHandle),
          await callEx(kos, 1, INFINITE_TIMEOUT, syncHandle),
        ]
      })
      expect(codes).toEqual([rcRestart, rcInvalidArgument])
    })
  })

  test('RecvEx times out, is interrupted, answers rcRestart, and takes a request like Recv', async () => {
    await using world = open()
    const serving = world.kernel.as('Acted', async (kos) => {
      const listener = kos.ServiceLocatorRegister('acted')
      const header = PackInMsg(new SMsgHdr(), new Uint8Array(128), new Uint8Array(128))
      const { syncHandle } = unwrap(kos.KnIpcCreateSyncObject())
      const codes = [
        await kos.RecvEx(listener, header, 0, syncHandle),
        await kos.RecvEx(listener, header, 7, INVALID_HANDLE),
      ]
      after(kos, 10, (own) => own.KnIpcSetInterrupt(syncHandle))
      codes.push(
        await kos.RecvEx(listener, header, 100, syncHandle),
        await kos.RecvEx(listener, header, 100, syncHandle),
      )
      kos.KnIpcClearInterrupt(syncHandle)
      after(kos, 10, (own) => own.KnHandleClose(syncHandle))
      codes.push(await kos.RecvEx(listener, header, INFINITE_TIMEOUT, syncHandle))
      expect(kos.KnGetMSecSinceStart()).toBe(27)
      codes.push(await kos.RecvEx(listener, header, INFINITE_TIMEOUT, INVALID_HANDLE))
      return [...codes, header.messageSize, header.threadId > 0, header.sender > 0]
    })
    const calling = world.kernel.as('Client', async (kos) => {
      await kos.KnSleep(40)
      const { out, into } = headers(1)
      return Number(await kos.Call(kos.ServiceLocatorConnect('acted'), out, into))
    })
    await world.idle()
    const { size } = Lights.Set.request
    const codes = [rcTimeout, rcTimeout, rcIpcInterrupt, rcIpcInterrupt, rcRestart, rcOk]
    expect(await serving).toEqual([...codes, size, true, true])
    world.kernel.kill('Acted')
    await world.idle()
    expect(await calling).toBe(rcNotConnected)
  })

  test('a synchronization object can be neither copied nor sent to others, and counts among the handles', async () => {
    await using world = open({ handleQuota: 4 })
    await world.act('Client', async (kos) => {
      const { syncHandle } = unwrap(kos.KnIpcCreateSyncObject())
      expect(kos.KnHandleCopy(syncHandle, 0, INVALID_HANDLE).handle).toBeUndefined()
      using lights = connect(kos, Lights, 'lights', 'lights')
      expect((await lights.Lend({ lamp: syncHandle })).back).toBeUndefined()
      const codes = Array.from({ length: 3 }, () => kos.KnIpcCreateSyncObject().rc)
      expect(codes).toEqual([rcOk, rcOk, rcQuotaExceeded])
    })
  })

  describe('a typed call', () => {
    const call = (kos: Kos, mode: number, options?: CallOptions) =>
      connect(kos, Lights, 'lights', 'lights').Set({ mode, name: 'abc' }, options)

    test('times out before its request is taken, and not after', async () => {
      await using world = open()
      const answers = await world.act('Client', async (kos) => {
        const early = await call(kos, 1, { timeout: 10 })
        const taken = await call(kos, 2, { timeout: 41 })
        return [early.rc, taken.rc, taken.result, kos.KnGetMSecSinceStart()]
      })
      expect(answers).toEqual([rcTimeout, rcOk, 5, 150])
      expect(world.lines).toEqual(['Server: set to 2'])
    })

    test('is interrupted by its signal before its request is taken, from a thread or from the host', async () => {
      await using world = open()
      const [mine, hosts] = [new Signal(), new Signal()]
      const answers = world.kernel.as('Client', async (kos) => {
        after(kos, 10, () => mine.abort())
        const first = await call(kos, 1, { signal: mine })
        const again = await call(kos, 1, { signal: mine, timeout: 5 })
        const at = kos.KnGetMSecSinceStart()
        const second = await call(kos, 1, { signal: hosts })
        return [first.rc, again.rc, at, second.rc, kos.KnGetMSecSinceStart()]
      })
      await world.kernel.advance(20)
      hosts.abort()
      await world.idle()
      expect(await answers).toEqual([rcIpcInterrupt, rcIpcInterrupt, 10, rcIpcInterrupt, 20])
      expect([mine.listeners, hosts.listeners, world.lines]).toEqual([0, 0, []])
      expect(shareOf(world.kernel, 'Client').handles).toBe(1)
    })

    test('is interrupted by its signal after the server took it', async () => {
      await using world = open()
      const signal = new Signal()
      const answers = await world.act('Client', async (kos) => {
        after(kos, 60, () => signal.abort())
        const { rc, result } = await call(kos, 4, { signal, timeout: 70 })
        const at = kos.KnGetMSecSinceStart()
        // The server finds nobody for its answer, and serves on.
        return [rc, result, at, (await call(kos, 5)).result, kos.KnGetMSecSinceStart()]
      })
      expect(answers).toEqual([rcIpcInterrupt, undefined, 60, 8, 250])
      expect([world.lines, signal.listeners, shareOf(world.kernel, 'Client').handles]).toEqual([
        ['Server: set to 4', 'Server: set to 5'],
        0,
        1,
      ])
    })

    test.each([
      ['while nobody has taken the request', 10],
      ['while it is being served', 80],
    ])('ends at its deadline %s', async (_when, deadline) => {
      await using world = open()
      const answers = await world.act('Client', async (kos) => {
        const { rc, result } = await call(kos, 4, { deadline })
        const at = kos.KnGetMSecSinceStart()
        return [rc, result, at, (await call(kos, 5, { deadline: 1_000 })).result]
      })
      expect(answers).toEqual([rcTimeout, undefined, deadline, 8])
      expect(world.lines).toEqual([
        ...(deadline > 50 ? ['Server: set to 4'] : []),
        'Server: set to 5',
      ])
      expect(shareOf(world.kernel, 'Client').handles).toBe(1)
    })

    test('never begins with a deadline of 0', async () => {
      await using world = open()
      const rc = await world.act('Client', async (kos) => {
        await kos.KnSleep(60)
        return (await call(kos, 4, { deadline: 0 })).rc
      })
      expect([rc, world.lines]).toEqual([rcTimeout, []])
    })

    test('is given no handle by an answer after its deadline', async () => {
      const Lender = program({ endpoints: { lights: Lights } }, async (kos) => {
        await serve(kos, 'lights', {
          lights: {
            Set: () => ({ result: 0 }),
            async Lend() {
              await kos.KnSleep(50)
              return { back: unwrap(kos.KnHandleCreateUserObject(0x10000, -1, 0)).handle }
            },
          },
        })
      })
      await using world = new World({})
      world.kernel.spawn(Lender, { name: 'Server' })
      world.kernel.spawn(null, { name: 'Client', connections: { lights: 'Server' } })
      const lamp = await world.act('Client', async (kos) => {
        using lights = connect(kos, Lights, 'lights', 'lights')
        const { handle } = unwrap(kos.KnHandleCreateUserObject(0x10000, -1, 0))
        expect((await lights.Lend({ lamp: handle }, { deadline: 20 })).rc).toBe(rcTimeout)
        await kos.KnSleep(100)
        return shareOf(world.kernel, 'Client').handles
      })
      expect(lamp).toBe(2)
    })

    test('is a TypeError with an option that there is not, or two of which one counts', async () => {
      await using world = open()
      const texts = await world.act('Client', (kos) =>
        [{ timout: 5 }, { timeout: 5, deadline: 6 }, null].map((options) => {
          try {
            void call(kos, 1, options as never)
            return 'called'
          } catch (error) {
            return String(error)
          }
        }),
      )
      expect(texts).toMatchInlineSnapshot(`
        [
          "TypeError: demo.Lights.Set: there is no option "timout"; there are: deadline, timeout, signal; did you mean "timeout"?",
          "TypeError: demo.Lights.Set: give deadline or timeout, not both",
          "TypeError: demo.Lights.Set: the options are an object, such as { deadline }, not null",
        ]
      `)
    })

    test('takes a real AbortSignal, and nothing of it is left after the call', async () => {
      await using world = open()
      const { signal } = new AbortController()
      const rc = await world.act('Client', async (kos) => (await call(kos, 1, { signal })).rc)
      expect([rc, shareOf(world.kernel, 'Client').handles]).toEqual([rcOk, 1])
    })

    test('leaves nothing of its signal when its thread is ended, or its server', async () => {
      await using world = open()
      const signal = new Signal()
      await world.act('Client', async (kos) => {
        const routine = async (own: Kos): Promise<void> => void (await call(own, 1, { signal }))
        const { tid } = unwrap(kos.KosThreadCreate(15, 0, routine, 0, 0))
        await kos.KnSleep(1)
        expect([signal.listeners, shareOf(world.kernel, 'Client').handles]).toEqual([1, 2])
        await kos.KosThreadTerminate(tid, 0)
        // Its clean-up is in microtasks, and a sleep while nobody else can run is over at once.
        for (let turn = 0; turn < 10; turn++) await kos.KnSleep(1)
        expect([signal.listeners, shareOf(world.kernel, 'Client').handles]).toEqual([0, 1])
      })
      const rc = world.kernel.as('Client', async (kos) => (await call(kos, 1, { signal })).rc)
      await world.kernel.advance(1)
      world.kernel.kill('Server')
      await world.idle()
      expect([await rc, signal.listeners]).toEqual([rcNotConnected, 0])
    })

    test('answers why it has no synchronization object, and refuses a time that is none', async () => {
      await using world = open({ handleQuota: 1 })
      const signal = new Signal()
      const codes = await world.act('Client', async (kos) => {
        const wrong = [-1, 0.5, Number.NaN, 2 ** 32, '5' as never]
        const refused = await Promise.all(
          wrong.map(async (timeout) => (await call(kos, 1, { timeout })).rc),
        )
        return [(await call(kos, 1, { signal })).rc, ...refused]
      })
      expect(codes).toEqual([rcQuotaExceeded, ...Array<number>(5).fill(rcInvalidArgument)])
      expect(signal.listeners).toBe(0)
    })
  })
})
