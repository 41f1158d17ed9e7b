// ENTITY_FLAG_DUMPABLE: a process that crashed is started again, later each time, until it has
// crashed too often; whatever happens meanwhile, nothing is left.

import {
  connect,
  defineInterface,
  type Entity,
  ENTITY_FLAG_DUMPABLE,
  EVENT_TASK_COMPLETED,
  handle,
  type Kos,
  own,
  program,
  type Program,
  serve,
  TaskEndCrashed,
  TaskEndKilled,
  TaskEndNone,
  TaskStateRestarting,
  TaskStateTerminated,
  ThreadPriorityNormal,
  uint32,
  unwrap,
} from '@kos/libkos'
import { defineContract } from '@kos/libkos/abi'
import { rcAlreadyExists, rcInvalidOperation, rcOk, rcTimeout, retcodeName } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import {
  allowAll,
  any,
  boot,
  createKernel,
  defineService,
  deny,
  execute,
  formatExit,
  handles,
  type ProcessExit,
  type Programs,
  tasks,
  threads,
  VirtualClock,
} from '../src/index.ts'
import {
  firstRestartDelay,
  maxRestartDelay,
  maxRestartsInARow,
  restartResetTime,
} from '../src/limits.ts'
import { hosts, leftovers, openWorld, type World } from './world.ts'

const flags = ENTITY_FLAG_DUMPABLE
const forEver = 2 ** 32 - 1

/** A program that lives so long and then crashes; it says when it starts, with its arguments. */
const crashing = (ms: number): Program =>
  program(async (kos: Kos) => {
    kos.log(kos.KnGetMSecSinceStart(), ...kos.args)
    if (ms > 0) await kos.KnSleep(ms)
    throw new Error('boom')
  })

/** The routine of a thread that crashes after a time. */
const crashLater = async (kos: Pick<Kos, 'KnSleep'>, ms: number): Promise<void> => {
  await kos.KnSleep(ms)
  throw new Error('boom')
}

describe.each(hosts)('on %s', (_, host) => {
  let ends: ProcessExit[]

  function open(programs: Programs, options = {}): World {
    ends = []
    return openWorld({ programs, host: host(), onExit: (end) => ends.push(end), ...options })
  }

  /** Starts a process of a class as one of the process Starter, and keeps its entity. */
  async function start(world: World, className: string, given = flags): Promise<Entity> {
    world.empty('Starter')
    const made = world.kernel.as('Starter', (kos) => {
      const entity = unwrap(kos.createEntity({ eiid: className, flags: given })).entity
      expect(kos.EntityRun(entity)).toBe(rcOk)
      return entity
    })
    await world.kernel.run({ until: made })
    return made
  }

  const as = async <T>(world: World, routine: (kos: Kos) => Promise<T> | T): Promise<T> => {
    const done = world.kernel.as('Starter', routine)
    await world.kernel.run({ until: done })
    return done
  }

  const crashes = (): unknown[] => ends.map(({ restart }) => restart)
  const restartsOf = (world: World, name: string): number | undefined =>
    world.kernel.inspect().tasks.find((task) => task.name === name)?.restarts

  test('a process that keeps crashing is started 10 times again, later each time', async () => {
    await using world = open({ Worker: crashing(0) })
    const entity = await start(world, 'Worker')
    await world.idle()
    const delays = [100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]
    expect(crashes()).toEqual([...delays.map((delay) => ({ delay })), { crashesInARow: 11 }])
    let now = 0
    const starts = [0, ...delays.map((delay) => (now += delay))]
    expect(world.lines).toEqual(starts.map((time) => `Worker: ${time}`))
    expect(restartsOf(world, 'Worker')).toBe(10)
    expect(await as(world, (kos) => kos.entityState(entity))).toMatchObject({
      state: TaskStateTerminated,
      reason: TaskEndCrashed,
    })
    expect([delays[0], delays.at(-1), delays.length]).toEqual([
      firstRestartDelay,
      maxRestartDelay,
      maxRestartsInARow,
    ])
  })

  test('the row of crashes begins anew when a process has run for a minute, not before', async () => {
    for (const [ms, isNew] of [
      [restartResetTime - 1, false],
      [restartResetTime, true],
    ] as const) {
      await using world = open({ Worker: crashing(ms) })
      await start(world, 'Worker')
      await world.kernel.advance(3 * (ms + 1000))
      expect(crashes()).toEqual(
        isNew
          ? [{ delay: 100 }, { delay: 100 }, { delay: 100 }]
          : [{ delay: 100 }, { delay: 200 }, { delay: 400 }],
      )
    }
  })

  test('a hundred crashes leave as much as one', async () => {
    await using world = open({ Worker: crashing(restartResetTime) })
    await start(world, 'Worker')
    const period = restartResetTime + firstRestartDelay
    await world.kernel.advance(period * 1.5)
    const { objects } = world.kernel.inspect()
    await world.kernel.advance(period * 100)
    expect(crashes()).toHaveLength(101)
    expect(restartsOf(world, 'Worker')).toBe(101)
    expect(world.kernel.inspect().objects).toEqual(objects)
  })

  test('a process without the flag stays down, and one that returns or is killed', async () => {
    const Ending = program(() => 3)
    const Sleeping = program((kos) => kos.KnSleep(forEver).then(() => 0))
    await using world = open({ Worker: crashing(0), Ending, Sleeping })
    await start(world, 'Worker', 0)
    await as(world, (kos) => {
      for (const eiid of ['Ending', 'Sleeping']) kos.EntityRun(kos.EntityInit({ eiid, flags })!)
    })
    world.kernel.kill('Sleeping')
    await world.idle()
    expect(ends).toEqual([
      { process: 'Worker', className: 'Worker', exit: expect.objectContaining({ crash: 'boom' }) },
      { process: 'Ending', className: 'Ending', exit: { code: 3 } },
      { process: 'Sleeping', className: 'Sleeping', exit: { killed: 'killed by the host' } },
    ])
    expect(world.kernel.clock.now()).toBe(0)
  })

  test('name, class, arguments, environment and files are those of the first start', async () => {
    const Worker = program((kos) => {
      kos.log(kos.name, kos.args.join(), JSON.stringify(kos.env))
      throw new Error('boom')
    })
    await using world = open({ 'demo.Worker': Worker })
    world.empty('Starter')
    await as(world, (kos) => {
      const info = { eiid: 'demo.Worker', args: ['x', 'a', 'b'], envs: ['K=v'], flags }
      kos.EntityRun(kos.EntityInitEx(info, 'W', null)!)
    })
    await world.kernel.advance(150)
    expect(world.kernel.task('W').className).toBe('demo.Worker')
    expect(world.lines).toEqual(['W: W a,b {"K":"v"}', 'W: W a,b {"K":"v"}'])
  })

  test('EntityWait and EVENT_TASK_COMPLETED tell of the final end only', async () => {
    await using world = open({ Worker: crashing(1000) })
    const entity = await start(world, 'Worker')
    const heard = await as(world, async (kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      kos.KnNoticeSubscribeToObject(notice, entity.handle, EVENT_TASK_COMPLETED, 7)
      const early = await kos.EntityWait(entity, 1050)
      const state = unwrap(kos.entityState(entity))
      const end = await kos.EntityWait(entity, forEver)
      const events = unwrap(await kos.KnNoticeGetEvent(notice, 0, 1))
      return { early, state, end, events, now: kos.KnGetMSecSinceStart() }
    })
    expect(heard).toMatchObject({
      early: { rc: rcTimeout },
      state: { state: TaskStateRestarting, reason: TaskEndNone },
      end: { rc: rcOk, reason: TaskEndCrashed, exitCode: 0 },
      now: 42_700 + 11_000,
    })
    expect(JSON.stringify(heard.events)).toContain('7')
  })

  test('an entity that is restarted can be run, connected and set up as little as one that runs', async () => {
    await using world = open({ Worker: crashing(0), Other: crashing(0) })
    const entity = await start(world, 'Worker')
    expect(
      await as(world, (kos) => {
        const other = kos.EntityInit({ eiid: 'Other' })!
        return [
          kos.EntityRun(entity),
          kos.EntityConnect(other, entity),
          kos.EntityConnect(entity, other),
          kos.EntitySetArgs(entity, ['x', 'y']),
          kos.EntitySetEnv(entity, ['K=v']),
          kos.createEntity({ eiid: 'Other' }, 'Worker').rc,
        ]
      }),
    ).toEqual([...Array(5).fill(rcInvalidOperation), rcAlreadyExists])
  })

  test('whoever waits to be started again is killed by its name, and that is the end', async () => {
    await using world = open({ Worker: crashing(0) })
    const entity = await start(world, 'Worker')
    const end = world.kernel.as('Starter', (kos) => kos.EntityWait(entity, forEver))
    await world.kernel.advance(50)
    world.kernel.kill('Worker', 'enough')
    await world.kernel.run({ until: end })
    expect(await end).toMatchObject({ rc: rcOk, reason: TaskEndKilled })
    expect(world.kernel.clock.now()).toBe(50)
    expect(world.kernel.inspect().objects).toMatchObject({ timers: 0, processes: 1 })
    expect(world.lines).toHaveLength(1)
  })

  test('an entity without handles is restarted as before, and is forgotten at its end', async () => {
    await using world = open({ Worker: crashing(0) })
    const entity = await start(world, 'Worker')
    await world.kernel.advance(50)
    const states = world.kernel.statistics().tasks.map(({ name, state }) => [name, state])
    expect(states).toEqual([
      ['Starter', 'running'],
      ['Worker', 'restarting'],
    ])
    await as(world, (kos) => kos.EntityFree(entity))
    expect(world.kernel.inspect().objects['entities']).toBe(1)
    await world.idle()
    expect(crashes()).toHaveLength(11)
    expect(world.kernel.inspect().objects['entities']).toBe(0)
  })

  test('an entity whose last handle its own process had is restarted', async () => {
    const Keeper = defineInterface('demo.Keeper', { Keep: { in: { entity: handle } } })
    const Worker = program({ endpoints: { keeper: Keeper } }, async (kos) => {
      unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, crashLater, 10, 0))
      await serve(kos, 'keeper', { keeper: { Keep: ({ entity }) => void own(kos, entity) } })
    })
    await using world = open({ Worker })
    const entity = await start(world, 'Worker')
    world.kernel.connect('Starter', 'Worker', 'keeper')
    await as(world, async (kos) => {
      const keeper = connect(kos, Keeper, 'keeper', 'keeper')
      expect((await keeper.Keep({ entity: entity.handle })).rc).toBe(rcOk)
      expect(kos.EntityFree(entity)).toBe(rcOk)
    })
    for (const time of [5, 50, 150]) {
      await world.kernel.advance(time)
      expect(world.kernel.inspect().objects['entities']).toBe(1)
    }
    expect(crashes()).toEqual([{ delay: 100 }, { delay: 200 }])
  })

  test('an entity whose creator has ended is restarted', async () => {
    await using world = open({ Worker: crashing(10) })
    await start(world, 'Worker')
    world.kernel.kill('Starter')
    await world.kernel.advance(115)
    expect(crashes()).toEqual([undefined, { delay: 100 }])
    expect(world.kernel.task('Worker').isAlive).toBe(true)
  })

  test('a kernel that is disposed of meanwhile leaves no timer', async () => {
    const world = open({ Worker: crashing(0) })
    await start(world, 'Worker')
    await world.kernel.advance(50)
    expect(world.kernel.inspect().objects).toMatchObject({ timers: 1, processes: 2 })
    await world[Symbol.asyncDispose]()
    expect(leftovers(world.kernel.inspect())).toEqual({})
    expect(ends.at(-1)).toMatchObject({ process: 'Worker', exit: { killed: 'the kernel stopped' } })
  })

  test('the host acts as it once it runs again', async () => {
    await using world = open({ Worker: null })
    await start(world, 'Worker')
    const crash = world.kernel.as('Worker', () => Promise.reject(new Error('boom')))
    crash.catch(() => {})
    await world.kernel.advance(1)
    await expect(crash).rejects.toThrow('boom')
    const at = world.kernel.as('Worker', (kos) => kos.KnGetMSecSinceStart())
    await world.kernel.run({ until: at })
    expect(await at).toBe(100)
  })

  const Adder = defineInterface('demo.Adder', { Add: { in: { a: uint32 }, out: { sum: uint32 } } })

  /** Adds up, and crashes after a time; 0 for never. */
  const adding = (ms: number): Program =>
    program({ endpoints: { adder: Adder } }, async (kos) => {
      let total = 0
      if (ms > 0) unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, crashLater, ms, 0))
      await serve(kos, kos.args[0] ?? 'adder', {
        adder: { Add: ({ a }) => ({ sum: (total += a) }) },
      })
    })
  test('a server is reached again by a connection made anew; the broken one answers codes', async () => {
    const Client = program(async (kos) => {
      let adder = connect(kos, Adder, 'adder', 'adder')
      for (let i = 0; i < 6; i++) {
        const { rc, sum } = await adder.Add({ a: 1 })
        kos.log(kos.KnGetMSecSinceStart(), rc === rcOk ? sum : 'broken')
        if (rc === rcOk) await kos.KnSleep(400)
        else adder = connect(kos, Adder, 'adder', 'adder')
      }
    })
    await using world = open({ Server: adding(600), Client })
    world.empty('Starter')
    await as(world, (kos) => {
      const server = kos.EntityInit({ eiid: 'Server', flags })!
      const client = kos.EntityInit({ eiid: 'Client' })!
      kos.EntityConnectToService(client, server, 'adder')
      kos.EntityRun(server)
      kos.EntityRun(client)
    })
    await world.kernel.run({ until: world.kernel.task('Client') })
    expect(world.lines).toEqual(
      ['0 1', '400 2', '800 broken', '800 1', '1200 2', '1600 broken'].map(
        (line) => `Client: ${line}`,
      ),
    )
  })

  test('a client has its connections again, also that with a server which has ended', async () => {
    const Client = program(async (kos) => {
      for (const name of ['one', 'two']) {
        const adder = connect(kos, Adder, name, 'adder')
        const { rc, sum } = await adder.Add({ a: 1 })
        kos.log(kos.KnGetMSecSinceStart(), name, rc === rcOk ? sum : retcodeName(rc))
      }
      throw new Error('boom')
    })
    await using world = open({ Serving: adding(0), Client })
    world.empty('Starter')
    await as(world, (kos) => {
      const client = kos.EntityInit({ eiid: 'Client', flags })!
      for (const name of ['one', 'two']) {
        const args = ['serving', name]
        const server = kos.EntityInitEx({ eiid: 'Serving', args }, name, null)!
        kos.EntityConnectToService(client, server, name)
        kos.EntityRun(server)
      }
      kos.EntityRun(client)
    })
    await world.kernel.advance(50)
    world.kernel.kill('two')
    await world.kernel.advance(100)
    expect(world.lines.map((line) => line.slice('Client: '.length))).toEqual([
      '0 one 1',
      '0 two 1',
      '100 one 2',
      '100 two rcNotConnected',
    ])
  })

  test('server and client that crash at once find each other again', async () => {
    const Client = program(async (kos) => {
      const { sum } = await connect(kos, Adder, 'adder', 'adder').Add({ a: 1 })
      kos.log(sum)
      await kos.KnSleep(100 - (kos.KnGetMSecSinceStart() % 100))
      throw new Error('boom')
    })
    await using world = open({ Serving: adding(100), Client })
    world.empty('Starter')
    await as(world, (kos) => {
      const client = kos.EntityInit({ eiid: 'Client', flags })!
      const server = kos.EntityInit({ eiid: 'Serving', flags })!
      kos.EntityConnectToService(client, server, 'adder')
      kos.EntityRun(server)
      kos.EntityRun(client)
    })
    await world.kernel.advance(250)
    expect(world.lines).toEqual(['Client: 1', 'Client: 1'])
    expect(crashes()).toEqual([{ delay: 100 }, { delay: 100 }])
  })

  test('each start is an event, of who ran it first; a denial is the end', async () => {
    const starts: unknown[] = []
    let count = 0
    const security = [
      ...allowAll(),
      deny(
        execute(any, 'Worker', ({ source, sourceSid }) => {
          starts.push([source, sourceSid])
          return ++count === 3
        }),
      ),
    ]
    await using world = open({ Worker: crashing(0) }, { security })
    const entity = await start(world, 'Worker')
    const { sid } = world.kernel.task('Starter')
    const end = await as(world, (kos) => kos.EntityWait(entity, forEver))
    expect(starts).toEqual([1, 2, 3].map(() => ['Starter', sid]))
    expect(end).toMatchObject({ reason: TaskEndKilled })
    expect(ends.at(-1)?.exit).toEqual({
      killed: expect.stringContaining('the policy denied its start'),
    })
    expect(world.kernel.inspect().objects['timers']).toBe(0)
  })

  test('a host that takes the name in the middle of the end can not', async () => {
    const failures: unknown[] = []
    let spawn = (): void => {}
    await using world = open(
      { Worker: crashing(0) },
      {
        probe: { taskEnded: () => spawn() },
        onHostFailure: (error: unknown, what: string) => failures.push([what, String(error)]),
      },
    )
    spawn = () => void world.kernel.spawn(null, { name: 'Worker', className: 'Other' })
    await start(world, 'Worker')
    spawn = () => {}
    expect(failures).toEqual([
      ['probe.taskEnded', expect.stringContaining('there is a process Worker')],
    ])
    expect(crashes()).toEqual([{ delay: 100 }])
  })

  test('a service that takes the name of a process that has just crashed ends its entity', async () => {
    const failures: unknown[] = []
    const exits: ProcessExit[] = []
    let rob: (name: string) => void = () => {}
    const thieves = defineService({
      name: 'thieves',
      contract: defineContract('thieves', '', 1024, {}),
      library: {},
      start: () => ({ handlers: {}, taskEnded: ({ name }) => rob(name) }),
    })
    await using kernel = createKernel({
      services: [threads(), handles(), tasks(), thieves],
      programs: { Worker: crashing(0) },
      security: allowAll(),
      clock: new VirtualClock(),
      host: host(),
      output: () => {},
      onExit: (end) => exits.push(end),
      onHostFailure: (error, what) => failures.push([what, String(error)]),
    })
    rob = (name) => {
      if (name === 'Worker') kernel.spawn(null, { name, className: 'Thief' })
    }
    kernel.spawn(null, { name: 'Starter' })
    const end = kernel.as('Starter', async (kos) => {
      const { entity } = unwrap(kos.createEntity({ eiid: 'Worker', flags }))
      kos.EntityRun(entity)
      return [await kos.EntityWait(entity, forEver), kos.EntityFree(entity)]
    })
    await kernel.run({ until: end })
    expect(await end).toEqual([{ rc: rcOk, reason: TaskEndCrashed, exitCode: 0 }, rcOk])
    expect(failures).toEqual([
      ['the restart of Worker', expect.stringContaining('there is a process Worker')],
    ])
    expect(exits.map(({ restart }) => restart)).toEqual([undefined])
    expect(kernel.inspect().objects).toMatchObject({ entities: 0, timers: 0 })
    rob = () => {}
  })

  test('a solution names those that are started again', async () => {
    const exits: ProcessExit[] = []
    const policy = allowAll()
    await using kernel = boot(
      { programs: { One: crashing(0), Two: crashing(0) }, dumpable: ['Two'], policy },
      {
        clock: new VirtualClock(),
        host: host(),
        output: () => {},
        onExit: (end) => exits.push(end),
      },
    )
    await kernel.advance(150)
    expect(exits.map(({ process, restart }) => [process, restart])).toEqual([
      ['Einit', undefined],
      ['One', undefined],
      ['Two', { delay: 100 }],
      ['Two', { delay: 200 }],
    ])
    expect(kernel.inspect().tasks.map(({ name, restarts }) => [name, restarts])).toEqual([
      ['Einit', 0],
      ['One', 0],
      ['Two', 2],
    ])
    expect(() => kernel.start({ programs: {}, dumpable: ['Three'] })).toThrow(
      'dumpable names Three, which is no process of it',
    )
  })
})

test('the report of a crash says whether it is started again', () => {
  const end = { process: 'W', className: 'W', exit: { crash: 'boom', stack: '' } }
  expect(formatExit({ ...end, restart: { delay: 100 } })).toBe(
    'W crashed: boom; it is started again in 100 ms',
  )
  expect(formatExit({ ...end, restart: { crashesInARow: 11 } })).toBe(
    'W crashed: boom; it stays down, since it has crashed 11 times in a row',
  )
})
