// The initial program: a process that creates, connects and runs those of a solution; what it is
// told, how it fails, and what becomes of the processes that it has not run.

import {
  type Entity,
  type InitTable,
  initTableFile,
  program,
  readInitTable,
  writeInitTable,
} from '@kos/libkos'
import { rcAlreadyExists, rcInvalidArgument, rcOk, retcodeName } from '@kos/retcode'
import { describe, expect, test, vi } from 'vitest'
// @boundaries-ignore tooling of tests belongs to no package
import { hashesOf, type Trace, traceTimeout } from '../../../tooling/trace.ts'
import {
  allowAll,
  any,
  core,
  createKernel,
  defineSolution,
  deny,
  Einit,
  execute,
  handles,
  programsOf,
  request,
  response,
  type Solution,
  tasks,
  threads,
  VirtualClock,
} from '../src/index.ts'
import { client, LightServer } from './lights.ts'
import { hosts, leftovers, openWorld, type World } from './world.ts'

vi.setConfig({ testTimeout: traceTimeout })

const programs = { Server: LightServer, Client: client(2) }
const connections = { Client: { lights: 'Server' } }
const solution = defineSolution({ programs, connections })
const endedBefore = { killed: 'Einit ended before it started it' }

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: Parameters<typeof openWorld>[0] = {}): World =>
    openWorld({ host: host(), ...options })
  const resultsOf = ({ kernel }: World): unknown =>
    Object.fromEntries(kernel.tasks.map(({ name, result }) => [name, result]))

  test('the processes of a solution are known before they run', async () => {
    await using world = open()
    world.kernel.start(solution)
    const tasksBefore = world.kernel.tasks
    const { tasks: inspected } = world.kernel.inspect()
    expect(inspected.map(({ name, exit, threads: all }) => [name, exit, all.length])).toEqual([
      ['Einit', null, 1],
      ['Server', null, 0],
      ['Client', null, 0],
    ])
    const acting = world.kernel.as('Server', (kos) => kos.name)
    await world.idle()
    expect(await acting).toBe('Server')
    expect(world.kernel.tasks).toEqual(tasksBefore)
    expect(resultsOf(world)).toEqual({ Einit: { code: 0 }, Server: null, Client: { code: rcOk } })
  })

  test('Einit is told what to start, the other way round', async () => {
    const tables: InitTable[] = []
    const Own = program((kos) => {
      tables.push(readInitTable(kos.files[initTableFile] as Uint8Array))
      expect(Object.keys(kos.files)).toEqual([initTableFile])
    })
    await using world = open()
    world.kernel.start({
      programs: { ...programs, 'demo.Idle': null },
      processes: { Lamp: 'Server', Left: 'Client', Idle: 'demo.Idle' },
      connections: { Left: { lights: 'Lamp', more: 'Lamp' } },
      args: { Left: ['-v', 'größer 😀'] },
      env: { Lamp: { LANG: 'C', ['__proto__']: 'x' } },
      einit: Own,
    })
    await world.idle()
    expect(tables).toEqual([
      {
        entities: [
          { name: 'demo.Idle', task: 'Idle', path: 'demo.Idle', connections: [] },
          {
            name: 'Client',
            task: 'Left',
            path: 'Client',
            connections: [
              { target: 'Lamp', id: 'lights' },
              { target: 'Lamp', id: 'more' },
            ],
            args: ['-v', 'größer 😀'],
          },
          {
            name: 'Server',
            task: 'Lamp',
            path: 'Server',
            connections: [],
            env: { LANG: 'C', ['__proto__']: 'x' },
          },
        ],
      },
    ])
    expect(resultsOf(world)).toEqual({
      Einit: { code: 0 },
      Lamp: endedBefore,
      Left: endedBefore,
      Idle: endedBefore,
    })
  })

  test('a program in place of Einit makes the same calls', async () => {
    const Own = program((kos) => {
      const create = (eiid: string): Entity => kos.EntityInit({ eiid }) as Entity
      const [server, asks] = [create('Server'), create('Client')]
      kos.log(kos.EntityConnectToService(asks, server, 'lights'))
      kos.log(kos.EntityRun(server), kos.EntityRun(asks))
      return 5
    })
    await using world = open()
    world.kernel.start({ ...solution, einit: Own })
    await world.idle()
    expect(world.lines).toEqual(['Einit: 0', 'Einit: 0 0'])
    expect(resultsOf(world)).toEqual({ Einit: { code: 5 }, Server: null, Client: { code: rcOk } })
  })

  test('rules may name Einit by its program, and by the one in place of it', async () => {
    const policyFor = (einit: typeof Einit): Solution['policy'] => [
      execute(core, core),
      execute(core, einit),
      execute(einit, any),
      request([einit, 'Client', 'Server'], core),
      request('Client', 'Server'),
      response('Server', 'Client'),
    ]
    const own = { ...Einit }
    for (const [given, einit] of [
      [solution, Einit],
      [{ ...solution, einit: own }, own],
    ] as const) {
      const named: Solution = { ...given, policy: policyFor(einit) ?? [] }
      await using world = open({ security: named.policy ?? [], programs: programsOf(named) })
      world.kernel.start(named)
      expect(await world.exitOf('Client')).toEqual({ code: rcOk })
    }
  })

  describe('a failure ends Einit with code 1, and a line that says what failed', () => {
    const failing = async (security: Solution['policy'] & {}): Promise<[string[], unknown]> => {
      await using world = open({ security })
      world.kernel.start({ ...solution, args: { Client: ['x'] }, env: { Server: { A: 'B' } } })
      await world.idle()
      return [world.lines, resultsOf(world)]
    }
    test.each([
      ['Create', 'EntityInitEx(Client)'],
      ['SetVariable', 'EntitySetEnv(Server)'],
      ['AddArgument', 'EntitySetArgs(Client)'],
      ['Connect', 'EntityConnectToService(Client, Server, lights)'],
      ['Run', 'EntityRun(Server)'],
    ])('%s', async (method, call) => {
      const denied = deny(request('Einit', core, { endpoint: 'task.Task', method }))
      expect(await failing([...allowAll(), denied])).toEqual([
        [`Einit: ${call}: rcSecurityDisallow: the security policy denied the operation`],
        { Einit: { code: 1 }, Server: endedBefore, Client: endedBefore },
      ])
    })

    test('what runs by then goes on', async () => {
      const [lines, results] = await failing([...allowAll(), deny(execute('Einit', 'Client'))])
      expect(lines).toEqual([
        'Einit: EntityRun(Client): rcSecurityDisallow: the security policy denied the operation',
      ])
      expect(results).toEqual({
        Einit: { code: 1 },
        Server: null,
        Client: { killed: expect.stringContaining('denied its start: execute Einit -> Client') },
      })
    })
  })

  test('killing Einit in the middle ends what it has not run', async () => {
    for (let step = 1; step <= 9; step++) {
      let calls = 0
      await using world = open({
        probe: {
          called: ({ name }) => {
            if (name === 'Einit/main' && ++calls === step) world.kernel.kill('Einit')
          },
        },
      })
      world.kernel.start(solution)
      await world.idle()
      const { kernel } = world
      // Two Creates, one Connect, two Runs.
      const runs = Math.max(0, Math.min(step - 4, 2))
      expect(kernel.task('Einit').result).toEqual(
        step <= 5 ? { killed: 'killed by the host' } : { code: 0 },
      )
      expect(kernel.task('Server').result).toEqual(runs > 0 ? null : endedBefore)
      expect(kernel.task('Client').result).toEqual(runs > 1 ? { code: rcOk } : endedBefore)
    }
  })

  test('a process that the host ends before Einit has run it keeps no other from running', async () => {
    await using world = open()
    world.kernel.start(solution)
    world.kernel.kill('Server', 'early')
    await world.idle()
    expect(resultsOf(world)).toEqual({
      Einit: { code: 0 },
      Server: { killed: 'early' },
      // Its connection is there, and broken.
      Client: {
        crash: expect.stringContaining('the server that Client reaches'),
        stack: expect.any(String),
      },
    })
  })

  test('what acts as a process that ends as it begins to run is told so', async () => {
    await using world = open({
      probe: { switched: ({ name }) => void (name === 'Server/host' && kill()) },
    })
    const kill = (): void => {
      if (world.kernel.task('Server').isAlive) world.kernel.kill('Server')
    }
    world.kernel.start(solution)
    const acting = [1, 2].map((number) => world.kernel.as('Server', () => number))
    const settled = Promise.allSettled(acting)
    await world.idle()
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  test('what acts as a process that never runs is told so', async () => {
    await using world = open({ security: [...allowAll(), deny(execute('Einit', 'Client'))] })
    world.kernel.start(solution)
    const acting = world.kernel.as('Client', () => 5)
    const said = acting.catch((error: Error) => error.message)
    await world.idle()
    expect(await said).toBe('Client: the thread ended before its routine did')
    await expect(world.kernel.as('Client', () => 5)).rejects.toThrow('Client does not run')
  })

  test('reserved processes are for Einit alone, with their names, classes and images', async () => {
    const codes: unknown[] = []
    const Own = program(async (kos) => {
      await kos.KnSleep(2)
      codes.push(
        kos.createEntity({ eiid: 'Client' }, 'Server').rc,
        kos.createEntity({ eiid: 'Server' }, 'Server', 'Client').rc,
        kos.createEntity({ eiid: 'Server' }).rc,
        kos.createEntity({ eiid: 'Server' }).rc,
        kos.createEntity({ eiid: 'Server' }, 'Another').rc,
      )
    })
    await using world = open()
    world.empty('Thief')
    world.kernel.start({ ...solution, einit: Own })
    const stolen = world.kernel.as('Thief', (kos) => kos.createEntity({ eiid: 'Server' }).rc)
    await world.idle()
    expect([await stolen, codes]).toEqual([
      rcAlreadyExists,
      [rcInvalidArgument, rcInvalidArgument, rcOk, rcAlreadyExists, rcOk],
    ])
    expect(() => world.kernel.spawn(null, { name: 'Server' })).not.toThrow()
  })

  test('its images may be loaded when Einit creates its processes', async () => {
    const paths = { Server: 'server.js', Second: 'second.js' }
    const later = <T>(value: T, delay: number): Promise<T> =>
      new Promise((resolve) => setTimeout(() => resolve(value), delay))
    const loads: string[] = []
    const loader = <T>(path: string, value: T) => ({
      load: () => (loads.push(path), later(value, 2)),
    })
    await using world = open({
      images: {
        'server.js': loader('server.js', { default: LightServer }),
        'second.js': loader('second.js', client(3)),
      },
    })
    world.kernel.start({
      programs: { ...programs, Server: null },
      processes: { Server: 'Server', Client: 'Client', Second: 'Client' },
      paths,
      connections: { ...connections, Second: { lights: 'Server' } },
    })
    await world.idle()
    expect(loads).toEqual(['second.js', 'server.js'])
    expect(resultsOf(world)).toEqual({
      Einit: { code: 0 },
      Server: null,
      Client: { code: rcOk },
      Second: { code: rcOk },
    })
  })

  test('an image that can not be loaded is a failure of Einit, and told to the host', async () => {
    const failures: string[] = []
    await using world = open({
      images: { 'client.js': { load: () => Promise.reject(new Error('no such file')) } },
      onHostFailure: (error, what) => failures.push(`${what}: ${String(error)}`),
    })
    world.kernel.start({ ...solution, paths: { Client: 'client.js' } })
    await world.idle()
    expect(world.lines).toEqual(['Einit: loadImage(client.js): rcFail: the function failed'])
    expect(failures).toEqual(['loading the image client.js: Error: no such file'])
    expect(resultsOf(world)).toEqual({
      Einit: { code: 1 },
      Server: endedBefore,
      Client: endedBefore,
    })
  })
})

test('how long the host takes to load changes nothing that processes see', async () => {
  const anyTime = <T>(value: T): Promise<T> =>
    new Promise((resolve) => setTimeout(() => resolve(value), Math.random() * 4))
  const Loads = program(async (kos) => {
    const order: string[] = []
    const load = async (own: typeof kos, path: string): Promise<void> => {
      order.push(
        `${path} ${retcodeName(await own.loadImage(path))} at ${own.KnGetMSecSinceStart()}`,
      )
    }
    for (const path of ['a', 'b', 'c', 'b']) kos.KosThreadCreate(15, 0, load, path, 0)
    const busy = async (own: typeof kos): Promise<void> => {
      for (let i = 0; i < 50; i++) await own.KosThreadYield()
      await own.KnSleep(3)
      order.push(`slept till ${own.KnGetMSecSinceStart()}`)
    }
    kos.KosThreadCreate(15, 0, busy, 0, 0)
    await kos.KnSleep(5)
    kos.log(order.join(', '))
  })
  const loader = { load: () => anyTime(Loads) }
  const lines = new Set<string>()
  const run = async (trace: Trace): Promise<void> => {
    const world = openWorld({ probe: trace.probe, images: { a: loader, b: loader, c: loader } })
    world.kernel.start({ programs: { Loads } })
    await world.idle()
    lines.add(world.lines.join('\n'))
    await world[Symbol.asyncDispose]()
  }
  expect(await hashesOf(run)).toHaveLength(1)
  expect([...lines]).toEqual([
    'Loads: a rcOk at 0, b rcOk at 0, b rcOk at 0, c rcOk at 0, slept till 3',
  ])
})

test('a solution without processes is started by an Einit that does nothing', async () => {
  await using world = openWorld()
  world.kernel.start({ programs: {} })
  expect(await world.exitOf('Einit')).toEqual({ code: 0 })
})

describe('who starts a solution wrongly is told', () => {
  const message = (action: () => void): string => {
    try {
      action()
      return 'nothing'
    } catch (error) {
      return String(error)
    }
  }

  test('what the kernel lacks', async () => {
    const options = { security: allowAll(), clock: new VirtualClock() }
    const bare = createKernel({ services: [threads()], ...options })
    const deaf = createKernel({ services: [handles(), tasks()], ...options })
    expect([message(() => bare.start(solution)), message(() => deaf.start(solution))])
      .toMatchInlineSnapshot(`
      [
        "Error: kernel.start: this kernel has no tasks; add tasks() to services",
        "Error: Client can't be connected: this kernel has no ipc; add ipc() to services",
      ]
    `)
    expect([bare, deaf].map((kernel) => kernel.tasks.length)).toEqual([0, 0])
    deaf.start({ programs: { Client: null } })
    await deaf.run({ until: 'idle' })
    expect(deaf.task('Client').isAlive).toBe(true)
    await deaf[Symbol.asyncDispose]()
    expect(leftovers(deaf.inspect())).toEqual({})
  })

  test('what is wrong with Einit, its images, and what processes are told', () => {
    const wrong: readonly Solution[] = [
      { programs: { Einit: null } },
      { programs: {}, einit: 5 as never },
      { ...solution, paths: { Nobody: 'x' } },
      { ...solution, paths: { Client: 'nothing.js' } },
      { ...solution, args: { Client: [5 as never] } },
      { ...solution, env: { Client: { A: 5 as never } } },
      { ...solution, env: { Client: { 'A=B': 'x' } } },
      { ...solution, files: { Client: { data: 'text' as never } } },
    ]
    expect(wrong.map((each) => message(() => openWorld().kernel.start(each))))
      .toMatchInlineSnapshot(`
      [
        "TypeError: defineSolution: programs.Einit: that is the class of the initial program; write { einit: program(...) } to replace it",
        "TypeError: defineSolution: einit is no program (number)",
        "TypeError: defineSolution: paths names Nobody, which is no process of it; it has: Server, Client",
        "TypeError: there is no image nothing.js; add it to the option images of the kernel",
        "TypeError: defineSolution: args.Client.0 is number; it must be a text",
        "TypeError: defineSolution: env.Client.A is number; it must be a text",
        "TypeError: defineSolution: env.Client has "A=B", which is no name",
        "TypeError: defineSolution: files.Client.data is string; it must be a Uint8Array",
      ]
    `)
  })
})

test('the table of Einit is ASCII, and read back as it was', () => {
  const table: InitTable = {
    entities: [{ name: 'Größe', task: '\u{1f600}\ud800', args: ['\0\x7f\x80"\\'] }],
  }
  const bytes = writeInitTable(table)
  expect(Math.max(...bytes)).toBeLessThan(0x80)
  expect(readInitTable(bytes)).toEqual(table)
})
