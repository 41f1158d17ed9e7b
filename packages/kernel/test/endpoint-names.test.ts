// Endpoints by their names: qualified, and by type, as generated modules of EDL files tell them.

import {
  connect,
  defineInterface,
  HANDLE_TYPE_USER_FIRST,
  INVALID_RIID,
  type Kos,
  OCAP_IPC_CALL,
  program,
  serve,
  uint32,
  unwrap,
} from '@kos/libkos'
import { type RetcodeError, retcodeName } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import {
  allowAll,
  boot,
  core,
  execute,
  type Policy,
  request,
  response,
  VirtualClock,
} from '../src/index.ts'
import { leftovers } from './world.ts'

const Store = defineInterface('demo.Store', { Count: { out: { count: uint32 } } })
const endpoints = {
  'disk.store': Store,
  'left.store': Store,
  'right.store': Store,
  store: Store,
} as const
const info = (name: string, riid: number) => ({ name, riid, interface: 'demo.Store' })
const endpointInfo = [
  info('demo.Storage.store', 0),
  info('disk.store', 0),
  info('demo.Side.store', 1),
  info('left.store', 1),
  info('demo.Side.store', 2),
  info('right.store', 2),
  info('demo.Server.store', 3),
  info('store', 3),
]
const count = (value: number) => ({ Count: () => ({ count: value }) })
const Server = program({ endpoints, endpointInfo }, (kos) =>
  serve(kos, 'server', {
    'disk.store': count(0),
    'left.store': count(1),
    'right.store': count(2),
    store: count(3),
  }),
)

/** What a client of the server finds. */
async function found<T>(look: (kos: Kos) => T | Promise<T>, policy: Policy = allowAll()) {
  const results: T[] = []
  const Client = program(async (kos) => void results.push(await look(kos)))
  const kernel = boot(
    { programs: { Server, Client }, connections: { Client: { server: 'Server' } }, policy },
    { clock: new VirtualClock() },
  )
  await kernel.run({ until: kernel.task('Client') })
  await kernel[Symbol.asyncDispose]()
  expect(leftovers(kernel.inspect())).toEqual({})
  return results[0]
}

describe('an endpoint', () => {
  test('has a RIID under its qualified name and under its names by type', async () => {
    const names = ['disk.store', 'demo.Storage.store', 'store', 'demo.Server.store', 'Server.store']
    const wrong = ['Storage.store', 'Server.disk.store', 'demo.Side.store', 'demo.Store', '']
    const riids = await found((kos) => {
      const server = kos.ServiceLocatorConnect('server')
      return [...names, ...wrong].map((name) => kos.ServiceLocatorGetRiid(server, name))
    })
    expect(riids).toEqual([0, 0, 3, 3, 3, ...wrong.map(() => INVALID_RIID)])
  })

  test('is connected to by type', async () => {
    const answer = await found(async (kos) => {
      using store = connect(kos, Store, 'server', 'demo.Storage.store')
      return unwrap(await store.Count()).count
    })
    expect(answer).toBe(0)
  })

  test('is not, if several have the name', async () => {
    const fault = await found((kos) => {
      try {
        connect(kos, Store, 'server', 'demo.Side.store')
        return 'none'
      } catch (error) {
        const { rc, message } = error as RetcodeError
        return `${retcodeName(rc)}: ${message}`
      }
    })
    expect(fault).toMatchInlineSnapshot(
      `"rcInvalidOperation: connect("server", "demo.Side.store"): the server that Client reaches over "server" declares several endpoints of that name by type; it declares: disk.store, left.store, right.store, store"`,
    )
  })

  test('of a callable handle is the one that it leads to, also if several have the name', async () => {
    const riids: number[] = []
    const Alone = program({ endpoints, endpointInfo }, (kos) => {
      const { handle: listener } = unwrap(kos.createListener())
      const { handle } = unwrap(
        kos.KnHandleCreateUserObjectEx(HANDLE_TYPE_USER_FIRST, OCAP_IPC_CALL, null, listener, 2),
      )
      for (const name of ['demo.Side.store', 'right.store', 'left.store', 'demo.Storage.store'])
        riids.push(kos.ServiceLocatorGetRiid(handle, name))
    })
    const kernel = boot({ programs: { Alone }, policy: allowAll() }, { clock: new VirtualClock() })
    await kernel.run({ until: kernel.task('Alone') })
    await kernel[Symbol.asyncDispose]()
    expect(riids).toEqual([2, 2, INVALID_RIID, INVALID_RIID])
  })
})

describe('a policy', () => {
  const base = [execute(), request(['Einit', 'Client', 'Server'], core)]
  const ask = (endpoint: keyof typeof endpoints) => async (kos: Kos) => {
    using store = connect(kos, Store, 'server', endpoint)
    return retcodeName((await store.Count()).rc)
  }

  test('selects endpoints by type', async () => {
    const policy = ['demo.Storage.store', 'Server.store'].flatMap((endpoint) => [
      request('Client', 'Server', { endpoint }),
      response('Server', 'Client', { endpoint }),
    ])
    const answers = []
    for (const endpoint of ['disk.store', 'left.store', 'store'] as const)
      answers.push(await found(ask(endpoint), [...base, ...policy]))
    expect(answers).toEqual(['rcOk', 'rcSecurityDisallow', 'rcOk'])
  })

  test('is refused if a name by type is that of several', async () => {
    const policy = [...base, request('Client', Server, { endpoint: 'demo.Side.store' })]
    await expect(found(ask('store'), policy)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[TypeError: createMonitor: rule 3, request(Client, Server, { endpoint: "demo.Side.store" }): its endpoint is "demo.Side.store", but Server has several endpoints of that name by type; write one of: left.store, right.store]`,
    )
  })
})

test('a program is refused whose names are not those of its endpoints', () => {
  const declare = (rows: readonly ReturnType<typeof info>[]) => () =>
    program({ endpoints, endpointInfo: rows }, () => {})
  expect(declare([info('demo.Storage.store', 4)])).toThrowErrorMatchingInlineSnapshot(
    `[TypeError: program: endpointInfo has demo.Storage.store, but endpoint 4 is not of demo.Store; take endpoints and endpointInfo of one module]`,
  )
  expect(declare([{ name: 'store', riid: 3, interface: 'demo.Other' }])).toThrow(TypeError)
  expect(declare([info(7 as unknown as string, 3)])).toThrow(TypeError)
  expect(declare(endpointInfo)).not.toThrow()
})
