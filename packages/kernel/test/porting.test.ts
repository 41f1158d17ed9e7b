// The transport in the shape that ported C code expects: a traffic light as C programs are written,
// line by line, on both sides; and each of them against a peer that speaks typed IPC.

import {
  connect,
  defineInterface,
  errOf,
  handle,
  INVALID_HANDLE,
  INVALID_RIID,
  isErrorMessage,
  type Kos,
  NK_ARENA_INITIALIZER,
  nk_arena,
  nk_arena_get,
  nk_arena_reset,
  nk_arena_store,
  NK_EINVAL,
  NK_ENOENT,
  NK_ENOTCONN,
  NK_EOK,
  NK_EPERM,
  nk_err_reset,
  nk_get_badge,
  nk_get_handle,
  nk_handle_desc,
  nk_message,
  NK_NULL,
  nk_req_reset,
  nk_transport,
  nk_transport_call,
  nk_transport_recv,
  nk_transport_reply,
  nk_uint16_t,
  nkDispatch,
  type NkImplementation,
  NkKosCopyStringToArena,
  NkKosTransport,
  nkProxy,
  nkRequest,
  nkResponse,
  offer,
  bytes,
  program,
  serve,
  setHandleDesc,
  sint32,
  string,
  stringInArena,
  uint32,
  uint64,
} from '@kos/libkos'
import { rcOk } from '@kos/retcode'
import { any, core, deny, execute, request, response } from '@kos/security'
import { describe, expect, test } from 'vitest'
import type { KernelOptions } from '../src/index.ts'
import { hosts, World } from './world.ts'

const Mode = defineInterface('traffic.Mode', {
  FMode: { in: { value: uint32 }, out: { result: uint32 } },
  Say: {
    in: { text: string(32), codes: bytes(16), stamp: uint64 },
    out: { text: string(32) },
    error: { status: sint32 },
  },
  Lend: { in: { lamp: handle }, out: { lamp: handle } },
})
const endpoints = { mode: Mode }

/** As one would write it in C. */
const CClient = program(async (kos) => {
  const transport = new NkKosTransport()
  const handle = kos.ServiceLocatorConnect('lights_connection')
  if (handle === INVALID_HANDLE) return 1
  kos.NkKosTransport_Init(transport, handle, NK_NULL, 0)

  const riid = kos.ServiceLocatorGetRiid(handle, 'mode')
  if (riid === INVALID_RIID) return 2
  const proxy = nkProxy(Mode, transport.base, riid)

  const req = nkRequest(Mode.FMode)
  const res = nkResponse(Mode.FMode)
  for (let i = 0; i < 3; i++) {
    nk_req_reset(req)
    req.value = 1 << i
    if ((await proxy.FMode(req, NK_NULL, res, NK_NULL)) !== NK_EOK) return 3
    kos.log(`result = ${res.res_.result}`)
  }

  const reqArena = NK_ARENA_INITIALIZER(new Uint8Array(64))
  const resArena = NK_ARENA_INITIALIZER(new Uint8Array(64))
  const sayReq = nkRequest(Mode.Say)
  const sayRes = nkResponse(Mode.Say)
  for (const text of ['grün', '']) {
    nk_req_reset(sayReq)
    nk_arena_reset(reqArena)
    nk_arena_reset(resArena)
    sayReq.stamp = 2n ** 63n
    if (NkKosCopyStringToArena(reqArena, sayReq.text, text) !== NK_EOK) return 4
    if (nk_arena_store(nk_uint16_t, reqArena, sayReq.codes, Uint16Array.of(7, 0x1234)) !== NK_EOK)
      return 5
    if ((await proxy.Say(sayReq, reqArena, sayRes, resArena)) !== NK_EOK) return 6
    if (isErrorMessage(sayRes)) kos.log(`status = ${sayRes.err_.status}`)
    else kos.log(`text = ${stringInArena(resArena, sayRes.res_.text)}`)
  }
  return 0
})

const implementation = (kos: Kos): NkImplementation<typeof Mode> => ({
  FMode(req, _reqArena, res) {
    res.result = req.value + 100
    return NK_EOK
  },
  Say(req, reqArena, res, resArena) {
    if (reqArena === null || resArena === null) return NK_EINVAL
    const text = stringInArena(reqArena, req.text)
    const codes = nk_arena_get(nk_uint16_t, reqArena, req.codes)
    if (text === '' || text === null) {
      nk_err_reset(res)
      res.err_.status = -5
      return NK_EOK
    }
    return NkKosCopyStringToArena(
      resArena,
      res.res_.text,
      `${text} ${codes?.join('/')} ${req.stamp}`,
    )
  },
  Lend(req, _reqArena, res) {
    kos.log(`lent with ${String(nk_get_badge(req.lamp))}`)
    setHandleDesc(res.res_, 'lamp', nk_handle_desc(nk_get_handle(req.lamp)))
    return NK_EOK
  },
})

/** As one would write it in C. */
const CServer = program({ endpoints }, async (kos) => {
  const transport = new NkKosTransport()
  const handle = kos.ServiceLocatorRegister('lights_connection')
  if (handle === INVALID_HANDLE) return 1
  kos.NkKosTransport_Init(transport, handle, NK_NULL, 0)

  const req = new nk_message(256)
  const res = new nk_message(256)
  const reqArena = NK_ARENA_INITIALIZER(new Uint8Array(128))
  const resArena = NK_ARENA_INITIALIZER(new Uint8Array(128))
  const lights = implementation(kos)
  for (;;) {
    nk_req_reset({ base_: req })
    nk_req_reset({ base_: res })
    nk_arena_reset(reqArena)
    nk_arena_reset(resArena)
    if ((await nk_transport_recv(transport.base, req, reqArena)) !== NK_EOK) return 2
    await nkDispatch(endpoints, { mode: lights }, req, reqArena, res, resArena)
    await nk_transport_reply(transport.base, res, resArena)
  }
})

const TypedServer = program({ endpoints }, async (kos) => {
  await serve(kos, 'lights_connection', {
    mode: {
      FMode: ({ value }) => ({ result: value + 100 }),
      Say: ({ text, codes, stamp }) =>
        text === ''
          ? { error: { status: -5 } }
          : { text: `${text} ${[...new Uint16Array(codes.slice().buffer)].join('/')} ${stamp}` },
      Lend: ({ lamp }) => ({ lamp: lamp.handle }),
    },
  })
})

const said = [
  'Client: result = 101',
  'Client: result = 102',
  'Client: result = 104',
  `Client: text = grün 7/4660 ${2n ** 63n}`,
  'Client: status = -5',
]

describe.each(hosts)('on %s', (_name, host) => {
  const connections = { lights_connection: 'Server' }
  const open = (options: KernelOptions = {}): World => new World({ ...options, host: host() })

  test.each([
    ['C', CServer],
    ['TypeScript', TypedServer],
  ])('a client ported from C, against a server in %s', async (_language, server) => {
    await using world = open()
    world.kernel.spawn(server, { name: 'Server' })
    world.kernel.spawn(CClient, { name: 'Client', connections })
    expect([await world.exitOf('Client'), world.lines]).toEqual([{ code: 0 }, said])
  })

  test('a typed client against a server ported from C', async () => {
    await using world = open()
    world.kernel.spawn(CServer, { name: 'Server' })
    world.kernel.spawn(null, { name: 'Client', connections })
    const answers = await world.act('Client', async (kos) => {
      const mode = connect(kos, Mode, 'lights_connection', 'mode')
      const codes = new Uint8Array(Uint16Array.of(1, 2).buffer)
      const failed = await mode.Say({ text: '', codes, stamp: 0n })
      return [
        (await mode.FMode({ value: 5 })).result,
        (await mode.Say({ text: 'ab', codes, stamp: 3n })).text,
        failed.error?.status,
      ]
    })
    expect(answers).toEqual([105, 'ab 1/2 3', -5])
  })

  test('handles travel in containers, and come back with their context', async () => {
    await using world = open()
    world.kernel.spawn(CServer, { name: 'Server' })
    world.kernel.spawn(null, { name: 'Client', connections })
    const context = await world.act('Client', async (kos) => {
      const connection = kos.ServiceLocatorConnect('lights_connection')
      const transport = new NkKosTransport()
      kos.NkKosTransport_Init(transport, connection)
      const proxy = nkProxy(Mode, transport.base, 0)
      const [req, res] = [nkRequest(Mode.Lend), nkResponse(Mode.Lend)]
      const { handle: lamp } = kos.KnHandleCreateUserObject(0x10000, -1, 'a lamp')
      setHandleDesc(req, 'lamp', nk_handle_desc(lamp ?? INVALID_HANDLE))
      expect(await proxy.Lend(req, NK_NULL, res, NK_NULL)).toBe(NK_EOK)
      return nk_get_badge(res.res_.lamp)
    })
    // It went to the server, and came back to who made it.
    expect([context, world.lines]).toEqual(['a lamp', ['Server: lent with undefined']])
  })

  test('a callable handle is called with INVALID_RIID', async () => {
    await using world = open()
    const Giver = defineInterface('traffic.Giver', { Give: { out: { mode: handle } } })
    const provider = program({ endpoints: { giver: Giver, mode: Mode } }, async (kos) => {
      const methods = {
        FMode: ({ value }: { value: number }) => ({ result: value * 2 }),
        Say: () => ({ text: '' }),
        Lend: () => ({ lamp: INVALID_HANDLE }),
      }
      await serve(kos, 'giver', {
        giver: { Give: () => ({ mode: offer(kos, 'giver', Mode, methods) }) },
        mode: null,
      })
    })
    world.kernel.spawn(provider, { name: 'Provider' })
    world.kernel.spawn(null, { name: 'Client', connections: { giver: 'Provider' } })
    const result = await world.act('Client', async (kos) => {
      const { mode } = await connect(kos, Giver, 'giver', 'giver').Give()
      const transport = new NkKosTransport()
      kos.NkKosTransport_Init(transport, mode?.handle ?? INVALID_HANDLE)
      const proxy = nkProxy(Mode, transport.base, INVALID_RIID)
      const [req, res] = [nkRequest(Mode.FMode), nkResponse(Mode.FMode)]
      req.value = 21
      return [await proxy.FMode(req, NK_NULL, res, NK_NULL), res.res_.result]
    })
    expect(result).toEqual([NK_EOK, 42])
  })

  test('out parameters stand beside base_ as well as in res_, as in C', () => {
    const res = nkResponse(Mode.FMode)
    res.result = 7
    expect(res.res_.result).toBe(7)
    res.res_.result = 8
    expect(res.result).toBe(8)
    const [said, lent] = [nkResponse(Mode.Say), nkResponse(Mode.Lend)]
    const arena = NK_ARENA_INITIALIZER(new Uint8Array(8))
    expect(NkKosCopyStringToArena(arena, said.text, 'red')).toBe(NK_EOK)
    expect([stringInArena(arena, said.res_.text), said.err_.status]).toEqual(['red', 0])
    setHandleDesc(lent, 'lamp', nk_handle_desc(5))
    expect(lent.res_.lamp.handle).toBe(5)
    // Members of the structure itself come first.
    const Odd = defineInterface('demo.Odd', { M: { out: { res_: uint32, base_: uint32 } } })
    const odd = nkResponse(Odd.M) as { base_: unknown; res_: { base_: number } }
    expect(odd.base_ instanceof nk_message).toBe(true)
    odd.res_.base_ = 3
    expect(odd.res_.base_).toBe(3)
  })

  test('codes: denied, gone, malformed, without a transport, of no method', async () => {
    const policy = [
      execute(),
      request(any, core),
      request(any, any),
      response(any, any),
      deny(request(any, any, Mode.FMode, ({ message }) => message.value === 13)),
    ]
    await using world = open({ security: policy })
    world.kernel.spawn(CServer, { name: 'Server' })
    world.kernel.spawn(null, { name: 'Client', connections })
    const codes = await world.act('Client', async (kos) => {
      const transport = new NkKosTransport()
      const [req, res] = [nkRequest(Mode.FMode), nkResponse(Mode.FMode)]
      const silent = await nk_transport_call(
        new nk_transport(),
        req.base_,
        NK_NULL,
        res.base_,
        NK_NULL,
      )
      kos.NkKosTransport_Init(transport, kos.ServiceLocatorConnect('lights_connection'))
      const proxy = nkProxy(Mode, transport.base, 0)
      const call = (value: number): Promise<number> => {
        req.value = value
        return proxy.FMode(req, NK_NULL, res, NK_NULL)
      }
      const seen = [silent, await call(13), await call(1)]
      seen.push(await nkProxy(Mode, transport.base, 7).FMode(req, NK_NULL, res, NK_NULL))
      world.kernel.kill('Server')
      seen.push(await call(1))
      return seen
    })
    expect(codes).toEqual([NK_ENOTCONN, NK_EPERM, NK_EOK, NK_EINVAL, NK_ENOTCONN])
    const nowhere = new nk_message(64)
    nowhere.bytes[0] = 9
    const dispatched = await nkDispatch(
      endpoints,
      { mode: {} as never },
      nowhere,
      NK_NULL,
      new nk_message(64),
      new nk_arena(nowhere.bytes),
    )
    expect([dispatched, errOf(rcOk)]).toEqual([NK_ENOENT, NK_EOK])
  })
})
