// What a program can change is its own: nothing that it reaches by imports, by its `kos`, or by
// arguments and results can be changed and is read by the kernel or by another process.

import {
  connect,
  EVENT_OBJECT_DESTROYED,
  HANDLE_TYPE_USER_FIRST,
  type Kos,
  KosInitializedMutex,
  KosThreadOnceState,
  OCAP_HANDLE_TRANSFER,
  NkKosTransport,
  program,
  serve,
  SMsgHdr,
  unwrap,
} from '@kos/libkos'
import * as libkos from '@kos/libkos'
import * as abi from '@kos/libkos/abi'
import * as codec from '@kos/libkos/codec'
import * as libraries from '@kos/libkos/libraries'
import * as inside from '@kos/libkos/process'
import { describe, expect, test } from 'vitest'
import { Lamp, NamedLamp, Shop } from './lamps.ts'
import { intrinsics, reach, type Reached, writablesOf } from './reachable.ts'
import { hosts, openWorld } from './world.ts'

test('nothing that a program imports can be changed', () => {
  const entries = { libkos, abi, codec, libraries, inside }
  const imported = Object.entries(entries).flatMap(([entry, names]) =>
    Object.entries(names).map(([name, value]) => [`${entry}.${name}`, value] as const),
  )
  expect(writablesOf(reach(Object.fromEntries(imported), intrinsics))).toEqual([])
})

const Seller = program({ endpoints: { shop: Shop, lamp: Lamp } }, async (kos) => {
  const nothing = (): never => undefined as never
  const shop = new Proxy(
    { Buy: ({ name }: { name: string }) => ({ lamp: new NamedLamp(name) }) },
    { get: (methods, name) => Reflect.get(methods, name) ?? nothing },
  )
  await serve(kos, 'shop', { shop: shop as never, lamp: null })
})

/** All that one process gets by its kos: members, and what they answer. */
async function holdingsOf(kos: Kos): Promise<Reached> {
  const shop = connect(kos, Shop, 'shop', 'shop')
  const bought = unwrap(await shop.Buy({ name: 'red' }))
  const created = unwrap(
    kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, OCAP_HANDLE_TRANSFER, {}),
  )
  const { notice } = unwrap(kos.KnNoticeCreate())
  const subscribed = kos.KnNoticeSubscribeToObject(
    notice,
    created.handle,
    EVENT_OBJECT_DESTROYED,
    7,
  )
  kos.KnHandleClose(created.handle)
  const events = await kos.KnNoticeGetEvent(notice, 10, 4)
  const transport = new NkKosTransport()
  kos.NkKosTransport_Init(transport, bought.lamp.handle)
  const promises = [kos.KnSleep(-1), kos.KosMutexLockTimeout(undefined as never, 0)]
  const structs = [new SMsgHdr(), KosInitializedMutex('m'), new KosThreadOnceState(), transport]
  const queue = kos.KosQueueCreate(2, 8, 8, null)
  const members = Object.fromEntries(
    libraryNames.map((name) => [name, (kos as unknown as Record<string, unknown>)[name]]),
  )
  const answers = { shop, bought, created, notice, subscribed, events, promises, structs, queue }
  const sys = inside.sysOf(kos)
  return reach({ kos, members, answers, sys, waiter: inside.waiterOf(sys) }, intrinsics)
}

const libraryNames = Object.values(libraries).flatMap((library) => Object.keys(library))

describe.each(hosts)('two processes on %s', (_name, host) => {
  test('share nothing that one of them can change', async () => {
    await using world = openWorld({ host: host() })
    world.kernel.spawn(Seller, { name: 'Seller' })
    const reached: Reached[] = []
    for (const name of ['First', 'Second']) {
      world.kernel.spawn(null, { name, connections: { shop: 'Seller' } })
      reached.push(await world.act(name, holdingsOf))
    }
    const [first, second] = reached as [Reached, Reached]
    const shared = new Map([...first].filter(([object]) => second.has(object)))
    expect(shared.size).toBeGreaterThan(10)
    expect(writablesOf(shared)).toEqual([])
  })

  test('are told of themselves by copies: what they change there nobody else reads', async () => {
    await using world = openWorld({ host: host() })
    const args = ['one']
    const bytes = new Uint8Array([1, 2, 3])
    world.kernel.spawn(null, { name: 'P', args, env: { a: 'b' }, files: { file: bytes } })
    const { info } = world.kernel.task('P')
    const before = structuredClone(info)
    await world.act('P', (kos) => {
      for (const told of [kos.args, kos.env, kos.files, inside.sysOf(kos).info]) {
        Reflect.set(told, 0, 'other')
        Reflect.set(told, 'name', 'other')
        Reflect.set(told, 'className', 'other')
        Reflect.set(told, 'connections', 'other')
      }
      ;(kos.files['file'] as Uint8Array).fill(9)
    })
    expect(info).toEqual(before)
    expect([args, bytes]).toEqual([['one'], new Uint8Array([1, 2, 3])])
  })
})
