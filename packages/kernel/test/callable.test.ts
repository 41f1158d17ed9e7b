// Callable handles: resources of a server whose holders call one of its endpoints, with a
// connection to it or without.

import {
  connect,
  defineInterface,
  type Handle,
  handle,
  type HandleDesc,
  type HandleLike,
  INVALID_HANDLE,
  INVALID_RIID,
  type Kos,
  nk_handle_desc,
  PackInMsg,
  PackOutMsg,
  own,
  program,
  serve,
  SMsgHdr,
  uint32,
} from '@kos/libkos'
import { ipcContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import {
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_SPEC,
  OCAP_HANDLE_TRANSFER,
  OCAP_IPC_CALL,
} from '@kos/handles'
import {
  rcHandleRevoked,
  rcInvalidArgument,
  rcNoCapability,
  rcNotConnected,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
  rcSecurityDisallow,
  unwrap,
} from '@kos/retcode'
import { any, core, definePolicy, deny, execute, request, response } from '@kos/security'
import { describe, expect, test } from 'vitest'
import type { KernelOptions } from '../src/index.ts'
import { userType } from './misbehaving.ts'
import { hosts, shareOf, World } from './world.ts'

const Shop = defineInterface('demo.Shop', { Take: { out: { lamp: handle } } })
const Lamp = defineInterface('demo.Lamp', {
  Turn: { in: { lamp: handle, level: uint32 }, out: { was: uint32 } },
  Wait: {},
})
const Gifts = defineInterface('demo.Gifts', { Give: { in: { gift: handle } } })

const riids = { shop: 0, lamp: 1 }
const rights = OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY | OCAP_IPC_CALL

/** A server of lamps, a client of it, and a friend of the client who knows nobody. */
class Shopping extends World {
  /** What Take gives. */
  lend: HandleLike = INVALID_HANDLE
  /** What Turn was asked with. */
  readonly turned: {
    readonly context: unknown
    readonly level: number
    readonly caller: number
  }[] = []
  /** What the friend was given. */
  gift: HandleDesc | null = null

  constructor(options: KernelOptions) {
    super(options)
    const provider = program({ endpoints: { shop: Shop, lamp: Lamp } }, async (kos) => {
      await serve(kos, 'shop', {
        shop: { Take: () => ({ lamp: this.lend }) },
        lamp: {
          Turn: ({ lamp, level }, caller) => {
            this.turned.push({ context: lamp.badge, level, caller: caller.process })
            return { was: level + 1 }
          },
          Wait: () => kos.KnSleep(10).then(() => {}),
        },
      })
      await kos.KnSleep(1_000)
    })
    const friend = program({ endpoints: { gifts: Gifts } }, async (kos) => {
      await serve(kos, 'gifts', {
        gifts: { Give: ({ gift }) => void (this.gift = own(kos, gift)) },
      })
    })
    this.kernel.spawn(provider, { name: 'Provider' })
    this.kernel.spawn(friend, { name: 'Friend' })
    this.kernel.spawn(null, { name: 'Client', connections: { shop: 'Provider', gifts: 'Friend' } })
  }

  /** Makes a lamp, and lends it. */
  lamp(context: unknown, mask = rights): Promise<Handle> {
    return this.act('Provider', (kos) => {
      const listener = kos.ServiceLocatorRegister('shop')
      const { handle: lamp } = unwrap(
        kos.KnHandleCreateUserObjectEx(userType, mask, context, listener, riids.lamp),
      )
      this.lend = lamp
      return lamp
    })
  }

  /** Takes the lamp as the client. */
  take(): Promise<Handle> {
    return this.act(
      'Client',
      async (kos) => unwrap(await connect(kos, Shop, 'shop', 'shop').Take()).lamp.handle,
    )
  }

  /** The code of Turn, called directly. */
  turn(
    lamp: Handle,
    level: number,
    name = 'Client',
    about: HandleLike = lamp,
    riid = riids.lamp,
  ): Promise<number> {
    return this.act(name, (kos) => turn(kos, lamp, level, about, riid))
  }
}

async function turn(
  kos: Kos,
  lamp: Handle,
  level: number,
  about: HandleLike,
  riid: number,
): Promise<number> {
  const { request: asked, response: answered } = Lamp.Turn
  const message = new Uint8Array(asked.size)
  asked.encode({ lamp: about, level }, riid, new DataView(message.buffer), new Uint8Array(0))
  const into = PackInMsg(new SMsgHdr(), new Uint8Array(answered.size))
  const rc = await kos.Call(lamp, PackOutMsg(new SMsgHdr(), message), into)
  if (rc !== rcOk) return Number(rc)
  const { was } = answered.decode(new DataView(into.message.buffer), into.arena, {
    read: () => null as never,
  })
  return was
}

/** Calls Wait directly. */
async function wait(kos: Kos, lamp: Handle): Promise<number> {
  const message = new Uint8Array(Lamp.Wait.request.size)
  Lamp.Wait.request.encode({}, riids.lamp, new DataView(message.buffer), new Uint8Array(0))
  return Number(
    await kos.Call(
      lamp,
      PackOutMsg(new SMsgHdr(), message),
      PackInMsg(new SMsgHdr(), new Uint8Array(64)),
    ),
  )
}

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: KernelOptions = {}): Shopping => new Shopping({ ...options, host: host() })

  test('whoever holds a callable handle calls its endpoint, and the handle in the message says which resource', async () => {
    await using world = open()
    const [green, red] = [{ color: 'green' }, { color: 'red' }]
    await world.lamp(green)
    const first = await world.take()
    await world.lamp(red)
    const second = await world.take()
    expect([await world.turn(first, 5), await world.turn(second, 7)]).toEqual([6, 8])
    // The endpoint is all that the called handle says.
    expect(await world.turn(first, 9, 'Client', second)).toBe(10)
    expect(world.turned.map(({ context, level }) => [context, level])).toEqual([
      [green, 5],
      [red, 7],
      [red, 9],
    ])
  })

  test('who got it from somebody else calls without a connection', async () => {
    await using world = open()
    await world.lamp('lamp')
    const lamp = await world.take()
    await world.act('Client', (kos) => connect(kos, Gifts, 'gifts', 'gifts').Give({ gift: lamp }))
    const gift = world.gift?.handle ?? INVALID_HANDLE
    expect(await world.turn(gift, 1, 'Friend')).toBe(2)
    const friend = world.kernel.inspect().tasks.find(({ name }) => name === 'Friend')
    expect([world.turned[0]?.context, friend?.calls]).toEqual(['lamp', 1])
  })

  test('it is bound to one endpoint, which can be asked for', async () => {
    await using world = open()
    await world.lamp('lamp')
    const lamp = await world.take()
    const found = await world.act('Client', (kos) =>
      ['lamp', 'shop', 'nothing', ''].map((name) => kos.ServiceLocatorGetRiid(lamp, name)),
    )
    expect(found).toEqual([riids.lamp, INVALID_RIID, INVALID_RIID, INVALID_RIID])
    const named = await world.act('Client', (kos) => {
      const name = sysOf(kos).call(ipcContract.calls.GetEndpointName)
      return [0, 1, 2].map((riid) => name(lamp, riid, new Uint8Array(64)))
    })
    expect(
      named.map((rc, riid) => (riid === riids.lamp ? rc === rcOk : rc === rcResourceNotFound)),
    ).toEqual([true, true, true])
    for (const riid of [0, 2, 0xffff])
      expect(await world.turn(lamp, 1, 'Client', lamp, riid)).toBe(rcInvalidArgument)
    expect([world.turned, world.denials.length]).toEqual([[], 3])
    expect(world.denials[0]).toContain('the handle is bound to endpoint 1, not 0')
    expect(await world.turn(lamp, 1)).toBe(2)
  })

  test('calling needs its right', async () => {
    await using world = open()
    await world.lamp(
      'lamp',
      OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY | OCAP_IPC_CALL | OCAP_HANDLE_SPEC(4),
    )
    const lamp = await world.take()
    const copies = await world.act('Client', (kos) =>
      [0, OCAP_HANDLE_SPEC(4)].map((mask) => {
        const { handle: copy } = unwrap(kos.KnHandleCopy(lamp, mask, INVALID_HANDLE))
        expect(kos.ServiceLocatorGetRiid(copy, 'lamp')).toBe(INVALID_RIID)
        return copy
      }),
    )
    for (const copy of copies)
      expect(await world.turn(copy, 1, 'Client', INVALID_HANDLE)).toBe(rcNoCapability)
    expect(await world.turn(lamp, 1)).toBe(2)
  })

  test('a resource that was not made callable can not be called, whatever rights its handle has', async () => {
    await using world = open()
    const plain = await world.act(
      'Client',
      (kos) => unwrap(kos.KnHandleCreateUserObject(userType, -1, 0)).handle,
    )
    expect(await world.turn(plain, 1, 'Client', INVALID_HANDLE)).toBe(rcInvalidArgument)
  })

  test('it can be revoked: calls answer so, and those under way end well', async () => {
    await using world = open()
    const resource = await world.lamp('lamp')
    const lamp = await world.take()
    const before = world.kernel.as('Client', (kos) => wait(kos, lamp))
    const revoked = world.kernel.as('Provider', async (kos) => {
      await kos.KnSleep(5)
      return kos.KnHandleRevoke(resource)
    })
    await world.idle()
    expect([await before, await revoked]).toEqual([rcOk, rcOk])
    expect(await world.turn(lamp, 1, 'Client', INVALID_HANDLE)).toBe(rcHandleRevoked)
    expect(await world.act('Client', (kos) => kos.KnHandleClose(lamp))).toBe(rcOk)
    expect(shareOf(world.kernel, 'Provider').tokens).toBe(0)
  })

  test('the end of its channel is the end of its calls', async () => {
    await using world = open()
    await world.lamp('lamp')
    const lamp = await world.take()
    const calling = world.kernel.as('Client', (kos) => wait(kos, lamp))
    await world.act('Provider', async (kos) => {
      await kos.KnSleep(5)
      kos.KnHandleClose(kos.ServiceLocatorRegister('shop'))
    })
    expect(await calling).toBe(rcNotConnected)
    expect(await world.turn(lamp, 1)).toBe(rcNotConnected)
  })

  test('the end of its provider is, too', async () => {
    await using world = open()
    await world.lamp('lamp')
    const lamp = await world.take()
    const calling = world.kernel.as('Client', (kos) => wait(kos, lamp))
    await world.kernel.run({ until: 5 })
    world.kernel.kill('Provider')
    await world.idle()
    expect(await calling).toBe(rcNotConnected)
    expect(await world.turn(lamp, 1, 'Client', INVALID_HANDLE)).toBe(rcNotConnected)
  })

  test('the policy decides about the two classes, as about any request', async () => {
    const allowed = [execute(), request(any, core), request('Client', any), response(any, any)]
    await using world = open({
      security: definePolicy(...allowed, deny(request('Client', 'Provider', { method: 'Wait' }))),
    })
    await world.lamp('lamp')
    const lamp = await world.take()
    await world.act('Client', (kos) => connect(kos, Gifts, 'gifts', 'gifts').Give({ gift: lamp }))
    expect(await world.turn(lamp, 1)).toBe(2)
    expect(await world.act('Client', (kos) => wait(kos, lamp))).toBe(rcSecurityDisallow)
    expect(await world.turn(world.gift?.handle ?? INVALID_HANDLE, 1, 'Friend')).toBe(
      rcSecurityDisallow,
    )
  })

  test('it is made over a listener of its maker, for an endpoint that it declares, and counts like any handle', async () => {
    await using world = open({ handleQuota: 8 })
    await world.act('Provider', (kos) => {
      const listener = kos.ServiceLocatorRegister('shop')
      const kept = shareOf(world.kernel, 'Provider')
      const make = (type: number, channel: Handle, riid: number): unknown =>
        kos.KnHandleCreateUserObjectEx(type, rights, 'context', channel, riid).rc
      expect([make(userType, listener, 2), make(userType, listener, 0xffff_ffff)]).toEqual([
        rcInvalidArgument,
        rcInvalidArgument,
      ])
      expect([make(0, listener, 1), make(userType, INVALID_HANDLE, 1)]).toEqual([
        rcInvalidArgument,
        rcInvalidArgument,
      ])
      expect(shareOf(world.kernel, 'Provider')).toEqual(kept)
      const codes = Array.from({ length: 8 }, () => make(userType, listener, 1))
      expect(codes).toEqual([...Array<number>(7).fill(rcOk), rcQuotaExceeded])
      expect(shareOf(world.kernel, 'Provider')).toEqual({ handles: 8, tokens: kept.tokens + 7 })
    })
    const client = await world.act('Client', (kos) => {
      const connection = kos.ServiceLocatorConnect('shop')
      return [
        kos.KnHandleCreateUserObjectEx(userType, rights, 0, connection, 1).rc,
        connection !== INVALID_HANDLE,
      ]
    })
    expect(client).toEqual([rcNoCapability, true])
  })

  test('a rights mask goes with it as with any handle', async () => {
    await using world = open()
    const lamp = await world.lamp('lamp')
    world.lend = nk_handle_desc(lamp, OCAP_HANDLE_TRANSFER)
    const weak = await world.take()
    expect(await world.turn(weak, 1)).toBe(rcNoCapability)
  })
})
