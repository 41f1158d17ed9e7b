// Promises that a program lets float: they end no host, and are reported as mistakes.

import { expect, test } from 'vitest'
import { connect, defineInterface, KosInitializedEvent, type Kos, program } from '@kos/libkos'
import { rcNotConnected, serve, unwrap } from '@kos/libkos'
import { script } from './script.ts'
import { hosts, World } from './world.ts'

const Lamp = defineInterface('demo.Lamp', { Turn: {} })

test('serve that was not awaited is reported with its line, and the host goes on', () => {
  const { status, stderr } = script("serve(kos, 'lamps', { lamp: { Turn() {} } })")
  expect(status).toBe(0)
  expect(stderr).toMatch(
    /^P: a thread ended while it still waited, since serve \(.*script\.mjs:\d+.*\) was not awaited; write await before it$/m,
  )
})

test.each(hosts)('on %s serve is reported also if a client calls at once', async (_name, host) => {
  await using world = new World({ host: host() })
  const Server = program({ endpoints: { lamp: Lamp } }, (kos) => {
    void serve(kos, 'lamps', { lamp: { Turn() {} } })
  })
  world.kernel.spawn(Server, { name: 'Server' })
  world.kernel.spawn(null, { name: 'Client', connections: { lamps: 'Server' } })
  const { rc } = await world.act('Client', (kos) => connect(kos, Lamp, 'lamps', 'lamp').Turn())
  expect(rc).toBe(rcNotConnected)
  expect(world.misuses[0]?.message).toMatch(
    /^Server: .*, since serve \(.*floating\.test\.ts.*\) was not awaited/,
  )
})

test('a method that throws is no serve that was not awaited', async () => {
  await using world = new World({})
  const Server = program({ endpoints: { lamp: Lamp } }, async (kos) => {
    const Turn = (): never => {
      throw new Error('the lamp is broken')
    }
    await serve(kos, 'lamps', { lamp: { Turn } })
  })
  world.kernel.spawn(Server, { name: 'Server' })
  world.kernel.spawn(null, { name: 'Client', connections: { lamps: 'Server' } })
  await world.act('Client', (kos) => connect(kos, Lamp, 'lamps', 'lamp').Turn())
  expect(world.kernel.task('Server').result).toMatchObject({ crash: 'the lamp is broken' })
  expect(world.misuses).toEqual([])
})

test('a function of the program that was not awaited is reported, and the host goes on', () => {
  const { status, stderr } = script(
    'const work = async () => { await kos.KosEventWait(KosInitializedEvent(), false) }; work()',
  )
  expect(status).toBe(0)
  expect(stderr).toMatchInlineSnapshot(`
    "P: a thread ended while it still waited, since something that waits (a call, a lock, KnSleep, serve) was not awaited; write await before it
    P: thread 2 was ended while a promise waited that nobody awaits; write await before each call that answers a promise
    "
  `)
})

test('a rejection that is no end of a thread stays one of the host', () => {
  const { status, stderr } = script("Promise.reject(new Error('of the program'))")
  expect(status).toBe(1)
  expect(stderr).toContain('Error: of the program')
})

test.each(hosts)('on %s a thread that returns while it waits is reported', async (_name, host) => {
  await using world = new World({ host: host() })
  world.empty('P')
  await world.act('P', async (kos) => {
    const floating = (own: Kos): void => void own.KosEventWait(KosInitializedEvent(), false)
    for (let i = 0; i < 2; i++) unwrap(kos.KosThreadCreate(15, 0, floating, 0, 0))
    await kos.KnSleep(1)
  })
  expect(world.misuses.map(({ message }) => message)).toMatchInlineSnapshot(`
    [
      "P: a thread ended while it still waited, since something that waits (a call, a lock, KnSleep, serve) was not awaited; write await before it",
    ]
  `)
})

test('a thread that awaits all is not reported, however it ends', async () => {
  await using world = new World({})
  world.empty('P')
  await world.act('P', async (kos) => {
    const waiting = (own: Kos): Promise<unknown> => own.KosEventWait(KosInitializedEvent(), false)
    const { tid } = unwrap(kos.KosThreadCreate(15, 0, waiting as never, 0, 0))
    await kos.KnSleep(1)
    await kos.KosThreadTerminate(tid, 0)
    await kos.KnSleep(1)
  })
  expect(world.misuses).toEqual([])
})
