// What the compiler tells those who call, serve, offer, and port.

import {
  type CallOptions,
  type ChannelApi,
  type Context,
  defineInterface,
  type Handle,
  handle,
  type HandleDesc,
  type Implementations,
  type nk_ptr_t,
  nkRequest,
  nkResponse,
  type Offer,
  program,
  type Proxy,
  serve,
  sint32,
  string,
  type ThreadApi,
  uint32,
  uint64,
} from '@kos/libkos'
import { allowAll, boot, cm, createKernel, handles, ipc, threads } from '../src/index.ts'
import { rcOk } from '@kos/retcode'
import { expectTypeOf, test } from 'vitest'

const Lamp = defineInterface('demo.Lamp', {
  Turn: { in: { level: uint32, name: string(8) }, out: { was: uint64 }, error: { status: sint32 } },
  Blink: {},
  Lend: { in: { lamp: handle }, out: { lamp: handle } },
})

declare const lamp: Proxy<typeof Lamp>
declare const signal: AbortSignal

test('a call takes its parameters, then a time-out and a signal', () => {
  expectTypeOf(lamp.Turn).parameter(1).toEqualTypeOf<CallOptions | undefined>()
  expectTypeOf(lamp.Blink).parameter(1).toEqualTypeOf<CallOptions | undefined>()
  const call = async (): Promise<void> => {
    await lamp.Turn({ level: 1, name: '' }, { timeout: 5, signal })
    await lamp.Blink({}, { signal })
    // @ts-expect-error A time-out is a number of milliseconds.
    await lamp.Blink({}, { timeout: '5' })
    // @ts-expect-error Options do not come first.
    await lamp.Turn({ timeout: 5 })
    const { rc, was } = await lamp.Turn({ level: 1, name: '' }, { timeout: 5 })
    if (rc === rcOk) expectTypeOf(was).toEqualTypeOf<bigint>()
  }
  expectTypeOf(call).toBeFunction()
})

test('an endpoint is implemented, or reached by offered handles only; an offer is sent like a handle', () => {
  expectTypeOf<null>().toExtend<Implementations<{ lamp: typeof Lamp }>['lamp']>()
  expectTypeOf<Offer['handle']>().toEqualTypeOf<Handle>()
  expectTypeOf<Offer>().toExtend<Parameters<typeof lamp.Lend>[0]['lamp']>()
})

test('structures of messages have the fields of their methods', () => {
  const [request, response] = [nkRequest(Lamp.Turn), nkResponse(Lamp.Turn)]
  expectTypeOf(request.level).toEqualTypeOf<number>()
  expectTypeOf(request.name).toEqualTypeOf<nk_ptr_t>()
  expectTypeOf(response.res_.was).toEqualTypeOf<bigint>()
  expectTypeOf(response.err_.status).toEqualTypeOf<number>()
  expectTypeOf(nkResponse(Lamp.Lend).res_.lamp).toEqualTypeOf<HandleDesc>()
})

test('the channel manager stands on IPC, and a program that needs it runs only where it is', () => {
  const asking = program(async (kos: Context & ChannelApi) =>
    Number((await kos.KnCmConnect('a', 'b', 1)).rc),
  )
  const make = (): void => {
    createKernel({ services: [handles(), ipc(), cm()], security: allowAll() }).spawn(asking, {
      name: 'A',
    })
    // @ts-expect-error There is no channel manager.
    createKernel({ services: [handles(), ipc()], security: allowAll() }).spawn(asking, {
      name: 'A',
    })
    // @ts-expect-error The channel manager needs IPC.
    createKernel({ services: [handles(), cm()], security: allowAll() })
  }
  expectTypeOf(make).toBeFunction()
})

test('the kos of a thread is of the kind of its creator, and serves what the program declared', () => {
  const make = (): void => {
    const serving = program({ endpoints: { lamp: Lamp } }, async (kos) => {
      kos.KosThreadCreate(15, 0, (own) => void expectTypeOf(own).toEqualTypeOf(kos), null, 0)
      const serveLamps = (own: typeof kos): Promise<unknown> => serve(own, 'lamps', { lamp: null })
      kos.KosThreadCreate(15, 0, (own) => serveLamps(own).then(() => {}), null, 0)
      // @ts-expect-error The program declares no endpoint of that name.
      kos.KosThreadCreate(15, 0, (own) => serve(own, 'lamps', { bulb: null }).then(() => {}), 0, 0)
    })
    // What a program needs of its kernel is as before.
    const small = program({ endpoints: { lamp: Lamp } }, (kos: Context & ThreadApi) => {
      kos.KosThreadCreate(15, 0, (own) => void expectTypeOf(own).toEqualTypeOf(kos), null, 0)
    })
    createKernel({ services: [handles(), ipc(), threads()], security: allowAll() }).spawn(small, {
      name: 'A',
    })
    // @ts-expect-error The kernel has no threads.
    createKernel({ services: [handles(), ipc()], security: allowAll() }).spawn(small, { name: 'A' })
    boot({ programs: { serving }, policy: allowAll() })
  }
  expectTypeOf(make).toBeFunction()
})
