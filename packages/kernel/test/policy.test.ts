// The policy at work: nothing is allowed unless it says so, each direction apart, system calls
// included; and what people are told.

import { connect, type Kos, PackOutMsg, program, type Program, serve, SMsgHdr } from '@kos/libkos'
import { rcInvalidArgument, rcNotConnected, rcOk, rcSecurityDisallow } from '@kos/retcode'
import { describe, expect, test, vi } from 'vitest'
import {
  any,
  type BoundCondition,
  core,
  createFullKernel,
  definePolicy,
  deny,
  error,
  execute,
  type Policy,
  request,
  response,
  VirtualClock,
} from '../src/index.ts'
import { Lights, LightServer } from './lights.ts'
import { hosts, openWorld, type World } from './world.ts'

/** Answers at once. */
const PromptServer = program({ endpoints: { lights: Lights } }, async (kos) => {
  await serve(kos, 'lights', {
    lights: { Set: ({ mode }) => ({ result: mode }), Lend: ({ lamp }) => ({ back: lamp.handle }) },
  })
})

/** What a server and a client need besides the messages between them. */
const basics: Policy = [execute(), request(any, core)]

describe.each(hosts)('on %s', (_name, host) => {
  const open = (...policy: Policy): World => openWith(LightServer, ...policy)
  const openWith = (server: Program<Kos>, ...policy: Policy): World => {
    const world = openWorld({
      host: host(),
      security: policy,
      programs: { Server: server },
    })
    world.kernel.spawn(server, { name: 'Server' })
    if (world.kernel.task('Server').isAlive) {
      world.kernel.spawn(null, { name: 'Client', connections: { lights: 'Server' } })
    }
    return world
  }
  const set = (
    world: World,
    mode: number,
  ): Promise<{ rc: number; result: number | undefined; error: unknown }> =>
    world.act('Client', async (kos) => {
      const answer = await connect(kos, Lights, 'lights', 'lights').Set({ mode, name: 'abc' })
      return { rc: Number(answer.rc), result: answer.result, error: answer.error }
    })

  test('without a policy not even a process starts', async () => {
    await using world = open()
    expect(world.kernel.task('Server').result).toMatchInlineSnapshot(`
      {
        "killed": "the kernel stopped: the policy denied its start: execute kl.core.Core -> kl.core.Core: denied, no rule allows it; the policy has no rules, so nothing is allowed; add rules, or allowAll() to allow everything",
      }
    `)
  })

  test('a process starts only where the policy says so', async () => {
    await using world = open(execute(core, core), execute(any, 'Server'), request(any, core))
    expect(world.kernel.task('Server').isAlive).toBe(true)
    expect(world.kernel.task('Client').result).toMatchInlineSnapshot(`
      {
        "killed": "the policy denied its start: execute kl.core.Core -> Client: denied, no rule allows it; rules for source kl.core.Core: execute(kl.core.Core, kl.core.Core); to allow it, add execute("kl.core.Core", "Client")",
      }
    `)
    expect(world.denials).toHaveLength(1)
  })

  test('who starts whom can be told apart', async () => {
    const main = program(() => 3)
    const kernel = createFullKernel({
      clock: new VirtualClock(),
      security: [
        execute(core, core),
        execute(core, 'Einit'),
        execute('Einit', 'P'),
        request('Einit', core),
      ],
    })
    kernel.start({ programs: { P: main } })
    kernel.spawn(main, { name: 'Q', className: 'P' })
    await kernel.run({ until: 'idle' })
    expect(kernel.task('P').result).toEqual({ code: 3 })
    expect(kernel.task('Q').result).toMatchObject({
      killed: expect.stringContaining('execute kl.core.Core -> P: denied'),
    })
    await kernel[Symbol.asyncDispose]()
  })

  test('requests and responses are allowed apart', async () => {
    {
      await using world = open(...basics)
      expect(await set(world, 1)).toMatchObject({ rc: rcSecurityDisallow })
      expect(world.denials).toMatchInlineSnapshot(`
        [
          "request Client -> Server demo.Lights.Set (endpoint lights): denied, no rule allows it; no request rule names Client or Server; to allow it, add request("Client", "Server", { interface: "demo.Lights", method: "Set" })",
        ]
      `)
    }
    {
      await using world = open(...basics, request('Client', 'Server'))
      expect(await set(world, 1)).toMatchObject({ rc: rcSecurityDisallow })
      expect(world.denials).toMatchInlineSnapshot(`
        [
          "response Server -> Client demo.Lights.Set (endpoint lights): denied, no rule allows it; the policy has no response rules; a rule for requests does not cover the response; to allow it, add response("Server", "Client", { interface: "demo.Lights", method: "Set" })",
        ]
      `)
    }
    await using world = open(
      ...basics,
      request('Client', LightServer),
      response(LightServer, 'Client', Lights.Set),
    )
    expect(await set(world, 1)).toMatchObject({ rc: rcOk, result: 4 })
    expect(world.denials).toEqual([])
  })

  test('errors are allowed apart from responses', async () => {
    const both = [request('Client', 'Server'), response('Server', 'Client')]
    {
      await using world = open(...basics, ...both)
      expect(await set(world, 13)).toMatchObject({ rc: rcSecurityDisallow })
    }
    await using world = open(
      ...basics,
      ...both,
      error('Server', 'Client', Lights.Set, ({ message }) => message.reason === 7),
    )
    expect(await set(world, 13)).toMatchObject({ error: { reason: 7 } })
  })

  test('conditions see the message, and every rule must agree', async () => {
    await using world = open(
      ...basics,
      request('Client', 'Server', Lights.Set, ({ message }) => message.mode < 10),
      request('Client', 'Server', Lights.Set, ({ message }) => message.name === 'abc'),
      deny(request(any, 'Server', Lights.Set, ({ message }) => message.mode === 5)),
      response('Server', 'Client', Lights.Set, ({ message }) => message.result !== 6),
    )
    const codes: number[] = []
    for (const mode of [1, 5, 10, 3]) codes.push((await set(world, mode)).rc)
    expect(codes).toEqual([rcOk, rcSecurityDisallow, rcSecurityDisallow, rcSecurityDisallow])
    expect(world.denials).toMatchInlineSnapshot(`
      [
        "request Client -> Server demo.Lights.Set (endpoint lights): denied by rule 5, deny(request(any, Server, demo.Lights.Set, condition)); its condition is true",
        "request Client -> Server demo.Lights.Set (endpoint lights): denied by rule 3, request(Client, Server, demo.Lights.Set, condition); its condition is false",
        "response Server -> Client demo.Lights.Set (endpoint lights): denied by rule 6, response(Server, Client, demo.Lights.Set, condition); its condition is false",
      ]
    `)
    expect(world.kernel.inspect().tasks.map(({ name, denials }) => [name, denials])).toEqual([
      ['Server', 1],
      ['Client', 2],
    ])
  })

  test('a condition that fails denies, and the kernel goes on', async () => {
    let calls = 0
    const broken = (): boolean => {
      if (calls++ < 2) throw new Error(calls === 1 ? 'broken rule' : 'broken again')
      return true
    }
    await using world = open(
      ...basics,
      request('Client', 'Server', broken),
      response('Server', 'Client'),
    )
    expect([(await set(world, 1)).rc, (await set(world, 1)).rc, (await set(world, 1)).rc]).toEqual([
      rcSecurityDisallow,
      rcSecurityDisallow,
      rcOk,
    ])
    expect(world.denials).toMatchInlineSnapshot(`
      [
        "request Client -> Server demo.Lights.Set (endpoint lights): denied, rule 3, request(Client, Server, broken) failed: Error: broken rule",
        "request Client -> Server demo.Lights.Set (endpoint lights): denied, rule 3, request(Client, Server, broken) failed: Error: broken again",
      ]
    `)
    expect(world.failures).toMatchInlineSnapshot(`
      [
        "request Client -> Server demo.Lights.Set (endpoint lights): Error: broken rule",
      ]
    `)
  })

  test('the console is told of a condition that fails, unless there is a listener', async () => {
    const outOfOrder = (): boolean => {
      throw new Error('out of order')
    }
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    await using kernel = createFullKernel({
      host: host(),
      clock: new VirtualClock(),
      security: [execute(core, core), execute(any, 'P', outOfOrder)],
      onExit: () => {},
    })
    for (let i = 0; i < 2; i++) kernel.spawn(null, { name: 'P' })
    const said = warn.mock.calls.map(([text]) => String(text))
    warn.mockRestore()
    expect(said).toMatchInlineSnapshot(`
      [
        "execute kl.core.Core -> P: denied, because the policy failed: Error: out of order",
      ]
    `)
  })

  test('a malformed message is refused before any rule, and heard of', async () => {
    let asked = 0
    const count = (): boolean => ++asked > 0
    await using world = open(
      ...basics,
      request('Client', 'Server', count),
      response('Server', 'Client'),
    )
    const rc = await world.act('Client', (kos) => {
      const message = new Uint8Array(Lights.Set.request.size)
      message[0] = 9
      const out = PackOutMsg(new SMsgHdr(), message)
      return kos.Call(
        kos.ServiceLocatorConnect('lights'),
        out,
        PackOutMsg(new SMsgHdr(), new Uint8Array(64)),
      )
    })
    expect([rc, asked]).toEqual([rcInvalidArgument, 0])
    expect(world.denials).toMatchInlineSnapshot(`
      [
        "request Client -> Server (unknown method): denied, the message is malformed: Server has no endpoint 9; no rule was asked",
      ]
    `)
  })

  test('system calls are requests to the kernel, by endpoint and method', async () => {
    await using world = open(
      execute(),
      request(any, core, { endpoint: 'handle.Handle' }),
      deny(request('Client', core, { endpoint: 'handle.Handle', method: 'Copy' })),
    )
    const answers = await world.act('Client', async (kos) => {
      const { rc, handle } = kos.KnHandleCreateUserObject(0x10000, -1, {})
      const refused: unknown[] = [
        await kos.KnSleep(5),
        kos.KnNoticeCreate().rc,
        kos.KnGetUpTime().rc,
      ]
      refused.push(
        kos.KnHandleCopy(handle as never, -1, 0 as never).rc,
        kos.KosThreadCreate(15, 0, () => {}, 0, 0).rc,
      )
      const values = [kos.KnGetMSecSinceStart(), kos.ServiceLocatorConnect('lights')]
      return {
        rc,
        refused: refused.map((code) => code === rcSecurityDisallow),
        values,
        close: kos.KnHandleClose(handle as never),
      }
    })
    expect(answers).toEqual({
      rc: rcOk,
      refused: Array<boolean>(5).fill(true),
      values: [0, 0],
      close: rcOk,
    })
    expect(world.kernel.clock.now()).toBe(0)
    expect(new Set(world.denials).size).toBe(7)
    expect(world.denials[0]).toMatchInlineSnapshot(
      `"request Server -> kl.core.Core kl.core.IPC.Register (endpoint ipc.IPC): denied, no rule allows it; rules for destination kl.core.Core: request(any, kl.core.Core, { endpoint: "handle.Handle" }), deny(request(Client, kl.core.Core, { endpoint: "handle.Handle", method: "Copy" })); to allow it, add request("Server", "kl.core.Core", { interface: "kl.core.IPC", method: "Register" })"`,
    )
  })

  test('a rule for a system call with a condition is asked each time', async () => {
    let nights = 0
    const atDay = (): boolean => nights++ % 2 === 0
    await using world = open(execute(), request('Client', core, { method: 'Create' }, atDay))
    const codes = await world.act('Client', (kos) =>
      [1, 2, 3, 4].map(() => kos.KnNoticeCreate().rc),
    )
    expect(codes).toEqual([rcOk, rcSecurityDisallow, rcOk, rcSecurityDisallow])
  })

  const servers: readonly (readonly [string, Program<Kos>])[] = [
    ['answers and receives in one call', PromptServer],
    ['answers later', LightServer],
  ]
  test.each(servers)('a server loop that %s is judged for each', async (_way, server) => {
    const asked: string[] = []
    const note = (method: string): boolean => asked.push(method) > 0
    await using world = openWith(
      server,
      ...basics,
      request('Client', 'Server', Lights),
      response('Server', 'Client', Lights),
      deny(
        request(
          'Server',
          core,
          { endpoint: 'ipc.IPC', method: 'Reply' },
          () => note('Reply') && asked.length === 4,
        ),
      ),
      deny(
        request(
          'Server',
          core,
          { endpoint: 'ipc.IPC', method: 'Recv' },
          () => note('Recv') && asked.length > 5,
        ),
      ),
    )
    expect([await set(world, 1), asked]).toMatchObject([{ rc: rcOk }, ['Recv', 'Reply', 'Recv']])
    // The answer may not be sent: the client waits until its server is gone, which may not receive
    // after that.
    const second = world.kernel.as('Client', (kos) =>
      connect(kos, Lights, 'lights', 'lights').Set({ mode: 2, name: '' }),
    )
    await world.idle()
    expect(asked).toEqual(['Recv', 'Reply', 'Recv', 'Reply', 'Recv'])
    expect(world.denials).toEqual([
      expect.stringContaining('request Server -> kl.core.Core kl.core.IPC.Reply'),
    ])
    world.kernel.kill('Server')
    expect(await second).toMatchObject({ rc: rcNotConnected })
  })

  test.each(servers)(
    'a server loop that %s and may not receive any more has answered, and ends',
    async (_way, server) => {
      let receives = 0
      await using world = openWith(
        server,
        ...basics,
        request('Client', 'Server', Lights),
        response('Server', 'Client', Lights),
        deny(
          request('Server', core, { endpoint: 'ipc.IPC', method: 'Recv' }, () => ++receives > 1),
        ),
      )
      expect(await set(world, 1)).toMatchObject({ rc: rcOk })
      expect(world.kernel.task('Server').isAlive).toBe(false)
    },
  )

  test('writing lines is not governed', async () => {
    await using world = open(execute())
    await world.act('Client', (kos) => kos.log('hello'))
    expect(world.lines).toContain('Client: hello')
  })

  test('a thread that is over is still under the policy', async () => {
    await using world = open(...basics, deny(request('Client', core, { method: 'Close' })))
    const rc = await world.act('Client', async (kos) => {
      const { handle } = kos.KnHandleCreateUserObject(0x10000, 0, 0)
      const said: number[] = []
      const routine = (own: Kos): Promise<void> =>
        own
          .KnSleep(100)
          .then(() => {})
          .finally(() => void said.push(Number(own.KnHandleClose(handle as never))))
      const { tid } = kos.KosThreadCreate(15, 0, routine, 0, 0)
      await kos.KosThreadYield()
      await kos.KosThreadTerminate(tid as never, 0)
      await kos.KnSleep(1)
      return said
    })
    await world.idle()
    expect(rc).toEqual([rcSecurityDisallow])
  })

  test("a monitor of one's own decides, and one that throws denies", async () => {
    const granted = { granted: true } as const
    const asked: string[] = []
    await using world = openWorld({
      host: host(),
      security: {
        classify: () => 'ask',
        decide(event) {
          asked.push(`${event.type} ${event.method}`)
          if (event.method === 'Create') throw new Error('out of order')
          return granted
        },
      },
    })
    world.empty('P')
    const codes = await world.act('P', async (kos) => [
      kos.KnNoticeCreate().rc,
      await kos.KnSleep(1),
    ])
    expect([codes, asked]).toEqual([
      [rcSecurityDisallow, rcOk],
      ['execute main', 'execute main', 'request Create', 'request Sleep'],
    ])
    expect(world.failures).toMatchInlineSnapshot(`
      [
        "request P -> kl.core.Core kl.core.Notice.Create (endpoint notice.Notice): Error: out of order",
      ]
    `)
  })
})

test('a rule that names a program selects every class of it', async () => {
  const main = program(() => 3)
  const kernel = createFullKernel({
    clock: new VirtualClock(),
    security: [execute(), deny(execute(any, main))],
    programs: { First: main, Second: main, Other: program(() => 4) },
  })
  for (const name of ['First', 'Second']) {
    kernel.spawn(main, { name })
    expect(kernel.task(name).result).toMatchObject({
      killed: expect.stringContaining('deny(execute(any, [First, Second]))'),
    })
  }
  // Under a third class no rule that names it would select it.
  expect(() => kernel.spawn(main, { name: 'Third' })).toThrowErrorMatchingInlineSnapshot(
    `[TypeError: Third is of class Third, but programs has its program as First, Second, and rules that name the program select only that; add Third to programs, or use one of these classes]`,
  )
  expect(() => kernel.start({ programs: { Third: main } })).toThrow(TypeError)
  expect(kernel.inspect().objects).toMatchObject({ processes: 0 })
  await kernel[Symbol.asyncDispose]()
})

test('a program in a rule that stands under no class is an error at boot', () => {
  const security = [
    request(any, core),
    deny(
      execute(
        any,
        program(() => 3),
      ),
    ),
  ]
  expect(() => createFullKernel({ security, programs: { Other: LightServer } })).toThrow(
    'is a program that belongs to no class',
  )
})

test('conditions that know the time have that of the kernel', async () => {
  const times: number[] = []
  const watching: BoundCondition = {
    bind: (scope) => () => {
      times.push(scope.now())
      return true
    },
  }
  const clock = new VirtualClock()
  const policy = definePolicy(execute(any, any, watching), request(any, core))
  await using world = openWorld({ clock, security: policy })
  await world.kernel.advance(250)
  world.empty('Late')
  // The kernel started with the time, and Late after it.
  expect(times).toEqual([0, 250])
})
