// A process that is killed in any state: its peers get codes, nobody hangs, nothing is left.

import {
  connect,
  INFINITE_TIMEOUT,
  type Kos,
  PackInMsg,
  program,
  type Program,
  SMsgHdr,
} from '@kos/libkos'
import { rcInvalidArgument, rcNotConnected, rcOk, rcResourceNotFound, unwrap } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { HostClock } from '../src/index.ts'
import { FakeHost, settle } from './fake-host.ts'
import { client, IdleServer, Lights, LightServer } from './lights.ts'
import { hosts, openWorld, type World } from './world.ts'

type Mode = number

/** Starts a server and clients that each call once with a mode. */
function start(world: World, server: Program<Kos>, modes: readonly Mode[]): void {
  world.kernel.spawn(server, { name: 'Server' })
  modes.forEach((mode, index) => {
    world.kernel.spawn(client(mode), { name: `Client${index}`, connections: { lights: 'Server' } })
  })
}

describe.each(hosts)('on %s', (_name, host) => {
  const open = (): World => openWorld({ host: host() })

  test('a server that is killed before it took a request ends the call', async () => {
    await using world = open()
    start(world, IdleServer, [1, 2])
    await world.kernel.advance(1)
    world.kernel.kill('Server')
    expect(await world.exitOf('Client0')).toEqual({ code: rcNotConnected })
    expect(await world.exitOf('Client1')).toEqual({ code: rcNotConnected })
  })

  test('a server that is killed with a request in hand ends that call and those behind it', async () => {
    await using world = open()
    start(world, LightServer, [99, 1])
    await world.kernel.advance(1)
    expect(world.kernel.task('Client0').isAlive).toBe(true)
    world.kernel.kill('Server')
    expect(await world.exitOf('Client0')).toEqual({ code: rcNotConnected })
    expect(await world.exitOf('Client1')).toEqual({ code: rcNotConnected })
  })

  test('a server that crashes in a method ends the call', async () => {
    await using world = open()
    const broken = program({ endpoints: { lights: Lights } }, async (kos) => {
      kos.ServiceLocatorRegister('lights')
      const message = PackInMsg(new SMsgHdr(), new Uint8Array(1_024), new Uint8Array(1_024))
      await kos.Recv(kos.ServiceLocatorRegister('lights'), message)
      throw new Error('in the middle')
    })
    start(world, broken, [1])
    expect(await world.exitOf('Client0')).toEqual({ code: rcNotConnected })
    expect(world.kernel.task('Server').result).toMatchObject({ crash: 'in the middle' })
  })

  test('calls after the end of the server answer at once', async () => {
    await using world = open()
    world.kernel.spawn(LightServer, { name: 'Server' })
    world.kernel.spawn(null, { name: 'Client', connections: { lights: 'Server' } })
    const codes = await world.act('Client', async (kos) => {
      const lights = connect(kos, Lights, 'lights', 'lights')
      const before = await lights.Set({ mode: 1, name: '' })
      world.kernel.kill('Server')
      return [
        before.rc,
        (await lights.Set({ mode: 1, name: '' })).rc,
        (await lights.Set({ mode: 1, name: '' })).rc,
      ]
    })
    expect(codes).toEqual([rcOk, rcNotConnected, rcNotConnected])
  })

  test('a client that is killed before its request was taken is not seen by the server', async () => {
    await using world = open()
    const late = program({ endpoints: { lights: Lights } }, async (kos) => {
      await kos.KnSleep(10)
      const message = PackInMsg(new SMsgHdr(), new Uint8Array(1_024), new Uint8Array(1_024))
      const rc = await kos.Recv(kos.ServiceLocatorRegister('lights'), message)
      kos.log(rc, message.threadId)
    })
    start(world, late, [1])
    await world.kernel.advance(1)
    world.kernel.kill('Client0')
    await world.idle()
    expect(world.lines).toEqual([])
    expect(world.kernel.task('Server').isAlive).toBe(true)
  })

  test('a client that is killed while it is served lets the server go on to the next', async () => {
    await using world = open()
    start(world, LightServer, [99, 1])
    await world.kernel.advance(1)
    world.kernel.kill('Client0')
    expect(await world.exitOf('Client1')).toEqual({ code: rcOk })
    expect(world.kernel.clock.now()).toBe(1_000)
  })

  test('an answer to a client that is gone answers rcNotConnected', async () => {
    await using world = open()
    const slow = program({ endpoints: { lights: Lights } }, async (kos) => {
      const handle = kos.ServiceLocatorRegister('lights')
      const message = PackInMsg(new SMsgHdr(), new Uint8Array(1_024), new Uint8Array(1_024))
      await kos.Recv(handle, message)
      await kos.KnSleep(10)
      kos.log((await kos.Reply(handle, message)) === rcNotConnected)
    })
    start(world, slow, [1])
    await world.kernel.advance(1)
    world.kernel.kill('Client0')
    await world.idle()
    expect(world.lines).toEqual(['Server: true'])
  })

  test('a thread of the server that ends with a request in hand leaves it to the others', async () => {
    await using world = open()
    const twoThreads = program({ endpoints: { lights: Lights } }, async (kos) => {
      const handle = kos.ServiceLocatorRegister('lights')
      const message = PackInMsg(new SMsgHdr(), new Uint8Array(1_024), new Uint8Array(1_024))
      const receive = async (own: Kos): Promise<void> => void (await own.Recv(handle, message))
      const { tid } = unwrap(kos.KosThreadCreate(15, 0, receive, 0, 0))
      await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
      message.message.fill(0)
      // Nothing in it: malformed, which ends the call, too.
      kos.log((await kos.Reply(handle, message)) === rcInvalidArgument)
    })
    start(world, twoThreads, [1])
    expect(await world.exitOf('Client0')).not.toBeNull()
    expect(world.lines).toEqual(['Server: true'])
  })

  test('a process that closes its ends breaks its connections, while it lives', async () => {
    await using world = open()
    const closing = program({ endpoints: { lights: Lights } }, async (kos) => {
      await kos.KnSleep(1)
      kos.KnHandleClose(kos.ServiceLocatorRegister('lights'))
      kos.log(kos.ServiceLocatorRegister('lights'))
      await kos.KnSleep(100)
    })
    start(world, closing, [1])
    expect(await world.exitOf('Client0')).toEqual({ code: rcNotConnected })
    expect(world.lines).toEqual(['Server: 0'])
  })

  test('a client that closes its end ends its calls', async () => {
    await using world = open()
    world.kernel.spawn(IdleServer, { name: 'Server' })
    world.kernel.spawn(null, { name: 'Client', connections: { lights: 'Server' } })
    const codes = await world.act('Client', async (kos) => {
      const lights = connect(kos, Lights, 'lights', 'lights')
      const close = (own: Kos): void => void own.KnHandleClose(own.ServiceLocatorConnect('lights'))
      kos.KosThreadCreate(15, 0, close, 0, 0)
      const first = await lights.Set({ mode: 1, name: '' })
      const second = await lights.Set({ mode: 1, name: '' })
      return [first.rc, second.rc, kos.ServiceLocatorConnect('lights'), kos.KnGetMSecSinceStart()]
    })
    expect(codes).toEqual([rcNotConnected, rcInvalidArgument, 0, 0])
  })

  test('a wait on a receiver ends when another thread closes it', async () => {
    await using world = open()
    world.empty('P')
    const rc = await world.act('P', async (kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      kos.KosThreadCreate(15, 0, (own: Kos) => void own.KnNoticeRelease(notice), 0, 0)
      return (await kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1)).rc
    })
    expect(rc).toBe(rcResourceNotFound)
  })

  /** A client and a server whose threads are in every state at once. */
  const busy = async (world: World): Promise<void> => {
    world.kernel.spawn(LightServer, { name: 'Server' })
    world.kernel.spawn(IdleServer, { name: 'Idle' })
    const everything = program(async (kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      const thread = (routine: (own: Kos) => Promise<unknown>, suspended = 0): void => {
        kos.KosThreadCreate(15, 0, async (own: Kos) => void (await routine(own)), 0, suspended)
      }
      thread((own) => own.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 4))
      thread((own) => own.KnNoticeGetEvent(notice, 100_000, 4))
      thread((own) => own.KnSleep(200_000))
      thread((own) => own.KosThreadWait(kos.KosThreadCurrentId(), INFINITE_TIMEOUT))
      thread((own) => own.KnSleep(1), 1)
      thread((own) => connect(own, Lights, 'waiting', 'lights').Set({ mode: 1, name: '' }))
      kos.KnHandleCreateBadge(notice, 'event', {})
      kos.KnHandleCreateUserObject(0x10000, -1, {})
      await connect(kos, Lights, 'lights', 'lights').Set({ mode: 99, name: '' })
    })
    world.kernel.spawn(everything, {
      name: 'Busy',
      connections: { lights: 'Server', waiting: 'Idle' },
    })
    world.kernel.spawn(client(1), { name: 'Behind', connections: { lights: 'Server' } })
    await Promise.resolve()
  }

  test('a kernel can be disposed of with everything in flight', async () => {
    await using world = open()
    await busy(world)
    await world.kernel.advance(1)
    expect(world.kernel.inspect().objects).toMatchObject({ processes: 4, threads: 10 })
  })

  test('a kernel can be disposed of while it is being run', async () => {
    await using world = open()
    await busy(world)
    const run = world.kernel.run({ until: world.kernel.task('Idle') })
    await Promise.resolve()
    await world.kernel[Symbol.asyncDispose]()
    await run
    expect(world.kernel.task('Idle').result).toEqual({ killed: 'the kernel stopped' })
  })

  test('a kernel in real time can be disposed of while it is being run', async () => {
    const fake = new FakeHost()
    await using world = openWorld({ host: host(), clock: new HostClock(fake) })
    await busy(world)
    await Promise.all([world.kernel.advance(3), fake.elapse(5)])
    const advance = world.kernel.advance(1_000_000)
    await fake.elapse(5)
    await world.kernel[Symbol.asyncDispose]()
    await advance
    await settle()
    expect(fake.timers).toBe(0)
  })
})
