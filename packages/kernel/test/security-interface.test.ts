// Security interfaces: a process asks the policy about a message of its own, typed or over the
// transport of ported C code, and gets nothing but the decision.

import {
  array,
  defineInterface,
  handle,
  HANDLE_TYPE_USER_FIRST,
  INFINITE_TIMEOUT,
  type Kos,
  NK_ARENA_INITIALIZER,
  nk_arena_reset,
  NK_EINVAL,
  NK_ENOTCONN,
  NK_EOK,
  NK_EPERM,
  NK_NULL,
  nk_transport_recv,
  NkKosCopyStringToArena,
  NkKosSecurityTransport,
  nkProxy,
  nkRequest,
  nkResponse,
  program,
  securityOf,
  string,
  uint32,
} from '@kos/libkos'
import { securityContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import {
  rcBufferTooLarge,
  rcInvalidArgument,
  rcInvalidThreadState,
  rcOk,
  rcSecurityDisallow,
  rcSourceFault,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import {
  execute,
  type Policy,
  request,
  any,
  core,
  createKernel,
  security,
  type SecurityMonitor,
  securityInterface,
  VirtualClock,
} from '../src/index.ts'
import { hosts, openWorld, type World } from './world.ts'

const Approve = defineInterface('demo.Approve', {
  Check: { in: { port: uint32 } },
  Name: { in: { name: string(16), of: handle } },
})
const Guard = defineInterface('demo.Guard', { Pass: { in: { keys: array(uint32, 4) } } })

const Verifier = program({ security: { '': Approve, disk: Guard } }, async (kos) => {
  const { notice } = unwrap(kos.KnNoticeCreate())
  await kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1)
})

describe.each(hosts)('on %s', (_name, host) => {
  const open = (...policy: Policy): World => {
    const world = openWorld({
      host: host(),
      security: [execute(), request(any, core), ...policy],
    })
    world.kernel.spawn(Verifier, { name: 'Verifier' })
    return world
  }

  test('the policy decides by the message', async () => {
    await using world = open(
      security('Verifier', Approve.Check, ({ message }) => message.port > 80),
    )
    const codes = await world.act('Verifier', (kos) => {
      const approve = securityOf(kos, Approve)
      return [80, 81, 0].map((port) => approve.Check({ port }))
    })
    expect(codes).toEqual([rcSecurityDisallow, rcOk, rcSecurityDisallow])
    expect(world.denials).toMatchInlineSnapshot(`
      [
        "security Verifier demo.Approve.Check: denied by rule 3, security(Verifier, demo.Approve.Check, condition); its condition is false",
        "security Verifier demo.Approve.Check: denied by rule 3, security(Verifier, demo.Approve.Check, condition); its condition is false",
      ]
    `)
    expect(world.kernel.inspect().tasks.map(({ denials }) => denials)).toEqual([2])
  })

  test('what no rule selects is denied', async () => {
    await using world = open(security('Verifier', Guard))
    const codes = await world.act('Verifier', (kos) => [
      securityOf(kos, Approve).Check({ port: 81 }),
      securityOf(kos, Guard, 'disk').Pass({ keys: [1, 2, 3, 4] }),
    ])
    expect(codes).toEqual([rcSecurityDisallow, rcOk])
    expect(world.denials).toMatchInlineSnapshot(`
      [
        "security Verifier demo.Approve.Check: denied, no rule allows it; rules for source Verifier: security(Verifier, demo.Guard); to allow it, add security("Verifier", { interface: "demo.Approve", method: "Check" })",
      ]
    `)
  })

  test('the event has no recipient, a method, and the component that asks', async () => {
    const events: unknown[] = []
    const monitor: SecurityMonitor = {
      classify: ({ type }) => (type === 'security' ? 'ask' : 'granted'),
      decide: ({ type, message, ...event }) => {
        if (type === 'security') events.push({ ...event, message: { ...(message as object) } })
        return { granted: true }
      },
    }
    await using world = openWorld({ host: host(), security: monitor })
    const { sid } = world.kernel.spawn(Verifier, { name: 'V', className: 'demo.Verifier' })
    await world.act('V', (kos) => {
      securityOf(kos, Approve).Check({ port: 7 })
      securityOf(kos, Guard, 'disk').Pass({ keys: [1, 2, 3, 4] })
    })
    const common = {
      source: 'demo.Verifier',
      sourceSid: sid,
      destination: '',
      destinationSid: 0,
    }
    expect(events).toEqual([
      {
        ...common,
        endpoint: '',
        interface: 'demo.Approve',
        method: 'Check',
        message: { port: 7 },
      },
      {
        ...common,
        endpoint: 'disk.security',
        interface: 'demo.Guard',
        method: 'Pass',
        message: { keys: [1, 2, 3, 4] },
      },
    ])
  })

  test('handles are security ids, and stay where they are', async () => {
    const seen: unknown[] = []
    await using world = open(
      security('Verifier', Approve.Name, ({ message }) => seen.push({ ...message }) > 0),
    )
    const held = await world.act('Verifier', (kos) => {
      const { handle: of } = unwrap(kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, 5, 0))
      const approve = securityOf(kos, Approve)
      const codes = [approve.Name({ name: 'key', of }), approve.Name({ name: '', of: 77 })]
      return [...codes, kos.KnHandleClose(of)]
    })
    expect(held).toEqual([rcOk, rcOk, rcOk])
    expect(seen).toMatchObject([
      { name: 'key', of: { handle: expect.any(Number) as number, rights: 5 } },
      { name: '', of: { handle: 0 } },
    ])
    expect((seen[0] as { of: { handle: number } }).of.handle).toBeGreaterThan(0)
  })

  test('state changes if the request is granted, and only then', async () => {
    const log: string[] = []
    const noting = ({ message }: { readonly message: { readonly port: number } }) => ({
      granted: true,
      commit: () => void log.push(`commit ${message.port}`),
      rollback: () => void log.push(`rollback ${message.port}`),
    })
    await using world = open(
      security('Verifier', Approve.Check, noting),
      security('Verifier', Approve.Check, ({ message }) => message.port > 80),
    )
    await world.act('Verifier', (kos) => {
      for (const port of [80, 81]) securityOf(kos, Approve).Check({ port })
    })
    expect(log).toEqual(['rollback 80', 'commit 81'])
  })

  test('a request that every rule grants is not decided again, but its structure is looked at', async () => {
    let decided = 0
    const monitor: SecurityMonitor = {
      classify: () => 'granted',
      decide: ({ type }) => (type === 'security' && decided++, { granted: true }),
    }
    await using world = openWorld({ host: host(), security: monitor })
    world.kernel.spawn(Verifier, { name: 'Verifier' })
    const codes = await world.act('Verifier', (kos) => {
      const asked = [1, 2].map((port) => securityOf(kos, Approve).Check({ port }))
      return [...asked, raw(kos)(new Uint8Array(Approve.Check.request.size + 1))]
    })
    expect([codes, decided]).toEqual([[rcOk, rcOk, rcInvalidArgument], 0])
  })

  test('a malformed request is refused before any rule, and told', async () => {
    let asked = 0
    await using world = open(security('Verifier', () => ++asked > 0))
    const size = Approve.Check.request.size
    const header = (riid: number, mid: number): Uint8Array => {
      const message = new Uint8Array(size)
      Approve.Check.request.encode(
        { port: 1 },
        riid,
        new DataView(message.buffer),
        new Uint8Array(0),
      )
      message[4] = mid
      return message
    }
    const codes = await world.act('Verifier', (kos) => {
      const ask = raw(kos)
      return [
        ask(header(0, 0)),
        ask(header(2, 0)),
        ask(header(0, 2)),
        ask(header(1, 0)),
        ask(new Uint8Array(8)),
        ask(new Uint8Array(0)),
        ask(header(0, 0), new Uint8Array(8), 9),
        ask(header(0, 0), new Uint8Array(2 ** 25), 2 ** 25),
        ask('text'),
        ask(header(0, 0), null),
      ]
    })
    expect(codes).toEqual([
      rcOk,
      ...Array<number>(4).fill(rcInvalidArgument),
      rcSourceFault,
      rcSourceFault,
      rcBufferTooLarge,
      rcInvalidArgument,
      rcInvalidArgument,
    ])
    expect(asked).toBe(1)
    expect(world.denials).toMatchInlineSnapshot(`
      [
        "security Verifier (unknown method): denied, the message is malformed: Verifier has no security interface 2; no rule was asked",
        "security Verifier demo.Approve (unknown method): denied, the message is malformed: demo.Approve has no method 2; no rule was asked",
        "security Verifier demo.Guard.Pass (endpoint disk.security): denied, the message is malformed: demo.Guard.Pass request: the constant part has 24 bytes, not 32; no rule was asked",
        "security Verifier (unknown method): denied, the message is malformed: the constant part is shorter than its header; no rule was asked",
      ]
    `)
  })

  test('a process without a security interface asks for nothing', async () => {
    await using world = open(security(any))
    world.empty('Plain')
    const rc = await world.act('Plain', (kos) => {
      expect(() => securityOf(kos, Approve)).toThrowErrorMatchingInlineSnapshot(
        `[TypeError: securityOf: demo.Approve is no security interface of Plain; it has: none; declare it: program({ security: ... }, ...)]`,
      )
      return raw(kos)(new Uint8Array(Approve.Check.request.size))
    })
    expect(rc).toBe(rcInvalidArgument)
    await world.act('Verifier', (kos) => {
      expect(() => securityOf(kos, Guard)).toThrowErrorMatchingInlineSnapshot(
        `[TypeError: securityOf: demo.Guard is no security interface of Verifier; it has: demo.Approve, demo.Guard (component disk); declare it: program({ security: ... }, ...)]`,
      )
      expect(() => securityOf(kos, Approve, 'disk')).toThrow('of its component disk')
    })
  })

  test('values that do not fit are reported, and nobody is asked', async () => {
    let asked = 0
    await using world = open(security(any, () => ++asked > 0))
    const codes = await world.act('Verifier', (kos) => {
      const { Check } = securityOf(kos, Approve)
      return [Check({ port: -1 }), Check(null as never), Check({} as never)]
    })
    expect([codes, asked]).toEqual([Array<number>(3).fill(rcInvalidArgument), 0])
    expect(world.misuses.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('Verifier: demo.Approve.Check was not asked (rcInvalidArgument): '),
    )
  })

  test('a rule that ends the process that asks changes no state', async () => {
    const log: string[] = []
    await using world = open(
      security('Verifier', () => {
        world.kernel.kill('Verifier')
        return {
          granted: true,
          commit: () => void log.push('commit'),
          rollback: () => void log.push('rollback'),
        }
      }),
    )
    const codes: unknown[] = []
    const done = world.kernel.as('Verifier', (kos) =>
      codes.push(securityOf(kos, Approve).Check({ port: 1 })),
    )
    done.catch(() => {})
    await world.idle()
    expect([codes, log]).toEqual([[rcInvalidThreadState], ['rollback']])
  })

  test('ported code asks over a transport', async () => {
    await using world = open(
      security('Verifier', Approve.Check, ({ message }) => message.port > 80),
      security('Verifier', Approve.Name, ({ message }) => message.name === 'key'),
    )
    const codes = await world.act('Verifier', async (kos) => {
      const transport = new NkKosSecurityTransport()
      const proxy = nkProxy(Approve, transport.base, 0)
      const [req, res] = [nkRequest(Approve.Check), nkResponse(Approve.Check)]
      const check = (port: number): Promise<number> => {
        req.port = port
        return proxy.Check(req, NK_NULL, res, NK_NULL)
      }
      const before = await check(81)
      const inits = [
        kos.NkKosSecurityTransport_Init(transport, NK_NULL, 0),
        kos.NkKosSecurityTransport_Init({} as never),
      ]
      const named = nkRequest(Approve.Name)
      const arena = NK_ARENA_INITIALIZER(new Uint8Array(32))
      nk_arena_reset(arena)
      NkKosCopyStringToArena(arena, named.name, 'key')
      const name = await proxy.Name(named, arena, nkResponse(Approve.Name), NK_NULL)
      named.base_.bytes[4] = 9
      return [
        before,
        ...inits,
        await check(81),
        await check(80),
        name,
        await proxy.Name(named, NK_NULL, nkResponse(Approve.Name), NK_NULL),
        await nk_transport_recv(transport.base, req.base_, NK_NULL),
      ]
    })
    expect(codes).toEqual([
      NK_ENOTCONN,
      NK_EOK,
      NK_EINVAL,
      NK_EOK,
      NK_EPERM,
      NK_EOK,
      NK_EINVAL,
      NK_EINVAL,
    ])
  })
})

/** The system call itself, with any arguments. */
function raw(kos: Kos): (...args: unknown[]) => number {
  const ask = sysOf(kos).call(securityContract.calls.Ask) as (...args: unknown[]) => number
  return (message, arena = new Uint8Array(0), size = 0) => ask(message, arena, size)
}

test('a kernel needs no other service for it', async () => {
  await using kernel = createKernel({
    services: [securityInterface()],
    security: [execute(), security('P', Approve.Check, ({ message }) => message.port === 1)],
    clock: new VirtualClock(),
    onDenied: () => {},
  })
  const P = program({ security: Approve }, (kos: object) =>
    Number(securityOf(kos, Approve).Check({ port: 1 })),
  )
  expect(await kernel.run({ until: kernel.spawn(P, { name: 'P' }) })).toEqual({ code: rcOk })
})

test('methods of a security interface take parameters and give none', () => {
  const Answering = defineInterface('demo.Answering', { Ask: { out: { answer: uint32 } } })
  const main = (): void => {}
  expect(() => program({ security: Answering }, main)).toThrowErrorMatchingInlineSnapshot(
    `[TypeError: program: demo.Answering.Ask has parameters that are not in parameters; nobody answers the methods of a security interface]`,
  )
  expect(() => program({ security: { disk: {} as never } }, main)).toThrow(TypeError)
})
