// Processes that processes make: created, set up, connected, run, waited for; who may do what, and
// what becomes of those that nobody runs.

import {
  connect,
  defineInterface,
  type Entity,
  ENTITY_FLAG_DUMPABLE,
  EVENT_TASK_COMPLETED,
  handle,
  INFINITE_TIMEOUT,
  INVALID_HANDLE,
  type Kos,
  nk_handle_desc,
  OCAP_HANDLE_TRANSFER,
  OCAP_TASK_CONTROL,
  OCAP_TASK_QUERY,
  program,
  serve,
  sint32,
  TaskEndCrashed,
  TaskEndExited,
  TaskEndKilled,
  TaskEndNone,
  TaskStateRunning,
  TaskStateStopped,
  TaskStateTerminated,
  ThreadPriorityNormal,
  uint32,
  unwrap,
} from '@kos/libkos'
import {
  rcAlreadyExists,
  rcFail,
  rcInvalidArgument,
  rcInvalidOperation,
  rcNoCapability,
  rcNotReady,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
  rcSecurityDisallow,
  rcTimeout,
  rcUnimplemented,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import {
  allowAll,
  any,
  core,
  createKernel,
  deny,
  execute,
  handles,
  type Images,
  request,
  tasks,
  VirtualClock,
} from '../src/index.ts'
import { client, LightServer } from './lights.ts'
import { hosts, leftovers, openWorld, type World } from './world.ts'

const Shows = program((kos) => {
  kos.log(kos.name, kos.args, kos.env, Object.keys(kos.files))
  return kos.args.length
})
const Exits = program((kos) => Number(kos.args[0] ?? 0))
const Crashes = program(() => {
  throw new Error('no paper')
})
const Sleeps = program(async (kos) => {
  await kos.KnSleep(Number(kos.args[0] ?? INFINITE_TIMEOUT))
})
const images: Images = {
  Shows,
  Exits,
  Crashes,
  Sleeps,
  Empty: null,
  Server: LightServer,
  Client: client(2),
}

const make = (kos: Kos, eiid: string, name: string | null = null, ...args: string[]): Entity =>
  unwrap(kos.createEntity({ eiid, args: [eiid, ...args] }, name)).entity

/** Gives `kos` of an empty process `P` on a kernel with the images. */
async function act<T>(world: World, routine: (kos: Kos) => Promise<T> | T): Promise<T> {
  if (!world.kernel.tasks.some(({ name, isAlive }) => name === 'P' && isAlive)) world.empty('P')
  return world.act('P', routine)
}

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: Parameters<typeof openWorld>[0] = {}): World =>
    openWorld({ host: host(), images, ...options })

  describe('a process that is created', () => {
    test('is told its name, arguments and environment when it is run', async () => {
      await using world = open()
      const codes = await act(world, async (kos) => {
        const first = kos.EntityInit({ eiid: 'Shows', args: ['Shows', 'x'], envs: ['A=B=C'] })
        const second = kos.EntityInitEx({ eiid: 'Shows' }, 'Second', null)
        const third = kos.EntityInitEx({ eiid: 'demo.Third' }, null, 'Shows')
        if (first === null || second === null || third === null) throw new Error('none')
        const set = [
          kos.EntitySetArgs(second, ['Shows', 'lost']),
          kos.EntitySetArgs(second, ['Shows', '-v', '']),
          kos.EntitySetEnv(second, ['LANG=C', 'EMPTY=', 'LANG=D']),
          kos.EntitySetArgs(first, []),
          kos.EntitySetEnv(first, []),
        ]
        const runs = [first, second, third].map((entity) => kos.EntityRun(entity))
        const { exitCode } = unwrap(await kos.EntityWait(second, 10))
        return [...set, ...runs, exitCode]
      })
      expect(codes).toEqual([rcOk, rcOk, rcOk, rcOk, rcOk, rcOk, rcOk, rcOk, 2])
      expect(world.lines).toEqual([
        'Shows: Shows [] {} []',
        "Second: Second [ '-v', '' ] { LANG: 'D', EMPTY: '' } []",
        'demo.Third: demo.Third [] {} []',
      ])
      expect(world.kernel.task('Second').className).toBe('Shows')
    })

    test('is stopped until it is run, and of one name with no other', async () => {
      await using world = open()
      const seen = await act(world, async (kos) => {
        const entity = make(kos, 'Sleeps', 'S', '5')
        const stateOf = (): unknown => kos.entityState(entity).state
        const taken = kos.createEntity({ eiid: 'Shows' }, 'S').rc
        const states = [stateOf()]
        await kos.KnSleep(10)
        states.push(stateOf())
        kos.EntityRun(entity)
        states.push(stateOf())
        const takenStill = kos.createEntity({ eiid: 'Shows' }, 'S').rc
        await kos.EntityWait(entity, 100)
        states.push(stateOf())
        return [states, taken, takenStill, kos.createEntity({ eiid: 'Shows' }, 'S').rc]
      })
      expect(seen).toEqual([
        [TaskStateStopped, TaskStateStopped, TaskStateRunning, TaskStateTerminated],
        rcAlreadyExists,
        rcAlreadyExists,
        rcOk,
      ])
    })

    test('is set up, connected and run once, and not after that', async () => {
      await using world = open()
      const codes = await act(world, (kos) => {
        const [server, one, two] = [make(kos, 'Server'), make(kos, 'Client'), make(kos, 'Sleeps')]
        const before = [
          kos.EntityConnectToService(one, server, 'lights'),
          kos.EntityConnectToService(one, server, 'lights'),
          kos.EntityRun(server),
        ]
        return [
          before,
          kos.EntityRun(server),
          kos.EntityConnect(two, server),
          kos.EntityConnect(server, two),
          kos.EntitySetArgs(server, ['Server']),
          kos.EntitySetEnv(server, ['A=B']),
          kos.EntityRun(one),
        ]
      })
      expect(codes).toEqual([
        [rcOk, rcAlreadyExists, rcOk],
        ...Array(5).fill(rcInvalidOperation),
        rcOk,
      ])
      expect(world.kernel.task('Client').result).toEqual({ code: rcOk })
    })

    test('is connected under the name of the server, if none is said', async () => {
      await using world = open()
      const Asks = program((kos) => {
        kos.log(
          ['Server', 'Lamps', 'other'].map(
            (name) => kos.ServiceLocatorConnect(name) !== INVALID_HANDLE,
          ),
        )
      })
      await using other = open({ images: { ...images, Asks } })
      await act(other, (kos) => {
        const [server, asks] = [make(kos, 'Empty', 'Lamps'), make(kos, 'Asks')]
        unwrap({ rc: kos.EntityConnect(asks, server) })
        kos.EntityRun(server)
        kos.EntityRun(asks)
      })
      expect(other.lines).toEqual(['Asks: [ false, true, false ]'])
      await world.idle()
    })

    test('may be the creator of others', async () => {
      const Parent = program(async (kos) => {
        const child = unwrap(kos.createEntity({ eiid: 'Exits', args: ['Exits', '7'] })).entity
        kos.EntityRun(child)
        return unwrap(await kos.EntityWait(child, INFINITE_TIMEOUT)).exitCode
      })
      await using world = open({ images: { ...images, Parent } })
      const code = await act(world, async (kos) => {
        const parent = make(kos, 'Parent')
        kos.EntityRun(parent)
        return (await kos.EntityWait(parent, INFINITE_TIMEOUT)).exitCode
      })
      expect(code).toBe(7)
    })
  })

  describe('the end of a process', () => {
    test('is told apart: exit codes, crashes, kills', async () => {
      await using world = open()
      world.kernel.after(5, () => world.kernel.kill('Sleeps'))
      const ends = await act(world, async (kos) => {
        const entities = [
          make(kos, 'Exits', 'A', '0'),
          make(kos, 'Exits', 'B', '-3'),
          make(kos, 'Crashes'),
          make(kos, 'Sleeps'),
        ]
        for (const entity of entities) kos.EntityRun(entity)
        const found = []
        for (const entity of entities) {
          found.push(await kos.EntityWait(entity, 100))
          // After the end, too.
          expect(await kos.EntityWait(entity, 0)).toEqual(found.at(-1))
          expect(kos.entityState(entity)).toEqual({ ...found.at(-1), state: TaskStateTerminated })
        }
        return found
      })
      expect(ends).toEqual([
        { rc: rcOk, reason: TaskEndExited, exitCode: 0 },
        { rc: rcOk, reason: TaskEndExited, exitCode: -3 },
        { rc: rcOk, reason: TaskEndCrashed, exitCode: 0 },
        { rc: rcOk, reason: TaskEndKilled, exitCode: 0 },
      ])
    })

    test('is waited for with a time-out, also of one that was never run', async () => {
      await using world = open()
      const seen = await act(world, async (kos) => {
        const stopped = make(kos, 'Exits', 'Stopped', '4')
        const sleeping = make(kos, 'Sleeps', null, '50')
        kos.EntityRun(sleeping)
        const codes = [
          (await kos.EntityWait(sleeping, 0)).rc,
          (await kos.EntityWait(sleeping, 10)).rc,
          (await kos.EntityWait(stopped, 10)).rc,
        ]
        expect(kos.entityState(sleeping)).toMatchObject({ reason: TaskEndNone, exitCode: 0 })
        const start = async (own: Kos): Promise<void> => {
          await own.KnSleep(5)
          own.EntityRun(stopped)
        }
        kos.KosThreadCreate(ThreadPriorityNormal, 0, start, 0, 0)
        const late = await kos.EntityWait(stopped, INFINITE_TIMEOUT)
        return [codes, kos.KnGetMSecSinceStart(), late.exitCode]
      })
      expect(seen).toEqual([[rcTimeout, rcTimeout, rcTimeout], 25, 4])
    })

    test('wakes all who wait for it, in this process and others', async () => {
      await using world = open()
      world.empty('Q')
      const Pass = defineInterface('test.Pass', {
        Pass: { in: { task: handle }, out: { code: sint32 } },
      })
      const Waits = program({ endpoints: { pass: Pass } }, async (kos) => {
        await serve(kos, 'pass', {
          pass: {
            Pass: async ({ task }) => ({
              code: Number((await kos.EntityWait(task, 100)).exitCode),
            }),
          },
        })
      })
      world.kernel.spawn(Waits, { name: 'Waits' })
      world.kernel.spawn(null, { name: 'Creator', connections: { pass: 'Waits' } })
      const codes = await world.act('Creator', async (kos) => {
        const entity = make(kos, 'Exits', null, '9')
        const found: unknown[] = []
        const wait = async (own: Kos): Promise<void> =>
          void found.push((await own.EntityWait(entity, 100)).exitCode)
        for (let i = 0; i < 2; i++) kos.KosThreadCreate(ThreadPriorityNormal, 0, wait, 0, 0)
        const run = async (own: Kos): Promise<void> => {
          await own.KnSleep(1)
          own.EntityRun(entity)
        }
        kos.KosThreadCreate(ThreadPriorityNormal, 0, run, 0, 0)
        const { code } = unwrap(
          await connect(kos, Pass, 'pass', 'pass').Pass({
            task: nk_handle_desc(entity.handle, OCAP_TASK_QUERY),
          }),
        )
        return [...found, code]
      })
      expect(codes).toEqual([9, 9, 9])
    })

    test('is an event of its handle', async () => {
      await using world = open()
      const seen = await act(world, async (kos) => {
        const entity = make(kos, 'Exits')
        const { notice } = unwrap(kos.KnNoticeCreate())
        kos.KnNoticeSubscribeToObject(notice, entity.handle, EVENT_TASK_COMPLETED, 'over')
        const before = (await kos.KnNoticeGetEvent(notice, 5, 1)).rc
        kos.EntityRun(entity)
        return [before, await kos.KnNoticeGetEvent(notice, 5, 1)]
      })
      expect(seen).toEqual([
        rcTimeout,
        { rc: rcOk, events: [{ eventId: 'over', eventMask: EVENT_TASK_COMPLETED }] },
      ])
    })

    test('leaves nothing of those that wait when they end first', async () => {
      await using world = open()
      world.empty('P')
      const waiting = world.kernel.as('P', async (kos) => {
        const entity = make(kos, 'Sleeps', null, '50')
        kos.EntityRun(entity)
        await kos.EntityWait(entity, INFINITE_TIMEOUT)
      })
      waiting.catch(() => {})
      await world.kernel.advance(10)
      world.kernel.kill('P')
      expect(world.kernel.inspect().objects['entities']).toBe(1)
      await world.idle()
      expect(world.kernel.task('Sleeps').result).toEqual({ code: 0 })
      expect(world.kernel.inspect().objects['entities']).toBe(0)
    })
  })

  describe('a process whose last handle is gone', () => {
    test('ends if it was never run, since nobody can start it', async () => {
      await using world = open()
      const { result } = await act(world, async (kos) => {
        const entity = make(kos, 'Exits')
        const { handle: copy } = unwrap(
          kos.KnHandleCopy(entity.handle, OCAP_TASK_QUERY, INVALID_HANDLE),
        )
        kos.EntityFree(entity)
        expect(kos.entityState({ handle: copy }).state).toBe(TaskStateStopped)
        expect(kos.EntityRun(entity)).toBe(rcInvalidArgument)
        kos.EntityFree({ handle: copy })
        return world.kernel.task('Exits')
      })
      expect(result).toEqual({ killed: 'its last handle was closed before it was run' })
    })

    test('goes on if it runs', async () => {
      await using world = open()
      await act(world, (kos) => {
        const entity = make(kos, 'Sleeps', null, '20')
        kos.EntityRun(entity)
        return kos.EntityFree(entity)
      })
      expect(world.kernel.task('Sleeps').result).toEqual({ code: 0 })
    })

    test('so its creator takes with it what it has not run', async () => {
      await using world = open()
      await act(world, (kos) => {
        make(kos, 'Exits', 'Never')
        kos.EntityRun(make(kos, 'Sleeps', null, '20'))
      })
      world.kernel.kill('P')
      expect(world.kernel.task('Never').result).toEqual({
        killed: 'its last handle was closed before it was run',
      })
      expect(await world.exitOf('Sleeps')).toEqual({ code: 0 })
    })

    test('wakes those that wait for one that will never run', async () => {
      await using world = open()
      const end = await act(world, async (kos) => {
        const entity = make(kos, 'Exits')
        const free = async (own: Kos): Promise<void> => {
          await own.KnSleep(1)
          own.EntityFree(entity)
        }
        kos.KosThreadCreate(ThreadPriorityNormal, 0, free, 0, 0)
        return kos.EntityWait(entity, INFINITE_TIMEOUT)
      })
      expect(end).toEqual({ rc: rcOk, reason: TaskEndKilled, exitCode: 0 })
    })
  })

  test('a handle says what its holder may do', async () => {
    await using world = open()
    const codes = await act(world, async (kos) => {
      const [entity, server] = [make(kos, 'Exits'), make(kos, 'Server')]
      const copyOf = (rights: number): Entity =>
        unwrap(kos.KnHandleCopy(entity.handle, rights, INVALID_HANDLE))
      const all = async (held: Entity): Promise<unknown[]> => [
        kos.EntitySetArgs(held, ['Exits', '1']),
        kos.EntitySetEnv(held, ['A=B']),
        kos.EntityConnect(held, server),
        kos.EntityConnect(server, held),
        (await kos.EntityWait(held, 0)).rc,
        kos.entityState(held).rc,
        kos.EntityRun(held),
      ]
      return [
        await all(copyOf(OCAP_TASK_QUERY)),
        await all(copyOf(OCAP_TASK_CONTROL)),
        await all(copyOf(0)),
      ]
    })
    const denied = rcNoCapability
    expect(codes).toEqual([
      [denied, denied, denied, denied, rcTimeout, rcOk, denied],
      [rcOk, rcOk, rcOk, rcOk, denied, denied, rcOk],
      Array(7).fill(denied),
    ])
  })

  test('a process to which the handle was transferred may run it, as its starter', async () => {
    const starts: string[] = []
    const Run = defineInterface('test.Run', {
      Run: { in: { task: handle }, out: { code: uint32 } },
    })
    const Runner = program({ endpoints: { run: Run } }, async (kos) => {
      const run = {
        Run: ({ task }: { task: Entity }) => ({ code: Number(kos.EntityRun(task) === rcOk) }),
      }
      await serve(kos, 'run', { run })
    })
    await using world = open({
      security: [...allowAll(), execute(any, 'Exits', ({ source }) => starts.push(source) > 0)],
    })
    world.kernel.spawn(Runner, { name: 'Runner' })
    world.kernel.spawn(null, { name: 'Creator', connections: { run: 'Runner' } })
    const answer = await world.act('Creator', async (kos) => {
      const entity = make(kos, 'Exits', null, '5')
      const task = nk_handle_desc(entity.handle, OCAP_HANDLE_TRANSFER | OCAP_TASK_CONTROL)
      const { code } = unwrap(await connect(kos, Run, 'run', 'run').Run({ task }))
      return [code, (await kos.EntityWait(entity, 10)).exitCode]
    })
    expect([answer, starts]).toEqual([[1, 5], ['Runner']])
  })

  describe('the host may end a process that is stopped', () => {
    test('and who runs it then is not wrong', async () => {
      await using world = open()
      const seen = await act(world, async (kos) => {
        const [server, asks] = [make(kos, 'Server'), make(kos, 'Client')]
        world.kernel.kill('Server', 'in between')
        const codes = [
          kos.EntityConnectToService(asks, server, 'lights'),
          kos.EntityRun(server),
          kos.EntityRun(server),
          kos.EntityRun(asks),
        ]
        await kos.EntityWait(asks, 10)
        return [codes, kos.entityState(server).reason]
      })
      expect(seen).toEqual([[rcOk, rcOk, rcInvalidOperation, rcOk], TaskEndKilled])
      // Its connection is there, and broken.
      expect(world.kernel.task('Client').result).toMatchObject({
        crash: expect.stringContaining('the server that Client reaches over "lights"'),
      })
      expect(world.kernel.task('Server').result).toEqual({ killed: 'in between' })
    })
  })

  describe('images', () => {
    test('that are not there, not loaded or of other classes make no process', async () => {
      await using world = open({
        programs: { 'demo.Known': Exits },
        images: { ...images, late: { load: () => Promise.resolve(Exits) } },
      })
      const before = await act(world, (kos) => kos.EntityInit({ eiid: 'nothing' }))
      const codes = await act(world, (kos) =>
        [
          kos.createEntity({ eiid: 'nothing' }),
          kos.createEntity({ eiid: 'Exits' }, null, 'nothing'),
          kos.createEntity({ eiid: 'demo.Late' }, null, 'late'),
          // The same program as an image: rules that name it select demo.Known only.
          kos.createEntity({ eiid: 'demo.Other' }, null, 'Exits'),
          kos.createEntity({ eiid: 'kl.core.Core' }, 'Core', 'Exits'),
          kos.createEntity({ eiid: 'Einit' }, 'Init', 'Shows'),
          kos.createEntity({ eiid: 'demo.Other' }, 'kl.core.Core', 'Shows'),
          kos.createEntity({ eiid: 'demo.Other' }, 'Einit', 'Shows'),
          kos.createEntity({ eiid: 'demo.Known' }, null, 'Exits'),
          kos.createEntity({ eiid: 'x', flags: ENTITY_FLAG_DUMPABLE }, null, 'Shows'),
        ].map(({ rc }) => rc),
      )
      expect([before, ...codes]).toEqual([
        null,
        rcResourceNotFound,
        rcResourceNotFound,
        rcNotReady,
        rcInvalidArgument,
        rcInvalidArgument,
        rcInvalidArgument,
        rcInvalidArgument,
        rcInvalidArgument,
        rcOk,
        rcOk,
      ])
    })

    test('are loaded once, while virtual time stands, for all who wait', async () => {
      let loads = 0
      const load = async (): Promise<{ default: typeof Exits }> => {
        loads++
        await new Promise((resolve) => setTimeout(resolve, 1))
        return { default: Exits }
      }
      await using world = open({ images: { 'exits.js': { load } } })
      const seen = await act(world, async (kos) => {
        const others: unknown[] = []
        const wait = async (own: Kos): Promise<void> =>
          void others.push(await own.loadImage('exits.js'), own.KnGetMSecSinceStart())
        kos.KosThreadCreate(ThreadPriorityNormal, 0, wait, 0, 0)
        const rc = await kos.loadImage('exits.js')
        await kos.KosThreadYield()
        const entity = unwrap(kos.createEntity({ eiid: 'demo.Exits' }, 'E', 'exits.js')).entity
        kos.EntityRun(entity)
        return [
          rc,
          ...others,
          (await kos.EntityWait(entity, 1)).rc,
          await kos.loadImage('exits.js'),
        ]
      })
      expect([seen, loads]).toEqual([[rcOk, rcOk, 0, rcOk, rcOk], 1])
    })

    test('that fail to load are told to the host, and may be tried again', async () => {
      const failures: string[] = []
      let tries = 0
      await using world = open({
        images: {
          fails: {
            load: () => {
              if (tries++ === 0) throw new Error('no such file')
              return tries === 2
                ? Promise.reject(new Error('a syntax error'))
                : Promise.resolve(Exits)
            },
          },
          empty: { load: () => Promise.resolve({} as never) },
          wrong: { load: () => Promise.resolve({ default: 5 } as never) },
          broken: {
            load: () => Promise.resolve({ main: () => 0, endpoints: { a: {} } } as never),
          },
          nothing: { load: () => Promise.resolve(undefined as never) },
        },
        onHostFailure: (error, what) => failures.push(`${what}: ${String(error)}`),
      })
      const codes = await act(world, async (kos) => {
        const paths = ['fails', 'fails', 'fails', 'empty', 'wrong', 'broken', 'nothing', 'none']
        const found = []
        for (const path of paths) found.push(await kos.loadImage(path))
        return found
      })
      expect(codes).toEqual([
        rcFail,
        rcFail,
        rcOk,
        rcFail,
        rcFail,
        rcFail,
        rcFail,
        rcResourceNotFound,
      ])
      expect(failures).toMatchInlineSnapshot(`
        [
          "loading the image fails: Error: no such file",
          "loading the image fails: Error: a syntax error",
          "loading the image empty: TypeError: it exports no program: export default program(async (kos) => { ... })",
          "loading the image wrong: TypeError: it exports no program: export default program(async (kos) => { ... })",
          "loading the image broken: TypeError: broken: endpoint "a" has no interface that defineInterface made; a copy is none",
          "loading the image nothing: TypeError: it exports no program: export default program(async (kos) => { ... })",
        ]
      `)
    })

    test('go on loading when nobody waits any more', async () => {
      let release: (() => void) | null = null
      const load = (): Promise<typeof Exits> =>
        new Promise((resolve) => (release = () => resolve(Exits)))
      await using world = open({ images: { slow: { load } } })
      world.empty('P')
      const waiting = world.kernel.as('P', (kos) => kos.loadImage('slow'))
      waiting.catch(() => {})
      const idle = world.idle()
      while (release === null) await new Promise((resolve) => setImmediate(resolve))
      world.kernel.kill('P')
      ;(release as () => void)()
      await idle
      expect(await act(world, (kos) => kos.createEntity({ eiid: 'slow' }).rc)).toBe(rcOk)
    })
  })

  describe('the policy', () => {
    test('decides about a start by its starter, and a denied one is over', async () => {
      await using world = open({
        security: [...allowAll(), deny(execute('P', 'Shows'))],
      })
      const codes = await act(world, async (kos) => {
        const entities = [make(kos, 'Shows'), make(kos, 'Exits')]
        const runs = entities.map((entity) => kos.EntityRun(entity))
        const { reason } = await kos.EntityWait(entities[0] as Entity, 0)
        return [...runs, reason]
      })
      expect(codes).toEqual([rcSecurityDisallow, rcOk, TaskEndKilled])
      expect(world.kernel.task('Shows').result).toEqual({
        killed: expect.stringMatching(
          /^the policy denied its start: execute P -> Shows: denied by/,
        ),
      })
    })

    test('sees what is created, and its handles as security ids', async () => {
      const seen: unknown[] = []
      await using world = open({
        security: [
          ...allowAll(),
          request('P', core, { endpoint: 'task.Task' }, ({ event, message }) => {
            seen.push([event.method, { ...(message as object) }])
            return event.method !== 'Wait'
          }),
        ],
      })
      const codes = await act(world, async (kos) => {
        const entity = unwrap(kos.createEntity({ eiid: 'Exits', envs: ['A=B'] }, 'E')).entity
        kos.EntityRun(entity)
        return (await kos.EntityWait(entity, 5)).rc
      })
      expect(codes).toBe(rcSecurityDisallow)
      const entity = { handle: expect.any(Number), rights: expect.any(Number) }
      expect(seen).toMatchObject([
        ['Create', { eiid: 'Exits', name: 'E', path: '', flags: 0 }],
        ['ClearVariables', { entity }],
        ['SetVariable', { entity, name: 'A', value: 'B' }],
        ['Run', { entity }],
        ['Wait', { entity, msec: 5 }],
      ])
    })

    test('may end the thread that runs a process, and then it is not run', async () => {
      let started = 0
      await using world = open({
        images: { Counts: program(() => void started++) },
        security: [
          ...allowAll(),
          execute('P', 'Counts', () => {
            world.kernel.kill('P', 'judged')
            return true
          }),
        ],
      })
      world.empty('P')
      const running = world.kernel.as('P', (kos) => kos.EntityRun(make(kos, 'Counts')))
      running.catch(() => {})
      await world.idle()
      expect([started, world.kernel.task('P').result]).toEqual([0, { killed: 'judged' }])
      expect(world.kernel.task('Counts').isAlive).toBe(false)
    })
  })

  test('a creator without room for a handle gets none, and makes no process', async () => {
    await using world = open({ handleQuota: 1 })
    const codes = await act(world, (kos) => [
      kos.createEntity({ eiid: 'Exits' }, 'A').rc,
      kos.createEntity({ eiid: 'Exits' }, 'B').rc,
    ])
    expect(codes).toEqual([rcOk, rcQuotaExceeded])
    expect(world.kernel.task('B').isAlive).toBe(false)
  })
})

test('a kernel without IPC makes processes, and can not connect them', async () => {
  const kernel = createKernel({
    services: [handles(), tasks()],
    security: allowAll(),
    clock: new VirtualClock(),
    images: { Empty: null },
  })
  kernel.spawn(null, { name: 'P' })
  const codes = await kernel.as('P', (kos) => {
    const [one, two] = ['One', 'Two'].map((name) => kos.EntityInitEx({ eiid: 'Empty' }, name, null))
    return [kos.EntityConnect(one as Entity, two as Entity), kos.EntityRun(one as Entity)]
  })
  expect(codes).toEqual([rcUnimplemented, rcOk])
  await kernel[Symbol.asyncDispose]()
  expect(leftovers(kernel.inspect())).toEqual({})
})
