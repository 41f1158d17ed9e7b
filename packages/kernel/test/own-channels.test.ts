// KnHandleConnect: channels whose ends a process makes itself, in the shape that C programs use.

import {
  connect,
  defineInterface,
  HANDLE_TYPE_USER_FIRST,
  handle,
  INFINITE_TIMEOUT,
  INVALID_HANDLE,
  INVALID_RIID,
  NK_EOK,
  NK_NULL,
  NkKosTransport,
  nkProxy,
  nkRequest,
  nkResponse,
  OCAP_HANDLE_TRANSFER,
  OCAP_IPC_CALL,
  program,
  proxyOf,
  serve,
  ThreadPriorityNormal,
  uint32,
  unwrap,
} from '@kos/libkos'
import {
  rcInvalidArgument,
  rcNoCapability,
  rcNotConnected,
  rcOk,
  rcQuotaExceeded,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { hosts, World } from './world.ts'

const Echo = defineInterface('demo.Echo', {
  Twice: { in: { value: uint32 }, out: { result: uint32 } },
})
const Giver = defineInterface('demo.Giver', { Give: { out: { echo: handle } } })
const endpoints = { giver: Giver, echo: Echo }
const echo = { Twice: ({ value }: { value: number }) => ({ result: value * 2 }) }

describe.each(hosts)('on %s', (_name, host) => {
  test('a callable handle over a listener of its own is called, as C programs do it', async () => {
    await using world = new World({ host: host() })
    const Provider = program({ endpoints }, async (kos) => {
      const { listener, server, client } = unwrap(kos.KnHandleConnect(INVALID_HANDLE))
      kos.KnHandleClose(client)
      if (server !== listener) kos.KnHandleClose(server)
      const rights = OCAP_IPC_CALL | OCAP_HANDLE_TRANSFER
      const { handle: callable } = unwrap(
        kos.KnHandleCreateUserObjectEx(HANDLE_TYPE_USER_FIRST, rights, null, listener, 1),
      )
      unwrap(
        kos.KosThreadCreate(
          ThreadPriorityNormal,
          0,
          (own) => serve(own, listener, { giver: null, echo }).then(() => {}),
          null,
          0,
        ),
      )
      await serve(kos, 'giver', { giver: { Give: () => ({ echo: callable }) }, echo: null })
    })
    world.kernel.spawn(Provider, { name: 'Provider' })
    world.kernel.spawn(null, { name: 'Client', connections: { giver: 'Provider' } })
    const answer = await world.act('Client', async (kos) => {
      const given = unwrap(await connect(kos, Giver, 'giver', 'giver').Give()).echo
      const transport = new NkKosTransport()
      kos.NkKosTransport_Init(transport, given.handle)
      const [req, res] = [nkRequest(Echo.Twice), nkResponse(Echo.Twice)]
      req.value = 21
      const proxy = nkProxy(Echo, transport.base, INVALID_RIID)
      return [await proxy.Twice(req, NK_NULL, res, NK_NULL), res.result]
    })
    expect(answer).toEqual([NK_EOK, 42])
  })

  test('the client handle calls every endpoint, and a listener takes any number of channels', async () => {
    await using world = new World({ host: host() })
    const results: unknown[] = []
    const Alone = program({ endpoints }, async (kos) => {
      const first = unwrap(kos.KnHandleConnect(INVALID_HANDLE))
      const second = unwrap(kos.KnHandleConnect(first.listener))
      results.push(second.listener === first.listener, second.client !== first.client)
      const routine = (own: typeof kos): Promise<void> =>
        serve(own, first.listener, { giver: null, echo }).then((rc) => void results.push(rc))
      const { tid } = unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, routine, null, 0))
      for (const { client } of [first, second]) {
        using proxy = proxyOf(kos, Echo, client, 1)
        results.push(unwrap(await proxy.Twice({ value: 4 })).result)
      }
      kos.KnHandleClose(first.listener)
      await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
    })
    world.kernel.spawn(Alone, { name: 'Alone' })
    expect(await world.exitOf('Alone')).toEqual({ code: 0 })
    expect(results).toEqual([true, true, 8, 8, rcNotConnected])
  })

  test('a handle that is no listener is refused, and nothing is left where no handle can be made', async () => {
    await using world = new World({ host: host(), handleQuota: 3 })
    world.kernel.spawn(null, { name: 'Full' })
    const codes = await world.act('Full', (kos) => {
      const { client, listener } = unwrap(kos.KnHandleConnect(INVALID_HANDLE))
      const wrong = [77 as typeof client, client].map((each) => kos.KnHandleConnect(each).rc)
      // One handle more may be made: not the two of a new listener and a client.
      const full = kos.KnHandleConnect(INVALID_HANDLE).rc
      const more = kos.KnHandleConnect(listener).rc
      return [...wrong, full, more]
    })
    expect(codes).toEqual([rcInvalidArgument, rcNoCapability, rcQuotaExceeded, rcOk])
  })
})
