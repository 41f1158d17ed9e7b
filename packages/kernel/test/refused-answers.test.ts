// A server whose answer is refused goes on with other clients, also if a thread of higher priority
// is ready just then: its ReplyRecv is preempted, and the code of the answer comes late.

import { connect, type Kos, PackInMsg, PackOutMsg, program, serve, SMsgHdr } from '@kos/libkos'
import {
  type Handle,
  HANDLE_TYPE_USER_FIRST,
  KosInitializedEvent,
  OCAP_HANDLE_TRANSFER,
} from '@kos/libkos'
import { type Retcode, rcBufferTooSmall, rcInvalidArgument, rcNotConnected } from '@kos/retcode'
import { rcOk, unwrap } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import type { DeniedEvent } from '../src/index.ts'
import { Lights } from './lights.ts'
import { hosts, openWorld, type World } from './world.ts'

const higherPriority = 20

/** Calls with room for so many bytes of a response. */
function callInto(kos: Kos, size: number): Promise<Retcode> {
  const { request } = Lights.Set
  const message = new Uint8Array(request.size)
  const arena = new Uint8Array(32)
  const values = { mode: 1, name: 'abc' }
  const used = request.encode(values, 0, new DataView(message.buffer), arena)
  const into = PackInMsg(new SMsgHdr(), new Uint8Array(size))
  const handle = kos.ServiceLocatorConnect('lights')
  return kos.Call(handle, PackOutMsg(new SMsgHdr(), message, arena, used), into)
}

function callLights(world: World): Promise<Retcode> {
  return world.act('Other', async (kos) => {
    const { rc } = await connect(kos, Lights, 'lights', 'lights').Set({ mode: 1, name: 'abc' })
    return rc
  })
}

/**
 * Spawns a server that wakes a thread of higher priority while it serves, and then does `also`, and
 * two clients.
 */
function open(host: (typeof hosts)[number][1], also: (world: World) => void): World {
  const world = openWorld({ host: host() })
  const Server = program({ endpoints: { lights: Lights } }, async (kos) => {
    const event = KosInitializedEvent()
    const wait = async (own: Kos): Promise<void> => {
      while ((await own.KosEventWait(event, true)) === rcOk) world.lines.push('woken')
    }
    unwrap(kos.KosThreadCreate(higherPriority, 0, wait, null, 0))
    const Set = (): { result: number } => {
      kos.KosEventSet(event)
      also(world)
      return { result: 1 }
    }
    await serve(kos, 'lights', { lights: { Set, Lend: ({ lamp }) => ({ back: lamp.handle }) } })
  })
  world.kernel.spawn(Server, { name: 'Server' })
  for (const name of ['Client', 'Other'])
    world.kernel.spawn(null, { name, connections: { lights: 'Server' } })
  return world
}

describe.each(hosts)('on %s', (_name, host) => {
  test('a client without room for the answer ends its own call only', async () => {
    await using world = open(host, () => {})
    expect(await world.act('Client', (kos) => callInto(kos, 8))).toBe(rcBufferTooSmall)
    expect(await callLights(world)).toBe(rcOk)
    expect(world.lines).toEqual(['woken', 'woken'])
    expect(world.kernel.task('Server').result).toBeNull()
  })

  test('a client that ends while it is served ends nothing else', async () => {
    await using world = open(host, ({ kernel }) => kernel.kill('Client'))
    const call = world.kernel.as('Client', (kos) => callInto(kos, 64))
    call.catch(() => {})
    await world.idle()
    await expect(call).rejects.toThrow('the thread ended')
    expect(await callLights(world)).toBe(rcOk)
    expect(world.lines).toEqual(['woken', 'woken'])
    expect(world.kernel.task('Server').result).toBeNull()
  })

  test('a server whose listener closes is told why', async () => {
    await using world = openWorld({ host: host() })
    const ends: Retcode[] = []
    const Server = program({ endpoints: { lights: Lights } }, async (kos) => {
      const handle = kos.ServiceLocatorRegister('lights')
      const closing = async (own: Kos): Promise<void> => {
        await own.KnSleep(10)
        own.KnHandleClose(handle)
      }
      unwrap(kos.KosThreadCreate(higherPriority, 0, closing, null, 0))
      const lights = { Set: () => ({ result: 1 }), Lend: () => ({ back: 0 }) }
      ends.push(await serve(kos, handle, { lights }))
    })
    world.kernel.spawn(Server, { name: 'Server' })
    world.kernel.spawn(null, { name: 'Other', connections: { lights: 'Server' } })
    await world.kernel.advance(1)
    const answered = world.kernel.as('Other', async (kos) => {
      const { rc } = await connect(kos, Lights, 'lights', 'lights').Set({ mode: 1, name: 'abc' })
      return rc
    })
    await world.idle()
    expect([await answered, ...ends]).toEqual([rcOk, rcNotConnected])
  })

  test('an answer with a handle that can not be transferred is reported, with what is wrong', async () => {
    const denials: string[] = []
    const onDenied = ({ denied }: DeniedEvent): void => void denials.push(denied.message)
    await using world = openWorld({ host: host(), onDenied })
    const Server = program({ endpoints: { lights: Lights } }, async (kos) => {
      const make = (rights: number): Handle =>
        unwrap(kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, rights, null)).handle
      const closed = make(OCAP_HANDLE_TRANSFER)
      kos.KnHandleClose(closed)
      const backs = [make(0), closed]
      const Lend = (): { back: Handle } => ({ back: backs.shift() as Handle })
      await serve(kos, 'lights', { lights: { Set: () => ({ result: 1 }), Lend } })
    })
    world.kernel.spawn(Server, { name: 'Server' })
    world.kernel.spawn(null, { name: 'Other', connections: { lights: 'Server' } })
    const lend = (kos: Kos) => connect(kos, Lights, 'lights', 'lights').Lend({ lamp: 0 })
    expect((await world.act('Other', lend)).rc).toBe(rcInvalidArgument)
    expect((await world.act('Other', lend)).rc).toBe(rcInvalidArgument)
    const refused = 'Server: the answer of lights.Lend was refused'
    const ended = 'the call ended with rcInvalidArgument'
    expect(world.misuses.map(({ message }) => message)).toEqual([
      `${refused} (rcNoCapability): a handle in it has no right OCAP_HANDLE_TRANSFER; ${ended}`,
      `${refused} (rcInvalidArgument): a handle in it is no open handle of this process; ${ended}`,
    ])
    expect(denials[0]).toContain('malformed: its server ended the call without an answer')
    expect(await callLights(world)).toBe(rcOk)
  })
})
